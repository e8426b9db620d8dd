"""The random share of a rule, decided by the job's lot: the same answer in SQL and in Python, however often asked.

A lot times a factor of the rule's own, modulo the prime LOTS, is as evenly spread as the lot, and no two rules draw
the same jobs.
"""

import math

from django.db.models import BigIntegerField, F, Q, Value
from django.db.models.functions import Cast
from django.db.models.lookups import LessThan

from reviews.models import AutoSettleRule, RoutingRule
from reviews.models.job import SAMPLING_MODULUS

_ROUTING, _AUTO_SETTLE = 48271, 69621


def rule_factor(rule: RoutingRule | AutoSettleRule) -> int:
    """1..LOTS-1, fixed for the saved `rule`."""
    return pow(_ROUTING if isinstance(rule, RoutingRule) else _AUTO_SETTLE, rule.pk, SAMPLING_MODULUS)


def is_in_share(seed: int, factor: int, share: float) -> bool:
    """Whether a job with `lot` falls into `share` (0..1) of a rule with `factor`."""
    return seed * factor % SAMPLING_MODULUS < _upper_bound(share)


def share_condition(rule: RoutingRule) -> Q:
    """The same as a condition on jobs, for the share that the routing rule takes."""
    lot = Cast(F("lot"), BigIntegerField())
    return Q(LessThan((lot * rule_factor(rule)) % SAMPLING_MODULUS, Value(_upper_bound(rule.random_share))))


def _upper_bound(share: float) -> int:
    return math.ceil(share * SAMPLING_MODULUS)

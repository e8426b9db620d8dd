"""The random share of a rule, decided by the job's sampling seed.

The answer is the same in SQL and in Python, however often it is asked.

A seed times a factor of the rule's own, modulo a prime, is as evenly spread as the seed, and no two rules draw
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
    """1..SAMPLING_MODULUS-1, fixed for the saved `rule`."""
    return pow(_ROUTING if isinstance(rule, RoutingRule) else _AUTO_SETTLE, rule.pk, SAMPLING_MODULUS)


def is_in_share(seed: int, factor: int, share: float) -> bool:
    """Whether a job with `seed` falls into `share` (0..1) of a rule with `factor`."""
    return seed * factor % SAMPLING_MODULUS < _upper_bound(share)


def share_condition(rule: RoutingRule) -> Q:
    """The same as a condition on jobs, for the share that the routing rule takes."""
    seed = Cast(F("sampling_seed"), BigIntegerField())
    return Q(LessThan((seed * rule_factor(rule)) % SAMPLING_MODULUS, Value(_upper_bound(rule.random_share))))


def _upper_bound(share: float) -> int:
    return math.ceil(share * SAMPLING_MODULUS)

"""An auto-settle rule starts or stops to act."""

from datetime import datetime

from django.db import transaction

from reviews import audit
from reviews.models import AutoSettleRule, Reviewer


@transaction.atomic
def switch(rule: AutoSettleRule, *, is_on: bool, by: Reviewer, now: datetime) -> bool:
    """Switch the rule on or off; whether that changed anything. Jobs that wait are looked at when they are re-routed.

    Audit: ``autosettlerule.switched_on`` or ``autosettlerule.switched_off`` with what the rule does.
    """
    changed = AutoSettleRule.objects.filter(pk=rule.pk).exclude(is_active=is_on).update(is_active=is_on)
    rule.is_active = is_on
    if changed:
        audit.record(
            f"autosettlerule.switched_{'on' if is_on else 'off'}",
            by=by,
            now=now,
            subject=rule,
            name=rule.name,
            verdict=str(rule.verdict),
            left_to_people=rule.left_to_people,
        )
    return bool(changed)

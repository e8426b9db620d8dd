"""Every draw of the random sample leaves a row and an audit entry, whoever decides about the job then."""

from datetime import datetime

from reviews import audit
from reviews.models import AutoSettleRule, Draw, Job, RuleVersion


def record_draw(
    job: Job, rule: AutoSettleRule, version: RuleVersion, *, is_left_to_people: bool, now: datetime
) -> Draw:
    """Store a draw by this version of the rule inside the caller's transaction, which holds the job's row.

    The job's own columns say the same, so that lists need no second table; nothing changes them later but a new draw.
    """
    draw = Draw.objects.create(
        job=job,
        rule=rule,
        rule_version=version,
        rate=rule.human_sample_rate,
        seed=job.sampling_seed,
        is_left_to_people=is_left_to_people,
        drawn_at=now,
    )
    job.is_sample, job.sampling_rate, job.auto_rule = is_left_to_people, rule.human_sample_rate, rule
    return draw


def draw_facts(draw: Draw) -> dict[str, audit.JSON]:
    """Return what an audit entry says of the draw."""
    return {
        "draw": draw.pk,
        "draw_digest": audit.digest_draw(draw),
        "rule_version": draw.rule_version.number,
        "sampling_rate": draw.rate,
    }

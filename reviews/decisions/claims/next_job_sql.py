"""The statements that find and take the next job, for both databases.

`job_queue_order` is the index that makes them steps into an index: SQLite is told to use it, since it would rather sort
a whole queue; PostgreSQL has to choose it, and a test asks whether it does. A person's earlier reviews are looked up by
the job that is about to be offered, never all of them. What has an operator beside it (`+ 0`, `|| ''`) no index can
answer: a lapsed claim is looked for among the leases that ended, not among all jobs that are claimed.
"""

from functools import cache

from django.db import connection

from reviews.models.job_indexes import CLAIM_ORDER
from reviews.queues.offers import NOT_HAD_SQL

_ORDER = ", ".join(f"j.{name[1:]} DESC" if name.startswith("-") else f"j.{name}" for name in CLAIM_ORDER)
_NOT_REVIEWED_BEFORE = f"j.id <> %(passed_over)s AND {NOT_HAD_SQL}"
# The second and third part are `Review.objects.lapsed`, each by its own index.
_CANDIDATES = """SELECT j.id, j.queue_id, head.lapsed FROM (
    SELECT (SELECT j.id FROM reviews_job j {by_order}
            WHERE j.queue_id = q.id AND j.review_state = 'waiting' AND {not_had} ORDER BY {order} LIMIT 1) AS id,
           0 AS lapsed
    FROM reviews_queue q WHERE q.id IN ({queues})
    UNION
    SELECT id, 1 FROM (SELECT j.id FROM reviews_review r {by_end} JOIN reviews_job j ON j.id = r.job_id
        WHERE r.outcome = 'active' AND r.lease_until <= %(now)s AND j.queue_id + 0 IN ({queues})
        AND j.review_state || '' = 'claimed' AND {not_had} ORDER BY r.lease_until LIMIT %(most)s) over
    UNION
    SELECT id, 1 FROM (SELECT (SELECT j.id FROM reviews_review r JOIN reviews_job j ON j.id = r.job_id
            WHERE r.outcome = 'active' AND r.reviewer_id = p.id AND j.queue_id + 0 IN ({queues})
            AND j.review_state || '' = 'claimed' AND {not_had} ORDER BY r.id DESC LIMIT 1) AS id
        FROM reviews_reviewer p WHERE NOT p.is_active) gone
) head JOIN reviews_job j ON j.id = head.id ORDER BY {order}"""
_CLAIM = """UPDATE reviews_job SET claim_fence = claim_fence + 1, review_state = 'claimed' WHERE id = (
    SELECT j.id FROM reviews_job j {by_order} WHERE j.queue_id = %(queue)s AND j.review_state = 'waiting'
    AND {not_had} ORDER BY {order} LIMIT 1{lock}) RETURNING id, claim_fence, stage"""


@cache
def candidates_sql(queues: int) -> str:
    """Rows of (job id, queue id, 1 for lapsed): the best of as many queues, named queue_0 and so on; best first."""
    return _CANDIDATES.format(
        queues=", ".join(f"%(queue_{place})s" for place in range(queues)),
        not_had=_NOT_REVIEWED_BEFORE,
        order=_ORDER,
        **_indexes(),
    )


@cache
def claim_sql(*, waits: bool) -> str:
    """The best waiting job of `queue` becomes CLAIMED: a row of (job id, fence, stage), none when it is not there."""
    lock = ""
    if connection.features.has_select_for_update:
        lock = " FOR NO KEY UPDATE OF j" + ("" if waits else " SKIP LOCKED")
    return _CLAIM.format(not_had=_NOT_REVIEWED_BEFORE, order=_ORDER, lock=lock, **_indexes())


def _indexes() -> dict[str, str]:
    is_told = connection.vendor == "sqlite"
    return {
        "by_order": "INDEXED BY job_queue_order" if is_told else "",
        "by_end": "INDEXED BY review_lease_end" if is_told else "",
    }

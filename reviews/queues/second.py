"""Where an escalated job goes."""

from reviews.models import Queue
from reviews.vocabulary import ReviewStage


def escalation_queue(queue: Queue | None) -> Queue | None:
    """The queue that the verdict review sends a job of `queue` to; None when there is none.

    A queue's own `escalates_to` wins while that is active. Otherwise a first-stage queue uses the first active queue of
    the second stage; a second-stage queue has nowhere further.
    """
    if queue and queue.escalates_to and queue.escalates_to.is_active:
        return queue.escalates_to
    if queue and queue.stage == ReviewStage.SECOND:
        return None
    return Queue.objects.active().filter(stage=ReviewStage.SECOND).first()

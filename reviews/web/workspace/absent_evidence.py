"""What the page says where evidence is absent: nothing checked, nothing found, a text that is not held here."""

from typing import Any

from reviews import platform_link
from reviews.access import permissions
from reviews.access.permissions import Permission
from reviews.models import Finding, Job, Reviewer
from reviews.queues import unchecked
from reviews.sync import send_again
from reviews.vocabulary import JobState, Suggestion

_TEXT_FIELDS = ("title", "description", "barrage")


def find_platform_link(job: Job) -> str:
    """Return where the video is shown on its own platform; empty when the account does not say, or the job does not."""
    facts = {"external_id": job.external_id, "reference": job.user_data, "title": job.title}
    return platform_link.build_link(job.account.platform_link, facts)


def list_text_fields(job: Job) -> dict[int, str]:
    """Return finding id -> which of the job's texts it is about."""
    found = Finding.objects.filter(job=job, key__in=[f"text:{name}" for name in _TEXT_FIELDS])
    return {pk: key.removeprefix("text:") for pk, key in found.order_by().values_list("pk", "key")}


def choose_no_findings_message(job: Job, mode: str) -> str:
    """Return the key of what an empty list says: "nothing found" only where a machine looked and said pass."""
    if job.is_unchecked or mode == "closed":
        return "not_checked"
    if mode == "pending":
        return "not_finished"
    passed = job.state == JobState.SUCCEEDED and job.suggestion == Suggestion.PASS
    return "nothing" if passed else "no_findings"


def build_unchecked_context(job: Job, viewer: Reviewer) -> dict[str, Any]:
    """Return why no machine checked the video, and what `viewer` may do about it."""
    return {
        "failure": unchecked.check_failure(job),
        "may_close": permissions.has_permission(viewer, Permission.REVIEW),
        "may_send": permissions.has_permission(viewer, Permission.SUBMIT_VIDEOS),
        "why_not_again": send_again.why_not_again(job),
        "sent_again_as": job.sent_again_as.order_by("-id").first(),
    }

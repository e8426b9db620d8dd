"""Every permission question: which role may do which act."""

from enum import StrEnum

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from reviews.decisions.errors import NotAllowed
from reviews.models import Reviewer
from reviews.vocabulary import Role


class Act(StrEnum):
    """Something a person may want to do."""

    VIEW_JOBS = "view_jobs"
    REVIEW = "review"
    SUBMIT_VIDEOS = "submit_videos"
    REGISTER_JOBS = "register_jobs"
    SEE_REPORTS = "see_reports"
    MANAGE = "manage"
    TAKE_OVER = "take_over"


_REVIEWER = frozenset({Act.VIEW_JOBS, Act.REVIEW, Act.SUBMIT_VIDEOS})
ALLOWED: dict[str, frozenset[Act]] = {
    Role.REVIEWER: _REVIEWER,
    Role.LEAD: _REVIEWER | {Act.REGISTER_JOBS, Act.SEE_REPORTS, Act.TAKE_OVER},
    Role.ANALYST: frozenset({Act.VIEW_JOBS, Act.SEE_REPORTS}),
    Role.ADMIN: frozenset(Act),
}


def may(person: Reviewer | AnonymousUser, act: Act) -> bool:
    """Whether `person` may do `act`. Inactive and anonymous people may nothing, a superuser everything."""
    return act in _acts(person)


def check(person: Reviewer | AnonymousUser, act: Act) -> None:
    """Errors: NotAllowed (403, code ``not_allowed``) when `person` may not do `act`."""
    if not may(person, act):
        raise NotAllowed(
            "not_allowed", _("Your role does not allow this. Ask an admin for a role that does."), act=act.value
        )


def _acts(person: Reviewer | AnonymousUser) -> frozenset[Act]:
    if not isinstance(person, Reviewer) or not person.is_active:
        return frozenset()
    if person.is_superuser:
        return frozenset(Act)
    # One query per person object: a request asks many times, and the next request loads the person again.
    groups: list[str] | None = getattr(person, "_role_names", None)
    if groups is None:
        groups = list(person.groups.values_list("name", flat=True))
        person._role_names = groups  # type: ignore[attr-defined]
    return frozenset().union(*(ALLOWED.get(name, frozenset()) for name in groups))

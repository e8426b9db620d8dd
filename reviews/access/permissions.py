"""Every permission question: which role may do which act, and which queues and jobs a person may know of."""

from dataclasses import dataclass
from enum import StrEnum

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from reviews.access.errors import NotAllowed
from reviews.models import Job, Queue, Reviewer, Submission, Team
from reviews.models.job_queryset import JobQuerySet
from reviews.models.queue import QueueQuerySet
from reviews.models.submission import SubmissionQuerySet
from reviews.vocabulary import Role


class Permission(StrEnum):
    """Something a person may want to do."""

    VIEW_JOBS = "view_jobs"
    REVIEW = "review"
    SUBMIT_VIDEOS = "submit_videos"
    REGISTER_JOBS = "register_jobs"
    SEE_REPORTS = "see_reports"
    MANAGE = "manage"
    TAKE_OVER = "take_over"
    SEE_ALL_QUEUES = "see_all_queues"
    SEE_AUDIT = "see_audit"


_REVIEWER = frozenset({Permission.VIEW_JOBS, Permission.REVIEW, Permission.SUBMIT_VIDEOS})
ROLE_PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.REVIEWER: _REVIEWER,
    Role.LEAD: _REVIEWER | {Permission.REGISTER_JOBS, Permission.SEE_REPORTS, Permission.TAKE_OVER},
    Role.ANALYST: frozenset(
        {Permission.VIEW_JOBS, Permission.SEE_REPORTS, Permission.SEE_ALL_QUEUES, Permission.SEE_AUDIT}
    ),
    Role.ADMIN: frozenset(Permission),
}


def has_permission(person: Reviewer | AnonymousUser, permission: Permission) -> bool:
    """Whether `person` may do `act`. Inactive and anonymous people may nothing, a superuser everything."""
    return permission in _permissions_of(person)


def require(person: Reviewer | AnonymousUser, permission: Permission) -> None:
    """Errors: NotAllowed (403, code ``not_allowed``) when `person` may not do `act`."""
    if not has_permission(person, permission):
        raise NotAllowed(
            "not_allowed", _("Your role does not allow this. Ask an admin to change your role."), act=permission.value
        )


def visible_queues(person: Reviewer | AnonymousUser) -> QueueQuerySet:
    """Queues of the person's teams and those open to all; all of them for SEE_ALL_QUEUES; none without VIEW_JOBS."""
    if not has_permission(person, Permission.VIEW_JOBS) or not isinstance(person, Reviewer):
        return Queue.objects.none()
    return Queue.objects.all() if has_permission(person, Permission.SEE_ALL_QUEUES) else Queue.objects.worked_by(person)


def worked_queues(person: Reviewer | AnonymousUser) -> QueueQuerySet:
    """Queues that hand their next job to `person`: visible ones, for people who may review.

    Seeing all queues is for looking; work is offered out of one's own teams' queues and those open to all.
    """
    if not has_permission(person, Permission.REVIEW) or not isinstance(person, Reviewer):
        return Queue.objects.none()
    return Queue.objects.worked_by(person)


def visible_jobs(person: Reviewer | AnonymousUser) -> JobQuerySet:
    """The one place that scopes jobs to a person: jobs of visible queues, and those that the person brought in.

    A job that no queue has yet (the provider still works on it) shows only to whoever brought it in and to people who
    see all queues. Every look-up of a row starts here, so that another team's job is "not found", never "forbidden".
    """
    if not has_permission(person, Permission.VIEW_JOBS) or not isinstance(person, Reviewer):
        return Job.objects.none()
    if has_permission(person, Permission.SEE_ALL_QUEUES):
        return Job.objects.all()
    return Job.objects.filter(Q(queue_id__in=worked_queue_ids(person)) | Q(queue_id__isnull=True, added_by=person))


def visible_submissions(person: Reviewer | AnonymousUser) -> SubmissionQuerySet:
    """Submitted videos: one's own; all of them for people who see all queues.

    Leads also see those of the people of their teams, of people without a team, and of the command line.
    """
    if not has_permission(person, Permission.SUBMIT_VIDEOS) or not isinstance(person, Reviewer):
        return Submission.objects.none()
    if has_permission(person, Permission.SEE_ALL_QUEUES):
        return Submission.objects.all()
    own = Q(sent_by=person)
    if not has_permission(person, Permission.TAKE_OVER):
        return Submission.objects.filter(own)
    teams = Team.objects.all()
    in_a_team = Reviewer.objects.filter(groups__in=teams.values("pk")).values("pk")
    in_own_team = Reviewer.objects.filter(groups__in=teams.filter(pk__in=person.groups.values("pk")).values("pk"))
    team_mates = Q(sent_by__in=in_own_team.values("pk")) | Q(sent_by__isnull=True)
    return Submission.objects.filter(own | team_mates | ~Q(sent_by__in=in_a_team))


def is_visible(job: Job, person: Reviewer) -> bool:
    """Whether this one job is among `visible_jobs` of the person, asked of a row that was read already."""
    if not has_permission(person, Permission.VIEW_JOBS):
        return False
    if has_permission(person, Permission.SEE_ALL_QUEUES):
        return True
    return job.added_by_id == person.pk if job.queue_id is None else job.queue_id in worked_queue_ids(person)


def admins() -> QuerySet[Reviewer]:
    """The people who give roles, by name; superusers where nobody has the role."""
    managing = [role for role, may in ROLE_PERMISSIONS.items() if Permission.MANAGE in may]
    active = Reviewer.objects.filter(is_active=True).order_by("first_name", "username")
    by_role = active.filter(groups__name__in=managing).distinct()
    return by_role if by_role.exists() else active.filter(is_superuser=True)


def leads_of_queue(queue: Queue) -> QuerySet[Reviewer]:
    """The people who may decide a job of `queue` that a lead was asked about: those who may take over, and see it."""
    leads = [role for role, may in ROLE_PERMISSIONS.items() if Permission.TAKE_OVER in may]
    sees_all = [role for role in leads if Permission.SEE_ALL_QUEUES in ROLE_PERMISSIONS[role]]
    groups = Reviewer.groups.through.objects.filter(reviewer_id=OuterRef("pk"))
    is_lead = Q(Exists(groups.filter(group__name__in=leads)))
    works_it = Q() if queue.is_open_to_all else Q(Exists(groups.filter(group__in=queue.teams.all())))
    sees_it = Q(Exists(groups.filter(group__name__in=sees_all))) | (is_lead & works_it)
    return Reviewer.objects.filter(Q(is_superuser=True) | sees_it, is_active=True)


def worked_queue_ids(person: Reviewer) -> list[int]:
    """Ids of the queues that the person works."""
    return _grants_of(person).queue_ids


def _permissions_of(person: Reviewer | AnonymousUser) -> frozenset[Permission]:
    if not isinstance(person, Reviewer) or not person.is_active:
        return frozenset()
    if person.is_superuser:
        return frozenset(Permission)
    return frozenset().union(*(ROLE_PERMISSIONS.get(name, frozenset()) for name in _grants_of(person).groups))


@dataclass(frozen=True)
class _Grants:
    """What a person's acts and sight follow from."""

    groups: list[str]
    queue_ids: list[int]


# Every request asks this, so it is written out. The queues are those of QuerySet.worked_by, in the queues' order.
_GRANTS_SQL = """SELECT g.name, NULL, 0, 0 FROM auth_group g JOIN reviews_reviewer_groups m ON m.group_id = g.id
    WHERE m.reviewer_id = %(person)s
UNION ALL SELECT NULL, q.id, q.position, q.id FROM reviews_queue q WHERE q.is_open_to_all OR q.id IN (
    SELECT t.queue_id FROM reviews_queue_teams t JOIN reviews_reviewer_groups m ON m.group_id = t.team_id
    WHERE m.reviewer_id = %(person)s)
ORDER BY 3, 4"""


def _grants_of(person: Reviewer) -> _Grants:
    # One query per person object: a request asks many times, and the next request loads the person again.
    known: _Grants | None = getattr(person, "_grants", None)
    if known is None:
        with connection.cursor() as cursor:
            cursor.execute(_GRANTS_SQL, {"person": person.pk})
            rows = cursor.fetchall()
        known = _Grants([row[0] for row in rows if row[0] is not None], [row[1] for row in rows if row[1] is not None])
        person._grants = known  # type: ignore[attr-defined]
    return known

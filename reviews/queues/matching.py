"""Which jobs a rule asks for, as one query over any set of jobs."""

from collections.abc import Sequence

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Value, When

from reviews.models import Detection, Finding, Job, RoutingRule
from reviews.models.conditions import Conditions
from reviews.models.job_queryset import JobQuerySet
from reviews.queues import sampling
from reviews.vocabulary import ReviewStage, Suggestion

MAX_COUNTED = 10_000


def matching_jobs(jobs: JobQuerySet, rule: Conditions) -> JobQuerySet:
    """Those of `jobs` that meet every condition of `rule`, which need not be saved. A random share is not asked."""
    return jobs.filter(rule_condition(rule))


def count_waiting(rule: Conditions) -> int:
    """How many waiting jobs of the first stage meet the rule's conditions; MAX_COUNTED when that many or more."""
    waiting = Job.objects.waiting().filter(stage=ReviewStage.FIRST)
    return matching_jobs(waiting, rule).order_by()[:MAX_COUNTED].count()


def first_matches[R: Conditions](jobs: JobQuerySet, rules: Sequence[R]) -> dict[int, R]:
    """By job id, the first of the saved `rules` that takes the job; absent when none does. At most one query."""
    if not rules:
        return {}
    whens = [When(_taken_by_rule(rule), then=Value(place)) for place, rule in enumerate(rules)]
    first = jobs.order_by().annotate(first_rule=Case(*whens, default=None, output_field=IntegerField()))
    return {pk: rules[place] for pk, place in first.values_list("pk", "first_rule") if place is not None}


def _taken_by_rule(rule: Conditions) -> Q:
    met = rule_condition(rule)
    return met & sampling.share_condition(rule) if isinstance(rule, RoutingRule) and rule.random_share < 1 else met


def rule_condition(rule: Conditions) -> Q:
    """The rule's conditions on a Job."""
    met = Q(pk__isnull=False)
    if rule.provider:
        met &= Q(account__provider=rule.provider)
    if rule.account_id:
        met &= Q(account_id=rule.account_id)
    if rule.suggestion:
        met &= Q(suggestion=rule.suggestion)
    return met & _findings_condition(rule)


def _findings_condition(rule: Conditions) -> Q:
    met = Q()
    if _names_findings(rule):
        met &= _has_finding(rule, Q())
    if rule.min_score is not None:
        met &= _has_finding(rule, Q(score__gte=rule.min_score))
    if rule.max_score is not None:
        # The highest is at most the limit: none above it, and there is one.
        at_most = _has_finding(rule, Q(score__isnull=False)) & ~_has_finding(rule, Q(score__gt=rule.max_score))
        met &= at_most if _names_findings(rule) or rule.min_score is not None else at_most | _is_clean(rule)
    return met


def _names_findings(rule: Conditions) -> bool:
    return bool(rule.category or rule.label or rule.finding_kind or rule.finding_suggestion)


def _is_clean(rule: Conditions) -> Q:
    """The machine passed the whole job and everything in it: there is no score that could be above a limit."""
    return Q(suggestion=Suggestion.PASS) & ~_has_finding(rule, Q())


def _has_finding(rule: Conditions, score: Q) -> Q:
    """A live finding, or a detection in one, that the rule's conditions on findings ask for, and a score that fits."""
    asked = _category_and_label(rule) & _suggestion(rule) & score
    findings = Finding.objects.live().filter(asked, job=OuterRef("pk"), **_finding_kind(rule, ""))
    detections = Detection.objects.filter(
        asked,
        finding__job=OuterRef("pk"),
        finding__withdrawn_at__isnull=True,
        is_withdrawn=False,
        **_finding_kind(rule, "finding__"),
    )
    # The order of a model would only make the database sort what it merely looks for.
    return Q(Exists(findings.order_by())) | Q(Exists(detections.order_by()))


def _category_and_label(rule: Conditions) -> Q:
    wanted = {"category": rule.category, "label": rule.label}
    return Q(**{name: value for name, value in wanted.items() if value})


def _suggestion(rule: Conditions) -> Q:
    """Of the finding or detection itself: an answer also names each category that was looked for and is clean."""
    if rule.finding_suggestion:
        return Q(suggestion=rule.finding_suggestion)
    return ~Q(suggestion=Suggestion.PASS)


def _finding_kind(rule: Conditions, path: str) -> dict[str, str]:
    return {f"{path}kind": rule.finding_kind} if rule.finding_kind else {}

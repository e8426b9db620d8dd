"""A result into rows: one transaction, idempotent, fenced. The only place that knows both a result and a row."""

from collections import Counter
from datetime import datetime
from typing import Any

import msgspec
from django.conf import settings
from django.db import transaction

from reviews import harm
from reviews.models import Job
from reviews.providers.results import JobResult
from reviews.queues import auto_reopen, routing
from reviews.sync import backoff, bulk, evidence, grading, held_texts, standing
from reviews.sync.facts import job_facts
from reviews.sync.lease import StaleFence
from reviews.vocabulary import CloseReason, HarmBand, JobState, ReviewState, Suggestion

CHANGED_AFTER_VERDICT = "evidence_changed_after_verdict"
NO_LONGER_REPORTED = "no_longer_reported"


def store_result(job: Job, result: JobResult, *, payload_sha256: str, now: datetime, fence: int) -> evidence.Change:
    """Write a whole result: findings, detections, counters, facts, and whether the job is ready for a person.

    The same result again changes no finding and leaves `evidence_version` alone. Decisions are never touched. Only an
    answer that says what the finished machine saw takes anything back; any other adds to what stands.
    `job` is refreshed in place. Errors: StaleFence when `fence` is no longer the job's, and nothing is written.
    """
    with transaction.atomic():
        row = Job.objects.select_for_update().get(pk=job.pk)
        if row.sync_fence != fence:
            raise StaleFence(f"Job {job.pk}: fence {fence} is stale, {row.sync_fence} holds the job; nothing written.")
        result = msgspec.structs.replace(result, findings=held_texts.with_held_texts(row, result.findings))
        is_last_word = result.state is JobState.SUCCEEDED
        change, ids = evidence.write_findings(row.pk, result.findings, now, is_last_word=is_last_word)
        stands = result
        if not is_last_word:
            stands, ids = standing.standing_result(row, result)
        values = {
            **job_facts(row, stands),
            **_counters(row, stands, ids),
            **_sync_fields(row, result, now),
            **_review_fields(row, stands, now),
            **_unreported_fields(row, change, now),
            "evidence_version": row.evidence_version + change.is_any,
            "warnings": _warnings(row, stands, change, now),
        }
        if is_last_word or result.findings or not stands.findings:
            values["payload_sha256"] = payload_sha256  # of the pages that the findings come from
        Job.objects.filter(pk=row.pk).update(**values)
        if "ready_at" in values or values.get("review_state") == ReviewState.UNCHECKED:
            routing.route_job(Job.objects.get(pk=row.pk), now=now)
        elif row.review_state == ReviewState.PENDING and result.state == JobState.UNKNOWN:
            routing.place_pending_job(Job.objects.get(pk=row.pk))
        elif row.review_state == ReviewState.SETTLED and row.auto_rule_id:
            is_whole = not result.warnings and not change.unreported
            auto_reopen.reopen_auto_settled(Job.objects.get(pk=row.pk), is_whole=is_whole, now=now)
    job.refresh_from_db()
    return change


def _counters(row: Job, result: JobResult, ids: dict[str, int]) -> dict[str, Any]:
    """Numbers for the lists; a finding counts by the human verdict that stands, else by what the machine says.

    What people added counts by their verdict, whatever the provider says now; cancelled (pass) it speaks no more.
    """
    verdicts = bulk.current_verdicts(row.pk)
    added, boxes = bulk.manual_findings(row.pk)
    effective = Counter(verdicts.get(ids[finding.key], finding.suggestion._value_) for finding in result.findings)
    effective.update(verdicts[pk] for pk in added if verdicts.get(pk, Suggestion.PASS) != Suggestion.PASS)
    return {
        "findings_count": len(result.findings) + len(added),
        "detections_count": sum(len(finding.detections) for finding in result.findings) + boxes,
        "pass_count": effective[Suggestion.PASS.value],
        "review_count": effective[Suggestion.REVIEW.value],
        "block_count": effective[Suggestion.BLOCK.value],
        "decided_count": len(verdicts.keys() & {*ids.values(), *added}),
        **grading.grade_result(result)._asdict(),
        "harm_band": _harm_band(result),
    }


def _harm_band(result: JobResult) -> HarmBand:
    """Of what the machine did not pass: every cloud also lists the labels it looked for and did not find."""
    found = result.findings
    pairs = {(one.category, one.label) for one in found if one.suggestion is not Suggestion.PASS}
    for finding in found:
        pairs.update((one.category, one.label) for one in finding.detections if one.suggestion is not Suggestion.PASS)
    return harm.load_harm_bands().worst(pairs)


def _sync_fields(row: Job, result: JobResult, now: datetime) -> dict[str, Any]:
    wait = backoff.poll_interval(now - row.created_at, settings.SYNC_POLL_SECONDS)
    return {
        "synced_at": now,
        "next_poll_at": None if result.state.is_final else now + wait,
        "sync_attempts": 0,
        "sync_failures": 0,
        "sync_lease_until": None,
        "sync_error_code": "",
        "sync_error": "",
    }


def _review_fields(row: Job, result: JobResult, now: datetime) -> dict[str, Any]:
    """A job becomes ready once, with the provider's last word; people's states are never moved."""
    # What a machine once said of the whole video is not unsaid by a later failure.
    was_checked = row.ready_at is not None and bool(row.suggestion) and not row.is_unchecked
    if is_unchecked(result.state, asks_for_look=_asks_for_look(result)) and not was_checked:
        return {"is_unchecked": True, **unchecked_values(row, now)}
    has_result = bool(result.findings) or result.suggestion is not None
    if is_ready(result.state, has_result):
        return {"is_unchecked": False, **ready_values(row, now)}
    # It was given up while the provider did not answer, and works again.
    back = {"review_state": ReviewState.PENDING} if row.review_state == ReviewState.UNCHECKED else {}
    return {"is_unchecked": False, **back}


def is_unchecked(state: JobState, *, asks_for_look: bool) -> bool:
    """Whether no machine checked the video: the provider ended without success, and nothing it left asks for a look.

    Parts that passed before it failed say nothing of the rest.
    """
    return state in (JobState.FAILED, JobState.LOST) and not asks_for_look


def _asks_for_look(result: JobResult) -> bool:
    said = [result.suggestion, *(finding.suggestion for finding in result.findings)]
    return any(word is not None and word is not Suggestion.PASS for word in said)


def is_ready(state: JobState, has_result: bool) -> bool:
    """Whether a person can judge it: a final answer with something to look at, or a success.

    A state that we do not know may be the last one: with a result it goes to a person, and is asked again. Without one
    it stays with the provider, since there is nothing to judge and most likely the machine still works; the people of
    its queue see it there.
    """
    return has_result if state == JobState.UNKNOWN else state.is_final


def ready_values(row: Job, now: datetime) -> dict[str, Any]:
    """The values that put a job in the queue that nobody could judge yet; nothing for any other job.

    One that was closed as a technical problem was never judged either; one that was sent again is judged elsewhere.
    """
    if not _is_unjudged(row):
        return {}
    closing = {"close_reason": "", "closed_at": None, "closed_by": None} if row.close_reason else {}
    return {
        "review_state": ReviewState.WAITING, "ready_at": row.ready_at or now, "media_next_try_at": now, **closing
    }  # fmt: skip


def unchecked_values(row: Job, now: datetime) -> dict[str, Any]:
    """The values for a job that no machine checked; `routing.route_job` then finds its queue. Nothing for others."""
    if row.review_state not in (ReviewState.PENDING, ReviewState.UNCHECKED):
        return {}
    return {"review_state": ReviewState.UNCHECKED, "media_next_try_at": now}


def _is_unjudged(row: Job) -> bool:
    if row.review_state == ReviewState.CLOSED:
        return row.close_reason == CloseReason.TECHNICAL_PROBLEM
    return row.review_state in (ReviewState.PENDING, ReviewState.UNCHECKED)


def _unreported_fields(row: Job, change: evidence.Change, now: datetime) -> dict[str, Any]:
    """What people are told while the newest answer leaves out what was reported before, and since when it does."""
    since = (row.unreported_since or now) if change.unreported else None
    return {"unreported_count": change.unreported, "unreported_since": since}


def _warnings(row: Job, result: JobResult, change: evidence.Change, now: datetime) -> list[dict[str, Any]]:
    """What the normaliser noticed, and what people must know about a settled or a stuck job."""
    warnings: list[dict[str, Any]] = [msgspec.to_builtins(warning) for warning in result.warnings]
    times = sum(entry.get("count", 1) for entry in row.warnings if entry.get("code") == CHANGED_AFTER_VERDICT)
    suggestion_changed = (result.suggestion or "") != row.suggestion
    if row.review_state == ReviewState.SETTLED and (change.is_any or suggestion_changed):
        times += 1
    if change.unreported:
        warnings.append({"code": NO_LONGER_REPORTED, "path": "findings", "count": change.unreported})
    if times:
        warnings.append({"code": CHANGED_AFTER_VERDICT, "path": "findings", "count": times})
    if not result.state.is_final and now - row.created_at > backoff.STUCK_AFTER:
        warnings.append({"code": "stuck", "path": "state", "count": 1})
    return warnings

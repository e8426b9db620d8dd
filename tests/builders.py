"""Rows for tests, each with sensible defaults: `an_account()`, `a_job()`, `a_frame()`, ..."""

from datetime import UTC, datetime
from typing import Any

from reviews.models import Detection, Finding, Job, Policy, ProviderAccount, Queue, Reviewer, Team
from reviews.queues import routing
from reviews.vocabulary import FindingKind, JobState, MediaState, ReviewState, Suggestion

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def an_account(name: str = "hw", provider: str = "huawei", **fields: Any) -> ProviderAccount:
    defaults = {
        "region": "ap-southeast-3" if provider == "huawei" else "cn-shanghai",
        "project_id": "sandbox-project" if provider == "huawei" else "",
        "access_key_env": "DESK_KEY_SANDBOX_ID",
        "secret_key_env": "DESK_KEY_SANDBOX_SECRET",
    }
    return ProviderAccount.objects.create(name=name, provider=provider, **{**defaults, **fields})


def a_job(account: ProviderAccount | None = None, external_id: str = "job-1", **fields: Any) -> Job:
    """A finished job that waits for a person in the queue that is open to all."""
    queue = fields.pop("queue", None) or Queue.objects.get(is_fallback=True)
    defaults: dict[str, Any] = {
        "state": JobState.SUCCEEDED,
        "suggestion": Suggestion.BLOCK,
        "source_url": "http://127.0.0.1:8100/media/clip.mp4",
        "review_state": ReviewState.WAITING,
        "ready_at": NOON,
        "queue": queue,
        "queued_at": NOON,
        "stage": queue.stage,
        "finished_at": NOON,
        "media_state": MediaState.READY,
        "duration_ms": 60_000,
        "width": 640,
        "height": 360,
        "frame_interval_ms": 5000,
        "evidence_version": 1,
        "payload_sha256": "a" * 64,
    }
    account = account or ProviderAccount.objects.filter(name="hw").first() or an_account()
    return Job.objects.create(account=account, external_id=external_id, **{**defaults, **fields})


def a_finding(job: Job, kind: FindingKind = FindingKind.FRAME, **fields: Any) -> Finding:
    """A frame at 5 s that the machine would block, counted on its job."""
    count = job.findings_count
    defaults: dict[str, Any] = {
        "key": f"{kind}:{count}",
        "start_ms": 5000 * count if kind in (FindingKind.FRAME, FindingKind.AUDIO) else None,
        "end_ms": 5000 * count + 5000 if kind == FindingKind.AUDIO else None,
        "suggestion": Suggestion.BLOCK,
        "category": "porn",
        "label": "pornography",
        "score": 0.9,
        "first_seen_at": NOON,
        "changed_at": NOON,
    }
    finding = Finding.objects.create(job=job, kind=kind, **{**defaults, **fields})
    counter = f"{finding.suggestion}_count"
    job.findings_count += 1
    setattr(job, counter, getattr(job, counter) + 1)
    job.save(update_fields=["findings_count", counter])
    return finding


def a_detection(finding: Finding, **fields: Any) -> Detection:
    """One boxed detection."""
    position = finding.detections.count()
    defaults: dict[str, Any] = {
        "key": f"porn:pornography:{position}",
        "position": position,
        "category": finding.category,
        "label": finding.label,
        "suggestion": finding.suggestion,
        "score": finding.score,
        "x1": 10,
        "y1": 20,
        "x2": 110,
        "y2": 220,
        "box_kind": "face",
    }
    detection = Detection.objects.create(finding=finding, **{**defaults, **fields})
    finding.job.detections_count += 1
    finding.job.save(update_fields=["detections_count"])
    return detection


def a_policy(code: str = "NUD-2", **fields: Any) -> Policy:
    """The policy of that code; the first ones of an installation are there already and are changed to fit."""
    defaults = {"name_en": "Nudity, adult", "name_zh": "成人裸露", "allowed_verdicts": [], **fields}
    return Policy.objects.update_or_create(code=code, version=defaults.pop("version", 1), defaults=defaults)[0]


def a_team(name: str, *people: Reviewer) -> Team:
    """A team with these people."""
    team = Team.objects.get_or_create(name=name)[0]
    for person in people:
        person.groups.add(team)
    return team


def a_queue(name: str, *teams: Team, **fields: Any) -> Queue:
    """A queue worked by these teams; open to all without any."""
    defaults: dict[str, Any] = {"is_open_to_all": not teams, "position": 10}
    queue = Queue.objects.create(name=name, **{**defaults, **fields})
    queue.teams.set(teams)
    return queue


def a_failed_job(**fields: Any) -> Job:
    """A job that the provider failed, as its sync leaves it: routed, not waiting."""
    given = {
        "state": JobState.FAILED, "suggestion": "", "is_unchecked": True, "ready_at": None,
        "source_url": "https://films.example.com/a.mp4", "error_code": "InvalidParameter.ResourceNotFound",
        "error_message": "The resource operated cannot be found", "request_id": "r-7",
        "media_state": MediaState.UNKNOWN, **fields,
    }  # fmt: skip
    job = a_job(**given)
    if "review_state" not in fields:
        routing.route_job(job, now=NOON)
    return job

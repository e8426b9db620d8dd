"""The demo's people, accounts and videos."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group

from reviews.models import Job, ProviderAccount, Queue, Reviewer, RoutingRule, Team, WorkCalendar
from reviews.models.work_calendar import WEEKDAYS
from reviews.providers.base import SubmitRequest
from reviews.providers.results import ObjectRef
from reviews.sandbox.clips import CLIPS
from reviews.sync import submit
from reviews.vocabulary import MediaState, ReviewState, Role

PASSWORD = "review-desk-demo"  # printed by the demo, for loopback only
PEOPLE = {"ana": Role.REVIEWER, "ben": Role.REVIEWER, "lea": Role.LEAD, "ada": Role.ADMIN, "cy": Role.REVIEWER}
PEOPLE |= {"noa": Role.ANALYST}
TEAMS = {"Day desk": ("ana", "ben", "lea"), "Night desk": ("cy",)}
_ACCOUNTS = {
    "huawei-demo": ("huawei", "ap-southeast-3", "sandbox-project"),
    "alibaba-demo": ("alibaba", "cn-shanghai", ""),
    "mts-demo": ("mts", "cn-shanghai", ""),
    "alibaba-night": ("alibaba", "cn-shanghai", ""),
}
MIN_WAITING = 2
NIGHT_ACCOUNT = "alibaba-night"


def ensure_people() -> None:
    """Everybody in PEOPLE with the printed password, in their teams."""
    for username, role in PEOPLE.items():
        admin = role == Role.ADMIN
        person, _ = Reviewer.objects.update_or_create(
            username=username, defaults={"first_name": username.title(), "is_staff": admin, "is_active": True}
        )
        if not person.check_password(PASSWORD):
            person.set_password(PASSWORD)
            person.save()
        person.groups.set([Group.objects.get_or_create(name=role.value)[0]])
    for name, usernames in TEAMS.items():
        team = Team.objects.get_or_create(name=name)[0]
        for person in Reviewer.objects.filter(username__in=usernames):
            person.groups.add(team)


def ensure_queues() -> None:
    """What the machine would block and text are worked by the day desk, one account's jobs by the night desk alone."""
    if RoutingRule.objects.exists():
        return
    office, _ = WorkCalendar.objects.get_or_create(
        name="Shanghai office",
        defaults={"time_zone": "Asia/Shanghai", "hours": {day: [["09:00", "18:00"]] for day in WEEKDAYS[:5]}},
    )
    night = ProviderAccount.objects.get(name=NIGHT_ACCOUNT)
    _queue("Night", 5, "Night desk", {"account": night}, {})
    _queue("Text and ads", 10, "Day desk", {"label": "ad"}, {})
    _queue("Priority", 20, "Day desk", {"suggestion": "block"}, {"due_minutes": 240, "calendar": office})


def _queue(name: str, position: int, team: str, conditions: dict[str, Any], due: dict[str, Any]) -> None:
    queue, _ = Queue.objects.get_or_create(name=name, defaults={"position": position, **due})
    queue.teams.add(Team.objects.get(name=team))
    RoutingRule.objects.create(queue=queue, **conditions)


def ensure_accounts(sandbox: str) -> list[ProviderAccount]:
    """One account a provider, all pointing at the sandbox."""
    return [
        ProviderAccount.objects.update_or_create(
            name=name,
            defaults={
                "provider": provider,
                "region": region,
                "project_id": project,
                "endpoint": sandbox,
                "identity_endpoint": sandbox if provider == "huawei" else "",
                "object_endpoint": sandbox if provider != "huawei" else "",
                "rate_per_second": 8,
                "access_key_env": "DESK_KEY_SANDBOX_ID",
                "secret_key_env": "DESK_KEY_SANDBOX_SECRET",
                "output": "" if provider == "huawei" else "oss://sandbox-stills/{Count}.jpg",
                # Two accounts of one cloud: each would list the other's jobs, and the night desk's were everybody's.
                "discovers_jobs": provider != "alibaba",
            },
        )[0]
        for name, (provider, region, project) in _ACCOUNTS.items()
    ]


def submit_videos(
    accounts: list[ProviderAccount], sandbox: str, *, by: Reviewer, clock: Callable[[], datetime]
) -> Iterator[Job]:
    """Send the sample videos round the accounts, unless enough jobs wait already."""
    for account in accounts:
        if _ready(account) >= MIN_WAITING:
            continue
        for index, clip in enumerate(CLIPS.values()):
            if account.name in ("mts-demo", NIGHT_ACCOUNT) and index > 1:
                break
            yield submit.submit_video(account, _request(account, clip.name, clip.title, sandbox), by=by, now=clock())


def _request(account: ProviderAccount, clip: str, title: str, sandbox: str) -> SubmitRequest:
    if account.provider == "huawei":
        return SubmitRequest(source=f"{sandbox}/media/{clip}.mp4", title=title, frame_interval_s=2)
    return SubmitRequest(
        source=f"oss://sandbox-videos/{clip}.mp4",
        title=title,
        description="Sample with an ad banner",
        output=account.output,
        cover_images=(ObjectRef("sandbox-videos", "oss-cn-shanghai", f"covers/{clip}.jpg"),),
    )


def _ready(account: ProviderAccount) -> int:
    return Job.objects.filter(
        account=account, review_state=ReviewState.WAITING, media_state=MediaState.READY, block_count__gt=0
    ).count()


def is_ready(accounts: list[ProviderAccount]) -> bool:
    """Whether every provider has a job that a person can open and play."""
    return all(_ready(account) for account in accounts)


def progress_line() -> str:
    """One line: how far the jobs are."""
    total = Job.objects.count()
    final = Job.objects.exclude(review_state=ReviewState.PENDING).count()
    playable = Job.objects.filter(media_state=MediaState.READY).count()
    return f"{total} jobs, {final} answered by the clouds, {playable} with their video prepared"

"""Rounds of deciding over HTTP while the web process is killed, and what must hold after each of them."""

import contextlib
import http.client
import random
import threading
from dataclasses import dataclass, field

from reviews import audit
from reviews.models import AuditEntry, Decision, Job
from tests.web_process import Caller, Site

MASTER_EVERY = 10  # most rounds kill the worker; the master brings it back


@dataclass
class HeldJob:
    """A job that one reviewer holds: where verdicts go, and the keys that were acknowledged with their decisions."""

    job_id: int
    finding_id: int
    fence: int
    cookie: str
    acknowledged: dict[str, int] = field(default_factory=dict)
    version: int = 1
    sent: int = 0

    def request_body(self, number: int) -> dict[str, object]:
        return {
            "verdict": "pass" if number % 2 else "block",
            "version": self.version,
            "fence": self.fence,
            "idempotency_key": f"kill-round-{number:08d}",
        }


def run_kill_rounds(site: Site, desk: HeldJob, count: int, seed: int = 7) -> None:
    """`count` kills at random moments. Errors: AssertionError names what was lost or half done."""
    chance = random.Random(seed)
    for number in range(count):
        stop = threading.Timer(chance.uniform(0.01, 0.12), _kill, [site, number])
        stop.start()
        unanswered = _decide_until_killed(site, desk)
        stop.join()
        site.wait()
        _send_again(site, desk, unanswered)
        check_nothing_lost(desk)


def _kill(site: Site, number: int) -> None:
    if number % MASTER_EVERY == MASTER_EVERY - 1:
        site.kill_all()
        site.start()
    else:
        site.kill_worker()


def _decide_until_killed(site: Site, desk: HeldJob) -> dict[str, object]:
    """The words of the write that got no answer."""
    line = Caller(site.port, desk.cookie)
    with contextlib.closing(line):
        while True:
            said = desk.request_body(desk.sent)
            try:
                _acknowledge(desk, said, *line.post(f"/findings/{desk.finding_id}/decisions/", said))
            except (OSError, http.client.HTTPException):
                return said


def _send_again(site: Site, desk: HeldJob, said: dict[str, object]) -> None:
    """The same key twice more: one decision, whether or not the first try was stored."""
    for is_repeat in (False, True):
        with contextlib.closing(Caller(site.port, desk.cookie)) as line:
            status, answer = line.post(f"/findings/{desk.finding_id}/decisions/", said)
        _acknowledge(desk, said, status, answer, is_repeat=is_repeat)


def _acknowledge(
    desk: HeldJob, said: dict[str, object], status: int, answer: dict[str, int], is_repeat: bool = False
) -> None:
    assert status == 200, (status, answer)
    key = str(said["idempotency_key"])
    assert desk.acknowledged.setdefault(key, answer["decision"]) == answer["decision"]
    if not is_repeat:
        desk.version, desk.sent = answer["version"], desk.sent + 1


def check_nothing_lost(desk: HeldJob) -> None:
    """Nothing acknowledged lost, nothing half done, one decision a key."""
    stored = dict(Decision.objects.filter(job_id=desk.job_id).values_list("idempotency_key", "id"))
    assert stored == desk.acknowledged
    assert Decision.objects.filter(job_id=desk.job_id).count() == len(stored)
    assert Job.objects.get(pk=desk.job_id).version == 1 + len(stored)
    told = AuditEntry.objects.filter(job_id=desk.job_id, action="decision.recorded").count()
    assert told == len(stored)
    assert audit.verify_trail().is_whole

"""A process killed in the middle of deciding leaves whole decisions or none: never one without its audit entry."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from reviews import audit
from reviews.decisions.claims import claim
from reviews.models import AuditEntry, Decision, Job
from reviews.vocabulary import Role
from tests.builders import NOON, a_finding, a_job
from tests.conftest import person

pytestmark = pytest.mark.process
ROUNDS = 6
ROOT = Path(__file__).resolve().parents[2]
# Decides for ever, telling each key only after its transaction is over.
WRITER = """
import json, os, sys
asked = json.loads(sys.argv[1])
import django
from django.conf import settings
django.setup()
settings.DATABASES["default"]["NAME"] = asked["database"]
from django.db import connection
connection.settings_dict["NAME"] = asked["database"]
from reviews.models import Job, Reviewer
from tests.builders import NOON
from tests.verdicts import record_verdict

ana, job = Reviewer.objects.get(pk=asked["by"]), Job.objects.get(pk=asked["job"])
version = job.version
while True:
    key = f"{asked['round']}-{version}"
    verdict = "pass" if version % 2 else "block"
    version = record_verdict(job.pk, by=ana, now=NOON, target="finding", target_id=asked["finding"], verdict=verdict,
                     version=version, fence=asked["fence"], idempotency_key=key).job_version
    print(key, flush=True)
"""


def decide_until_killed(asked: dict[str, Any], seconds: float) -> list[str]:
    """The keys a writer had acknowledged when it was killed."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, json.dumps(asked)], stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment
    )
    assert writer.stdout
    told = [writer.stdout.readline()]
    time.sleep(seconds)
    writer.send_signal(signal.SIGKILL)
    told += writer.stdout.readlines()
    writer.stdout.close()
    writer.wait()
    return [line.strip() for line in told if line.endswith("\n")]


@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_of_a_decision_all_or_nothing_is_stored() -> None:
    ana = person("ana", Role.REVIEWER)
    job = a_job()
    finding = a_finding(job)
    review = claim.claim(job.pk, by=ana, now=NOON)
    asked: dict[str, Any] = {"by": ana.pk, "job": job.pk, "finding": finding.pk, "fence": review.fence}
    acknowledged = []
    for number in range(ROUNDS):
        asked |= {"round": number, "database": str(connection.settings_dict["NAME"])}
        acknowledged += decide_until_killed(asked, 0.02 + number * 0.037)
    decisions = list(Decision.objects.order_by("id"))
    assert len(acknowledged) >= ROUNDS
    assert set(acknowledged) <= {decision.idempotency_key for decision in decisions}
    assert Job.objects.get().version == 1 + len(decisions)
    assert AuditEntry.objects.filter(action="decision.recorded").count() == len(decisions)
    assert [decision.supersedes_id for decision in decisions[1:]] == [decision.pk for decision in decisions[:-1]]
    assert audit.verify_trail().is_whole

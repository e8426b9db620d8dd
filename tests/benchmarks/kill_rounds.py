"""200 kills of a web process in the middle of deciding: `python -m tests.benchmarks.kill_rounds`. Fails on any loss."""
# ruff: noqa: E402 - Django must be set up before its models are imported

import os
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.utils import timezone

from reviews.decisions.claims import claim
from reviews.models import Finding
from tests import kill_rounds
from tests.benchmarks import desk
from tests.web_process import Site, session_cookie

ROUNDS, RENEW_EVERY = 200, 10  # a lease outlives that many rounds, on a busy machine too


def main() -> int:
    with desk.bench_database("kill"):
        desk.create_jobs(1)
        finding, (ana,) = Finding.objects.get(), desk.create_reviewers(1)
        fence = claim.claim(finding.job_id, by=ana, now=timezone.now()).fence
        held = kill_rounds.HeldJob(finding.job_id, finding.pk, fence, session_cookie(ana))
        started = time.perf_counter()
        with Site() as site:
            for part in range(ROUNDS // RENEW_EVERY):
                kill_rounds.run_kill_rounds(site, held, RENEW_EVERY, seed=part)
                claim.renew(finding.job_id, by=ana, fence=fence, now=timezone.now())
        took = round(time.perf_counter() - started)
        desk.save_measures(
            "kill_rounds", [{"kills": ROUNDS, "acknowledged": len(held.acknowledged), "lost": 0, "took_s": took}]
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Run in a process of its own over a migrated database: Ana claims the waiting job, decides and submits it.

Prints one JSON object with what the API answered.
"""
# ruff: noqa: E402 - Django must be set up before its models are imported

import json

import django

django.setup()

from django.test import Client

from reviews.models import Job, Reviewer


def main() -> dict[str, object]:
    browser = Client(SERVER_NAME="127.0.0.1")
    browser.force_login(Reviewer.objects.get(username="ana"))
    job = Job.objects.get(external_id="job-3")
    finding = job.findings.order_by("pk")[0]

    def post(address: str, **body: object) -> tuple[int, dict[str, object]]:
        answer = browser.post(
            f"/api/v1/{address}",
            body,
            content_type="application/json",
            headers={"Idempotency-Key": address.replace("/", "-")},
        )
        assert answer.status_code < 400, answer.content
        return answer.status_code, answer.json()

    claimed, seen = post(f"jobs/{job.pk}/claim/")
    given = {"fence": seen["fence"], "version": seen["version"]}
    decided, after = post(f"findings/{finding.pk}/decisions/", verdict="pass", note="a toy", **given)
    submitted, _ = post(
        f"jobs/{job.pk}/decisions/", verdict="pass", note="toys", **given | {"version": after["job_version"]}
    )
    job.refresh_from_db()
    page = browser.get("/jobs/1/").status_code
    return {"answers": [claimed, decided, submitted, page], "state": job.review_state, "verdict": job.verdict}


print("RESULT " + json.dumps(main()))

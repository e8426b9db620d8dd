"""Who gets in, with which scope and role, and to whose rows."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern
from django.utils import timezone

from reviews.access import api_tokens
from reviews.api.urls import urlpatterns
from reviews.models import ApiToken, Job, Reviewer
from reviews.vocabulary import Role
from tests.api.conftest import Caller
from tests.builders import a_detection, a_finding, a_job, a_queue, a_team
from tests.conftest import person

OPEN = {"schema", "api-docs", "api-unknown"}
# route: (address with {id}, {method: (scope, roles that may)})
READERS = {Role.REVIEWER, Role.LEAD, Role.ANALYST, Role.ADMIN}
REVIEWERS = {Role.REVIEWER, Role.LEAD, Role.ADMIN}
DECIDE = ("decide", REVIEWERS)
ROUTES: dict[str, tuple[str, dict[str, tuple[str, set[Role]]]]] = {
    "api-jobs": ("jobs/", {"get": ("read", READERS), "post": ("submit", REVIEWERS)}),
    "api-job": ("jobs/{id}/", {"get": ("read", READERS)}),
    "api-job-claim": ("jobs/{id}/claim/", {"post": DECIDE, "delete": DECIDE}),
    "api-job-findings": ("jobs/{id}/findings/", {"get": ("read", READERS), "post": DECIDE}),
    "api-job-findings-decisions": ("jobs/{id}/findings/decisions/", {"post": DECIDE}),
    "api-job-decisions": ("jobs/{id}/decisions/", {"get": ("read", READERS), "post": DECIDE}),
    "api-job-send-again": ("jobs/{id}/send-again/", {"post": ("submit", REVIEWERS)}),
    "api-job-technical-problem": ("jobs/{id}/technical-problem/", {"post": DECIDE}),
    "api-job-put-back": ("jobs/{id}/put-back/", {"post": DECIDE}),
    "api-submissions": ("submissions/", {"get": ("read", REVIEWERS)}),
    "api-submission": ("submissions/{id}/", {"get": ("read", REVIEWERS)}),
    "api-submission-look": ("submissions/{id}/look/", {"post": ("submit", REVIEWERS)}),
    "api-submission-send-again": ("submissions/{id}/send-again/", {"post": ("submit", REVIEWERS)}),
    "api-job-skip": ("jobs/{id}/skip/", {"post": DECIDE}),
    "api-job-reopen": ("jobs/{id}/reopen/", {"post": DECIDE}),
    "api-job-take-back": ("jobs/{id}/take-back/", {"post": DECIDE}),
    "api-job-ask-lead": ("jobs/{id}/ask-lead/", {"post": DECIDE}),
    "api-job-take-over": ("jobs/{id}/take-over/", {"post": ("decide", {Role.LEAD, Role.ADMIN})}),
    "api-job-reviews": ("jobs/{id}/reviews/", {"get": ("read", READERS)}),
    "api-queues": ("queues/", {"get": ("read", READERS)}),
    "api-queue": ("queues/{id}/", {"get": ("read", READERS)}),
    "api-queue-claim": ("queues/{id}/claim/", {"post": DECIDE}),
    "api-claims": ("claims/", {"post": DECIDE}),
    "api-policies": ("policies/", {"get": ("read", READERS)}),
    "api-audit": ("audit/", {"get": ("read", {Role.ANALYST, Role.ADMIN})}),
    "api-decisions": ("decisions/", {"get": ("read", READERS)}),
    "api-finding-decisions": ("findings/{id}/decisions/", {"post": DECIDE}),
    "api-detection-decisions": ("detections/{id}/decisions/", {"post": DECIDE}),
    "api-report-summary": ("reports/summary/", {"get": ("read", {Role.LEAD, Role.ANALYST, Role.ADMIN})}),
}
CELLS = [(name, method) for name, (_, methods) in ROUTES.items() for method in methods]
METHODS = ("get", "head", "post", "put", "patch", "delete", "options")


def call(client: Client, method: str, name: str, row_id: int = 1) -> Any:
    address = "/api/v1/" + ROUTES[name][0].format(id=row_id)
    send = getattr(client, method)
    return send(address) if method in ("get", "head") else send(address, content_type="application/json")


def test_every_route_has_its_row_here() -> None:
    names = {pattern.name for pattern in urlpatterns if isinstance(pattern, URLPattern)}
    assert names == set(ROUTES) | OPEN


@pytest.mark.parametrize(("name", "method"), CELLS)
def test_nobody_gets_in_without_a_token_or_session(db: None, name: str, method: str) -> None:
    answer = call(Client(), method, name)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Token realm="api"'
    assert answer.json()["error"]["code"] == "not_authenticated"


@pytest.mark.parametrize(("name", "method"), CELLS)
def test_a_token_needs_the_scope(by_token: Caller, ada: Reviewer, name: str, method: str) -> None:
    needed = ROUTES[name][1][method][0]
    others = {"read", "submit", "decide"} - {needed}
    answer = call(by_token(ada, *others), method, name)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "missing_scope")
    assert call(by_token(ada, needed), method, name).status_code not in (401, 403)


@pytest.mark.parametrize("role", [None, *Role])
@pytest.mark.parametrize(("name", "method"), CELLS)
def test_a_role_may_do_what_the_rules_say(
    db: None, by_token: Caller, name: str, method: str, role: Role | None
) -> None:
    somebody = person("somebody", role)
    answer = call(by_token(somebody, "read", "submit", "decide"), method, name)
    if role in ROUTES[name][1][method][1]:
        assert answer.status_code not in (401, 403)
    else:
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "role_not_allowed")


@pytest.mark.parametrize("name", list(ROUTES))
def test_a_method_that_is_not_there_is_a_405_in_json(by_token: Caller, ada: Reviewer, name: str) -> None:
    client = by_token(ada, "read", "submit", "decide")
    known = {*ROUTES[name][1], *(["head"] if "get" in ROUTES[name][1] else [])}
    for method in set(METHODS) - known - {"head"}:
        answer = call(client, method, name)
        assert (answer.status_code, answer.json()["error"]["code"]) == (405, "method_not_allowed"), method


def raw_token(owner: Reviewer, days: int = 30, ago: timedelta = timedelta(0)) -> tuple[ApiToken, str]:
    return api_tokens.create_token(owner, ["read"], days, now=timezone.now() - ago)


def refused(header: str) -> str:
    answer = Client(headers={"Authorization": header}).get("/api/v1/jobs/")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Token")
    return str(answer.json()["error"]["code"])


def test_expired_revoked_unknown_and_orphaned_tokens_get_the_same_answer(ana: Reviewer, ada: Reviewer) -> None:
    _, expired = raw_token(ana, 1, timedelta(days=2))
    token, revoked = raw_token(ana)
    api_tokens.revoke(token, by=ada, now=timezone.now())
    assert refused(f"Token {expired}") == refused(f"Token {revoked}") == refused("Token rd_nothing") == "bad_token"
    _, good = raw_token(ana)
    Reviewer.objects.filter(pk=ana.pk).update(is_active=False)
    assert refused(f"Token {good}") == "bad_token"


@pytest.mark.parametrize(
    "header", ["Token", "Token a b", "Bearer abc", "Basic YTpi", "Token \xff", "x", "Token " + "a" * 5000]
)
def test_a_header_that_is_no_token_is_a_401(db: None, header: str) -> None:
    assert refused(header) in ("bad_authorization", "bad_token")


def test_a_session_gets_in_and_needs_the_csrf_token_to_write(ana: Reviewer) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ana)
    assert client.get("/api/v1/jobs/").status_code == 200
    job = a_job()
    refused = client.post(f"/api/v1/jobs/{job.pk}/claim/", content_type="application/json")
    assert refused.status_code == 403
    assert "CSRF" in refused.json()["error"]["message"]
    client.cookies["csrftoken"] = token = "a" * 32
    allowed = client.post(
        f"/api/v1/jobs/{job.pk}/claim/", content_type="application/json", headers={"X-CSRFToken": token}
    )
    assert allowed.status_code == 201


def test_a_deactivated_person_is_out_at_the_next_request(ana: Reviewer) -> None:
    client = Client()
    client.force_login(ana)
    assert client.get("/api/v1/jobs/").status_code == 200
    Reviewer.objects.filter(pk=ana.pk).update(is_active=False)
    assert client.get("/api/v1/jobs/").status_code == 401


def test_another_teams_rows_are_404_at_every_address(by_token: Caller, lea: Reviewer, cy: Reviewer) -> None:
    queue = a_queue("Cy's", a_team("north", cy))
    job = a_job(queue=queue)
    detection = a_detection(a_finding(job))
    client = by_token(lea, "read", "submit", "decide")
    rows = {
        "api-finding-decisions": detection.finding_id,
        "api-detection-decisions": detection.pk,
        "api-queue": queue.pk,
        "api-queue-claim": queue.pk,
    }
    for name, (address, methods) in ROUTES.items():
        for method in methods if "{id}" in address else ():
            answer = call(client, method, name, rows.get(name, job.pk))
            assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found"), (name, method)
    assert client.get("/api/v1/jobs/").json()["results"] == []
    assert client.get("/api/v1/decisions/").json()["results"] == []
    assert Job.objects.get().review_state == "waiting"

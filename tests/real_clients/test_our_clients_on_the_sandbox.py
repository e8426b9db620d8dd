"""Our own clients over real sockets: the sandbox checks every signature and plays every refusal that is documented."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from reviews.providers import registry
from reviews.providers.base import Connection, Provider, SubmitRequest
from reviews.providers.errors import AuthenticationFailed, ConfigurationError, UnknownJob
from reviews.providers.results import JobResult
from reviews.providers.secret import Secret
from reviews.sandbox import server
from reviews.vocabulary import FindingKind, JobState

SOURCES = {
    "huawei": "{url}/media/street.mp4",
    "alibaba": "oss://sandbox-videos/street.mp4",
    "mts": "oss://sandbox-videos/street.mp4",
}
SLUGS = sorted(SOURCES)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[server.Sandbox]:
    running = server.start(speed=1000)
    yield running
    running.stop()


def client(sandbox: server.Sandbox, slug: str, **changes: Any) -> Provider:
    given: dict[str, Any] = {
        "account": "main", "region": "ap-southeast-3" if slug == "huawei" else "cn-shanghai", "endpoint": sandbox.url,
        "access_key": Secret("sandbox-ak"), "secret_key": Secret("sandbox-sk"), "security_token": Secret(""),
        "allow_private": True,
    }  # fmt: skip
    return registry.get(slug)(Connection(**{**given, **changes}))


def finished(provider: Provider, sandbox: server.Sandbox) -> JobResult:
    source = SOURCES[provider.slug].format(url=sandbox.url)
    output = "" if provider.slug == "huawei" else "oss://sandbox-stills/s-{Count}.jpg"
    taken = provider.submit(SubmitRequest(source, title="A street", reference="ref-1", output=output))
    for _ in range(100):
        bodies, token = [], ""
        while True:
            answer = provider.fetch(taken.external_id, token)
            bodies.append(answer.body)
            token = answer.next_token
            if not token:
                break
        result = provider.normalise(bodies)
        if result.state.is_final:
            return result
        time.sleep(0.05)
    raise AssertionError("the job did not end")


@pytest.mark.parametrize("slug", SLUGS)
def test_a_video_is_submitted_and_its_result_read(slug: str, sandbox: server.Sandbox) -> None:
    result = finished(client(sandbox, slug), sandbox)
    assert result.state is JobState.SUCCEEDED
    assert result.suggestion is not None
    assert any(finding.kind is FindingKind.FRAME for finding in result.findings)
    assert result.warnings == ()


@pytest.mark.parametrize("slug", SLUGS)
def test_the_keys_are_checked(slug: str, sandbox: server.Sandbox) -> None:
    assert "accepts the access keys" in client(sandbox, slug).check()
    for wrong in ({"secret_key": Secret("wrong")}, {"access_key": Secret("wrong")}):
        with pytest.raises(AuthenticationFailed) as refused:
            client(sandbox, slug, project_id="sandbox-project", **wrong).check()
        assert "wrong" not in str(refused.value)


@pytest.mark.parametrize("slug", SLUGS)
def test_an_unknown_job_is_told_apart(slug: str, sandbox: server.Sandbox) -> None:
    with pytest.raises(UnknownJob):
        client(sandbox, slug).fetch("no-such-job")


def test_a_region_without_a_project_is_a_setting_to_fix(sandbox: server.Sandbox) -> None:
    with pytest.raises(ConfigurationError, match="project ID"):
        client(sandbox, "huawei", region="cn-north-4").check()


@pytest.mark.parametrize("slug", ["alibaba", "mts"])
def test_a_listed_job_is_ours_and_its_pictures_open(slug: str, sandbox: server.Sandbox) -> None:
    provider = client(sandbox, slug)
    result = finished(provider, sandbox)
    now = datetime.now(UTC)
    listing = provider.list_jobs(now - timedelta(hours=1), now + timedelta(hours=1))
    assert result.external_id in {job.external_id for job in listing.jobs}
    snapshots = [finding.snapshot for finding in result.findings if finding.snapshot]
    assert snapshots
    link = provider.object_url(snapshots[0], now=now, width=320)
    answer = requests.get(link, timeout=10)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
    late = provider.object_url(snapshots[0], now=now - timedelta(hours=1))
    assert requests.get(late, timeout=10).status_code == 403

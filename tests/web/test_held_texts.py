"""Title, description and bullet comments: sent, kept, judged, shown; or said to be absent."""

import json
from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from reviews.models import Finding, Job, ProviderAccount, Reviewer
from reviews.providers.alibaba import submission
from reviews.providers.alibaba.normalise import normalise_job
from reviews.providers.base import SubmitRequest
from reviews.sandbox import server
from tests.api.conftest import Caller, by_token  # noqa: F401 - a fixture
from tests.builders import a_job, an_account
from tests.domain.result_builders import store_as_a_step

pytestmark = pytest.mark.django_db
TEXTS = {"title": "Summer", "description": "At the sea", "comments": "first\nsecond"}


@pytest.fixture
def sandbox() -> Iterator[server.Sandbox]:
    running = server.start()
    yield running
    running.stop()


@pytest.fixture
def account(sandbox: server.Sandbox, monkeypatch: pytest.MonkeyPatch) -> ProviderAccount:
    monkeypatch.setenv("DESK_KEY_SANDBOX_ID", "sandbox-ak")
    monkeypatch.setenv("DESK_KEY_SANDBOX_SECRET", "sandbox-sk")
    places = {"endpoint": sandbox.url, "object_endpoint": sandbox.url}
    return an_account("ice", "alibaba", output="oss://sandbox-snapshots/{Count}.jpg", **places)


def kept() -> dict[str, str]:
    return {name: getattr(Job.objects.get(), name) for name in TEXTS}


def test_the_page_sends_and_keeps_the_texts(client: Client, ana: Reviewer, account: ProviderAccount) -> None:
    client.force_login(ana)
    body = {
        **TEXTS,
        "comments": "first\r\nsecond",
        "account": account.pk,
        "source": "oss://sandbox-videos/nightclub.mp4",
    }
    assert client.post(reverse("new-video"), body).status_code == 302
    assert kept() == TEXTS
    page = client.get(reverse("job", args=[Job.objects.get().pk])).content.decode()
    assert "At the sea" in page


def test_the_api_sends_keeps_and_tells_the_texts(
    by_token: Caller,  # noqa: F811
    ana: Reviewer,
    account: ProviderAccount,
) -> None:
    body = {**TEXTS, "account": "ice", "source_url": "oss://sandbox-videos/nightclub.mp4"}
    answer = by_token(ana, "submit").post("/api/v1/jobs/", body, content_type="application/json")
    assert answer.status_code == 201, answer.content
    assert kept() == TEXTS
    assert {name: answer.json()[name] for name in TEXTS} == TEXTS


def test_the_command_sends_and_keeps_the_texts(account: ProviderAccount) -> None:
    words = ["--title", "Summer", "--description", "At the sea", "--comment", "first", "--comment", "second"]
    call_command("submit_video", "ice", "oss://sandbox-videos/nightclub.mp4", *words, stdout=StringIO())
    assert kept() == TEXTS


def test_both_clouds_of_alibaba_get_the_comments() -> None:
    request = SubmitRequest(
        source="oss://b/a.mp4", output="oss://b/{Count}.jpg", title="Summer", description="At the sea",
        comments="first\nsecond",
    )  # fmt: skip
    for parameters in (submission.ice_parameters, submission.mts_parameters):
        sent = parameters(request, "oss-cn-shanghai")
        assert (sent["Title"], sent["Description"], sent["Barrages"]) == ("Summer", "At the sea", "first\nsecond")


def answer(*fields: str) -> Any:
    judged = {"Suggestion": "block", "Label": "abuse", "Scene": "antispam", "Rate": "99"}
    detail = {"JobId": "job-1", "State": "Success", "Suggestion": "block", **dict.fromkeys(fields, judged)}
    return normalise_job([json.dumps({"MediaCensorJobDetail": detail}).encode()])


ALL = ("TitleCensorResult", "DescCensorResult", "BarrageCensorResult")


def stored_texts(job: Job) -> dict[str, str]:
    return dict(Finding.objects.filter(job=job).values_list("key", "text"))


def test_a_finding_on_a_text_has_the_text_that_was_sent(noon: datetime) -> None:
    job = a_job(an_account("ice", "alibaba"), **TEXTS)
    store_as_a_step(job, answer(*ALL), noon)
    assert stored_texts(job) == {
        "text:title": "Summer", "text:description": "At the sea", "text:barrage": "first\nsecond",
    }  # fmt: skip


def test_a_text_that_is_not_held_is_empty_and_never_the_name_of_its_field(noon: datetime) -> None:
    job = a_job(an_account("ice", "alibaba"))
    store_as_a_step(job, answer(*ALL), noon)
    assert set(stored_texts(job).values()) == {""}


def test_the_page_leads_to_the_platform_by_the_accounts_template(client: Client, ana: Reviewer, noon: datetime) -> None:
    account = an_account("ice", "alibaba", platform_link="https://videos.example.com/watch/{reference}")
    job = a_job(account, user_data="v/7")
    store_as_a_step(job, answer("TitleCensorResult"), noon)
    client.force_login(ana)
    desk = client.get(reverse("job", args=[job.pk])).context["desk"]
    assert desk["platform_link"] == "https://videos.example.com/watch/v%2F7"
    assert list(desk["text_fields"].values()) == ["title"]
    ProviderAccount.objects.update(platform_link="javascript:alert(1)//{reference}")
    assert client.get(reverse("job", args=[job.pk])).context["desk"]["platform_link"] == ""


def test_a_template_that_could_lead_astray_is_refused_by_command_and_admin(client: Client, ada: Reviewer) -> None:
    words = ["--provider", "huawei", "--region", "r", "--access-key-env", "DESK_KEY_A_ID"]
    words += ["--secret-key-env", "DESK_KEY_A_SECRET", "--platform-link", "http://videos.example.com/{title}"]
    with pytest.raises(CommandError, match="--platform-link: Write an https address"):
        call_command("add_account", "new", *words)
    account = an_account()
    client.force_login(ada)
    body = {"platform_link": "https://videos.example.com/{secret}"}
    page = client.post(reverse("admin:reviews_provideraccount_change", args=[account.pk]), body).content.decode()
    assert "The placeholder {secret} is unknown." in page

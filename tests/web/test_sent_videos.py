"""Sent videos: whoever sent one sees what became of it; leads see what has no answer; both can look and send again."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from reviews import clock
from reviews.models import Job, ProviderAccount, Reviewer, Submission
from reviews.sandbox import server
from tests.builders import an_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def sandbox() -> Iterator[server.Sandbox]:
    running = server.start()
    yield running
    running.stop()


@pytest.fixture
def account(sandbox: server.Sandbox, monkeypatch: pytest.MonkeyPatch) -> ProviderAccount:
    monkeypatch.setenv("DESK_KEY_SANDBOX_ID", "sandbox-ak")
    monkeypatch.setenv("DESK_KEY_SANDBOX_SECRET", "sandbox-sk")
    return an_account(endpoint=sandbox.url, identity_endpoint=sandbox.url, object_endpoint=sandbox.url)


@pytest.fixture
def listing(sandbox: server.Sandbox, monkeypatch: pytest.MonkeyPatch) -> ProviderAccount:
    monkeypatch.setenv("DESK_KEY_SANDBOX_ID", "sandbox-ak")
    monkeypatch.setenv("DESK_KEY_SANDBOX_SECRET", "sandbox-sk")
    return an_account("ice", "alibaba", endpoint=sandbox.url, object_endpoint=sandbox.url, discovers_jobs=False)


def as_person(person: Reviewer) -> Client:
    client = Client()
    client.force_login(person)
    return client


def submit(client: Client, account: ProviderAccount, source: str) -> str:
    page = client.post(reverse("new-video"), {"account": account.pk, "source": source, "title": "My clip"})
    return page.content.decode()


def lose(sandbox: server.Sandbox, client: Client, account: ProviderAccount) -> Submission:
    sandbox.faults.next(cut_at=3, action="SubmitMediaCensorJob" if account.provider == "alibaba" else None)
    source = (
        "oss://sandbox-media/nightclub.mp4" if account.provider == "alibaba" else f"{sandbox.url}/media/nightclub.mp4"
    )
    assert "may still have accepted" in submit(client, account, source)
    return Submission.objects.latest("pk")


def test_a_redirect_of_the_endpoint_is_not_told_as_a_wrong_video_address(
    sandbox: server.Sandbox, account: ProviderAccount, ana: Reviewer
) -> None:
    sandbox.faults.next(status=302, headers={"Location": "http://127.0.0.1/"})
    page = as_person(ana).post(
        reverse("new-video"), {"account": account.pk, "source": f"{sandbox.url}/media/nightclub.mp4"}
    )
    errors = page.context["form"].errors
    assert "source" not in errors
    assert "responded with a redirect" in errors["__all__"][0]
    assert "Check the endpoint of the account" in errors["__all__"][0]
    assert Submission.objects.get().state == "not_delivered"
    account.refresh_from_db()
    assert account.last_error_code == "redirect"


def test_who_sent_it_sees_a_lost_answer_on_the_submit_page_and_in_my_work(
    sandbox: server.Sandbox, account: ProviderAccount, ana: Reviewer
) -> None:
    client = as_person(ana)
    row = lose(sandbox, client, account)
    assert not Submission.objects.exclude(pk=row.pk).exists()
    for page in (reverse("new-video"), reverse("me"), reverse("sent-videos"), reverse("sent-videos") + "?show=lost"):
        text = client.get(page).content.decode()
        assert "My clip" in text, page
        assert row.reference in text
        assert "No answer came. The provider may have the video." in text
        assert reverse("look-for-video", args=[row.pk]) in text
        assert reverse("resend-video", args=[row.pk]) in text


def test_a_lead_sees_on_the_queue_page_that_an_answer_is_missing_and_a_reviewer_does_not(
    sandbox: server.Sandbox, account: ProviderAccount, ana: Reviewer, ben: Reviewer, lea: Reviewer
) -> None:
    lose(sandbox, as_person(ana), account)
    told = "1 video was sent to a provider without an answer."
    assert told in as_person(lea).get(reverse("queue")).content.decode()
    assert told not in as_person(ben).get(reverse("queue")).content.decode()
    assert "My clip" in as_person(lea).get(reverse("sent-videos") + "?show=lost").content.decode()
    assert "My clip" not in as_person(ben).get(reverse("sent-videos")).content.decode()
    row = Submission.objects.get()
    for name in ("look-for-video", "resend-video"):
        assert as_person(ben).post(reverse(name, args=[row.pk])).status_code == 404


def test_looking_finds_the_job_that_the_provider_accepted(
    sandbox: server.Sandbox, listing: ProviderAccount, ana: Reviewer
) -> None:
    client = as_person(ana)
    row = lose(sandbox, client, listing)
    assert not Job.objects.exists()
    answer = client.post(reverse("look-for-video", args=[row.pk]))
    job = Job.objects.get()
    assert answer.headers["Location"] == reverse("job", args=[job.pk])
    row.refresh_from_db()
    assert (row.state, row.job, job.user_data) == ("answered", job, row.reference)
    assert "My clip" not in client.get(reverse("sent-videos") + "?show=lost").content.decode()


def test_looking_where_no_list_is_says_so(sandbox: server.Sandbox, account: ProviderAccount, ana: Reviewer) -> None:
    client = as_person(ana)
    row = lose(sandbox, client, account)
    page = client.post(reverse("look-for-video", args=[row.pk]), follow=True).content.decode()
    assert "This provider cannot list jobs." in page
    row.refresh_from_db()
    assert row.state == "answer_lost"


def test_sending_again_warns_asks_and_then_makes_a_second_submission(
    sandbox: server.Sandbox, account: ProviderAccount, ana: Reviewer
) -> None:
    client = as_person(ana)
    row = lose(sandbox, client, account)
    address = reverse("resend-video", args=[row.pk])
    page = client.get(address).content.decode()
    assert "Sending it again may moderate it twice and cost twice." in page
    assert Submission.objects.count() == 1
    assert "Confirm that it may be submitted twice." in client.post(address, {}).content.decode()
    assert Submission.objects.count() == 1
    answer = client.post(address, {"accepts_twice": "on"})
    job = Job.objects.get()
    assert answer.headers["Location"] == reverse("job", args=[job.pk])
    assert Submission.objects.get(job=job).sends_again == row
    assert client.get(address, follow=True).redirect_chain[-1][0] == reverse("sent-videos")
    assert not Submission.objects.lost(clock.now()).exists()

"""Jobs come in by id, by listing and by submitting; stored payloads are read again."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries

from reviews.models import AuditEntry, Finding, Job, ProviderAccount, Reviewer
from reviews.providers import errors, registry
from reviews.providers.base import ListedJob, Listing, SubmitRequest, Submitted
from reviews.sync.discover import discover_jobs
from reviews.sync.pull import pull_job
from reviews.sync.register import register_jobs
from reviews.sync.replay import replay_payloads
from reviews.sync.submit import submit_video
from tests.builders import an_account
from tests.domain.scripted_provider import ScriptedProvider, a_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> ProviderAccount:
    return an_account(rate_per_second=1000)


def test_each_line_is_created_known_or_refused(account: ProviderAccount, ana: Reviewer, noon: datetime) -> None:
    Job.objects.create(account=account, external_id="old")
    lines = ["new-1", "", " old\r", "bad id!", "new-1", "x" * 129, "new_2"]
    answers = register_jobs(account, lines, by=ana, now=noon)
    assert [(a.line, a.external_id[:7], a.status) for a in answers] == [
        (1, "new-1", "created"), (3, "old", "known"), (4, "bad id!", "refused"), (5, "new-1", "known"),
        (6, "xxxxxxx", "refused"), (7, "new_2", "created"),
    ]  # fmt: skip
    assert "line 1" in answers[3].message
    assert answers[3].job_id == answers[0].job_id == Job.objects.get(external_id="new-1").pk
    assert Job.objects.get(external_id="new_2").next_poll_at == noon
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor_name, entry.subject_id) == ("jobs.registered", "ana", account.pk)


PASTED = Path(__file__).parent.parent / "payloads" / "pasted_ids.txt"


def test_pasted_ids_lose_what_nobody_sees_and_the_rest_is_named(account: ProviderAccount, noon: datetime) -> None:
    answers = register_jobs(account, PASTED.read_bytes().decode().splitlines(), by=None, now=noon)
    assert [(a.external_id, a.status) for a in answers] == [
        ("abc-1", "created"), ("abc-2", "created"), ("abc-3", "created"), ('"abc-4"', "refused"), ("abc-5,", "refused"),
        ("abc-6\\tfoo", "refused"), ("\uff41bc-7", "refused"),
    ]  # fmt: skip
    assert [answer.message.partition(" A job ID")[0] for answer in answers[3:]] == [
        'Character 1 is " (U+0022 QUOTATION MARK).',
        "Character 6 is , (U+002C COMMA).",
        "Character 6 is U+0009.",
        "Character 1 is \uff41 (U+FF41 FULLWIDTH LATIN SMALL LETTER A).",
    ]


def test_registering_again_changes_nothing(account: ProviderAccount, noon: datetime) -> None:
    register_jobs(account, ["a", "b"], by=None, now=noon)
    answers = register_jobs(account, ["b", "a"], by=None, now=noon)
    assert [answer.status for answer in answers] == ["known", "known"]
    assert (Job.objects.count(), AuditEntry.objects.count()) == (2, 1)


def test_the_same_id_in_two_accounts_is_two_jobs(account: ProviderAccount, noon: datetime) -> None:
    register_jobs(account, ["a"], by=None, now=noon)
    assert register_jobs(an_account("other"), ["a"], by=None, now=noon)[0].status == "created"


def test_thousands_of_lines_cost_few_queries(
    account: ProviderAccount, noon: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(80):
        answers = register_jobs(account, [f"job-{n}" for n in range(2000)], by=None, now=noon)
    assert {answer.status for answer in answers} == {"created"}


def test_listing_creates_what_is_new_and_remembers_how_far_it_looked(account: ProviderAccount, noon: datetime) -> None:
    Job.objects.create(account=account, external_id="a")
    provider = ScriptedProvider(
        Listing((ListedJob("a"), ListedJob("b", noon)), next_token="t"), Listing((ListedJob("c"), ListedJob("no id!")))
    )
    assert discover_jobs(account.pk, now=noon, client=provider) == 2
    since, until, token = provider.calls[0][1]
    assert (since, until, token) == (noon - timedelta(days=90), noon, "")
    assert provider.calls[1][1][2] == "t"
    assert Job.objects.get(external_id="b").provider_created_at == noon
    later = noon + timedelta(minutes=2)
    assert discover_jobs(account.pk, now=later, client=provider) == 0
    assert provider.calls[2][1][0] == noon - timedelta(hours=1)


def test_a_listing_that_loops_ends_and_one_that_fails_is_repeated(account: ProviderAccount, noon: datetime) -> None:
    loop = ScriptedProvider(Listing((ListedJob("a"),), next_token="t"))
    assert discover_jobs(account.pk, now=noon, client=loop) == 1
    assert len(loop.calls) == 2
    ProviderAccount.objects.update(discovered_until=None)
    later = noon + timedelta(minutes=2)
    broken = ScriptedProvider(Listing((ListedJob("b"),), next_token="t"), errors.Unavailable("503"))
    assert discover_jobs(account.pk, now=later, client=broken) == 1
    row = ProviderAccount.objects.get()
    assert (row.discovered_until, row.failures_in_a_row) == (None, 1)


def test_submitting_makes_a_job_with_our_reference(account: ProviderAccount, ana: Reviewer, noon: datetime) -> None:
    provider = ScriptedProvider(Submitted("j-9", "r-9"))
    request = SubmitRequest(source="https://127.0.0.1/v.mp4", title="clip", frame_interval_s=2)
    job = submit_video(account, request, by=ana, now=noon, client=provider)
    assert (job.external_id, job.title, job.source_url, job.frame_interval_ms) == (
        "j-9", "clip", "https://127.0.0.1/v.mp4", 2000,
    )  # fmt: skip
    sent = provider.calls[0][1]
    assert len(sent.reference) == 36
    assert job.user_data == sent.reference
    assert AuditEntry.objects.get().action == "job.submitted"


@pytest.mark.parametrize("source", ["ftp://host/v.mp4", "v.mp4", "", "https://", "http://[bad/v", "oss://b/k"])
def test_a_wrong_source_is_refused_before_any_call(account: ProviderAccount, noon: datetime, source: str) -> None:
    provider = ScriptedProvider(Submitted("j-9"))
    with pytest.raises(errors.InvalidRequest, match="source"):
        submit_video(account, SubmitRequest(source=source), by=None, now=noon, client=provider)
    assert provider.calls == []
    assert not Job.objects.exists()


@pytest.mark.parametrize("blank", ["\ufeff", " ", "\u200b", "\xa0", "\r\n"])
def test_an_address_is_sent_without_the_blanks_around_it(account: ProviderAccount, noon: datetime, blank: str) -> None:
    provider = ScriptedProvider(Submitted("j-9"))
    pasted = SubmitRequest(source=f"{blank}https://127.0.0.1/my film.mp4{blank}")
    job = submit_video(account, pasted, by=None, now=noon, client=provider)
    assert provider.calls[0][1].source == job.source_url == "https://127.0.0.1/my%20film.mp4"


def test_an_invisible_mark_inside_an_address_is_named(account: ProviderAccount, noon: datetime) -> None:
    pasted = SubmitRequest(source="https://127.0.0.1/my\u200bfilm.mp4")
    with pytest.raises(errors.InvalidRequest, match=r"character 21 of the address is U\+200B ZERO WIDTH SPACE"):
        submit_video(account, pasted, by=None, now=noon, client=ScriptedProvider(Submitted("j-9")))


def test_a_lost_answer_is_told_as_it_is(account: ProviderAccount, noon: datetime) -> None:
    provider = ScriptedProvider(errors.Unavailable("No answer within 20 s.", code="timeout"))
    with pytest.raises(errors.Unavailable, match="may still have accepted the video") as raised:
        submit_video(account, SubmitRequest(source="https://127.0.0.1/v.mp4"), by=None, now=noon, client=provider)
    assert raised.value.code == "answer_lost"
    assert len(provider.calls) == 1


def test_stored_payloads_are_read_again_without_a_call(
    account: ProviderAccount, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = Job.objects.create(account=account, external_id="job-1", next_poll_at=noon)
    pull_job(job.pk, now=noon, client=ScriptedProvider(a_page(frames=[1, 2], next_token="t"), a_page(frames=[3])))
    Finding.objects.filter(key="frame:2").update(text="what an older normaliser read")
    monkeypatch.setitem(registry._PROVIDERS, "huawei", ScriptedProvider)
    assert replay_payloads(job.pk, now=noon + timedelta(hours=1)).message == "Evidence changed."
    assert Finding.objects.get(key="frame:2").text == "buy now"
    assert replay_payloads(job.pk, now=noon + timedelta(hours=1)).message == "Nothing changed."


def test_a_refused_connection_took_nothing_and_says_no_more(
    account: ProviderAccount, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESK_KEY_SANDBOX_ID", "sandbox-ak")
    monkeypatch.setenv("DESK_KEY_SANDBOX_SECRET", "sandbox-sk")
    account.endpoint = "http://127.0.0.1:9"  # the discard port, where nobody listens
    with pytest.raises(errors.Unavailable, match="refused") as raised:
        submit_video(account, SubmitRequest(source="http://127.0.0.1/v.mp4"), by=None, now=noon)
    assert raised.value.code == "not_connected"
    assert "may still have accepted" not in str(raised.value)

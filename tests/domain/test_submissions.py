"""A video that is sent leaves a row before the call; a lost answer is shown, looked for, and sent again by people."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import ClassVar

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from reviews import audit
from reviews.access import permissions
from reviews.access.errors import Conflict, DecisionError, Invalid, NotFound
from reviews.models import AuditEntry, Job, ProviderAccount, Reviewer, Submission
from reviews.models.submission import LOST_AFTER
from reviews.providers import errors, registry
from reviews.providers.base import AnswerPage, ListedJob, Listing, SubmitRequest, Submitted
from reviews.providers.errors import ProviderError
from reviews.providers.results import JobResult
from reviews.sync import look_for, resend
from reviews.sync.pull import pull_job
from reviews.sync.submit import AnswerLost, find_wrong_field, submit_video
from tests.builders import a_job, a_team, an_account
from tests.domain.result_builders import a_result
from tests.domain.scripted_provider import ScriptedProvider, Step, a_page

pytestmark = pytest.mark.django_db
REQUEST = SubmitRequest(source="https://127.0.0.1/v.mp4", title="Clip", frame_interval_s=2)


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> ProviderAccount:
    monkeypatch.setitem(registry._PROVIDERS, "huawei", ScriptedProvider)
    return an_account(rate_per_second=1000)


class EchoingProvider(ScriptedProvider):
    """Jobs carry the reference that `references` names."""

    references: ClassVar[dict[str, str]] = {}

    def fetch(self, external_id: str, page_token: str = "") -> AnswerPage:
        self.calls.append(("fetch", external_id))
        return AnswerPage(body=external_id.encode())

    @staticmethod
    def normalise(bodies: Sequence[bytes]) -> JobResult:
        [body] = bodies
        return a_result(user_data=EchoingProvider.references.get(body.decode(), ""))


def lose(account: ProviderAccount, by: Reviewer | None, noon: datetime, request: SubmitRequest = REQUEST) -> Submission:
    step: Step = errors.Unavailable("No answer within 20 s.", code="deadline")
    with pytest.raises(AnswerLost):
        submit_video(account, request, by=by, now=noon, client=ScriptedProvider(step))
    return Submission.objects.latest("pk")


def test_the_row_is_there_before_the_call_and_names_the_job_after_it(
    account: ProviderAccount, ana: Reviewer, noon: datetime
) -> None:
    seen: list[str] = []
    provider = ScriptedProvider(Submitted("j-1", "r-1"), during=lambda: seen.append(Submission.objects.get().state))
    job = submit_video(account, REQUEST, by=ana, now=noon, client=provider)
    row = Submission.objects.get()
    assert seen == ["sending"]
    assert (row.state, row.job, row.sent_by, row.request_id) == ("answered", job, ana, "r-1")
    assert row.reference == provider.calls[0][1].reference
    assert (row.source, row.title, row.request["frame_interval_s"]) == ("https://127.0.0.1/v.mp4", "Clip", 2)


def test_no_row_holds_what_signs_an_address(account: ProviderAccount, ana: Reviewer, noon: datetime) -> None:
    signed = SubmitRequest(source="https://127.0.0.1/v.mp4?Signature=s3cret&Expires=9")
    row = lose(account, ana, noon, signed)
    assert (row.source, row.is_source_whole) == ("https://127.0.0.1/v.mp4", False)
    assert "s3cret" not in str(row.request)
    with pytest.raises(Invalid) as refused:
        resend.resend_submission(row.pk, by=ana, now=noon, accepts_twice=True, client=ScriptedProvider(Submitted("j")))
    assert refused.value.code == "source_required"
    provider = ScriptedProvider(Submitted("j"))
    resend.resend_submission(row.pk, by=ana, now=noon, source=signed.source, accepts_twice=True, client=provider)
    assert provider.calls[0][1].source == signed.source


def unsent(error: ProviderError) -> ProviderError:
    error.may_have_arrived = False
    return error


@pytest.mark.parametrize(
    ("error", "state", "field"),
    [
        (errors.Unavailable("deadline", code="deadline"), "answer_lost", ""),
        (errors.Unavailable("503", code="http_503"), "answer_lost", ""),
        (errors.BadAnswer("cut", code="bad_json"), "answer_lost", ""),
        (unsent(errors.Unavailable("refused", code="not_connected")), "not_delivered", ""),
        (errors.BadEndpoint("a redirect", code="redirect"), "not_delivered", ""),
        (errors.ConfigurationError("no key", code="no_key"), "not_delivered", ""),
        (errors.AuthenticationFailed("wrong key", code="AIS.0002"), "refused_by_provider", ""),
        (errors.Throttled("slow down", code="APIG.0308"), "refused_by_provider", ""),
        (errors.InvalidRequest("no such file", code="AIS.0011"), "refused_by_provider", "source"),
        (errors.InvalidRequest("title: too long", code="bad_title"), "refused_by_provider", "title"),
        (errors.InvalidRequest("output: missing", code="bad_output"), "refused_by_provider", ""),
    ],
)
def test_each_way_to_fail_is_told_as_what_it_is(
    account: ProviderAccount, noon: datetime, error: ProviderError, state: str, field: str
) -> None:
    with pytest.raises(ProviderError) as raised:
        submit_video(account, REQUEST, by=None, now=noon, client=ScriptedProvider(error))
    row = Submission.objects.get()
    assert (row.state, find_wrong_field(raised.value)) == (state, field)
    assert isinstance(raised.value, AnswerLost) == (state == "answer_lost")
    assert row.error_message == str(error)
    assert ("may still have accepted" in str(raised.value)) == (state == "answer_lost")


def test_a_crash_of_ours_leaves_a_row_that_counts_as_lost_after_a_while(
    account: ProviderAccount, noon: datetime
) -> None:
    with pytest.raises(RuntimeError):
        submit_video(account, REQUEST, by=None, now=noon, client=ScriptedProvider(RuntimeError("killed")))
    row = Submission.objects.get()
    assert row.state_at(noon + timedelta(minutes=1)) == "sending"
    assert not Submission.objects.lost(noon + timedelta(minutes=1)).exists()
    assert row.state_at(noon + LOST_AFTER * 2) == "answer_lost"
    assert Submission.objects.lost(noon + LOST_AFTER * 2).get() == row


def test_looking_asks_the_list_reads_what_is_new_and_links_the_job(
    account: ProviderAccount, ana: Reviewer, noon: datetime
) -> None:
    row = lose(account, ana, noon)
    a_job(account, "known", user_data="another", source_url=REQUEST.source)
    EchoingProvider.references = {"mine": row.reference, "other": "somebody else's"}
    provider = EchoingProvider(Listing((ListedJob("known"), ListedJob("other"), ListedJob("mine"))))
    later = noon + timedelta(minutes=10)
    result = look_for.look_for_job(row.pk, by=ana, now=later, client=provider)
    assert result.job is not None
    assert (result.job.external_id, result.listed, result.read) == ("mine", 3, 2)
    assert [call for call in provider.calls if call[0] == "submit"] == []
    since, until, _ = provider.calls[0][1]
    assert since < noon < until <= later + timedelta(seconds=5)
    row.refresh_from_db()
    assert (row.state, row.job, result.job.added_by, result.job.title) == ("answered", result.job, ana, "Clip")
    assert [entry.action for entry in AuditEntry.objects.order_by("id")] == [
        "submission.found",
        "submission.looked_for",
    ]
    assert audit.verify_trail().is_whole


def test_what_was_asked_without_success_is_said(account: ProviderAccount, ana: Reviewer, noon: datetime) -> None:
    row = lose(account, ana, noon)
    later = noon + timedelta(minutes=10)
    EchoingProvider.references = {}
    result = look_for.look_for_job(row.pk, by=ana, now=later, client=EchoingProvider(Listing((ListedJob("other"),))))
    assert "1 listed, 1 of them read. None carries the reference." in " ".join(result.sentences)
    broken = ScriptedProvider(errors.Unavailable("503", code="http_503"))
    assert "Not everything could be asked: 503" in " ".join(
        look_for.look_for_job(row.pk, by=ana, now=later, client=broken).sentences
    )
    row.refresh_from_db()
    assert row.state == "answer_lost"
    assert row.looked_at is not None


def test_a_provider_without_a_list_is_said_and_a_registered_job_of_the_address_is_found(
    account: ProviderAccount, ana: Reviewer, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = lose(account, ana, noon)
    monkeypatch.setattr(ScriptedProvider, "can_list", False)
    result = look_for.look_for_job(row.pk, by=ana, now=noon)
    assert "cannot list jobs" in " ".join(result.sentences)
    registered = a_job(account, "by-hand", source_url=REQUEST.source)
    Job.objects.filter(pk=registered.pk).update(created_at=noon + timedelta(minutes=1))
    assert look_for.look_for_job(row.pk, by=ana, now=noon).job == registered


def test_a_job_that_carries_the_reference_links_itself_at_its_first_sync(
    account: ProviderAccount, ana: Reviewer, noon: datetime
) -> None:
    row = lose(account, ana, noon)
    job = Job.objects.create(account=account, external_id="job-1", next_poll_at=noon, user_data=row.reference)
    pull_job(job.pk, now=noon + timedelta(minutes=2), client=ScriptedProvider(a_page()))
    row.refresh_from_db()
    job.refresh_from_db()
    assert (row.state, row.job, job.added_by) == ("answered", job, ana)


def test_sending_again_asks_for_consent_and_happens_once(
    account: ProviderAccount, ana: Reviewer, ben: Reviewer, noon: datetime
) -> None:
    row = lose(account, ana, noon)
    with pytest.raises(Invalid) as unwarned:
        resend.resend_submission(row.pk, by=ana, now=noon, accepts_twice=False, client=ScriptedProvider(Submitted("j")))
    assert unwarned.value.code == "twice_not_accepted"
    provider = ScriptedProvider(Submitted("j-2"))

    def meanwhile() -> None:
        with pytest.raises(Conflict):
            resend.resend_submission(
                row.pk, by=ana, now=noon, accepts_twice=True, client=ScriptedProvider(Submitted("x"))
            )

    provider = ScriptedProvider(Submitted("j-2"), during=meanwhile)
    job = resend.resend_submission(row.pk, by=ana, now=noon, accepts_twice=True, client=provider)
    again = Submission.objects.get(job=job)
    assert (again.sends_again, again.reference != row.reference) == (row, True)
    assert (provider.calls[0][1].source, provider.calls[0][1].title) == (REQUEST.source, "Clip")
    assert not Submission.objects.lost(noon + LOST_AFTER * 2).exists()
    with pytest.raises(DecisionError) as refused:
        resend.resend_submission(again.pk, by=ana, now=noon, accepts_twice=True)
    assert refused.value.code == "not_lost"
    assert AuditEntry.objects.filter(action="submission.sent_again").count() == 1


def test_leads_see_their_teams_submissions_and_others_only_their_own(
    account: ProviderAccount, ana: Reviewer, ben: Reviewer, lea: Reviewer, cy: Reviewer, ada: Reviewer, noon: datetime
) -> None:
    a_team("Ours", lea, ana)
    a_team("Theirs", cy)
    rows = {name: lose(account, by, noon).pk for name, by in (("ana", ana), ("ben", ben), ("cy", cy), ("none", None))}

    def seen_by(person: Reviewer) -> set[str]:
        ids = set(permissions.visible_submissions(Reviewer.objects.get(pk=person.pk)).values_list("pk", flat=True))
        return {name for name, pk in rows.items() if pk in ids}

    assert (seen_by(ana), seen_by(ben)) == ({"ana"}, {"ben"})
    assert seen_by(lea) == {"ana", "ben", "none"}
    assert seen_by(ada) == set(rows)
    with pytest.raises(NotFound):
        look_for.look_for_job(rows["cy"], by=Reviewer.objects.get(pk=lea.pk), now=noon)


def test_the_command_lists_looks_and_sends_again(
    account: ProviderAccount, noon: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    row = lose(account, None, noon - timedelta(days=3))
    call_command("sent_videos")
    assert f"{row.pk}: " in (said := capsys.readouterr().out)
    assert row.reference in said
    with pytest.raises(CommandError, match="may have this video already"):
        call_command("sent_videos", send_again=row.pk)

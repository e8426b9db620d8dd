"""A purge takes the words and the salt; decisions and the audit chain stay whole."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from reviews import audit
from reviews.access.errors import Conflict, Invalid, NotAllowed
from reviews.decisions.administration import purge_notes
from reviews.decisions.claims import claim
from reviews.decisions.verdicts import finding
from reviews.decisions.verdicts.verdict_request import VerdictRequest
from reviews.models import AuditEntry, Decision, Note, Reviewer
from reviews.vocabulary import DecisionTarget
from tests.builders import NOON, a_finding, a_job
from tests.verdicts import record_verdict

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=400)


def a_noted_decision(by: Reviewer, note: str = "Frau Maier") -> Decision:
    job = a_job()
    found = a_finding(job)
    fence = claim.claim(job.pk, by=by, now=NOON).fence
    return record_verdict(
        job.pk, by=by, now=NOON, target=DecisionTarget.FINDING, target_id=found.pk, verdict="pass", note=note,
        version=job.version, fence=fence, idempotency_key="one",
    ).decision  # fmt: skip


def a_request(stored: Decision) -> VerdictRequest:
    """The request that `stored` answers, with the note of `a_noted_decision`."""
    return VerdictRequest(
        stored.job_id, verdict="pass", version=1, fence=1, idempotency_key="one", note="Frau Maier",
        target=DecisionTarget.FINDING, target_id=stored.finding_id or 0,
    )  # fmt: skip


def test_a_purge_empties_the_note_and_leaves_decision_and_chain(ana: Reviewer, ada: Reviewer) -> None:
    decision = a_noted_decision(ana)
    assert purge_notes.purge_notes(by=ada, now=LATER, decision_id=decision.pk) == 1
    note = Note.objects.get(decisions=decision)
    assert (note.text, note.salt, note.purged_at) == ("", "", LATER)
    assert Decision.objects.get().verdict == "pass"
    assert audit.verify_trail().is_whole
    entry = AuditEntry.objects.get(action="notes.purged")
    assert f'"ids":[{note.pk}]' in entry.body
    assert not AuditEntry.objects.filter(body__contains="Maier").exists()
    assert purge_notes.purge_notes(by=ada, now=LATER, decision_id=decision.pk) == 0


def test_nothing_of_a_purged_note_can_be_tried_out_on_its_decision(ana: Reviewer, ada: Reviewer) -> None:
    first = a_noted_decision(ana, note="Frau Maier")
    digests = {first.request_digest, replace(a_request(first), note="Herr Huber").digest}
    assert digests == {a_request(first).digest}


def test_a_repeat_is_still_answered_after_the_purge(ana: Reviewer, ada: Reviewer) -> None:
    first = a_noted_decision(ana, note="Frau Maier")
    purge_notes.purge_notes(by=ada, now=LATER, decision_id=first.pk)
    assert finding.record_verdict(a_request(first), by=ana, now=NOON).decision == first


def test_a_repeat_of_a_request_that_an_earlier_version_stored_is_answered(
    ana: Reviewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(VerdictRequest, "digest", VerdictRequest.digest_with_note)
        first = a_noted_decision(ana, note="Frau Maier")
    assert finding.record_verdict(a_request(first), by=ana, now=NOON).decision == first
    with pytest.raises(Conflict, check=lambda error: error.code == "key_reused"):
        finding.record_verdict(replace(a_request(first), note="Herr Huber"), by=ana, now=NOON)


def test_notes_go_by_age_and_in_batches(ana: Reviewer, ada: Reviewer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(purge_notes, "BATCH_SIZE", 2)
    for days in range(5):
        Note.objects.create(text="x", written_by=ana, written_at=NOON + timedelta(days=days))
    assert purge_notes.purge_notes(by=ada, now=LATER, before=NOON + timedelta(days=3)) == 3
    assert Note.objects.filter(purged_at=None).count() == 2
    assert AuditEntry.objects.filter(action="notes.purged").count() == 2


def test_only_an_admin_purges_and_says_which(ana: Reviewer, ada: Reviewer) -> None:
    with pytest.raises(NotAllowed):
        purge_notes.purge_notes(by=ana, now=LATER, before=NOON)
    with pytest.raises(Invalid, match="Give either"):
        purge_notes.purge_notes(by=ada, now=LATER)


def test_the_command_counts_first_and_purges_when_told(
    ana: Reviewer, ada: Reviewer, capsys: pytest.CaptureFixture[str]
) -> None:
    Note.objects.create(text="x", written_by=ana, written_at=NOON)
    call_command("purge_notes", "--before", "2026-11-22", "--by", "ada")
    assert "1 notes would be purged" in capsys.readouterr().out
    assert Note.objects.get().text == "x"
    call_command("purge_notes", "--before", "2026-11-22", "--by", "ada", "--yes")
    assert Note.objects.get().text == ""
    for who, why in (("ana", "role"), ("nobody", "the user 'nobody' does not exist")):
        with pytest.raises(CommandError, match=why):
            call_command("purge_notes", "--before", "2026-11-22", "--by", who, "--yes")

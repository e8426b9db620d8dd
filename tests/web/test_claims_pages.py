"""Pages about claims: a second job asks first, a lost claim is explained, a lead is asked, a reason is wanted."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from reviews import clock
from reviews.decisions.claims import claim
from reviews.models import Decision, Job, Queue, Review, Reviewer
from reviews.vocabulary import DecisionTarget, ReviewOutcome, ReviewState, Role
from tests.builders import a_finding, a_job, a_policy
from tests.conftest import person
from tests.verdicts import record_verdict, submit_verdict

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, ana: Reviewer) -> Client:
    client.force_login(ana)
    return client


def at(who: Reviewer) -> Client:
    client = Client()
    client.force_login(who)
    return client


def shown(client: Client, job: Job) -> str:
    return " ".join(client.get(reverse("job", args=[job.pk])).content.decode().split())


def settle(job: Job, by: Reviewer) -> None:
    fence = claim.claim(job.pk, by=by, now=clock.now()).fence
    said = {"version": job.version, "fence": fence, "idempotency_key": "key-0001", "policy_id": a_policy().pk}
    submit_verdict(job.pk, by=by, now=clock.now(), verdict="block", note="seen", **said)


def test_review_next_opens_the_job_that_is_held_and_says_so(desk: Client, ana: Reviewer) -> None:
    job = a_job()
    claim.claim(job.pk, by=ana, now=clock.now())
    a_job(external_id="riskier", risk=3)
    for address in (reverse("claims"), reverse("queue-next", args=[job.queue_id])):
        answer = desk.post(address, follow=True)
        assert answer.redirect_chain[-1][0] == reverse("job", args=[job.pk])
        assert "You hold this job already." in answer.content.decode()
    assert Review.objects.count() == 1


@pytest.mark.parametrize("name", ["claim-job", "take-over-job", "reopen-job"])
def test_a_second_job_is_asked_about_and_the_answer_is_the_same_form(lea: Reviewer, ana: Reviewer, name: str) -> None:
    client, job = at(lea), a_job()
    if name == "reopen-job":
        settle(job, ana)
    elif name == "take-over-job":
        claim.claim(job.pk, by=ana, now=clock.now())
    held = a_job(external_id="held")
    claim.claim(held.pk, by=lea, now=clock.now())
    address, form = reverse(name, args=[job.pk]), {"reason": "Ana is away"}
    asked = client.post(address, form)
    page = asked.content.decode()
    assert asked.status_code == 409
    assert "You hold another job" in page
    assert reverse("job", args=[held.pk]) in page
    assert '<input type="hidden" name="reason" value="Ana is away">' in page
    assert f'action="{address}"' in page
    assert client.post(address, {**form, "hold_another": "1"}, follow=True).redirect_chain
    assert Review.objects.active().get(job=job).reviewer == lea


def test_who_lost_a_claim_reads_it_on_the_page_of_the_job(desk: Client, ana: Reviewer, lea: Reviewer) -> None:
    job = a_job()
    claim.claim(job.pk, by=ana, now=clock.now())
    claim.take_over(job.pk, by=lea, reason="Ana <went> home", now=clock.now())
    page = shown(desk, job)
    assert "Your claim on this job has ended. Lea took the job over at" in page
    assert "“Ana &lt;went&gt; home”" in page
    assert "Your claim on this job" not in shown(at(lea), job)


def test_an_analyst_is_not_told_to_claim_or_to_decide(ana: Reviewer) -> None:
    job = a_job()
    page = shown(at(person("noa", Role.ANALYST)), job)
    assert "Claim it to decide" not in page
    assert "This job is waiting for a reviewer. Your role lets you look at it." in page
    assert "You can add a finding" not in page
    assert "Accept the suggestion" not in page
    assert "Play or pause" in page
    assert "Claim it to decide" in shown(at(ana), job)


def test_without_a_role_the_page_names_who_to_ask_and_lets_people_sign_out(ada: Reviewer) -> None:
    nobody = person("nia", first_name="Nia")
    answer = at(nobody).get(reverse("queue"))
    page = " ".join(answer.content.decode().split())
    assert answer.status_code == 403
    assert "You are signed in as Nia (nia)." in page
    assert "Ask an admin for one: Ada." in page
    assert f'action="{reverse("logout")}"' in page
    assert "Back to the queue" not in page


def test_somebody_with_a_role_gets_the_usual_refusal(desk: Client) -> None:
    page = desk.get(reverse("reports")).content.decode()
    assert "Your role does not allow this." in page
    assert "no role" not in page


def test_the_second_look_offers_what_is_accepted(ana: Reviewer, ben: Reviewer, lea: Reviewer) -> None:
    job = a_job()
    a_finding(job)
    fence = claim.claim(job.pk, by=ana, now=clock.now()).fence
    first = shown(at(ana), job)
    assert 'value="review"' in first.split("<verdict-bar")[1]
    assert 'data-escalate="second_look"' in first
    said = {"version": 1, "fence": fence, "idempotency_key": "key-0001", "note": "look"}
    submit_verdict(job.pk, by=ana, now=clock.now(), verdict="review", **said)
    claim.claim(job.pk, by=ben, now=clock.now())
    second = shown(at(ben), job)
    assert 'value="review"' not in second.split("<verdict-bar")[1]
    assert 'data-escalate="lead"' in second
    assert "Ask a lead" in second


def test_without_anybody_to_hand_it_to_neither_is_offered(desk: Client, ana: Reviewer) -> None:
    Queue.objects.filter(stage="second").update(is_active=False)
    job = a_job()
    claim.claim(job.pk, by=ana, now=clock.now())
    page = shown(desk, job)
    assert "data-escalate" not in page
    assert 'value="review"' not in page.split("<verdict-bar")[1]


def ask_lead(client: Client, job: Job, **said: Any) -> Any:
    body = {"version": 1, "fence": 1, "idempotency_key": "key-0002", "note": "which policy?", **said}
    return client.post(reverse("ask-lead", args=[job.pk]), body, content_type="application/json")


def test_a_lead_is_asked_and_sees_it_on_the_queue_page(
    desk: Client, ana: Reviewer, ben: Reviewer, lea: Reviewer
) -> None:
    job = a_job()
    claim.claim(job.pk, by=ana, now=clock.now())
    refused = ask_lead(desk, job, note=" ")
    assert (refused.status_code, refused.json()["error"]["field"]) == (400, "note")
    answer = ask_lead(desk, job).json()
    assert (answer["version"], answer["next"]) == (2, reverse("job", args=[job.pk]))
    page = at(lea).get(reverse("queue")).content.decode()
    assert "Asked of leads" in page
    assert "which policy?" in page
    other = at(ben).get(reverse("queue")).content.decode()
    assert "Asked of leads" not in other
    assert "1 job waits for a lead, who was asked to decide it." in other
    assert "A lead was asked to decide this job." in shown(at(ben), job)
    assert "Ana asked a lead on" in shown(at(lea), job)
    history = desk.get(reverse("job-history", args=[job.pk])).content.decode()
    for words in ("asked a lead", "which policy?", "asked a lead to decide the job"):
        assert words in history


def test_the_verdict_of_somebody_else_asks_for_the_reason_beside_its_field(ana: Reviewer, lea: Reviewer) -> None:
    job, client = a_job(), at(lea)
    settle(job, ana)
    assert 'id="reopen-reason"' in shown(client, job)
    refused = client.post(reverse("reopen-job", args=[job.pk]), {"reason": " "})
    page = refused.content.decode()
    assert refused.status_code == 400
    assert 'id="reopen-error"' in page
    assert "Give a reason for reopening a verdict that is not yours." in page
    job.refresh_from_db()
    assert job.review_state == ReviewState.SETTLED
    client.post(reverse("reopen-job", args=[job.pk]), {"reason": "a wrong policy"})
    assert "a wrong policy" in client.get(reverse("job-history", args=[job.pk])).content.decode()
    assert Review.objects.active().get().reviewer == lea
    assert Review.objects.get(reviewer=ana).outcome == ReviewOutcome.REOPENED


def test_ones_own_verdict_is_reopened_without_a_reason(desk: Client, ana: Reviewer) -> None:
    job = a_job()
    settle(job, ana)
    assert 'id="reopen-reason"' not in shown(desk, job)
    desk.post(reverse("reopen-job", args=[job.pk]))
    assert Review.objects.active().get().reviewer == ana


def test_a_verdict_is_taken_back_from_the_next_page(desk: Client, ana: Reviewer) -> None:
    job, other = a_job(), a_job(external_id="next")
    settle(job, ana)
    claim.claim(other.pk, by=ana, now=clock.now())
    said = Decision.objects.get()
    for page in (shown(desk, other), shown(desk, job), desk.get(reverse("queue")).content.decode()):
        assert "<take-back" in page
        assert f'name="decision" value="{said.pk}"' in " ".join(page.split())
    answer = desk.post(reverse("take-back-job", args=[job.pk]), {"decision": said.pk}, follow=True)
    assert "Taken back. You hold the job again" in answer.content.decode()
    assert [review.job_id for review in Review.objects.active()] == [job.pk]
    history = desk.get(reverse("job-history", args=[job.pk])).content.decode()
    for words in ("submitted, taken back", "taken back", "took back the verdict on the job"):
        assert words in history


def test_taking_back_asks_before_two_jobs_are_held(desk: Client, ana: Reviewer) -> None:
    job, other = a_job(), a_job(external_id="next")
    settle(job, ana)
    fence = claim.claim(other.pk, by=ana, now=clock.now()).fence
    about: dict[str, Any] = {
        "target": DecisionTarget.FINDING,
        "target_id": a_finding(other).pk,
        "idempotency_key": "key-0009",
    }
    record_verdict(other.pk, by=ana, now=clock.now(), verdict="pass", version=1, fence=fence, **about)
    form = {"decision": Decision.objects.get(target="job").pk}
    asked = desk.post(reverse("take-back-job", args=[job.pk]), form)
    assert (asked.status_code, "Hold both jobs" in asked.content.decode()) == (409, True)
    desk.post(reverse("take-back-job", args=[job.pk]), {**form, "hold_another": "1"})
    assert Review.objects.active().count() == 2


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_one_term_names_the_second_look_everywhere(ana: Reviewer, ben: Reviewer, language: str) -> None:
    job = a_job()
    fence = claim.claim(job.pk, by=ana, now=clock.now()).fence
    said = {"version": 1, "fence": fence, "idempotency_key": "key-0001", "note": "look"}
    submit_verdict(job.pk, by=ana, now=clock.now(), verdict="review", **said)
    client = at(ben)
    client.cookies["django_language"] = language
    pages = [reverse("queue"), reverse("job", args=[job.pk]), reverse("job-history", args=[job.pk])]
    text = " ".join(client.get(page).content.decode() for page in pages)
    assert "second review" not in text.lower()
    assert ("second look" if language == "en" else "复审") in text

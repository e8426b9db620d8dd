"""What was drawn is shown on the job's page, in the API and in the admin, also after the job was reopened."""

import pytest
from django.test import Client
from django.urls import reverse

from reviews.decisions.verdicts.reopen import reopen_job
from reviews.models import AutoSettleRule, Reviewer, RuleVersion
from tests.builders import NOON, a_job
from tests.domain.test_queue_routing import a_rule, routed, seed_that_is

pytestmark = pytest.mark.django_db


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize("left", [True, False])
def test_a_job_tells_what_was_drawn_also_when_it_was_reopened(client: Client, lea: Reviewer, left: bool) -> None:
    rule = a_rule("Calm", human_sample_rate=0.2)
    job = routed(a_job(suggestion="pass", sampling_seed=seed_that_is(left, rule)))
    client.force_login(lea)
    said = "Left for human review" if left else "Left to the rule"
    for is_reopened in (False, True):
        if is_reopened and not left:
            reopen_job(job.pk, by=lea, now=NOON, reason="looked wrong")
        history = text_of(client, reverse("job-history", args=[job.pk]))
        assert said in history
        assert "rule Calm v1; 20.0 % of such jobs are left for human review" in history
        details = text_of(client, reverse("job", args=[job.pk]))
        assert ("1 of 5 jobs by the rule Calm v1" in details) is left
        assert ("the rule Calm v1 leaves 1 of 5 jobs for human review" in details) is not left
        shown = client.get(f"/api/v1/jobs/{job.pk}/").json()
        assert (shown["is_sample"], shown["sampling_rate"]) == (left, 0.2)


def test_saving_a_rule_in_the_admin_makes_a_version_only_when_it_decides_otherwise(
    client: Client, ada: Reviewer
) -> None:
    rule = AutoSettleRule.objects.create(name="Calm", verdict="pass", suggestion="pass", human_sample_rate=0.05)
    client.force_login(ada)
    address = reverse("admin:reviews_autosettlerule_change", args=[rule.pk])
    form = {"name": "Calm", "position": 1, "verdict": "pass", "human_sample_rate": "0.05", "suggestion": "pass"}
    for changes, number in (({}, 1), ({"name": "Quiet"}, 1), ({"category": "ad"}, 2), ({"category": ""}, 3)):
        assert client.post(address, {**form, **changes}).status_code == 302
        assert RuleVersion.objects.order_by("-number").first().number == number  # type: ignore[union-attr]
    client.post(address, {**form, "min_score": "0.5"})
    assert '<div class="readonly">4</div>' in text_of(client, address)
    oldest = reverse("admin:reviews_ruleversion_change", args=[RuleVersion.objects.get(number=2).pk])
    assert "&quot;category&quot;: &quot;ad&quot;" in text_of(client, oldest)


def test_a_rule_from_before_there_were_versions_keeps_what_it_decided_until_now(client: Client, ada: Reviewer) -> None:
    rule = AutoSettleRule.objects.create(name="Calm", verdict="pass", suggestion="pass", human_sample_rate=0.05)
    client.force_login(ada)
    form = {"name": "Calm", "position": 1, "verdict": "pass", "human_sample_rate": "0.5", "suggestion": "pass"}
    client.post(reverse("admin:reviews_autosettlerule_change", args=[rule.pk]), form)
    rates = RuleVersion.objects.order_by("number").values_list("number", "contents__human_sample_rate")
    assert list(rates) == [(1, 0.05), (2, 0.5)]

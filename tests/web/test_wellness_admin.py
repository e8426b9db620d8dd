"""What admins see and set of wellness, and what no admin sees."""

import pytest
from django.contrib import admin
from django.db import models
from django.test import Client
from django.urls import reverse
from django_q.models import OrmQ

from reviews.models import AuditEntry, BreakClock, DeskSettings, Exposure, HarmRule, Reviewer, WellnessFloor


@pytest.fixture
def ada_client(ada: Reviewer) -> Client:
    client = Client()
    client.force_login(ada)
    return client


@pytest.mark.parametrize("model", [DeskSettings, Exposure, BreakClock], ids=lambda model: model.__name__)
def test_what_is_a_persons_own_is_for_no_admin_to_see(ada: Reviewer, model: type[models.Model]) -> None:
    assert model not in admin.site._registry
    assert ada.has_perm("reviews.view_job")
    acts = [f"reviews.{act}_{model._meta.model_name}" for act in ("view", "add", "change", "delete")]
    assert not [act for act in acts if ada.has_perm(act)]


def test_the_floor_is_one_row_that_is_changed_with_a_trace(ada_client: Client) -> None:
    page = reverse("admin:reviews_wellnessfloor_change", args=[1])
    body = {
        "greyscale": "on",
        "blur": 2,
        "warn_from_band": "graphic",
        "break_active_minutes": 20,
        "break_revealed_minutes": 5,
    }
    assert ada_client.post(page, body).status_code == 302
    floor = WellnessFloor.objects.get()
    assert (floor.greyscale, floor.blur, floor.warn_from_band, floor.break_revealed_minutes) == (True, 2, "graphic", 5)
    assert AuditEntry.objects.filter(action="wellnessfloor.changed").exists()
    assert ada_client.get(reverse("admin:reviews_wellnessfloor_add")).status_code == 403
    assert ada_client.post(reverse("admin:reviews_wellnessfloor_delete", args=[1]), {"post": "yes"}).status_code == 403
    assert ada_client.post(page, {**body, "blur": 13}).status_code == 200
    assert WellnessFloor.objects.get().blur == 2


def test_a_harm_rule_comes_and_goes_with_a_trace(ada_client: Client) -> None:
    body = {"category": "gore", "label": "", "band": "extreme"}
    assert ada_client.post(reverse("admin:reviews_harmrule_add"), body).status_code == 302
    rule = HarmRule.objects.get(category="gore")
    ada_client.post(reverse("admin:reviews_harmrule_delete", args=[rule.pk]), {"post": "yes"})
    assert not HarmRule.objects.filter(category="gore").exists()
    assert [row.func() for row in OrmQ.objects.all()] == ["reviews.tasks.reband_jobs"] * 2
    acts = AuditEntry.objects.filter(subject="harmrule").values_list("action", flat=True)
    assert list(acts.order_by("id")) == ["harmrule.added", "harmrule.removed"]


def test_the_lists_of_coverage_and_filmstrips_are_only_shown(ada_client: Client) -> None:
    for name in ("coverage", "filmstrip"):
        assert ada_client.get(reverse(f"admin:reviews_{name}_changelist")).status_code == 200
        assert ada_client.get(reverse(f"admin:reviews_{name}_add")).status_code == 403


def test_bands_are_told_in_words_and_odd_ones_refused(ada_client: Client) -> None:
    page = ada_client.get(reverse("admin:reviews_harmrule_add")).content.decode()
    assert '<option value="none">no harm</option>' in page.replace(" selected", "")
    answer = ada_client.post(reverse("admin:reviews_harmrule_add"), {"category": "gore", "label": "", "band": "awful"})
    assert answer.status_code == 200
    assert not HarmRule.objects.filter(category="gore").exists()

"""A person's desk settings: kept, never below the floor, with the field and the remedy named; exposure is one's own."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from reviews.models import AuditEntry, DeskSettings, Reviewer, WellnessFloor
from reviews.wellness import effective_settings, exposure

FORM_DATA = {
    "greyscale": "on",
    "blur": "5",
    "speed": "200",
    "pre_roll_s": "1.5",
    "break_active_minutes": "20",
    "break_revealed_minutes": "5",
}


@pytest.fixture
def desk(ana: Reviewer) -> Client:
    client = Client()
    client.force_login(ana)
    return client


def post(desk: Client, **changed: Any) -> Any:
    body = {name: value for name, value in {**FORM_DATA, **changed}.items() if value is not None}
    return desk.post(reverse("my-settings"), body)


def test_what_is_chosen_holds_and_keys_stay(desk: Client, ana: Reviewer) -> None:
    DeskSettings.objects.create(reviewer=ana, keys={"play": "P"})
    assert post(desk).status_code == 302
    own = DeskSettings.objects.get()
    assert (own.greyscale, own.blur, own.speed, own.pre_roll_ms, own.break_active_minutes) == (True, 5, 200, 1500, 20)
    assert own.keys == {"play": "P"}
    assert not AuditEntry.objects.filter(action__contains="settings").exists()
    page = desk.get(reverse("my-settings")).content.decode()
    assert 'data-blur="5"' in page
    assert 'value="1.5"' in page


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"greyscale": None}, "Leave this on"),
        ({"blur": "1"}, "Choose 2 or more."),
        ({"blur": "13"}, "less than or equal to 12"),
        ({"blur": "thick"}, "Enter a whole number."),
        ({"speed": "110"}, "Select a valid choice"),
        ({"pre_roll_s": "-1"}, "greater than or equal to 0"),
        ({"pre_roll_s": "nan"}, "Enter a number."),
        ({"break_active_minutes": "26"}, "Choose 25 or fewer."),
        ({"break_revealed_minutes": "11"}, "Choose 10 or fewer."),
        ({"break_revealed_minutes": "0"}, "greater than or equal to 1"),
    ],
)
def test_below_the_floor_the_field_and_the_remedy_are_named(desk: Client, changed: dict[str, Any], said: str) -> None:
    WellnessFloor.objects.update(greyscale=True, blur=2)
    answer = post(desk, **changed)
    assert answer.status_code == 400
    form = answer.context["settings_form"]
    assert list(form.errors) == list(changed)
    assert said in answer.content.decode()
    assert not DeskSettings.objects.exists()


def test_the_floor_is_told_beside_the_field(desk: Client) -> None:
    WellnessFloor.objects.update(greyscale=True, blur=2)
    page = desk.get(reverse("my-settings")).content.decode()
    assert "Minimum set by your organisation: 2 %" in page
    assert "organisation: grey" in page
    assert "Maximum set by your organisation: 25 minutes" in page


def test_a_floor_that_rises_later_holds_at_once(desk: Client, ana: Reviewer) -> None:
    post(desk, blur="0")
    WellnessFloor.objects.update(blur=4, break_active_minutes=15)
    now = effective_settings.settings_of_person(ana)
    assert (now.blur, now.break_active_minutes) == (4, 15)
    assert desk.get(reverse("my-settings")).context["settings_form"]["blur"].initial == 4


def test_one_sees_ones_own_exposure_and_nobody_elses(desk: Client, ana: Reviewer, ben: Reviewer) -> None:
    now = timezone.now()
    exposure.add_exposure(ana, active={"graphic": 90_000}, revealed={"extreme": 12_000}, now=now)
    exposure.add_exposure(ben, active={"sensitive": 777_000}, revealed={}, now=now)
    page = desk.get(reverse("my-settings")).content.decode()
    assert "90 s" in page
    assert "12 s" in page
    assert "sensitive" not in page


def test_a_lead_sees_no_persons_exposure_anywhere(lea: Reviewer, ana: Reviewer) -> None:
    exposure.add_exposure(ana, active={"graphic": 91_000}, revealed={}, now=timezone.now())
    client = Client()
    client.force_login(lea)
    for name in ("my-settings", "me", "reports"):
        assert "91 s" not in client.get(reverse(name)).content.decode()

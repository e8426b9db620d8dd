"""Every page says how its reader's pictures are to look: own settings, never milder than the organisation's floor."""

import re
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reviews.models import DeskSettings, Reviewer, WellnessFloor
from reviews.vocabulary import HarmBand
from tests.builders import a_job

ASKED = ('"reviews_desksettings"."greyscale"', '"reviews_wellnessfloor"."greyscale"')


def look(page: str) -> dict[str, str]:
    """The data attributes of the html tag."""
    found = re.search(r"<html[^>]*>", page)
    assert found
    return dict(re.findall(r'data-(grey|blur|reveal)="(\d+)"', found.group()))


def client_of(somebody: Reviewer) -> Client:
    client = Client()
    client.force_login(somebody)
    return client


def test_a_person_without_settings_sees_grey_and_a_little_blur(ana: Reviewer) -> None:
    assert look(client_of(ana).get("/").content.decode()) == {"grey": "1", "blur": "3", "reveal": "0"}


def test_own_settings_hold_down_to_the_floor(ana: Reviewer) -> None:
    DeskSettings.objects.create(reviewer=ana, greyscale=False, blur=0)
    assert look(client_of(ana).get("/").content.decode()) == {"grey": "0", "blur": "0", "reveal": "0"}
    WellnessFloor.objects.update(greyscale=True, blur=2)
    assert look(client_of(ana).get("/").content.decode()) == {"grey": "1", "blur": "2", "reveal": "0"}


@pytest.mark.parametrize("address", ["/", "/account/", "job"])
def test_a_page_asks_for_them_once(ana: Reviewer, address: str) -> None:
    desk = client_of(ana)
    page = reverse("job", args=[a_job().pk]) if address == "job" else address
    with CaptureQueriesContext(connection) as asked:
        assert desk.get(page).status_code == 200
    for column in ASKED:
        assert sum(column in query["sql"] for query in asked) == 1


def test_a_stranger_asks_nothing_and_a_page_part_neither(ana: Reviewer) -> None:
    with CaptureQueriesContext(connection) as asked:
        page = Client().get("/login/").content.decode()
    assert look(page) == {"reveal": "0"}
    with CaptureQueriesContext(connection) as parts:
        client_of(ana).get(reverse("job-history", args=[a_job().pk]), headers={"HX-Request": "true"})
    assert not [query for query in [*asked, *parts] if any(column in query["sql"] for column in ASKED)]


def test_admin_pages_obey_too(ada: Reviewer) -> None:
    DeskSettings.objects.create(reviewer=ada, greyscale=True, blur=7)
    for page in ("admin:index", "admin:reviews_frameresult_changelist", "admin:reviews_policy_add"):
        shown = client_of(ada).get(reverse(page)).content.decode()
        assert "components/wellness.css" in shown
        body = re.search(r'<body class="([^"]*)"', shown)
        assert body
        assert {"desk-grey-1", "desk-blur-7"} <= set(body.group(1).split())


def test_a_database_that_does_not_answer_leaves_pictures_grey(ana: Reviewer, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any) -> None:
        raise DatabaseError("away")

    monkeypatch.setattr("reviews.web.base.context.effective_settings.settings_of_person", broken)
    assert look(client_of(ana).get("/").content.decode()) == {"reveal": "0"}


@pytest.mark.parametrize(("band", "may_show"), [(HarmBand.GRAPHIC, "true"), (HarmBand.EXTREME, "false")])
def test_the_workspace_begins_without_pictures_from_the_cards_band_on(
    ana: Reviewer, band: HarmBand, may_show: str
) -> None:
    page = client_of(ana).get(reverse("job", args=[a_job(harm_band=band).pk])).content.decode()
    assert f'"may_show": {may_show}' in page

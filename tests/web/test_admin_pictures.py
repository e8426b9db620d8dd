"""Pictures of findings in the admin: behind the reader's own settings, and words where a card is due."""

import re

import pytest
from django.test import Client

from reviews.models import Finding, Job, Reviewer, WellnessFloor
from reviews.vocabulary import HarmBand
from tests.builders import a_finding, a_job

pytestmark = pytest.mark.django_db
PAGES = ("finding", "frameresult")


@pytest.fixture
def finding(client: Client, ada: Reviewer) -> Finding:
    client.force_login(ada)
    return a_finding(a_job(), still_file="stills/1/0.jpg")


def pictures(client: Client, address: str) -> list[tuple[str, str]]:
    answer = client.get(address)
    assert answer.status_code == 200
    return re.findall(r'<div class="([^"]*)"><img class="pixels" src="([^"]*)"', answer.content.decode())


@pytest.mark.parametrize("model", PAGES)
def test_the_list_and_the_page_show_the_picture_as_wellness_says(client: Client, finding: Finding, model: str) -> None:
    version = finding.job.evidence_version
    small, large = f"/findings/{finding.pk}/still/?w=160", f"/findings/{finding.pk}/still/?w=480"
    [(box, source)] = pictures(client, f"/admin/reviews/{model}/")
    assert ("pixels-box" in box, source) == (True, f"{small}&amp;v={version}")
    page = f"/admin/reviews/{model}/{finding.pk}/change/"
    [(box, source)] = pictures(client, page)
    assert ("pixels-box" in box, source) == (True, f"{large}&amp;v={version}")
    assert b"components/admin_pictures.css" in client.get(page).content


@pytest.mark.parametrize("model", PAGES)
def test_an_extreme_job_shows_words_and_its_own_page_the_picture_when_asked(
    client: Client, finding: Finding, model: str
) -> None:
    Job.objects.update(harm_band=HarmBand.EXTREME)
    page = f"/admin/reviews/{model}/{finding.pk}/change/"
    for address in (f"/admin/reviews/{model}/", page):
        assert pictures(client, address) == []
        assert "Not shown: extreme" in client.get(address).content.decode()
    assert len(pictures(client, f"{page}?picture=1")) == 1


def test_the_floor_says_from_which_band_on(client: Client, finding: Finding) -> None:
    Job.objects.update(harm_band=HarmBand.SENSITIVE)
    assert len(pictures(client, "/admin/reviews/finding/")) == 1
    WellnessFloor.objects.update_or_create(pk=1, defaults={"warn_from_band": HarmBand.SENSITIVE})
    assert pictures(client, "/admin/reviews/finding/") == []


def test_a_finding_without_a_picture_asks_for_none(client: Client, finding: Finding) -> None:
    finding.still_file = ""
    finding.save()
    assert pictures(client, "/admin/reviews/finding/") == []
    assert b"This finding has no picture." in client.get(f"/admin/reviews/finding/{finding.pk}/change/").content

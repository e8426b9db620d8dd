"""The card, the proposed break and a person's desk settings are for everybody: axe, and the keyboard alone."""

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from reviews.decisions.claims import claim
from reviews.models import BreakClock, DeskSettings, Reviewer, WellnessFloor
from reviews.vocabulary import HarmBand
from reviews.wellness import exposure
from tests.browser.conftest import add_session, sign_in, wait_for_workspace, wait_until
from tests.browser.test_axe import check
from tests.browser.wellness_scene import a_filmed_job

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_card_and_the_break_by_keyboard_and_for_screen_readers(
    live_server: Any, page: Page, ana: Reviewer, tmp_path: Path
) -> None:
    job = a_filmed_job(tmp_path, "extreme", harm_band=HarmBand.EXTREME)
    sign_in(page, live_server.url)
    claim.claim(job.pk, by=ana, now=timezone.now())
    page.goto(f"{live_server.url}/jobs/{job.pk}/")
    wait_for_workspace(page)
    card = page.get_by_role("region", name="Warning: extreme content")
    expect(card).to_be_visible()
    check(page)
    # Nothing behind the card takes the focus: the way goes from its first button to its last.
    names = ["Show in grey, blurred", "Decide without pictures", "Skip this job"]
    card.get_by_role("button", name=names[0]).focus()
    for name in names[1:]:
        page.keyboard.press("Tab")
        expect(card.get_by_role("button", name=name)).to_be_focused()
    page.keyboard.press("Tab")
    assert not page.evaluate("Boolean(document.activeElement.closest('.stage'))")

    BreakClock.objects.update_or_create(reviewer=ana, defaults={"active_ms": 10**7, "seen_at": timezone.now()})
    page.evaluate("dispatchEvent(new Event('online'))")
    prompt = page.get_by_role("dialog", name="Time for a break")
    wait_until(page, lambda: page.evaluate("dispatchEvent(new Event('online'))") and prompt.is_visible())
    check(page)
    prompt.get_by_role("button", name="I have taken a break").press("Enter")
    expect(prompt).to_be_hidden()
    card.get_by_role("button", name=names[0]).press("Enter")
    expect(card).to_be_hidden()
    assert page.evaluate("Boolean(document.activeElement.closest('.stage'))")


def test_my_desk_with_and_without_mistakes(live_server: Any, page: Page, ana: Reviewer) -> None:
    WellnessFloor.objects.update(greyscale=True, blur=2)
    exposure.add_exposure(ana, active={"graphic": 600_000}, revealed={"extreme": 61_000}, now=timezone.now())
    add_session(page, live_server.url)
    page.goto(f"{live_server.url}/me/settings/")
    check(page)
    page.fill("#id_blur", "1")
    page.press("#id_blur", "Enter")
    expect(page.get_by_text("Choose 2 or more.")).to_be_visible()
    check(page)
    page.fill("#id_blur", "6")
    page.press("#id_blur", "Enter")
    expect(page.locator("html")).to_have_attribute("data-blur", "6")
    assert DeskSettings.objects.get().blur == 6

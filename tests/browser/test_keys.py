"""The desk by keyboard: each key does its act and no other, never while somebody types, on any layout."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from reviews.models import Decision, Job, Review, Reviewer
from reviews.vocabulary import ReviewOutcome, ReviewState
from reviews.web.workspace import keymap
from tests.browser.claimed_workspace import a_job_of_three, open_claimed_job
from tests.browser.conftest import wait_for_workspace
from tests.builders import a_policy

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

QUEUE = re.compile(r"^http://[^/]+/$")
# Every act of the desk writes its name down instead of doing what it does.
LISTEN = """() => {
  const { store } = document.querySelector("#desk");
  window.did = [];
  const write = word => () => window.did.push(word);
  for (const name of Object.keys(store.keys)) store.registerAction(name, write(name), write("-" + name));
  const at = performance.now();
  performance.now = () => at; // two presses are near each other, however slow the machine
}"""


@pytest.fixture
def job() -> Job:
    return a_job_of_three()


@pytest.fixture
def desk(live_server: Any, page: Page, ana: Reviewer, job: Job) -> Page:
    open_claimed_job(page, live_server.url, ana, job)
    return page


def actions_of_keys(desk: Page, *keys: str) -> list[str]:
    """What the acts wrote down while these keys were pressed."""
    desk.evaluate("window.did.length = 0")
    for key in keys:
        desk.keyboard.press("+".join({"Ctrl": "Control"}.get(part, part) for part in parts_of(key)))
    did: list[str] = desk.evaluate("window.did")
    return did


def parts_of(key: str) -> list[str]:
    return key.split("+") if len(key) > 1 else [key]


def actions_after(desk: Page, **event: Any) -> list[str]:
    """The same for a key press as another keyboard sends it."""
    desk.evaluate("window.did.length = 0")
    desk.evaluate(
        "event => (document.activeElement ?? document.body).dispatchEvent("
        "new KeyboardEvent('keydown', {bubbles: true, cancelable: true, ...event}))",
        event,
    )
    did: list[str] = desk.evaluate("window.did")
    return did


def test_every_key_of_the_table_does_its_act_and_no_other(desk: Page) -> None:
    desk.evaluate(LISTEN)
    seen, wanted = {}, {}
    for act in keymap.KEY_ACTIONS.values():
        for key in act.keys:
            times = 2 if "asks" in act.marks else 1
            seen[key] = actions_of_keys(desk, *[key] * times)
            wanted[key] = [act.name, f"-{act.name}"] if "held" in act.marks else [act.name]
    assert seen == wanted


def test_every_act_of_the_table_is_one_that_the_desk_can_do(desk: Page) -> None:
    acts = set(desk.evaluate("[...document.querySelector('#desk').store.actions.keys()]"))
    assert set(keymap.KEY_ACTIONS) - acts <= {"search"}  # the transcript brings its own
    assert acts <= set(keymap.KEY_ACTIONS)


@pytest.mark.parametrize("where", ["verdict-bar [name=note]", "verdict-bar [name=policy_id]"])
def test_keys_are_letters_while_somebody_types(desk: Page, where: str) -> None:
    desk.evaluate(LISTEN)
    desk.focus(where)
    assert actions_of_keys(desk, "n", "1", "Space", "Ctrl+Z", "e", "?") == []
    assert actions_of_keys(desk, "Ctrl+Enter") == ["submit_next"]
    assert actions_after(desk, key="Enter", code="Enter", ctrlKey=True, isComposing=True) == []


def test_other_keyboards_reach_the_same_actions(desk: Page) -> None:
    desk.evaluate(LISTEN)
    french: dict[str, dict[str, Any]] = {
        "pass": {"key": "&", "code": "Digit1"},
        "slower": {"key": "<", "code": "Comma", "shiftKey": True},
        "stretch_block": {"key": "3", "code": "Digit3", "shiftKey": True},
        "zoom_out": {"key": "-", "code": "Digit6"},
        "frame_on": {"key": ".", "code": "Comma", "shiftKey": True},
        "frame_back": {"key": ",", "code": "KeyM"},
        "mute": {"key": "m", "code": "Semicolon"},
        "faster": {"key": ">", "code": "IntlBackslash", "shiftKey": True},
        "search": {"key": "/", "code": "Period", "shiftKey": True},
        "accept": {"key": "a", "code": "KeyQ"},
    }
    assert {name: actions_after(desk, **event) for name, event in french.items()} == {name: [name] for name in french}
    assert actions_after(desk, key="Process", code="KeyN", keyCode=229) == ["next"]  # a Chinese input method is on
    assert actions_after(desk, key="т", code="KeyN") == ["next"]
    assert actions_after(desk, key="N", code="KeyN") == ["next"]  # caps lock
    assert actions_after(desk, key="n", code="KeyN", altKey=True) == []
    assert actions_after(desk, key="n", code="KeyN", ctrlKey=True) == []
    assert actions_after(desk, key="End", code="Numpad1") == []


def test_a_key_that_stays_down_steps_on_but_decides_once(desk: Page) -> None:
    desk.evaluate(LISTEN)
    assert actions_after(desk, key="n", code="KeyN", repeat=True) == ["next"]
    assert actions_after(desk, key="1", code="Digit1", repeat=True) == []
    assert actions_after(desk, key="g", code="KeyG", repeat=True) == []


def test_a_held_key_ends_with_the_key_and_with_the_window(desk: Page) -> None:
    desk.evaluate(LISTEN)
    desk.keyboard.down("h")
    assert desk.evaluate("window.did") == ["reveal"]
    desk.keyboard.up("h")
    assert desk.evaluate("window.did") == ["reveal", "-reveal"]
    desk.keyboard.down("h")
    desk.evaluate("dispatchEvent(new Event('blur'))")
    assert desk.evaluate("window.did")[2:] == ["reveal", "-reveal"]


def test_the_first_press_of_skip_only_asks(desk: Page) -> None:
    desk.evaluate("const at = performance.now(); performance.now = () => at")  # however slow the machine
    desk.keyboard.press("s")
    expect(desk.locator("#desk-say")).to_contain_text("Press S again to skip")
    desk.keyboard.press("n")
    assert Review.objects.active().count() == 1
    desk.keyboard.press("s")
    desk.wait_for_url(QUEUE)
    assert Review.objects.get().outcome == ReviewOutcome.SKIPPED


def test_two_presses_far_apart_are_two_first_ones(desk: Page) -> None:
    desk.keyboard.press("e")
    expect(desk.locator("#desk-say")).to_contain_text("Press E again to escalate")
    desk.evaluate("const at = performance.now() + 3001; performance.now = () => at")
    desk.keyboard.press("e")
    expect(desk.locator("#desk-say")).to_contain_text("Press E again to escalate")
    assert Decision.objects.count() == 0


def test_a_whole_job_without_a_mouse(desk: Page, job: Job) -> None:
    policy = a_policy("NUD-2", allowed_verdicts=["block"])
    desk.keyboard.press("n")
    desk.keyboard.press("1")
    desk.keyboard.press("n")
    desk.keyboard.press("a")
    expect(desk.locator("[data-rollup=pass]")).to_have_text("1")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("verdict-bar [name=policy_id]")).to_be_focused()
    desk.keyboard.type(policy.code)
    desk.keyboard.press("Control+Enter")
    desk.wait_for_url(QUEUE)
    job.refresh_from_db()
    assert (job.review_state, job.verdict) == (ReviewState.SETTLED, "block")
    assert Decision.objects.get(target="job").policy == policy


def test_nothing_is_written_without_a_claim(live_server: Any, page: Page, ana: Reviewer, job: Job) -> None:
    open_claimed_job(page, live_server.url, ana, job)
    page.evaluate(LISTEN)
    page.evaluate("document.querySelector('#desk').store.claimLost({})")
    writes = [act for act in keymap.KEY_ACTIONS.values() if "writes" in act.marks]
    assert [actions_of_keys(page, act.keys[0], act.keys[0]) for act in writes] == [[]] * len(writes)
    assert actions_of_keys(page, "n") == ["next"]


def test_the_overlay_lists_the_keys_and_changes_one(desk: Page) -> None:
    cap = desk.locator("review-player kbd[data-key=next]")
    expect(cap).to_have_text("N")
    desk.keyboard.press("?")
    dialog = desk.locator("keys-help dialog")
    expect(dialog).to_be_visible()
    row = dialog.locator("[data-act=next]")
    row.locator("[data-change]").click()
    desk.keyboard.press("j")
    expect(dialog.locator(".keys-status")).to_contain_text("J is already used for “Back 5 s”.")
    row.locator("[data-change]").click()
    desk.keyboard.press("Escape")
    expect(dialog).to_be_visible()
    row.locator("[data-change]").click()
    desk.keyboard.press("x")
    expect(row.locator("kbd")).to_have_text("X")
    desk.keyboard.press("?")
    expect(dialog).to_be_hidden()
    expect(cap).to_have_text("X")
    desk.reload()
    wait_for_workspace(desk)
    expect(cap).to_have_text("X")
    desk.evaluate(LISTEN)
    assert (actions_of_keys(desk, "x"), actions_of_keys(desk, "n")) == (["next"], [])


def test_the_changed_key_is_reset(desk: Page, ana: Reviewer) -> None:
    desk.keyboard.press("?")
    row = desk.locator("keys-help [data-act=next]")
    row.locator("[data-change]").click()
    desk.keyboard.press("x")
    row.locator("[data-reset]").click()
    expect(row.locator("kbd")).to_have_text("N")
    expect(row.locator("[data-reset]")).to_be_hidden()
    ana.desk_settings.refresh_from_db()
    assert ana.desk_settings.keys == {}


def test_no_key_acts_behind_an_open_dialog(desk: Page) -> None:
    desk.evaluate(LISTEN)
    desk.evaluate("document.querySelector('keys-help dialog').showModal()")
    assert actions_of_keys(desk, "n", "1", "Ctrl+Enter") == []

"""A person's own keys: what is kept, what is refused and why, and what the pages show."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from reviews.access.errors import Invalid
from reviews.models import DeskSettings, Reviewer
from reviews.web.workspace import keymap
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, ana: Reviewer) -> Client:
    client.force_login(ana)
    return client


def send(desk: Client, keys: Any) -> Any:
    return desk.post(reverse("my-keys"), {"keys": keys}, content_type="application/json")


def test_no_key_of_the_table_does_two_acts() -> None:
    keys = [key for act in keymap.keys_for({}).values() for key in act]
    assert len(keys) == len(set(keys))


def test_the_table_is_the_one_of_the_design() -> None:
    keys = keymap.keys_for({})
    design = {
        "play": ["Space", "K"], "back": ["J"], "forward": ["L"], "frame_back": [","], "frame_on": ["."],
        "slower": ["Shift+,"], "faster": ["Shift+."], "next": ["N"], "previous": ["Shift+N"], "loop": ["R"],
        "accept": ["A"], "pass": ["1"], "review": ["2"], "block": ["3"], "stretch_pass": ["Shift+1"],
        "stretch_review": ["Shift+2"], "stretch_block": ["Shift+3"], "undecided": ["U"], "mute": ["M"], "grey": ["G"],
        "blur": ["B"], "search": ["/"], "zoom_out": ["-"], "zoom_all": ["0"], "escalate": ["E"], "skip": ["S"],
        "submit_next": ["Ctrl+Enter"], "undo": ["Ctrl+Z"], "help": ["?"],
    }  # fmt: skip
    assert {act: keys[act] for act in design} == design
    assert (keys["reveal"][0], keys["zoom_in"][0]) == ("H", "+")


def test_every_act_and_group_has_a_chinese_name() -> None:
    with override("zh-hans"):
        names = [
            str(name) for title, acts in keymap.shown_key_groups({}) for name in [title, *(act.label for act in acts)]
        ]
    assert [name for name in names if name.isascii()] == []


def test_a_changed_key_takes_the_place_of_all_the_act_came_with(desk: Client, ana: Reviewer) -> None:
    answer = send(desk, {"play": "P"}).json()
    assert (answer["own"], answer["keys"]["play"]) == ({"play": "P"}, ["P"])
    assert DeskSettings.objects.get(reviewer=ana).keys == {"play": "P"}
    page = desk.get(reverse("job", args=[builders.a_job().pk]))
    assert page.context["desk"]["keys"]["play"] == ["P"]


def test_two_acts_may_change_places(desk: Client) -> None:
    assert send(desk, {"back": "L", "forward": "J"}).status_code == 200


def test_what_equals_the_default_is_not_kept_and_nothing_resets_all(desk: Client, ana: Reviewer) -> None:
    assert send(desk, {"next": "X", "back": "J"}).json()["own"] == {"next": "X"}
    assert send(desk, {}).json()["own"] == {}
    assert DeskSettings.objects.get(reviewer=ana).keys == {}


def test_other_settings_of_the_person_stay(desk: Client, ana: Reviewer) -> None:
    DeskSettings.objects.create(reviewer=ana, blur=7)
    send(desk, {"next": "X"})
    assert DeskSettings.objects.get(reviewer=ana).blur == 7


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ({"fly": "X"}, "unknown_act"),
        ({"next": "XX"}, "unknown_key"),
        ({"next": ""}, "unknown_key"),
        ({"next": 5}, "unknown_key"),
        ({"next": None}, "unknown_key"),
        ({"next": "Tab"}, "unknown_key"),
        ({"next": "Escape"}, "unknown_key"),
        ({"next": "Alt+X"}, "unknown_key"),
        ({"next": "<"}, "unknown_key"),
        ({"next": "中"}, "unknown_key"),
        ({"next": "Ctrl+W"}, "reserved_key"),
        ({"next": "Ctrl+T"}, "reserved_key"),
        ({"next": "Ctrl+Shift+N"}, "reserved_key"),
        ({"next": "Ctrl+F"}, "reserved_key"),
        ({"next": "Ctrl+1"}, "reserved_key"),
        ({"next": "Enter"}, "reserved_key"),
        ({"next": "Shift+Enter"}, "reserved_key"),
        ({"next": "Shift+/"}, "reserved_key"),
        ({"reveal": "Ctrl+Space"}, "reserved_key"),
        ({"next": "J"}, "key_taken"),
        ({"next": "X", "back": "X"}, "key_taken"),
        ({"next": "Shift+H"}, "key_taken"),
        ({"reveal": "N"}, "key_taken"),
        ([], "unreadable"),
    ],
)
def test_what_cannot_be_a_key_is_refused_and_nothing_changes(desk: Client, keys: Any, code: str) -> None:
    answer = send(desk, keys)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)
    assert not DeskSettings.objects.exists()


def test_a_conflict_names_the_other_act(desk: Client) -> None:
    error = send(desk, {"next": "J"}).json()["error"]
    assert (error["field"], error["context"]["other"]) == ("next", "back")
    assert "J is already used for “Back 5 s”." in error["message"]


def test_keys_that_a_later_version_does_not_know_leave_the_defaults() -> None:
    assert keymap.keys_for({"gone": "X", "next": "Q"}) == keymap.keys_for({})
    with pytest.raises(Invalid):
        keymap.checked_keys({"gone": "X"})


def test_every_act_is_listed_once_with_its_keys(desk: Client, ana: Reviewer) -> None:
    DeskSettings.objects.create(reviewer=ana, keys={"next": "X"})
    page = desk.get(reverse("job", args=[builders.a_job().pk])).content.decode()
    for act in keymap.KEY_ACTIONS:
        assert page.count(f'<li data-act="{act}"') == 1
    page = " ".join(page.split())
    assert '<li data-act="next" data-default="N" data-cap="N">' in page
    assert '<span class="key-caps"> <kbd>X</kbd> </span>' in page


def test_one_persons_keys_are_nobody_elses(desk: Client, client: Client, ben: Reviewer) -> None:
    send(desk, {"next": "X"})
    client.force_login(ben)
    page = client.get(reverse("job", args=[builders.a_job().pk]))
    assert page.context["desk"]["keys"]["next"] == ["N"]

"""Passwords that are long and yet easy to guess are refused with what to do."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from reviews.models import Reviewer
from reviews.web.account.password_rules import VariedPasswordValidator

ANA = Reviewer(username="ana", first_name="Ana", last_name="Castellanos", email="ana.c@desk.example")


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("ana-ana-ana-ana", "too_uniform"),
        ("aaaaaaaaaaaaaaaa", "too_uniform"),
        ("121212121212", "too_uniform"),
        ("river9-river9-river9", "repeated"),
        ("River9 rIver9 riVer9 r", "repeated"),
        ("Ana.Castellanos.1", "mostly_name"),
        ("sonalletsac-castellanos", "mostly_name"),
        ("ana_c@desk.example1", "mostly_name"),
        ("ＣＡＳＴＥＬＬＡＮＯＳ-2024", "mostly_name"),
    ],
)
def test_a_password_of_little_work_is_refused(password: str, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        VariedPasswordValidator().validate(password, ANA)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "password", ["correct horse battery", "another horse battery 9", "banana-split-for-two", "ana likes violet rivers"]
)
def test_words_of_her_own_choice_are_taken(password: str) -> None:
    VariedPasswordValidator().validate(password, ANA)
    VariedPasswordValidator().validate(password)


@pytest.mark.parametrize("password", ["", "-", "\x00", "😀😀😀😀😀😀😀😀😀😀😀😀"])
def test_odd_text_is_refused_and_no_error_of_ours(password: str) -> None:
    with pytest.raises(ValidationError):
        VariedPasswordValidator().validate(password, Reviewer(username=""))


def test_the_site_uses_it() -> None:
    with pytest.raises(ValidationError, match="too few different"):
        validate_password("ana-ana-ana-ana", ANA)

"""What production is held to: ages of sessions, roles with a second factor, cookies of this host alone."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from moderation_site import checks, environment


@pytest.mark.parametrize(
    ("change", "id"),
    [
        ({"SESSION_IDLE_SECONDS": 7200}, "desk.W004"),
        ({"SESSION_IDLE_SECONDS": 0}, "desk.W004"),
        ({"SESSION_ABSOLUTE_SECONDS": 86400}, "desk.W005"),
        ({"MFA_REQUIRED_ROLES": ["Admin"]}, "desk.W006"),
        ({"MIDDLEWARE": ["reviews.web.account.sessions.SessionExpiryMiddleware"]}, "desk.E003"),
    ],
)
def test_production_is_told_of_loose_sessions(settings: Any, change: dict[str, Any], id: str) -> None:
    settings.MFA_REQUIRED_ROLES = ["Lead", "Admin"]
    assert checks.check_sessions(None) == []
    for name, value in change.items():
        setattr(settings, name, value)
    assert [message.id for message in checks.check_sessions(None)] == [id]


def test_a_role_nobody_has_is_refused_by_name(settings: Any) -> None:
    settings.MFA_REQUIRED_ROLES = ["Leads"]
    [message] = checks.check_roles(None)
    assert "'Leads'" in message.msg


@pytest.mark.process
def test_cookies_of_production_are_bound_to_this_very_host(tmp_path: Path) -> None:
    asked = (
        "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, "
        "s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, s.SESSION_COOKIE_SAMESITE, "
        "s.SESSION_COOKIE_DOMAIN, s.SESSION_COOKIE_PATH, s.MFA_REQUIRED_ROLES)"
    )
    own = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "moderation_site.settings",
        "SECRET_KEY": "x" * 60,
        "VAR_DIR": str(tmp_path),
    }
    said = subprocess.run(
        [sys.executable, "-c", asked], env=own, capture_output=True, text=True, timeout=60, check=True
    )
    assert said.stdout.split() == [
        "__Host-sessionid", "__Host-csrftoken", "True", "True", "True", "Lax", "None", "/", "['Lead',", "'Admin']",
    ]  # fmt: skip


def test_production_is_told_to_say_how_many_proxies_there_are(settings: Any) -> None:
    settings.TRUSTED_PROXY_COUNT = None
    [message] = checks.check_proxies(None)
    assert message.id == "desk.W020"
    assert "TRUSTED_PROXY_COUNT" in message.msg
    for known in (0, 1, 2):
        settings.TRUSTED_PROXY_COUNT = known
        assert checks.check_proxies(None) == []


@pytest.mark.parametrize(("given", "read"), [("", None), (" ", None), ("0", 0), ("2", 2)])
def test_no_answer_about_proxies_is_another_thing_than_none(
    monkeypatch: pytest.MonkeyPatch, given: str, read: int | None
) -> None:
    monkeypatch.setenv("TRUSTED_PROXY_COUNT", given)
    assert environment.optional_count("TRUSTED_PROXY_COUNT") == read


def test_fewer_than_no_proxies_are_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUSTED_PROXY_COUNT", "-1")
    with pytest.raises(ImproperlyConfigured, match="TRUSTED_PROXY_COUNT=-1"):
        environment.optional_count("TRUSTED_PROXY_COUNT")


@pytest.mark.parametrize("former", ["SIGN_IN_FAILURES_OF_PAIR", "SIGN_IN_FAILURES_OF_ADDRESS"])
def test_a_former_name_of_a_limit_is_not_passed_over_in_silence(monkeypatch: pytest.MonkeyPatch, former: str) -> None:
    assert checks.check_former_names(None) == []
    monkeypatch.setenv(former, "3")
    [message] = checks.check_former_names(None)
    assert former in message.msg
    assert "SIGN_IN_MAX_FAILURES_PER_" in message.msg

"""Deployment checks beside Django's own (`manage.py check`, and `--deploy`): each says what to set and where."""

import os
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Tags, Warning, register
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.csp import CSP

from reviews.models import append_only
from reviews.vocabulary import Role

MIN_SQLITE_VERSION = (3, 51, 3)
MAX_SESSION_SECONDS = 12 * 60 * 60
MAX_IDLE_SECONDS = 60 * 60
MAX_BODY_BYTES = 8 * 1024 * 1024
_CSP_MIDDLEWARE = "django.middleware.csp.ContentSecurityPolicyMiddleware"
_SESSION_EXPIRY = "reviews.web.account.sessions.SessionExpiryMiddleware"
_SECOND_FACTOR = "reviews.web.account.second_factor.SecondFactorMiddleware"
_FORMER = {
    "SIGN_IN_FAILURES_OF_PAIR": "SIGN_IN_MAX_FAILURES_PER_USER_AND_IP",
    "SIGN_IN_FAILURES_OF_ADDRESS": "SIGN_IN_MAX_FAILURES_PER_IP",
}
_LOCKED_DIRECTIVES = ("default-src", "frame-ancestors", "base-uri", "object-src")
_WEAK = {CSP.UNSAFE_INLINE, CSP.UNSAFE_EVAL, "*", "http:", "https:", "data:", "blob:"}


@register(Tags.compatibility, deploy=True)
def check_sqlite_library(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A library before 3.51.3 can corrupt a WAL database in a rare race of two checkpoints."""
    uses_wal = any(
        "journal_mode=wal" in str(database.get("OPTIONS", {}).get("init_command", "")).lower()
        for database in settings.DATABASES.values()
        if database["ENGINE"].endswith("sqlite3")
    )
    if not uses_wal or sqlite3.sqlite_version_info >= MIN_SQLITE_VERSION:
        return []
    # Info, not Warning: Debian's own library is older, and a warning would fail every `check --deploy` there.
    return [
        Info(
            f"The SQLite library is {sqlite3.sqlite_version}; before 3.51.3 a rare race condition can "
            "damage a WAL database.",
            hint=(
                "Options: use PostgreSQL with DATABASE_URL; use a Python linked to SQLite 3.51.3 or newer; "
                "or keep one host, "
                "few processes, and the nightly backup with its integrity check (docs/deployment.md)."
            ),
            id="desk.I001",
        )
    ]


@register(Tags.security, deploy=True)
def check_content_policy(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """The content security policy is sent, starts from nothing, and allows no inline script."""
    if _CSP_MIDDLEWARE not in settings.MIDDLEWARE or not settings.SECURE_CSP:
        return [Error(f"No content security policy is sent. Set SECURE_CSP and add {_CSP_MIDDLEWARE}.", id="desk.E001")]
    policy: Mapping[str, Any] = settings.SECURE_CSP
    faults = [f"{name} must be 'none'" for name in _LOCKED_DIRECTIVES if list(policy.get(name, [])) != [CSP.NONE]]
    faults += [
        f"{name} must not allow {source}"
        for name in ("script-src", "style-src", "connect-src", "form-action")
        for source in policy.get(name, ["*"] if name == "form-action" else [])
        if source in _WEAK
    ]
    faults += [
        f"{name} must name hosts, not {source}"
        for name in ("media-src", "img-src")
        for source in policy.get(name, [])
        if source in _WEAK - {"data:"}
    ]
    return [Error(f"The content security policy is weak: {fault}.", id="desk.E002") for fault in faults]


@register(Tags.security, deploy=True)
def check_limits(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Sessions end within 12 hours, bodies are bounded, passwords are hashed with Argon2."""
    found: list[CheckMessage] = []
    if settings.SESSION_COOKIE_AGE > MAX_SESSION_SECONDS:
        found.append(
            Warning("Sessions last longer than 12 hours. Set SESSION_COOKIE_AGE to 43200 or less.", id="desk.W001")
        )
    largest = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if largest is None or largest > MAX_BODY_BYTES:
        found.append(
            Warning(
                f"Bodies may be too large. Set DATA_UPLOAD_MAX_MEMORY_SIZE to at most {MAX_BODY_BYTES}.",
                id="desk.W002",
            )
        )
    if not settings.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher"):
        said = "New passwords are not hashed with Argon2. Put it first in PASSWORD_HASHERS."
        found.append(Warning(said, id="desk.W003"))
    return found


@register(Tags.security, deploy=True)
def check_sessions(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Idle and absolute ages are kept by our middleware, within bounds, and leads and admins need a second factor."""
    found: list[CheckMessage] = [
        Error(f"{middleware} is missing. Add it to MIDDLEWARE.", id="desk.E003")
        for middleware in (_SESSION_EXPIRY, _SECOND_FACTOR)
        if middleware not in settings.MIDDLEWARE
    ]
    if not 60 <= settings.SESSION_IDLE_SECONDS <= MAX_IDLE_SECONDS:
        said = (
            f"Idle sessions last {settings.SESSION_IDLE_SECONDS} s. "
            f"Set SESSION_IDLE_SECONDS to 60 to {MAX_IDLE_SECONDS}."
        )
        found.append(Warning(said, id="desk.W004"))
    if not 0 < settings.SESSION_ABSOLUTE_SECONDS <= MAX_SESSION_SECONDS:
        said = f"Sessions may last too long. Set SESSION_ABSOLUTE_SECONDS to at most {MAX_SESSION_SECONDS}."
        found.append(Warning(said, id="desk.W005"))
    if missing := {"Lead", "Admin"} - set(settings.MFA_REQUIRED_ROLES):
        said = f"No second factor is required for {', '.join(sorted(missing))}. Add these roles to MFA_REQUIRED_ROLES."
        found.append(Warning(said, id="desk.W006"))
    return found


@register(Tags.security)
def check_roles(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A mistyped role would silently require nothing of anybody."""
    known = {role.value for role in Role}
    return [
        Error(
            f"MFA_REQUIRED_ROLES contains the unknown role {name!r}. Use any of {', '.join(sorted(known))}.",
            id="desk.E004",
        )
        for name in settings.MFA_REQUIRED_ROLES
        if name not in known
    ]


@register(Tags.security, deploy=True)
def check_proxies(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Warn while nobody said how many proxies there are: then everybody may seem to come from one address."""
    if settings.TRUSTED_PROXY_COUNT is not None:
        return []
    return [
        Warning(
            "TRUSTED_PROXY_COUNT is not set, so limits by address are disabled for connections from private networks.",
            hint=(
                "Set it to the number of your own proxies that add to X-Forwarded-For (1 for one nginx), "
                "or to 0 if clients connect directly to Review desk."
            ),
            id="desk.W020",
        )
    ]


@register(Tags.security)
def check_former_names(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse former names of settings: a limit that was set with care would silently be the default."""
    return [
        Error(f"{former} is now called {name}. Rename it in the environment.", id="desk.E020")
        for former, name in _FORMER.items()
        if former in os.environ
    ]


@register(Tags.security, Tags.database, deploy=True)
def audit_tables(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Warn when the database role owns the append-only tables, or may change their rows (PostgreSQL)."""
    found = (_append_only_rights(connections[alias]) for alias in databases or ())
    return [message for messages in found for message in messages]


_RIGHTS = """SELECT c.relname, pg_has_role(current_user, c.relowner, 'MEMBER'),
    has_table_privilege(c.oid, 'UPDATE, DELETE, TRUNCATE, TRIGGER') FROM pg_class c
    WHERE c.oid IN (SELECT to_regclass(one) FROM unnest(%s::text[]) AS one) ORDER BY 1"""


def _append_only_rights(connection: BaseDatabaseWrapper) -> list[CheckMessage]:
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(_RIGHTS, [list(append_only.TABLES)])
        rows = cursor.fetchall()
    owned = [table for table, is_owner, _may_change in rows if is_owner]
    changeable = [table for table, is_owner, may_change in rows if may_change and not is_owner]
    hint = (
        "Use a separate database role for the site and the worker, and run migrations as the owner "
        "(docs/deployment.md, Two roles)."
    )
    found: list[CheckMessage] = []
    if owned:
        said = f"This database role owns {', '.join(owned)}, so it can disable the triggers of the audit trail."
        found.append(Warning(said, hint=hint, id="desk.W030"))
    if changeable:
        said = f"This database role may change rows of {', '.join(changeable)}. Revoke all but SELECT and INSERT."
        found.append(Warning(said, hint=hint, id="desk.W031"))
    return found

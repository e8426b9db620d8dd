"""Database settings from DATABASE_URL: both engines tuned as measured for durability and fair claims."""

from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

SQLITE_OPTIONS: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    # recursive_triggers: without it INSERT OR REPLACE slips past the delete triggers of decisions and audit.
    "init_command": ("PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA recursive_triggers=ON;"),
}
POSTGRES_OPTIONS: dict[str, Any] = {
    "connect_timeout": 5,
    # jit: compiling the conditions of twenty routing rules took two seconds, answering them a tenth of that.
    # random_page_cost: the default is a spinning disk's; with it the server reads all of a million jobs rather than
    # step into the index of a queue in which few are settled.
    "options": (
        "-c jit=off -c random_page_cost=1.1 -c statement_timeout=15000 -c lock_timeout=3000"
        " -c idle_in_transaction_session_timeout=30000"
    ),
}


def from_url(url: str, var: Path) -> dict[str, Any]:
    """One Django database dictionary. An empty url means SQLite in ``desk.sqlite3`` of the folder `var`.

    Errors: ImproperlyConfigured for a url that is neither sqlite nor postgres.
    """
    if not url:
        url = f"sqlite:///{var / 'desk.sqlite3'}"
    try:
        config: dict[str, Any] = dict(dj_database_url.parse(url))
    except (ValueError, dj_database_url.UnknownSchemeError) as error:
        raise ImproperlyConfigured(
            f"DATABASE_URL is not a database address ({error}); "
            "write sqlite:///path/to/file or postgres://user:password@host:5432/name."
        ) from None
    if config["ENGINE"].endswith("sqlite3"):
        config["ENGINE"] = "moderation_site.sqlite3"
        config["OPTIONS"] = {**SQLITE_OPTIONS, **config.get("OPTIONS", {})}
    elif config["ENGINE"].endswith("postgresql"):
        config["OPTIONS"] = {**POSTGRES_OPTIONS, **config.get("OPTIONS", {})}
        config["CONN_MAX_AGE"] = 60
        config["CONN_HEALTH_CHECKS"] = True
    else:
        raise ImproperlyConfigured("DATABASE_URL must be sqlite:///... or postgres://...; nothing else is supported.")
    return config

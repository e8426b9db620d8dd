"""Django admin, one file per noun. Evidence and decisions are read only."""

from django.contrib import admin
from django_q.models import Failure, OrmQ, Schedule, Success

from reviews.admin import (
    accounts,
    audit,
    auto_settle,
    calendars,
    decisions,
    draws,
    findings,
    jobs,
    people,
    policies,
    presence,
    queues,
    recovery_requests,
    submissions,
    teams,
    tokens,
    wellness,
    worker,
)

__all__ = [
    "accounts",
    "audit",
    "auto_settle",
    "calendars",
    "decisions",
    "draws",
    "findings",
    "jobs",
    "people",
    "policies",
    "presence",
    "queues",
    "recovery_requests",
    "submissions",
    "teams",
    "tokens",
    "wellness",
    "worker",
]

# Their rows hold pickles, and a schedule names any function to run: loading or writing them here would run code.
for queued in (Schedule, Success, Failure, OrmQ):
    if admin.site.is_registered(queued):
        admin.site.unregister(queued)

# A second factor is taken away on the page of people; its secret is no row to look at or edit.
for model in [model for model in admin.site._registry if model._meta.app_label in ("account", "mfa", "usersessions")]:
    admin.site.unregister(model)

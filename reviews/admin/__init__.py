"""Django admin, one file per noun. May import every room below the doors. Evidence and decisions are only shown."""

from django.contrib import admin
from django_q.models import Failure, OrmQ, Schedule, Success

from reviews.admin import accounts, audit, decisions, findings, jobs, people, policies, tokens, worker

__all__ = ["accounts", "audit", "decisions", "findings", "jobs", "people", "policies", "tokens", "worker"]

# Their rows hold pickles, and a schedule names any function to run: loading or writing them here would run code.
for queued in (Schedule, Success, Failure, OrmQ):
    if admin.site.is_registered(queued):
        admin.site.unregister(queued)

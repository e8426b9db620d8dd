"""Run as the site's role in a process of its own: what the desk does must work, what it must not do be refused.

Prints one JSON object: the outcome of the honest flow, and for each forbidden statement the database's error code.
"""
# ruff: noqa: E402 - Django must be set up before its models are imported

import json
import sys

import django

django.setup()

from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client

from reviews import audit
from reviews.decisions.administration import purge_notes
from reviews.models import AuditSeal, Decision, append_only
from reviews.vocabulary import Role
from tests.conftest import person
from tests.domain.audit_story import LATER, an_honest_day

OTHERS = (
    "CREATE OR REPLACE FUNCTION reviews_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
    "DROP FUNCTION reviews_append_only() CASCADE",
    "SET session_replication_role = replica",
    "CREATE TABLE public.mine (id int)",
    "DELETE FROM reviews_audithead",
    "INSERT INTO django_migrations (app, name, applied) VALUES ('reviews', '9999', now())",
)


def flow() -> dict[str, object]:
    people = [person("ana", Role.REVIEWER), person("ben", Role.REVIEWER), person("lea", Role.LEAD)]
    day = an_honest_day(*people)
    ada = person("ada", Role.ADMIN, is_staff=True)
    purge_notes.purge_notes(by=ada, now=LATER, decision_id=day.verdict.pk)
    call_command("seal_audit")
    browser = Client(SERVER_NAME="127.0.0.1")
    browser.force_login(people[0])
    pages = {path: browser.get(path).status_code for path in ("/", f"/jobs/{day.waiting.pk}/", "/me/")}
    return {
        "whole": audit.verify_trail().is_whole, "decisions": Decision.objects.count(),
        "seals": AuditSeal.objects.count(), "groups": Group.objects.count() > 0, "pages": pages,
    }  # fmt: skip


def forbidden(owner: str) -> list[str]:
    statements = [*OTHERS, f'SET ROLE "{owner}"']
    for table in append_only.TABLES:
        statements += [
            f"UPDATE {table} SET id = id", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE",
            f"DROP TRIGGER {table}_no_update ON {table}", f"ALTER TABLE {table} DISABLE TRIGGER ALL",
            f"ALTER TABLE {table} DISABLE TRIGGER {table}_no_delete", f"ALTER TABLE {table} RENAME TO gone",
            f"DROP TABLE {table} CASCADE", f"ALTER TABLE {table} OWNER TO CURRENT_USER",
            f"SELECT * FROM {table} FOR UPDATE",
            f"CREATE TRIGGER mine BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION reviews_append_only()",
        ]  # fmt: skip
    return statements


def refusal(statement: str) -> str:
    """The SQLSTATE of the error; empty when the statement was taken."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as error:
        return getattr(error.__cause__, "sqlstate", None) or "?"
    return ""


if __name__ == "__main__":
    done = flow()
    print("RESULT " + json.dumps({**done, "refused": {one: refusal(one) for one in forbidden(sys.argv[1])}}))

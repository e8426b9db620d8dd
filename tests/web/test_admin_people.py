"""People and teams in the admin: what ada can do, what it leaves behind, and what nobody can do by mistake."""

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from reviews.decisions.claims import claim
from reviews.models import AuditEntry, Job, Reviewer, Team
from tests.builders import a_job, a_team

LIST = "admin:reviews_reviewer_changelist"


@pytest.fixture
def desk(ada: Reviewer) -> Client:
    return signed_in(ada)


def signed_in(person: Reviewer) -> Client:
    """With the password, and just now: acts on accounts ask for that."""
    client = Client()
    sent = {"username": person.username, "password": "correct horse battery"}
    assert client.post("/login/", sent).status_code == 302
    return client


def facts(action: str) -> dict[str, Any]:
    return dict(json.loads(AuditEntry.objects.get(action=action).body)["facts"])


def change(desk: Client, person: Reviewer, **fields: Any) -> Any:
    groups = list(person.groups.values_list("pk", flat=True))
    body = {"username": person.username, "is_active": "on", "groups": groups, **fields}
    if person.is_staff:
        body.setdefault("is_staff", "on")
    body = {name: value for name, value in body.items() if value is not None}
    return desk.post(reverse("admin:reviews_reviewer_change", args=[person.pk]), body)


def refused(answer: Any) -> dict[str, list[str]]:
    assert answer.status_code == 200
    return dict(answer.context["adminform"].form.errors)


def act(desk: Client, name: str, *people: Reviewer, **more: str) -> str:
    body = {"action": name, "_selected_action": [person.pk for person in people], **more}
    return desk.post(reverse(LIST), body, follow=True).content.decode()


def test_switching_off_asks_first_then_gives_the_job_back(desk: Client, ana: Reviewer) -> None:
    job = a_job()
    claim.claim(job.pk, by=ana, now=timezone.now())
    asked = act(desk, "switch_off", ana)
    assert "Claimed jobs: 1." in asked
    assert Reviewer.objects.get(pk=ana.pk).is_active
    assert "Ana was deactivated. Claims released: 1." in act(desk, "switch_off", ana, confirmed="yes")
    assert not Reviewer.objects.get(pk=ana.pk).is_active
    assert Job.objects.get().review_state == "waiting"
    assert facts("person.switched_off") == {"claims_freed": 1}
    act(desk, "switch_on", ana, confirmed="yes")
    assert Reviewer.objects.get(pk=ana.pk).is_active
    assert facts("person.switched_on") == {}


def test_the_tick_in_the_form_goes_the_same_way(desk: Client, ana: Reviewer) -> None:
    job = a_job()
    claim.claim(job.pk, by=ana, now=timezone.now())
    assert change(desk, ana, is_active=None).status_code == 302
    assert Job.objects.get().review_state == "waiting"
    assert facts("person.switched_off") == {"claims_freed": 1}
    assert change(desk, ana).status_code == 302
    assert facts("person.switched_on") == {}


def test_nobody_switches_oneself_off(desk: Client, ada: Reviewer) -> None:
    assert "You cannot deactivate yourself" in refused(change(desk, ada, is_active=None))["is_active"][0]
    assert "You cannot deactivate yourself" in act(desk, "switch_off", ada, confirmed="yes")
    assert Reviewer.objects.get(pk=ada.pk).is_active


@pytest.mark.parametrize(("field", "given"), [("groups", []), ("is_staff", None)])
def test_the_last_admin_stays_one(desk: Client, ada: Reviewer, field: str, given: Any) -> None:
    assert "This is the last admin" in refused(change(desk, ada, **{field: given}))[field][0]
    Reviewer.objects.create_user("eve", is_staff=True).groups.add(Group.objects.get(name="Admin"))
    assert change(desk, ada, **{field: given}).status_code == 302


def test_roles_and_teams_leave_the_names_that_came_and_went(desk: Client, ana: Reviewer) -> None:
    north = a_team("North")
    lead = Group.objects.get(name="Lead")
    assert change(desk, ana, groups=[lead.pk, north.pk]).status_code == 302
    assert facts("person.groups_changed") == {"added": ["Lead", "North"], "removed": ["Reviewer"]}


def test_nobody_becomes_a_superuser_here(desk: Client, ana: Reviewer) -> None:
    posted = dict.fromkeys(("is_superuser", "password", "date_joined", "last_login"), "on")
    before = Reviewer.objects.values("is_superuser", "password", "date_joined", "last_login").get(pk=ana.pk)
    assert change(desk, ana, user_permissions=["1"], **posted).status_code == 302
    assert Reviewer.objects.values("is_superuser", "password", "date_joined", "last_login").get(pk=ana.pk) == before


def test_a_lost_second_factor_is_taken_away_after_a_question(desk: Client, ana: Reviewer) -> None:
    Authenticator.objects.create(user=ana, type=Authenticator.Type.TOTP, data={"secret": "topsecret"})
    asked = act(desk, "reset_second_factor", ana)
    assert "Do this only if you have confirmed" in asked
    assert "topsecret" not in asked
    assert Authenticator.objects.exists()
    act(desk, "reset_second_factor", ana, confirmed="yes")
    assert not Authenticator.objects.exists()
    assert AuditEntry.objects.filter(action="second_factor.removed", subject_id=ana.pk).count() == 1


def test_a_team_is_made_renamed_and_staffed(desk: Client, ana: Reviewer, ben: Reviewer) -> None:
    add = reverse("admin:reviews_team_add")
    assert desk.post(add, {"name": "North", "members": [ana.pk]}).status_code == 302
    team = Team.objects.get(name="North")
    assert facts("person.groups_changed") == {"added": ["North"], "removed": []}
    page = reverse("admin:reviews_team_change", args=[team.pk])
    assert desk.post(page, {"name": "South", "members": [ben.pk]}).status_code == 302
    assert list(Team.objects.get(name="South").user_set.all()) == [ben]
    assert AuditEntry.objects.filter(action="person.groups_changed").count() == 3


@pytest.mark.parametrize("name", ["Lead", "admin", " Reviewer "])
def test_a_team_is_never_called_like_a_role(desk: Client, name: str) -> None:
    answer = desk.post(reverse("admin:reviews_team_add"), {"name": name})
    assert "is the name of a role" in refused(answer)["name"][0]

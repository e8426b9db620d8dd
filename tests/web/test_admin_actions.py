"""What ada can do in the admin, and what it leaves in the audit trail."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from reviews.access import api_tokens
from reviews.models import ApiToken, AuditEntry, Decision, Job, Policy, ProviderAccount, Reviewer
from tests.builders import NOON, a_job, a_policy, an_account
from tests.web.test_admin_people import signed_in

ACCOUNT = {
    "name": "hw-2", "provider": "huawei", "region": "ap-southeast-3", "access_key_env": "DESK_KEY_HW_ID",
    "secret_key_env": "DESK_KEY_HW_SECRET", "rate_per_second": "5", "is_active": "on",
}  # fmt: skip


@pytest.fixture
def desk(ada: Reviewer) -> Client:
    client = Client()
    client.force_login(ada)
    return client


def errors(answer: Any) -> dict[str, list[str]]:
    assert answer.status_code == 200
    return dict(answer.context["adminform"].form.errors)


def facts(action: str) -> dict[str, Any]:
    entry = AuditEntry.objects.get(action=action)
    assert entry.actor_name == "ada"
    return dict(json.loads(entry.body)["facts"])


def test_an_account_is_added_with_names_of_variables(desk: Client) -> None:
    answer = desk.post(reverse("admin:reviews_provideraccount_add"), ACCOUNT)
    assert answer.status_code == 302, errors(answer)
    assert ProviderAccount.objects.get().access_key_env == "DESK_KEY_HW_ID"
    assert facts("provideraccount.added")["name"] == "hw-2"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"access_key_env": "LTAI5tSecretKey"}, "access_key_env"),
        ({"secret_key_env": ""}, "secret_key_env"),
        ({"provider": "aws"}, "provider"),
        ({"endpoint": "ftp://h/"}, "endpoint"),
        ({"endpoint": "not an address"}, "endpoint"),
        ({"object_endpoint": "javascript:alert(1)"}, "object_endpoint"),
        ({"identity_endpoint": "http://169.254.169.254/"}, "identity_endpoint"),
        ({"rate_per_second": "0"}, "rate_per_second"),
        ({"name": "a b"}, "name"),
    ],
)
def test_a_wrong_account_is_refused_at_its_field(
    desk: Client, settings: Any, change: dict[str, str], field: str
) -> None:
    settings.ALLOW_PRIVATE_ENDPOINTS = False
    answer = desk.post(reverse("admin:reviews_provideraccount_add"), {**ACCOUNT, **change})
    assert list(errors(answer)) == [field]
    assert not ProviderAccount.objects.exists()


def test_changing_an_account_names_the_changed_fields_in_the_audit_trail(desk: Client) -> None:
    account = an_account("hw-2")
    answer = desk.post(reverse("admin:reviews_provideraccount_change", args=[account.pk]), {**ACCOUNT, "region": "cn"})
    assert answer.status_code == 302, errors(answer)
    assert "Region" in facts("provideraccount.changed")["what"][0]["changed"]["fields"]


def test_a_connection_test_says_what_is_wrong(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DESK_KEY_SANDBOX_ID", raising=False)
    account = an_account()
    body = {"action": "test_connection", "_selected_action": [account.pk]}
    page = desk.post(reverse("admin:reviews_provideraccount_changelist"), body, follow=True).content.decode()
    assert "DESK_KEY_SANDBOX_ID is not set" in page
    assert facts("provideraccount.tested") == {"error": "key_not_set"}


def test_job_ids_are_registered_and_each_line_is_reported(desk: Client) -> None:
    account = an_account()
    a_job(account, "old")
    address = reverse("admin:reviews_provideraccount_register", args=[account.pk])
    assert address in desk.get(reverse("admin:reviews_provideraccount_change", args=[account.pk])).content.decode()
    page = desk.post(address, {"external_ids": "new\r\nold\r\n<b>bad</b>\r\n"}).content.decode()
    assert "created" in page
    assert "This account already has this job." in page
    assert "&lt;b&gt;bad&lt;/b&gt;" in page
    assert set(Job.objects.values_list("external_id", flat=True)) == {"old", "new"}
    assert desk.post(address, {"external_ids": "a\x00b"}).status_code == 200
    assert desk.get(reverse("admin:reviews_provideraccount_register", args=[404])).status_code == 404
    assert Client().get(address).status_code == 302


POLICY = {
    "name_en": "Nudity",
    "text_en": "No nudity",
    "allowed_verdicts": ["block"],
    "harm_band": "none",
    "is_active": "on",
}


def used(policy: Policy, by: Reviewer) -> None:
    Decision.objects.create(
        job=a_job(), target="job", verdict="block", decided_by=by, decided_by_name="Ana", decided_at=NOON,
        idempotency_key="k", request_digest="0" * 64, policy=policy,
    )  # fmt: skip


def test_editing_a_used_policy_makes_the_next_version(desk: Client, ana: Reviewer) -> None:
    policy = a_policy("NUD-9")
    used(policy, ana)
    answer = desk.post(reverse("admin:reviews_policy_change", args=[policy.pk]), POLICY)
    assert answer.status_code == 302, errors(answer)
    old, new = Policy.objects.filter(code="NUD-9").order_by("version")
    assert (old.name_en, old.is_active, old.pk) == ("Nudity, adult", False, policy.pk)
    assert (new.version, new.name_en, new.is_active, new.allowed_verdicts) == (2, "Nudity", True, ["block"])
    assert Decision.objects.get().policy == old
    entry = AuditEntry.objects.get(action="policy.changed")
    assert entry.subject_id == new.pk


def test_an_unused_policy_is_edited_in_place(desk: Client) -> None:
    policy = a_policy("NUD-9")
    desk.post(reverse("admin:reviews_policy_change", args=[policy.pk]), POLICY)
    assert [(one.version, one.name_en) for one in Policy.objects.filter(code="NUD-9")] == [(1, "Nudity")]


def test_switching_a_used_policy_off_is_no_new_version(desk: Client, ana: Reviewer) -> None:
    policy = a_policy("NUD-9", text_en="No nudity", name_en="Nudity", name_zh="", allowed_verdicts=["block"])
    used(policy, ana)
    answer = desk.post(reverse("admin:reviews_policy_change", args=[policy.pk]), {**POLICY, "is_active": ""})
    assert answer.status_code == 302, errors(answer)
    assert [(one.version, one.is_active) for one in Policy.objects.filter(code="NUD-9")] == [(1, False)]


def test_a_token_is_revoked_and_its_hash_is_nowhere(desk: Client, ana: Reviewer) -> None:
    token, raw = api_tokens.create_token(ana, ["read"], 3, now=timezone.now())
    listing = reverse("admin:reviews_apitoken_changelist")
    pages = desk.get(listing).content + desk.get(reverse("admin:reviews_apitoken_change", args=[token.pk])).content
    assert token.prefix in pages.decode()
    assert raw not in pages.decode()
    assert token.sha256[:16] not in pages.decode()
    page = desk.post(listing, {"action": "revoke", "_selected_action": [token.pk]}, follow=True)
    assert "1 token revoked." in page.content.decode()
    assert ApiToken.objects.get().revoked_at
    assert AuditEntry.objects.filter(action="token.revoked", actor_name="ada").count() == 1
    assert Client(headers={"Authorization": f"Token {raw}"}).get("/api/v1/jobs/").status_code == 401


def test_a_person_is_added_gets_a_role_and_is_switched_off(ada: Reviewer) -> None:
    desk = signed_in(ada)  # adding a person asks for a fresh sign-in
    assert "/password/" in desk.post(reverse("admin:reviews_reviewer_add"), {"username": "dan"}).text
    dan = Reviewer.objects.get(username="dan")
    role = Group.objects.get_or_create(name="Lead")[0]
    change = {"username": "dan", "groups": [role.pk], "is_superuser": "on", "user_permissions": ["1"]}
    answer = desk.post(reverse("admin:reviews_reviewer_change", args=[dan.pk]), change)
    assert answer.status_code == 302, errors(answer)
    dan.refresh_from_db()
    assert (dan.is_active, dan.is_superuser, dan.groups.get()) == (False, False, role)
    assert facts("reviewer.changed")["name"] == "dan"
    assert desk.post(reverse("admin:reviews_reviewer_delete", args=[dan.pk]), {"post": "yes"}).status_code == 403

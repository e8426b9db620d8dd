"""Policies in the admin: versions compared, retired and taken back."""

import pytest
from django.test import Client
from django.urls import reverse

from reviews.admin import policy_diff
from reviews.models import AuditEntry, Policy, Reviewer
from tests.builders import a_policy


@pytest.fixture
def desk(ada: Reviewer) -> Client:
    client = Client()
    client.force_login(ada)
    return client


def act(desk: Client, name: str, *rows: Policy) -> str:
    body = {"action": name, "_selected_action": [row.pk for row in rows]}
    return desk.post(reverse("admin:reviews_policy_changelist"), body, follow=True).content.decode()


def test_words_that_came_and_went_are_told_apart() -> None:
    found = [(piece.kind, piece.text) for piece in policy_diff.diff_words("No nudity at all", "No violence at all")]
    assert found == [("same", "No "), ("gone", "nudity "), ("new", "violence "), ("same", "at all")]
    chinese = [(piece.kind, piece.text) for piece in policy_diff.diff_words("成人裸露", "成人内容")]
    assert chinese == [("same", "成人"), ("gone", "裸露"), ("new", "内容")]
    long = "word " * (policy_diff.MAX_WORDS + 1)
    assert [piece.kind for piece in policy_diff.diff_words(long, "short")] == ["gone", "new"]


def test_two_versions_are_compared_as_text(desk: Client) -> None:
    a_policy("P-1", text_en="Old <b>rule</b>", is_active=False)
    new = a_policy("P-1", version=2, text_en="New <b>rule</b>", harm_band="graphic")
    page = desk.get(reverse("admin:reviews_policy_versions", args=[new.pk])).content.decode()
    assert "<del>Old </del><ins>New </ins>&lt;b&gt;rule&lt;/b&gt;" in page
    assert "<del>none</del><ins>graphic</ins>" in page
    assert "From version 1 to version 2" in page
    for query in ("with=1", "with=99", "with=x", "with=%00"):
        assert desk.get(f"{reverse('admin:reviews_policy_versions', args=[new.pk])}?{query}").status_code == 200
    assert desk.get(reverse("admin:reviews_policy_versions", args=[404])).status_code == 404


def test_a_policy_is_retired_and_taken_back(desk: Client) -> None:
    policy = a_policy("P-1")
    assert "Retired: 1." in act(desk, "retire", policy)
    assert not Policy.objects.get(pk=policy.pk).is_active
    assert "Restored: 1." in act(desk, "restore", policy)
    assert Policy.objects.get(pk=policy.pk).is_active
    assert AuditEntry.objects.filter(action__in=["policy.retired", "policy.restored"]).count() == 2


def test_two_versions_are_never_in_use_at_once(desk: Client) -> None:
    old = a_policy("P-1", is_active=False)
    a_policy("P-1", version=2)
    assert "Version 2 of P-1 is in use. Retire it first." in act(desk, "restore", old)
    assert not Policy.objects.get(pk=old.pk).is_active

"""Who may do what."""

import pytest
from django.contrib.auth.models import AnonymousUser
from pytest_django import DjangoAssertNumQueries

from reviews.access.errors import NotAllowed
from reviews.access.permissions import Permission, has_permission, require
from reviews.models import Reviewer
from reviews.vocabulary import Role
from tests.conftest import person

pytestmark = pytest.mark.django_db
TABLE = {
    Role.REVIEWER: {Permission.VIEW_JOBS, Permission.REVIEW, Permission.SUBMIT_VIDEOS},
    Role.LEAD: set(Permission) - {Permission.MANAGE, Permission.SEE_ALL_QUEUES, Permission.SEE_AUDIT},
    Role.ANALYST: {Permission.VIEW_JOBS, Permission.SEE_REPORTS, Permission.SEE_ALL_QUEUES, Permission.SEE_AUDIT},
    Role.ADMIN: set(Permission),
}


@pytest.mark.parametrize("role", Role)
def test_a_role_may_exactly_what_the_table_says(role: Role) -> None:
    somebody = person("somebody", role)
    assert {one for one in Permission if has_permission(somebody, one)} == TABLE[role]


def test_a_superuser_may_everything_and_a_person_without_role_nothing() -> None:
    root = person("root", is_superuser=True)
    assert all(has_permission(root, act) for act in Permission)
    nobody = person("nobody")
    assert not any(has_permission(nobody, act) for act in Permission)


def test_inactive_and_anonymous_people_may_nothing(ada: Reviewer) -> None:
    ada.is_active = False
    assert not any(has_permission(ada, act) or has_permission(AnonymousUser(), act) for act in Permission)


def test_a_group_that_is_no_role_gives_nothing() -> None:
    from django.contrib.auth.models import Group

    somebody = person("somebody")
    somebody.groups.add(Group.objects.create(name="Friends"))
    assert not any(has_permission(somebody, act) for act in Permission)


def test_a_refusal_is_a_403_with_a_remedy(ana: Reviewer) -> None:
    with pytest.raises(NotAllowed, match="Ask an admin") as refused:
        require(ana, Permission.MANAGE)
    assert (refused.value.status, refused.value.code) == (403, "not_allowed")


def test_groups_are_asked_once_per_person_object(
    ana: Reviewer, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    fresh = Reviewer.objects.get(pk=ana.pk)
    with django_assert_num_queries(1):
        assert has_permission(fresh, Permission.REVIEW)
        assert not has_permission(fresh, Permission.SEE_REPORTS)


def test_the_roles_and_first_policies_are_there_from_the_start() -> None:
    from django.contrib.auth.models import Group

    from reviews.models import Policy

    assert set(Group.objects.values_list("name", flat=True)) == {role.value for role in Role}
    assert Policy.objects.active().filter(code="OTH-1", note_required=True).exists()
    assert all(policy.name_zh for policy in Policy.objects.all())

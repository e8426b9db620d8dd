"""A person goes: claims freed, tokens revoked."""

import pytest

from reviews.access import api_tokens
from reviews.access.errors import Invalid, NotAllowed
from reviews.decisions.administration import offboarding
from reviews.decisions.claims import claim
from reviews.models import AuditEntry, Job, Reviewer
from reviews.vocabulary import ReviewState, TokenScope
from tests.builders import NOON, a_job

pytestmark = pytest.mark.django_db


def test_a_person_who_is_switched_off_leaves_nothing_held(ana: Reviewer, ada: Reviewer) -> None:
    for name in ("a", "b"):
        claim.claim(a_job(external_id=name).pk, by=ana, now=NOON, hold_another=True)
    _token, raw = api_tokens.create_token(ana, [TokenScope.READ], 1, now=NOON)
    assert offboarding.switch_off_person(ana, by=ada, now=NOON) == 2
    assert offboarding.switch_off_person(ana, by=ada, now=NOON) == 0
    assert not Reviewer.objects.get(pk=ana.pk).is_active
    assert set(Job.objects.values_list("review_state", flat=True)) == {ReviewState.WAITING}
    assert AuditEntry.objects.filter(action="person.switched_off").count() == 1
    Reviewer.objects.filter(pk=ana.pk).update(is_active=True)
    assert api_tokens.find_valid_token(raw, now=NOON) is None


def test_only_who_manages_switches_off_and_nobody_themselves(ana: Reviewer, ben: Reviewer, ada: Reviewer) -> None:
    with pytest.raises(NotAllowed):
        offboarding.switch_off_person(ana, by=ben, now=NOON)
    with pytest.raises(Invalid):
        offboarding.switch_off_person(ada, by=ada, now=NOON)

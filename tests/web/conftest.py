"""What the tests of hostile values share."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.signals import got_request_exception
from django.test import Client

from reviews.models import RoutingRule
from tests.builders import a_detection, a_finding, a_job, a_policy, a_queue, a_team
from tests.conftest import person
from tests.web.hostile import Faults


@pytest.fixture
def faults(db: None, client: Client, settings: Any) -> Iterator[Faults]:
    """Asked by a superuser, who is let in everywhere, of a desk with one row of most things."""
    settings.API_RATE_PER_MINUTE = 1_000_000
    client.raise_request_exception = False
    client.force_login(person("root", is_staff=True, is_superuser=True))
    a_detection(a_finding(a_job()))
    RoutingRule.objects.create(queue=a_queue("Second", a_team("north")), position=1)
    a_policy()
    found = Faults(client)
    got_request_exception.connect(found.note)
    yield found
    got_request_exception.disconnect(found.note)

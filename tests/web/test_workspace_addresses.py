"""The workspace's scripts ask the addresses that the server gives them, under whatever path the site is mounted."""

import json
import re

import pytest
from django.test import Client
from django.test.utils import override_script_prefix

from reviews.models import Reviewer
from tests.builders import a_finding, a_job

pytestmark = pytest.mark.django_db


def start_of(page: str) -> dict[str, dict[str, str]]:
    found = re.search(r'<script id="desk-start" type="application/json">(.*?)</script>', page)
    assert found
    start: dict[str, dict[str, str]] = json.loads(found[1])
    return start


def test_all_addresses_lie_under_the_mount_point(client: Client, ana: Reviewer) -> None:
    client.force_login(ana)
    job = a_job()
    with override_script_prefix("/moderation/desk/"):
        page = client.get(f"/jobs/{job.pk}/").content.decode()
    addresses = start_of(page)["addresses"]
    assert len(addresses) == 16
    assert [one for one in addresses.values() if not one.startswith("/moderation/desk/")] == []
    early = re.search(r'data-timeline="([^"]+)"\s+data-verdicts="([^"]+)"', page)
    assert early
    assert early.groups() == (addresses["timeline"], addresses["verdicts"])


def test_an_address_has_one_place_for_an_id_or_none(client: Client, ana: Reviewer) -> None:
    client.force_login(ana)
    finding = a_finding(a_job(), start_ms=0)
    addresses = start_of(client.get(f"/jobs/{finding.job_id}/").content.decode())["addresses"]
    patterns = {name for name, one in addresses.items() if "{id}" in one}
    assert patterns == {"finding", "detection", "still", "coverage"}
    assert addresses["finding"].replace("{id}", str(finding.pk)) == f"/findings/{finding.pk}/decisions/"
    assert client.get(addresses["coverage"].replace("{id}", str(finding.job_id))).status_code == 200


def test_signing_out_is_marked_so_that_drafts_are_removed(client: Client, ana: Reviewer) -> None:
    client.force_login(ana)
    with override_script_prefix("/moderation/desk/"):
        page = client.get("/").content.decode()
    assert re.search(r'<form method="post"\s+action="/moderation/desk/logout/"[^>]*\sdata-sign-out>', page)

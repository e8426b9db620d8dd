"""A body that is larger than its address takes is refused before anything reads it, whoever sends it."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import resolve

from reviews.models import Reviewer
from reviews.web.base.body_limit import DEFAULT_MAX_BYTES, find_body_limit
from tests.builders import a_job
from tests.web.test_permission_matrix import ROUTES, Route

FORM = "application/x-www-form-urlencoded"
LARGE = {"new-jobs", "api-jobs", "api-job-findings-decisions", "job-findings-decisions"}


def limit_of(address: str) -> int:
    return find_body_limit(resolve(address).func)


@pytest.mark.parametrize("content_type", ["application/json", FORM])
def test_every_address_refuses_a_larger_body_than_it_takes(client: Client, db: None, content_type: str) -> None:
    for route in ROUTES:
        address = route.address(1)
        answer = client.generic("POST", address, b"x" * (limit_of(address) + 1), content_type=content_type)
        assert answer.status_code == 413, address
        if content_type != FORM or address.startswith("/api/"):
            assert answer.json()["error"]["code"] == "body_too_large", address
        else:
            assert b"Nothing was saved" in answer.content, address


def test_only_addresses_for_many_rows_take_more_than_kilobytes() -> None:
    def is_large(route: Route) -> bool:
        return not route.pattern.startswith("admin/") and limit_of(route.address(1)) > DEFAULT_MAX_BYTES

    assert {route.key for route in ROUTES if is_large(route)} == LARGE
    assert max(limit_of(route.address(1)) for route in ROUTES) == 1024 * 1024


@pytest.mark.parametrize(
    ("address", "body"),
    [
        ("/api/v1/jobs/1/decisions/", {"note": "\U0001f600" * 4000}),
        ("/jobs/1/decisions/", {"note": "\U0001f600" * 5000}),
        ("/api/v1/jobs/1/findings/decisions/", {"note": "\U0001f600" * 4000, "finding_ids": [2**53] * 20_000}),
        ("/jobs/1/findings/decisions/", {"note": "\U0001f600" * 5000, "finding_ids": [2**53] * 20_000}),
        ("/jobs/1/coverage/", {"ranges": [[3_600_000, 3_600_000, 200, 1, 1]] * 1000}),
        ("/api/v1/jobs/", {"external_ids": ["a" * 128] * 1000}),
    ],
)
def test_the_longest_body_in_order_fits(address: str, body: dict[str, Any]) -> None:
    assert len(json.dumps(body).encode()) + 1000 < limit_of(address)


def test_a_file_in_a_form_counts_too(client: Client, ana: Reviewer) -> None:
    client.force_login(ana)
    upload = SimpleUploadedFile("large.bin", b"x" * DEFAULT_MAX_BYTES)
    assert client.post("/filters/", {"name": "x", "query": "q=1", "file": upload}).status_code == 413


def test_a_body_without_a_length_is_refused_with_the_remedy(client: Client, ana: Reviewer) -> None:
    client.force_login(ana)
    answer = client.post(
        f"/jobs/{a_job().pk}/decisions/", {}, "application/json", headers={"Transfer-Encoding": "chunked"}
    )
    assert (answer.status_code, answer.json()["error"]["code"]) == (411, "length_required")


@pytest.mark.parametrize("length", ["9" * 30, "-1", "1e9", "١٢", "x"])
def test_a_length_that_is_no_number_or_beyond_all_is_refused(client: Client, db: None, length: str) -> None:
    assert client.post("/login/", {}, CONTENT_LENGTH=length).status_code in (411, 413)

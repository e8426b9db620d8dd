"""The schema is whole and its page needs nothing from elsewhere."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import Client

from reviews.api.urls import urlpatterns
from reviews.models import Reviewer
from tests.api.conftest import Caller


def test_the_schema_is_made_without_a_warning(tmp_path: Path) -> None:
    target = tmp_path / "schema.yml"
    call_command("spectacular", "--fail-on-warn", "--validate", file=str(target))
    assert "/api/v1/reports/summary/" in target.read_text()


def test_the_schema_names_every_address_and_the_documented_fields(by_token: Caller, ana: Reviewer) -> None:
    schema = by_token(ana, "read").get("/api/schema/?format=json").json()
    told = {re.sub(r"\{.*?\}", "{}", path) for path in schema["paths"]}
    ours = {"/api/" + re.sub(r"<.*?>", "{}", str(route.pattern)) for route in urlpatterns}
    assert told == {address for address in ours if address.startswith("/api/v1/")}
    assert {"x1", "y1", "x2", "y2"} == set(schema["components"]["schemas"]["Box"]["properties"])
    assert "source_url" in schema["components"]["schemas"]["Job"]["properties"]
    assert "token" in schema["components"]["securitySchemes"]


def test_the_page_has_no_inline_script_or_style_and_loads_from_our_own_origin(client: Client, ana: Reviewer) -> None:
    client.force_login(ana)
    answer = client.get("/api/docs/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|javascript:", page)
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(loaded) == 4
    for address in loaded:
        assert address.startswith("/static/")
        assert finders.find(address.removeprefix("/static/")), address
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy


def test_schema_and_page_are_for_people_of_the_desk(db: None, client: Client) -> None:
    assert client.get("/api/schema/").status_code == 401
    assert client.get("/api/docs/").headers["Location"] == "/login/?next=/api/docs/"


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete", "options"])
@pytest.mark.parametrize(
    "address", ["/api/", "/api/v1/", "/api/v2/jobs/", "/api/v1/jobs", "/api/v1/jobs/x/", "/api/%00"]
)
def test_an_unknown_address_is_a_404_in_json(client: Client, method: str, address: str) -> None:
    answer = getattr(client, method)(address)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")
    assert "/api/docs/" in answer.json()["error"]["hint"]

"""What an admin who is no superuser can learn of the server's environment through accounts: nothing."""

import gzip
import io
import itertools
import json
import logging
import socket
import traceback
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from reviews import accounts
from reviews.media import links
from reviews.models import ProviderAccount, Reviewer
from reviews.providers.base import SubmitRequest
from reviews.providers.errors import ConfigurationError, ProviderError
from reviews.sync import pull, submit
from tests.builders import a_job, an_account
from tests.pure.misbehaving_servers import plain_response, serving

CANARY = "Canary-0f3a9c-of-the-environment"
ACCOUNT = {
    "name": "own", "provider": "huawei", "region": "ap-southeast-3", "project_id": "p1",
    "access_key_env": "DESK_KEY_OWN_ID", "secret_key_env": "DESK_KEY_OWN_SECRET", "rate_per_second": "5",
    "is_active": "on",
}  # fmt: skip
ADD = "admin:reviews_provideraccount_add"
OWN_NAMES = ["DATABASE_URL", "SECRET_KEY", "SECRET_KEY_FILE", "AUDIT_SEAL_KEY", "OIDC_CLIENT_SECRET", "PGPASSWORD",
             "AWS_SECRET_ACCESS_KEY", "DJANGO_SETTINGS_MODULE"]  # fmt: skip


@pytest.fixture
def desk(ada: Reviewer) -> Client:
    client = Client()
    client.force_login(ada)
    return client


def errors(answer: Any) -> dict[str, list[str]]:
    assert answer.status_code == 200
    return dict(answer.context["adminform"].form.errors)


def test_a_connection_to_a_server_of_ones_own_never_sends_what_the_environment_holds(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DATABASE_URL", "OTHER_KEY"):
        monkeypatch.setenv(name, CANARY)
    with serving(plain_response(b"{}", "401 Unauthorized")) as (url, seen):
        for name in ("DATABASE_URL", "OTHER_KEY"):
            given = {**ACCOUNT, "endpoint": url, "access_key_env": name, "secret_key_env": name}
            desk.post(reverse(ADD), given)  # refused, hence also written past the form:
            ProviderAccount.objects.all().delete()
            own = ProviderAccount.objects.create(
                **{key: given[key] for key in given if key not in ("is_active", "rate_per_second")}
            )
            body = {"action": "test_connection", "_selected_action": [own.pk]}
            page = desk.post(reverse("admin:reviews_provideraccount_changelist"), body, follow=True).content.decode()
            assert CANARY not in page
    assert CANARY.encode() not in b"".join(seen)


@pytest.mark.django_db
@pytest.mark.parametrize("name", OWN_NAMES)
def test_what_the_site_reads_itself_is_no_account_key_whatever_the_list_says(
    settings: Any, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, CANARY)
    settings.ACCOUNT_KEY_NAMES = [name, "DESK_KEY_*", "*", "S*", "SECRET_*", "DATABASE_*", "PG_*", "AWS_*"]
    with pytest.raises(ConfigurationError, match=f"{name} is a setting of the site") as refused:
        accounts.client_for(an_account(access_key_env=name))
    assert refused.value.code == "key_name_not_allowed"


@pytest.mark.django_db
def test_an_account_from_before_is_told_how_to_go_on(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setenv("HW_AK", "an-id")
    monkeypatch.setenv("HW_SK", "a-secret")
    account = an_account(access_key_env="HW_AK", secret_key_env="HW_SK")
    with pytest.raises(ConfigurationError) as refused:
        accounts.client_for(account)
    said = str(refused.value)
    assert "Account hw, access key env: the variable HW_AK is not one that accounts may use" in said
    assert "Rename the variable to DESK_KEY_HW_AK" in said
    assert "add HW_AK to ACCOUNT_KEY_NAMES" in said
    settings.ACCOUNT_KEY_NAMES = ["HW_AK", "HW_SK"]
    assert accounts.connection_for(account).access_key.reveal() == "an-id"


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("access_key_env", "DATABASE_URL"),
        ("access_key_env", "HW_AK"),
        ("secret_key_env", "SECRET_KEY"),
        ("security_token_env", "AUDIT_SEAL_KEY"),
        ("access_key_env", "DESK_KEY_OWN_SECRET"),  # would stand in a header and in every signed link
        ("security_token_env", "DESK_KEY_OWN_SK"),
        ("secret_key_env", "DESK_KEY_OWN_ID"),
    ],
)
def test_the_form_and_the_command_refuse_the_name_at_its_field(desk: Client, field: str, name: str) -> None:
    answer = desk.post(reverse(ADD), {**ACCOUNT, field: name})
    assert list(errors(answer)) == [field]
    given = {key: ACCOUNT[key] for key in ("provider", "region", "access_key_env", "secret_key_env")}
    with pytest.raises(CommandError) as refused:
        call_command("add_account", "own", **{**given, field: name}, stdout=io.StringIO())
    assert f"--{field.replace('_', '-')}: " in str(refused.value)
    assert not ProviderAccount.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["has blank", "line\n", "\ufeffx", "ü", "a\x00b".replace("\x00", "\x01")])
def test_a_value_that_no_header_can_carry_is_refused_without_being_shown(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("DESK_KEY_SANDBOX_ID", f"{CANARY}{value}")
    monkeypatch.setenv("DESK_KEY_SANDBOX_SECRET", "s")
    with pytest.raises(ConfigurationError) as refused:
        accounts.client_for(an_account())
    assert refused.value.code == "key_malformed"
    assert CANARY not in "".join(traceback.format_exception(refused.value))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("endpoint", "https://evil.example.com"),
        ("endpoint", "https://bucket.oss-cn-shanghai.aliyuncs.com"),
        ("identity_endpoint", "https://iam.evil.example"),
        ("object_endpoint", "https://oss-cn-shanghai.aliyuncs.com"),  # Huawei reads no stored objects
        ("region", "x.evil.example/"),
        ("project_id", "../../x?y="),
    ],
)
def test_the_form_the_command_and_every_use_refuse_a_place_of_ones_own(
    desk: Client, settings: Any, monkeypatch: pytest.MonkeyPatch, field: str, value: str
) -> None:
    settings.ALLOWED_ENDPOINTS, settings.ALLOW_PRIVATE_ENDPOINTS = [], False
    assert list(errors(desk.post(reverse(ADD), {**ACCOUNT, field: value}))) == [field]
    given = {key: ACCOUNT[key] for key in ("provider", "region", "access_key_env", "secret_key_env")}
    with pytest.raises(CommandError, match=f"--{field.replace('_', '-')} "):
        call_command("add_account", "own", **{**given, field: value}, stdout=io.StringIO())
    for name in ("DESK_KEY_SANDBOX_ID", "DESK_KEY_SANDBOX_SECRET"):
        monkeypatch.setenv(name, CANARY)
    with pytest.raises(ConfigurationError, match=f"Account hw, {field.replace('_', ' ')}: "):
        accounts.client_for(an_account(**{field: value}))


def everything_stored() -> str:
    """Every row of every table, payloads inflated. The index of the search is made of rows that are read here."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith("reviews_search_"):
                continue
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for value in (value for row in cursor.fetchall() for value in row):
                raw = bytes(value) if isinstance(value, bytes | memoryview) else b""
                found.append((gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw).decode("utf-8", "replace"))
                found.append(str(value))
    return "\n".join(found)


def echoing(sock: socket.socket, canaries: list[str]) -> None:
    """Answers with whatever it may have been sent, in every place that ends up in an error."""
    said = " ".join([*canaries, "x" * 480, *canaries])
    body = json.dumps({"error_code": canaries[0], "error_msg": said, "request_id": canaries[0]}).encode()
    plain_response(body, "401 Unauthorized", f"X-Request-Id: {canaries[0]}", "Content-Type: application/json")(sock)


def test_a_key_is_in_no_page_log_row_or_error_even_when_a_cloud_repeats_it(
    desk: Client, ana: Reviewer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    canaries = [f"{CANARY}/{part}" for part in ("id", "secret", "token")]
    names = ["DESK_KEY_OWN_ID", "DESK_KEY_OWN_SECRET", "DESK_KEY_OWN_TOKEN"]
    for name, value in zip(names, canaries, strict=True):
        monkeypatch.setenv(name, value)
    caplog.set_level(logging.DEBUG)
    shown = []
    with serving(lambda sock: echoing(sock, canaries)) as (url, seen):
        fields = dict(zip(("access_key_env", "secret_key_env", "security_token_env"), names, strict=True))
        account = an_account("own", endpoint=url, **fields)
        job = a_job(account, state="running", next_poll_at=timezone.now(), review_state="")
        body = {"action": "test_connection", "_selected_action": [account.pk]}
        shown.append(desk.post(reverse("admin:reviews_provideraccount_changelist"), body, follow=True).content.decode())
        assert pull.pull_job(job.pk, now=timezone.now())
        ProviderAccount.objects.update(paused_until=None, failures_in_a_row=0)
        with pytest.raises(ProviderError) as refused:
            submit.submit_video(account, SubmitRequest("http://127.0.0.1/v.mp4"), by=ana, now=timezone.now())
        shown += traceback.format_exception(refused.value)
        shown += [repr(accounts.connection_for(account)), repr(vars(accounts.client_for(account)))]
    assert canaries[0].encode() in b"".join(seen)  # the signer did its work
    assert canaries[1].encode() not in b"".join(seen)
    for page in (
        reverse("admin:reviews_provideraccount_changelist"),
        reverse("admin:reviews_provideraccount_change", args=[account.pk]),
        reverse("admin:reviews_job_changelist"),
        reverse("admin:reviews_job_change", args=[job.pk]),
        reverse("admin:reviews_auditentry_changelist"),
        f"/api/v1/jobs/{job.pk}/",
    ):
        answer = desk.get(page)
        assert answer.status_code == 200, page
        shown.append(answer.content.decode())
    haystack = "\n".join([*shown, caplog.text, everything_stored()])
    assert "Huawei Cloud refused the request" in haystack
    assert CANARY not in haystack


@pytest.mark.django_db
def test_a_signed_link_goes_only_to_its_redirect(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESK_KEY_SANDBOX_ID", "an-id")
    monkeypatch.setenv("DESK_KEY_SANDBOX_SECRET", CANARY)
    job = a_job(an_account("ali", "alibaba"), source_url="oss://b/k", source_location="oss-cn-shanghai")
    link = links.video_link(job, now=timezone.now())
    assert link.url.startswith("https://b.oss-cn-shanghai.aliyuncs.com/k?")
    assert CANARY not in link.url
    assert "x-oss" not in repr(link)


def test_the_examples_use_names_that_accounts_may_use() -> None:
    root = Path(__file__).resolve().parents[2]
    for file in [root / "README.md", *(root / "docs" / "providers").glob("*.md")]:
        for words in (line.split() for line in file.read_text().splitlines()):
            for option, name in itertools.pairwise(words):
                if option in ("--access-key-env", "--secret-key-env"):
                    assert name.startswith("DESK_KEY_"), (file, name)

"""The commands tell what is wrong, what was expected and what to do."""

import io
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from reviews.models import Job, ProviderAccount
from tests.builders import an_account

pytestmark = pytest.mark.django_db

GOOD = {
    "provider": "huawei",
    "region": "ap-southeast-3",
    "access_key_env": "DESK_KEY_HW_ID",
    "secret_key_env": "DESK_KEY_HW_SECRET",
}


def run(name: str, *arguments: str, **options: Any) -> str:
    out = io.StringIO()
    call_command(name, *arguments, stdout=out, stderr=out, **options)
    return out.getvalue()


def test_an_account_is_added_once_and_changed_when_asked() -> None:
    assert run("add_account", "hw-1", **GOOD) == "account hw-1 added\n"
    with pytest.raises(CommandError, match="--update"):
        run("add_account", "hw-1", **GOOD)
    run("add_account", "hw-1", **{**GOOD, "region": "cn-north-4"}, rate=2.5, update=True)
    account = ProviderAccount.objects.get()
    assert (account.region, account.rate_per_second) == ("cn-north-4", 2.5)


@pytest.mark.parametrize(
    ("option", "value", "named"),
    [
        ("provider", "aws", "--provider 'aws': expected one of alibaba, huawei, mts"),
        ("endpoint", "ftp://host", "--endpoint"),
        ("endpoint", "https://host/path", "--endpoint"),
        ("endpoint", "https://[bad", "--endpoint"),
        ("object_endpoint", "https://user@host", "--object-endpoint"),
        ("access_key_env", "LTAI-a-key/itself", "--access-key-env"),
        ("secret_key_env", "", "--secret-key-env"),
        ("rate", 0.0, "--rate"),
        ("region", "", "--region"),
    ],
)
def test_a_wrong_option_is_named_and_nothing_saved(option: str, value: Any, named: str) -> None:
    with pytest.raises(CommandError) as raised:
        run("add_account", "hw-1", **{**GOOD, option: value})
    assert named in str(raised.value)
    assert not ProviderAccount.objects.exists()


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:8100", "https://127.0.0.1", "https://10.0.0.1"])
def test_private_endpoints_need_the_switch(settings: Any, endpoint: str) -> None:
    settings.ALLOWED_ENDPOINTS = ["127.0.0.1:*", "10.0.0.1"]
    settings.ALLOW_PRIVATE_ENDPOINTS = False
    with pytest.raises(CommandError, match="--endpoint"):
        run("add_account", "hw-1", **GOOD, endpoint=endpoint)
    settings.ALLOW_PRIVATE_ENDPOINTS = True
    run("add_account", "hw-1", **GOOD, endpoint=endpoint)


def test_bad_lines_are_named_by_number_and_good_ones_kept(tmp_path: Path) -> None:
    an_account("hw-1")
    file = tmp_path / "ids.txt"
    file.write_text("\ufeffa-1\n\nb 2\na-1\nc_3\n", encoding="utf-8")
    out = io.StringIO()
    with pytest.raises(CommandError, match="Correct the refused lines"):
        call_command("register_jobs", "hw-1", file=str(file), stdout=out, stderr=out)
    text = out.getvalue()
    assert "line 3: 'b 2' refused" in text
    assert "line 4: a-1 known The same ID is on line 1." in text
    assert "2 created, 1 already known, 1 refused" in text
    assert set(Job.objects.values_list("external_id", flat=True)) == {"a-1", "c_3"}


def test_a_pasted_file_of_ids_says_which_character_is_in_the_way() -> None:
    an_account("hw-1")
    file, out = Path(__file__).parent.parent / "payloads" / "pasted_ids.txt", io.StringIO()
    with pytest.raises(CommandError, match="Correct the refused lines"):
        call_command("register_jobs", "hw-1", file=str(file), stdout=out, stderr=out)
    assert "3 created, 0 already known, 4 refused" in out.getvalue()
    assert "Character 6 is U+0009." in out.getvalue()


def test_ids_come_from_standard_input_too(monkeypatch: pytest.MonkeyPatch) -> None:
    an_account("hw-1")
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"a\r\nb\r\n")))
    assert "2 created" in run("register_jobs", "hw-1", file="-")


@pytest.mark.parametrize(
    ("arguments", "options", "named"),
    [
        (["nobody", "a"], {}, "ACCOUNT: the account 'nobody' does not exist (known: hw-1)"),
        (["hw-1"], {}, "ID or --file"),
        (["hw-1"], {"file": "/no/such/file"}, "cannot be read"),
        (["hw-1"], {"file": "/dev/null"}, "contains no job ID"),
    ],
)
def test_register_jobs_says_what_is_missing(arguments: list[str], options: dict[str, str], named: str) -> None:
    an_account("hw-1")
    with pytest.raises(CommandError) as raised:
        run("register_jobs", *arguments, **options)
    assert named in str(raised.value)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    an_account("hw-1")
    file = tmp_path / "ids.bin"
    file.write_bytes(b"\xff\xfe\x00a")
    with pytest.raises(CommandError, match="not UTF-8"):
        run("register_jobs", "hw-1", file=str(file))


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"account": "nobody"}, "account 'nobody' does not exist"),
        ({"job": "nope"}, "the job does not exist"),
        ({"job": "9" * 30}, "does not exist"),
    ],
)
def test_sync_names_what_it_cannot_find(options: dict[str, str], named: str) -> None:
    with pytest.raises(CommandError, match=named):
        run("sync", **options)


def test_sync_with_nothing_due_is_well() -> None:
    assert "0 steps, 0 jobs finished, 0 ended in an error" in run("sync", until_idle=True)


def test_an_id_that_two_accounts_have_asks_for_ours() -> None:
    for name in ("hw-1", "hw-2"):
        Job.objects.create(account=an_account(name), external_id="same")
    with pytest.raises(CommandError, match="several accounts"):
        run("sync", job="same")


@pytest.mark.parametrize(
    ("source", "options", "named"),
    [
        ("ftp://host/v.mp4", {}, "accepts http"),
        ("oss://bucket/key", {}, "accepts http"),
        ("https://host/v.mp4", {"frame_interval": 61}, "--frame-interval 61"),
    ],
)
def test_a_video_that_cannot_be_submitted_says_why(source: str, options: dict[str, Any], named: str) -> None:
    an_account("hw-1")
    with pytest.raises(CommandError, match=named):
        run("submit_video", "hw-1", source, **options)


@pytest.mark.parametrize("options", [{"canary": 0.0}, {"max_age": 5.0}, {"grace": -1.0}, {"sweep": 1e9}])
def test_a_worker_with_senseless_ages_does_not_start(options: dict[str, float]) -> None:
    with pytest.raises(CommandError, match="--"):
        run("worker", **options)

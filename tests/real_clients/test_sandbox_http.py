"""The sandbox over plain HTTP: ranges for players, faults on demand, the command."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
import requests
from django.core.management import CommandError, call_command

from reviews.sandbox import clips, server


@pytest.fixture
def sandbox() -> Iterator[server.Sandbox]:
    running = server.start()
    yield running
    running.stop()


@pytest.mark.parametrize(
    ("asked", "status", "start", "end"),
    [
        ("bytes=0-", 206, 0, None),
        ("bytes=10-19", 206, 10, 20),
        ("bytes=-5", 206, -5, None),
        ("bytes=0-99999999", 206, 0, None),
        ("bytes=0-1,5-6", 200, 0, None),
        ("lines=1-2", 200, 0, None),
        ("bytes=99999999-", 416, 0, 0),
        ("bytes=9-3", 416, 0, 0),
    ],
)
def test_a_player_gets_the_bytes_it_asks_for(
    sandbox: server.Sandbox, asked: str, status: int, start: int, end: int | None
) -> None:
    whole = clips.clip_path("street").read_bytes()
    answer = requests.get(f"{sandbox.url}/media/street.mp4", headers={"Range": asked}, timeout=30)
    assert (answer.status_code, answer.content) == (status, whole[start:end])
    assert answer.headers["Accept-Ranges"] == "bytes"


def test_head_if_range_and_if_none_match_are_honoured(sandbox: server.Sandbox) -> None:
    address = f"{sandbox.url}/media/street.mp4"
    head = requests.head(address, timeout=30)
    size = clips.clip_path("street").stat().st_size
    assert (head.headers["Content-Length"], head.content) == (str(size), b"")
    same = {"Range": "bytes=0-9", "If-Range": head.headers["ETag"]}
    other = {"Range": "bytes=0-9", "If-Range": '"other"'}
    assert requests.get(address, headers=same, timeout=5).status_code == 206
    assert requests.get(address, headers=other, timeout=5).status_code == 200
    assert requests.get(address, headers={"If-None-Match": head.headers["ETag"]}, timeout=5).status_code == 304
    assert requests.get(f"{sandbox.url}/media/nothing.mp4", timeout=5).status_code == 404


def test_head_and_body_of_a_small_answer_leave_together(sandbox: server.Sandbox) -> None:
    """Sent one after the other, the second would wait 40 ms for the acknowledgement of the first, at every call."""
    host, port = sandbox.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as line:
        for _ in range(20):
            line.sendall(f"GET / HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
            head, _, body = line.recv(65536).partition(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length:")[2].split()[0])
            assert (head[:12], len(body)) == (b"HTTP/1.1 200", length)
            assert length > 0


def test_faults_hit_the_next_calls_of_their_action_only(sandbox: server.Sandbox) -> None:
    sandbox.faults.next(2, action="huawei-query", headers={"Retry-After": "3"}, status=429, body=b"slow down")
    query, root = f"{sandbox.url}/v3/p/moderation/video/jobs/j", f"{sandbox.url}/"
    assert requests.get(root, timeout=5).status_code == 200
    limited = requests.get(query, timeout=5)
    assert (limited.status_code, limited.headers["Retry-After"], limited.content) == (429, "3", b"slow down")
    assert [requests.get(query, timeout=5).status_code for _ in range(2)] == [429, 401]
    sandbox.faults.next()
    assert [requests.get(root, timeout=5).status_code for _ in range(2)] == [503, 200]


def test_an_answer_can_be_late_or_cut(sandbox: server.Sandbox) -> None:
    sandbox.faults.next(delay_s=0.2)
    with pytest.raises(requests.exceptions.ReadTimeout):
        requests.get(sandbox.url, timeout=0.1)
    sandbox.faults.next(cut_at=5)
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        requests.get(sandbox.url, timeout=5)
    sandbox.faults.next(cut_at=1000, action="huawei-media")
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        requests.get(f"{sandbox.url}/media/street.mp4", timeout=5)


def test_the_journal_names_calls_without_their_queries(sandbox: server.Sandbox) -> None:
    requests.get(f"{sandbox.url}/sandbox-videos/x.mp4?x-oss-signature=abc", timeout=5)
    requests.post(f"{sandbox.url}/?JobId=1", headers={"x-acs-action": "QueryMediaCensorJobDetail"}, timeout=5)
    assert sandbox.journal == [("GET", "/sandbox-videos/x.mp4"), ("POST", "/QueryMediaCensorJobDetail")]


def test_a_stopped_sandbox_answers_nobody() -> None:
    running = server.start()
    with requests.Session() as session:
        session.get(running.url, timeout=5)
        running.stop()
        with pytest.raises(requests.exceptions.ConnectionError):
            session.get(running.url, timeout=5)


def test_an_unknown_path_or_method_is_no_api(sandbox: server.Sandbox) -> None:
    for method, path in (("GET", "/v3/x"), ("DELETE", "/v3/p/moderation/video/jobs/j"), ("GET", "/favicon.ico")):
        answer = requests.request(method, sandbox.url + path, timeout=5)
        assert (answer.status_code, answer.json()["error_code"]) == (404, "APIG.0101")


def test_the_command_says_what_is_wrong(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(CommandError, match=r"--port: cannot listen on 127\.0\.0\.1:\d+ \(Address already in use\)"):
            call_command("sandbox", port=str(taken.getsockname()[1]), media=tmp_path)
    with pytest.raises(CommandError, match="--port: 'http' is not a valid port"):
        call_command("sandbox", port="http")
    with pytest.raises(CommandError, match="--speed: '0' is not a valid speed"):
        call_command("sandbox", port="0", speed="0")
    with pytest.raises(CommandError, match=r"--payloads: .* is not a folder"):
        call_command("sandbox", port="0", payloads=tmp_path / "nowhere")


@pytest.mark.process
def test_the_command_builds_all_clips_with_a_line_each() -> None:
    out = StringIO()
    call_command("sandbox", build=True, stdout=out)
    assert len(out.getvalue().splitlines()) == len(clips.CLIPS)


@pytest.mark.process
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_command_serves_until_it_is_told_to_stop(number: signal.Signals, tmp_path: Path) -> None:
    command = [sys.executable, "manage.py", "sandbox", "--port", "0", "--media", str(tmp_path)]
    environment = {**os.environ, "DEBUG": "1", "VAR_DIR": str(tmp_path)}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout
        address = process.stdout.readline().removeprefix("Sandbox ready: ").strip()
        assert requests.get(address, timeout=5).status_code == 200
        process.send_signal(number)
        out, err = process.communicate(timeout=10)
    assert (process.returncode, out, err) == (0, "Sandbox stopped.\n", "")

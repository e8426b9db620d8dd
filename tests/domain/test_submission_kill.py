"""A process killed between the row of a submission and the answer leaves a row that counts as lost after a while."""

import os
import signal
import time
from collections.abc import Iterator

import pytest

from reviews.models import Submission
from reviews.models.submission import LOST_AFTER
from reviews.sandbox import server
from tests.builders import an_account
from tests.domain.manage_process import start_command


@pytest.fixture
def sandbox() -> Iterator[server.Sandbox]:
    running = server.start()
    yield running
    running.stop()


@pytest.mark.process
@pytest.mark.django_db(transaction=True)
def test_a_process_killed_between_row_and_answer_leaves_the_row(sandbox: server.Sandbox) -> None:
    an_account("hw-1", endpoint=sandbox.url, identity_endpoint=sandbox.url, object_endpoint=sandbox.url)
    sandbox.faults.next(delay_s=15)
    process = start_command("submit_video", "hw-1", f"{sandbox.url}/media/nightclub.mp4")
    deadline = time.monotonic() + 30
    while not Submission.objects.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    row = Submission.objects.get()
    assert (row.state, row.job) == ("sending", None)
    assert row.state_at(row.sent_at + LOST_AFTER) == "answer_lost"
    assert Submission.objects.lost(row.sent_at + LOST_AFTER).exists()

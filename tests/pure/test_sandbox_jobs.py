"""The sandbox's jobs, recorded answers and texts."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reviews.sandbox import server, text_rules
from reviews.sandbox.jobs import Jobs, JobsFileError
from reviews.sandbox.payload_files import PayloadError, PayloadFiles
from reviews.vocabulary import JobState

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_a_job_is_queued_then_runs_then_ends_and_speed_divides_the_time() -> None:
    for speed in (1, 10):
        job = Jobs(speed).create("huawei", "j", {}, "lecture", NOON)
        states = [job.state(NOON + timedelta(seconds=at / speed)) for at in (0.5, 2, 4)]
        assert states == [JobState.QUEUED, JobState.RUNNING, JobState.SUCCEEDED]


def test_jobs_outlive_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "jobs.jsonl"
    kept = Jobs(1, file).create("mts", "j", {"input": "x"}, "street", NOON)
    with file.open("a") as out:
        out.write('{"provider": "mts", "id": "cut')  # a write that a kill cut short
    again = Jobs(1, file)
    assert again.find("mts", "j") == kept
    assert again.by_suffix(kept.suffix) == kept
    assert len(again.jobs_of_provider("mts")) == 1
    later = again.create("mts", "k", {}, "street", NOON)
    assert Jobs(1, file).find("mts", "k") == later
    file.write_text("{}\n")
    with pytest.raises(JobsFileError, match="remove the file"):
        Jobs(1, file)


def test_a_recorded_answer_that_is_not_json_stops_the_start_and_is_named(tmp_path: Path) -> None:
    (tmp_path / "mts").mkdir()
    (tmp_path / "mts" / "bad.json").write_text('{"a": 1,\n oops}')
    with pytest.raises(PayloadError, match=r"mts/bad\.json: not JSON at line 2 column 2"):
        server.start(payloads=tmp_path)
    with pytest.raises(PayloadError, match="is not a folder"):
        server.start(payloads=tmp_path / "nowhere")


def test_a_job_id_never_leaves_the_folder(tmp_path: Path) -> None:
    (tmp_path / "huawei").mkdir()
    (tmp_path / "secret.json").write_text("{}")
    files = PayloadFiles(tmp_path)
    assert files.find("huawei", "../secret") is None
    assert files.find("huawei", "..") is None


@pytest.mark.parametrize(
    ("text", "label"),
    [("A calm walk", "normal"), ("An ad", "ad"), ("shadow", "normal"), ("你是骗子", "abuse"), ("aaaaaaaaa", "flood")],
)
def test_texts_are_judged_by_their_words(text: str, label: str) -> None:
    assert text_rules.moderate_text(text)["Label"] == label

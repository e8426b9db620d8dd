"""The sample videos and what their scripts say of them."""

import multiprocessing
from pathlib import Path

import av
import pytest

from reviews.sandbox import answers_alibaba, answers_huawei, clips
from reviews.sandbox.clip import Kind
from reviews.sandbox.clips import CLIPS
from reviews.vocabulary import Suggestion

ALL = {
    "data": {"url": "u", "frame_interval": 1},
    "biz_type": "everything",
}


def test_there_are_short_clips_a_long_one_a_portrait_and_a_full_hd_one() -> None:
    assert len([clip for clip in CLIPS.values() if 20 <= clip.seconds <= 90]) >= 6
    assert [clip.seconds for clip in CLIPS.values() if clip.seconds > 90] == [600]
    assert {(360, 640), (1920, 1080), (640, 360)} == {(clip.width, clip.height) for clip in CLIPS.values()}


@pytest.mark.parametrize("name", CLIPS)
def test_boxes_stay_inside_the_picture_and_events_inside_the_clip(name: str) -> None:
    clip = CLIPS[name]
    assert all(0 <= event.start_s < event.end_s <= clip.seconds for event in clip.events)
    for event in clip.events:
        for tenth in range(int(event.start_s * 10), int(event.end_s * 10)):
            if event.kind != Kind.TONE:
                x1, y1, x2, y2 = event.box_at(tenth / 10)
                assert 0 <= x1 < x2 <= clip.width
                assert 0 <= y1 < y2 <= clip.height - 6  # the progress bar


@pytest.mark.parametrize("name", ["street", "shop"])
def test_the_middle_of_each_box_has_its_colour_in_the_decoded_picture(name: str) -> None:
    checked = 0
    with av.open(str(clips.clip_path(name))) as container:
        for frame in container.decode(video=0):
            picture = None
            if round(frame.time * CLIPS[name].fps) % CLIPS[name].fps:
                continue
            for label, (x1, y1, x2, y2), colour in clips.boxes_at(name, frame.time):
                picture = frame.to_ndarray(format="rgb24") if picture is None else picture
                seen = picture[(y1 + y2) // 2, (x1 + x2) // 2]
                assert max(abs(int(a) - b) for a, b in zip(seen, colour, strict=True)) < 25, (label, frame.time)
                checked += 1
    assert checked > 15


def test_a_file_plays_everywhere_and_seeks_from_the_start() -> None:
    file = clips.clip_path("street")
    assert file.read_bytes()[:64].find(b"moov") > 0  # the index comes first
    with av.open(str(file)) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        assert (video.codec_context.name, audio.codec_context.name) == ("h264", "aac")
        assert (video.start_time, audio.start_time, container.duration) == (0, 0, 20_000_000)
        times = [frame.time for frame in container.decode(video)]
    assert times == pytest.approx([number / 15 for number in range(300)])


def test_a_name_nobody_knows_is_a_key_error(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        clips.clip_path("nothing", tmp_path)


def draw(folder: Path) -> None:
    clips.clip_path("cooking", folder)


def test_two_processes_draw_a_clip_once_and_an_old_version_goes(tmp_path: Path) -> None:
    (tmp_path / "cooking-0000000000.mp4").write_bytes(b"old")
    fork = multiprocessing.get_context("spawn")
    workers = [fork.Process(target=draw, args=(tmp_path,)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0]
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".lock", ".mp4"]


def test_a_clip_with_nothing_to_find_passes() -> None:
    result = answers_huawei.job_result(CLIPS["cooking"], ALL)
    assert result == {"suggestion": Suggestion.PASS, "image_detail": [], "audio_detail": []}


@pytest.mark.parametrize("name", CLIPS)
def test_every_word_of_a_script_has_a_scene_and_label_at_alibaba(name: str) -> None:
    scenes = {"porn", "terrorism", "ad", "audio"}
    assert {answers_alibaba._scene(event) for event in CLIPS[name].events} <= scenes


def test_the_ten_minutes_have_many_pages() -> None:
    frames = answers_huawei.job_result(CLIPS["marathon"], ALL)["image_detail"]
    assert len(frames) > 300
    assert [frame["time"] for frame in frames] == sorted(frame["time"] for frame in frames)

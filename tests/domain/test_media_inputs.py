"""Files that came from the public: every time means the same instant, and a damaged file is still a file."""

from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from reviews.media import prepare
from reviews.models import Finding, Job
from reviews.vocabulary import CopyState, MediaState
from tests.builders import NOON, a_finding, a_job
from tests.video_files import INPUTS, Film, input_second, tile_picture, write_film

pytestmark = pytest.mark.django_db


def prepared_input(name: str, *times_ms: int) -> Job:
    """A job with that file of the inputs, with a frame at each time, after all steps of the worker."""
    return prepared_film(INPUTS / name, *times_ms)


def prepared_film(film: Path, *times_ms: int) -> Job:
    job = a_job(media_state=MediaState.UNKNOWN, media_next_try_at=NOON, duration_ms=None, width=None, height=None)
    with film.open("rb") as source:
        job.media_file = default_storage.save(f"videos/{job.pk}{film.suffix}", source)
    job.save()
    for ms in times_ms:
        a_finding(job, start_ms=ms)
    for _ in range(20):
        if job.media_next_try_at is None:
            break
        prepare.prepare_video(job.pk, now=NOON)
        job.refresh_from_db()
    return job


def still_picture(job: Job, ms: int) -> Image.Image | None:
    """The still at that time; None when there is none."""
    name = Finding.objects.get(job=job, start_ms=ms).still_file
    if not name:
        return None
    with default_storage.open(name) as file, Image.open(file) as picture:
        return picture.convert("RGB")


def still_second(job: Job, ms: int) -> int | None:
    picture = still_picture(job, ms)
    return None if picture is None else input_second(picture)


def tile_seconds(job: Job) -> list[int | None]:
    """The second that each tile shows; None for a gap."""
    strip = job.filmstrip
    return [None if n in strip.gaps else input_second(tile_picture(strip, n)) for n in range(strip.count)]


@pytest.mark.parametrize(
    ("name", "duration_ms"),
    [
        ("base.mp4", 12_000),
        ("live_from_the_middle.flv", 12_000),
        ("hour_late.mkv", 20_000),
        ("late_both.webm", 12_000),
        ("recorder.webm", 12_000),
        ("stream.ts", 12_000),
        ("wmv.wmv", 12_000),
        ("ogg.ogv", 12_000),
        ("hevc_aac.mp4", 12_000),
        ("h264_ac3.mp4", 12_000),
        ("h264_amr.3gp", 12_000),
    ],
)
def test_time_0_is_the_start_of_the_container(name: str, duration_ms: int) -> None:
    job = prepared_input(name, 500, 1500, 5500, 11_500)
    assert (job.media_state, job.media_error) == (MediaState.READY, "")
    assert job.duration_ms == pytest.approx(duration_ms, abs=100)
    assert [still_second(job, ms) for ms in (500, 1500, 5500, 11_500)] == [0, 1, 5, 11]
    seconds = tile_seconds(job)
    assert len(seconds) - duration_ms // 1000 in (0, 1)
    # A tile lies on the edge of a second: a stream whose sound begins first shows the last picture of the one before.
    assert all(seen in (n, n - 1) for n, seen in enumerate(seconds[1:], 1)), seconds


def test_a_picture_is_held_until_the_next_and_none_comes_from_the_future() -> None:
    job = prepared_input("timelapse.mp4", 1500, 3500, 4500)
    assert [still_second(job, ms) for ms in (1500, 3500, 4500)] == [0, 0, 4]
    assert tile_seconds(job)[:9] == [0, 0, 0, 0, 4, 4, 4, 4, 8]


@pytest.mark.parametrize(
    ("name", "shown", "grid"),
    [("hdv.mp4", (480, 270), (360, 270)), ("anamorphic.mp4", (1024, 576), (720, 576))],
)
def test_pixels_that_are_not_square_are_shown_as_they_are_meant(
    name: str, shown: tuple[int, int], grid: tuple[int, int]
) -> None:
    job = prepared_input(name, 500)
    assert (job.width, job.height) == shown
    assert (job.video_facts.box_width, job.video_facts.box_height) == grid
    still = still_picture(job, 500)
    assert still is not None
    assert still.width / still.height == pytest.approx(shown[0] / shown[1], abs=0.01)
    assert job.filmstrip.tile_width / job.filmstrip.tile_height == pytest.approx(shown[0] / shown[1], abs=0.02)


def test_a_box_in_pixels_that_are_not_square_lies_where_the_machine_saw_it() -> None:
    job = prepared_input("hdv.mp4", 500)
    still, (left, top, right, bottom) = still_picture(job, 500), (270, 60, 330, 120)
    assert still is not None
    grid = job.video_facts.box_width or 0, job.video_facts.box_height or 0
    x, y = still.width / grid[0], still.height / grid[1]
    assert left * x / still.width == 0.75
    inside = still.convert("L").getpixel((round((left + right) / 2 * x), round((top + bottom) / 2 * y)))
    beside = still.convert("L").getpixel((round((left - 30) * x), round((top + bottom) / 2 * y)))
    assert isinstance(inside, int)
    assert isinstance(beside, int)
    assert inside > 200 > 60 > beside


@pytest.mark.parametrize(
    ("name", "corner"),
    [("vflip.mp4", "bottom left"), ("hflip.mp4", "top right"), ("rot90_hflip.mp4", "bottom right")],
)
def test_the_whole_display_matrix_is_applied(name: str, corner: str) -> None:
    job = prepared_input(name, 500)
    still = still_picture(job, 500)
    assert still is not None
    for picture in (still, tile_picture(job.filmstrip, 0)):
        grey = picture.convert("L")
        corners = {
            f"{vertical} {horizontal}": grey.getpixel((x, y))
            for vertical, y in (("top", 3), ("bottom", grey.height - 4))
            for horizontal, x in (("left", 3), ("right", grey.width - 4))
        }
        assert [place for place, value in corners.items() if isinstance(value, int) and value > 200] == [corner]


def test_a_damaged_file_is_still_a_file() -> None:
    job = prepared_input("cut_tail.mp4", 0, 1500, 5500, 9500)
    assert (job.media_state, job.media_error) == (MediaState.READY, "")
    assert [still_second(job, ms) for ms in (0, 1500, 5500, 9500)] == [0, 1, 5, None]
    assert default_storage.exists(job.media_file)
    assert job.duration_ms == 12_000
    assert tile_seconds(job) == [0, 1, 2, 3, 4, 5, 6, *[None] * 5]
    assert job.video_facts.holes == [[7000, 12_000]]


def test_a_file_with_sound_only_is_ready_and_says_that_there_is_no_picture() -> None:
    job = prepared_input("voice_only.mp4", 1500)
    assert (job.media_state, job.media_error, job.duration_ms) == (MediaState.READY, "", 12_000)
    assert (job.width, job.height, job.video_facts.picture_start_ms) == (None, None, None)
    assert (job.video_facts.sound_start_ms, job.video_facts.sound_codec) == (0, "aac")
    assert still_second(job, 1500) is None
    assert default_storage.exists(job.media_file)


def test_a_video_measured_by_an_earlier_version_is_measured_again_with_its_stills() -> None:
    job = prepared_input("timelapse.mp4", 3500)
    Finding.objects.update(still_file="stills/by-another-clock.jpg")
    job.video_facts.delete()
    Job.objects.update(media_next_try_at=NOON)
    prepare.prepare_video(job.pk, now=NOON)
    assert still_second(job, 3500) == 0


def test_a_transport_stream_of_a_camera_is_read(tmp_path: Path) -> None:
    """Cameras (.mts) put four bytes before each packet of 188."""
    stream, film = (INPUTS / "stream.ts").read_bytes(), tmp_path / "film.mts"
    film.write_bytes(b"".join(bytes(4) + stream[at : at + 188] for at in range(0, len(stream), 188)))
    job = prepared_film(film, 5500)
    assert (job.media_state, still_second(job, 5500)) == (MediaState.READY, 5)
    assert job.playable_copy.state == CopyState.READY


@pytest.mark.parametrize(
    ("head", "name"), [(b".RMF\0\0\0\x12", "RealMedia"), (b"RIFF\0\0\0\0WAVEfmt ", "WAV"), (b"GIF89a", "GIF")]
)
def test_a_container_that_is_not_read_is_named(tmp_path: Path, head: bytes, name: str) -> None:
    film = tmp_path / "film.mp4"
    film.write_bytes(head + bytes(500))
    job = prepared_film(film)
    assert job.media_state == MediaState.UNREADABLE
    assert f"files in the container {name}" in job.media_error


def test_a_hole_in_the_middle_is_a_gap_and_not_the_end(tmp_path: Path) -> None:
    film = write_film(tmp_path / "film.mp4", Film(seconds=9, gop=10, damaged=(3050, 5050)))
    job = prepared_film(film, 2500, 4500, 6500)
    assert [still_second(job, ms) for ms in (2500, 4500, 6500)] == [2, None, 6]
    assert tile_seconds(job) == [0, 1, 2, 3, None, None, 6, 7, 8]
    assert job.video_facts.holes == [[3100, 6000]]


def test_pictures_that_cannot_be_decoded_leave_the_sound(tmp_path: Path) -> None:
    film = write_film(tmp_path / "film.mp4", Film(seconds=5, sound_late=0, damaged=(0, 5000)))
    job = prepared_film(film, 1500)
    assert (job.media_state, job.media_error) == (MediaState.READY, "")
    assert job.video_facts.sound_codec == "aac"
    assert still_second(job, 1500) is None
    assert job.video_facts.holes[0][0] == 0


def test_damage_at_the_start_does_not_move_the_clock(tmp_path: Path) -> None:
    """The container tells no start then: the first time stamps stand for it."""
    late = Film(container="matroska", fps=5, seconds=4, gop=5, offset=5000, damaged=(1, 1500))
    job = prepared_film(write_film(tmp_path / "film.mkv", late), 0, 500, 2500)
    assert [still_second(job, ms) for ms in (0, 500, 2500)] == [0, None, 2]
    assert (job.video_facts.origin_ms, job.duration_ms) == (5000, 4000)

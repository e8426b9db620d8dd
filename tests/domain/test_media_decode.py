"""The capped decoder child: real videos are measured, hostile ones are refused, and this process does not grow."""

import json
import os
import resource
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import av
import pytest
from PIL import Image, ImageStat

from reviews.media import decode, decoder_child
from tests.video_files import write_video


@pytest.fixture
def stills(tmp_path: Path) -> Path:
    folder = tmp_path / "stills"
    folder.mkdir()
    return folder


def grey(picture: Path) -> float:
    with Image.open(picture) as opened:
        return ImageStat.Stat(opened.convert("L")).mean[0]


def size(picture: Path) -> tuple[int, int]:
    with Image.open(picture) as opened:
        return opened.size


def refused(tmp_path: Path, stills: Path, content: bytes) -> str:
    path = tmp_path / "film.mp4"
    path.write_bytes(content)
    with pytest.raises(decode.UnreadableVideo) as error:
        decode.probe_video(path, stills, [0])
    return str(error.value)


def test_a_video_is_measured_and_cut_at_the_asked_times(tmp_path: Path, stills: Path) -> None:
    looked = decode.probe_video(write_video(tmp_path / "film.mp4"), stills, [0, 2500, 4500, 5950, 60_000])
    assert (looked.width, looked.height, looked.picture_codec, looked.duration_ms) == (320, 180, "h264", 6000)
    assert (looked.sound_codec, looked.cut) == ("", (0, 2500, 4500, 5950, 60_000))
    seconds = {ms: round((grey(stills / f"{ms}.jpg") - 20) / 30) for ms in looked.cut}
    assert seconds == {0: 0, 2500: 2, 4500: 4, 5950: 5, 60_000: 5}


def test_far_key_frames_give_the_same_stills(tmp_path: Path, stills: Path) -> None:
    decode.probe_video(write_video(tmp_path / "film.mp4", seconds=8, gop=1000), stills, [500, 3500, 7500])
    assert [round((grey(stills / f"{ms}.jpg") - 20) / 30) for ms in (500, 3500, 7500)] == [0, 3, 7]


def test_stills_are_480_wide_and_never_blown_up(tmp_path: Path, stills: Path) -> None:
    decode.probe_video(write_video(tmp_path / "film.mp4", seconds=1, width=960, height=540), stills, [0])
    assert size(stills / "0.jpg") == (480, 270)
    decode.probe_video(write_video(tmp_path / "small.mp4", seconds=1), stills, [0])
    assert size(stills / "0.jpg") == (320, 180)


def test_a_turned_video_is_measured_as_it_is_shown(tmp_path: Path, stills: Path) -> None:
    looked = decode.probe_video(write_video(tmp_path / "film.mp4", seconds=1, rotation=90), stills, [0])
    assert (looked.width, looked.height) == (180, 320)
    assert size(stills / "0.jpg") == (180, 320)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<!doctype html><title>403</title>" * 100,
        b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nhttp://127.0.0.1:1/x.ts\n#EXT-X-ENDLIST\n",
        b"ffconcat version 1.0\nfile /etc/hostname\n",
        b"\x00\x00\x00\x18ftypmp42" + b"\0" * 200,
        os.urandom(50_000),
    ],
    ids=["empty", "html", "playlist", "concat", "empty box", "noise"],
)
def test_what_is_no_video_is_unreadable(tmp_path: Path, stills: Path, content: bytes) -> None:
    assert "decoded" in refused(tmp_path, stills, content)


def test_a_video_without_its_index_is_unreadable(tmp_path: Path, stills: Path) -> None:
    whole = write_video(tmp_path / "whole.mp4").read_bytes()
    assert "no video stream" in refused(tmp_path, stills, whole[:300])


def test_a_video_cut_in_the_middle_keeps_what_can_be_seen(tmp_path: Path, stills: Path) -> None:
    whole = write_video(tmp_path / "whole.mp4", seconds=6).read_bytes()
    (tmp_path / "half.mp4").write_bytes(whole[: len(whole) * 2 // 3])
    looked = decode.probe_video(tmp_path / "half.mp4", stills, [0])
    assert round((grey(stills / "0.jpg") - 20) / 30) == 0
    assert looked.width == 320


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes((width + 1) * height), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def a_bomb(path: Path, told: int) -> Path:
    """256 megapixels in some 250 KB: a PNG stream in AVI whose header says `told` x `told` pixels."""
    with av.open(str(path), "w", format="avi") as container:
        stream = container.add_stream("png", rate=1)
        stream.width, stream.height, stream.pix_fmt = told, told, "gray"
        packet = av.Packet(png(16000, 16000))
        packet.stream, packet.pts, packet.dts, packet.is_keyframe = stream, 0, 0, True
        container.mux(packet)
    return path


@pytest.mark.parametrize("told", [16000, 64], ids=["honest header", "lying header"])
def test_a_picture_bomb_is_refused_while_this_process_stays_small(tmp_path: Path, stills: Path, told: int) -> None:
    bomb = a_bomb(tmp_path / "bomb.avi", told)
    assert bomb.stat().st_size < 1_000_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(decode.UnreadableVideo):
        decode.probe_video(bomb, stills, [0])
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 5_000  # KiB
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < decoder_child.MAX_ADDRESS_SPACE // 1024


@pytest.mark.process
def test_the_child_sees_no_environment_of_ours_and_keeps_its_limits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = (
        "import json, os, resource, sys;"
        "sys.modules['reviews.media.frame_extraction'] = m = type(sys)('cutting');"
        "m.UnreadableVideo = ValueError;"
        "m.probe_video = lambda *a, **k: {'env': sorted(os.environ), 'as': resource.getrlimit(resource.RLIMIT_AS)[0],"
        "'file': resource.getrlimit(resource.RLIMIT_FSIZE)[0], 'django': 'django' in sys.modules};"
        "import reviews.media; reviews.media.frame_extraction = m;"
        "from reviews.media import decoder_child; decoder_child.main()"
    )
    asked = b'{"path": "", "stills": "", "times_ms": [], "width": 1, "seconds": 1}'
    answer = subprocess.run(
        [sys.executable, "-c", code],
        input=asked,
        capture_output=True,
        check=True,
        cwd=decode.ROOT,
        env=decode.ENVIRONMENT,
    ).stdout
    told = json.loads(answer)
    assert set(told["env"]) <= {"LC_ALL", "MALLOC_ARENA_MAX", "LC_CTYPE"}
    assert (told["as"], told["file"], told["django"]) == (
        decoder_child.MAX_ADDRESS_SPACE,
        decoder_child.MAX_FILE_BYTES,
        False,
    )


def test_a_child_that_hangs_is_ended(tmp_path: Path, stills: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decode, "MAX_WALL_SECONDS", 0.01)
    with pytest.raises(decode.UnreadableVideo, match="too long"):
        decode.probe_video(write_video(tmp_path / "film.mp4"), stills, [0])


@pytest.mark.parametrize(
    ("code", "body"), [(-9, b"{}"), (1, b""), (0, b"not json"), (0, b"{}"), (0, b'{"width": "x"}')]
)
def test_a_dead_or_lying_child_is_an_unreadable_video(code: int, body: bytes) -> None:
    with pytest.raises(decode.UnreadableVideo):
        decode._decode_answer(code, body, decode.ProbeResult)

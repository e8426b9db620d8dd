"""What browsers play: the container, both codecs and the pixel format count, and the first obstacle is named."""

import pytest

from reviews.media.container_names import name_container
from reviews.media.playability import Obstacle, find_obstacle

MP4, WEBM = "mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm"


@pytest.mark.parametrize(
    ("container", "picture", "sound", "pixels"),
    [
        (MP4, "h264", "aac", "yuv420p"),
        (MP4, "h264", "", "yuvj420p"),
        (MP4, "", "aac", ""),
        (MP4, "av1", "opus", "yuv420p10le"),
        (MP4, "libdav1d", "aac", "yuv420p"),
        (WEBM, "vp8", "vorbis", "yuv420p"),
        (WEBM, "vp9", "opus", "yuv420p"),
        (WEBM, "h264", "mp3float", "yuv420p"),
    ],
)
def test_what_a_common_browser_plays_has_no_obstacle(container: str, picture: str, sound: str, pixels: str) -> None:
    assert find_obstacle(container, picture, sound, pixels) is None


@pytest.mark.parametrize(
    ("container", "picture", "sound", "pixels", "obstacle"),
    [
        (MP4, "hevc", "aac", "yuv420p", Obstacle("picture", "HEVC (H.265)")),
        (MP4, "h264", "aac", "yuv422p10le", Obstacle("picture", "H.264 (yuv422p10le)")),
        (MP4, "h264", "ac3", "yuv420p", Obstacle("sound", "AC-3")),
        (MP4, "h264", "amrnb", "yuv420p", Obstacle("sound", "AMR")),
        (MP4, "h264", "unknown", "yuv420p", Obstacle("sound", "UNKNOWN")),
        ("mpegts", "h264", "aac", "yuv420p", Obstacle("container", "mpegts")),
        ("asf", "wmv2", "", "yuv420p", Obstacle("container", "asf")),
        ("ogg", "theora", "", "yuv420p", Obstacle("container", "ogg")),
        ("flv", "h264", "aac", "yuv420p", Obstacle("container", "flv")),
        ("avi", "mpeg4", "mp3", "yuv420p", Obstacle("container", "avi")),
    ],
)
def test_the_first_obstacle_is_named(container: str, picture: str, sound: str, pixels: str, obstacle: Obstacle) -> None:
    assert find_obstacle(container, picture, sound, pixels) == obstacle


def test_containers_have_names_that_people_know() -> None:
    assert name_container(MP4) == "MP4 / QuickTime"
    assert name_container("mpegts") == "MPEG transport stream (TS)"
    assert name_container("something") == "something"

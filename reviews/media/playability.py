"""Whether a common browser can play a video: by container, codecs and pixel format. Pure."""

from dataclasses import dataclass

# What at least Chrome, Edge or Firefox play on every system, without a decoder of the machine's own.
CONTAINERS = ("mov", "mp4", "matroska", "webm")
PICTURE_CODECS = {"h264": ("yuv420p", "yuvj420p"), "vp8": ("yuv420p",), "vp9": (), "av1": ()}  # () = every format
SOUND_CODECS = ("aac", "mp3", "mp3float", "opus", "vorbis", "flac")
_DECODERS = {"libdav1d": "av1", "libvpx": "vp8", "libvpx-vp9": "vp9", "libopus": "opus", "libvorbis": "vorbis"}
_NAMES = {
    "hevc": "HEVC (H.265)",
    "h264": "H.264",
    "mpeg4": "MPEG-4 part 2",
    "mpeg2video": "MPEG-2",
    "mpeg1video": "MPEG-1",
    "wmv1": "Windows Media Video",
    "wmv2": "Windows Media Video",
    "wmv3": "Windows Media Video",
    "vc1": "VC-1",
    "theora": "Theora",
    "prores": "ProRes",
    "flv1": "Sorenson H.263",
    "h263": "H.263",
    "ac3": "AC-3",
    "eac3": "E-AC-3",
    "dca": "DTS",
    "amrnb": "AMR",
    "amrwb": "AMR",
    "wmav1": "Windows Media Audio",
    "wmav2": "Windows Media Audio",
    "mp2": "MPEG layer 2",
    "mp2float": "MPEG layer 2",
}


@dataclass(frozen=True)
class Obstacle:
    """What keeps browsers from playing a file: `part` is container, picture or sound; `name` is how people call it."""

    part: str
    name: str


def find_obstacle(container: str, picture_codec: str, sound_codec: str, pixel_format: str) -> Obstacle | None:
    """The first reason why no common browser plays such a file; None when one does. Empty codec: no such stream."""
    if not any(word in CONTAINERS for word in container.split(",")):
        return Obstacle("container", container)
    picture, sound = (_DECODERS.get(name, name) for name in (picture_codec, sound_codec))
    if picture:
        formats = PICTURE_CODECS.get(picture)
        if formats is None:
            return Obstacle("picture", name_codec(picture))
        if formats and pixel_format and pixel_format not in formats:
            return Obstacle("picture", f"{name_codec(picture)} ({pixel_format})")
    if sound and sound not in SOUND_CODECS:
        return Obstacle("sound", name_codec(sound))
    return None


def name_codec(codec: str) -> str:
    """How people call a codec that the decoder names like this."""
    return _NAMES.get(codec, codec.upper())

"""Names of containers for people, and which ones we refuse, told by their first bytes. Pure: the child reads it."""

from pathlib import Path

CONTAINER_NAMES = {
    "mov": "MP4 / QuickTime",
    "matroska": "Matroska / WebM",
    "webm": "Matroska / WebM",
    "avi": "AVI",
    "flv": "Flash Video (FLV)",
    "mpegts": "MPEG transport stream (TS)",
    "mpeg": "MPEG program stream",
    "asf": "Windows Media (WMV, ASF)",
    "ogg": "Ogg",
}
# What people do send and we do not open: (offset, bytes, name).
_REFUSED = (
    (0, b".RMF", "RealMedia (RM, RMVB)"),
    (0, b"\x06\x0e\x2b\x34\x02\x05\x01\x01", "MXF"),
    (0, b"GIF8", "GIF"),
    (0, b"fLaC", "FLAC"),
    (0, b"ID3", "MP3"),
    (8, b"WAVE", "WAV"),
    (8, b"WEBP", "WebP"),
    (0, b"#!AMR", "AMR"),
    (0, b"DKIF", "IVF"),
    (0, b"#EXTM3U", "M3U8 (a list of addresses)"),
    (0, b"\x1f\x07\x00", "DV"),
)


def name_container(format_name: str) -> str:
    """How people call a container that the decoder names like this: ``mov,mp4,m4a`` -> MP4 / QuickTime."""
    return next((CONTAINER_NAMES[word] for word in format_name.split(",") if word in CONTAINER_NAMES), format_name)


def name_refused_container(path: str) -> str:
    """The container of a file that could not be opened, if its first bytes tell; else an empty text."""
    try:
        with Path(path).open("rb") as file:
            head = file.read(64)
    except OSError:
        return ""
    return next((name for offset, mark, name in _REFUSED if head[offset:].startswith(mark)), "")

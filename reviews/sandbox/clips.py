"""The sample videos as files: drawn when first asked for, then kept."""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from reviews.sandbox import clip as clip_module
from reviews.sandbox import drawing, sound, video_encoder
from reviews.sandbox.clip import Box, Clip, Colour, Kind
from reviews.sandbox.scripts import CLIPS

__all__ = ["CLIPS", "Clip", "boxes_at", "clip_path", "clip_version", "default_folder"]


def default_folder() -> Path:
    """Where videos are kept: SANDBOX_MEDIA_DIR, else var/sandbox of the checkout."""
    return Path(os.environ.get("SANDBOX_MEDIA_DIR") or Path(__file__).resolve().parents[2] / "var" / "sandbox")


def clip_path(name: str, folder: Path | None = None) -> Path:
    """The file of a clip; draws it when it is not there yet, once even if several processes ask. Errors: KeyError."""
    clip, folder = CLIPS[name], folder or default_folder()
    target = folder / f"{name}-{clip_version(name)}.mp4"
    if not target.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with _exclusive(folder / f"{name}.lock"):
            if not target.exists():
                _draw(clip, target)
    return target


def boxes_at(name: str, t_s: float) -> list[tuple[str, Box, Colour]]:
    """What stands boxed in the picture a player shows at `t_s`: label, box in pixels, and the colour in its middle."""
    clip = CLIPS[name]
    boxed = [event for event in clip.visible(t_s) if event.kind in (Kind.SHAPE, Kind.QR)]
    return [(event.label, event.box_at(clip.frame_time(t_s)), event.colour) for event in boxed]


@cache
def clip_version(name: str) -> str:
    """Changes whenever the script or the drawing code does."""
    digest = hashlib.sha256(repr(CLIPS[name]).encode())
    for module in (clip_module, drawing, sound, video_encoder):
        digest.update(Path(str(module.__file__)).read_bytes())
    return digest.hexdigest()[:10]


def _draw(clip: Clip, target: Path) -> None:
    unfinished = target.with_suffix(f".{os.getpid()}.part")
    try:
        video_encoder.encode_clip(clip, unfinished)
        for old in target.parent.glob(f"{clip.name}-*.mp4"):
            old.unlink(missing_ok=True)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


@contextmanager
def _exclusive(lock: Path) -> Iterator[None]:
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield

"""Pictures cut from the clips: snapshots, covers, and smaller copies of them, each kept once made."""

import hashlib
import os
from pathlib import Path

import av
from PIL import Image

from reviews.sandbox import clips


def cut_still(name: str, time_s: float, folder: Path) -> Path:
    """A JPEG of the frame that a player shows at `time_s`."""
    shown = clips.CLIPS[name].frame_time(time_s)
    target = folder / "stills" / f"{name}-{clips.clip_version(name)}-{round(shown * 1000)}.jpg"
    if not target.exists():
        _save(_frame(clips.clip_path(name, folder), shown), target)
    return target


def resize_still(source: Path, width: int | None, height: int | None) -> Path:
    """A copy that fits into width and height, never enlarged (image/resize with m_lfit)."""
    mark = hashlib.sha256(f"{width}x{height}".encode()).hexdigest()[:8]
    target = source.with_name(f"{source.stem}-{mark}.jpg")
    if not target.exists():
        with Image.open(source) as picture:
            picture.thumbnail((width or picture.width, height or picture.height))
            _save(picture, target)
    return target


def _frame(path: Path, time_s: float) -> Image.Image:
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        container.seek(int(time_s / stream.time_base), stream=stream)
        for frame in container.decode(stream):
            if frame.time is not None and frame.time >= time_s - 1e-3:
                return Image.fromarray(frame.to_ndarray(format="rgb24"))
    raise ValueError(f"{path.name} has no frame at {time_s} s")


def _save(picture: Image.Image, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(f".{os.getpid()}.{id(picture)}.part")
    picture.convert("RGB").save(unfinished, "JPEG", quality=88)
    unfinished.replace(target)

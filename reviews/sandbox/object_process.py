"""x-oss-process: pictures made smaller, frames cut from videos (alibaba.md section 11)."""

import re
from pathlib import Path

from reviews.sandbox import clips, stills
from reviews.sandbox.refusals import ObjectRefusal

_MAX_SIDE = 16_384
_SIDE = re.compile(r"[1-9]\d{0,5}")


def process_object(path: Path, process: str) -> Path:
    """`image/resize,w_N,h_N,m_lfit` or `video/snapshot,t_MS,f_jpg,w_N`. Errors: ObjectRefusal for anything else."""
    name, *options = process.split(",")
    values = dict(option.split("_", 1) for option in options if "_" in option)
    if len(values) != len(options):
        raise _invalid(process)
    if name == "image/resize" and path.suffix == ".jpg" and set(values) <= {"w", "h", "m"} and {"w", "h"} & set(values):
        if values.get("m", "lfit") != "lfit":
            raise _invalid(process)
        return stills.resize_still(path, _side(values, "w", process), _side(values, "h", process))
    if name == "video/snapshot" and path.suffix == ".mp4" and set(values) <= {"t", "f", "w", "h", "m"}:
        return _frame(path, values, process)
    raise _invalid(process)


def _frame(path: Path, values: dict[str, str], process: str) -> Path:
    time_ms = values.get("t", "")
    if not re.fullmatch(r"\d{1,9}", time_ms) or values.get("f", "jpg") != "jpg":
        raise _invalid(process)
    clip = clips.CLIPS[path.stem.rpartition("-")[0]]
    cut = stills.cut_still(clip.name, int(time_ms) / 1000, path.parent)  # past the end: the last frame
    width, height = _side(values, "w", process), _side(values, "h", process)
    return stills.resize_still(cut, width, height) if width or height else cut


def _side(values: dict[str, str], name: str, process: str) -> int | None:
    if name not in values:
        return None
    if not _SIDE.fullmatch(values[name]) or int(values[name]) > _MAX_SIDE:
        raise _invalid(process)
    return int(values[name])


def _invalid(process: str) -> ObjectRefusal:
    return ObjectRefusal(400, "InvalidArgument", f"The value {process} of parameter x-oss-process is not supported.")

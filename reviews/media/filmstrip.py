"""A job's filmstrip: how many tiles of which size, drawn step by step, kept sheet by sheet."""

import secrets
import shutil
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction

from reviews.media import decode, video_facts
from reviews.models import Filmstrip, Job

MAX_SIDE = 160
MIN_SIDE = 16
MAX_TILES = 600
COLUMNS, ROWS = 10, 6
# What was drawn is kept this often, so that the first pictures show early and a killed worker loses little.
ROUND_SECONDS = 10.0


@dataclass(frozen=True)
class TilePlan:
    """Tile n shows the video at n * interval_ms, for n in 0..count-1."""

    interval_ms: int
    count: int
    tile_width: int
    tile_height: int
    columns: int
    rows: int


def plan_tiles(duration_ms: int, width: int, height: int) -> TilePlan:
    """A tile a second; of a long video `MAX_TILES`, whole seconds apart. 160 pixels on the longer side."""
    interval_ms = 1000 * max(1, -(-duration_ms // (MAX_TILES * 1000)))
    count = max(1, -(-duration_ms // interval_ms))
    factor = MAX_SIDE / max(width, height)
    columns = min(COLUMNS, count)
    return TilePlan(
        interval_ms=interval_ms,
        count=count,
        tile_width=max(MIN_SIDE, round(width * factor)),
        tile_height=max(MIN_SIDE, round(height * factor)),
        columns=columns,
        rows=min(ROWS, -(-count // columns)),
    )


def draw_missing_tiles(job: Job, video: Path, folder: Path, *, seconds: float) -> bool:
    """Draw what `seconds` allow of the tiles that are missing; True when the strip is as whole as it can be.

    `video` is a local file, `folder` an empty directory, the caller holds the job's media lease. Errors:
    DecoderDied (a later try goes on where this one was), UnreadableVideo.
    """
    if not job.duration_ms or not job.width or not job.height:
        return True
    planned = plan_tiles(job.duration_ms, job.width, job.height)
    strip = _load_or_start(job, planned)
    _fetch_last(strip, folder)
    until = time.monotonic() + seconds
    while not strip.is_whole:
        left = until - time.monotonic()
        if left <= 0:
            return False
        _draw_round(strip, planned, video, folder, min(left, ROUND_SECONDS))
    return True


def reset_filmstrip(job: Job) -> None:
    """The video is another one now, or its sheets are lost: the strip is drawn again."""
    if strip := Filmstrip.objects.filter(pk=job.pk).first():
        strip.delete()
        _delete(strip.sheets)


def sheet_token(sheet: str) -> str:
    """The part of a sheet's name that is new whenever its picture is."""
    return Path(sheet).stem.rpartition("-")[2]


def _load_or_start(job: Job, planned: TilePlan) -> Filmstrip:
    strip = Filmstrip.objects.filter(pk=job.pk).first()
    shape = {name: value for name, value in asdict(planned).items() if name != "count"}
    is_same = strip is not None and all(getattr(strip, name) == value for name, value in shape.items())
    if strip and is_same and all(default_storage.exists(name) for name in strip.sheets):
        strip.job = job  # with the lease as the caller took it
        return strip
    reset_filmstrip(job)
    return Filmstrip(job=job, **shape)


def _fetch_last(strip: Filmstrip, folder: Path) -> None:
    """The sheet that has room left, for the child to draw on."""
    number, tiles = divmod(strip.count, strip.columns * strip.rows)
    if tiles and not strip.is_whole:
        with default_storage.open(strip.sheets[number], "rb") as kept, (folder / f"{number}.jpg").open("wb") as copy:
            shutil.copyfileobj(kept, copy)


def _draw_round(strip: Filmstrip, planned: TilePlan, video: Path, folder: Path, seconds: float) -> None:
    first, room = strip.count, strip.columns * strip.rows
    try:
        asked = asdict(planned) | {"duration_ms": strip.job.duration_ms, "holes": video_facts.holes_of(strip.job)}
        tiled = decode.draw_tiles(video, folder, asked, first=first, seconds=seconds)
    except decode.DecoderDied:
        # Sheets appear whole: what is there beyond the begun one was finished before the child died.
        finished = first // room
        while (folder / f"{finished + 1}.jpg").exists():
            finished += 1
        if finished * room > first:
            _store_sheets(strip, folder, first, finished * room)
        raise
    strip.is_whole = tiled.count >= planned.count
    strip.gaps = [*(n for n in strip.gaps if n < first), *tiled.gaps]
    _store_sheets(strip, folder, first, tiled.count)
    video_facts.add_holes(strip.job, tiled.holes)


def _store_sheets(strip: Filmstrip, folder: Path, first: int, count: int) -> None:
    """Put the sheets with tiles first..count-1 into storage, then the row, then remove what they replace."""
    room = strip.columns * strip.rows
    begin, end = first // room, -(-count // room)
    replaced = strip.sheets[begin:]
    strip.sheets = [*strip.sheets[:begin], *(_save_sheet(strip, folder, number) for number in range(begin, end))]
    strip.count = count
    job = strip.job
    with transaction.atomic():
        # Whoever lost the lease writes nothing: the next holder knows better.
        holds = Job.objects.select_for_update().filter(pk=job.pk, media_lease_until=job.media_lease_until).exists()
        if holds:
            strip.save()
    _delete(replaced if holds else strip.sheets[begin:])
    if not holds:
        raise decode.DecoderDied("Another worker has taken over this video.")


def _save_sheet(strip: Filmstrip, folder: Path, number: int) -> str:
    name = f"filmstrips/{strip.job_id}/{number}-{secrets.token_hex(4)}.jpg"
    with (folder / f"{number}.jpg").open("rb") as sheet:
        return default_storage.save(name, File(sheet))


def _delete(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)

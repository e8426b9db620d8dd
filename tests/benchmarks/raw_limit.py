"""The bare thing beside the ingest: decode, tuples, bulk insert. No ORM, no checks, the same columns and indexes."""

import sqlite3
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from django.db import connection

from reviews.sync.bulk import DETECTION_COLUMNS, FINDING_COLUMNS

_INDEXES = (
    "CREATE UNIQUE INDEX {p}_finding_key ON {p}_finding (job_id, key)",
    "CREATE INDEX {p}_finding_time ON {p}_finding (job_id, start_ms, id)",
    "CREATE UNIQUE INDEX {p}_detection_key ON {p}_detection (finding_id, key)",
)
_INTEGERS = {"id", "job_id", "start_ms", "end_ms", "finding_id", "position", "x1", "y1", "x2", "y2"}

type Rows = tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]


def seconds(raw: bytes, rounds: int) -> list[float]:
    """Seconds of each round from raw bytes to committed rows."""
    return list(_postgres(raw, rounds) if connection.vendor == "postgresql" else _sqlite(raw, rounds))


def _sqlite(raw: bytes, rounds: int) -> Iterator[float]:
    with tempfile.TemporaryDirectory() as folder:
        bare = sqlite3.connect(Path(folder) / "limit.sqlite3", isolation_level=None)
        bare.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;")
        for name, fields in (("finding", FINDING_COLUMNS), ("detection", ("id", *DETECTION_COLUMNS))):
            kinds = [f"{n} INTEGER PRIMARY KEY" if n == "id" else _column(n) for n in fields]
            bare.execute(f"CREATE TABLE limit_{name} ({', '.join(kinds)})")
        for index in _INDEXES:
            bare.execute(index.format(p="limit"))
        for number in range(rounds):
            started = time.perf_counter()
            findings, detections = _rows(raw, number)
            bare.execute("BEGIN IMMEDIATE")
            tables: tuple[tuple[str, tuple[str, ...], list[tuple[Any, ...]]], ...] = (
                ("finding", FINDING_COLUMNS, findings),
                ("detection", DETECTION_COLUMNS, detections),
            )
            for table, columns, rows in tables:
                marks = ", ".join("?" * len(columns))
                bare.executemany(f"INSERT INTO limit_{table} ({', '.join(columns)}) VALUES ({marks})", rows)
            bare.execute("COMMIT")
            yield time.perf_counter() - started
        bare.close()


def _column(name: str) -> str:
    return f"{name} INTEGER" if name in _INTEGERS else f"{name} REAL" if name == "score" else f"{name} TEXT"


def _postgres(raw: bytes, rounds: int) -> Iterator[float]:
    bare = connection.get_new_connection(connection.get_connection_params())
    with bare.cursor() as cursor:
        for table in ("finding", "detection"):
            cursor.execute(f"CREATE TABLE limit_{table} (LIKE reviews_{table} INCLUDING IDENTITY)")
        for index in _INDEXES:
            cursor.execute(index.format(p="limit"))
        bare.commit()
        for number in range(rounds):
            started = time.perf_counter()
            findings, detections = _rows(raw, number)
            tables: tuple[tuple[str, tuple[str, ...], list[tuple[Any, ...]]], ...] = (
                ("finding", FINDING_COLUMNS, findings),
                ("detection", DETECTION_COLUMNS, detections),
            )
            for table, columns, rows in tables:
                with cursor.copy(f"COPY limit_{table} ({', '.join(columns)}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
            bare.commit()
            yield time.perf_counter() - started
        cursor.execute("DROP TABLE limit_finding, limit_detection")
        bare.commit()
    bare.close()


def _rows(raw: bytes, number: int) -> Rows:
    """Untyped decode and the plainest mapping: no cleaning, no checks, ids counted here."""
    result = msgspec.json.decode(raw)["result"]
    findings: list[tuple[Any, ...]] = []
    detections: list[tuple[Any, ...]] = []
    at = "2026-11-21 12:00:00+00:00"
    pk = number * 1_000_000
    for frame in result["image_detail"]:
        pk += 1
        ms = frame["time"] * 1000
        findings.append((
            pk, number, f"frame:{ms}", "frame", ms, None, frame["suggestion"], "", frame["category"], "", None,
            frame["ocr_text"], "", "", "", "", at, at, None,
        ))  # fmt: skip
        for position, item in enumerate(frame["detail"]):
            box = item["face_location"]
            detections.append((
                pk, f"{item['category']}:{item['label']}:{position}", position, item["category"], item["label"],
                item["suggestion"], "", item["confidence"], "", box["top_left_x"], box["top_left_y"],
                box["bottom_right_x"], box["bottom_right_y"], "face", "", "[]", False,
            ))  # fmt: skip
    for segment in result["audio_detail"]:
        pk += 1
        ms = segment["start_time"] * 1000
        findings.append((
            pk, number, f"audio:{ms}", "audio", ms, segment["end_time"] * 1000, segment["suggestion"], "", "",
            segment["label"], None, segment["audio_text"], "", "", "", "", at, at, None,
        ))  # fmt: skip
        for position, item in enumerate(segment["detail"]):
            detections.append((
                pk, f"{item['label']}:{position}", position, "", item["label"], item["suggestion"], "",
                item["confidence"], "", None, None, None, None, "", "", "[]", False,
            ))  # fmt: skip
    return findings, detections

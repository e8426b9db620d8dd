"""The Details tab: every field of the provider's answer that has no better place, as it was said."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from reviews.labels import provider_title, value_label
from reviews.media import playable_copy, video_facts
from reviews.media.container_names import name_container
from reviews.media.playability import name_codec
from reviews.models import Draw, Job, Payload
from reviews.redaction import get_public_address, get_public_text, get_public_value


@dataclass(frozen=True)
class Detail:
    """One line: `name` in the reader's language or a path of the request, `value` verbatim."""

    name: str
    value: str


@dataclass(frozen=True)
class DetailGroup:
    """Details under one heading."""

    title: str
    details: list[Detail]


def detail_groups(job: Job) -> list[DetailGroup]:
    """All groups with at least one fact; one query (the payload pages)."""
    found = [
        DetailGroup(_("Job"), _filled_details(_job(job))),
        DetailGroup(_("Queue"), _filled_details(_queue(job))),
        DetailGroup(_("Request"), [*_filled_details(_request(job)), *_flat("", get_public_value(job.request_params))]),
        DetailGroup(_("Video"), _filled_details(_video(job))),
        DetailGroup(_("Warnings from reading the response"), _warnings(job)),
        DetailGroup(_("Original responses"), _payloads(job)),
    ]
    return [group for group in found if group.details]


def _filled_details(pairs: list[tuple[str, Any]]) -> list[Detail]:
    return [Detail(name, _text(value)) for name, value in pairs if value not in (None, "")]


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(value, bool):
        return "true" if value else "false"
    return get_public_text(str(value))


def _job(job: Job) -> list[tuple[str, Any]]:
    return [
        (_("Job ID"), job.external_id),
        (_("Provider"), provider_title(job.account.provider)),
        (_("Account, region"), f"{job.account.name}, {job.account.region}"),
        (_("State"), value_label(job.state)),
        (_("Original state"), job.state_raw),
        (_("Suggestion"), value_label(job.suggestion)),
        (_("Original suggestion"), job.suggestion_raw),
        (_("Error code"), job.error_code),
        (_("Message"), job.error_message),
        (_("Created at the provider"), job.provider_created_at),
        (_("Updated at the provider"), job.provider_updated_at),
        (_("Finished at the provider"), job.finished_at),
        (_("Request ID"), job.request_id),
        (_("Pipeline"), job.pipeline_id),
        (_("User data"), job.user_data),
        (_("Last fetched"), job.synced_at),
        (_("Fetch error"), " ".join(filter(None, [job.sync_error_code, job.sync_error]))),
    ]


def _queue(job: Job) -> list[tuple[str, Any]]:
    queue, rule = job.queue, job.auto_rule
    newest = job.draws.select_related("rule_version__rule").order_by("-id").first() if job.sampling_rate else None
    return [
        (_("Queue"), queue.name if queue else ""),
        (_("Stage"), value_label(job.stage)),
        (_("In queue since"), job.queued_at),
        (_("Due"), job.due_at),
        (_("Matching rule"), rule.name if rule else ""),
        (_("Sampling"), _sampling(job, newest)),
    ]


def _sampling(job: Job, draw: Draw | None) -> str:
    """What the newest draw said, which a reopened job keeps; jobs from before there were draws know less."""
    if not job.sampling_rate:
        return ""
    rule = str(draw.rule_version) if draw else job.auto_rule.name if job.auto_rule else ""
    said = {"n": round(1 / job.sampling_rate), "rule": rule}
    if job.is_sample:
        return _("left for human review as 1 of %(n)d jobs by the rule %(rule)s") % said
    return _("the rule %(rule)s leaves 1 of %(n)d jobs for human review") % said


def _request(job: Job) -> list[tuple[str, Any]]:
    return [
        (_("Business type"), job.biz_type),
        (_("Input"), get_public_address(job.source_url)),
        (_("Input location"), job.source_location),
        (_("Output bucket"), job.output_bucket),
        (_("Output location"), job.output_location),
        (_("Output object"), job.output_object),
        (_("Frame interval (ms)"), job.frame_interval_ms),
    ]


def _video(job: Job) -> list[tuple[str, Any]]:
    size = f"{job.width} x {job.height}" if job.width and job.height else ""
    return [
        (_("Title"), job.title),
        (_("Description"), job.description),
        (_("Bullet comments"), job.comments),
        (_("Local copy"), value_label(job.media_state)),
        (_("Error"), job.media_error),
        (_("Picture size (pixels)"), size),
        (_("Duration (ms)"), job.duration_ms),
        *_measured(job),
    ]


def _measured(job: Job) -> list[tuple[str, Any]]:
    facts, copy = video_facts.find_facts(job), playable_copy.loaded_copy(job)
    if facts is None:
        return []
    grid = f"{facts.box_width} x {facts.box_height}" if facts.box_width and facts.box_height else ""
    return [
        (_("Container"), name_container(facts.container)),
        (_("Codecs"), ", ".join(name_codec(one) for one in (facts.picture_codec, facts.sound_codec) if one)),
        (_("Container start (ms)"), facts.origin_ms),
        (_("First picture (ms)"), facts.picture_start_ms),
        (_("First sound (ms)"), facts.sound_start_ms),
        (_("Pixel grid of boxes"), grid),
        (_("Damaged parts (ms)"), ", ".join(f"{first}–{end}" for first, end in facts.holes)),
        (_("Playable copy"), value_label(copy.state) if copy else ""),
    ]


def _flat(path: str, value: Any) -> Iterator[Detail]:
    """A nested value as one fact per leaf, named by its path."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _flat(f"{path}.{key}" if path else str(key), part)
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from _flat(f"{path}[{place}]", part)
    elif value not in (None, ""):
        yield Detail(path, _text(value))


def _warnings(job: Job) -> list[Detail]:
    found = []
    for warning in job.warnings:
        if isinstance(warning, dict):
            found.append(
                Detail(str(warning.get("code", "")), _text(f"{warning.get('path', '')} × {warning.get('count', 1)}"))
            )
        else:
            found.append(Detail("", _text(warning)))
    return found


def _payloads(job: Job) -> list[Detail]:
    pages = Payload.objects.filter(job=job).values_list(
        "run", "page_number", "size", "sha256", "fetched_at", "request_id"
    )
    return [
        Detail(
            _("Fetch %(run)d, page %(page)d") % {"run": run, "page": number},
            " · ".join(filter(None, [f"{size} B", f"SHA-256 {sha256}", _text(fetched_at), request_id])),
        )
        for run, number, size, sha256, fetched_at, request_id in pages.order_by("-run", "page_number")[:200]
    ]

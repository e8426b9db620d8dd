"""Vocabulary enums as Django choices, with a name of each value in the reader's language."""

from collections.abc import Iterable
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

# No two enums use the same value with different meanings, so one table serves all.
VALUE_LABELS: dict[str, str | Promise] = {
    "pass": pgettext_lazy("suggestion", "pass"),
    "review": pgettext_lazy("suggestion", "review"),
    "block": pgettext_lazy("suggestion", "block"),
    "queued": pgettext_lazy("provider state", "queued"),
    "running": pgettext_lazy("provider state", "running"),
    "succeeded": pgettext_lazy("provider state", "succeeded"),
    "failed": pgettext_lazy("provider state", "failed"),
    "lost": pgettext_lazy("provider state", "lost"),
    "unknown": pgettext_lazy("provider state", "unknown"),
    "pending": pgettext_lazy("review state", "pending"),
    "waiting": pgettext_lazy("review state", "waiting"),
    "claimed": pgettext_lazy("review state", "claimed"),
    "settled": pgettext_lazy("review state", "settled"),
    "unchecked": pgettext_lazy("review state", "could not be checked"),
    "closed": pgettext_lazy("review state", "closed without a verdict"),
    "sent_again": pgettext_lazy("close reason", "sent again"),
    "technical_problem": pgettext_lazy("close reason", "technical problem"),
    "sending": pgettext_lazy("submission", "being sent"),
    "answered": pgettext_lazy("submission", "accepted"),
    "refused_by_provider": pgettext_lazy("submission", "refused"),
    "not_delivered": pgettext_lazy("submission", "not delivered"),
    "answer_lost": pgettext_lazy("submission", "no answer"),
    "first": pgettext_lazy("review stage", "first review"),
    "second": pgettext_lazy("review stage", "second look"),
    "lead": pgettext_lazy("review stage", "lead’s decision"),
    "active": pgettext_lazy("review outcome", "reviewing now"),
    "submitted": pgettext_lazy("review outcome", "submitted"),
    "released": pgettext_lazy("review outcome", "released"),
    "skipped": pgettext_lazy("review outcome", "skipped"),
    "expired": pgettext_lazy("review outcome", "claim ended"),
    "taken_over": pgettext_lazy("review outcome", "taken over"),
    "reopened": pgettext_lazy("review outcome", "submitted, later reopened"),
    "taken_back": pgettext_lazy("review outcome", "submitted, taken back"),
    "asked_lead": pgettext_lazy("review outcome", "asked a lead"),
    "job": pgettext_lazy("decision target", "job"),
    "finding": pgettext_lazy("decision target", "finding"),
    "detection": pgettext_lazy("decision target", "detection"),
    "ready": pgettext_lazy("video", "ready"),
    "unreachable": pgettext_lazy("video", "unreachable"),
    "unreadable": pgettext_lazy("video", "unreadable"),
    "forbidden": pgettext_lazy("video", "forbidden"),
    "making": pgettext_lazy("video", "being made"),
    "video": pgettext_lazy("finding kind", "video"),
    "frame": pgettext_lazy("finding kind", "frame"),
    "audio": pgettext_lazy("finding kind", "audio"),
    "text": pgettext_lazy("finding kind", "text"),
    "cover": pgettext_lazy("finding kind", "cover"),
    "none": pgettext_lazy("harm band", "no harm"),
    "sensitive": pgettext_lazy("harm band", "sensitive"),
    "graphic": pgettext_lazy("harm band", "graphic"),
    "extreme": pgettext_lazy("harm band", "extreme"),
    "machine": pgettext_lazy("finding source", "machine"),
    "person": pgettext_lazy("finding source", "person"),
    "face": pgettext_lazy("box kind", "face"),
    "qr": pgettext_lazy("box kind", "QR code"),
    "other": pgettext_lazy("box kind", "other"),
}


def enum_choices(values: Iterable[StrEnum]) -> list[tuple[str, str | Promise]]:
    """Return (value, label) pairs of an enum, or of some of its values, in the order given."""
    return [(value.value, VALUE_LABELS[value.value]) for value in values]

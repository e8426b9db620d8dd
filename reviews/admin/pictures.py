"""Pictures of findings in the admin: as the reader's own desk shows them, and none before a card where one is due."""

from typing import Any

from django.contrib import admin
from django.db.models import ExpressionWrapper, Q, QuerySet
from django.db.models.fields import BooleanField
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reviews import harm, labels
from reviews.models import Finding
from reviews.vocabulary import HarmBand
from reviews.wellness import effective_settings

SHOW_PARAMETER = "picture"


class PictureColumnsMixin:
    """Columns `picture` (lists) and `large_picture` (one finding); rows come from `with_sight`."""

    class Media:
        css = {"all": ["reviews/css/components/admin_pictures.css"]}

    def with_may_show(self, rows: QuerySet[Finding], request: HttpRequest, *, is_list: bool) -> QuerySet[Any]:
        """Each row knows whether its picture may be fetched: harmful ones only on their own page, when asked for."""
        warn_from_band = effective_settings.organisation_floor().warn_from_band
        mild = [band for band in HarmBand if not harm.is_at_least(band, warn_from_band)]
        is_asked = not is_list and request.GET.get(SHOW_PARAMETER) == "1"
        may_show = Q(job__harm_band__in=list(HarmBand) if is_asked else mild)
        return rows.annotate(may_show=ExpressionWrapper(may_show, output_field=BooleanField()))

    @admin.display(description=gettext_lazy("picture"))
    def picture(self, finding: Finding) -> str:
        if not _has_picture(finding):
            return "–"
        return _image(finding, 160) if finding.may_show else _not_shown_text(finding)  # type: ignore[attr-defined]

    @admin.display(description=gettext_lazy("picture"))
    def large_picture(self, finding: Finding) -> str:
        if not _has_picture(finding):
            return _("This finding has no picture.")
        if finding.may_show:  # type: ignore[attr-defined]
            return _image(finding, 480)
        return format_html('{} <a href="?{}=1">{}</a>', _not_shown_text(finding), SHOW_PARAMETER, _("Show the picture"))


def _has_picture(finding: Finding) -> bool:
    return bool(finding.still_file or finding.snapshot_object)


def _image(finding: Finding, width: int) -> SafeString:
    address = f"{reverse('finding-still', args=[finding.pk])}?w={width}&v={finding.job.evidence_version}"
    return format_html(
        '<div class="admin-picture {} pixels-box"><img class="pixels" src="{}" alt="{}" loading="lazy"></div>',
        "is-large" if width > 160 else "",
        address,
        _("Picture of this finding"),
    )


def _not_shown_text(finding: Finding) -> str:
    return _("Not shown: %(band)s") % {"band": labels.harm_band_label(finding.job.harm_band)}

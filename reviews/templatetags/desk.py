"""What the desk's templates need: words and shapes of suggestions, times, navigation, permission questions."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import template
from django.forms.utils import flatatt
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reviews import clock, labels
from reviews.access import permissions
from reviews.decisions.verdicts import reopen
from reviews.models import Job, Reviewer
from reviews.redaction import get_public_text
from reviews.templatetags import icons

register = template.Library()
register.simple_tag(icons.draw_icon, name="icon")

SHAPES = {"pass": "●", "review": "◆", "block": "■"}
TONES = {"error": "bad", "success": "good", "warning": "warn"}


@register.filter
def public(value: object) -> str:
    """A text of the provider, without what signs the addresses in it."""
    return get_public_text(str(value))


@register.filter(name="shape")
def verdict_shape(value: str) -> str:
    """The shape that goes with a suggestion or verdict; a ring for a word we do not know."""
    return SHAPES.get(str(value), "○")


@register.simple_tag
def shape(value: str) -> SafeString:
    """The shape of a suggestion or verdict as an element that screen readers skip."""
    return format_html('<span class="shape" aria-hidden="true">{}</span>', verdict_shape(value))


@register.inclusion_tag("components/_icon_button.html")
def icon_button(
    icon: str, label: str, *, key: str = "", hint: str = "", quiet: bool = False, **data: str
) -> dict[str, object]:
    """A square button that shows only an icon and, with `key`, its key; `hint` follows the label in the title.

    `data`: its data attributes, by which a script finds it; `keys_help=""` makes ``data-keys-help``.
    """
    attributes = flatatt({f"data-{name.replace('_', '-')}": value or True for name, value in data.items()})
    context = {"icon": icon, "label": label, "key": key, "hint": hint, "quiet": quiet}
    return {**context, "attributes": attributes, "act": data.get("act", "")}


@register.filter
def diff_markup(pieces: Iterable[Any]) -> SafeString:
    """Pieces of a compared text (`kind`, `text`) as ``del``, ``ins`` and plain text, with no space between them."""
    elements = {"gone": "<del>{}</del>", "new": "<ins>{}</ins>"}
    return format_html_join("", "{}", ((format_html(elements.get(one.kind, "{}"), one.text),) for one in pieces))


@register.filter(name="tone")
def notice_tone(level: str) -> str:
    """The class of a notice for the level of one of Django's messages; none for a plain one."""
    return TONES.get(level, "")


@register.filter(name="word")
def value_label(value: str) -> str:
    """The word of any of our enums in the reader's language; an unknown word verbatim."""
    return labels.value_label(value)


@register.filter(name="score")
def format_score(value: float | None) -> str:
    """A score 0..1 with two digits, as it is spoken of."""
    return "" if value is None else f"{value:.2f}"


@register.filter(name="clock")
def format_clock(ms: int | None) -> str:
    """Milliseconds as hh:mm:ss.mmm; empty without a time."""
    if ms is None:
        return ""
    seconds, rest = divmod(int(ms), 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"


@register.filter(name="age")
def format_age(moment: datetime | None) -> str:
    """How long ago, in one unit: `12 min`, `3 h`, `5 d`."""
    if moment is None:
        return ""
    minutes = max(0, int((clock.estimate_now() - moment).total_seconds() // 60))
    if minutes < 1:
        return _("just now")
    if minutes < 120:
        return ngettext("%(n)d min", "%(n)d min", minutes) % {"n": minutes}
    if minutes < 60 * 48:
        return ngettext("%(n)d h", "%(n)d h", minutes // 60) % {"n": minutes // 60}
    return ngettext("%(n)d d", "%(n)d d", minutes // 1440) % {"n": minutes // 1440}


@register.filter(name="ago")
def format_ago(moment: datetime | None) -> str:
    """The same as a sentence: `12 min ago`, `just now`."""
    if moment is None or (clock.estimate_now() - moment).total_seconds() < 60:
        return format_age(moment)
    return _("%(age)s ago") % {"age": format_age(moment)}


@register.filter(name="act")
def action_label(action: str) -> str:
    """What an audit entry's action means, in the reader's language."""
    return labels.action_label(action)


@register.filter
def time_left(moment: datetime | None) -> str:
    """How long until a job is due, in one unit: `3 h left`, `overdue by 20 min`."""
    if moment is None:
        return ""
    seconds = (moment - clock.estimate_now()).total_seconds()
    minutes = int(abs(seconds) // 60)
    n, unit = (minutes, _("min")) if minutes < 120 else (minutes // 60, _("h"))
    if minutes >= 60 * 48:
        n, unit = minutes // 1440, _("d")
    text = _("overdue by %(n)d %(unit)s") if seconds < 0 else _("%(n)d %(unit)s left")
    return text % {"n": n, "unit": unit}


@register.filter
def is_past(moment: datetime | None) -> bool:
    """Whether the moment is over."""
    return moment is not None and moment <= clock.estimate_now()


@register.filter(name="band")
def harm_band_label(value: str) -> str:
    """The word of a harm band in the reader's language."""
    return labels.harm_band_label(value)


@register.filter
def provider_title(slug: str) -> str:
    """The provider's own name; the slug verbatim when it is not registered (any more)."""
    return labels.provider_title(slug)


@register.simple_tag(takes_context=True)
def nav_link(context: template.Context, name: str, label: str) -> SafeString:
    """A link of the main navigation, marked when it is the page we are on."""
    address = reverse(name)
    request = context.get("request")
    here = request is not None and request.path == address
    return format_html('<a href="{}"{}>{}</a>', address, SafeString(' aria-current="page"') if here else "", label)


@register.simple_tag(takes_context=True)
def query_without(context: template.Context, *names: str) -> str:
    """The address's query without these names and without the place in a list, to put others behind it."""
    query = context["request"].GET.copy()
    for name in (*names, "before", "after"):
        query.pop(name, None)
    return query.urlencode()  # type: ignore[no-any-return]


@register.simple_tag
def if_may_reopen(job: Job, person: Reviewer) -> bool:
    """Whether `person` may open the settled job again (`decisions.reopen`)."""
    return reopen.may_reopen(job, by=person, now=clock.estimate_now())


@register.simple_tag
def if_may(person: Reviewer, permission: str) -> bool:
    """Whether `person` may do the act of that name (`decisions.rules.Act`)."""
    return permissions.has_permission(person, permissions.Permission[permission])


@register.filter(name="percent")
def format_percent(rate: float | None) -> str:
    """A rate 0..1 as a percentage with one digit; a dash without one."""
    return "–" if rate is None else f"{rate * 100:.1f} %"


@register.filter(name="duration")
def format_duration(seconds: float | None) -> str:
    """Seconds as `42 s`, `12.5 min` or `3.1 h`; a dash without any."""
    if seconds is None:
        return "–"
    if seconds < 120:
        return _("%(n)d s") % {"n": round(seconds)}
    if seconds < 7200:
        return _("%(n).1f min") % {"n": seconds / 60}
    return _("%(n).1f h") % {"n": seconds / 3600}


@register.filter(name="shortened")
def shorten_id(external_id: str) -> str:
    """A long id by both its ends; the whole id stands in the title and under Details."""
    return external_id if len(external_id) <= 20 else f"{external_id[:8]}…{external_id[-6:]}"

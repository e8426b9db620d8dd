"""Icons by our own names; the drawings come from the Lucide set."""

from functools import lru_cache

from django import template
from django.utils.safestring import SafeString
from lucide.templatetags.lucide import lucide

register = template.Library()

# Our name -> the name in the set.
DRAWINGS = {
    "arrow-left": "arrow-left",
    "arrow-right": "arrow-right",
    "backward": "rewind",
    "blur": "droplet",
    "bookmark": "bookmark",
    "chart": "chart-column",
    "check": "check",
    "chevron": "chevron-down",
    "chevron-left": "chevron-left",
    "chevron-right": "chevron-right",
    "chevron-up": "chevron-up",
    "clock": "clock",
    "download": "download",
    "expand": "maximize",
    "eye": "eye",
    "eye-slash": "eye-off",
    "film": "film",
    "filter": "funnel",
    "flag": "flag",
    "forward": "fast-forward",
    "frame-back": "step-back",
    "frame-on": "step-forward",
    "grey": "contrast",
    "hash": "hash",
    "history": "history",
    "inbox": "inbox",
    "info": "info",
    "keyboard": "keyboard",
    "languages": "languages",
    "list": "list-checks",
    "loop": "repeat",
    "magnifier": "search",
    "menu": "menu",
    "minus": "minus",
    "next": "skip-forward",
    "pause": "pause",
    "play": "play",
    "plus": "plus",
    "previous": "skip-back",
    "refresh": "refresh-cw",
    "send": "send",
    "settings": "settings",
    "shield": "shield",
    "sign-out": "log-out",
    "speaker": "volume-2",
    "speaker-muted": "volume-x",
    "theme": "sun-moon",
    "undo": "undo-2",
    "user": "user",
    "warning": "triangle-alert",
    "x": "x",
}


@register.simple_tag(name="icon")
def draw_icon(name: str) -> SafeString:
    """An inline drawing in the colour of the text around it, sized by `.icon` (1.25em), hidden from screen readers:
    the control around it has the name. Errors: KeyError for a name that is not in DRAWINGS.
    """
    return _draw(str(name))


@lru_cache(maxsize=len(DRAWINGS))
def _draw(name: str) -> SafeString:
    drawing = lucide(DRAWINGS[name], size=20, focusable="false", **{"class": "icon", "aria-hidden": "true"})
    return SafeString(drawing)  # drawn from the package, nothing of a provider in it

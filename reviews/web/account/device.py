"""A browser's own description in a few words. It is the client's text: shown as text, believed for nothing else."""

from django.utils.translation import gettext as _

# Order matters: every browser claims to be the ones below it as well.
BROWSERS = (
    ("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chromium", "Chromium"), ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iOS"), ("iPad", "iPadOS"), ("Windows", "Windows"), ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)  # fmt: skip


def describe_device(agent: str) -> str:
    """``Firefox · Linux``; the start of the text itself when it is like no browser we know."""
    found = [next((shown for word, shown in words if word in agent), "") for words in (BROWSERS, SYSTEMS)]
    known = " · ".join(part for part in found if part)
    return known or agent[:60] or _("Unknown device")

"""The words of our enums and the names of providers in the reader's language."""

from django.utils.translation import pgettext

from reviews.providers import registry
from reviews.providers.errors import ConfigurationError


def word(value: str) -> str:
    """The word of any of our enums in the reader's language; an unknown word verbatim."""
    return _words().get(str(value), str(value))


def _words() -> dict[str, str]:
    return {
        "pass": pgettext("suggestion", "pass"),
        "review": pgettext("suggestion", "review"),
        "block": pgettext("suggestion", "block"),
        "queued": pgettext("provider state", "queued"),
        "running": pgettext("provider state", "running"),
        "succeeded": pgettext("provider state", "succeeded"),
        "failed": pgettext("provider state", "failed"),
        "lost": pgettext("provider state", "lost"),
        "unknown": pgettext("provider state", "unknown"),
        "pending": pgettext("review state", "pending"),
        "waiting": pgettext("review state", "waiting"),
        "claimed": pgettext("review state", "claimed"),
        "settled": pgettext("review state", "settled"),
        "job": pgettext("decision target", "job"),
        "finding": pgettext("decision target", "finding"),
        "detection": pgettext("decision target", "detection"),
        "ready": pgettext("video", "ready"),
        "unreachable": pgettext("video", "unreachable"),
        "unreadable": pgettext("video", "unreadable"),
        "forbidden": pgettext("video", "forbidden"),
        "video": pgettext("finding kind", "video"),
        "frame": pgettext("finding kind", "frame"),
        "audio": pgettext("finding kind", "audio"),
        "text": pgettext("finding kind", "text"),
        "cover": pgettext("finding kind", "cover"),
        "created": pgettext("registered job id", "created"),
        "known": pgettext("registered job id", "known"),
        "refused": pgettext("registered job id", "refused"),
    }


def provider_title(slug: str) -> str:
    """The provider's own name; the slug verbatim when it is not registered (any more)."""
    try:
        return registry.get(slug).title
    except ConfigurationError:
        return slug

"""The modules that a page's first module leads to, named in the page: all are fetched at once.

After what `early.js` asks for, which the first module cannot begin without: therefore the low priority.
"""

import re
from functools import cache
from pathlib import Path
from posixpath import join, normpath

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = template.Library()
_IMPORT = re.compile(r'^(?:import|export)\b[^"]*"(\.{1,2}/[^"]+)"', re.MULTILINE)


@register.simple_tag
def module_preloads(first: str) -> SafeString:
    """A ``<link rel="modulepreload">`` for each module that the static file `first` needs, itself included."""
    names = needed_by.__wrapped__(first) if settings.DEBUG else needed_by(first)
    return format_html_join(
        "\n", '<link rel="modulepreload" href="{}" fetchpriority="low">', ((static(name),) for name in names)
    )


@cache
def needed_by(first: str) -> tuple[str, ...]:
    """Names of static files, nearest first; only `first` where the sources are not at hand."""
    found = [first]
    for name in found:  # it grows while it is read
        path = finders.find(name)
        source = Path(path).read_text() if isinstance(path, str) else ""
        imported = (normpath(join(name, "..", named)) for named in _IMPORT.findall(source))
        found.extend(one for one in dict.fromkeys(imported) if one not in found)
    return tuple(found)

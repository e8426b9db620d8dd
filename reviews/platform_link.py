"""Links to a video on the platform that it comes from, out of an account's template. Pure.

A template is an https address with placeholders in its path, query or fragment. What fills them comes from outside and
is percent-encoded, so that it stays one piece of the address.
"""

import string
from collections.abc import Mapping
from urllib.parse import quote, urlsplit

PLACEHOLDERS = ("external_id", "reference", "title")


def find_template_fault(template: str) -> str:
    """Return what is wrong with a template, as a sentence that names the remedy; empty when it can be used."""
    try:
        pieces = list(string.Formatter().parse(template))
        parts = urlsplit(template)
        host, port = parts.hostname, parts.port
    except ValueError:
        return "This is not an address. Write https://host/path with placeholders such as {external_id}."
    if any(not char.isprintable() or char in " \\\"'<>`" for char in template):
        return "Remove blanks, quotes, angle brackets and invisible characters."
    if parts.scheme != "https" or not host or "@" in parts.netloc or port == 0:
        return "Write an https address with a host and without a user name."
    if "{" in parts.netloc or "}" in parts.netloc:
        return "Use placeholders only after the host."
    for _, name, spec, conversion in pieces:
        if name is not None and (name not in PLACEHOLDERS or spec or conversion):
            known = ", ".join(f"{{{known}}}" for known in PLACEHOLDERS)
            return f"The placeholder {{{name[:40]}}} is unknown. Known placeholders: {known}."
    return ""


def build_link(template: str, facts: Mapping[str, str]) -> str:
    """Return the address for these facts; empty without a usable template or when a fact that it needs is not known."""
    if not template or find_template_fault(template):
        return ""
    needed = {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}
    if any(not facts.get(name) for name in needed):
        return ""
    return template.format(**{name: quote(facts[name], safe="") for name in needed})

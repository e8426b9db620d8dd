"""The desk speaks Simplified Chinese everywhere, and a person changes its language from any page."""

import ast
import gettext
import html
import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from reviews.models import Job, Reviewer
from reviews.vocabulary import DecisionTarget, FindingKind, JobState, ReviewState, Suggestion
from tests import builders

ROOT = Path(settings.BASE_DIR)
CATALOGUE = ROOT / "reviews/locale/zh_Hans/LC_MESSAGES/django.po"
CHINESE = "zh-hans"
SPOKEN = re.compile(r"[\u4e00-\u9fff]")
PLACEHOLDER = re.compile(r"%\(\w+\)[.\d]*[a-z]|\{\w+\}")
GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}


@dataclass
class Entry:
    """One message of a .po file; `texts` by keyword, as msgid or msgstr[0]."""

    flags: str = ""
    texts: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str]:
        return self.texts.get("msgctxt", ""), self.texts["msgid"]

    @property
    def translations(self) -> list[str]:
        return [text for keyword, text in self.texts.items() if keyword.startswith("msgstr")]


def entries() -> list[Entry]:
    """The catalogue without its header."""
    found = [_entry(block) for block in CATALOGUE.read_text("utf-8").split("\n\n") if block.strip()]
    return [entry for entry in found if entry.texts.get("msgid")]


def _entry(block: str) -> Entry:
    entry, keyword = Entry(), ""
    for line in block.splitlines():
        if line.startswith("#"):
            entry.flags += line if line.startswith("#,") else ""
            continue
        named = re.match(r"(msg\w+(?:\[\d\])?) ", line)
        keyword = named[1] if named else keyword
        entry.texts[keyword] = entry.texts.get(keyword, "") + ast.literal_eval(line[line.index('"') :])
    return entry


def strings_of_templates() -> set[str]:
    found = set()
    for path in (ROOT / "templates").rglob("*.html"):
        text = path.read_text("utf-8")
        for pattern in (r"{%\s*translate\s+\"([^\"]+)\"", r"{%\s*translate\s+'([^']+)'", r"\b_\(\"([^\"]+)\"\)"):
            found.update(re.findall(pattern, text))
        for options, block in re.findall(r"{% blocktranslate([^%]*)%}(.*?){% endblocktranslate %}", text, re.DOTALL):
            parts = ((" ".join(part.split()) if "trimmed" in options else part) for part in block.split("{% plural %}"))
            found.update(re.sub(r"{{ (\w+) }}", r"%(\1)s", part.replace("%", "%%")) for part in parts)
    return found


def strings_of_code() -> set[tuple[str, str]]:
    found = set()
    for path in [*(ROOT / "reviews").rglob("*.py"), *(ROOT / "moderation_site").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                said = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
                if node.func.id in GETTEXT and said:
                    found.add(("", said[0]))
                elif node.func.id.startswith("pgettext") and len(said) == 2:
                    found.add((said[0], said[1]))
    return found


def test_every_message_is_translated_and_none_is_a_guess() -> None:
    messages = entries()
    assert len(messages) > 250
    assert [entry.key for entry in messages if "fuzzy" in entry.flags] == []
    assert [entry.key for entry in messages if not all(entry.translations)] == []


def test_a_translation_keeps_the_placeholders() -> None:
    for entry in entries():
        for said in entry.translations:
            wanted = set(PLACEHOLDER.findall(entry.texts.get("msgid_plural", entry.texts["msgid"])))
            assert set(PLACEHOLDER.findall(said)) == wanted, entry.key


def test_every_string_of_the_templates_is_in_the_catalogue() -> None:
    known = {entry.texts[name] for entry in entries() for name in ("msgid", "msgid_plural") if name in entry.texts}
    wanted = strings_of_templates()
    assert len(wanted) > 80
    assert wanted - known == set()


def test_every_string_of_the_code_is_in_the_catalogue() -> None:
    assert len(wanted := strings_of_code()) > 100
    assert wanted - {entry.key for entry in entries()} == set()


def test_the_compiled_catalogue_says_the_same() -> None:
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for entry in entries():
        context, text = entry.key
        if "msgid_plural" in entry.texts:
            said = compiled.ngettext(text, entry.texts["msgid_plural"], 2)
        else:
            said = compiled.pgettext(context, text) if context else compiled.gettext(text)
        assert said == entry.translations[0], entry.key


def test_the_catalogue_names_neither_places_nor_people() -> None:
    text = CATALOGUE.read_text("utf-8")
    assert not re.search(r"^#:", text, re.MULTILINE)
    assert "@" not in text
    assert "/work" not in text
    assert "/home" not in text


@pytest.fixture
def job(db: None) -> Job:
    """A job with one finding of each kind."""
    job = builders.a_job()
    for kind in FindingKind:
        builders.a_detection(builders.a_finding(job, kind))
    return job


def pages(job: Job) -> dict[str, str]:
    """Every page a lead may open, by name."""
    names = ("queue", "new-video", "new-jobs", "reports", "me", "my-settings")
    return {name: reverse(name) for name in names} | {
        "workspace": reverse("job", args=[job.pk]),
        "history": reverse("job-history", args=[job.pk]),
    }


def text_of(page: str) -> str:
    """What a person reads or hears on a page: text and spoken attributes, the scripts' words too."""
    said = re.findall(r"(?:aria-label|title|placeholder|alt)=\"([^\"]*)\"", page)
    shown = re.sub(r"<style.*?</style>|<[^>]+>", " \n ", page, flags=re.DOTALL)
    return html.unescape("\n".join([shown, *said]))


def long_messages() -> list[str]:
    """Messages long enough not to be part of a name; a placeholder ends what can be looked for."""
    parts = [max(PLACEHOLDER.split(entry.texts["msgid"]), key=len).strip() for entry in entries()]
    return [part for part in parts if len(part) > 12]


def test_no_page_keeps_an_english_sentence(client: Client, lea: Reviewer, job: Job) -> None:
    in_chinese = {"accept-language": "zh-CN,zh;q=0.9"}
    read = {"login": client.get(reverse("login"), headers=in_chinese).content.decode()}
    client.force_login(lea)
    client.post(reverse("claim-job", args=[job.pk]))
    for name, address in pages(job).items():
        read[name] = client.get(address, headers=in_chinese).content.decode()
    for name, page in read.items():
        text = text_of(page)
        assert SPOKEN.search(text), name
        assert [message for message in long_messages() if message in text] == [], name


def test_the_words_of_every_enum_are_chinese(client: Client, lea: Reviewer) -> None:
    """Two English words in a row would be a string that nobody marked, one raw word an enum shown as it is stored."""
    for number, state in enumerate(JobState):
        builders.a_job(external_id=f"state-{number}", state=state, review_state=list(ReviewState)[number % 4])
    client.force_login(lea)
    page = client.get(reverse("queue"), headers={"accept-language": CHINESE}).content.decode()
    shown = {line.strip() for line in text_of(page).splitlines()}
    for word in [*Suggestion, *ReviewState, *JobState, *DecisionTarget]:
        assert word.value not in shown


def switch_of(page: str) -> tuple[str, dict[str, str], list[str]]:
    """Address, hidden fields and languages of the language form on a page."""
    form = re.search(r"<form[^>]*action=\"(/i18n/setlang/)\".*?</form>", page, re.DOTALL)
    assert form, "no language form on the page"
    hidden = re.findall(r"<input type=\"hidden\" name=\"(\w+)\" value=\"([^\"]*)\"", form[0])
    languages = re.findall(r"<button[^>]*name=\"language\" value=\"([^\"]+)\"", form[0])
    return form[1], {name: html.unescape(value) for name, value in hidden}, languages


def switch(client: Client, address: str, language: str) -> str:
    """Press the button on that page; where it leads."""
    action, fields, languages = switch_of(client.get(address).content.decode())
    assert language in languages
    answer = client.post(action, {**fields, "language": language})
    assert answer.status_code == 302
    return str(answer["Location"])


def language_of(client: Client, address: str) -> str:
    page = client.get(address).content.decode()
    said = re.search(r"<html lang=\"([^\"]+)\"", page)
    assert said
    return said[1]


def test_the_switch_stays_on_the_page_and_lasts(lea: Reviewer, job: Job) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(lea)
    filtered = reverse("queue") + "?review_state=waiting&q=job"
    assert language_of(client, filtered) == "en"
    assert switch(client, filtered, CHINESE) == filtered
    for name, address in pages(job).items():
        if name != "history":  # a part of the workspace, without <html>
            assert language_of(client, address) == CHINESE
    assert int(client.cookies[settings.LANGUAGE_COOKIE_NAME]["max-age"]) > 30 * 24 * 3600
    switch(client, reverse("job", args=[job.pk]), "en")
    assert language_of(client, filtered) == "en"


def test_the_switch_is_on_every_page(client: Client, lea: Reviewer, job: Job) -> None:
    switch_of(client.get(reverse("login")).content.decode())
    client.force_login(lea)
    for name, address in {**pages(job), "missing": "/nothing/"}.items():
        if name != "history":
            assert switch_of(client.get(address).content.decode())[2] == [CHINESE]


@pytest.mark.django_db
def test_a_language_chosen_before_signing_in_is_kept(ana: Reviewer) -> None:
    client = Client(enforce_csrf_checks=True)
    assert switch(client, reverse("login"), CHINESE) == reverse("login")
    page = client.get(reverse("login")).content.decode()
    token = re.findall(r"name=\"csrfmiddlewaretoken\" value=\"([^\"]+)\"", page)[-1]
    form = {"username": "ana", "password": "correct horse battery", "csrfmiddlewaretoken": token}
    assert client.post(reverse("login"), form).status_code == 302
    assert language_of(client, reverse("queue")) == CHINESE


def test_an_error_page_speaks_the_readers_language(client: Client, ana: Reviewer) -> None:
    client.force_login(ana)
    page = client.get("/nothing/", headers={"accept-language": CHINESE}).content.decode()
    assert '<html lang="zh-hans">' in page
    assert "页面不存在。" in page
    assert "This page does not exist." not in page

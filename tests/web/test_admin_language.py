"""The admin names tables and columns in the language of who looks."""

from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils import translation

from reviews.models import Reviewer
from tests.builders import a_job
from tests.web.test_languages import CHINESE, SPOKEN, text_of

SAME_IN_EVERY_LANGUAGE = {"ID", "etag", "sha256", "x1", "y1", "x2", "y2"}


def test_every_table_and_column_of_the_admin_has_a_chinese_name() -> None:
    metas = [model._meta for model in admin.site._registry if model._meta.app_label == "reviews"]
    columns = [column for meta in metas for column in (*meta.fields, *meta.many_to_many)]
    names = [name for meta in metas for name in (meta.verbose_name, meta.verbose_name_plural)]
    with translation.override(CHINESE):
        shown = {str(name) for name in (*names, *(column.verbose_name for column in columns))}
    assert len(shown) > 150
    assert {name for name in shown if not SPOKEN.search(name)} == SAME_IN_EVERY_LANGUAGE


def test_what_the_admin_says_beside_a_column_is_chinese() -> None:
    metas = [model._meta for model in admin.site._registry if model._meta.app_label == "reviews"]
    columns = [column for meta in metas for column in (*meta.fields, *meta.many_to_many)]
    with translation.override(CHINESE):
        helps = {str(column.help_text) for column in columns if column.help_text}
    assert len(helps) > 60
    assert [sentence for sentence in helps if not SPOKEN.search(sentence)] == []


def test_every_value_that_a_column_chooses_from_has_a_chinese_name() -> None:
    metas = [model._meta for model in apps.get_app_config("reviews").get_models() if model is not Reviewer]
    columns = [column for meta in metas for column in meta.fields if column.choices]
    with translation.override(CHINESE):
        shown = {str(label) for column in columns for value, label in column.choices or () if value}
    assert len(shown) > 30
    assert [label for label in shown if not SPOKEN.search(label)] == []


def test_the_admin_shows_them_in_the_readers_language(client: Client, ada: Reviewer) -> None:
    client.force_login(ada)
    address = reverse("admin:reviews_job_change", args=[a_job().pk])
    answers = {said: client.get(address, headers={"accept-language": said}) for said in ("en", CHINESE)}
    said = {language: text_of(answer.content.decode()) for language, answer in answers.items()}
    assert "Frame interval (ms)" in said["en"]
    assert "截帧间隔（毫秒）" in said[CHINESE]
    assert "rame interval" not in said[CHINESE]

"""Search over all jobs: in ids, titles, speech, on-screen text and codes; kept whatever writes; scoped."""

from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviews.access.errors import Invalid
from reviews.models import Finding, Job, Queue, Reviewer, search_index
from reviews.search import grams, job_search
from reviews.search.index_query import SearchScope, find_rows
from reviews.sync import bulk as sync_bulk
from reviews.vocabulary import FindingKind, Role
from tests.builders import NOON, a_detection, a_finding, a_job, a_queue, a_team
from tests.conftest import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def everyone() -> Reviewer:
    return person("noa", Role.ANALYST)


def found(wanted: str, viewer: Reviewer) -> list[str]:
    ids = job_search.find_jobs(job_search.check_search(wanted), viewer=viewer).job_ids
    names = dict(Job.objects.values_list("pk", "external_id"))
    return [names[pk] for pk in ids]


@pytest.mark.parametrize(
    "wanted", ["夏日", "夏日直播", "直播", "STREAM", "stream 7", "am", "job-ti", "100%", "日直播 S"]
)
def test_a_title_and_an_id_are_found_by_any_part(everyone: Reviewer, wanted: str) -> None:
    a_job(external_id="other", title="100 things: bread, 日 夏")
    a_job(external_id="job-title", title="夏日直播 Stream 7 am, 100% live")
    assert found(wanted, everyone) == ["job-title"]


@pytest.mark.parametrize(
    ("kind", "text", "wanted"),
    [
        (FindingKind.AUDIO, "欢迎来到直播间，加微信领红包", "微信"),
        (FindingKind.AUDIO, "红包", "红包"),
        (FindingKind.FRAME, "BUY NOW, today only", "now, tod"),
        (FindingKind.TEXT, "Straße", "straß"),
    ],
)
def test_speech_and_on_screen_text_are_found(everyone: Reviewer, kind: FindingKind, text: str, wanted: str) -> None:
    job = a_job()
    a_finding(job, kind, text="nothing here")
    finding = a_finding(job, kind, text=text)
    hits = job_search.find_jobs(wanted, viewer=everyone)
    moment = job_search.find_moments(hits, [job])[job.pk]
    assert (moment.where, moment.finding_id, moment.start_ms) == (kind, finding.pk, finding.start_ms)
    assert (moment.before + moment.hit + moment.after, moment.hit.lower()) == (text, wanted.lower())


def test_a_code_is_found_with_the_frame_it_was_seen_in(everyone: Reviewer) -> None:
    job = a_job()
    finding = a_finding(job)
    a_detection(finding, content="weixin: cheap-shoes-88")
    hits = job_search.find_jobs("cheap-shoes", viewer=everyone)
    moment = job_search.find_moments(hits, [job])[job.pk]
    assert (moment.where, moment.finding_id, moment.start_ms) == ("qr", finding.pk, finding.start_ms)


def test_nobody_finds_another_teams_jobs(ana: Reviewer, cy: Reviewer, everyone: Reviewer) -> None:
    live = a_queue("Live", a_team("Live team", ana))
    job = a_job(external_id="theirs", title="secret launch", queue=live)
    a_detection(a_finding(job, text="secret plan"), content="secret code")
    mine = a_job(external_id="mine", title="secret submitted")
    Job.objects.filter(pk=mine.pk).update(queue=None, added_by=cy)
    assert found("secret", cy) == ["mine"]
    assert found("secret", ana) == ["theirs"]
    assert found("secret", everyone) == ["mine", "theirs"]
    assert job_search.find_jobs("secret", viewer=cy, queue_ids=[live.pk]).job_ids == [mine.pk]
    assert job_search.find_jobs("secret", viewer=person("nobody")).job_ids == []


def test_what_is_withdrawn_changed_or_deleted_is_not_found_any_more(everyone: Reviewer) -> None:
    job = a_job(title="old title")
    finding = a_finding(job, text="old words")
    detection = a_detection(finding, content="old code")
    Job.objects.filter(pk=job.pk).update(title="new title")
    assert (found("old title", everyone), found("new title", everyone)) == ([], ["job-1"])
    Finding.objects.filter(pk=finding.pk).update(text="new words")
    assert (found("old words", everyone), found("new words", everyone)) == ([], ["job-1"])
    sync_bulk.withdraw_findings([finding.pk], NOON)
    assert (found("new words", everyone), found("old code", everyone)) == ([], [])
    Finding.objects.filter(pk=finding.pk).update(withdrawn_at=None)
    assert (found("new words", everyone), found("old code", everyone)) == (["job-1"], ["job-1"])
    sync_bulk.withdraw_detections([detection.pk])
    assert found("old code", everyone) == []
    job.delete()
    assert find_rows(search_index.SOURCES[1], "new words", SearchScope(None, 0), limit=5, max_jobs=5) == []
    assert indexed() == 0


def indexed() -> int:
    """Rows in SQLite's index; PostgreSQL's holds what its tables hold."""
    if connection.vendor == "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {search_index.SOURCES[1].fts}_terms")
        return int(cursor.fetchone()[0])


def test_findings_stored_in_bulk_are_found_and_withdrawn_ones_come_back(everyone: Reviewer) -> None:
    job = a_job()
    a_finding(job)
    facts = dict.fromkeys(sync_bulk.FINDING_FACTS, "") | {"kind": "audio", "start_ms": 0, "end_ms": 1, "score": None}
    at = sync_bulk.adapt_moment(NOON)

    def row(pk: int, text: str) -> tuple[object, ...]:
        values = {**facts, "text": text}
        return (pk, job.pk, f"k{pk}", *(values[name] for name in sync_bulk.FINDING_FACTS), "", at, at, None)

    ids = sync_bulk.reserve_finding_ids(3)
    sync_bulk.insert_findings([row(pk, text) for pk, text in zip(ids, ("加微信", "buy now", ""), strict=True)])
    assert (found("微信", everyone), found("buy now", everyone)) == (["job-1"], ["job-1"])
    sync_bulk.withdraw_findings([ids[0]], NOON + timedelta(hours=1))
    assert found("微信", everyone) == []
    values = {**facts, "text": "加微信"}
    sync_bulk.update_findings([(*(values[name] for name in sync_bulk.FINDING_FACTS), at, ids[0])])
    assert found("微信", everyone) == ["job-1"]


@pytest.mark.parametrize("wanted", ["", " ", "a", "广", "\u200b广\u200b", "..", "a,", "x" * 129])
def test_a_search_that_cannot_be_looked_up_is_named(wanted: str) -> None:
    with pytest.raises(Invalid) as refused:
        job_search.check_search(wanted)
    assert refused.value.field == "search"


@pytest.mark.parametrize(
    "wanted", ['"', 'a"b"', "a* OR b", "NEAR(a b)", "body:abc", "%%%", "___", "\\\\\\", "'; --", "(((", "^abc"]
)
def test_what_means_something_to_a_database_is_only_text(everyone: Reviewer, wanted: str) -> None:
    try:
        checked = job_search.check_search(wanted)
    except Invalid:
        return
    assert found(checked, everyone) == []
    a_job(external_id="hit", title=f"xx {wanted} yy")
    assert found(checked, everyone) == ["hit"]


TEXT = st.text(st.sampled_from("abAB1 ,广告牌日é"), max_size=12)


@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(st.lists(TEXT, min_size=1, max_size=5), st.data())
def test_what_is_found_is_what_reading_every_text_finds(texts: list[str], data: st.DataObject) -> None:
    Job.objects.all().delete()
    job = a_job(external_id="zzzz")
    rows = {a_finding(job, text=text).pk: text for text in texts}
    text = data.draw(st.sampled_from(texts))
    first = data.draw(st.integers(0, len(text)))
    wanted = text[first : data.draw(st.integers(first, len(text)))]
    if not grams.grams_of_search(wanted):
        return
    expected = {pk for pk, text in rows.items() if grams.build_pattern(wanted).search(text)}
    hits = find_rows(search_index.SOURCES[1], wanted, SearchScope(None, 0), limit=50, max_jobs=50)
    assert {pk for pk, _ in hits} == expected


@pytest.mark.skipif(connection.vendor != "postgresql", reason="The function is PostgreSQL's.")
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(TEXT)
def test_the_database_cuts_texts_as_the_search_does(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {search_index.GRAMS}(%s)", [text])
        assert cursor.fetchone()[0] == grams.list_grams(text)


def test_a_snippet_is_cut_and_shows_no_signature(everyone: Reviewer) -> None:
    job = a_job(title="x")
    a_finding(job, text="lorem " * 30 + "see https://cdn.example/a.mp4?Signature=s3cret needle " + "ipsum " * 40)
    hits = job_search.find_jobs("needle", viewer=everyone)
    moment = job_search.find_moments(hits, [job])[job.pk]
    assert moment.before.startswith("…")
    assert moment.after.endswith("…")
    assert "s3cret" not in moment.before
    assert len(moment.before + moment.hit + moment.after) < 150


def test_the_newest_jobs_come_first_and_the_end_is_told(everyone: Reviewer, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        a_job(external_id=f"needle-{number}")
    monkeypatch.setattr(job_search, "MAX_JOBS_FOUND", 3)
    hits = job_search.find_jobs("needle", viewer=everyone)
    assert (len(hits.job_ids), hits.is_capped) == (3, True)
    assert hits.job_ids == sorted(hits.job_ids, reverse=True)


def test_rows_from_before_the_index_are_indexed_in_batches(everyone: Reviewer, monkeypatch: pytest.MonkeyPatch) -> None:
    job = a_job(title="before")
    for number in range(7):
        a_finding(job, text=f"ancient {number}")
    drop_index()
    a_finding(job, text="between")
    connection.check_constraints()
    monkeypatch.setattr(search_index, "BATCH_SIZE", 3)
    search_index.install_search(connection)
    assert [found(wanted, everyone) for wanted in ("ancient 0", "ancient 6", "before", "between")] == [["job-1"]] * 4
    Finding.objects.filter(text="ancient 0").update(text="modern")
    assert (found("ancient 0", everyone), found("modern", everyone)) == ([], ["job-1"])
    search_index.install_search(connection)  # again changes nothing
    assert found("modern", everyone) == ["job-1"]


def drop_index() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks to come gets no index
        for source in search_index.SOURCES:
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP INDEX {source.fts}")
                continue
            for event in ("insert", "update", "delete"):
                cursor.execute(f"DROP TRIGGER reviews_search_{source.name}_{event}")
            cursor.execute(f"DROP TABLE {source.fts}_terms")
            cursor.execute(f"DROP TABLE {source.fts}")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL indexes in one statement.")
def test_a_row_that_changes_while_it_waits_to_be_indexed_is_indexed_as_it_is_then(everyone: Reviewer) -> None:
    job = a_job(title="before")
    first = a_finding(job, text="waiting one")
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO reviews_searchprogress VALUES ('finding', %s)", [first.pk + 5])
        cursor.execute(
            f"INSERT INTO {search_index.SOURCES[1].fts}({search_index.SOURCES[1].fts}) VALUES ('delete-all')"
        )
    Finding.objects.filter(pk=first.pk).update(text="waiting two")
    assert found("waiting", everyone) == []
    search_index.install_search(connection)
    assert (found("waiting one", everyone), found("waiting two", everyone)) == ([], ["job-1"])


def test_the_search_of_one_queue_looks_nowhere_else(everyone: Reviewer) -> None:
    a_job(external_id="here", title="needle", queue=a_queue("Here"))
    a_job(external_id="there", title="needle")
    here = Queue.objects.get(name="Here")
    ids = job_search.find_jobs("needle", viewer=everyone, queue_ids=[here.pk]).job_ids
    assert ids == [Job.objects.get(external_id="here").pk]

"""A text is found however somebody spells it, and whatever they type is only text; the index keeps each thing once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracer.errors import RecordsError
from tracer.model import SourceRow
from tracer.records.search_index import Entry, SearchIndex
from tracer.records.search_text import all_words, compact, part_of_key, plain


def entry(key: str, words: str = "", source: str = "s", kind: str = "exhibit") -> Entry:
    return Entry(kind, f"exhibit:S:{key}", key, words, (compact(key),), plain(f"{key} {words}"), SourceRow(source, 1))


@pytest.fixture
def index(tmp_path: Path) -> SearchIndex:
    made = SearchIndex(tmp_path / "search.sqlite")
    made.take("one", [entry("JT/12", "Crème \ud800 phone"), entry("B/1"), entry("JT/12", "Crème \ud800 phone")])
    return made


@pytest.mark.parametrize(
    ("written", "found"),
    [("JT/12", "jt12"), ("jt 12", "jt12"), ("ＪＴ－１２", "jt12"), ("Crème", "creme"), ("-/ ", "")],
)
def test_spelling_does_not_matter(written: str, found: str) -> None:
    assert compact(written) == found


def test_a_key_is_found_whole_by_its_parts_and_however_short(index: SearchIndex) -> None:
    assert [one.title for one in index.named("jt12", 10)] == ["JT/12"]
    assert [one.title for one in index.find(part_of_key("t12"), 10)] == ["JT/12"]
    assert [one.title for one in index.find(part_of_key("t1"), 10)] == []
    assert [one.title for one in index.named("b1", 10)] == ["B/1"]
    assert index.named("t12", 10) == []
    assert [one.title for one in index.edged("t12", 10)] == ["JT/12"]
    assert [one.title for one in index.edged("jt", 10)] == ["JT/12"]
    assert index.edged("t1", 10) == []


def test_words_are_found_without_accents(index: SearchIndex) -> None:
    assert [one.title for one in index.find(all_words(plain("creme PHONE")), 10)] == ["JT/12"]


@pytest.mark.parametrize("typed", ['"', 'a" OR keys : "jt', "NEAR(jt 12)", "jt*", "{keys} : jt", "^jt", "\x00\x1f"])
def test_what_is_typed_is_never_an_expression(index: SearchIndex, typed: str) -> None:
    for asked in (part_of_key(compact(typed)), part_of_key(typed), all_words(plain(typed))):
        assert [one for one in index.find(asked, 10) if one.title == "B/1"] == [] if asked else True


def test_the_same_thing_in_two_files_is_kept_for_each(index: SearchIndex) -> None:
    index.take("two", [entry("B/1", source="other"), entry("B/1", source="other")])
    found = index.named("b1", 10)
    assert sorted(one.source.id for one in found if one.source) == ["other", "s"]


def test_a_file_that_is_thrown_away_is_made_anew(index: SearchIndex, tmp_path: Path) -> None:
    assert index.has("one")
    (tmp_path / "search.sqlite").unlink()
    assert not index.has("one")
    assert index.lacks(["one"]) == ["one"]


def test_what_is_no_database_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "search.sqlite").write_bytes(b"not a database at all" * 100)
    with pytest.raises(RecordsError, match="made anew"):
        SearchIndex(tmp_path / "search.sqlite").has("one")


def test_only_its_owner_reads_the_file(index: SearchIndex, tmp_path: Path) -> None:
    assert index.has("one")
    assert (tmp_path / "search.sqlite").stat().st_mode & 0o077 == 0

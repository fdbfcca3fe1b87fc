"""What a row lets people search for: things by the name that the row gives them, and by their id."""

from __future__ import annotations

from graph.queries.search import entries_of
from tracer.model import JsonValue, SourceRow, StoredFact


def link(**more: JsonValue) -> StoredFact:
    body = {"from_kind": "handler", "from_id": "H-17", "relation": "RUNS", "to_kind": "place", "to_id": "stall-9"}
    return StoredFact("f1", "links", {**body, "grade": "2CP", **more}, (), SourceRow("s1", 2))


def test_a_thing_is_found_by_the_name_that_a_row_gives_it() -> None:
    found = {one.id: one for one in entries_of(link(from_name="Omar Nine", to_name="Seven Sisters Repairs"))}
    handler, stall = found["handler:h-17"], found["place:stall-9"]
    assert (handler.title, stall.title) == ("Omar Nine", "Seven Sisters Repairs")
    assert all(word in handler.words for word in ("omar", "nine", "h-17"))
    assert "h17" in handler.keys
    assert "stall" in stall.words


def test_a_thing_that_no_row_names_is_called_by_its_id() -> None:
    assert {one.title for one in entries_of(link())} == {"H-17", "stall-9"}

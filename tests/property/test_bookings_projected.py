"""A booked exhibit is drawn as the ledger last had it, in whatever order its readings come."""

from __future__ import annotations

from itertools import permutations

import pytest
from fakes.fake_graph import FakeGraph
from rows_of_kinds import AT, IMEI, IMEI_2, LATEST, raw
from test_projection_order import Said, facts_of, projected, told

from graph.ids import place_id
from graph.standing import row_mark
from tracer.kinds import kinds
from tracer.kinds._base import Context
from tracer.kinds.seizures import BOOKED_ROW, REVISION, TAKEN_BACK
from tracer.model import RawBatch
from tracer.reading import Ask, _mapped
from tracer.times import from_iso

BOOKED = {"seizure_ref": "S1", "at": AT, "exhibit_ref": "AB1", "imei": IMEI, "found_with": "Fonez", "place": "Unit 4"}
BOOKED_AT = "2023-10-15T10:06:00Z"
REPORT: Said = ("reports", {"reference": "CR/1/23", "force": "Met", "imei": IMEI})


def reading(revision: int, **cells: str) -> Said:
    row = {**BOOKED, "officer": "JT", "booked_at": BOOKED_AT, REVISION: str(revision), **cells}
    return "seizures", {name: text for name, text in row.items() if text}


TAKEN = reading(9, imei="", found_with="", booked_at="", **{TAKEN_BACK: "yes"})
EARLIER: Said = ("seizures", {**BOOKED, "officer": "JT", "booked_at": BOOKED_AT, "seal": "Q0"})
"""As the row of a finished raid was written and loaded before readings of the ledger had a revision."""
OFF_TABLE = {**BOOKED, "officer": "PC Kay", "power": "s8", "seal": "Q0", "make": "Acme"}
OF_TABLE = {REVISION: "7", BOOKED_ROW: row_mark(OFF_TABLE, from_iso(AT), place_id("Unit 4"))}
CORRECTED: Said = ("seizures", {**OFF_TABLE, **OF_TABLE, "officer": "", "place": "", "imei": IMEI_2})
OF_OTHERS: Said = ("seizures", {**OFF_TABLE, "seal": "Z9"})
PART: Said = (
    "seizures",
    {"seizure_ref": "S1", "at": AT, "exhibit_ref": "AB/1/1", "imei": IMEI_2, "part_of": "AB/1", REVISION: "8"}
    | {BOOKED_ROW: "exhibit:S1:AB/1/1"},
)
"""A reading of what was taken out of an exhibit that was booked from a table: where that was, it does not say."""
STORIES: dict[str, list[Said]] = {
    "sealed": [REPORT, reading(1), reading(4, seal="Q1"), reading(2, exhibit_ref="AB2", imei=IMEI_2)],
    "read again as another phone": [REPORT, reading(1), reading(4, imei=IMEI_2, condition="cracked")],
    "taken back": [REPORT, reading(1), reading(4, seal="Q1"), TAKEN],
    "taken back, and a part of it is known": [
        reading(1),
        TAKEN,
        ("parts", {"part_kind": "board", "part_serial": "B1", "found_in_kind": "exhibit", "found_in_id": "S1:AB1"}),
    ],
    "loaded before there were revisions, and corrected": [REPORT, EARLIER, reading(1), reading(4, imei=IMEI_2)],
    "loaded before there were revisions, and taken back": [REPORT, EARLIER, TAKEN],
    "stated by others, who booked it at another time": [
        ("seizures", {**BOOKED, "officer": "ZZ", "booked_at": "2023-10-15T11:00:00Z", "imei": IMEI_2}),
        reading(1),
    ],
    "loaded twice before there were revisions": [EARLIER, (EARLIER[0], EARLIER[1] | {"found_with": "Kites"})],
    "booked from a table, and corrected": [REPORT, ("seizures", OFF_TABLE), CORRECTED],
    "booked from a table, and taken back": [
        REPORT,
        ("seizures", OFF_TABLE),
        ("seizures", {"seizure_ref": "S1", "at": AT, "exhibit_ref": "AB1", TAKEN_BACK: "yes", **OF_TABLE}),
    ],
    "booked from a table, corrected, and stated by others": [OF_OTHERS, ("seizures", OFF_TABLE), CORRECTED],
    "booked from a table, and taken out of it twice": [
        ("seizures", OFF_TABLE | {"place": "Stall 9"}),
        ("seizures", {**OFF_TABLE, "exhibit_ref": "JT/2"}),
        PART,
        ("seizures", PART[1] | {"exhibit_ref": "AB/1/1/1", "part_of": "AB/1/1", "imei": IMEI}),
    ],
    "taken back, and stated by a file as well": [("seizures", BOOKED | {"colour": "red"}), reading(1), TAKEN],
}


def phones_of(graph: FakeGraph) -> set[str]:
    return {end[1] for kind, _, end, _ in graph.edges if kind == "IDENTIFIED_AS"}


def places_of(graph: FakeGraph) -> set[tuple[str, str]]:
    return {(start[1], end[1]) for kind, start, end, _ in graph.edges if kind == "FOUND_AT"}


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("committed_ahead", [False, True])
def test_each_order_gives_the_same_graph(story: str, committed_ahead: bool) -> None:
    facts = facts_of(STORIES[story])
    once = told(projected([facts], committed_ahead=False))
    for order in permutations(facts):
        assert told(projected([[fact] for fact in order], committed_ahead)) == once


def test_the_newest_reading_alone_is_told() -> None:
    graph = projected([[fact] for fact in facts_of(STORIES["read again as another phone"])], False)
    assert graph.nodes["Exhibit", "exhibit:S1:AB/1"] == {"reference": "AB1", "condition": "cracked"}
    identified = [(start[1], end[1]) for kind, start, end, _ in graph.edges if kind == "IDENTIFIED_AS"]
    assert identified == [("exhibit:S1:AB/1", f"handset:imei:{IMEI_2}")]
    assert sum(kind == "SEIZED_IN" for kind, *_ in graph.edges) == 1


def test_of_a_booking_taken_back_only_the_search_is_left() -> None:
    graph = projected([[fact] for fact in facts_of(STORIES["taken back"])], False)
    assert not [key for key in graph.nodes if key[0] == "Exhibit"]
    assert {kind for kind, *_ in graph.edges} == {"HAS_IDENTIFIER", "CONCERNS", "TOOK_PLACE_AT"}
    assert ("Seizure", "seizure:S1") in graph.nodes


def test_what_was_loaded_before_there_were_revisions_is_told_once_and_as_the_ledger_has_it() -> None:
    for story, phones in (("corrected", [f"handset:imei:{IMEI_2}"]), ("taken back", [])):
        graph = projected([facts_of(STORIES[f"loaded before there were revisions, and {story}"])], False)
        assert [end[1] for kind, _, end, _ in graph.edges if kind == "IDENTIFIED_AS"] == phones
        assert [one.get("seal") for key, one in graph.nodes.items() if key[0] == "Exhibit"] == [None] * len(phones)


def test_what_others_state_of_an_exhibit_is_told_beside_what_the_ledger_says() -> None:
    graph = projected([facts_of(STORIES["stated by others, who booked it at another time"])], False)
    assert phones_of(graph) == {f"handset:imei:{IMEI}", f"handset:imei:{IMEI_2}"}


def test_a_correction_replaces_the_row_an_exhibit_was_booked_from_and_keeps_what_it_says_of_the_search() -> None:
    graph = projected([[fact] for fact in facts_of(STORIES["booked from a table, and corrected"])], False)
    assert phones_of(graph) == {f"handset:imei:{IMEI_2}"}
    assert graph.nodes["Exhibit", "exhibit:S1:AB/1"] == {"reference": "AB1", "make": "Acme", "seal": "Q0"}
    assert graph.nodes["Seizure", "seizure:S1"]["officer"] == "PC Kay"
    assert [end[1] for kind, _, end, _ in graph.edges if kind == "TOOK_PLACE_AT"] == ["place:unit-4"]
    assert places_of(graph) == {("exhibit:S1:AB/1", "place:unit-4")}
    graph = projected([facts_of(STORIES["booked from a table, and taken back"])], False)
    assert not [key for key in graph.nodes if key[0] == "Exhibit"]
    assert graph.nodes["Seizure", "seizure:S1"]["officer"] == "PC Kay"
    graph = projected([facts_of(STORIES["booked from a table, corrected, and stated by others"])], False)
    assert phones_of(graph) == {f"handset:imei:{IMEI}", f"handset:imei:{IMEI_2}"}


def test_what_was_taken_out_of_an_exhibit_was_found_where_that_was() -> None:
    graph = projected([facts_of(STORIES["booked from a table, and taken out of it twice"])], False)
    parts = {f"exhibit:S1:{one}" for one in ("AB/1", "AB/1/1", "AB/1/1/1")}
    assert places_of(graph) == {(one, "place:stall-9") for one in parts} | {("exhibit:S1:JT/2", "place:unit-4")}


def test_an_exhibit_that_a_reading_places_is_nowhere_else() -> None:
    placed = reading(8, **{BOOKED_ROW: OF_TABLE[BOOKED_ROW], "place": "Stall 9"})
    for said, places in ((placed, {("exhibit:S1:AB/1", "place:stall-9")}), (TAKEN, set())):
        graph = projected([facts_of([("seizures", OFF_TABLE), CORRECTED, said])], False)
        assert places_of(graph) == places


def test_where_the_ledger_says_nothing_such_rows_stand_as_those_of_any_file() -> None:
    graph = projected([facts_of(STORIES["loaded twice before there were revisions"])], False)
    assert sum(kind == "FOUND_WITH" for kind, *_ in graph.edges) == 2


def test_a_file_that_somebody_sends_replaces_nothing() -> None:
    sent: RawBatch = raw([{**BOOKED, REVISION: "99", TAKEN_BACK: "yes"}])
    for own in (False, True):
        fact = kinds()["seizures"].parse(_mapped(sent, Ask(ledger=own)), Context(LATEST)).facts[0]
        assert (f'"{REVISION}":' in str(fact.body["extra"])) is own
        assert "99" in str(fact.body["extra"])

"""Each exhibit of a search at two doors is tied to the door it was found behind, and to nobody at the other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from custody_raids import imei
from test_bookings_corrected import corrected, with_officers
from test_load_on_every_engine import QUIET, digest

from api.bookings import bring_now
from api.bootstrap import house
from api.custody_house import custody_house
from api.settings import Settings
from api.usecases.custody.intake import take_in
from api.usecases.follow import follow
from api.usecases.load import ask_of, load_into
from api.usecases.rebuild import rebuild
from graph.analytics.around import around
from graph.analytics.rank import rank
from graph.batch import Edge, GraphBatch, Node
from graph.follow import follow as follow_in_graph
from graph.ids import label_of
from graph.port import Graph
from graph.queries.path import best_path
from tracer.model import Basis, SourceRow

AT = "2023-10-15T11:00:00+01:00"
AT_STALL, AT_UNIT, MISREAD = imei(811), imei(812), imei(813)
STALL, UNIT, FONEZ, NINE = "place:stall-nine", "place:unit-4-phones", "handler:fonez", "handler:nine"
ON_STALL, IN_UNIT = "exhibit:R9:JT/1", "exhibit:R9:JT/2"
REPORTS = "reference,force,imei\n" + "".join(f"CR/{one},Met,{one}\n" for one in (AT_STALL, AT_UNIT))
LINKS = (
    "from_kind,from_id,relation,to_kind,to_id,to_name,grade\n"
    "handler,fonez,RUNS,place,unit-4-phones,Unit 4 Phones,1AP\n"
    "handler,nine,RUNS,place,stall-nine,Stall Nine,1AP\n"
)
BOOKED = (
    "seizure_ref,at,place,officer,exhibit_ref,imei,power\n"
    f"R9,{AT},stall-nine,PC Kay,JT/1,{MISREAD},s8\nR9,{AT},unit-4-phones,PC Kay,JT/2,{AT_UNIT},s8\n"
)
Ways = dict[tuple[str, str], list[str]]


@pytest.fixture(params=["embedded", "neo4j"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """A search at two doors, booked from one table, of which one exhibit was misread and put right."""
    found = with_officers(request, tmp_path)
    for name, rows in (("reports", REPORTS), ("links", LINKS), ("booked", BOOKED)):
        (tmp_path / f"{name}.csv").write_text(rows, encoding="utf-8")
    files = [tmp_path / "reports.csv", tmp_path / "links.csv"]
    assert all(not one.error for one in load_into(lambda: house(found), files, ask_of(None, None, None), QUIET))
    [taken] = take_in(found, [tmp_path / "booked.csv"], "JT", QUIET)
    assert (taken.booked, taken.error) == (2, None)
    with custody_house(found) as opened:
        corrected(opened, ON_STALL, imei=AT_STALL)
    assert bring_now(found) == 1
    yield found
    with house(found) as empty:
        empty.graph.clear()


def test_only_the_door_an_exhibit_was_found_behind_is_named_of_it(settings: Settings) -> None:
    with house(settings) as opened:
        once = digest(opened)
        doors = {}
        for phone in (AT_STALL, AT_UNIT):
            story = follow(opened, phone, False)
            [exhibit] = story.exhibits
            doors[exhibit.id] = (exhibit.place, {one.how for one in story.handlers}, {one.id for one in story.places})
        assert doors == {
            ON_STALL: ("Stall Nine", {"runs Stall Nine, where it was seized"}, {STALL}),
            IN_UNIT: ("Unit 4 Phones", {"runs Unit 4 Phones, where it was seized"}, {UNIT}),
        }
        phones = {STALL: [f"handset:imei:{AT_STALL}"], UNIT: [f"handset:imei:{AT_UNIT}"]}
        ranked = {one.id: [phone.handset for phone in one.handsets] for one in rank(opened.graph, "shops")}
        assert ranked == phones
        assert {shop: [one.handset for one in around(opened.graph, shop).handsets] for shop in phones} == phones
        assert around(opened.graph, UNIT).first == datetime(2023, 10, 15, 10, tzinfo=UTC)
        assert ways(opened.graph, (FONEZ, IN_UNIT), (FONEZ, ON_STALL), (FONEZ, "seizure:R9"), (UNIT, ON_STALL)) == {
            (FONEZ, IN_UNIT): ["RUNS", "FOUND_AT"],
            (FONEZ, ON_STALL): ["RUNS", "FOUND_AT", "SEIZED_IN", "SEIZED_IN"],
            (FONEZ, "seizure:R9"): ["RUNS", "TOOK_PLACE_AT"],
            (UNIT, ON_STALL): ["FOUND_AT", "SEIZED_IN", "SEIZED_IN"],
        }
        rebuild(opened, QUIET, QUIET.tell)
        assert digest(opened) == once


def ways(graph: Graph, *ends: tuple[str, str]) -> Ways:
    return {(a, b): [step.type for step in best_path(graph, a, b).steps] for a, b in ends}


def stated(*lines: str) -> tuple[Edge, ...]:
    """Statements that a row shows, from texts such as `exhibit:S1:AB/1 SEIZED_IN seizure:S1`."""
    said = [(row, *line.split()) for row, line in enumerate(lines, start=2)]
    return tuple(
        Edge(kind, (label_of(a) or "", a), (label_of(b) or "", b), f"f{row}", Basis.OBSERVED, SourceRow("s", row))
        for row, a, kind, b in said
    )


def test_where_no_row_says_it_the_only_door_of_a_search_is_meant_and_of_two_doors_neither(graph_engine: Graph) -> None:
    exhibit, phone = "exhibit:S1:AB/1", f"handset:imei:{AT_UNIT}"
    booked = [
        *(f"report:MET:1 CONCERNS {phone}", f"{phone} HAS_IDENTIFIER imei:{AT_UNIT}"),
        *(f"{exhibit} IDENTIFIED_AS {phone}", f"{exhibit} SEIZED_IN seizure:S1"),
        *(f"{FONEZ} RUNS {UNIT}", f"seizure:S1 TOOK_PLACE_AT {UNIT}"),
    ]
    reported = (Node("TheftReport", "report:MET:1", {"force": "Met", "reference": "1"}),)
    one_door = GraphBatch("s:0", datetime(2026, 3, 1, tzinfo=UTC), "s", nodes=reported, edges=stated(*booked))
    two_doors = GraphBatch("s:1", one_door.recorded_at, "s", edges=stated(f"seizure:S1 TOOK_PLACE_AT {STALL}"))

    graph_engine.write([one_door])
    story = follow_in_graph(graph_engine, AT_UNIT)
    assert ([one.place for one in story.exhibits], [one.id for one in story.handlers]) == ([UNIT], [FONEZ])
    assert [len(one.handsets) for one in rank(graph_engine, "shops")] == [1]
    assert ways(graph_engine, (FONEZ, exhibit)) == {(FONEZ, exhibit): ["RUNS", "TOOK_PLACE_AT", "SEIZED_IN"]}
    graph_engine.write([two_doors])
    story = follow_in_graph(graph_engine, AT_UNIT)
    assert (story.exhibits[0].place, story.handlers, story.places) == (None, (), ())
    assert [one.notes for one in story.events if one.kind == "seizure"] == [
        ("the search was at more than one place: at which of them this was found is not told",)
    ]
    assert [len(one.handsets) for one in rank(graph_engine, "shops")] == [0, 0]
    assert around(graph_engine, UNIT).handsets == ()
    assert ways(graph_engine, (FONEZ, exhibit)) == {(FONEZ, exhibit): []}

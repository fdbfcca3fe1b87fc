from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import cast

import pytest
from fakes.fake_graph import FakeGraph
from rows_of_kinds import GOOD, IMEI, IMEI_2, IMEI_3, fact, parsed

from graph import projector as module
from graph.batch import GraphBatch
from graph.projector import QUEUED, Patience, Projector
from tracer.errors import CancelledError, GraphError, GraphUnavailableError
from tracer.model import SourceRow, StoredFact
from tracer.records.records import Records
from tracer.records.values import Committed, Source, State

SOURCE = Source(
    "s1", "ab" * 32, "x.csv", 1, "pings", "csv", {}, State.LOADING, "", 0, 0, 0, 0, datetime(2026, 11, 24, tzinfo=UTC)
)
AWAY = GraphUnavailableError("The graph cannot be reached.", "Start it.")


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FIRST_PAUSE_S", 0.001)


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    yield
    assert "projector" not in [thread.name for thread in threading.enumerate()]


class Engine(FakeGraph):
    """A graph that fails when it is told to."""

    def __init__(self, failing: Callable[[Sequence[GraphBatch]], BaseException | None] = lambda _: None) -> None:
        super().__init__()
        self.failing = failing
        self.calls: list[list[str]] = []
        self.gate: threading.Event | None = None

    def write(self, batches: Sequence[GraphBatch]) -> None:
        if self.gate is not None:
            assert self.gate.wait(10)
        self.calls.append([batch.marker for batch in batches])
        error = self.failing(batches)
        if error is not None:
            raise error
        super().write(batches)


class Known:
    """The records, as far as a projector asks them."""

    def __init__(self) -> None:
        self.facts: list[StoredFact] = []
        self.turns = 0

    @contextmanager
    def turn(self) -> Iterator[None]:
        self.turns += 1
        yield

    def facts_mentioning(self, keys: Collection[str]) -> tuple[StoredFact, ...]:
        wanted = set(keys)
        return tuple(one for one in self.facts if wanted & {i for phone in one.phones for i in phone.identifiers})


def projecting(graph: FakeGraph, seconds: float = 60.0, told: list[str] | None = None) -> Projector:
    known = cast(Records, Known())
    return Projector(graph, known, Patience(seconds, (told if told is not None else []).append))


def pings(number: int) -> Committed:
    rows = [GOOD["pings"] | {"at": f"2023-10-{number + 1:02d}T10:{minute:02d}:00Z"} for minute in range(3)]
    return Committed(3, 0, 0, (), parsed("pings", *rows).observations)


def report(imei: str, serial: str | None = None) -> Committed:
    said = fact("reports", imei=imei, serial=serial, reference=f"CR/{imei}")
    return Committed(1, 0, 0, (StoredFact(said.id, said.kind, said.body, said.phones, SourceRow("s1", 2)),))


BATCHES = [pings(0), pings(1), report(IMEI), pings(2), report(IMEI_2), report(IMEI_3), pings(3), pings(4), pings(5)]
ALL = frozenset(range(len(BATCHES)))


def load(projector: Projector, numbers: Collection[int] = ALL) -> None:
    known = cast(Known, projector.records)
    with projector:
        for number, batch in enumerate(BATCHES):
            known.facts.extend(one for one in batch.new_facts if one not in known.facts)
            if number in numbers:
                projector.put(SOURCE, number, batch)


def whole() -> FakeGraph:
    graph = FakeGraph()
    load(projecting(graph))
    return graph


def test_everything_put_is_in_the_graph_once_it_has_settled() -> None:
    graph = Engine()
    projector = projecting(graph)
    assert projector.shown(SOURCE) == frozenset()
    load(projector)
    assert projector.shown(SOURCE) == ALL
    assert graph.flushed == 1
    assert sum(label == "Ping" for label, _ in graph.nodes) == 18
    assert sum(label == "TheftReport" for label, _ in graph.nodes) == 3


def test_what_was_put_before_somebody_cancelled_is_in_the_graph() -> None:
    graph = Engine()
    projector = projecting(graph)
    with pytest.raises(CancelledError), projector:
        for number in (0, 1):
            projector.put(SOURCE, number, BATCHES[number])
        raise CancelledError("The job was cancelled.")
    assert projector.shown(SOURCE) == {0, 1}
    assert graph.markers(SOURCE.id) == frozenset({"s1:0", "s1:1"})


def test_nothing_put_settles_at_once() -> None:
    graph = Engine()
    with projecting(graph):
        pass
    assert (graph.calls, graph.flushed) == ([], 1)


def test_small_batches_are_gathered_and_those_with_facts_come_in_their_turn() -> None:
    graph = Engine()
    projector = projecting(graph)
    load(projector)
    assert [marker for call in graph.calls for marker in call] == [f"s1:{number}" for number in sorted(ALL)]
    assert graph.calls[:2] == [["s1:0", "s1:1"], ["s1:2"]]
    assert len(graph.calls) < len(BATCHES)
    assert cast(Known, projector.records).turns == 3


def test_an_engine_that_goes_away_and_comes_back_loses_nothing_and_it_is_told() -> None:
    told: list[str] = []
    away = iter([AWAY, AWAY, None, AWAY])
    graph = Engine(lambda _: next(away, None))
    load(projecting(graph, told=told))
    assert graph.status() == whole().status()
    assert len(told) == 3
    assert all(text.startswith("The graph cannot be reached. Trying again in 0.00") for text in told)
    assert all("what was loaded so far is kept" in text for text in told)


def test_an_engine_that_is_away_when_it_is_asked_or_flushed_is_waited_for() -> None:
    class Asked(FakeGraph):
        away = 2

        def flush(self) -> None:
            if self.away:
                self.away -= 1
                raise AWAY
            super().flush()

        def markers(self, source: str) -> frozenset[str]:
            if not self.flushed and self.away == 2:
                self.away -= 1
                raise AWAY
            return super().markers(source)

    graph, told = Asked(), list[str]()
    projector = projecting(graph, told=told)
    assert projector.shown(SOURCE) == frozenset()
    load(projector)
    assert (len(told), graph.flushed) == (2, 1)


@pytest.mark.parametrize("seconds", [0.0, 0.01])
def test_an_engine_that_stays_away_is_an_error_and_not_a_wait_for_ever(seconds: float) -> None:
    graph = Engine(lambda _: AWAY)
    projector = projecting(graph, seconds)
    with pytest.raises(GraphUnavailableError) as error:
        load(projector)
    assert error.value is AWAY
    assert (graph.nodes, graph.written, graph.flushed) == ({}, {}, 0)


def test_after_an_error_nothing_more_is_tried_and_more_than_the_queue_holds_is_no_hang() -> None:
    graph = Engine(lambda _: AWAY)
    graph.gate = threading.Event()
    projector = projecting(graph, 0.0)
    with pytest.raises(GraphUnavailableError), projector:
        for number in range(QUEUED):
            projector.put(SOURCE, number, report(IMEI))
        graph.gate.set()
        for number in range(QUEUED, 10 * QUEUED):
            projector.put(SOURCE, number, report(IMEI))
    assert (len(graph.calls), graph.flushed) == (1, 0)


@pytest.mark.parametrize("broken", sorted(ALL))
@pytest.mark.parametrize("error", [GraphError("The disk is full."), MemoryError()])
def test_after_an_error_in_the_middle_the_next_load_takes_up_what_is_missing(broken: int, error: Exception) -> None:
    graph = Engine(lambda batches: error if f"s1:{broken}" in [batch.marker for batch in batches] else None)
    projector = projecting(graph)
    with pytest.raises(type(error)) as told:
        load(projector)
    assert told.value is error
    assert f"s1:{broken}" not in graph.markers("s1")
    graph.failing = lambda _: None
    projector = projecting(graph)
    load(projector, ALL - projector.shown(SOURCE))
    assert projector.shown(SOURCE) == ALL
    assert graph.status() == whole().status()


def test_an_error_is_raised_from_the_next_call_and_from_every_one_after_it() -> None:
    errors = iter([GraphError("once")])
    projector = projecting(Engine(lambda _: next(errors, None)))
    with pytest.raises(GraphError, match="once"), projector:
        projector.put(SOURCE, 2, report(IMEI))
        with pytest.raises(GraphError, match="once"):
            projector.settle()
        with pytest.raises(GraphError, match="once"):
            projector.put(SOURCE, 3, report(IMEI_2))
        projector.settle()


def test_what_is_on_its_way_counts_as_shown_so_that_it_is_not_put_twice() -> None:
    graph = Engine()
    graph.gate = threading.Event()
    with projecting(graph) as projector:
        projector.put(SOURCE, 2, report(IMEI))
        assert projector.shown(SOURCE) == {2}
        assert graph.markers("s1") == frozenset()
        graph.gate.set()
    assert graph.markers("s1") == {"s1:2"}


def test_a_block_that_ends_in_an_error_stops_and_the_next_load_takes_up_the_rest() -> None:
    graph = Engine()
    graph.gate = threading.Event()
    projector = projecting(graph)
    with pytest.raises(RuntimeError, match="the file is damaged"), projector:
        for number in (2, 4, 5):
            cast(Known, projector.records).facts.extend(BATCHES[number].new_facts)
            projector.put(SOURCE, number, BATCHES[number])
        threading.Timer(0.05, graph.gate.set).start()
        raise RuntimeError("the file is damaged")
    assert len(graph.calls) <= 1
    assert graph.flushed == 0
    again = projecting(graph)
    load(again, ALL - again.shown(SOURCE))
    assert graph.status() == whole().status()


def test_an_error_while_the_engine_is_away_is_not_kept_waiting() -> None:
    told: list[str] = []
    waiting = threading.Event()

    def tell(text: str) -> None:
        told.append(text)
        waiting.set()

    projector = Projector(Engine(lambda _: AWAY), cast(Records, Known()), Patience(3600, tell))
    with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(module, "FIRST_PAUSE_S", 600.0)
        with projector:
            projector.put(SOURCE, 2, report(IMEI))
            assert waiting.wait(10)
            raise KeyboardInterrupt
    assert len(told) == 1


def test_a_batch_that_is_there_already_changes_nothing() -> None:
    graph = Engine()
    load(projecting(graph))
    before = (dict(graph.nodes), dict(graph.edges))
    load(projecting(graph))
    assert (graph.nodes, graph.edges) == before


def test_a_fact_that_changes_a_handset_is_drawn_after_what_it_changes() -> None:
    graph = Engine()
    projector = projecting(graph)
    known = cast(Known, projector.records)
    with projector:
        for number, batch in enumerate([report(IMEI), report(IMEI_2), report(f"{IMEI} / {IMEI_2}")]):
            known.facts.extend(batch.new_facts)
            projector.put(SOURCE, number, batch)
    assert [own_id for label, own_id in graph.nodes if label == "Handset"] == [f"handset:imei:{IMEI}"]
    assert sum(kind == "CONCERNS" for kind, *_ in graph.edges) == 3

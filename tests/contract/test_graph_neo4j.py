"""What only the Neo4j engine must do: say plainly why a server cannot be used, and be emptied beside who writes."""

from __future__ import annotations

import socket
from typing import Any

import pytest
from graph_reference import Reference, batch

from graph.engines import _neo4j_write
from graph.engines import neo4j as engine
from graph.engines.neo4j import Neo4jGraph
from tracer.errors import ConfigurationError, GraphError, GraphUnavailableError


def test_server_that_is_away_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.engines.neo4j._RETRY_S", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with Neo4jGraph(f"bolt://127.0.0.1:{port}", "neo4j", "secret") as graph:
        for act in (graph.prepare, graph.status, graph.clear, lambda: graph.write([batch("s:1", [1])])):
            with pytest.raises(GraphUnavailableError, match="nothing recorded is lost"):
                act()
        with pytest.raises(GraphUnavailableError):
            graph.read("RETURN 1")
        monkeypatch.setattr(graph, "_session", lambda: pytest.fail("It was asked again at once."))
        with pytest.raises(GraphUnavailableError, match="nothing recorded is lost"):
            graph.read("RETURN 1")


@pytest.mark.parametrize("uri", ["nonsense", "http://127.0.0.1:7687", "bolt://127.0.0.1:port"])
def test_address_that_is_none_is_a_wrong_setting(uri: str) -> None:
    with pytest.raises(ConfigurationError, match="NEO4J_URI"):
        Neo4jGraph(uri, "neo4j", "secret")


def test_wrong_password_is_a_wrong_setting(neo4j_settings: dict[str, str]) -> None:
    graph = Neo4jGraph(**{**neo4j_settings, "password": "not-it"})
    with graph, pytest.raises(ConfigurationError, match="NEO4J_PASSWORD") as told:
        graph.status()
    assert "not-it" not in str(told.value)


def test_unknown_database_is_a_wrong_setting(neo4j_settings: dict[str, str]) -> None:
    graph = Neo4jGraph(**{**neo4j_settings, "database": "nowhere"})
    with graph, pytest.raises(ConfigurationError, match="NEO4J_DATABASE"):
        graph.status()


def test_every_label_has_a_named_constraint(neo4j_settings: dict[str, str]) -> None:
    with Neo4jGraph(**neo4j_settings) as graph:
        graph.prepare()
        found = graph.read("SHOW CONSTRAINTS YIELD name, labelsOrTypes RETURN name, labelsOrTypes[0] AS label")
    names = {row["label"]: row["name"] for row in found}
    assert names["TheftReport"] == "theft_report_id"
    assert names["Handset"] == "handset_id"


def test_half_a_load_is_taken_up(neo4j_settings: dict[str, str]) -> None:
    with Neo4jGraph(**neo4j_settings) as graph:
        graph.prepare()
        graph.clear()
        reference = Reference()
        for one in (batch("s:1", range(50), range(20)), batch("s:2", range(25, 80), range(10, 40))):
            graph.write([one])
            reference.write([one])
        assert graph.status().digest == reference.digest()


@pytest.mark.parametrize("at_once", [True, False], ids=["pings of many transactions", "one transaction"])
def test_what_is_written_while_the_graph_is_emptied_has_no_marker_and_is_written_again(
    neo4j_settings: dict[str, str], monkeypatch: pytest.MonkeyPatch, at_once: bool
) -> None:
    one = batch("s:1", range(50), range(20) if not at_once else ())
    with Neo4jGraph(**neo4j_settings) as graph, Neo4jGraph(**neo4j_settings) as other:
        graph.prepare()
        graph.clear()
        monkeypatch.setattr(engine, "_only_many_pings", lambda _: at_once)
        writes = {engine: engine.write_markers, _neo4j_write: _neo4j_write.write_markers}

        def emptied_before(*given: Any) -> None:
            # In one transaction it holds what the other would wait for: there, others begin to empty it and end.
            with monkeypatch.context() as alone:
                alone.setattr(engine, "_CLEAR", engine._CLEAR if at_once else ())
                other.clear()
            writes[engine](*given)

        for module in writes:
            monkeypatch.setattr(module, "write_markers", emptied_before)
        with pytest.raises(GraphUnavailableError, match="emptied while this was written"):
            graph.write([one])
        assert graph.markers("s") == frozenset()
        for module, write in writes.items():
            monkeypatch.setattr(module, "write_markers", write)
        graph.write([one])
        reference = Reference()
        reference.write([one])
        assert (graph.markers("s"), graph.status().digest) == ({"s:1"}, reference.digest())


def test_nobody_writes_to_a_graph_whose_emptying_was_cut_short_until_it_is_done(
    neo4j_settings: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Neo4jGraph(**neo4j_settings) as graph:
        graph.prepare()
        with monkeypatch.context() as short:
            short.setattr(engine, "_CLEAR", ("RETURN 1 / 0",))
            with pytest.raises(GraphError):
                graph.clear()
        with pytest.raises(GraphUnavailableError, match="being emptied"):
            graph.write([batch("s:1", range(5), range(2))])
        graph.clear()
        graph.write([batch("s:1", range(5), range(2))])
        assert graph.markers("s") == {"s:1"}

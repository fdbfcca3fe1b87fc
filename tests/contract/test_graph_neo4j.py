"""What only the Neo4j engine must do: say plainly why a server cannot be used."""

from __future__ import annotations

import socket

import pytest
from graph_reference import Reference, batch

from graph.engines.neo4j import Neo4jGraph
from tracer.errors import ConfigurationError, GraphUnavailableError


def test_server_that_is_away_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.engines.neo4j._RETRY_S", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with Neo4jGraph(f"bolt://127.0.0.1:{port}", "neo4j", "secret") as graph:
        for act in (graph.prepare, graph.status, graph.clear, lambda: graph.write([batch("s:1", [1])])):
            with pytest.raises(GraphUnavailableError, match="nothing recorded is lost"):
                act()


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

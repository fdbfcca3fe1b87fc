"""The py2neo bridge against a real Neo4j."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pandas as pd
import pytest
from neo4j import GraphDatabase

from graph.notebook import LIMITS, EndOfLifeWarning, Notebook, open_notebook
from tracer.errors import ConfigurationError, GraphUnavailableError

CASE = """
CREATE (a:Handler {id: 'handler:a', name: 'A'})-[:HELD {fact: 'f1', basis: 'observed', at: datetime($at)}]->
       (h:Handset {id: 'handset:imei:1'}), (a)-[:HELD {fact: 'f2', basis: 'asserted'}]->(h),
       (:Handler {id: 'handler:b'})
"""


@pytest.fixture
def notebook(neo4j_settings: dict[str, str]) -> Iterator[Notebook]:
    account = (neo4j_settings["username"], neo4j_settings["password"])
    with GraphDatabase.driver(neo4j_settings["uri"], auth=account) as driver:
        driver.execute_query("MATCH (n) DETACH DELETE n", database_=neo4j_settings["database"])
        driver.execute_query(CASE, at="2026-07-01T10:00:00+02:00", database_=neo4j_settings["database"])
        with pytest.warns(EndOfLifeWarning, match="no release since 2021"):
            yield open_notebook(neo4j_settings["uri"], account[0], account[1], database=neo4j_settings["database"])
        driver.execute_query("MATCH (n) DETACH DELETE n", database_=neo4j_settings["database"])


def test_rows_become_a_data_frame_with_instants_in_utc(notebook: Notebook) -> None:
    frame = notebook.frame("MATCH (a:Handler)-[r]->(b) WHERE r.fact = $fact RETURN a.id AS a, r.at AS at", fact="f1")
    assert frame.to_dict("records") == [{"a": "handler:a", "at": pd.Timestamp("2026-07-01T08:00:00Z")}]
    assert list(notebook.frame("MATCH (n:Handler {id: 'nobody'}) RETURN n.id AS id").columns) == ["id"]


def test_paths_become_a_network(notebook: Notebook) -> None:
    network = notebook.network("MATCH (h:Handler) OPTIONAL MATCH p = (h)-[:HELD]->() RETURN h, p")
    assert set(network) == {"handler:a", "handler:b", "handset:imei:1"}
    assert network.nodes["handler:a"] == {"label": "Handler", "id": "handler:a", "name": "A"}
    assert {data["basis"] for _, _, data in network.edges(data=True)} == {"observed", "asserted"}
    assert network.number_of_edges("handler:a", "handset:imei:1") == 2
    assert len(notebook.network("MATCH (n:Handler {id: 'nobody'}) RETURN n")) == 0


def test_old_notebooks_find_what_they_knew_and_the_limits_are_true(notebook: Notebook) -> None:
    assert notebook.graph.nodes.match("Handler", id="handler:a").first()["name"] == "A"
    assert len(notebook.graph.run("MATCH (h:Handler) RETURN h.id AS id").data()) == 2
    assert any("indexes and constraints" in limit for limit in LIMITS)
    with pytest.raises(Exception, match="no procedure"):
        notebook.graph.schema.get_indexes("Handler")


@pytest.mark.filterwarnings("ignore::graph.notebook.EndOfLifeWarning")
def test_a_server_that_does_not_answer_says_what_to_do() -> None:
    with pytest.raises(GraphUnavailableError, match="Check that Neo4j runs there"):
        open_notebook("bolt://127.0.0.1:1", "neo4j", "nothing")


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "py2neo", None)
    with pytest.raises(ConfigurationError, match="pip install"):
        open_notebook("bolt://127.0.0.1:1", "neo4j", "nothing")

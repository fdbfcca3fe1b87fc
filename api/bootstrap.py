"""The one place that chooses engines and puts the parts together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock

from api.clearing import finish_clearing
from api.settings import Settings
from graph.port import Graph
from tracer.errors import ConfigurationError
from tracer.records.evidence import EvidenceStore
from tracer.records.records import Records
from tracer.records.values import Source
from tracer.records.vault import Vault

if TYPE_CHECKING:
    from tracer.ingest import Loader, Progress


@dataclass(frozen=True, slots=True)
class House:
    """The records, the evidence and the graph of one installation."""

    settings: Settings
    records: Records
    evidence: EvidenceStore
    graph: Graph

    @contextmanager
    def loader(
        self,
        progress: Progress,
        tell: Callable[[str], None],
        begun: Callable[[Source], None] = lambda _source: None,
    ) -> Iterator[Loader]:
        """A loader into this house, whose graph has all that was loaded when the block ends.

        `tell` is given what a person should know while it waits, `begun` each source before its rows. Raises
        `GraphUnavailableError`.
        """
        from api.on_its_way import on_its_way
        from graph.projector import Patience, Projector
        from tracer.ingest import Loader

        patience = Patience(self.settings.graph_patience_s, tell)
        projector = Projector(self.graph, self.records, patience)
        with on_its_way(projector, self.records, self.settings.graph_name) as projection:
            yield Loader(self.records, self.evidence, projection, progress, self.settings.spool, begun)


@contextmanager
def house(settings: Settings, read_only: bool = False) -> Iterator[House]:
    """Open everything and close it again. `read_only` lets a question be asked beside a process that loads."""
    _make_home(settings.home)
    vault = Vault.load(settings.data_key_file)
    records = Records.open(settings.records_url, vault)
    try:
        with open_graph(settings, read_only) as graph:
            yield House(settings, records, EvidenceStore(settings.evidence, vault), graph)
    finally:
        records.close()


def _make_home(home: Path) -> None:
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise ConfigurationError(
            f"The folder {home} cannot be made ({error.strerror}).", "Set TRACER_HOME to a folder you may write to."
        ) from error


def open_graph(settings: Settings, read_only: bool = False) -> Graph:
    """The engine the settings name, ready to be asked; one that is not there yet is made.

    Raises `GraphUnavailableError` and `GraphHeldError`.
    """
    if settings.neo4j is None:
        return _open_embedded(settings, read_only)
    from graph.engines.neo4j import Neo4jGraph

    server = settings.neo4j
    graph = Neo4jGraph(server.uri, server.username, server.password, server.database)
    return graph if read_only else _prepared(graph, settings)


def _open_embedded(settings: Settings, read_only: bool) -> Graph:
    from graph.engines.embedded import EmbeddedGraph

    path = settings.embedded_graph
    if not path.exists():
        # Of several that find none, as the processes of a server that start together, one makes it.
        with FileLock(settings.home / ".graph-making.lock"):
            if not path.exists():
                EmbeddedGraph.make(path)
    graph = EmbeddedGraph(path, read_only=read_only)
    return graph if read_only else _prepared(graph, settings)


def _prepared(graph: Graph, settings: Settings) -> Graph:
    graph.prepare()
    finish_clearing(graph, settings.clearing)
    return graph

"""A contract test that asks for `graph_engine` meets every engine in graph/engines, for `records` every database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import records_databases
from graph_opening import ENGINES, open_engine

from graph.port import Graph
from tracer.records.records import Records


@pytest.fixture(params=ENGINES)
def graph_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Graph]:
    """One engine, prepared and empty."""
    with open_engine(request.param, request, tmp_path) as opened:
        yield opened


@pytest.fixture(params=records_databases.ENGINES)
def records(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Records]:
    """Records with nothing in them, on each database."""
    with records_databases.fresh_url(request.param, tmp_path, request) as url:
        opened = Records.open(url, records_databases.VAULT)
        yield opened
        opened.close()

"""A contract test that asks for `graph_engine` meets every engine in graph/engines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from graph_opening import ENGINES, open_engine

from graph.port import Graph


@pytest.fixture(params=ENGINES)
def graph_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Graph]:
    """One engine, prepared and empty."""
    with open_engine(request.param, request, tmp_path) as opened:
        yield opened

"""Installations of the product that the end-to-end tests share or start from."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tracer_command import Tracer


@pytest.fixture
def tracer(tmp_path: Path) -> Tracer:
    """The command with an installation that does not exist yet."""
    return Tracer(tmp_path)


@pytest.fixture(scope="session")
def heron(tmp_path_factory: pytest.TempPathFactory) -> Tracer:
    """The command with the demonstration case loaded. Shared: only ask it questions."""
    command = Tracer(tmp_path_factory.mktemp("heron"))
    command("demo")
    return command


@pytest.fixture
def own_heron(heron: Tracer, tmp_path: Path) -> Tracer:
    """The same case in an installation of the test's own, to be changed or damaged."""
    shutil.copytree(heron.home, tmp_path / "home")
    return Tracer(tmp_path)


@pytest.fixture
def on_neo4j(neo4j_settings: dict[str, str]) -> dict[str, str]:
    """The settings that choose the test's Neo4j."""
    return {
        "NEO4J_URI": neo4j_settings["uri"],
        "NEO4J_USERNAME": neo4j_settings["username"],
        "NEO4J_PASSWORD": neo4j_settings["password"],
        "NEO4J_DATABASE": neo4j_settings["database"],
    }

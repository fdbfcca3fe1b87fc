"""Installations of the product that the end-to-end tests share or start from."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from playwright.sync_api import Browser, expect, sync_playwright
from tracer_command import Tracer
from web_browser import CHROMIUM, WAITS_S
from web_site import Site, serving


@pytest.fixture
def tracer(tmp_path: Path) -> Tracer:
    """The command with an installation that does not exist yet."""
    return Tracer(tmp_path)


@pytest.fixture(scope="session")
def heron(tmp_path_factory: pytest.TempPathFactory) -> Tracer:
    """The command with the demonstration case loaded. Shared: only ask it questions.

    The first worker that needs it makes it, and the others copy it.
    """
    command = Tracer(tmp_path_factory.mktemp("heron"))
    if "PYTEST_XDIST_WORKER" not in os.environ:
        command("demo")
        return command
    shared = tmp_path_factory.getbasetemp().parent / "made"
    with FileLock(f"{shared}.lock"):
        if not shared.exists():
            command("demo")
            shutil.copytree(command.home, shared)
            return command
    shutil.copytree(shared, command.home)
    return command


@pytest.fixture(scope="session")
def heron_digest(heron: Tracer) -> str:
    """What the demonstration case's graph comes to."""
    return heron.digest()


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


@pytest.fixture(scope="module")
def heron_site(heron: Tracer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server over the demonstration case, for the tests of one file."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(heron.home, folder / "home")
    with serving(Tracer(folder)) as site:
        yield site


@pytest.fixture
def own_site(heron: Tracer, tmp_path: Path) -> Iterator[Site]:
    """A server over a copy of the demonstration case that is the test's own."""
    shutil.copytree(heron.home, tmp_path / "home")
    with serving(Tracer(tmp_path)) as site:
        yield site


@pytest.fixture(scope="session")
def web_browser(chromium: str) -> Iterator[Browser]:
    """A Chromium for all tests of pages."""
    expect.set_options(timeout=WAITS_S * 1000)  # The machine may be busy; five seconds would assert a time.
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM)
        yield started
        started.close()

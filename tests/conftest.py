"""Servers, data and browser that tests share, and the order in which tests may meet them.

`script/test` starts the servers and names them in the environment. Here those settings are taken out of it, so that a
test of the product's defaults never meets a setting that belongs to the test run.
"""

from __future__ import annotations

import gc
import json
import os
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NoReturn
from uuid import uuid4

import hypothesis
import pytest

ROOT = Path(__file__).resolve().parent.parent
# A worker of pytest-xdist inherits the environment after it was emptied here: the settings reach it under this name.
_HANDED_ON = "PYTEST_SERVER_SETTINGS"

# A deadline asserts a time, and the machine may be busy with something else.
hypothesis.settings.register_profile("default", deadline=None, max_examples=50)
hypothesis.settings.register_profile("soak", deadline=None, max_examples=2_000, print_blob=True, derandomize=False)
hypothesis.settings.load_profile("default")


def _take_settings() -> dict[str, str]:
    taken = json.loads(os.environ.get(_HANDED_ON, "{}"))
    for name in [name for name in os.environ if name.startswith(("NEO4J_", "TRACER_"))]:
        taken[name] = os.environ.pop(name)
    os.environ[_HANDED_ON] = json.dumps(taken)
    return taken


_SETTINGS = _take_settings()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Deals the files out to the workers of `pytest -n`, and all tests of the one Neo4j to one of them.

    Those empty and fill the same graph. pytest-xdist has a mark for this, which pytest 9.2 ignores without a word
    (pytest-xdist issue 1386).
    """
    from xdist.scheduler import LoadScopeScheduling

    config.option.loadscopereorder = False  # Not by their number of tests: see `place_of`.

    class Scheduler(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return scope_of(nodeid)

    return Scheduler(config, log)


def scope_of(nodeid: str) -> str:
    """Which tests run in one worker, one after another: those of one file, and those that may reach the one Neo4j.

    By what the file says, since a test may open the server through a helper and say nothing of it in its own name.
    """
    file = nodeid.partition("::")[0]
    return "neo4j" if "neo4j" in nodeid.lower() or _speaks_of_neo4j(ROOT / file) else file


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What takes longest comes first where workers share the tests; without them, in the order of the folders."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: place_of(item.nodeid))


def pytest_collection_finish() -> None:
    """What was read in so far stays to the end: it is not looked through for garbage again and again."""
    gc.freeze()


def place_of(nodeid: str) -> int:
    """When the tests of a scope are dealt out: long files at the end would leave a worker alone with them.

    All tests of Neo4j are nearly as long as half of the rest; a file in `e2e` takes a minute, in other folders seconds.
    """
    scope = scope_of(nodeid)
    longest_first = ("neo4j", "tests/e2e/", "tests/contract/", "")
    return next(place for place, start in enumerate(longest_first) if scope.startswith(start))


@cache
def _speaks_of_neo4j(file: Path) -> bool:
    if "unit" in file.parts:
        return False
    text = file.read_text(encoding="utf-8").lower()
    return any(word in text for word in ("neo4j", "graph_opening", "graph_engine"))


def _not_available(what: str, do: str) -> NoReturn:
    """Skips on a person's machine; in CI, where everything must be there, fails."""
    if os.environ.get("CI"):
        pytest.fail(f"{what}, and CI is set. {do}", pytrace=False)
    pytest.skip(f"{what}. {do}")


@pytest.fixture(scope="session")
def neo4j_settings() -> dict[str, str]:
    """Address and account of a real Neo4j whose graph the test may empty: uri, username, password, database."""
    if "NEO4J_URI" not in _SETTINGS:
        _not_available("No Neo4j to test against", "Run script/test, which starts one.")
    return {
        "uri": _SETTINGS["NEO4J_URI"],
        "username": _SETTINGS.get("NEO4J_USERNAME", "neo4j"),
        "password": _SETTINGS.get("NEO4J_PASSWORD", ""),
        "database": _SETTINGS.get("NEO4J_DATABASE", "neo4j"),
    }


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """SQLAlchemy URL of an empty PostgreSQL database, made for this worker and dropped after its last test."""
    if "TRACER_TEST_POSTGRES_URL" not in _SETTINGS:
        _not_available("No PostgreSQL to test against", "Run script/test, which starts one.")
    import sqlalchemy as sa

    server = sa.make_url(_SETTINGS["TRACER_TEST_POSTGRES_URL"])
    name = f"test_{uuid4().hex}"
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    yield server.set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of large samples kept beside the repository, never in it."""
    folder = Path(_SETTINGS.get("TRACER_SHARED_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"No sample data in {folder}. Set TRACER_SHARED_DATA to the folder that has them.")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of a Chromium, to open pages as a person would; the one without windows takes half of the time."""
    for name in ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    _not_available("No Chromium to open pages with", "Run script/test, which installs it where it may.")

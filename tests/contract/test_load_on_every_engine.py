"""The demonstration case gives one graph, whichever engine shows it and whichever database keeps its records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from custody_ledgers import soaking
from records_databases import fresh_url

from api.bootstrap import House, house
from api.settings import read_settings
from api.usecases.load import ask_of, load_into
from api.usecases.rebuild import catch_up, rebuild
from tracer.demo import case_files
from tracer.ingest import Loaded


class Quiet:
    """Progress that nobody watches."""

    def file(self, name: str, size: int) -> None: ...
    def moved(self, done: int, rows: int) -> None: ...
    def tell(self, text: str) -> None: ...


QUIET = Quiet()


def settings_of(home: Path, records: str, neo4j: Mapping[str, str] | None = None) -> dict[str, str]:
    server = {f"NEO4J_{name.upper()}": value for name, value in (neo4j or {}).items()}
    return {"TRACER_HOME": str(home), "TRACER_RECORDS_URL": records, **server}


def load_case(environment: Mapping[str, str]) -> list[Loaded]:
    def opened() -> object:
        return house(read_settings(environment))

    return list(load_into(opened, case_files(), ask_of(None, None, None), QUIET))  # type: ignore[arg-type]


def digest(open_house: House) -> str:
    return open_house.graph.status().digest


@pytest.fixture(scope="module")
def wanted(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The digest on the embedded engine with SQLite records: what every other must come to."""
    home = tmp_path_factory.mktemp("wanted") / "home"
    environment = settings_of(home, f"sqlite:///{home / 'records.sqlite'}")
    assert all(one.loaded == one.rows for one in load_case(environment))
    with house(read_settings(environment), read_only=True) as loaded:
        status = loaded.graph.status()
    assert status.nodes["Ping"] > 2_000
    assert status.relationships["CONCERNS"] > 140
    return status.digest


PAIRS = [("embedded", "sqlite"), ("neo4j", "postgresql"), ("embedded", "postgresql"), ("neo4j", "sqlite")]
"""Engines and records databases, which know nothing of each other: each once here, and all pairs in `script/soak`."""


@pytest.fixture(params=PAIRS if soaking() else PAIRS[:2], ids="-".join)
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    engine, records = request.param
    server = request.getfixturevalue("neo4j_settings") if engine == "neo4j" else None
    with fresh_url(records, tmp_path, request, made=False) as url:
        found = settings_of(tmp_path / "home", url, server)
        with house(read_settings(found)) as empty:
            empty.graph.clear()
            assert empty.graph.status().nodes == {}
        yield found


def test_every_engine_shows_the_same(environment: dict[str, str], wanted: str) -> None:
    counts = load_case(environment)
    assert sum(one.loaded for one in counts) == sum(one.rows for one in counts)
    with house(read_settings(environment)) as loaded:
        assert digest(loaded) == wanted
        assert rebuild(loaded, QUIET, QUIET.tell) == len(case_files())
        assert digest(loaded) == wanted
    assert all(one.unchanged == one.rows for one in load_case(environment))
    with house(read_settings(environment)) as again:
        assert digest(again) == wanted


def test_a_case_moves_between_the_engines(neo4j_settings: dict[str, str], tmp_path: Path, wanted: str) -> None:
    records = f"sqlite:///{tmp_path / 'home' / 'records.sqlite'}"
    embedded = settings_of(tmp_path / "home", records)
    server = settings_of(tmp_path / "home", records, neo4j_settings)
    load_case(embedded)
    with house(read_settings(server)) as moved:
        rebuild(moved, QUIET, QUIET.tell)
        assert digest(moved) == wanted
        (tmp_path / "home" / "graph.lbug").unlink()
    with house(read_settings(embedded)) as back:
        assert back.graph.status().nodes == {}
        catch_up(back, QUIET, QUIET.tell)
        assert digest(back) == wanted

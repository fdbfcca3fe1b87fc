"""Commands, pages and the API say the same, whether the graph is in Neo4j or in the embedded engine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tracer_command import Tracer
from web_house import House, opened_house

from api.work import graph as graph_work
from tracer.demo import CASE

A, B, C = CASE.a.imei, CASE.b.imei, CASE.c.imei
SHOP, HANDLER = "place:unit-4-phones", "handler:fonez"
_RANDOM = re.compile(r"\b[0-9a-f]{32}\b|[A-Za-z0-9_-]{43}|\b[0-9a-f]{16}\b|nonce-[^'\"]+")
"""What differs between two sessions: ids, tokens and nonces."""

COMMANDS = [
    *(("follow", handset.imei) for handset in (CASE.a, CASE.b, CASE.c, CASE.d)),
    ("follow", CASE.c.imei, "--observed-only"),
    *(("follow", name) for name in (CASE.waybill, CASE.exhibit_clone, CASE.display_listing, CASE.exhibit_board_d)),
    *(("rank", what, "--by", by) for what in ("handlers", "shops") for by in ("handled", "betweenness")),
    ("path", "handler:fonez", "handler:dray"),
    ("path", "handler:dray", "country:HK"),
    ("path", CASE.a.imei, CASE.b.imei, "--observed-only"),
]

REQUESTS = [
    *(("detective", f"/handset?q={imei}") for imei in (A, C)),
    ("detective", f"/handset?q={C}&observed_only=true"),
    ("detective", f"/handset/map?q={B}"),
    ("detective", f"/handset?q={A[:9]}"),
    ("detective", f"/network?q={HANDLER}"),
    ("detective", f"/network?q={HANDLER}&to=country:HK&per=50"),
    ("detective", f"/network?q={SHOP}&since=2023-10-01&until=2023-10-10&score=0.5&basis=observed"),
    ("detective", "/network?by=betweenness"),
    ("detective", f"/network/export/things.csv?q={HANDLER}"),
    ("detective", f"/network/export/network.json?q={SHOP}"),
    ("detective", f"/handler?id={HANDLER}"),
    ("detective", f"/shop?id={SHOP}"),
    ("detective", f"/dealer/map?id={SHOP}"),
    *(("detective", f"/search?q={text}") for text in (A, A[3:12], "unit 4", "dray", CASE.waybill, "JT/12", "nobody")),
    ("detective", "/load"),
    ("custody officer", "/exhibits"),
    ("custody officer", "/raids"),
    ("supervisor", "/"),
    ("victim liaison", "/returns"),
    ("victim liaison", "/returns/confirm?exhibit=JT%2F12"),
    ("detective", f"/api/v1/follow?q={B}"),
    ("detective", f"/api/v1/follow.geojson?q={B}"),
    ("detective", f"/api/v1/stays?q={B}&limit=2"),
    ("detective", f"/api/v1/path?a={HANDLER}&b=country:HK"),
    ("detective", "/api/v1/rank/shops?by=handled"),
    ("detective", f"/api/v1/network/counts?q={SHOP}"),
    ("detective", f"/api/v1/network/expand?q={SHOP}&kind=handset&limit=3"),
    ("detective", f"/api/v1/network/path?a={HANDLER}&b={SHOP}"),
    ("detective", f"/api/v1/search?q={A[:8]}"),
    ("detective", "/api/v1/follow?q=356938035643801"),
    ("detective", "/api/v1/path?a=handler:nobody&b=country:HK"),
]


@dataclass(frozen=True)
class Engine:
    """The demonstration case on one engine: by the web application, and by the command."""

    house: House
    tracer: Tracer


@pytest.fixture(scope="module")
def embedded(heron: Tracer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with opened_house(heron.home, tmp_path_factory.mktemp("embedded")) as house:
        yield Engine(house, heron)


@pytest.fixture(scope="module")
def neo4j(heron: Tracer, neo4j_settings: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The same case, moved to Neo4j from its records by the work that an administrator asks for."""
    folder = tmp_path_factory.mktemp("neo4j")
    settings = {f"NEO4J_{name.upper()}": value for name, value in neo4j_settings.items()}
    with opened_house(heron.home, folder, **settings) as house:
        rebuilt(house)
        tracer = Tracer(folder, settings)
        assert tracer.status()["engine"] == "neo4j"
        yield Engine(house, tracer)


def rebuilt(house: House) -> None:
    asked = house.ask("POST", "/api/v1/graph/jobs", "administrator", json={"what": "rebuild"})
    assert asked.status_code == 202, asked.text
    jobs, told = house.desk.jobs, list[dict[str, object]]()
    job = jobs.find(asked.json()["id"])
    result = graph_work.run(house.desk.settings, job, told.append)
    assert result == {"sources": len(house.desk.records.sources())}
    assert told
    jobs.end(job.id, "done", result)


@pytest.mark.parametrize("question", COMMANDS, ids=" ".join)
def test_a_command_answers_alike(embedded: Engine, neo4j: Engine, question: tuple[str, ...]) -> None:
    assert neo4j.tracer.inside(*question, "--json").json == embedded.tracer.inside(*question, "--json").json


@pytest.mark.parametrize(("who", "path"), REQUESTS)
def test_the_server_answers_alike(embedded: Engine, neo4j: Engine, who: str, path: str) -> None:
    ours, theirs = (engine.house.ask("GET", path, who) for engine in (embedded, neo4j))
    assert theirs.status_code == ours.status_code < 500, theirs.text
    assert _RANDOM.sub("*", theirs.text) == _RANDOM.sub("*", ours.text)


def test_the_map_is_drawn_alike(embedded: Engine, neo4j: Engine, tmp_path: Path) -> None:
    pages = []
    for engine in (embedded, neo4j):
        file = tmp_path / "map.html"
        engine.tracer("follow", CASE.b.imei, "--map", file)
        pages.append(file.read_text(encoding="utf-8"))
        file.unlink()
    assert pages[0] == pages[1]

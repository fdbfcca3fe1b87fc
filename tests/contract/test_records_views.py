"""Views of the network on both databases: whose they are, who sees them, no change lost under another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from records_databases import ENGINES, VAULT, fresh_url

from tracer.errors import NotFoundError
from tracer.records.access.cases import Cases
from tracer.records.access.people import People
from tracer.records.access.values import Person
from tracer.records.access.views import Drawn, View, Views
from tracer.records.records import Records
from tracer.records.values import Asked

PICTURE = {"nodes": [{"id": "handler:fonez", "x": 1.5, "y": -2.0, "pinned": True}]}


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with fresh_url(request.param, tmp_path, request) as found:
        yield found


@pytest.fixture
def records(url: str) -> Iterator[Records]:
    opened = Records.open(url, VAULT)
    yield opened
    opened.close()


@pytest.fixture
def two(records: Records) -> tuple[Asked, Asked]:
    people = records.part(People)
    made = [
        people.add(Person("", name, name.title(), "Force", frozenset({"detective"})), Asked("setup", "test"))
        for name in ("one", "other")
    ]
    return Asked(made[0].id, "investigation"), Asked(made[1].id, "investigation")


def drawn(title: str = "Fonez and his shop", **more: str) -> Drawn:
    return Drawn(title, "ask Dray", PICTURE, **more)  # type: ignore[arg-type]


def titles(views: tuple[View, ...]) -> set[str]:
    return {one.drawn.title for one in views}


def test_a_view_comes_back_as_it_was_kept(records: Records, two: tuple[Asked, Asked]) -> None:
    views = records.part(Views)
    kept = views.keep(drawn(), two[0])
    assert views.find(kept.id) == kept
    assert (kept.drawn, kept.version, kept.owner, kept.owner_name) == (drawn(), 1, two[0].actor, "One")


def test_who_sees_it(records: Records, two: tuple[Asked, Asked]) -> None:
    views, (one, other) = records.part(Views), two
    case = records.part(Cases).add("Heron", "Force", one).id
    views.keep(drawn("mine"), one)
    views.keep(drawn("the case's", seen_by="case", case=case), one)
    views.keep(drawn("everybody's", seen_by="everybody"), one)
    assert titles(views.shown_to(one.actor, ())) == {"mine", "the case's", "everybody's"}
    assert titles(views.shown_to(other.actor, ())) == {"everybody's"}
    assert titles(views.shown_to(other.actor, {case})) == {"the case's", "everybody's"}


def test_a_change_upon_a_change_is_not_made(records: Records, two: tuple[Asked, Asked]) -> None:
    views = records.part(Views)
    first = views.keep(drawn(), two[0])
    second = views.change(first, drawn("second"), two[0])
    assert second is not None
    assert (second.version, second.drawn.title) == (2, "second")
    assert views.change(first, drawn("third"), two[0]) is None
    assert views.find(first.id).drawn.title == "second"


def test_an_erased_view_is_gone(records: Records, two: tuple[Asked, Asked]) -> None:
    views = records.part(Views)
    kept = views.keep(drawn(), two[0])
    views.erase(kept.id, two[0])
    assert views.shown_to(two[0].actor, ()) == ()
    assert views.change(kept, drawn("again"), two[0]) is None
    for again in (lambda: views.find(kept.id), lambda: views.erase(kept.id, two[0])):
        with pytest.raises(NotFoundError):
            again()


def test_nobody_reads_a_title_or_a_name_in_the_database(url: str, records: Records, two: tuple[Asked, Asked]) -> None:
    records.part(Views).keep(drawn(), two[0])
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        cells = repr(connection.execute(sa.text("SELECT * FROM network_view")).all())
    engine.dispose()
    assert "Fonez" not in cells and "fonez" not in cells and "Dray" not in cells

"""What a chapter is asked and what it finds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graph.port import Answers, Question
from graph.views import Event, ExhibitView, Person, PlaceView, Reason, Report
from tracer.making import maker
from tracer.model import Basis, SourceRow

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Subject:
    """The handset a story is about, by id, and its identifiers; without a handset, one identifier alone.

    `perhaps` are handsets known by a contested identifier of this one and by nothing else: what is said of them may be
    about this handset or about the other that has the identifier.
    """

    graph: Answers
    handset: str | None
    identifiers: tuple[str, ...]
    perhaps: tuple[str, ...] = ()

    def of_handset(self, question: Question) -> list[Row]:
        """Rows of a question about `$handset`; those that may be about another phone have `perhaps`."""
        rows = self.graph.read(question, {"handset": self.handset}) if self.handset else []
        for handset in self.perhaps:
            rows += [{**row, "perhaps": handset} for row in self.graph.read(question, {"handset": handset})]
        return rows

    def of_identifiers(self, question: Question) -> list[Row]:
        """Rows of a question about `$identifier`, for each identifier in turn: a look-up by key, never a scan."""
        return [row for one in self.identifiers for row in self.graph.read(question, {"identifier": one})]


@dataclass(frozen=True, slots=True)
class Found:
    """What a chapter found. `shown_of` has how many there are where not all are given."""

    events: tuple[Event, ...] = ()
    people: tuple[Person, ...] = ()
    places: tuple[PlaceView, ...] = ()
    countries: frozenset[str] = frozenset()
    reports: tuple[Report, ...] = ()
    exhibits: tuple[ExhibitView, ...] = ()
    shown_of: Mapping[str, int] = field(default_factory=dict)


RESTS_ON = (
    "r.basis AS basis, r.source AS source, r.row AS row, r.grade AS grade, r.score AS score,"
    " r.reasons AS reasons, r.zone AS zone, r.fact AS fact"
)
"""To be returned with every relationship `r` that carries a statement."""


_source_row = maker(SourceRow)
BASES = {basis.value: basis for basis in Basis}
ZONES: Mapping[str | None, tuple[str, ...]] = {
    "assumed": ("its source names no time zone: London time was taken",),
    "day": ("its source gives a day and no time: the start of the day is shown",),
}
"""How a time is to be read, by what its source gave of it."""


def rests_on(row: Row) -> dict[str, Any]:
    """The keyword arguments of an event that say on what it rests."""
    return {
        "basis": BASES[row["basis"]],
        "source": source_of(row),
        "grade": row["grade"],
        "score": row["score"],
        "reasons": reasons_of(row["reasons"]),
        "doubts": ("said of a contested identifier alone: it may be about another phone",) if "perhaps" in row else (),
        "notes": ZONES.get(row["zone"], ()),
    }


STATED = (
    "r.basis AS basis, r.source AS source, r.row AS row, r.grade AS grade, r.score AS score, r.reasons AS reasons,"
    " r.fact AS fact"
)
"""To be returned with the statement `r` that ties a person to the story, for `person_of`."""


def person_of(row: Row, id_: str, name: str, how: str) -> Person:
    """Somebody who is met by the statement of a row."""
    basis, source = BASES[row["basis"]], source_of(row)
    return Person(id_, name, how, basis, source, row["grade"], row["score"], reasons_of(row["reasons"]))


def source_of(row: Row) -> SourceRow | None:
    """The row a statement comes from."""
    return _source_row(row["source"], row["row"]) if row["source"] else None


def reasons_of(text: str | None) -> tuple[Reason, ...]:
    """Reasons as the graph keeps them: a JSON list of text and weight."""
    return tuple(Reason(reason[0], reason[1]) for reason in json.loads(text)) if text else ()


def country_of(country_id: str | None) -> str | None:
    """`GB` for `country:GB`."""
    return country_id.partition(":")[2] if country_id else None


def place_view(row: Row, prefix: str = "place") -> PlaceView | None:
    """The place a row holds in columns `place_id`, `place_kind`, …; None where there is none."""
    if row[f"{prefix}_id"] is None:
        return None
    return PlaceView(
        id=row[f"{prefix}_id"],
        kind=row[f"{prefix}_kind"] or "place",
        name=row[f"{prefix}_name"] or row[f"{prefix}_id"],
        lat=row[f"{prefix}_lat"],
        lon=row[f"{prefix}_lon"],
        radius_m=row[f"{prefix}_radius"],
        address=row[f"{prefix}_address"],
    )


def place_columns(variable: str, prefix: str = "place") -> str:
    """What to return of a place so that `place_view` can read it."""
    names = {"id": "id", "kind": "kind", "name": "name", "lat": "lat", "lon": "lon", "radius": "radiusM"}
    names["address"] = "address"
    return ", ".join(f"{variable}.{prop} AS {prefix}_{name}" for name, prop in names.items())


def distinct(rows: list[Row], key: str) -> list[Row]:
    """The first row for each value of a column, since optional matches repeat rows."""
    seen: dict[Any, Row] = {}
    for row in rows:
        seen.setdefault(row[key], row)
    return list(seen.values())


def joined(*texts: str | None) -> str:
    """Texts with a comma between, leaving out what is not there."""
    return ", ".join(text for text in texts if text)

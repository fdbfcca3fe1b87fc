"""A part of the network as CSV that no spreadsheet runs, one line for each thing or each statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from graph.queries.expand import Tie
from graph.queries.things import Thing
from tracer.csv_lines import csv_line
from tracer.times import iso

THINGS = ("id", "kind", "name", "at", "details")
LINKS = (
    "from_id",
    "from_name",
    "type",
    "to_id",
    "to_name",
    "basis",
    "grade",
    "score",
    "at",
    "until",
    "note",
    "reasons",
    "source",
    "row",
    "file",
)


def things_csv(some: Iterable[Thing]) -> Iterator[str]:
    """A heading and a line for each thing."""
    yield csv_line(THINGS)
    for one in some:
        details = "; ".join(f"{key}: {value}" for key, value in one.details.items())
        yield csv_line((one.id, one.label, one.name, iso(one.at) if one.at else "", details))


def links_csv(ties: Iterable[Tie], some: Iterable[Thing], files: Mapping[str, str]) -> Iterator[str]:
    """A heading and a line for each statement; `files` are the names of the sources."""
    names = {one.id: one.name for one in some}
    yield csv_line(LINKS)
    for tie in ties:
        link = tie.link
        ends = (link.start, names.get(link.start, ""), link.type, link.end, names.get(link.end, ""))
        held = (iso(tie.at) if tie.at else "", iso(tie.until) if tie.until else "")
        reasons = "; ".join(f"{reason.text} ({reason.weight:+g})" for reason in tie.reasons)
        row = link.source
        source = (row.id, row.row, files.get(row.id, "")) if row else ("", "", "")
        yield csv_line((*ends, link.basis, link.grade, link.score, *held, tie.note, reasons, *source))

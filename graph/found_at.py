"""Where an exhibit was found, of which the ledger's own reading does not say it.

Of what was booked from a table the ledger keeps no place, and so none of what was taken out of it: the row of the table
has said it, and goes on to say it when a reading has replaced the rest of that row.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Container, Iterator, Sequence

from graph.projections._drawing import Drawing
from graph.standing import booking_of, exhibit_of
from tracer.model import StoredFact

_PLACED = frozenset({"place", "address", "lat"})


def whole_of(fact: StoredFact) -> str | None:
    """What the exhibit of a reading was taken out of, where the reading itself does not say where it was found."""
    if not _says_no_place(fact):
        return None
    part_of = json.loads(str(fact.body["extra"])).get("part_of")
    exhibit = exhibit_of(fact)
    return f"{exhibit.rpartition(':')[0]}:{part_of}" if exhibit and part_of else None


def places_unsaid(drawings: Sequence[Drawing], replaced: Container[str]) -> Iterator[Drawing]:
    """For each exhibit whose standing reading says no place: what other rows say of it or of what it was part of.

    Those are the rows of the exhibit itself that the reading replaced, and all of what it was taken out of.
    """
    rows: dict[str, list[Drawing]] = defaultdict(list)
    for drawing in drawings:
        if (exhibit := exhibit_of(drawing.fact)) is not None:
            rows[exhibit].append(drawing)
    for exhibit, own in rows.items():
        if any(_says_no_place(one.fact) for one in own if one.fact.id not in replaced):
            yield from _told(exhibit, [one for one in own if one.fact.id in replaced])
            for whole in _wholes(exhibit, rows):
                yield from _told(exhibit, rows[whole])


def _says_no_place(fact: StoredFact) -> bool:
    booking = booking_of(fact)
    return booking is not None and not booking.taken_back and _PLACED.isdisjoint(fact.body)


def _wholes(exhibit: str, rows: dict[str, list[Drawing]]) -> list[str]:
    """What an exhibit was taken out of, and what that was taken out of, as far as rows say."""
    found = [exhibit]
    for one in found:
        told = {whole for drawing in rows.get(one, ()) if (whole := whole_of(drawing.fact)) is not None}
        found += sorted(told - set(found))
    return [one for one in found[1:] if one in rows]


def _told(exhibit: str, rows: Sequence[Drawing]) -> Iterator[Drawing]:
    """That the exhibit was found where these rows say that theirs was, on the strength of these rows."""
    for row in rows:
        said = Drawing(row.fact, row.handsets)
        for edge in row.edges:
            if edge.type == "FOUND_AT":
                said.edge("FOUND_AT", ("Exhibit", exhibit), edge.end)
        yield said

"""Links: a person says that two things belong together, with an intelligence grade."""

from __future__ import annotations

from tracer.kinds._base import Column, RowKind
from tracer.kinds._cells import Cells, RowFaultError
from tracer.model import Fact, PhoneSet

THINGS = frozenset({"handler", "account", "place", "handset", "identifier", "consignment"})
RELATIONS = {
    "USES": {("handler", "account"), ("handler", "identifier")},
    "RUNS": {("handler", "place")},
    "WORKS_AT": {("handler", "place")},
    "ASSOCIATES_WITH": {("handler", "handler")},
    "HELD": {("handler", "handset")},
    "SENT": {("handler", "consignment"), ("account", "consignment")},
}
"""For each relation, what it may join."""


class Links(RowKind):
    """One statement that two things are linked."""

    name = "links"
    columns = (
        Column("from_kind", required=True),
        Column("from_id", required=True),
        Column("relation", required=True),
        Column("to_kind", required=True),
        Column("to_id", required=True),
        Column("at"),
        Column("until"),
        Column("from_name"),
        Column("to_name"),
        Column("grade"),
        Column("note"),
    )

    def fact(self, cells: Cells, row: int) -> Fact:
        """Phones: the handset at the `to` end, where there is one."""
        start, end = cells.one_of("from_kind", THINGS), cells.one_of("to_kind", THINGS)
        relation = cells.need("relation").upper().replace(" ", "_")
        if relation not in RELATIONS:
            raise RowFaultError(f"relation: {relation[:30]!r} is not one of {', '.join(sorted(RELATIONS))}")
        if (start, end) == ("handler", "identifier") and relation == "HELD":
            end = "handset"  # whoever held the identifier held the phone it is in
        if (start, end) not in RELATIONS[relation]:
            raise RowFaultError(f"relation: {relation} does not join a {start} to a {end}")
        since, until = cells.time("at"), cells.time("until")
        if since and until and until < since:
            raise RowFaultError(f"until: {cells.text('until')} is before at {cells.text('at')}")
        cells.thing("from_id")
        cells.thing("to_id")
        seen = cells.identifier("to_id") if end in ("handset", "identifier") else None
        body = {
            "from_kind": start,
            "from_id": cells.need("from_id"),
            "relation": relation,
            "to_kind": end,
            "to_id": seen or cells.need("to_id"),
            "at": since,
            "until": until,
            "zone": cells.zone("at", "until"),
            "grade": cells.grade(),
            **cells.texts("from_name", "to_name", "note"),
            **cells.rest(),
        }
        phones = (PhoneSet((seen,)),) if end == "handset" and seen else ()
        return Fact(self.name, row, {name: value for name, value in body.items() if value is not None}, phones)

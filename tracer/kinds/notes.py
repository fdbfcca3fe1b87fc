"""Notes: what somebody here wrote about a handset, with an intelligence grade."""

from __future__ import annotations

from tracer.kinds._base import Column, RowKind
from tracer.kinds._cells import Cells, RowFaultError
from tracer.model import Fact


class Notes(RowKind):
    """One note about the handset that an identifier is in. It tells nothing of which identifiers are one handset."""

    name = "notes"
    columns = (
        Column("identifier", required=True),
        Column("at", required=True),
        Column("author", required=True),
        Column("note", required=True, aliases=("text",)),
        Column("grade"),
    )

    def fact(self, cells: Cells, row: int) -> Fact:
        """Who wrote what, and when."""
        identifier = cells.identifier("identifier")
        if identifier is None:
            raise RowFaultError("identifier: empty, and a note is about one")
        body = {
            "identifier": identifier,
            "at": cells.need_time("at"),
            "zone": cells.zone("at"),
            "author": cells.need("author"),
            "note": cells.need("note"),
            "grade": cells.grade(),
            **cells.rest(),
        }
        return Fact(self.name, row, {name: value for name, value in body.items() if value is not None})

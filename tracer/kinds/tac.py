"""TAC lists: the make and model behind the first eight digits of an IMEI. They come messy: several names per TAC."""

from __future__ import annotations

from tracer.errors import IdentifierError
from tracer.identifiers.tac import clean_tac
from tracer.kinds._base import Column, RowKind
from tracer.kinds._cells import Cells, RowFaultError
from tracer.model import Fact


class Tac(RowKind):
    """One TAC and one name for it."""

    name = "tac"
    columns = (
        Column("tac", required=True),
        Column("make", required=True, aliases=("manufacturer", "brand", "name")),
        Column("model", required=True, aliases=("marketing_name", "model_name", "name_2")),
    )

    def fact(self, cells: Cells, row: int) -> Fact:
        """No phones: a TAC names a model, not a phone."""
        try:
            tac = clean_tac(cells.need("tac"))
        except IdentifierError as error:
            raise RowFaultError(f"tac: {error.what}") from None
        return Fact(self.name, row, {"tac": tac, "make": cells.need("make"), "model": cells.need("model")})

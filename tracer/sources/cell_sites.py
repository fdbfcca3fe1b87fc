"""Cell-site records as operators give them: a phone used a cell, and where that cell's mast stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc

from tracer.errors import InputError
from tracer.model import RawBatch
from tracer.sources._base import Format, Head
from tracer.sources.csv_text import DelimitedText, dialect_of

_SURE = 0.9
_NAMES = {
    "at": ("at", "start", "starttime", "startdatetime", "calldatetime", "eventtime", "datetime", "time", "timestamp"),
    "lat": ("lat", "latitude", "celllat", "celllatitude", "sitelat", "sitelatitude", "startlat"),
    "lon": ("lon", "lng", "long", "longitude", "celllon", "celllongitude", "sitelon", "sitelongitude", "startlon"),
    "accuracy_m": ("rangem", "range", "radiusm", "radius", "cellrangem"),
    "cell": ("cellid", "cgi", "ecgi", "ncgi", "eci", "nci", "cellidentity", "firstcellid", "startcellid", "cell"),
    "azimuth": ("azimuth", "azimuthdeg", "bearing", "beamwidth", "beamwidthdeg", "sectorazimuth"),
    "phone": ("imei", "imsi", "msisdn", "identifier", "callingnumber", "subscriber"),
}
"""What a column means, by its header in lower case with nothing but letters and digits. Ranges are in metres."""
_NEEDED = ("at", "lat", "lon", "cell", "phone")


class CellSites(Format):
    """Delimited text whose header has a cell, its place and a time; rows are numbered as in any such text.

    The position is the mast's, so the accuracy is the cell's range where the file tells it. The file's other columns
    are kept: a sector can be drawn from its azimuth and beam width.
    """

    name = "cell_sites"
    suffixes = (".csv",)
    kind = "pings"

    def confidence(self, head: Head) -> float:
        """High where there are a cell, a place, a time and a phone, and an azimuth or a range."""
        dialect = dialect_of(head)
        if dialect is None:
            return 0.0
        meaning = _meanings(dialect.names)
        is_cell_file = all(name in meaning for name in _NEEDED) and ("azimuth" in meaning or "accuracy_m" in meaning)
        return _SURE if is_cell_file else 0.0

    def read(self, stream: BinaryIO) -> Iterator[RawBatch]:
        """Batches with the columns of a ping, `imei` or `identifier` among them, before the file's others."""
        for batch in DelimitedText().read(stream):
            meaning = _meanings(batch.table.column_names)
            missing = [name for name in _NEEDED if name not in meaning]
            if missing:
                raise InputError(f"These are not cell-site records: there is no column for {', '.join(missing)}.")
            yield RawBatch(_as_pings(batch.table, meaning), batch.rows, batch.refusals)


def _meanings(names: Sequence[str]) -> dict[str, str]:
    """The file's column for each meaning: of several, the one that is named first above."""
    plain = {re.sub(r"[^a-z0-9]", "", name.lower()): name for name in reversed(names)}
    found = {what: next((plain[known] for known in wanted if known in plain), None) for what, wanted in _NAMES.items()}
    return {what: name for what, name in found.items() if name is not None}


def _as_pings(table: pa.Table, meaning: dict[str, str]) -> pa.Table:
    nothing = pa.nulls(table.num_rows, pa.string())
    columns = {name: table[meaning[name]] for name in ("at", "lat", "lon")}
    columns["accuracy_m"] = table[meaning["accuracy_m"]] if "accuracy_m" in meaning else nothing
    columns["source"] = pc.binary_join_element_wise("cell site ", pc.fill_null(table[meaning["cell"]], "unknown"), "")
    columns |= _identifier(table, meaning["phone"])
    taken = {meaning.get(name) for name in ("at", "lat", "lon", "accuracy_m", "phone")}
    for name in table.column_names:
        if name not in taken:
            columns[f"{name}_2" if name in columns else name] = table[name]
    return pa.table(columns)


def _identifier(table: pa.Table, phone: str) -> dict[str, pa.ChunkedArray]:
    """The phone's column as a kind knows it: `imei`, or `identifier` with the kind before the value."""
    plain = phone.lower()
    if plain in ("imei", "identifier"):
        return {plain: table[phone]}
    prefix = "imsi:" if plain == "imsi" else "msisdn:"
    return {"identifier": pc.binary_join_element_wise(prefix, table[phone], "")}

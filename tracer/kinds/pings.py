"""Pings: one located observation of an identifier, with its accuracy."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tracer.kinds._base import Column
from tracer.kinds._cells import read_grade
from tracer.kinds._observed import Faults, ObservedKind, column_of, each_distinct
from tracer.positions import MAX_ACCURACY_M, parse_accuracy, parse_position

_PLAIN_NUMBER = r"^-?\d{1,6}(\.\d{1,15})?$"
_SLOPE = re.compile(r"[-+]?[0-9]+([.,][0-9]+)?\s*%?")


class Pings(ObservedKind):
    """The phone, or the network or service that located it, says where an identifier was; with a grade a person."""

    name = "pings"
    columns = (
        Column("imei"),
        Column("identifier"),
        Column("at", required=True, aliases=("timestamp", "time", "datetime", "t")),
        Column("lat", required=True, aliases=("latitude", "y")),
        Column("lon", required=True, aliases=("lng", "long", "longitude", "x")),
        Column("accuracy_m", aliases=("accuracy", "horizontal_accuracy")),
        Column("source"),
        Column("grade"),
    )
    said = ("identifier", "at", "lat", "lon", "accuracyM", "origin")

    def missing(self, header: Sequence[str], identifier: str | None = None) -> tuple[str, ...]:
        """A file about one device needs no identifier column."""
        names = self.names(header)
        lacking = super().missing(header)
        named = identifier is not None or "imei" in names or "identifier" in names
        return lacking if named else ("imei", *lacking)

    def observe(self, table: pa.Table, faults: Faults) -> dict[str, pa.Array]:
        """Positions in degrees to 1e-7, accuracy in metres or null where unknown."""
        lat, lon = _positions(column_of(table, "lat"), column_of(table, "lon"), faults)
        accuracy = _accuracies(column_of(table, "accuracy_m"), faults)
        seen = {"lat": lat, "lon": lon, "accuracyM": accuracy, "origin": column_of(table, "source")}
        if "grade" in table.column_names:
            seen["grade"] = each_distinct(column_of(table, "grade"), _grade, "grade", faults)
        return seen


def _grade(text: str) -> str | None:
    """A 3x5x2 grade; a bare number is how steep a road was, as GPS logs write it, and grades nothing."""
    return None if _SLOPE.fullmatch(text) else read_grade(text)


def _positions(lat_texts: pa.Array, lon_texts: pa.Array, faults: Faults) -> tuple[pa.Array, pa.Array]:
    if _plain(lat_texts) and _plain(lon_texts):
        lat = lat_texts.cast(pa.float64()).to_numpy(zero_copy_only=False)
        lon = lon_texts.cast(pa.float64()).to_numpy(zero_copy_only=False)
        odd = (np.abs(lat) > 90) | (np.abs(lon) > 180) | ((lat == 0) & (lon == 0))
        odd |= (lon >= 49.8) & (lon <= 60.9) & (lat >= -8.7) & (lat <= 1.8)
        if not odd.any():
            return _rounded(lat, 1e7), _rounded(lon, 1e7)
    lats: list[float | None] = []
    lons: list[float | None] = []
    for position, (lat_text, lon_text) in enumerate(zip(lat_texts.to_pylist(), lon_texts.to_pylist(), strict=True)):
        try:
            found = parse_position(lat_text, lon_text)
            lats.append(found.lat)
            lons.append(found.lon)
        except ValueError as error:
            faults.reasons.setdefault(position, str(error))
            lats.append(None)
            lons.append(None)
    return pa.array(lats, pa.float64()), pa.array(lons, pa.float64())


def _accuracies(texts: pa.Array, faults: Faults) -> pa.Array:
    if texts.null_count == len(texts):
        return pa.nulls(len(texts), pa.float64())
    if pc.all(pc.match_substring_regex(texts, _PLAIN_NUMBER)).as_py():
        metres = texts.cast(pa.float64())
        if pc.min(metres).as_py() >= 0 and pc.max(metres).as_py() <= MAX_ACCURACY_M:
            return _rounded(metres.to_numpy(zero_copy_only=False), 1e3, mask=texts.is_null())
    seen: dict[str | None, float | None] = {}
    found: list[float | None] = []
    for position, text in enumerate(texts.to_pylist()):
        try:
            if text not in seen:
                seen[text] = parse_accuracy(text)
            found.append(seen[text])
        except ValueError as error:
            faults.reasons.setdefault(position, str(error))
            found.append(None)
    return pa.array(found, pa.float64())


def _rounded(values: npt.NDArray[np.float64], parts: float, mask: pa.Array | None = None) -> pa.Array:
    """To whole parts of a unit, half to even as Python rounds; the nought added makes minus nought plain nought."""
    rounded = np.rint(values * parts) / parts + 0.0
    return pa.array(rounded, mask=None if mask is None else mask.to_numpy(zero_copy_only=False))


def _plain(texts: pa.Array) -> bool:
    return texts.null_count == 0 and bool(pc.all(pc.match_substring_regex(texts, _PLAIN_NUMBER)).as_py())

"""Writes the case's files so that the same rows always give the same bytes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

Row = Mapping[str, object]


def write_csv(path: Path, columns: str, rows: Iterable[Row]) -> None:
    """Write rows under the space-separated columns; a row may leave columns out but not bring others."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, columns.split(), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_text(path, buffer.getvalue())


def write_points(path: Path, rows: Iterable[Row]) -> None:
    """Write pings as GeoJSON points (RFC 7946: longitude first), one feature a line."""
    features = [_feature(row) for row in rows]
    body = ",\n".join(json.dumps(feature, ensure_ascii=True) for feature in features)
    write_text(path, '{"type": "FeatureCollection", "features": [\n' + body + "\n]}\n")


def write_text(path: Path, content: str) -> None:
    """Write UTF-8 with line feeds on every system."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode("utf-8"))


def _feature(row: Row) -> dict[str, object]:
    properties = {name: value for name, value in row.items() if name not in {"lat", "lon"}}
    # Text such as "51.51500" goes out as a number here, or it would not be a GeoJSON position.
    position = [float(str(row["lon"])), float(str(row["lat"]))]
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": position}, "properties": properties}

"""Google Takeout's `Records.json`: the location history of an account."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, BinaryIO

from tracer.model import RawBatch, Refusal
from tracer.sources._base import Format, Head
from tracer.sources._batches import Item, batches
from tracer.sources._head import is_binary, text_start
from tracer.sources._json import as_text, elements, scalars, shape_of
from tracer.sources._points import Point, degrees_from_e7, item_of

_SURE = 0.95
_USED = ("timestamp", "timestampMs", "latitudeE7", "longitudeE7", "accuracy", "source")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class TakeoutRecords(Format):
    """Rows are numbered as the elements of `locations` are, from 1.

    Older files have `timestampMs`, milliseconds since 1970 in UTC; degrees are integers in units of 1e-7. Radio scans
    and guessed activities are not given: the kept file has them.
    """

    name = "takeout_records"
    suffixes = (".json",)
    kind = "pings"

    def confidence(self, head: Head) -> float:
        """High where the first of `locations` has a latitude in units of 1e-7 or a time as Takeout writes it."""
        if is_binary(head.data) or not text_start(head.data).startswith("{"):
            return 0.0
        first = shape_of(head.data).first("locations")
        return _SURE if first is not None and {"latitudeE7", "timestampMs"} & set(first) else 0.0

    def read(self, stream: BinaryIO) -> Iterator[RawBatch]:
        """Batches of locations; those without a time or a position are refused."""
        return batches(_items(stream))


def _items(stream: BinaryIO) -> Iterator[Item]:
    for element in elements(stream):
        if element.key == "locations" and element.index:
            if isinstance(element.value, dict):
                yield item_of(element.index, _point(element.value))
            else:
                yield Refusal(element.index, "it is not a JSON object", {"value": as_text(element.value) or ""})


def _point(location: dict[str, Any]) -> Point:
    texts = scalars(location)
    return Point(
        at=texts.get("timestamp") or _from_milliseconds(texts.get("timestampMs")),
        lat=degrees_from_e7(texts.get("latitudeE7")),
        lon=degrees_from_e7(texts.get("longitudeE7")),
        source=texts.get("source") or "Takeout",
        accuracy_m=texts.get("accuracy"),
        more={name: text for name, text in texts.items() if name not in _USED},
    )


def _from_milliseconds(text: str | None) -> str | None:
    """ISO 8601 in UTC; text that is no such number is given as it is, for the kind to refuse."""
    if not text:
        return None
    try:
        return (_EPOCH + timedelta(milliseconds=int(text))).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    except (ValueError, OverflowError):
        return text

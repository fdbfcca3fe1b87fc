"""Records as a JSON array of objects, or as an object that holds one such array."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from tracer.errors import InputError
from tracer.model import RawBatch, Refusal
from tracer.sources._base import Format, Head
from tracer.sources._batches import Item, batches
from tracer.sources._head import is_binary, text_start
from tracer.sources._json import as_text, cells, elements, shape_of

_ARRAY_SURE = 0.7
_MEMBER_SURE = 0.65


class JsonRecords(Format):
    """Rows are numbered as the objects of the array are, from 1."""

    name = "json"
    suffixes = (".json",)

    def confidence(self, head: Head) -> float:
        """Middling: formats with a layout of their own are surer of theirs."""
        if is_binary(head.data) or text_start(head.data)[:1] not in ("[", "{"):
            return 0.0
        shape = shape_of(head.data)
        if shape.followed:
            return 0.0
        if shape.opening == "[":
            return _ARRAY_SURE if shape.first("") is not None or not shape.elements else 0.0
        return _MEMBER_SURE if any(shape.first(key) is not None for key in shape.members()) else 0.0

    def read(self, stream: BinaryIO) -> Iterator[RawBatch]:
        """Batches of the array's objects; raises `InputError` where it is not alone in holding objects."""
        return batches(_items(stream))


def _items(stream: BinaryIO) -> Iterator[Item]:
    key: str | None = None
    has_array = False
    for element in elements(stream):
        if element.index == 0:
            has_array = has_array or element.value == []
            continue
        if key is None:
            key = element.key
        if element.key != key:
            if isinstance(element.value, dict):
                raise InputError(
                    f"The JSON has more than one array of records: {key!r} and {element.key!r}.",
                    "Save the array that is meant as a file of its own.",
                )
            continue
        if isinstance(element.value, dict):
            yield element.index, cells(element.value)
        else:
            yield Refusal(element.index, "it is not a JSON object", {"value": as_text(element.value) or ""})
    if key is None and not has_array:
        raise InputError("The JSON holds no array of records.")

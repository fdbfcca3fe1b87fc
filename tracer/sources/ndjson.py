"""Records as one JSON object a line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from tracer.errors import InputError
from tracer.model import RawBatch, Refusal
from tracer.sources._base import Format, Head
from tracer.sources._batches import Item, batches
from tracer.sources._dialect import open_text
from tracer.sources._encoding import visible
from tracer.sources._head import is_binary, text_start
from tracer.sources._json import cells, parse
from tracer.sources._lines import lines

_SURE = 0.9
_ONE_LINE = 0.6
SHOWN_CHARS = 200


class Ndjson(Format):
    """Rows are numbered as the lines of the file are."""

    name = "ndjson"
    suffixes = (".ndjson", ".jsonl", ".json")

    def confidence(self, head: Head) -> float:
        """High where the first two lines are objects."""
        if is_binary(head.data) or not text_start(head.data).startswith("{"):
            return 0.0
        lines = [line for line in text_start(head.data).split("\n") if line.strip()]
        if not _is_object(lines[0]):
            return 0.0
        if len(lines) == 1:
            return _ONE_LINE
        return _SURE if lines[1].lstrip().startswith("{") else _ONE_LINE

    def read(self, stream: BinaryIO) -> Iterator[RawBatch]:
        """Batches of the lines that are not blank."""
        return batches(_items(stream))


def _is_object(line: str) -> bool:
    try:
        return isinstance(parse(line), dict)
    except (ValueError, RecursionError):
        return False


def _items(stream: BinaryIO) -> Iterator[Item]:
    opening = open_text(stream)
    if not opening.head.strip():
        raise InputError("The file is empty.")
    for row, line in lines(opening.rest.read, opening.head):
        if isinstance(line, Refusal):
            yield line
        elif line.strip():
            yield _item(row, line)


def _item(row: int, line: str) -> Item:
    try:
        value = parse(line)
    except (ValueError, RecursionError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else f"it is not valid JSON ({error})"
        return Refusal(row, visible(reason), {"line": line[:SHOWN_CHARS]})
    if not isinstance(value, dict):
        return Refusal(row, "it is not a JSON object", {"line": line[:SHOWN_CHARS]})
    return row, cells(value)

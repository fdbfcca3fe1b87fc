"""Source formats: bytes to rows of text. A format is added as one file in this folder."""

from __future__ import annotations

from functools import cache
from typing import cast

from tracer.errors import InputError
from tracer.registry import instances_in
from tracer.sources._base import BATCH_ROWS, HEAD_BYTES, Format, Head
from tracer.sources._head import looks

__all__ = ["BATCH_ROWS", "HEAD_BYTES", "Format", "Head", "formats", "recognise"]


@cache
def formats() -> dict[str, Format]:
    """Every format in this folder, by name."""
    return cast(dict[str, Format], instances_in("tracer.sources", Format))


def recognise(head: Head) -> Format:
    """The format a file with this head is of: the one that is surest from its content.

    The file's name only decides between formats that are equally sure. Raises `InputError`, with what was seen and
    what is read, where no format fits.
    """
    if not head.data.strip(b"\0\r\n\t \xef\xbb\xbf\xff\xfe"):
        raise InputError(f"{head.name} is empty.")
    name = head.name.lower().removesuffix(".gz")
    ranked = [(fmt.confidence(head), name.endswith(fmt.suffixes), fmt.name) for fmt in formats().values()]
    sure, _, best = max(ranked)
    if sure <= 0:
        raise InputError(
            f"{head.name} is of no format that is read: it looks like {looks(head.data)}.",
            f"These are read: {', '.join(formats())}.",
        )
    return formats()[best].of_sheet(head.sheet)

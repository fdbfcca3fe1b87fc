"""Writes data small, and so that no text in it can leave the script element it stands in."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maps.style import MAX_TEXT

_UNSAFE = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def script_json(value: Any) -> str:
    """JSON in ASCII that is safe inside an HTML script element: no `<`, `>` or `&`, no line separators."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=True, allow_nan=False).translate(_UNSAFE)


def deltas(values: NDArray[np.int64]) -> list[int]:
    """The first value, then each as a difference from the one before."""
    listed: list[int] = np.diff(values, prepend=np.int64(0)).tolist()
    return listed


def dictionary(values: Iterable[Hashable]) -> tuple[list[Any], int | list[int]]:
    """The distinct values in order of appearance, and for each value its number; one number where all are the same."""
    numbers: dict[Hashable, int] = {}
    column = [numbers.setdefault(value, len(numbers)) for value in values]
    return list(numbers), column if len(numbers) > 1 else 0


def cut(text: str | None) -> str | None:
    """A text from outside, no longer than a page should carry."""
    if text is None or len(text) <= MAX_TEXT:
        return text
    return text[: MAX_TEXT - 1] + "…"


def spread(length: int, most: int) -> Sequence[int]:
    """At most `most` positions of `length`, evenly spread with both ends."""
    if length <= most:
        return range(length)
    positions: list[int] = np.unique(np.linspace(0, length - 1, most).astype(np.int64)).tolist()
    return positions

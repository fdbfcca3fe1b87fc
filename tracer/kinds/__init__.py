"""What a row means, one file for each kind of record."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import cast

from tracer.errors import UnknownKindError, UsageError
from tracer.kinds._base import Kind
from tracer.registry import instances_in


@cache
def kinds() -> dict[str, Kind]:
    """Every kind of record, by name."""
    return cast("dict[str, Kind]", instances_in("tracer.kinds", Kind))


def kind_named(name: str) -> Kind:
    """The kind of that name. Raises `UsageError`."""
    if name not in kinds():
        raise UsageError(f"There is no kind of record called {name!r}.", f"Use one of: {', '.join(sorted(kinds()))}.")
    return kinds()[name]


def recognise_kind(header: Sequence[str], identifier: str | None = None) -> Kind:
    """The kind whose required columns the header has; of several, the one that knows most of its columns.

    Raises `UnknownKindError` that names the nearest kind and what it misses, or the kinds that fit equally well.
    """
    ranked = sorted(kinds().values(), key=lambda kind: (-len(kind.names(header)), kind.name))
    fitting = [kind for kind in ranked if not kind.missing(header, identifier)]
    if fitting:
        best = [kind.name for kind in fitting if len(kind.names(header)) == len(fitting[0].names(header))]
        if len(best) > 1:
            raise UnknownKindError(
                f"The columns {', '.join(header[:12])} fit {' and '.join(best)} equally well.",
                "Say which of them it is.",
            )
        return fitting[0]
    nearest = min(ranked, key=lambda kind: (len(kind.missing(header, identifier)), -len(kind.names(header)), kind.name))
    raise UnknownKindError(
        f"No kind of record has the columns {', '.join(header[:12]) or '(none)'}."
        f" The nearest is {nearest.name}, which also needs {', '.join(nearest.missing(header, identifier))}.",
        "Say which kind it is, and which column is which.",
    )

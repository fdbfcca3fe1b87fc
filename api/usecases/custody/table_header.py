"""The header of a table of exhibits: a slip in a name must not lose a column, and what is not known is named."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from tracer.errors import InputError
from tracer.kinds._base import Kind
from tracer.model import RawBatch
from tracer.reading import Reading

_NEAR = 0.8


def columns_left_out(reading: Reading) -> list[str]:
    """What is said of each column that the kind does not know and that holds something.

    Raises `InputError` where such a name is nearly that of a column which the table lacks.
    """
    first = reading.first()
    if first is None:
        return []
    unknown = list(_unknown(reading.kind, first.table.column_names))
    lacking = reading.kind.names(first.table.column_names)
    for name in unknown:
        for column in reading.kind.columns:
            if column.name not in lacking and any(_near(name, one) for one in (column.name, *column.aliases)):
                raise InputError(
                    f"The column {name} is not known: did you mean {column.name}? Nothing was booked.",
                    f"Call it {column.name}, or something quite different, and send the table again.",
                )
    return [
        f"The column {name} is not known: it is kept with the record, and not in the ledger."
        for name in unknown
        if _holds(first, name)
    ]


def _unknown(kind: Kind, header: list[str]) -> Iterator[str]:
    found = set(kind.names(header).values())
    used = {_plain(name) for name in kind.also_used}
    return (name for name in header if name not in found and _plain(name) not in used)


def _holds(first: RawBatch, name: str) -> bool:
    return any(table is not None and table[name].null_count < len(table) for table in (first.table, first.formulas))


def _near(one: str, other: str) -> bool:
    """Whether one name may be a slip for the other: the same letters in another order, or a few others."""
    one, other = _plain(one), _plain(other)
    return sorted(one) == sorted(other) or SequenceMatcher(None, one, other).ratio() >= _NEAR


def _plain(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())

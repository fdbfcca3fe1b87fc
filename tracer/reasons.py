"""Why rows were refused, gathered: the same fault of many rows is one line, without what stands in anybody's cells."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

MOST = 200
"""Reasons told apart; whatever comes after is gathered as one."""
FIRST = 5
OTHERS = "other reasons"
_OURS = "ISO 8601 time such as 2023-10-02T18:41:00+01:00", "ISO 3166-1", "before 2000:"
"""What reasons say in the same words of every row, and what would be taken for a value."""
_VALUE = re.compile(
    rf"""(?P<ours>{"|".join(map(re.escape, _OURS))})|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\S*\d{{3}}\S*"""
)


@dataclass(slots=True)
class Reason:
    """One reason, how many rows have it, and the first of these rows."""

    reason: str
    rows: int = 0
    first: list[int] = field(default_factory=list)

    def stated(self) -> dict[str, object]:
        """As JSON says it."""
        return {"reason": self.reason, "rows": self.rows, "first": self.first}


class Reasons:
    """Gathers reasons in bounded memory."""

    def __init__(self) -> None:
        self._found: dict[str, Reason] = {}

    def add(self, row: int, reason: str) -> None:
        """One row more, with why it was refused."""
        plain = _VALUE.sub(lambda found: found["ours"] or "…", reason)
        if plain not in self._found and len(self._found) >= MOST:
            plain = OTHERS
        one = self._found.setdefault(plain, Reason(plain))
        one.rows += 1
        if len(one.first) < FIRST:
            one.first.append(row)

    def every(self) -> tuple[Reason, ...]:
        """The reasons, the most frequent first."""
        return tuple(sorted(self._found.values(), key=lambda one: (-one.rows, one.reason)))

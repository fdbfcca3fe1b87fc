"""The seizures of a case of which nothing is known here: not booked yet, or mistyped, and the real one open to all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from graph.ids import seizure_id
from tracer.records.known_seizures import KnownSeizures
from tracer.records.records import Records

_NEAR = 3


@dataclass(frozen=True, slots=True)
class UnknownSeizure:
    """A seizure that a case has and nothing tells of, with the known references that are written most like it."""

    reference: str
    near: tuple[str, ...]

    @property
    def words(self) -> str:
        """What is said of it to whoever keeps the case."""
        near = f" The nearest that are known: {', '.join(self.near)}." if self.near else ""
        return f"Nothing of {self.reference} is booked or loaded yet.{near}"


def unknown_among(records: Records, seizures: Iterable[str]) -> tuple[UnknownSeizure, ...]:
    """Those of some seizures, by reference or id, of which nothing is booked or loaded and no raid is open."""
    wanted = {_bare(one) for one in seizures}
    if not wanted:
        return ()
    known = {_bare(one) for one in records.part(KnownSeizures).every()}
    return tuple(UnknownSeizure(one, tuple(get_close_matches(one, known, n=_NEAR))) for one in sorted(wanted - known))


def _bare(seizure: str) -> str:
    """A reference in the one form in which references are compared."""
    return seizure_id(seizure).removeprefix("seizure:")

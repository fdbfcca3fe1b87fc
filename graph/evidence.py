"""What a relationship costs as evidence, so that "best evidenced" is a number anybody can check."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tracer.model import Basis, SourceRow

OBSERVED_COST = 1.0
"""One step that a source row shows. No step costs less, so a path costs at least its length."""
ASSERTED_COST = 1.5
"""A person says so, graded 1A: a reliable source that knows it directly."""
INFERRED_COST = 3.0
"""Worked out, with a score of 1."""
_SOURCE_COST = {"1": 0.0, "2": 0.5, "3": 1.0}
_INFORMATION_COST = {"A": 0.0, "B": 0.25, "C": 0.75, "D": 1.25, "E": 4.0}
_UNGRADED_COST = _SOURCE_COST["2"] + _INFORMATION_COST["D"]
"""Untested, and not known how: what a statement without a grade is worth."""
_DOUBT_COST = 4.0
"""What a score of 0 adds to an inferred step; a score between adds its share."""

LINK_COLUMNS = (
    "a.id AS from_id, b.id AS to_id, r.basis AS basis, r.source AS source, r.row AS row,"
    " r.grade AS grade, r.score AS score, r.fact AS fact"
)
"""To be returned of `(a)-[r]->(b)` for `link`."""


@dataclass(frozen=True, slots=True)
class Link:
    """One statement that joins two nodes, by id, in the direction it is made."""

    type: str
    start: str
    end: str
    basis: Basis
    source: SourceRow | None
    grade: str | None = None
    score: float | None = None
    fact: str = ""

    @property
    def cost(self) -> float:
        """What it costs as evidence."""
        return cost(self.basis, self.grade, self.score)

    @property
    def order(self) -> tuple[float, str, str, str, str]:
        """Best evidenced first; the rest only makes the order certain."""
        return (self.cost, self.type, self.start, self.end, self.fact)


def cost(basis: Basis, grade: str | None = None, score: float | None = None) -> float:
    """The cost of one step: 1 for observed; 1.5 to 6.5 for asserted, by its 3x5x2 grade; 3 to 7 for inferred, by score.

    A suspected falsehood (information E) costs more than any other grade. The handling code says who may see it, not
    how good it is.
    """
    if basis is Basis.OBSERVED:
        return OBSERVED_COST
    if basis is Basis.ASSERTED:
        return ASSERTED_COST + _grade_cost(grade)
    return INFERRED_COST + _DOUBT_COST * (1.0 - min(1.0, max(0.0, score or 0.0)))


def counts(grade: str | None) -> bool:
    """Whether anything is worked out from a statement: not from one whose source is not reliable (3), nor from one that
    is suspected false (E). What has no grade is observed, and counts.
    """
    if grade is None:
        return True
    code = _code(grade)
    return code is not None and code[1] != "3" and code[2] != "E"


def stands_alone(grade: str | None) -> bool:
    """Whether a conclusion may rest on a statement alone: a reliable source (1) has it from somewhere (A to C).

    What is untested (2), or not known how (D), may only add to it.
    """
    if grade is None:
        return True
    code = _code(grade)
    return code is not None and code[1] == "1" and code[2] in "ABC"


def worst(grades: Iterable[str | None]) -> str | None:
    """The grade of those that is worth least; None where there is none."""
    return max((one for one in grades if one), key=lambda one: (_grade_cost(one), one), default=None)


def weakest(bases: Iterable[Basis]) -> Basis:
    """What a chain of statements rests on: its weakest, where an inference is weaker than an assertion."""
    return max(bases, key=list(Basis).index, default=Basis.OBSERVED)


def basis_words(basis: Basis, grade: str | None, score: float | None) -> str:
    """On what a statement rests, with its grade or score: `asserted 2BP`."""
    told = None if score is None else f"{score:.2f}"
    return " ".join(part for part in (basis.value, grade, told) if part)


def weakest_link(links: Iterable[Link]) -> Link:
    """The statement of a chain that the whole chain rests on: of its weakest basis, the one worth least."""
    return max(links, key=lambda one: (list(Basis).index(one.basis), one.cost))


def link(row: Mapping[str, Any], type_: str) -> Link:
    """A link from a row of `LINK_COLUMNS`."""
    source = SourceRow(row["source"], row["row"]) if row["source"] is not None else None
    fact = row["fact"] or ""
    return Link(type_, row["from_id"], row["to_id"], Basis(row["basis"]), source, row["grade"], row["score"], fact)


def _grade_cost(grade: str | None) -> float:
    code = _code(grade)
    return _SOURCE_COST[code[1]] + _INFORMATION_COST[code[2]] if code else _UNGRADED_COST


def _code(grade: str | None) -> re.Match[str] | None:
    return re.match(r"([1-3])\W?([A-E])", (grade or "").strip().upper())

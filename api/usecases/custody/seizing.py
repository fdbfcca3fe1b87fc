"""Who seized what a row of a table tells of: the officer whom its column names, and not whoever types the table in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from tracer.custody.events import officer_id
from tracer.custody.ledger import Ledger
from tracer.errors import UsageError

_RANKS = frozenset({
    "pc", "wpc", "dc", "tdc", "ps", "sgt", "sergeant", "ds", "insp", "inspector", "di", "ch", "ci", "dci", "supt",
    "superintendent", "det", "detective", "constable", "acting", "temporary", "special", "chief", "officer",
})  # fmt: skip
_LONGEST_SHOWN = 60


class OfficerUnknownError(UsageError):
    """The officer of a row is not one of the register, or may be several."""


@dataclass(frozen=True, slots=True)
class Seizers:
    """Those who may have seized what `by` books, by initials and by name."""

    by: str
    initials: frozenset[str]
    names: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, ledger: Ledger, by: str) -> Seizers:
        """The officers of the register."""
        names: dict[str, tuple[str, ...]] = {}
        officers = ledger.officers()
        for one in officers:
            if one.name is not None:
                name = _plain(one.name)
                names[name] = (*names.get(name, ()), one.id)
        return cls(by, frozenset(one.id for one in officers), names)

    def named(self, text: str | None) -> str:
        """The officer of the text: whoever books, where there is none. Raises `OfficerUnknownError`."""
        if not text or not text.strip():
            return self.by
        for said in _without_rank(text):
            if (found := self._found(said, text)) is not None:
                return found
        raise OfficerUnknownError(
            f"officer: {text[:_LONGEST_SHOWN]!r} is not in the register, and who seized it has to be known.",
            "Write the initials or the name as registered, register the officer "
            "(tracer custody officer add INITIALS --name NAME; an administrator: Administration, Officers), "
            "or leave the cell empty if you seized it yourself.",
        )

    def _found(self, said: str, text: str) -> str | None:
        if officer_id(said) in self.initials:
            return officer_id(said)
        called = self.names.get(_plain(said), ())
        if len(called) > 1:
            who = ", ".join(one.removeprefix("officer:") for one in called)
            raise OfficerUnknownError(
                f"officer: {text[:_LONGEST_SHOWN]!r} may be {who}.", "Write the initials of the one who seized it."
            )
        return called[0] if called else None


def _without_rank(text: str) -> Iterator[str]:
    """What was written, and what is left of it without rank and number in front: `PC JT`, `Det Sgt 1234 Kit Moor`."""
    yield text
    words = text.split()
    while len(words) > 1 and (words[0].casefold().strip(".") in _RANKS or words[0].isdecimal()):
        words = words[1:]
        yield " ".join(words)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())

"""What was read off an exhibit beside what a report says was taken: nobody undoes that a wrong owner was told."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from api.custody_house import CustodyHouse
from api.usecases.custody.read_off import read_off
from graph.ids import report_id
from tracer.identifiers import Identifier, mask
from tracer.model import StoredFact
from tracer.records.recovery.values import RecoveryError
from tracer.records.values import Asked
from tracer.recovery.report import Report

NEVERTHELESS = "Although none of its identifiers is this report's: "
"""How the reason begins that was given in spite of what speaks against it."""
_STEPS = 8
"""How many statements may lie between an identifier of one and one of the other."""


class ContradictedError(RecoveryError):
    """A confirmation that what was read off the exhibit contradicts, and no reason was given in spite of it."""


@dataclass(frozen=True, slots=True)
class Compared:
    """The identifiers of an exhibit and of a report, and whether anything says that any of them are of one phone."""

    exhibit: frozenset[str]
    report: frozenset[str]
    one_phone: bool

    @property
    def contradicts(self) -> bool:
        """Whether both are known and nothing brings them together."""
        return bool(self.exhibit and self.report) and not self.one_phone

    @property
    def against(self) -> str:
        """What speaks against it, in words; empty where nothing does."""
        if self.one_phone:
            return ""
        if self.contradicts:
            return (
                "None of its identifiers is this report's. "
                f"Read off the exhibit: {_masked(self.exhibit)}. The report's: {_masked(self.report)}."
            )
        unknown = "the exhibit" if self.report else "the report" if self.exhibit else "either"
        return f"Its identifiers cannot be compared with the report's: none is known of {unknown}."


def compared(house: CustodyHouse, exhibit: str, report: Report, asked: Asked) -> Compared:
    """Both sides, whoever may see the files: that they differ is said to whoever would tell an owner."""
    read, reported = read_off(house, exhibit, asked), _identifiers(_reports(house, report))
    return Compared(read, reported, bool(read) and not reported.isdisjoint(_of_one_phone(house, read)))


def despite(found: Compared, said: str) -> tuple[str, ...]:
    """The reason why it is that phone in spite of it, as it is kept. Raises `ContradictedError` where it is needed."""
    if found.contradicts and not said.strip():
        raise ContradictedError(
            f"Against: {found.against[0].lower()}{found.against[1:]}",
            "The owner of another phone may be told that it is theirs. Choose another report, or say why it is this "
            "phone all the same (--despite-identifiers).",
        )
    if not said.strip():
        return ()
    return (f"{NEVERTHELESS if found.contradicts else ''}{said.strip()}",)


def _reports(house: CustodyHouse, report: Report) -> tuple[StoredFact, ...]:
    named = house.records.facts_mentioning([report_id(report.force, report.reference)])
    return tuple(one for one in named if one.kind == "reports")


def _identifiers(facts: Collection[StoredFact]) -> frozenset[str]:
    return frozenset(one for fact in facts for phone in fact.phones for one in phone.identifiers)


def _of_one_phone(house: CustodyHouse, read: frozenset[str]) -> frozenset[str]:
    """What any statement says to be in one phone with these, or with what is."""
    known, new = read, read
    for _ in range(_STEPS):
        facts = house.records.facts_mentioning(new)
        phones = [set(phone.identifiers) for fact in facts for phone in fact.phones]
        new = frozenset().union(*(phone for phone in phones if not phone.isdisjoint(known))) - known
        known |= new
        if not new:
            break
    return known


def _masked(identifiers: frozenset[str]) -> str:
    every = [Identifier.from_id(one) for one in sorted(identifiers)]
    return ", ".join(f"{one.kind} {mask(one)}" for one in every)

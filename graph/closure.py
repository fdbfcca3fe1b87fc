"""Everything that must be drawn again when some facts are new: whatever may turn out to be about the same handset."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from graph.found_at import whole_of
from graph.ids import handset_id, report_id
from graph.projections._drawing import collapsed, reference_key
from graph.standing import exhibit_of, replaced
from tracer.model import StoredFact
from tracer.resolve.handsets import ResolvedHandset, SaidPhone, resolve

Finder = Callable[[Collection[str]], Iterable[StoredFact]]
"""Finds the stored facts that mention any of some keys."""


@dataclass(frozen=True, slots=True)
class Closure:
    """Facts that hang together through the identifiers and crime references they name, and the handsets they make."""

    facts: tuple[StoredFact, ...]
    handsets: tuple[ResolvedHandset, ...]
    identifiers: frozenset[str]
    settled: bool
    """Whether facts known before are among them: what they drew of handsets may have to change."""
    replaced: Mapping[str, str]
    """Those of the facts that a newer reading of the same exhibit replaces, and the exhibit."""


def closure(new: Iterable[StoredFact], find: Finder) -> Closure:
    """All the facts that share an identifier, a crime reference or an exhibit with the new ones, directly or not.

    Facts that are replaced are among them, so that what they drew is drawn again, and make no handsets.
    """
    facts = {fact.id: fact for fact in new}
    fresh = frozenset(facts)
    asked: set[str] = set()
    keys = _keys(facts.values())
    while keys - asked:
        found = [fact for fact in find(sorted(keys - asked)) if fact.id not in facts]
        asked |= keys
        facts.update((fact.id, fact) for fact in found)
        keys |= _keys(found)
    ordered = tuple(facts[fact_id] for fact_id in sorted(facts))
    gone = replaced(ordered)
    said = [SaidPhone(fact.id, place, phone) for fact in ordered for place, phone in enumerate(fact.phones)]
    return Closure(
        ordered,
        resolve([one for one in said if one.fact not in gone]),
        frozenset(i for one in said for i in one.phone.identifiers),
        settled=any(fact.id not in fresh for fact in ordered),
        replaced=gone,
    )


def known_by_report(found: Closure) -> frozenset[str]:
    """Handsets of which nothing is known but a report: no identifier leads to them."""
    reports = (fact for fact in found.facts if fact.kind == "reports" and not fact.phones)
    return frozenset(_handset_of_report(fact) for fact in reports)


def related_handsets(found: Closure, handset_at: Mapping[tuple[str, int], str]) -> dict[str, frozenset[str]]:
    """For each fact that names a theft by its crime reference alone: the handsets of the reports that have it."""
    reports = defaultdict(set)
    for fact in found.facts:
        if fact.kind == "reports":
            own = handset_at.get((fact.id, 0)) or _handset_of_report(fact)
            reports[reference_key(str(fact.body["reference"]))].add((collapsed(str(fact.body["force"])), own))
    related = {}
    for fact in found.facts:
        if fact.kind != "reports" and "reference" in fact.body:
            force = collapsed(str(fact.body.get("force") or ""))
            named = reports[reference_key(str(fact.body["reference"]))]
            related[fact.id] = frozenset(own for of_force, own in named if not force or of_force == force)
    return related


def _handset_of_report(fact: StoredFact) -> str:
    return handset_id(report_id(str(fact.body["force"]), str(fact.body["reference"])))


def _keys(facts: Iterable[StoredFact]) -> set[str]:
    facts = list(facts)
    keys = {identifier for fact in facts for phone in fact.phones for identifier in phone.identifiers}
    keys |= {exhibit for fact in facts for exhibit in (exhibit_of(fact), whole_of(fact)) if exhibit is not None}
    return keys | {reference_key(str(fact.body["reference"])) for fact in facts if "reference" in fact.body}

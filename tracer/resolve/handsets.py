"""Which identifiers are one handset: sets that share an identifier join, unless that would make an impossible phone.

The answer depends only on what was said, never on the order in which it was loaded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tracer.model import PhoneSet, canonical_json, hash_id

IMEI_SLOTS = 2
"""A phone has one IMEI for each SIM slot, and phones are sold with one slot or two."""


@dataclass(frozen=True, slots=True)
class SaidPhone:
    """One fact's statement that some identifiers are in one phone; `place` is which of the fact's phones it is."""

    fact: str
    place: int
    phone: PhoneSet


@dataclass(frozen=True, slots=True)
class ResolvedHandset:
    """One handset: its identifiers, those of them that are contested and why, and what was said of it."""

    id: str
    identifiers: tuple[str, ...]
    contested: Mapping[str, str]
    make: str | None
    model: str | None
    conflicts: str | None
    said: tuple[SaidPhone, ...]


@dataclass(frozen=True, slots=True)
class _Group:
    """Statements that name the same identifiers and make."""

    identifiers: frozenset[str]
    makes: frozenset[str]
    said: tuple[SaidPhone, ...]


def resolve(said: Iterable[SaidPhone]) -> tuple[ResolvedHandset, ...]:
    """The handsets that a set of statements speaks of, in order of id."""
    groups = _grouped(said)
    contested = _contested_directly(groups)
    handsets: list[ResolvedHandset] = []
    for component in _components(groups, frozenset(contested)):
        fault = _fault(component)
        if fault is None:
            handsets.append(_handset(component, contested))
            continue
        shared = dict.fromkeys(_shared(component), fault) | contested
        handsets.extend(_handset([group], shared) for group in component)
    return tuple(sorted(handsets, key=lambda handset: handset.id))


def _grouped(said: Iterable[SaidPhone]) -> list[_Group]:
    """Statements of the same identifiers, parted by make where they name several."""
    by_identifiers: dict[tuple[str, ...], list[SaidPhone]] = defaultdict(list)
    for one in sorted(said, key=lambda one: (one.fact, one.place)):
        by_identifiers[one.phone.identifiers].append(one)
    groups = []
    for identifiers, members in sorted(by_identifiers.items()):
        makes = sorted({_make(one) for one in members} - {""})
        for part in [None] if len(makes) <= 1 else sorted({_make(one) for one in members}):
            said_here = tuple(one for one in members if part is None or _make(one) == part)
            groups.append(_Group(frozenset(identifiers), frozenset(_make(one) for one in said_here) - {""}, said_here))
    return groups


def _make(one: SaidPhone) -> str:
    return (one.phone.make or "").strip().casefold()


def _contested_directly(groups: Sequence[_Group]) -> dict[str, str]:
    """Identifiers whose own sets cannot all be one phone."""
    holders: dict[str, list[_Group]] = defaultdict(list)
    for group in groups:
        for identifier in group.identifiers:
            holders[identifier].append(group)
    faults = {identifier: _fault(held) for identifier, held in holders.items() if len(held) > 1}
    return {identifier: fault for identifier, fault in sorted(faults.items()) if fault}


def _fault(groups: Sequence[_Group]) -> str | None:
    """Why these sets cannot be one phone, or None."""
    together = frozenset[str]().union(*(group.identifiers for group in groups))
    serials = sorted(i.partition(":")[2] for i in together if i.startswith("serial:"))
    if len(serials) > 1:
        return f"it is said to be in phones with the serial numbers {' and '.join(serials[:3])}"
    makes = sorted(frozenset[str]().union(*(group.makes for group in groups)))
    if len(makes) > 1:
        return f"it is said to be in phones made by {' and '.join(makes[:3])}"
    imeis = sorted(i.partition(":")[2] for i in together if i.startswith("imei:"))
    if len(imeis) > IMEI_SLOTS:
        return f"one phone would have {len(imeis)} IMEIs, and none has more than {IMEI_SLOTS}"
    return None


def _components(groups: Sequence[_Group], barred: frozenset[str]) -> list[list[_Group]]:
    """Groups joined by the identifiers they share, save the barred ones."""
    parent = list(range(len(groups)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    first: dict[str, int] = {}
    for index, group in enumerate(groups):
        for identifier in group.identifiers - barred:
            parent[root(index)] = root(first.setdefault(identifier, index))
    components: dict[int, list[_Group]] = defaultdict(list)
    for index, group in enumerate(groups):
        components[root(index)].append(group)
    return list(components.values())


def _shared(component: Sequence[_Group]) -> set[str]:
    seen: set[str] = set()
    shared: set[str] = set()
    for group in component:
        shared |= seen & group.identifiers
        seen |= group.identifiers
    return shared


def _handset(groups: Sequence[_Group], contested: Mapping[str, str]) -> ResolvedHandset:
    identifiers = tuple(sorted(frozenset[str]().union(*(group.identifiers for group in groups))))
    said = tuple(sorted((one for group in groups for one in group.said), key=lambda one: (one.fact, one.place)))
    makes = sorted({one.phone.make for one in said if one.phone.make})
    models = sorted({one.phone.model for one in said if one.phone.model})
    differ = {name: values for name, values in (("make", makes), ("model", models)) if len(values) > 1}
    return ResolvedHandset(
        id=_id_of(groups, identifiers, contested),
        identifiers=identifiers,
        contested={identifier: contested[identifier] for identifier in identifiers if identifier in contested},
        make=makes[0] if makes else None,
        model=models[0] if models else None,
        conflicts=canonical_json(differ) if differ else None,
        said=said,
    )


def _id_of(groups: Sequence[_Group], identifiers: tuple[str, ...], contested: Mapping[str, str]) -> str:
    """The smallest identifier that is this phone's alone; where all are contested, with a hash of the set beside it."""
    own = [identifier for identifier in identifiers if identifier not in contested]
    if own:
        return f"handset:{own[0]}"
    makes = sorted(frozenset[str]().union(*(group.makes for group in groups)))
    return f"handset:{identifiers[0]}~{hash_id(canonical_json([identifiers, makes]).encode())[:8]}"

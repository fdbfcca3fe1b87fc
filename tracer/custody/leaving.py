"""What keeps an exhibit from leaving: it is restricted, its owner waits for it, or somebody claims it.

A part is kept by all that keeps the exhibit it was taken out of, while that is in custody.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tracer.custody.events import (
    WITHDRAWN,
    CustodyEvent,
    EventKind,
    ExhibitState,
    Refusal,
    RefusalCode,
    reference_of,
)

LEAVES = frozenset({EventKind.RETURN, EventKind.AUTHORISE_DISPOSAL, EventKind.DISPOSE})
"""What lets an exhibit go for good, and what is recorded so that it may."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A claim that is not refused: what the claimant is (`insurer`), their id, and whether it was accepted."""

    kind: str
    person: str
    accepted: bool


@dataclass(frozen=True, slots=True)
class Owed:
    """To whom an exhibit may have to go: the confirmation that holds of it, and the claims to it, oldest first."""

    confirmation: str | None = None
    claims: tuple[Claimed, ...] = ()


NOBODY = Owed()


@dataclass(frozen=True, slots=True)
class Whole:
    """What an exhibit was taken out of: whether that is in custody and restricted, and to whom it may have to go."""

    exhibit: str
    restricted: bool = False
    owed: Owed = NOBODY


@dataclass(frozen=True, slots=True)
class _Kept:
    """What keeps an exhibit, itself or as a part: how that is said, and what it is that has to be dealt with."""

    exhibit: str
    is_: str
    source: str


def leaves(event: CustodyEvent) -> bool:
    """Whether an event lets its exhibit go, or takes its booking back as if it had never been here."""
    return event.kind in LEAVES or _withdraws(event)


def kept_back(
    state: ExhibitState, event: CustodyEvent, owed: Owed, wholes: tuple[Whole, ...] = ()
) -> Iterator[Refusal]:
    """Why an exhibit must not leave in this way; nothing for an event that lets nothing go."""
    if not leaves(event) or state.closed:
        return
    for one in (Whole(state.exhibit, state.restricted, owed), *wholes):
        kept = _Kept(state.exhibit, _is(state.exhibit, one.exhibit), reference_of(one.exhibit))
        if one.restricted:
            yield _restricted(kept)
        if one.owed.confirmation is not None:
            yield _confirmed(kept, event, one.owed.confirmation)
        yield from _claimed(kept, event, one.owed.claims)


def _is(exhibit: str, source: str) -> str:
    reference = reference_of(exhibit)
    if source == exhibit:
        return f"The exhibit {reference} is"
    return f"The exhibit {reference} was taken out of {reference_of(source)}, which is"


def _restricted(kept: _Kept) -> Refusal:
    return Refusal(
        RefusalCode.RESTRICTED,
        f"{kept.is_} restricted: it is needed as evidence.",
        f"Once it is not needed any more, have the restriction lifted on the page of {kept.source}"
        f" (tracer custody lift-restriction {kept.source}), with the reason.",
    )


def _confirmed(kept: _Kept, event: CustodyEvent, confirmation: str) -> Refusal:
    what = f"{kept.is_} confirmed as the phone of a report, and its owner waits for it."
    page = f"the Returns page, /returns/of/{confirmation}"
    if _withdraws(event):
        do = (
            f"If the booking is wrong, take the confirmation back first, on {page}"
            f" (tracer returns withdraw {kept.source}), so that the owner hears of the mistake and any time they chose"
            " is free again; otherwise the booking stands."
        )
        return Refusal(RefusalCode.CONFIRMED, what, do)
    otherwise = "" if event.kind is EventKind.RETURN else " Where the confirmation is wrong, withdraw it there first."
    it, reference = "it", reference_of(kept.exhibit)
    if reference != kept.source:
        it = kept.source
        otherwise = f" Or confirm {reference} for the same report too, and hand it back there.{otherwise}"
    return Refusal(
        RefusalCode.CONFIRMED,
        what,
        f"Hand {it} back on {page} (tracer returns hand-back {kept.source}),"
        f" so that identity, receipt, report and notice go with it.{otherwise}",
    )


def _claimed(kept: _Kept, event: CustodyEvent, claims: tuple[Claimed, ...]) -> Iterator[Refusal]:
    for each in claims:
        if not each.accepted:
            yield Refusal(
                RefusalCode.CLAIMED,
                f"{kept.is_} claimed by an {each.kind}, and that claim is not decided.",
                f"Decide it first, among the claims to {kept.source} (tracer returns decide).",
            )
    accepted = [each for each in claims if each.accepted]
    if event.kind is EventKind.RETURN and [event.to] == [each.person for each in accepted]:
        return
    for each in accepted:
        yield Refusal(RefusalCode.CLAIMED, *_goes_to(kept, event, each, alone=len(accepted) == 1))


def _goes_to(kept: _Kept, event: CustodyEvent, each: Claimed, alone: bool) -> tuple[str, str]:
    """What is said of an accepted claim: what it means, and what to do."""
    change = "change that decision first, with the reason (tracer returns decide --change)"
    if not alone:
        return (
            f"{kept.is_} claimed by several whose claims were accepted, one of them an {each.kind}.",
            f"Only one can stand: {change}.",
        )
    what = f"{kept.is_} claimed by an {each.kind}, whose claim was accepted: it goes to them and to nobody else."
    if _withdraws(event):
        return what, f"If the booking is wrong, {change}; otherwise the booking stands."
    return what, (
        f"Hand it back to them, among the claims to {kept.source}"
        f" (tracer custody return {reference_of(kept.exhibit)} --to {each.person})."
    )


def _withdraws(event: CustodyEvent) -> bool:
    return event.kind is EventKind.CORRECT and WITHDRAWN in event.private

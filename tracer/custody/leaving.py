"""What keeps an exhibit from leaving: it is restricted, its owner waits for it, or somebody claims it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tracer.custody.events import EventKind, ExhibitState, Refusal, RefusalCode, reference_of

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


def kept_back(state: ExhibitState, kind: EventKind, to: str | None, owed: Owed) -> Iterator[Refusal]:
    """Why an exhibit must not leave in this way; nothing for an event that lets nothing go."""
    if kind not in LEAVES or state.closed:
        return
    reference = reference_of(state.exhibit)
    if state.restricted:
        yield Refusal(
            RefusalCode.RESTRICTED,
            f"The exhibit {reference} is restricted: it is needed as evidence.",
            "Once it is not needed any more, have the restriction lifted on the exhibit's page"
            f" (tracer custody lift-restriction {reference}), with the reason.",
        )
    if owed.confirmation is not None:
        otherwise = "" if kind is EventKind.RETURN else " Where the confirmation is wrong, withdraw it there first."
        yield Refusal(
            RefusalCode.CONFIRMED,
            f"The exhibit {reference} is confirmed as the phone of a report, and its owner waits for it.",
            f"Hand it back on the Returns page, /returns/of/{owed.confirmation} (tracer returns hand-back {reference}),"
            f" so that identity, receipt, report and notice go with it.{otherwise}",
        )
    yield from _claimed(reference, kind, to, owed.claims)


def _claimed(reference: str, kind: EventKind, to: str | None, claims: tuple[Claimed, ...]) -> Iterator[Refusal]:
    for each in claims:
        if not each.accepted:
            yield Refusal(
                RefusalCode.CLAIMED,
                f"A claim to the exhibit {reference} by an {each.kind} is not decided.",
                "Decide it first, on the Returns page, /returns (tracer returns decide).",
            )
    accepted = [each for each in claims if each.accepted]
    if kind is EventKind.RETURN and to in {each.person for each in accepted}:
        return
    for each in accepted:
        yield Refusal(
            RefusalCode.CLAIMED,
            f"A claim to the exhibit {reference} by an {each.kind} was accepted: it goes to them and to nobody else.",
            f"Return it to them (tracer custody return {reference} --to {each.person}).",
        )

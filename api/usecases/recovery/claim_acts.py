"""What is done with the claims to an exhibit by somebody who is signed in, within their reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from api.access import Actor, Permission
from api.custody_house import CustodyHouse
from api.desk import Desk
from api.usecases.custody.blocks import standing_blocks
from api.usecases.custody.receipts import read_receipt, takers_of
from api.usecases.custody.record import Statement
from api.usecases.custody_web.reach import acting, open_seizures, reached
from api.usecases.recovery.desk_acts import LATEST, PURPOSE, Taken, own_key, said_why
from api.usecases.recovery.hand_back import HandingBack, hand_to_claimant
from api.usecases.recovery.one_return import comes_first
from api.usecases.recovery.reach import claim_of
from tracer.channels import checked_address
from tracer.custody.events import ExhibitState, seizure_of
from tracer.errors import NotFoundError, UsageError
from tracer.records.recovery.claim_news import SAY_AGAIN
from tracer.records.recovery.claim_returns import Appointment, ClaimReturns
from tracer.records.recovery.claims import Claims
from tracer.records.recovery.confirmations import Confirmations
from tracer.records.recovery.outbox import Outbox
from tracer.records.recovery.slots import Also, Slots
from tracer.records.recovery.values import (
    Claim,
    ClaimKind,
    ClaimReturn,
    Confirmation,
    Notice,
    NoticeState,
    RecoveryError,
)
from tracer.records.values import Asked

CLAIMING = "a claim to an exhibit"


@dataclass(frozen=True, slots=True)
class NewClaim:
    """What is said of a claim: what the claimant is (`insurer`), who they are and how they are reached, and on what.

    With an `email` they are told of it, and of what becomes of it.
    """

    kind: str
    who: str
    why: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class Deciding:
    """What is decided on a claim, and why; `change`: otherwise than it was decided before."""

    accept: bool
    reason: str
    change: bool = False


@dataclass(frozen=True, slots=True)
class OneClaim:
    """A claim, how far its hand-back is, and what stands in the way of it once it was accepted.

    `untold`: the owners whom nobody can tell that it goes to another, each in words. They hold nothing up.
    `notices`: what the claimant was told, the newest first. `waits_for`: of those that wait until an owner was told,
    the reference of whose report, by the notice's id. `told_to_wait`: the last of them says that they have to wait.
    `also`: what is known of another phone's collection at the place and time agreed on.
    """

    claim: Claim
    back: ClaimReturn | None
    hindrances: tuple[RecoveryError, ...]
    untold: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    waits_for: Mapping[str, str] = field(default_factory=dict)
    told_to_wait: bool = False
    also: Also | None = None

    @property
    def to_say_again(self) -> bool:
        """Whether it has to be said once more that the claimant may collect it, so that its owner or they are told."""
        return any(one.do == SAY_AGAIN for one in self.hindrances) or (self.told_to_wait and not self.hindrances)

    @property
    def undelivered(self) -> bool:
        """Whether a notice to the claimant was given up."""
        return any(one.state is NoticeState.DEAD for one in self.notices)

    @property
    def handed_back(self) -> bool:
        """Whether the claimant has it."""
        return self.back is not None and self.back.at is not None


@dataclass(frozen=True, slots=True)
class ClaimsPage:
    """All claims to an exhibit, the oldest first, the confirmation that holds of it, and the blocks on it.

    `comes_first`: what has to be done before whoever looks can hand it over, where somebody else has it.
    """

    state: ExhibitState
    claims: tuple[OneClaim, ...]
    confirmed: Confirmation | None
    blocks: tuple[str, ...]
    comes_first: tuple[RecoveryError, ...]


def claims_page(desk: Desk, who: Actor, exhibit: str, seizure: str | None = None) -> ClaimsPage:
    """What there is to decide and to hand back. The audit notes where the phone's identifiers were read for a block."""
    state = reached(desk, who, Permission.RETURNS, exhibit, seizure)
    claims = tuple(one_claim(desk, one) for one in desk.records.part(Claims).of_exhibit(state.exhibit))
    confirmed = next((one for one in desk.records.part(Confirmations).of_exhibit(state.exhibit) if one.open), None)
    going = any(one.claim.accepted for one in claims) and not state.closed and who.person.initials is not None
    blocks = standing_blocks(desk.custody, state.exhibit, who.initials) if going else ()
    return ClaimsPage(state, claims, confirmed, blocks, comes_first(who, state))


def claim_as(desk: Desk, who: Actor, exhibit: tuple[str, str | None], new: NewClaim) -> Claim:
    """Records that somebody says an exhibit is theirs. Raises `UsageError` where it is not said who, as what or why.

    Whoever keeps the exhibits may record one as well; to decide it is for those who return phones.
    """
    return claim(desk.custody, reached(desk, who, noting(who), *exhibit).exhibit, new, who.asked(CLAIMING))


def claim(house: CustodyHouse, exhibit: str, new: NewClaim, asked: Asked) -> Claim:
    """The same of an exhibit by its id."""
    if new.kind not in set(ClaimKind):
        raise UsageError("It is not said who claims it.", f"Choose one of: {', '.join(ClaimKind)}.")
    if not new.who.strip() or not new.why.strip():
        raise UsageError("It is not said who claims it, or on what they rest it.", "Give both.")
    said = {"who": new.who, "why": new.why}
    if new.email.strip():
        said["email"] = _address(new.email)
    return house.records.part(Claims).add(exhibit, ClaimKind(new.kind), said, asked)


def _address(text: str) -> str:
    try:
        return checked_address(text)
    except ValueError:
        raise UsageError("The e-mail address cannot be one.", "Mend it, or leave it out.") from None


def noting(who: Actor) -> Permission:
    """By which permission somebody may note a claim: both who return phones and who keep exhibits are told of them."""
    return Permission.RETURNS if who.may(Permission.RETURNS) else Permission.CUSTODY_WRITE


def decide_as(desk: Desk, who: Actor, claim: str, said: Deciding) -> Claim:
    """Decides a claim. Raises `UsageError` without a reason."""
    found, asked = claim_of(desk, who, claim), who.asked(said_why(said.reason))
    part = desk.records.part(Claims)
    return part.change(found.id, said.accept, asked) if said.change else part.decide(found.id, said.accept, asked)


def say_one_as(desk: Desk, who: Actor, claim: str, one: bool, reason: str) -> OneClaim:
    """Says that whoever makes a claim is the owner of the report, or is not after all. Raises `UsageError` without a
    reason. It is for those who return phones, and for supervisors.
    """
    permission = Permission.RETURNS if who.may(Permission.RETURNS) else Permission.APPROVE
    found = claim_of(desk, who, claim, permission)
    return one_claim(desk, desk.records.part(Claims).say_one(found.id, one, who.asked(said_why(reason))))


def ready_as(desk: Desk, who: Actor, claim: str) -> OneClaim:
    """Says that the claimant may collect it. Raises `RecoveryError` while something stands in the way."""
    found = claim_of(desk, who, claim)
    desk.records.part(ClaimReturns).ready(found.id, who.asked(PURPOSE))
    return one_claim(desk, found)


def stays_as(desk: Desk, who: Actor, claim: str) -> OneClaim:
    """Has the claimant told that they have to wait. Raises `RecoveryError` where nobody said that they may collect."""
    found = claim_of(desk, who, claim)
    desk.records.part(ClaimReturns).stays(found.id, who.asked(PURPOSE))
    return one_claim(desk, found)


def arrange_as(desk: Desk, who: Actor, claim: str, times: tuple[datetime, datetime], point: str) -> OneClaim:
    """Keeps what was agreed with the claimant. Raises as `arrange` does."""
    found = claim_of(desk, who, claim)
    arrange(desk.custody, found.id, Appointment(*times, point), who.asked(PURPOSE))
    return one_claim(desk, found)


def arrange(house: CustodyHouse, claim: str, when: Appointment, asked: Asked) -> ClaimReturn:
    """The same of a claim by its id. Raises `UsageError` for a time that is past or ends before it begins."""
    if not house.now < when.begins < when.ends <= house.now + LATEST or not when.point.strip():
        raise UsageError("No place is given, or no time that is soon to come.", "Give a day, a time and a place.")
    return house.records.part(ClaimReturns).arrange(claim, replace(when, point=when.point.strip()), asked)


def hand_to_claimant_as(desk: Desk, who: Actor, claim: str, taken: Taken) -> OneClaim:
    """Hands it to the claimant: receipt, ledger, report and notice in one. Raises as `hand_to_claimant` does."""
    found = claim_of(desk, who, claim)
    said = Statement(by=acting(desk, who), key=own_key(who, taken.key), expect=taken.expect)
    despite = (taken.despite_block or "").strip() or None
    handing = HandingBack(found.id, said, taken.identity, taken.name, (taken.seal or "").strip() or None, despite)
    hand_to_claimant(desk.custody, handing, who.asked(PURPOSE))
    return one_claim(desk, found)


def claimants(desk: Desk, who: Actor, exhibit: str, purpose: str) -> tuple[tuple[Claim, Mapping[str, str] | None], ...]:
    """Who makes each claim to an exhibit, and on what; None for one who was erased. The audit notes each.

    Raises `UsageError` without a purpose.
    """
    state = reached(desk, who, Permission.OWNERS, exhibit)
    if not purpose.strip():
        raise UsageError("It is not said what for.", "Give the purpose: the audit keeps it.")
    part, asked = desk.records.part(Claims), who.asked(purpose)
    every = part.of_exhibit(state.exhibit)
    return tuple((one, part.read(one.id, asked) if part.reachable(one) else None) for one in every)


def claim_receipt(desk: Desk, who: Actor, claim: str) -> bytes:
    """The receipt of a hand-back to a claimant, as PDF. Raises `NotFoundError` where there was none."""
    of = claim_of(desk, who, claim)
    found = desk.records.part(ClaimReturns).of_claim(of.id)
    if found is None or found.receipt is None:
        raise NotFoundError("It was not handed to the claimant.", "Hand it over first.")
    taker = takers_of(desk.ledger.history(of.exhibit))[found.receipt]
    return read_receipt(desk.custody, found.receipt, taker, who.asked())


def waiting_claims(desk: Desk, who: Actor) -> tuple[OneClaim, ...]:
    """The claims within reach that wait for a decision, or for their hand-back."""
    every = desk.records.part(Claims).waiting()
    open_to = open_seizures(desk, who, {seizure_of(one.exhibit) for one in every}, Permission.RETURNS)
    return tuple(one_claim(desk, one) for one in every if seizure_of(one.exhibit) in open_to)


def one_claim(desk: Desk, claim: Claim) -> OneClaim:
    """A claim that is known to be within reach, with how far its hand-back is."""
    returns, outbox = desk.records.part(ClaimReturns), desk.records.part(Outbox)
    back, notices = returns.of_claim(claim.id), outbox.of_claim(claim.id)
    also = None if back is None else desk.records.part(Slots).also_agreed(back)
    one = OneClaim(claim, back, (), (), notices, outbox.waits_for(claim.id), outbox.told_to_wait(claim.id), also)
    if not claim.accepted or (back is not None and back.at is not None):
        return one
    return replace(one, hindrances=returns.in_the_way(claim), untold=returns.nobody_told(claim))

"""What an owner may be told of where their phone is: five words, and what happens next.

A sixth, "located", would be safe in itself, and is told to nobody: whoever holds a stolen phone may read its owner's
mail, and would learn from the word, and from the moment at which it comes, that the phone is seen and by what. A
handler could have phones reported to learn which of them are. So a phone that others still hold stays "reported",
whatever is known of it: docs/adr/0008-what-owners-are-told.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Status(StrEnum):
    """The words that are safe to show. None tells of a person or a place."""

    REPORTED = "reported"
    RECOVERED = "recovered"
    HELD_AS_EVIDENCE = "held as evidence"
    READY_TO_RETURN = "ready to return"
    RETURNED = "returned"


ASKING = " Tell us whether it is yours."
"""What ends the words for a phone whose owner has not said so."""

NEXT = {
    Status.REPORTED: "We have your report. We will tell you if your phone is recovered.",
    Status.RECOVERED: f"We have your phone. We will tell you when you can collect it.{ASKING}",
    Status.HELD_AS_EVIDENCE: "We have your phone and need it for now. We will tell you when you can collect it.",
    Status.READY_TO_RETURN: "Choose a time to collect your phone. Bring something that shows who you are.",
    Status.RETURNED: "Your phone was given back against a receipt. If you do not have it, tell us at once: ring us, or "
    "ask us a question. If you do, there is nothing more to do.",
}  # fmt: skip
"""What happens next, for each word."""

CHOSEN = "Collect your phone at the time that you chose. Bring something that shows who you are."
"""What is said of one that is ready once a time was chosen."""

NO_TIMES = (
    "You can have your phone back. We will offer you times to collect it here; or ring us to agree on one. Please do "
    "not come before that. Bring something that shows who you are."
)
"""What is said of one that is ready while there is no time to choose."""

UNDECIDED = {
    Status.RECOVERED: "We have your phone. We cannot say yet whether you can collect it. We will tell you what was "
    f"decided, and nobody is given it before that.{ASKING}",
    Status.HELD_AS_EVIDENCE: "We have your phone and need it for now. We cannot say yet whether you can collect it "
    "after that. We will tell you what was decided, and nobody is given it before that.",
}
"""What is said in its place while another claims it, or what it was taken out of, or may have to be given that."""

_OBJECTED = (
    "You told us that the phone is not yours, or that somebody else claims it. We look into that, and tell you what "
    "was decided; nobody is given the phone before that. A time that you chose to collect it holds no more."
)
DISPUTED = {
    Status.RECOVERED: _OBJECTED,
    Status.HELD_AS_EVIDENCE: f"We need the phone for now. {_OBJECTED}",
}
"""What is said in its place while its owner says so, and was not answered."""

CLAIMED = (
    "Somebody else claims the phone, such as an insurer that paid for it. We accepted that, and it will go to them. "
    "If you think that it is wrong, tell us that it is yours and nobody else should have it: nobody is given it before "
    "we have answered you."
)
"""What is said in its place while it is to go to another."""

ELSEWHERE = (
    "Somebody else claimed the phone, such as an insurer that paid for it. We accepted that and gave them the phone. "
    "If you do not know of it, or think that it is wrong, ring us or ask us a question."
)
"""The same once it went to them."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is recorded of one phone of a report, as far as the words depend on it.

    `given`: it was returned, to another whose claim was accepted. `claimed`: it is about to be. `undecided`:
    another claims it or its whole, and it was not said yet that they may collect it. `offered`: there are times to
    choose from, or one was `chosen`. `said`: its owner said whether it is theirs; `disputed`: that it is not, or that
    somebody else claims it, which waits for an answer.
    """

    confirmed: bool = False
    needed: bool = False
    ready: bool = False
    returned: bool = False
    given: bool = False
    claimed: bool = False
    undecided: bool = False
    offered: bool = True
    chosen: bool = False
    said: bool = False
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One phone as its owner sees it: the word, what happens next, and by which day we will have told them."""

    status: Status
    next_step: str
    by: date | None = None


def status_of(known: Known) -> Status:
    """The word for what is recorded: the furthest that holds. What is needed as evidence is not ready."""
    if known.returned:
        return Status.RETURNED
    if known.confirmed and known.needed:
        return Status.HELD_AS_EVIDENCE
    if known.confirmed:
        return Status.READY_TO_RETURN if known.ready else Status.RECOVERED
    return Status.REPORTED


def item(known: Known, by: date | None = None) -> Item:
    """What the owner is shown."""
    status = status_of(known)
    return Item(status, _next_step(known, status), None if status is Status.RETURNED else by)


def _next_step(known: Known, status: Status) -> str:
    if known.given:
        return ELSEWHERE
    if known.claimed and not known.returned:
        return CLAIMED
    if known.disputed and status in DISPUTED:
        return DISPUTED[status]
    if status is Status.READY_TO_RETURN and not known.offered:
        return NO_TIMES
    if status is Status.READY_TO_RETURN and known.chosen:
        return CHOSEN
    words = UNDECIDED.get(status, NEXT[status]) if known.undecided else NEXT[status]
    return words.removesuffix(ASKING) if known.said else words

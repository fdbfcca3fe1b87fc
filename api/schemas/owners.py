"""What is personal of owners, and what they write, as it goes over the wire to those who return phones."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from pydantic import Field

from api.schemas._wire import Said, Wire
from tracer.records.recovery.values import Settled


class DetailsTold(Wire):
    """An owner's personal details as one row of a file gave them: `owner_name`, `owner_email` and so on."""

    details: Mapping[str, str]
    source: str
    row: int


class ClaimantTold(Wire):
    """Who claims the phone, on what they rest it, and their e-mail address where they gave one."""

    claim: str
    kind: str
    who: str
    why: str
    email: str | None = None


class OwnerTold(Wire):
    """How the owner of a phone is reached, and who else says that it is theirs. The audit keeps who asked what for."""

    force: str
    reference: str
    known: list[DetailsTold]
    claims: list[ClaimantTold]


class MessageTold(Wire):
    """What an owner wrote, and the answer if there is one, with what was decided.

    It is answered only with one of `decisions`, where there are any: the owner disputes that a phone is theirs to have,
    or that it goes to somebody else whose claim was accepted.
    """

    id: str
    kind: str
    text: str
    at: datetime
    answer: str | None
    answered_at: datetime | None
    about: str | None
    decision: Settled | None
    decisions: list[Settled]


class MessageList(Wire):
    """All that the owner of a report wrote."""

    items: list[MessageTold]
    of: int


class AnswerSaid(Said):
    """The answer to what an owner wrote. They are told that there is one.

    `decision`, one of the message's `decisions`: the phone is `theirs` after all, for which the text is the reason, or
    `not theirs`, which takes the confirmation back. In the first case it has to be said anew that it is ready to
    return. `claim stands`: it goes to the claimant all the same, for which the text is the reason.
    """

    text: Annotated[str, Field(min_length=1, max_length=5_000)]
    decision: Settled | None = None


class AnsweredTold(Wire):
    """The report that was answered about."""

    message: str
    force: str
    reference: str

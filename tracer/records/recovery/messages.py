"""What owners write, and what is answered, encrypted with the owner's own key."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, exists, insert, select

from tracer.errors import NotFoundError
from tracer.records import audit
from tracer.records.part import Part, moment_of, new_id, now, stamp
from tracer.records.recovery import objections
from tracer.records.recovery.people import standing, vault_of
from tracer.records.recovery.tables import claim, confirmation, one_person, victim_message
from tracer.records.recovery.values import Letter, Message, MessageKind, RecoveryError, Settled
from tracer.records.values import Asked
from tracer.records.vault import Vault
from tracer.recovery.report import Report

LONGEST = 2_000
MOST = 50
"""How many messages one report may bring."""
DISPUTES = {
    MessageKind.NOT_MINE.value: "The owner says that the phone is not theirs.",
    MessageKind.COMPETING.value: "The owner says that somebody else claims the phone.",
}
"""What an owner says against a phone's being theirs to have, in words. It is answered with what was decided."""
FOR_THEMSELVES = {
    MessageKind.MINE.value: "The owner says that the phone is theirs.",
    MessageKind.ONLY_MINE.value: "The owner says that the phone is theirs and nobody else's.",
}
"""What is said against its going to another, and not against its going to the owner. While a claim of another's is
accepted, it is answered with that this stands."""


class Messages(Part):
    """Letters between an owner and the force."""

    def write(self, report: Report, letter: Letter) -> None:
        """Keeps what an owner wrote; the same key again is the same message.

        That it is not theirs, or that somebody else claims it, ends that it is ready and the time that was chosen. An
        objection to its going to a claimant who may collect it drops the time agreed with them, and they are told to
        wait.

        A question has a text; what says whose it is needs none. Raises `RecoveryError`, and `NotFoundError` for an
        owner unknown or erased, and for a phone that is not theirs.
        """
        text = letter.text.strip()
        if (letter.kind is MessageKind.QUESTION and not text) or len(text) > LONGEST:
            raise RecoveryError("The message is empty or too long.", f"Write at most {LONGEST:,} characters.")
        message_id, own = new_id("message"), f"{report.owner} {letter.key}"
        with self.database.writing() as connection:
            person = vault_of(connection, self.vault, report.owner)
            known = connection.execute(select(victim_message.c.key).where(victim_message.c.owner == report.owner))
            keys = set(known.scalars())
            if own in keys:
                return
            if len(keys) >= MOST:
                raise RecoveryError("There are too many messages about this report.", "Ring us instead.")
            _check_theirs(connection, report, letter.about)
            kind = letter.kind.value
            values = {"id": message_id, "key": own, "kind": kind, "sealed": person.encrypt(text, message_id)}
            said = {"force": report.force, "reference": report.reference, "owner": report.owner, "about": letter.about}
            connection.execute(insert(victim_message).values(**values, **said, at=stamp(now())))
            asked = Asked(report.owner, "about their own report")
            audit.note(connection, asked, audit.Act.COLLECTED, message_id, {"what": kind})
            if kind in DISPUTES:
                objections.end_ready(connection, report, letter.about, asked)
            if kind in DISPUTES | FOR_THEMSELVES:
                objections.follow(connection, self.vault, report, letter.about, asked)

    def of_owner(self, report: Report) -> tuple[Message, ...]:
        """What the owner of a report wrote and was answered, oldest first, for the owner. Nothing once erased."""
        with self.database.reading() as connection:
            if standing(connection, report.owner) != "known":
                return ()
            return _opened(connection, self.vault, report.owner)

    def read(self, report: Report, asked: Asked) -> tuple[Message, ...]:
        """The same for an officer. The audit notes it. Raises `NotFoundError` for an owner unknown or erased."""
        with self.database.writing() as connection:
            found = _opened(connection, self.vault, report.owner)
            audit.note(connection, asked, audit.Act.CONSULTED, report.owner, {"what": "messages"})
            return found

    def report_of(self, message_id: str) -> Report:
        """Which report a message is about. Raises `NotFoundError`."""
        with self.database.reading() as connection:
            row = connection.execute(select(victim_message).where(victim_message.c.id == message_id)).first()
        if row is None:
            raise NotFoundError("There is no such message.", "Look at the list of messages.")
        return Report(row.force, row.reference)

    def unanswered(self) -> tuple[Report, ...]:
        """The reports about which something waits for an answer, the longest first."""
        return tuple(self.waiting())

    def waiting(self) -> dict[Report, tuple[MessageKind, datetime]]:
        """The same, with what waits longest about each: of which kind it is and since when. Its text stays sealed."""
        columns = (victim_message.c.force, victim_message.c.reference, victim_message.c.kind, victim_message.c.at)
        wanted = select(*columns).where(_waits()).order_by(victim_message.c.at)
        found: dict[Report, tuple[MessageKind, datetime]] = {}
        with self.database.reading() as connection:
            for force, reference, kind, at in connection.execute(wanted):
                found.setdefault(Report(force, reference), (MessageKind(kind), datetime.fromisoformat(at)))
        return found


def disputed(
    connection: Connection, owner_id: str, confirmation_id: str, to_another: bool = False
) -> Iterator[RecoveryError]:
    """What an owner says against a phone's being theirs and nobody has answered: each as an error.

    Where it is to go `to_another`, that they say it is theirs is against that as well. What one wrote who was erased
    can be neither read nor answered, so it holds nothing up.
    """
    if standing(connection, owner_id) != "known":
        return
    against = DISPUTES | (FOR_THEMSELVES if to_another else {})
    exhibit = select(confirmation.c.exhibit).where(confirmation.c.id == confirmation_id).scalar_subquery()
    # Of the phone and not of the one decision: who said it before that was taken back and made anew says it still.
    of_phone = select(confirmation.c.id).where(confirmation.c.exhibit == exhibit)
    of_it = victim_message.c.about.is_(None) | victim_message.c.about.in_(of_phone)
    open_ones = (victim_message.c.answer.is_(None), victim_message.c.kind.in_(against), of_it)
    wanted = select(victim_message.c.kind).where(victim_message.c.owner == owner_id, *open_ones).distinct()
    for kind in sorted(connection.execute(wanted).scalars()):
        yield RecoveryError(against[kind], "Answer the owner first, and say what was decided.")


def _waits() -> ColumnElement[bool]:
    """Which messages wait for an answer. That a phone is theirs asks nothing, unless a claim to it was accepted."""
    asks = (victim_message.c.kind != MessageKind.MINE.value) | exists(_contested()).correlate(victim_message)
    return victim_message.c.answer.is_(None) & asks


def _contested() -> Select[str]:
    """The exhibits of which a message is, and of which another's claim was accepted."""
    of_owner = (confirmation.c.owner == victim_message.c.owner, confirmation.c.withdrawn_at.is_(None))
    about = confirmation.alias("about")
    of_phone = select(about.c.id).where(about.c.exhibit == confirmation.c.exhibit).correlate(confirmation)
    of_it = victim_message.c.about.is_(None) | victim_message.c.about.in_(of_phone)
    claimed = (claim.c.exhibit == confirmation.c.exhibit, claim.c.outcome == "accepted", ~_their_own())
    return select(confirmation.c.exhibit).where(*of_owner, of_it, *claimed)


def _their_own() -> ColumnElement[bool]:
    """Of a claim to a confirmed phone: that it was said, and holds, that the owner makes it."""
    later = one_person.alias("later")
    after = exists().where(later.c.claim == one_person.c.claim, later.c.number > one_person.c.number)
    said = (one_person.c.claim == claim.c.id, one_person.c.owner == confirmation.c.owner, one_person.c.one.is_(True))
    return exists().where(*said, ~after.correlate(one_person)).correlate(claim, confirmation)


def _check_theirs(connection: Connection, report: Report, about: str | None) -> None:
    owner = select(confirmation.c.owner).where(confirmation.c.id == about)
    if about is not None and connection.execute(owner).scalar() != report.owner:
        raise NotFoundError("This is none of your phones.", "Look at your phone's page again.")


def _opened(connection: Connection, vault: Vault, owner_id: str) -> tuple[Message, ...]:
    person = vault_of(connection, vault, owner_id)
    wanted = select(victim_message, _waits().label("waits")).where(victim_message.c.owner == owner_id)
    rows = connection.execute(wanted.order_by(victim_message.c.at)).all()
    return tuple(_message(person, row, decisions(connection, row)) for row in rows)


def decisions(connection: Connection, row: Row[Any]) -> tuple[Settled, ...]:
    """What may be decided with the answer to a message, which is not answered without; none where nothing is.

    What disputes a confirmation that holds is decided on that. What is said against its going to another waits for the
    claim, while that is accepted: that it stands. That it does not is said by deciding the claim otherwise.
    """
    if row.answer is None and row.kind in DISPUTES and objections.open_of(connection, row.owner, row.about):
        return Settled.THEIRS, Settled.NOT_THEIRS
    if row.answer is None and row.kind in FOR_THEMSELVES and claimed_of(connection, row.id):
        return (Settled.CLAIM_STANDS,)
    return ()


def claimed_of(connection: Connection, message_id: str) -> tuple[str, ...]:
    """The exhibits of which an owner writes, and of which another's claim was accepted."""
    wanted = _contested().where(victim_message.c.id == message_id).distinct()
    return tuple(connection.execute(wanted.order_by(confirmation.c.exhibit)).scalars())


def _message(person: Vault, row: Row[Any], decisions: tuple[Settled, ...]) -> Message:
    return Message(
        id=row.id,
        report=Report(row.force, row.reference),
        kind=MessageKind(row.kind),
        text=person.decrypt(bytes(row.sealed), row.id),
        at=datetime.fromisoformat(row.at),
        answer=None if row.answer is None else person.decrypt(bytes(row.answer), f"{row.id} answer"),
        answered_at=moment_of(row.answered_at),
        about=row.about,
        waits=bool(row.waits),
        decision=None if row.decision is None else Settled(row.decision),
        decisions=decisions,
    )

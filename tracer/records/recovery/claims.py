"""Claims to one exhibit by several: the owner, an insurer who has paid out, an innocent buyer; who decided, and why."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from tracer.errors import NotFoundError
from tracer.records import audit
from tracer.records.custody_tables import head
from tracer.records.custody_wholes import IN_CUSTODY
from tracer.records.part import Part, moment_of, new_id, now, stamp
from tracer.records.recovery import claim_news, claimant_news, one_person
from tracer.records.recovery.people import standing, vault_of
from tracer.records.recovery.tables import claim, claim_decision, claim_return
from tracer.records.recovery.values import Claim, ClaimDecision, ClaimKind, RecoveryError
from tracer.records.tables import owner
from tracer.records.values import Asked
from tracer.recovery.texts import NoticeKind
from tracer.times import LONDON

ONE_OWNER = (
    "Find out whether they are the owner of the report. If they are, say among the claims to it that they are one "
    "person, or refuse the claim after all, and hand it back by the report; if not, take the confirmation back."
)
"""What to do where an accepted claim and a confirmation each say who the owner is."""
_AT_ONCE = 500
_TO_TELL = "Among the claims to it say that the claimant may collect it: the owner is told of the claim then."
_IS_TOLD = "The owner is told of the claim already, and may object."
_TO_THEM = "It goes to them: hand it back among the claims to it, or change that decision first, with the reason."


class Claims(Part):
    """Who says that an exhibit is theirs."""

    def add(self, exhibit: str, kind: ClaimKind, said: Mapping[str, str], asked: Asked) -> Claim:
        """Records a claim. `said` (`who` they are, `why` it is theirs, their `email`) is encrypted by itself.

        With an address they are told of it, and of what becomes of it.
        """
        claim_id = new_id("claim")
        person_id = f"owner:{claim_id.partition(':')[2]}"
        person, wrapped = self.vault.new_person(person_id)
        sealed = person.encrypt(json.dumps(dict(said), ensure_ascii=False), claim_id)
        values: dict[str, Any] = {
            "id": claim_id,
            "exhibit": exhibit,
            "kind": kind.value,
            "person": person_id,
            "sealed": sealed,
        }
        values["mailed"] = bool(said.get("email"))
        with self.database.writing() as connection:
            connection.execute(insert(owner).values(id=person_id, key=wrapped))
            connection.execute(insert(claim).values(**values, by=asked.actor, at=stamp(now())))
            audit.note(connection, asked, audit.Act.COLLECTED, claim_id, {"what": f"claim by {kind.value}"})
            made = find(connection, claim_id)
            claimant_news.tell(connection, self.vault, made, NoticeKind.CLAIM_NOTED)
            return made

    def decide(self, claim_id: str, accept: bool, asked: Asked) -> Claim:
        """Accepts or refuses a claim; `asked.purpose` is why.

        Raises `RecoveryError` for one that was decided before, and for accepting one while another is accepted.
        """
        with self.database.writing() as connection:
            found = find(connection, claim_id)
            if found.outcome is not None:
                raise RecoveryError(
                    f"This claim was {found.outcome} already.", "Change that decision, with the reason, if it is wrong."
                )
            return self._decided(connection, found, accept, asked)

    def change(self, claim_id: str, accept: bool, asked: Asked) -> Claim:
        """Decides otherwise than before; `asked.purpose` is why. The earlier decision is kept with the claim, and an
        owner who was told of it is told that it holds no more.

        Raises `RecoveryError` where nothing would change or the exhibit has left custody, and as `decide` does.
        """
        with self.database.writing() as connection:
            found = find(connection, claim_id)
            if found.outcome is None:
                raise RecoveryError("This claim is not decided yet.", "Decide it.")
            if found.accepted is accept:
                raise RecoveryError(f"This claim was {found.outcome} already.", "Nothing is to be changed.")
            status = connection.execute(select(head.c.status).where(head.c.exhibit == found.exhibit)).scalar()
            if status is not None and status not in IN_CUSTODY:
                raise RecoveryError("The exhibit has left custody.", "The decision stands; record what went wrong.")
            before = {"outcome": found.outcome, "by": found.decided_by, "why": found.decided_why}
            at = stamp(found.decided_at or now())
            connection.execute(insert(claim_decision).values(id=new_id("decision"), claim=claim_id, at=at, **before))
            claim_news.take_back(connection, self.vault, found)
            connection.execute(delete(claim_return).where(claim_return.c.claim == claim_id))
            return self._decided(connection, found, accept, asked)

    def say_one(self, claim_id: str, one: bool, asked: Asked) -> Claim:
        """Says that whoever makes a claim is the owner of the report that its exhibit is confirmed for, or is not after
        all; `asked.purpose` is why. It goes back by the report then, and they are told as its owner.

        Raises `RecoveryError` as `one_person.say` does.
        """
        with self.database.writing() as connection:
            found = find(connection, claim_id)
            one_person.say(connection, found, one, asked)
            if one:
                claim_news.take_back(connection, self.vault, found)
                connection.execute(delete(claim_return).where(claim_return.c.claim == claim_id))
                claimant_news.withhold(connection, claim_id, "They are the owner, and are told as the owner.")
            return find(connection, claim_id)

    def find(self, claim_id: str) -> Claim:
        """One claim, without who makes it. Raises `NotFoundError`."""
        with self.database.reading() as connection:
            return find(connection, claim_id)

    def of_exhibit(self, exhibit: str) -> tuple[Claim, ...]:
        """All claims to an exhibit, oldest first, without who makes them."""
        with self.database.reading() as connection:
            return of_exhibit(connection, exhibit)

    def exhibits_of(self, claims: Collection[str]) -> dict[str, str]:
        """The exhibit that each of the claims is to, by the claim's id."""
        every, found = sorted(claims), dict[str, str]()
        with self.database.reading() as connection:
            for some in (every[start : start + _AT_ONCE] for start in range(0, len(every), _AT_ONCE)):
                wanted = select(claim.c.id, claim.c.exhibit).where(claim.c.id.in_(some))
                found |= {row.id: row.exhibit for row in connection.execute(wanted)}
        return found

    def waiting(self) -> tuple[Claim, ...]:
        """The claims to what is in custody that are undecided, or were accepted; the oldest first.

        Not those whose claimant is the owner of the report it is confirmed for: it goes back by that.
        """
        stands = claim.c.outcome.is_(None) | (claim.c.outcome == "accepted")
        wanted = select(claim).join_from(claim, head, head.c.exhibit == claim.c.exhibit)
        wanted = wanted.where(stands, head.c.status.in_(IN_CUSTODY)).order_by(claim.c.at, claim.c.id)
        with self.database.reading() as connection:
            every = [_claim(connection, row._mapping) for row in connection.execute(wanted)]
            return tuple(one for one in every if not one_person.holds(connection, one))

    def reachable(self, one: Claim) -> bool:
        """Whether it is still known who makes a claim: they were not erased."""
        with self.database.reading() as connection:
            return standing(connection, one.person) == "known"

    def read(self, claim_id: str, asked: Asked) -> Mapping[str, str]:
        """Who makes a claim and on what it rests. The audit notes it. Raises `NotFoundError` for one erased."""
        with self.database.writing() as connection:
            found = find(connection, claim_id)
            person = vault_of(connection, self.vault, found.person)
            audit.note(connection, asked, audit.Act.CONSULTED, claim_id)
            sealed = connection.execute(select(claim.c.sealed).where(claim.c.id == claim_id)).scalar_one()
            said: Mapping[str, str] = json.loads(person.decrypt(bytes(sealed), claim_id))
            return said

    def _decided(self, connection: Connection, found: Claim, accept: bool, asked: Asked) -> Claim:
        if accept:
            _check_alone(connection, found)
            if found.kind is not ClaimKind.OWNER:
                claim_news.hold(connection, found.exhibit, asked)
        outcome = "accepted" if accept else "refused"
        values = {"outcome": outcome, "decided_by": asked.actor, "decided_why": asked.purpose}
        connection.execute(update(claim).where(claim.c.id == found.id).values(**values, decided_at=stamp(now())))
        noted = {"what": f"claim {outcome}"} | ({"before": found.outcome} if found.outcome else {})
        audit.note(connection, asked, audit.Act.ALTERED, found.id, noted)
        kind = NoticeKind.CLAIM_ACCEPTED if accept else NoticeKind.CLAIM_REFUSED
        claimant_news.tell(connection, self.vault, found, kind)
        return find(connection, found.id)


def find(connection: Connection, claim_id: str) -> Claim:
    """One claim. Raises `NotFoundError`."""
    row = connection.execute(select(claim).where(claim.c.id == claim_id)).first()
    if row is None:
        raise NotFoundError("There is no such claim.", "Look at the claims to the exhibit.")
    return _claim(connection, row._mapping)


def of_exhibit(connection: Connection, exhibit: str) -> tuple[Claim, ...]:
    """All claims to an exhibit, oldest first."""
    wanted = select(claim).where(claim.c.exhibit == exhibit).order_by(claim.c.at, claim.c.id)
    rows = [row._mapping for row in connection.execute(wanted)]
    return tuple(_claim(connection, row) for row in rows)


def unsettled(
    connection: Connection, exhibit: str, to: str = "", for_: str | None = None, owner_id: str = ""
) -> Iterator[RecoveryError]:
    """The claims that are undecided, and those that were accepted of others than whom it is for: each as an error.

    `for_` is the claimant's id; None: the owner of the report, `owner_id`, whose own claim under another name is none
    against them. `to` is what they are said to be to, where it is not the exhibit that is spoken of.
    """
    for each in of_exhibit(connection, exhibit):
        if each.is_owner_of(owner_id):
            continue
        if each.outcome is None:
            yield RecoveryError(f"A claim by {named(each)}{to} is not decided.", "Decide it first.")
        elif each.accepted and each.person != for_:
            # That a claimant is an owner does not say that they are the owner of the report.
            both = for_ is None and not to and each.kind is ClaimKind.OWNER
            yield RecoveryError(f"The claim by {named(each)}{to} was accepted.", ONE_OWNER if both else _TO_THEM)


def check_stays(connection: Connection, exhibit: str) -> None:
    """Raises `RecoveryError` where it is to go to another than its owner, who is told of that and of nothing else."""
    for each in of_exhibit(connection, exhibit):
        if each.to_another:
            told = claim_news.awaited(connection, exhibit) == each.id
            raise RecoveryError(
                f"The claim by {named(each)} was accepted, so it is not said that the phone stays for its owner.",
                f"{_IS_TOLD if told else _TO_TELL} To keep it for them change that decision first, with the reason.",
            )


def named(each: Claim) -> str:
    """A claim in words: by what it is made."""
    return f"an {each.kind.value}"


def _check_alone(connection: Connection, found: Claim) -> None:
    for other in of_exhibit(connection, found.exhibit):
        if other.id != found.id and other.accepted and other.decided_at is not None:
            day = f"{other.decided_at.astimezone(LONDON):%-d %b %Y}"
            raise RecoveryError(
                f"The claim by {named(other)} to it was accepted on {day} ({other.id}), and only one can be.",
                "Change that decision first, with the reason.",
            )


def _earlier(connection: Connection, claim_id: str) -> tuple[ClaimDecision, ...]:
    wanted = select(claim_decision).where(claim_decision.c.claim == claim_id).order_by(claim_decision.c.at)
    return tuple(
        ClaimDecision(row.outcome, row.by, datetime.fromisoformat(row.at), row.why)
        for row in connection.execute(wanted)
    )


def _claim(connection: Connection, row: Mapping[Any, Any]) -> Claim:
    return Claim(
        row["id"],
        row["exhibit"],
        ClaimKind(row["kind"]),
        row["person"],
        row["by"],
        datetime.fromisoformat(row["at"]),
        row["outcome"],
        row["decided_by"],
        moment_of(row["decided_at"]),
        row["decided_why"],
        _earlier(connection, row["id"]),
        bool(row["mailed"]),
        one_person.said_of(connection, row["id"]),
    )

"""Claims to one exhibit by several: the owner, an insurer who has paid out, an innocent buyer; who decided, and why."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from tracer.errors import NotFoundError
from tracer.records import audit
from tracer.records.part import Part, moment_of, new_id, now, stamp
from tracer.records.recovery.people import vault_of
from tracer.records.recovery.tables import claim
from tracer.records.recovery.values import Claim, ClaimKind, RecoveryError
from tracer.records.tables import owner
from tracer.records.values import Asked


class Claims(Part):
    """Who says that an exhibit is theirs."""

    def add(self, exhibit: str, kind: ClaimKind, said: Mapping[str, str], asked: Asked) -> Claim:
        """Records a claim. `said` (who they are, how to reach them, what they rest it on) is encrypted by itself."""
        claim_id = new_id("claim")
        person_id = f"owner:{claim_id.partition(':')[2]}"
        person, wrapped = self.vault.new_person(person_id)
        sealed = person.encrypt(json.dumps(dict(said), ensure_ascii=False), claim_id)
        values = {"id": claim_id, "exhibit": exhibit, "kind": kind.value, "person": person_id, "sealed": sealed}
        with self.database.writing() as connection:
            connection.execute(insert(owner).values(id=person_id, key=wrapped))
            connection.execute(insert(claim).values(**values, by=asked.actor, at=stamp(now())))
            audit.note(connection, asked, audit.Act.COLLECTED, claim_id, {"what": f"claim by {kind.value}"})
            return _one(connection, claim_id)

    def decide(self, claim_id: str, accept: bool, asked: Asked) -> Claim:
        """Accepts or refuses a claim; `asked.purpose` is why. One that was decided stays as it was decided."""
        with self.database.writing() as connection:
            found = _one(connection, claim_id)
            if found.outcome is not None:
                raise RecoveryError(f"This claim was {found.outcome} already.", "Record a new claim.")
            outcome = "accepted" if accept else "refused"
            values = {"outcome": outcome, "decided_by": asked.actor, "decided_why": asked.purpose}
            connection.execute(update(claim).where(claim.c.id == claim_id).values(**values, decided_at=stamp(now())))
            audit.note(connection, asked, audit.Act.ALTERED, claim_id, {"what": f"claim {outcome}"})
            return _one(connection, claim_id)

    def find(self, claim_id: str) -> Claim:
        """One claim, without who makes it. Raises `NotFoundError`."""
        with self.database.reading() as connection:
            return _one(connection, claim_id)

    def of_exhibit(self, exhibit: str) -> tuple[Claim, ...]:
        """All claims to an exhibit, oldest first, without who makes them."""
        with self.database.reading() as connection:
            return of_exhibit(connection, exhibit)

    def read(self, claim_id: str, asked: Asked) -> Mapping[str, str]:
        """Who makes a claim and on what it rests. The audit notes it. Raises `NotFoundError` for one erased."""
        with self.database.writing() as connection:
            found = _one(connection, claim_id)
            person = vault_of(connection, self.vault, found.person)
            audit.note(connection, asked, audit.Act.CONSULTED, claim_id)
            sealed = connection.execute(select(claim.c.sealed).where(claim.c.id == claim_id)).scalar_one()
            said: Mapping[str, str] = json.loads(person.decrypt(bytes(sealed), claim_id))
            return said


def of_exhibit(connection: Connection, exhibit: str) -> tuple[Claim, ...]:
    """All claims to an exhibit, oldest first."""
    wanted = select(claim).where(claim.c.exhibit == exhibit).order_by(claim.c.at, claim.c.id)
    return tuple(_claim(row._mapping) for row in connection.execute(wanted))


def unsettled(connection: Connection, exhibit: str, to: str = "") -> Iterator[RecoveryError]:
    """The claims that are undecided, and those of others than the owner that were accepted: each as an error.

    `to` is what they are said to be to, where it is not the exhibit that is spoken of.
    """
    for each in of_exhibit(connection, exhibit):
        if each.outcome is None:
            yield RecoveryError(f"A claim by {_named(each)}{to} is not decided.", "Decide it first.")
        if each.outcome == "accepted" and each.kind is not ClaimKind.OWNER:
            yield RecoveryError(
                f"The claim by {_named(each)}{to} was accepted.", "It does not go to the report's owner."
            )


def _named(each: Claim) -> str:
    return f"an {each.kind.value}"


def _one(connection: Connection, claim_id: str) -> Claim:
    row = connection.execute(select(claim).where(claim.c.id == claim_id)).first()
    if row is None:
        raise NotFoundError("There is no such claim.", "Look at the claims to the exhibit.")
    return _claim(row._mapping)


def _claim(row: Mapping[Any, Any]) -> Claim:
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
    )

"""The seizures that anything is known of here: booked, told of by a loaded row, or opened as a raid."""

from __future__ import annotations

from sqlalchemy import select

from tracer.records.custody_tables import head
from tracer.records.part import Part
from tracer.records.raid_tables import raid
from tracer.records.tables import mention


class KnownSeizures(Part):
    """Every seizure that is more than a name in a case."""

    def every(self) -> frozenset[str]:
        """Their references as they were written, and the ids (`seizure:HERON/1`) of those that rows tell of."""
        told = select(mention.c.key).where(mention.c.key.startswith("seizure:", autoescape=True))
        asked = (told, select(head.c.seizure), select(raid.c.reference))
        with self.database.reading() as connection:
            found = (connection.execute(one.distinct()).scalars() for one in asked)
            return frozenset(text for texts in found for text in texts if text)

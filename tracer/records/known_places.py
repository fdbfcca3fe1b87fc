"""The places that rows tell of, by which files."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import select

from tracer.records.part import Part
from tracer.records.tables import fact, mention, source


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """A place as one file tells of it: its id (`place:unit-4-phones`), and its name where a list of places has one."""

    id: str
    name: str = ""
    source: str = ""


class KnownPlaces(Part):
    """Every place that anything was said of."""

    def every(self) -> tuple[KnownPlace, ...]:
        """The places, each once for each file and each name that it has there."""
        told = mention.c.key.startswith("place:", autoescape=True)
        joined = mention.join(fact, fact.c.id == mention.c.fact).join(source, source.c.no == fact.c.source)
        columns = (mention.c.key.label("key"), source.c.id.label("source_id"))
        named = fact.c.kind == "places"
        with self.database.reading() as connection:
            bare = connection.execute(select(*columns).select_from(joined).where(told, ~named).distinct())
            found = {KnownPlace(row.key, "", row.source_id) for row in bare}
            lists = connection.execute(select(*columns, fact.c.body).select_from(joined).where(told, named))
            found |= {KnownPlace(row.key, json.loads(row.body).get("name", ""), row.source_id) for row in lists}
        return tuple(sorted(found, key=lambda one: (one.id, one.name, one.source)))

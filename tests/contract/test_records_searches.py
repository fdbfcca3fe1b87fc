"""What people searched for of late, on both databases: their own alone, few, encrypted, and not for long."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from tracer.records.access.people import People
from tracer.records.access.searches import KEPT_DAYS, MOST, RecentSearches
from tracer.records.access.tables import recent_search
from tracer.records.access.values import Person
from tracer.records.part import now, stamp
from tracer.records.records import Records
from tracer.records.values import Asked


def test_each_finds_their_own_last_searches_and_can_clear_them(records: Records) -> None:
    people, searches = records.part(People), records.part(RecentSearches)
    one, other = (
        people.add(Person("", name, name, "Force", frozenset({"detective"})), Asked("setup", "test")).id
        for name in ("one", "other")
    )
    for text in [f"text {number}" for number in range(MOST + 2)] + ["Text 5", "O\u2019Neill \x00"]:
        searches.keep(one, text)
    kept = searches.of(one)
    assert kept[1:3] == ("Text 5", "text 11")
    assert (len(kept), "text 5" in kept, "text 2" in kept) == (MOST, False, False)
    assert searches.of(other) == ()
    searches.keep(other, "fonez")
    with records.part(RecentSearches).database.writing() as connection:
        sealed = connection.execute(sa.select(recent_search.c.sealed)).scalars().all()
        assert not any(b"text" in bytes(each) for each in sealed)
        long_ago = stamp(now() - timedelta(days=KEPT_DAYS, hours=1))
        connection.execute(sa.update(recent_search).where(recent_search.c.person == other).values(at=long_ago))
    assert searches.of(other) == ()
    searches.clear(one)
    searches.keep(one, "anew")
    assert searches.of(one) == ("anew",)
    with records.part(RecentSearches).database.reading() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(recent_search)).scalar() == 1

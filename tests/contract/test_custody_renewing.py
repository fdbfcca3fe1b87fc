"""States that older rules left in the database are made anew when the ledger is opened, on both databases."""

from __future__ import annotations

import orjson
import pytest
from custody_ledgers import STORE, event, exhibit, open_ledger, record, seizure
from sqlalchemy import bindparam, update

from tracer.custody.canonical import CanonicalError
from tracer.custody.state import from_bytes
from tracer.records.custody_tables import head
from tracer.records.records import Records


def aged(records: Records) -> None:
    """Makes all states such as an older version wrote them."""
    with records.custody().writing() as writer:
        old = []
        for row in writer.heads():
            said = orjson.loads(row.state)
            del said["rules"], said["times"]
            old.append({"of": row.exhibit, "old": orjson.dumps(said, option=orjson.OPT_SORT_KEYS)})
        changed = update(head).where(head.c.exhibit == bindparam("of")).values(state=bindparam("old"))
        writer.connection.execute(changed, old)


def test_states_of_older_rules_are_made_anew(records: Records) -> None:
    ledger = open_ledger(records)
    moved = event("move", minutes=9, location=STORE)
    *_, before = record(ledger, seizure(), seizure(13), event("hand_over", minutes=5, to="officer:AB"), moved)
    wanted = [ledger.state(exhibit(number)) for number in (12, 13)]
    assert before.flags
    aged(records)
    with pytest.raises(CanonicalError), records.custody().reading() as reader:
        from_bytes(reader.states([exhibit(12)])[exhibit(12)])
    again = open_ledger(records)
    assert [again.state(exhibit(number)) for number in (12, 13)] == wanted
    assert again.verify().good
    assert (again.size(), again.root()) == (4, ledger.root())

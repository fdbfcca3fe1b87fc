"""What happened to one exhibit before a test looks at it, and what the rules then say."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import timedelta

from custody_ledgers import LABORATORY, RAID, STORE, event, exhibit, reason, seizure

from tracer import merkle
from tracer.custody import leaf
from tracer.custody.events import CustodyEvent, Entry, ExhibitState, Private, Refusal
from tracer.custody.rules import Known, after, check

NOW = RAID + timedelta(days=30)
KNOWN = Known(
    now=NOW,
    officers={"officer:JT": True, "officer:AB": True, "officer:KM": True, "officer:OLD": False},
    places={STORE: True, "store:SOUTH": True, LABORATORY: True, "store:SHUT": False},
)
AB, KM = "officer:AB", "officer:KM"


def entry_of(said: CustodyEvent, sequence: int) -> Entry:
    data = leaf.leaf_of(said, leaf.Stamp("test", f"{sequence:032x}", sequence, NOW), dict.fromkeys(said.private, "00"))
    return leaf.read(data, sequence - 1, merkle.leaf_hash(data))


def follow(events: Iterable[CustodyEvent]) -> ExhibitState:
    """The state after these events, none of which may be refused."""
    found = ExhibitState(exhibit(12))
    for sequence, said in enumerate(events, 1):
        known = dataclasses.replace(KNOWN, events=frozenset({said.corrects} if said.corrects else ()))
        assert not [each for each in check(found, said, known) if isinstance(each, Refusal)]
        found = after(found, entry_of(said, sequence))
    return found


def codes(before: Iterable[CustodyEvent], said: CustodyEvent, known: Known = KNOWN) -> list[str]:
    return [each.code.value for each in check(follow(before), said, known)]


BOOKED = (seizure(),)
HANDED = (*BOOKED, event("hand_over", minutes=5, to=AB))
ACCEPTED = (*HANDED, event("accept", by=AB, minutes=6))
STORED = (*ACCEPTED, event("move", by=AB, minutes=60, location=STORE))
LENT = (*STORED, event("lend", by=KM, minutes=90, to=LABORATORY, due=RAID + timedelta(days=9)))
RETURNED = (*BOOKED, event("return", minutes=9, to="owner:1"))
RESTRICTED = (*BOOKED, event("restrict", private=reason("needed at the trial")))
DISPOSED = (*BOOKED, event("authorise_disposal", by=AB), event("dispose", minutes=9))
FIRST, SECOND = f"{1:032x}", f"{2:032x}"
WITHDRAWN = (*BOOKED, event("correct", corrects=FIRST, private={"withdrawn": Private("booked by mistake")}))

"""A booking that a test may kill: it says of each event that it was acknowledged, and goes on with the next."""

from __future__ import annotations

import os
import random
from multiprocessing.synchronize import Event

from custody_ledgers import STORE, event, open_ledger, reason, seizure
from records_databases import VAULT

from tracer.custody.events import CustodyEvent, Wanted
from tracer.records.records import Records

BULK = 5


def events_of(number: int) -> list[CustodyEvent]:
    """What happens to one exhibit, in order."""
    return [
        seizure(number, private=reason(f"found at {number}")),
        event("hand_over", number, minutes=number, to="officer:AB"),
        event("accept", number, by="officer:AB", minutes=number + 1),
        event("move", number, by="officer:AB", minutes=number + 2, location=STORE),
    ]


def key_of(number: int, step: int) -> str:
    return f"{number}:{step}"


def book(url: str, first: int, acknowledged: int, started: Event) -> None:
    """Books exhibits from this number on, one event after the other or several in one go, until it is killed."""
    records = Records.open(url, VAULT)
    ledger = open_ledger(records)
    chance = random.Random(first)
    started.set()
    number = first
    while True:
        if chance.random() < 0.3:
            wanted = [Wanted(events_of(n)[0], key_of(n, 0), 0) for n in range(number, number + BULK)]
            ledger.append_many(wanted)
            said = [each.idempotency_key for each in wanted]
            number += BULK
        else:
            said = []
            for step, each in enumerate(events_of(number)):
                ledger.append(each, key_of(number, step), step)
                os.write(acknowledged, f"{key_of(number, step)}\n".encode())
            number += 1
        os.write(acknowledged, "".join(f"{key}\n" for key in said).encode())

"""A raid killed at any moment loses no answered scan and books none twice; two officers at once never collide.

SOAK_KILLS says how often the raid is killed: script/soak asks for more.
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from custody_raids import Answer, Scanner, done, imei, ledger_of, officers

from tracer.custody.events import officer_id
from tracer.custody.raid import RaidBook
from tracer.demo import CASE

KILLS = int(os.environ.get("SOAK_KILLS", "6"))
TYPED_AHEAD = 5
PHONES = KILLS * (1 + TYPED_AHEAD) + 4
"""Some are left for the end even if every kill comes after all that was typed."""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    officers(home, "JT", "AB")
    return home


def booked_in(home: Path) -> RaidBook:
    """The raid as the ledger has it."""
    book = RaidBook(CASE.seizure)
    with ledger_of(home) as house:
        for entry in house.ledger.entries():
            opened = {one.field: one.text for one in house.ledger.openings(entry)}
            book = book.with_entry(entry, opened)
        assert house.ledger.verify().good
    return book


def check_running_on(book: RaidBook, *initials: str) -> None:
    """Each officer's references run from 1 without a gap."""
    for each in initials:
        own = [one.reference for one in book.exhibits.values() if one.by == officer_id(each)]
        assert sorted(own, key=lambda name: int(name.partition("/")[2])) == [f"{each}/{n + 1}" for n in range(len(own))]


def test_a_kill_at_any_moment_loses_no_answered_scan_and_doubles_none(home: Path) -> None:
    chance = random.Random(20231015)
    phones = [imei(number) for number in range(PHONES)]
    acknowledged: dict[str, str] = {}

    def answered(typed: Sequence[str], answers: Sequence[Answer]) -> None:
        for scanned, answer in zip(typed, answers, strict=False):
            assert answer["did"] in ("booked", "told"), answer
            assert acknowledged.setdefault(scanned, answer["reference"]) == answer["reference"]

    def waiting() -> list[str]:
        return [phone for phone in phones if phone not in acknowledged]

    for _ in range(KILLS):
        scanner = Scanner(home, "JT", PHONES)
        first = waiting()[0]
        answered([first], [scanner.say(first)])
        typed = waiting()[:TYPED_AHEAD]
        scanner.type_all(typed)
        time.sleep(chance.uniform(0, 0.25))
        answered(typed, scanner.kill())
    scanner = Scanner(home, "JT", PHONES)
    for phone in waiting():
        answered([phone], [scanner.say(phone)])
    assert scanner.say(".finish")["word"] == "RECONCILED"
    assert scanner.end() == 0

    book = booked_in(home)
    assert {one.item["imei"]: one.reference for one in book.items} == acknowledged
    assert len(book.exhibits) == PHONES
    check_running_on(book, "JT")


@pytest.mark.parametrize("second", ["AB", "JT"])
def test_two_who_scan_the_same_raid_at_once_never_collide(home: Path, tmp_path: Path, second: str) -> None:
    """The second scans the other IMEI of half the phones; all of them are in both officers' hands at some moment."""
    pairs = [(imei(number), imei(number + 1_000)) for number in range(12)]
    reports = tmp_path / "reports.csv"
    lines = [f"CR{n},Met,robbery,{one},{two}" for n, (one, two) in enumerate(pairs)]
    reports.write_text("reference,force,offence,imei,imei2\n" + "\n".join(lines) + "\n", encoding="utf-8")
    done(home, "load", reports)
    scanners = [Scanner(home, "JT", len(pairs)), Scanner(home, second, len(pairs))]
    hands = [[one for one, _ in pairs], [pair[n % 2] for n, pair in enumerate(pairs)]]
    answers: list[list[Answer]] = [[], []]

    def scan(place: int) -> None:
        answers[place] = [scanners[place].say(phone) for phone in hands[place]]

    threads = [threading.Thread(target=scan, args=(place,)) for place in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for scanner in scanners:
        assert scanner.say(".finish")["word"] == "RECONCILED"
        assert scanner.end() == 0

    told = Counter(answer["did"] for given in answers for answer in given)
    assert told == {"booked": len(pairs), "told": len(pairs)}
    for one, two in zip(*answers, strict=True):
        assert one["reference"] == two["reference"]
    book = booked_in(home)
    assert len(book.exhibits) == len(pairs)
    check_running_on(book, "JT", second)

"""Every fact of the demonstration case's story is told by `tracer follow`."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tracer_command import Tracer

from tracer.demo import CASE

Story = dict[str, Any]
LONDON = ZoneInfo("Europe/London")
UNDATED = ""

HANDSETS = {"A": CASE.a, "B": CASE.b, "C": CASE.c, "D": CASE.d}
MODELS = {"A": "iPhone 14 Pro", "B": "Galaxy S23", "C": "Pixel 7", "D": "iPhone 13"}

# Handset, London time of October 2023 (or September, where it is said), kind of event, words of its summary.
FACTS = [
    ("A", "10-02 18:41", "theft", "robbery, Regent Street"),
    ("A", "10-02 18:52", "ping", "owner's screen, seen by a PC"),
    ("A", "10-02 19:20", "ping", "owner's screen, seen by a PC"),
    ("A", "10-02 19:31", "gap", "Nothing seen for 13.7 hours"),
    ("A", "10-03 09:12", "ping", "Located"),
    ("A", "10-03 09:20", "sighting", "Attached to a network"),
    ("A", "10-03 09:26", "sighting", "Activation asked for: maker's activation, refused"),
    ("A", "10-15 11:00", "seizure", "Seized as JT/12, Unit 4 Phones"),
    ("A", "10-24 09:30", "sighting", "Block removed"),
    ("B", "09-28 08:17", "theft", "theft from the person, Bishopsgate"),
    ("B", "09-28 17:22", "stay", "Liverpool Street station"),
    ("B", "09-28 21:30", "stay", "Car park off Ashley Road"),
    ("B", "09-28 21:40", "held", "Held by Dray"),
    ("B", "09-29 11:20", "consignment", "HX4471: Wood Green parcel shop"),
    ("B", "09-29 11:20", "consignment", "declared as chargers"),
    ("B", "09-29 19:05", "stay", "Heathrow cargo area"),
    ("B", "10-04 08:32", "sighting", "HK"),
    ("B", "10-09 09:20", "listing", "Its display offered on huaqiang-online"),
    ("B", UNDATED, "part", CASE.display_b),
    ("C", "09-30 22:05", "theft", "Shoreditch"),
    ("C", "10-06 13:46", "clone", "in two places at once"),
    ("C", "10-06 14:00", "sighting", "DZ"),
    ("D", "10-05 23:50", "theft", "Camden"),
    ("D", "10-06 00:20", "fraud", "payment, 1900.00 GBP, Tern Bank (fictional), paid to 4410"),
    ("D", "10-06 00:41", "fraud", "payment, 600.00 GBP, Tern Bank (fictional), paid to 4410"),
    ("D", "10-07 11:00", "held", "Held by Wrench"),
    ("D", "10-15 11:00", "part", f"Its board {CASE.board_d} found apart from it, in exhibit JT/31"),
]
HANDLERS = {"A": {"Kite", "Dray", "Fonez"}, "B": {"Rook", "Dray"}, "C": {"Wrench"}, "D": {"Wrench"}}
COUNTRIES = {"A": ["GB"], "B": ["GB", "HK"], "C": ["DZ", "GB"], "D": ["GB"]}

PAID_TO_4410 = ("MPS-DEMO-1562/23", "MPS-DEMO-1444/23", CASE.d.reference)


@pytest.fixture(scope="module")
def stories(heron: Tracer) -> dict[str, Story]:
    return {name: heron.story(handset.imei) for name, handset in HANDSETS.items()}


def moment(told: str) -> datetime | None:
    return datetime.fromisoformat(f"2023-{told}:00").replace(tzinfo=LONDON) if told else None


def told_at(story: Story, at: datetime | None, kind: str) -> list[str]:
    return [
        event["summary"]
        for event in story["events"]
        if event["kind"] == kind and (datetime.fromisoformat(event["at"]) if event["at"] else None) == at
    ]


@pytest.mark.parametrize(("name", "at", "kind", "words"), FACTS)
def test_a_fact_is_told(stories: dict[str, Story], name: str, at: str, kind: str, words: str) -> None:
    told = told_at(stories[name], moment(at), kind)
    assert any(words in summary for summary in told), told


@pytest.mark.parametrize("name", HANDSETS)
def test_whose_it_is_and_who_had_it(stories: dict[str, Story], name: str) -> None:
    story, known = stories[name], HANDSETS[name]
    assert (story["handset"]["model"], story["report"]["reference"]) == (MODELS[name], known.reference)
    assert story["owner"]["known"] is True
    assert known.owner not in str(story)
    assert {identifier["id"] for identifier in story["identifiers"]} == {
        f"imei:{known.imei}",
        f"imei:{known.imei2}",
        f"serial:{known.serial}",
    }
    assert {handler["name"] for handler in story["handlers"]} >= HANDLERS[name]
    assert story["countries"] == COUNTRIES[name]


def test_a_stays_at_unit_4_each_shop_day_until_the_raid(stories: dict[str, Story]) -> None:
    stays = [event for event in stories["A"]["events"] if event.get("place") == "Unit 4 Phones"]
    days = {datetime.fromisoformat(e["at"]).astimezone(LONDON).day for e in stays if e["kind"] == "stay"}
    assert days == set(range(3, 16)) - {9}  # Closed on Mondays.


def test_a_is_booked_by_its_second_imei_alone(stories: dict[str, Story]) -> None:
    (exhibit,) = stories["A"]["exhibits"]
    assert (exhibit["reference"], exhibit["seizure"]) == (CASE.exhibit_a, CASE.seizure)


def test_c_is_contested_and_both_its_stories_are_told(stories: dict[str, Story], heron: Tracer) -> None:
    (contested,) = [known for known in stories["C"]["identifiers"] if known["contested"]]
    assert contested["id"] == f"imei:{CASE.c.imei}"
    assert CASE.c.serial in contested["contested"]
    assert CASE.clone_serial in contested["contested"]
    assert stories["C"]["others"] == [f"handset:serial:{CASE.clone_serial}"]
    doubted = [event for event in stories["C"]["events"] if event.get("doubts")]
    assert any("Algiers" in str(event) or event.get("country") == "DZ" for event in doubted)
    other = heron.story(CASE.exhibit_clone)
    assert other["handset"]["id"] == f"handset:serial:{CASE.clone_serial}"


def test_one_account_was_paid_after_three_thefts(heron: Tracer) -> None:
    for reference in PAID_TO_4410:
        steps = heron("path", reference, f"account:name:{CASE.payout_account}", "--json").json["steps"]
        assert [step["type"] for step in steps] == ["FOLLOWED_THEFT_OF", "PAID_TO"], reference

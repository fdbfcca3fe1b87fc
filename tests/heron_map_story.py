"""Handset A of Operation Heron as a story, and a long track: what the map tests draw. All of it is fictional."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from graph.views import Event, ExhibitView, KnownIdentifier, Person, PlaceView, Reason, Report, Story
from tracer.model import Basis, SourceRow

IMEI = "imei:350000100000014"
UNIT_4 = (51.5616, -0.1117)


def at(text: str) -> datetime:
    """A time of October 2023 in UTC, such as `2 17:41`; London is an hour ahead."""
    day, clock = text.split()
    hour, minute = map(int, clock.split(":"))
    return datetime(2023, 10, int(day), hour, minute, tzinfo=UTC)


def event(kind: str, when: datetime | None, summary: str, row: int = 1, **more: Any) -> Event:
    """One event, observed unless it says otherwise."""
    return Event(
        **{
            "kind": kind,
            "at": when,
            "basis": Basis.OBSERVED,
            "source": SourceRow("heron-pings.csv", row),
            "summary": summary,
            "identifier": IMEI,
            **more,
        }
    )


def ping(when: datetime, lat: float, lon: float, row: int, **more: Any) -> Event:
    return event("ping", when, "Located by the network", row, lat=lat, lon=lon, **{"accuracy_m": 25.0, **more})


def pings() -> list[Event]:
    owner = {"basis": Basis.ASSERTED, "grade": "1AP", "accuracy_m": None}
    start = [
        ping(at("2 17:43"), 51.5107, -0.1386, 1),
        ping(at("2 17:46"), 51.5142, -0.1437, 2, accuracy_m=60.0),
        ping(at("2 17:49"), 51.5166, -0.1500, 3),
        ping(at("2 17:52"), 51.5166, -0.1563, 4, **owner),
        ping(at("2 18:08"), 51.5180, -0.1640, 5, accuracy_m=120.0),
        ping(at("2 18:20"), 51.5205, -0.1700, 6, **owner),
        ping(at("2 18:31"), 51.5263, -0.1655, 7),
        ping(at("3 08:12"), 51.5601, -0.1130, 8),
    ]
    shop = []
    for day in (3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14):
        for step in range(16):
            when = at(f"{day} 09:00") + timedelta(minutes=30 * step)
            shop.append(
                ping(
                    when,
                    UNIT_4[0] + 2e-4 * math.sin(step),
                    UNIT_4[1] + 2e-4 * math.cos(step * day),
                    20 + 16 * day + step,
                )
            )
    jump = ping(at("8 12:00"), 51.4613, -0.0106, 19, doubts=("too far to travel in the time",))
    return sorted([*start, *shop, jump], key=lambda one: one.at or at("1 00:00"))


def stays() -> list[Event]:
    reasons = (Reason("16 pings within 30 m", 2.0), Reason("one ping a kilometre off that day", -0.4))
    return [
        event(
            "stay",
            at(f"{day} 09:00"),
            "Rested at Unit 4 Phones",
            until=at(f"{day} 16:30"),
            lat=UNIT_4[0],
            lon=UNIT_4[1],
            place="Unit 4 Phones",
            basis=Basis.INFERRED,
            source=None,
            score=0.93,
            reasons=reasons,
        )
        for day in (3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14)
    ]


def others() -> list[Event]:
    report = SourceRow("heron-reports.csv", 1)
    return [
        event(
            "theft",
            at("2 17:41"),
            "Robbery by two on a moped, Regent Street",
            lat=51.5101,
            lon=-0.1374,
            place="Regent Street",
            source=report,
            basis=Basis.ASSERTED,
            grade="1AP",
            country="GB",
        ),
        event("gap", at("2 18:31"), "Nothing for 13 h 41 min", until=at("3 08:12"), basis=Basis.INFERRED, source=None),
        event(
            "sighting",
            at("3 08:20"),
            "Attached with another SIM",
            country="GB",
            details={"mcc": "234", "network": "Test Mobile"},
        ),
        event("sighting", at("3 08:26"), "Activation refused by the maker", country="GB"),
        event(
            "listing",
            at("3 12:05"),
            "14 pro 256 purple, small crack top left, cash N4",
            lat=51.5622,
            lon=-0.1098,
            place="N4",
            source=SourceRow("heron-listings.ndjson", 3),
            details={"seller": "fonez_n4", "price": "430 GBP"},
        ),
        event(
            "held", at("3 09:00"), "Held by Fonez", basis=Basis.INFERRED, source=None, score=0.81, place="Unit 4 Phones"
        ),
        event("jump", at("8 12:00"), "11 km from the ping before, and back", basis=Basis.INFERRED, source=None),
        event("sighting", at("8 12:10"), "Attached in Algiers", country="DZ", doubts=("clone: on two phones at once",)),
        event(
            "seizure",
            at("15 10:00"),
            "Warrant at Unit 4 Phones, exhibit JT/12",
            lat=UNIT_4[0],
            lon=UNIT_4[1],
            place="Unit 4 Phones",
            source=SourceRow("heron-seizures.csv", 12),
        ),
        event(
            "link",
            None,
            "Seen with Dray, undated note",
            basis=Basis.ASSERTED,
            grade="2CP",
            source=SourceRow("heron-links.csv", 4),
        ),
    ]


def story(extra: tuple[Event, ...] = (), **changes: Any) -> Story:
    """Handset A's story, with more events or other properties."""
    dated = [*pings(), *stays(), *others(), *extra]
    events = sorted(dated, key=lambda one: (one.at is None, one.at or at("1 00:00")))
    said: Mapping[str, Any] = {
        "subject": IMEI,
        "handset": "handset:a",
        "make": "Apple",
        "model": "iPhone 14 Pro",
        "identifiers": (
            KnownIdentifier(IMEI, "imei"),
            KnownIdentifier("imei:350000100000022", "imei", "also seen in Algiers"),
        ),
        "reports": (
            Report(
                "report:1",
                "HRN/1041/23",
                "Test Force",
                "Robbery",
                at("2 17:41"),
                at("2 17:41"),
                at("2 18:05"),
                51.5101,
                -0.1374,
                "Regent Street",
                "owner:1",
                SourceRow("heron-reports.csv", 1),
            ),
        ),
        "exhibits": (ExhibitView("exhibit:1", "JT/12", "S1002", "seizure:1", at("15 10:00"), "Unit 4 Phones", None),),
        "handlers": (Person("handler:fonez", "Fonez", "held it", Basis.INFERRED, None),),
        "places": (
            PlaceView(
                "place:unit-4",
                "shop",
                "Unit 4 Phones",
                *UNIT_4,
                radius_m=60.0,
                country="GB",
                address="Seven Sisters Road",
            ),
        ),
        "countries": ("GB", "DZ"),
        "events": tuple(events),
    }
    return Story(**{**said, **changes})


def long_story(count: int = 100_000) -> Story:
    """A story with a long, wandering track: one ping every 30 seconds."""
    chance = random.Random(7)
    lat, lon, found = 51.51, -0.13, []
    for row in range(count):
        lat += chance.gauss(0, 2e-4) + (51.51 - lat) * 1e-3
        lon += chance.gauss(0, 3e-4) + (-0.13 - lon) * 1e-3
        when = at("1 00:00") + timedelta(seconds=30 * row)
        found.append(ping(when, lat, lon, row, accuracy_m=chance.choice([None, 8.0, 25.0, 140.5])))
    return story(events=tuple(found))

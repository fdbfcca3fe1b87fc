"""A raid is opened once. Whoever names it again joins it as it was opened, and is told where they say otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graph.ids import place_id
from tracer.errors import UsageError
from tracer.records.raids import Difference, Raid, Raids
from tracer.records.values import Asked

MOST_COUNTED = 999_999
LONGEST_REFERENCE, LONGEST_PLACE, LONGEST_POWER = 100, 200, 1_000
"""Characters that the ledger takes; of a place, in its id."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What is said of a raid before the first scan. What is None is not said: it stays as the raid was opened."""

    reference: str
    place: str | None = None
    power: str | None = None
    counted: int | None = None
    address: str | None = None


def read(scene: Scene) -> Scene:
    """The same without spaces that mean nothing. Raises `UsageError` for what no booking could be made with."""
    lines = {"reference": scene.reference, "place": scene.place, "power": scene.power, "address": scene.address}
    read = {name: None if text is None else " ".join(text.split()) for name, text in lines.items()}
    longest = {"reference": LONGEST_REFERENCE, "power": LONGEST_POWER}
    for name, what in (("reference", "reference of the seizure"), ("place", "place"), ("power", "legal power")):
        text = read[name]
        if text is None:
            continue
        if not _readable(text):
            raise UsageError(f"The {what} is not given, or cannot be read.", "Write it before the first scan.")
        length, most = (len(place_id(text)), LONGEST_PLACE) if name == "place" else (len(text), longest[name])
        if length > most:
            raise UsageError(f"The {what} is too long to be booked with.", "Write it shorter.")
    if scene.counted is not None and not 0 <= scene.counted <= MOST_COUNTED:
        raise UsageError("The count makes no sense.", f"Give a number from 0 to {MOST_COUNTED:,}.")
    return Scene(read["reference"] or "", read["place"], read["power"], scene.counted, read["address"] or None)


def lacks_power(raid: Raid) -> bool:
    """Whether no booking can be made under its legal power: raids were once opened without one."""
    return not _readable(raid.power) or len(raid.power) > LONGEST_POWER


def with_power(raids: Raids, raid: Raid, scene: Scene, asked: Asked) -> Raid:
    """The raid; one that lacks a legal power has the one that is said now. Raises `UsageError` where none is said."""
    if not lacks_power(raid):
        return raid
    if scene.power is None:
        raise UsageError(f"{raid.reference} was opened without a legal power.", "Say it with --power.")
    return raids.empower(raid.seizure, scene.power, asked)


def differences(raid: Raid, scene: Scene) -> Iterator[Difference]:
    """Where what is said is not what the raid was opened with."""
    if scene.place is not None and place_id(scene.place) != place_id(raid.place):
        yield Difference("place", raid.place, scene.place, f"at {raid.place}, not at {scene.place}")
    if scene.address is not None and not same_words(scene.address, raid.address):
        there = raid.address or "not given"
        yield Difference("address", raid.address, scene.address, f"its address is {there}, not {scene.address}")
    if scene.power is not None and not same_words(scene.power, raid.power):
        yield Difference("power", raid.power, scene.power, f"under {raid.power}, not under {scene.power}")
    if scene.counted is not None and scene.counted != raid.counted:
        counted, said = f"{raid.counted:,}", f"{scene.counted:,}"
        yield Difference("expected", str(raid.counted), str(scene.counted), f"{counted} counted, not {said}")


def _readable(text: str) -> bool:
    return bool(text.strip()) and text.isprintable()


def same_words(one: str, other: str) -> bool:
    """Whether two texts say the same, without regard to case or spacing."""
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())

"""A history is told as it went: nothing hidden that is doubtful, nothing shown that is private."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

import pytest

from tracer.custody.doubts import doubt_words
from tracer.custody.events import Attachment, CustodyEvent, Entry, EventKind, FlagCode
from tracer.custody.narrative import ERASED, WITHHELD, Narrative, Sight, narrate, standing
from tracer.custody.sentences import Names, moment, sentence
from tracer.custody.state import state_of

X = "exhibit:HERON-S1:JT/12"
START = datetime(2023, 10, 15, 10, 0, tzinfo=UTC)
NAMES = Names({"store:NORTH": "North property store"})


class Chain:
    """Entries of one exhibit, an hour apart."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.add("seize", seal_after="A1", location="place:unit-4", power="search warrant")

    def add(self, kind: str, by: str = "JT", private: tuple[str, ...] = (), **fields: Any) -> Entry:
        at = fields.pop("at", START + timedelta(hours=len(self.entries)))
        recorded = fields.pop("recorded", at or START)
        event = CustodyEvent(EventKind(kind), X, f"officer:{by}", at, **fields)
        number = len(self.entries) + 1
        hidden = MappingProxyType(dict.fromkeys(private, "00"))
        self.entries.append(Entry(number + 40, f"{number:032x}", number, recorded, event, hidden, b"", b""))
        return self.entries[-1]

    def told(self, sight: Sight | None = None) -> Narrative:
        return narrate(self.entries, NAMES, sight)


@pytest.mark.parametrize(
    ("kind", "fields", "says"),
    [
        ("seal", {"seal_after": "B2", "seal_before": "A1"}, "JT put it under seal B2"),
        ("unseal", {"seal_before": "A1"}, "JT broke seal A1"),
        ("unseal", {}, "JT broke its seal"),
        ("move", {"location": "store:NORTH"}, "JT moved it to the store NORTH (North property store)"),
        ("move", {"location": "place:the%3Acellar"}, "JT moved it to the:cellar"),
        ("hand_over", {"to": "officer:KM"}, "JT handed it to KM"),
        ("examine", {"seal_before": "A1"}, "JT opened and examined it"),
        ("examine", {}, "JT examined it"),
        ("attach", {"attachments": (Attachment("0" * 64, 5, "image/png"),)}, "JT attached a file"),
        ("split", {"parts": ("exhibit:HERON-S1:JT/12A", "exhibit:HERON-S1:JT/12B")}, "JT split it into JT/12A, JT/12B"),
        (
            "lend",
            {"to": "laboratory:DIGITAL", "due": datetime(2023, 12, 1, tzinfo=UTC)},
            "JT lent it to the laboratory DIGITAL until 1 Dec 2023 00:00 GMT",
        ),
        ("return", {"to": "owner:77"}, "JT returned it to owner:77"),
        ("authorise_disposal", {}, "JT authorised its disposal"),
        ("dispose", {}, "JT disposed of it"),
        ("restrict", {}, "JT restricted it"),
        ("lift_restriction", {}, "JT lifted its restriction"),
        ("explain", {"explains": ("gap", "not_accepted")}, "JT explained: gap in possession, hand-over not accepted"),
    ],
)
def test_each_act_is_a_sentence(kind: str, fields: dict[str, Any], says: str) -> None:
    chain = Chain()
    chain.add(kind, **fields)
    assert chain.told().lines[-1].what == says


def test_a_withdrawn_booking_says_so_wherever_it_stands() -> None:
    chain = Chain()
    chain.add("correct", corrects=f"{1:032x}", private=("withdrawn",))
    told = chain.told()
    assert told.lines[1].what == "JT withdrew its booking"
    assert told.lines[0].corrected == ("corrected at 2: JT withdrew its booking",)
    assert told.now.startswith("Withdrawn: the booking was taken back.")
    assert "Held" not in told.now
    assert "not sealed" not in told.now


def test_every_kind_of_event_has_its_words() -> None:
    for kind in EventKind:
        event = CustodyEvent(kind, X, "officer:JT", START, to="officer:KM", location="store:NORTH")
        assert sentence(event, state_of(X, []), NAMES).startswith("JT ")


def test_times_are_of_london_with_date_and_zone() -> None:
    assert moment(datetime(2023, 10, 15, 10, 42, tzinfo=UTC)) == "15 Oct 2023 11:42 BST"
    assert moment(datetime(2023, 12, 5, 9, 0, tzinfo=UTC)) == "5 Dec 2023 09:00 GMT"


def test_an_unknown_time_is_said_to_be_unknown() -> None:
    chain = Chain()
    chain.add("examine", at=None, at_note="between 10 and 11")
    line = chain.told().lines[-1]
    assert line.at is None
    assert line.when == "time not known (between 10 and 11)"
    assert line.written is not None


def test_a_seal_is_told_before_and_after() -> None:
    chain = Chain()
    chain.add("examine", seal_before="A1", seal_after="B2")
    chain.add("hand_over", to="officer:KM", seal_before="B2")
    seals = [line.seal for line in chain.told().lines]
    assert seals == ["seal none before, A1 after", "seal A1 before, B2 after", "seal B2 found"]


def test_a_doubt_stays_with_its_event_and_gets_its_explanation_later() -> None:
    chain = Chain()
    chain.add("hand_over", to="officer:KM")
    chain.add("examine", by="KM")
    told = chain.told()
    doubt = told.lines[2].doubts[0]
    assert (doubt.code, doubt.explanation) == ("not_accepted", None)
    assert doubt.words == "KM was handed it and never accepted it."
    assert "Doubts not explained: hand-over not accepted." in told.now
    explained = chain.add("explain", by="KM", explains=("not_accepted",), private=("reason",))
    said = chain.told(Sight(private=True, texts={(explained.id, "reason"): "signed on paper"}))
    assert said.lines[2].doubts[0].explanation == "KM explained at 4, 15 Oct 2023 14:00 BST: signed on paper"
    assert "not explained" not in said.now
    assert chain.told().lines[2].doubts[0].explanation == "KM explained at 4, 15 Oct 2023 14:00 BST: withheld"


def test_a_correction_is_told_where_it_is_and_at_what_it_corrects() -> None:
    chain = Chain()
    moved = chain.add("move", location="store:NORTH")
    right = START + timedelta(minutes=50)
    later = START + timedelta(days=2)
    chain.add("correct", by="KM", corrects=moved.id, at=right, recorded=later, location="store:SOUTH", seal_after="A7")
    lines = chain.told().lines
    words = (
        "KM corrected event 2 (move): the time is 15 Oct 2023 11:50 BST, not 15 Oct 2023 12:00 BST;"
        " the place is the store SOUTH, not the store NORTH (North property store); the seal is A7 (not said before)"
    )
    assert lines[2].what == words
    assert lines[2].at == later
    assert lines[1].what == "JT moved it to the store NORTH (North property store)"
    assert lines[1].corrected == (f"corrected at 3: {words}",)


def test_an_acceptance_by_somebody_else_is_not_told_as_one() -> None:
    chain = Chain()
    chain.add("hand_over", to="officer:KM")
    chain.add("accept", by="LS")
    assert chain.told().lines[2].what == "LS took it over from KM"
    other = Chain()
    other.add("lend", to="laboratory:DIGITAL")
    other.add("accept", by="LS", holder="laboratory:DIGITAL")
    told = other.told()
    assert told.lines[2].what == "LS accepted it for the laboratory DIGITAL"
    assert told.now.startswith("On loan to the laboratory DIGITAL, in the hands of LS.")


def test_private_texts_are_withheld_shown_or_said_to_be_erased() -> None:
    chain = Chain()
    kept = chain.add("examine", private=("reason", "note"))
    hidden = chain.told()
    assert hidden.withheld
    assert (hidden.lines[1].why, dict(hidden.lines[1].private)) == (WITHHELD, {"note": WITHHELD})
    shown = chain.told(Sight(private=True, texts={(kept.id, "reason"): "to read the serial"}))
    assert not shown.withheld
    assert (shown.lines[1].why, dict(shown.lines[1].private)) == ("to read the serial", {"note": ERASED})


def test_what_was_written_down_late_says_when() -> None:
    chain = Chain()
    chain.add("examine", recorded=START + timedelta(days=3))
    chain.add("examine", recorded=START + timedelta(hours=2, minutes=10))
    assert [line.written for line in chain.told().lines] == [None, "written down 18 Oct 2023 11:00 BST", None]


@pytest.mark.parametrize(
    ("events", "says"),
    [
        ([], "Held by JT at unit-4. Seal A1."),
        ([("hand_over", {"to": "officer:KM"})], "Held by KM at unit-4. KM has not accepted it yet. Seal A1."),
        ([("move", {"location": "store:NORTH"})], "Held by the store NORTH (North property store). Seal A1."),
        (
            [("unseal", {"seal_before": "A1"}), ("restrict", {})],
            "Held by JT at unit-4. It is restricted: it is needed as evidence. It is not sealed.",
        ),
        ([("restrict", {}), ("lift_restriction", {"by": "KM"})], "Held by JT at unit-4. Seal A1."),
        ([("return", {"to": "owner:77"})], "Returned to owner:77."),
        ([("authorise_disposal", {"by": "KM"}), ("dispose", {})], "Disposed of."),
    ],
)
def test_how_things_stand(events: list[tuple[str, dict[str, Any]]], says: str) -> None:
    chain = Chain()
    for kind, fields in events:
        chain.add(kind, **fields)
    assert chain.told().now.startswith(says)
    assert standing(state_of(X, []), NAMES) == "It was never booked."


def test_every_doubt_is_said_in_words() -> None:
    said = [doubt_words(code) for code in FlagCode]
    assert not any("_" in words or words == code.replace("_", " ") for words, code in zip(said, FlagCode, strict=True))
    assert doubt_words("something_else") == "something else"

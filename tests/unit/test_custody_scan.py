"""What a scan is judged to be, from look-ups that are plain dictionaries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer.custody.scan import scan, serial_scan, theft_in_words, with_part
from tracer.custody.scanned import Known, KnownPhone, Scene, Theft, Verdict
from tracer.errors import GraphError

ONE, TWO, OTHER = "353879234252633", "490154203237518", "356938035643809"
MET = Theft("CR/1/23", "Metropolitan Police", "robbery", datetime(2023, 10, 2, 17, 41, tzinfo=UTC))
BTP = Theft("B/2/23", "British Transport Police")
SCENE = Scene({}, "S1", "metropolitan  police")


def phone(*identifiers: str, thefts: tuple[Theft, ...] = (), exhibits: tuple[str, ...] = ()) -> KnownPhone:
    return KnownPhone(f"handset:{identifiers[0]}", frozenset(identifiers), "Apple", "iPhone 13", thefts, exhibits)


@dataclass
class Dictionaries:
    """Look-ups over dictionaries."""

    identifiers: Mapping[str, Known] = field(default_factory=dict)
    parts: Mapping[tuple[str, str], tuple[KnownPhone, ...]] = field(default_factory=dict)

    def known(self, identifier: str) -> Known:
        return self.identifiers.get(identifier, Known())

    def among(self, identifiers: Sequence[str]) -> frozenset[str]:
        return frozenset(self.identifiers).intersection(identifiers)

    def came_from(self, part_kind: str, serial: str) -> tuple[KnownPhone, ...]:
        return self.parts.get((part_kind, serial), ())

    def model_of(self, imei: str) -> tuple[str, str] | None:
        return ("Samsung", "Galaxy") if imei.startswith("3569") else None


def knows(*phones: KnownPhone, **more: object) -> Dictionaries:
    known: dict[str, Known] = {}
    for each in phones:
        for identifier in each.identifiers:
            before = known.get(identifier, Known())
            known[identifier] = Known((*before.phones, each), **more)  # type: ignore[arg-type]
    return Dictionaries(known)


STOLEN = phone(f"imei:{ONE}", f"imei:{TWO}", "serial:ABC123", thefts=(MET,))


def test_stolen_says_reference_offence_and_when() -> None:
    answer = scan(ONE, SCENE, knows(STOLEN))
    assert (answer.verdict, answer.sign, answer.books, answer.key) == (Verdict.STOLEN, "S", True, STOLEN.id)
    assert answer.details == ("CR/1/23, Metropolitan Police: robbery, 2 Oct 2023 18:41",)
    assert (answer.make, answer.model) == ("Apple", "iPhone 13")


def test_both_imeis_on_one_line_are_one_phone() -> None:
    assert scan(f"{ONE} / {TWO}", SCENE, knows(STOLEN)).identifiers == (f"imei:{ONE}", f"imei:{TWO}")


def test_a_duplicate_and_the_second_imei_of_what_is_booked_are_not_booked() -> None:
    scene = Scene({f"imei:{ONE}": "JT/1"}, "S1")
    for text, verdict in ((ONE, Verdict.DUPLICATE), (TWO, Verdict.SECOND_IMEI)):
        answer = scan(text, scene, knows(STOLEN))
        assert (answer.verdict, answer.books, answer.reference) == (verdict, False, "JT/1")


def test_another_imei_of_a_contested_identifier_is_not_taken_for_the_same_phone() -> None:
    scene = Scene({f"imei:{ONE}": "JT/1"}, "S1")
    answer = scan(TWO, scene, knows(STOLEN, contested="two serials"))
    assert (answer.verdict, answer.books, answer.key) == (Verdict.CLONED, True, f"imei:{TWO}")


def test_another_force() -> None:
    reported = phone(f"imei:{ONE}", thefts=(BTP,))
    assert scan(ONE, SCENE, knows(reported)).verdict is Verdict.OTHER_FORCE
    assert scan(ONE, Scene({}, "S1"), knows(reported)).verdict is Verdict.STOLEN
    both = phone(f"imei:{ONE}", thefts=(BTP, MET))
    assert scan(ONE, SCENE, knows(both)).verdict is Verdict.STOLEN


def test_blocked_and_not_reported() -> None:
    known = Dictionaries({f"imei:{OTHER}": Known(block="Blocked by Heron since 1 Oct 2023")})
    assert scan(OTHER, SCENE, known).verdict is Verdict.BLOCKED
    answer = scan(OTHER, SCENE, Dictionaries())
    assert (answer.verdict, answer.model, answer.books) == (Verdict.NOT_REPORTED, "Galaxy", True)


def test_what_was_not_looked_up_is_booked_and_never_said_to_be_unreported() -> None:
    why = "The graph is being made anew."
    answer = scan(ONE, SCENE, Dictionaries({f"imei:{ONE}": Known(doubt=why)}))
    assert (answer.verdict, answer.books, answer.details[-1]) == (Verdict.NOT_CHECKED, True, why)
    answer = scan(ONE, SCENE, knows(STOLEN, doubt=why))
    assert (answer.verdict, answer.details[-1]) == (Verdict.STOLEN, f"There may be more. {why}")


class Away(Dictionaries):
    """Look-ups over a graph that cannot be asked."""

    def among(self, _: Sequence[str]) -> frozenset[str]:
        raise GraphError("The graph is away.")

    def came_from(self, *_: str) -> tuple[KnownPhone, ...]:
        raise GraphError("The graph is away.")


def test_a_graph_that_is_away_keeps_nobody_from_booking() -> None:
    misread = scan(ONE[:-1] + "9", SCENE, Away())
    assert (misread.verdict, "not looked up: The graph is away." in misread.details[0]) == (Verdict.MISREAD, True)
    part = with_part(scan(ONE, SCENE, knows(STOLEN)), "board", "B1", Away())
    assert (part.verdict, part.details[0]) == (Verdict.STOLEN, "The board B1 was not looked up: The graph is away.")


def test_in_two_places_at_once_is_a_clone_and_says_whose_it_is() -> None:
    answer = scan(ONE, SCENE, knows(STOLEN, clashes=("London, then Algiers in 10 min",)))
    assert answer.verdict is Verdict.CLONED
    assert theft_in_words(MET) in answer.details


def test_a_wrong_check_digit_offers_the_known_candidates_stolen_ones_first() -> None:
    wrong = ONE[:9] + str((int(ONE[9]) + 1) % 10) + ONE[10:]
    answer = scan(wrong, SCENE, knows(STOLEN))
    assert (answer.verdict, answer.books) == (Verdict.MISREAD, False)
    assert [one.identifier for one in answer.candidates] == [f"imei:{ONE}"]
    assert answer.candidates[0].thefts == (MET,)
    assert scan(wrong, SCENE, Dictionaries()).candidates == ()
    # What is booked in this raid is a candidate although nothing else knows it.
    assert scan(wrong, Scene({f"imei:{ONE}": "JT/1"}, "S1"), Dictionaries()).candidates != ()


def test_a_seal_scanned_in_place_of_a_phone_is_told() -> None:
    answer = scan("HRN700013", SCENE, Dictionaries())
    assert (answer.verdict, answer.books) == (Verdict.NO_IMEI, False)
    assert any(".seal HRN700013" in detail for detail in answer.details)


def test_a_serial_finds_the_report() -> None:
    answer = serial_scan("ABC123", SCENE, knows(STOLEN))
    assert (answer.verdict, answer.books, answer.identifiers) == (Verdict.STOLEN, True, ("serial:ABC123",))


def test_a_board_of_another_phone() -> None:
    other = phone(f"imei:{OTHER}", thefts=(BTP,))
    known = Dictionaries(knows(STOLEN).identifiers, {("board", "B1"): (other,), ("board", "B2"): (STOLEN,)})
    answer = scan(ONE, SCENE, known)
    mixed = with_part(answer, "board", "B1", known)
    assert (mixed.verdict, mixed.thefts) == (Verdict.MIXED, (MET, BTP))
    for serial in ("B2", "B3"):
        assert with_part(answer, "board", serial, known).verdict is Verdict.STOLEN


def test_an_earlier_seizure_is_told_and_this_one_is_not() -> None:
    seized = phone(f"imei:{ONE}", exhibits=("exhibit:S1:JT/1", "exhibit:S0:AB/3"))
    assert [d for d in scan(ONE, SCENE, knows(seized)).details if "seized" in d] == [
        "It was already seized once, as S0:AB/3."
    ]


def test_every_verdict_has_a_sign_of_its_own() -> None:
    assert len({verdict.sign for verdict in Verdict}) == len(Verdict)


@given(st.text(max_size=60))
def test_no_text_is_too_strange(text: str) -> None:
    answer = scan(text, SCENE, knows(STOLEN))
    assert answer.books == bool(answer.identifiers)
    assert answer.details


@pytest.mark.parametrize("text", ["0" * 15, "", "4.90154E+14", "\x00", "1" * 5_000])
def test_what_is_no_imei_is_never_booked(text: str) -> None:
    assert not scan(text, SCENE, Dictionaries()).books

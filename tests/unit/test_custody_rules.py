"""What may follow what: each refusal and each doubt has a story that brings it, and one like it that does not."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest
from custody_ledgers import LABORATORY, RAID, STORE, event, exhibit, reason, seizure
from custody_stories import (
    AB,
    ACCEPTED,
    BOOKED,
    DISPOSED,
    FIRST,
    HANDED,
    KM,
    KNOWN,
    LENT,
    NOW,
    RESTRICTED,
    RETURNED,
    SECOND,
    STORED,
    WITHDRAWN,
    codes,
    entry_of,
    follow,
)
from hypothesis import given
from hypothesis import strategies as st

from graph import ids
from tracer import merkle
from tracer.custody import leaf, state
from tracer.custody.events import (
    Attachment,
    CustodyEvent,
    Flag,
    FlagCode,
    PlaceKind,
    Private,
    Refusal,
    RefusalCode,
    Status,
    custody_place_id,
    exhibit_id,
    officer_id,
    reference_of,
    seizure_of,
)
from tracer.custody.rules import check
from tracer.custody.sentences import Names, sentence
from tracer.errors import IdentifierError

REFUSED = {
    "never booked": ((), event("move", location=STORE), "unknown_exhibit"),
    "booked twice": (BOOKED, seizure(), "reference_used"),
    "a part that is the exhibit itself": (BOOKED, event("split", parts=(exhibit(12),)), "reference_used"),
    "a part named twice": (BOOKED, event("split", parts=(exhibit(13), exhibit(13))), "reference_used"),
    "an officer nobody knows": (BOOKED, event("seal", by="officer:ZZ", seal_after="S13"), "unknown_officer"),
    "an officer who left": (BOOKED, event("seal", by="officer:OLD", seal_after="S13"), "unknown_officer"),
    "handed to somebody nobody knows": (BOOKED, event("hand_over", to="officer:ZZ"), "unknown_officer"),
    "handed to somebody who is no officer": (BOOKED, event("hand_over", to="owner:1"), "unknown_officer"),
    "a holder nobody knows": (BOOKED, event("examine", holder="officer:ZZ"), "unknown_officer"),
    "a store nobody knows": (BOOKED, event("move", location="store:ATTIC"), "unknown_place"),
    "a store that is shut": (BOOKED, event("move", location="store:SHUT"), "unknown_place"),
    "lent to nobody known": (BOOKED, event("lend", to="owner:1"), "unknown_place"),
    "moved after its return": (RETURNED, event("move", location=STORE), "closed"),
    "attached to after its return": (
        RETURNED,
        event("attach", attachments=(Attachment("a" * 64, 1, "x/y"),)),
        "closed",
    ),
    "returned twice": (RETURNED, event("return", to="owner:1"), "closed"),
    "moved after its disposal": (DISPOSED, event("move", location=STORE), "closed"),
    "moved after its booking was withdrawn": (WITHDRAWN, event("move", location=STORE), "closed"),
    "withdrawn when it lies in a store": (
        STORED,
        event("correct", corrects=FIRST, private={"withdrawn": Private("booked by mistake")}),
        "passed_on",
    ),
    "withdrawn while somebody is to accept it": (
        HANDED,
        event("correct", corrects=FIRST, private={"withdrawn": Private("booked by mistake")}),
        "passed_on",
    ),
    "tomorrow": (BOOKED, dataclasses.replace(event("restrict"), at=NOW + timedelta(days=1)), "future"),
    "in two minutes": (BOOKED, dataclasses.replace(event("restrict"), at=NOW + timedelta(minutes=2)), "future"),
    "a restriction lifted without a reason": (RESTRICTED, event("lift_restriction"), "incomplete"),
    "a restriction lifted where there is none": (
        BOOKED,
        event("lift_restriction", private=reason("the trial has ended")),
        "not_restricted",
    ),
    "returned while it is needed as evidence": (RESTRICTED, event("return", to="owner:1"), "restricted"),
    "disposal nobody allowed": (BOOKED, event("dispose"), "not_authorised"),
    "disposal by who allowed it": (
        (*BOOKED, event("authorise_disposal", by=AB), event("authorise_disposal", by=AB)),
        event("dispose", by=AB),
        "same_person",
    ),
    "a correction of nothing": (BOOKED, event("correct", corrects="f" * 32), "unknown_event"),
    "an explanation of nothing": (
        BOOKED,
        event("explain", explains=("gap",), private=reason("x")),
        "nothing_to_explain",
    ),
    "a hand-over to nobody": (BOOKED, event("hand_over"), "incomplete"),
    "an explanation of one of several doubts": (
        (*BOOKED, event("examine", by=AB), event("examine", by=KM)),
        event("explain", explains=("gap",), private=reason("x")),
        "incomplete",
    ),
    "a doubt of another event": (
        (*BOOKED, event("examine", by=AB)),
        event("explain", explains=("gap",), doubted=FIRST, private=reason("x")),
        "nothing_to_explain",
    ),
    "an explanation without a reason": (BOOKED, event("explain", explains=("gap",)), "incomplete"),
    "a time without a zone": (BOOKED, dataclasses.replace(event("restrict"), at=datetime(2023, 1, 1)), "unreadable"),
    "a NUL": (BOOKED, event("move", location="place:\x00"), "unreadable"),
    "half a character": (BOOKED, event("restrict", at_note="\ud800"), "unreadable"),
    "a text without end": (BOOKED, event("restrict", private=reason("x" * 200_000)), "unreadable"),
    "an empty seal": (BOOKED, event("seal", seal_after=" "), "unreadable"),
    "no exhibit": (BOOKED, dataclasses.replace(event("restrict"), exhibit="JT/12"), "unreadable"),
    "a hash that is none": (BOOKED, event("attach", attachments=(Attachment("A" * 64, 1, "x/y"),)), "unreadable"),
}


@pytest.mark.parametrize(("before", "said", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_a_refusal_says_what_and_what_to_do(before: tuple[CustodyEvent, ...], said: CustodyEvent, code: str) -> None:
    found = check(follow(before), said, KNOWN)
    assert code in [each.code.value for each in found]
    for each in found:
        assert isinstance(each, Refusal)
        assert each.what.endswith((".", ")"))
        assert each.do.endswith((".", ")"))


def test_every_refusal_has_a_story() -> None:
    told = {code for _, _, code in REFUSED.values()} | {"seal_used", "erased"}
    told |= {"still_blocked", "confirmed", "claimed", "in_other_hands"}
    assert told == {code.value for code in RefusalCode}


@pytest.mark.parametrize(
    ("before", "by", "has_it"),
    [
        (BOOKED, "officer:JT", True),
        (BOOKED, AB, False),
        (HANDED, AB, False),
        (HANDED, "officer:JT", False),
        (HANDED, KM, False),
        (ACCEPTED, AB, True),
        (ACCEPTED, "officer:JT", False),
        (STORED, KM, True),
        (LENT, KM, False),
    ],
)
def test_a_hand_back_makes_no_gap(before: tuple[CustodyEvent, ...], by: str, has_it: bool) -> None:
    known = dataclasses.replace(KNOWN, handed_back=True)
    said = event("return", by=by, minutes=100, to="owner:1")
    assert codes(before, said, known) == ([] if has_it else ["in_other_hands"])
    if not has_it:
        # The same by one who hands nothing back at a desk is a doubt, to be explained.
        assert {"gap", "not_accepted"} & set(codes(before, said, KNOWN))


def test_a_seal_is_used_once_and_may_stay_on() -> None:
    known = dataclasses.replace(KNOWN, seals={"S12": exhibit(12), "S99": exhibit(99)})
    opened = (*BOOKED, event("unseal", seal_before="S12"))
    assert codes(BOOKED, event("hand_over", to=AB, seal_before="S12", seal_after="S12"), known) == []
    assert codes(opened, event("seal", seal_after="s12"), known) == ["seal_used"]
    assert codes(opened, event("seal", seal_after=" S99 "), known) == ["seal_used"]
    assert codes(opened, event("seal", seal_after="S13"), known) == []


def test_nothing_more_is_recorded_about_a_person_who_was_erased() -> None:
    known = dataclasses.replace(KNOWN, erased=frozenset({"owner:1"}))
    assert codes(BOOKED, event("restrict", private=reason("x", "owner:1")), known) == ["erased"]
    assert codes(BOOKED, event("restrict", private=reason("x", "owner:2")), known) == []


PHOTOGRAPHED = event("attach", by=KM, attachments=(Attachment("a" * 64, 1, "image/png"),))
DOUBTED = {
    "earlier than its predecessor": (ACCEPTED, event("move", by=AB, minutes=1, location=STORE), "before_predecessor"),
    "gone before it was allowed": (
        (*BOOKED, event("authorise_disposal", by=AB, minutes=30)),
        event("dispose", minutes=9),
        "before_predecessor",
    ),
    "somebody else seals it": (BOOKED, event("examine", by=AB), "gap"),
    "accepted from nobody": (BOOKED, event("accept", by=AB), "gap"),
    "another holder out of nowhere": (BOOKED, event("restrict", holder=AB), "gap"),
    "returned by who does not hold it": (BOOKED, event("return", by=AB, to="owner:1"), "gap"),
    "the receiver never accepted": (HANDED, event("move", by=AB, minutes=9, location=STORE), "not_accepted"),
    "whoever handed it over takes it back": (HANDED, event("accept", minutes=9), "not_accepted"),
    "the laboratory never accepted": (LENT, event("accept", by=KM, minutes=95), "not_accepted"),
    "the lender accepts for the laboratory": (
        (*LENT, PHOTOGRAPHED),
        event("accept", by=KM, minutes=95, holder=LABORATORY),
        "not_accepted",
    ),
    "another accepts for an officer": (HANDED, event("accept", by=KM, minutes=9, holder=AB), "not_accepted"),
    "another seal": (BOOKED, event("unseal", seal_before="S13"), "seal_mismatch"),
    "a seal over a seal": (BOOKED, event("seal", seal_after="S13"), "seal_mismatch"),
    "no seal to break": ((*BOOKED, event("unseal")), event("unseal"), "seal_mismatch"),
    "put right to before its predecessor": (
        ACCEPTED,
        event("correct", by=AB, minutes=-10, corrects=SECOND),
        "before_predecessor",
    ),
    "put right to after what followed": (ACCEPTED, event("correct", minutes=30, corrects=FIRST), "before_predecessor"),
    "said by another to have had it": (STORED, event("correct", by=KM, corrects=SECOND, holder=LABORATORY), "gap"),
    "an officer said by another to have had it": (STORED, event("correct", by=KM, corrects=SECOND, to=AB), "gap"),
    "said by another to have it, who never accepted": (
        (*BOOKED, event("correct", by=KM, corrects=FIRST, holder=AB)),
        event("move", by=AB, minutes=9, location=STORE),
        "not_accepted",
    ),
}


@pytest.mark.parametrize(("before", "said", "code"), DOUBTED.values(), ids=DOUBTED.keys())
def test_a_doubt_lets_the_event_in_until_it_is_explained(
    before: tuple[CustodyEvent, ...], said: CustodyEvent, code: str
) -> None:
    known = dataclasses.replace(KNOWN, events=frozenset({FIRST, SECOND}))
    (flag,) = check(follow(before), said, known)
    assert isinstance(flag, Flag)
    assert flag.code.value == code
    assert [each.code for each in follow((*before, said)).unexplained] == [FlagCode(code)]
    explained = follow((*before, said, event("explain", by=KM, explains=(code,), private=reason("I forgot."))))
    assert explained.unexplained == ()
    assert [each.explained_by for each in explained.flags] == [explained.last_event]


def test_an_explanation_is_of_the_doubts_of_one_event() -> None:
    looked = (*BOOKED, event("examine", by=AB), event("examine", by=KM))
    of_second = event("explain", explains=("gap",), doubted=SECOND, private=reason("AB helped."))
    assert [flag.event for flag in follow((*looked, of_second)).unexplained] == [f"{3:032x}"]
    rest = event("explain", explains=("gap",), private=reason("KM too."))
    assert follow((*looked, of_second, rest)).unexplained == ()
    entry = entry_of(looked[1], 2)
    said = sentence(of_second, follow(looked), Names(), entry)
    assert said == "JT explained what is doubted at event 2: gap in possession"


def test_who_takes_over_what_was_handed_to_another_leaves_a_gap_as_well() -> None:
    assert codes(HANDED, event("accept", by=KM, minutes=9)) == ["not_accepted", "gap"]


ORDINARY = {
    "the whole way": (
        *LENT,
        event("accept", by="officer:JT", minutes=100, holder=LABORATORY),
        event("examine", by="officer:JT", minutes=101),
        event("hand_over", by="officer:JT", minutes=300, to=AB),
        event("accept", by=AB, minutes=301),
    ),
    "out of a store by anyone who keeps it": (*STORED, event("hand_over", by=KM, minutes=70, to=AB)),
    "undated": (*ACCEPTED, event("move", by=AB, at_note="between 10 and 11", location=STORE)),
    "broken and sealed again": (*BOOKED, event("examine", minutes=3, seal_before="S12", seal_after="S13")),
    "photographed while it waits": (*HANDED, PHOTOGRAPHED),
    "examined by another of the laboratory": (
        *LENT,
        event("accept", by="officer:JT", minutes=100, holder=LABORATORY),
        event("examine", by=AB, minutes=101, holder=LABORATORY),
    ),
    "disposed of by two": DISPOSED,
    "its disposal was allowed before it was put away, and that is written down after": (
        *STORED,
        event("authorise_disposal", by=KM, minutes=30),
        event("dispose", by=AB, minutes=70),
    ),
    "told by the second after what was told by the millisecond": (
        *BOOKED,
        event("examine", minutes=8, seconds=5.678),
        event("restrict", minutes=8, seconds=5),
    ),
    "told by the minute after what was told by the second": (
        *BOOKED,
        event("examine", minutes=8, seconds=40),
        event("restrict", minutes=8),
    ),
    "returned": RETURNED,
    "a time put right within its neighbours": (*ACCEPTED, event("correct", by=AB, minutes=3, corrects=SECOND)),
    "a holder of before, who says so themselves": (*STORED, event("correct", by=KM, corrects=SECOND, holder=KM)),
    "a store of before": (*STORED, event("correct", by=KM, corrects=SECOND, holder=STORE)),
    "a holder put right who then accepts": (
        *BOOKED,
        event("correct", by=KM, corrects=FIRST, holder=AB),
        event("accept", by=AB, minutes=8),
        event("move", by=AB, minutes=9, location=STORE),
    ),
}


@pytest.mark.parametrize("events", ORDINARY.values(), ids=ORDINARY.keys())
def test_what_is_in_order_raises_no_doubt(events: tuple[CustodyEvent, ...]) -> None:
    assert follow(events).flags == ()


def test_the_state_says_who_holds_it_and_where_it_is() -> None:
    assert (follow(BOOKED).holder, follow(BOOKED).seal, follow(BOOKED).seizure) == ("officer:JT", "S12", "HERON/1")
    assert (follow(HANDED).holder, follow(HANDED).awaiting) == (AB, AB)
    assert (follow(ACCEPTED).holder, follow(ACCEPTED).awaiting) == (AB, None)
    assert (follow(STORED).holder, follow(STORED).location) == (STORE, STORE)
    lent = follow(LENT)
    assert (lent.status, lent.holder, lent.location, lent.due) == (
        Status.ON_LOAN,
        LABORATORY,
        LABORATORY,
        RAID + timedelta(days=9),
    )
    back = follow((*LENT, event("accept", by=AB, minutes=300)))
    assert (back.status, back.holder, back.due) == (Status.HELD, AB, None)
    handed_back = follow(ORDINARY["the whole way"])
    assert (handed_back.status, handed_back.holder, handed_back.keeper) == (Status.HELD, AB, None)
    accepted = follow((*LENT, event("accept", by=KM, minutes=100, holder=LABORATORY)))
    assert (accepted.status, accepted.holder, accepted.keeper, accepted.awaiting) == (
        Status.ON_LOAN,
        LABORATORY,
        KM,
        None,
    )
    back_in_store = follow((*LENT, event("accept", by=AB, minutes=300, holder=STORE)))
    assert (back_in_store.holder, back_in_store.location) == (STORE, STORE)
    assert (follow(RETURNED).status, follow(RETURNED).holder, follow(RETURNED).closed) == (
        Status.RETURNED,
        "owner:1",
        True,
    )
    assert (follow(DISPOSED).status, follow(DISPOSED).holder) == (Status.DISPOSED, None)
    assert follow((*BOOKED, event("split", parts=(exhibit(13),)))).parts == (exhibit(13),)


def test_a_correction_reaches_what_still_comes_from_the_event_it_corrects() -> None:
    first = f"{1:032x}"
    corrected = follow((*BOOKED, event("correct", minutes=-30, corrects=first, seal_after="S21")))
    assert (corrected.seal, corrected.last_at) == ("S21", RAID - timedelta(minutes=30))
    again = follow(
        (
            *BOOKED,
            event("correct", corrects=first, seal_after="S21"),
            event("correct", corrects=first, seal_after="S22"),
        )
    )
    assert again.seal == "S22"
    resealed = (*BOOKED, event("examine", seal_before="S12", seal_after="S13"))
    assert follow((*resealed, event("correct", corrects=first, seal_after="S21"))).seal == "S13"


@pytest.mark.parametrize("events", [*ORDINARY.values(), LENT, HANDED, DISPOSED], ids=str)
def test_a_state_and_its_bytes_are_one(events: tuple[CustodyEvent, ...]) -> None:
    found = follow((*events, event("examine", by=KM)) if not follow(events).closed else events)
    assert state.from_bytes(state.to_bytes(found)) == found


def test_an_event_is_read_back_from_its_leaf_as_it_was_stated() -> None:
    said = event(
        "attach",
        minutes=3,
        at_note="about",
        attachments=(Attachment("a" * 64, 12, "image/jpeg"),),
        location="place:unit-4-phones",
        seal_before="S1",
    )
    stamp = leaf.Stamp("test", "a" * 32, 3, datetime(2023, 10, 15, 12, 0, 0, 5000, UTC))
    data = leaf.leaf_of(said, stamp, {"note": "b" * 64})
    read = leaf.read(data, 7, merkle.leaf_hash(data))
    assert (read.event, read.id, read.sequence, read.recorded_at) == (said, stamp.id, 3, stamp.recorded_at)
    assert read.commitments == {"note": "b" * 64}
    assert b'"recordedAt":"2023-10-15T12:00:00.005Z"' in data


REFERENCES = st.text(min_size=1, max_size=12) | st.from_regex(r"[A-Za-z]{1,3}[ /.-]?0?[1-9][0-9]{0,2}", fullmatch=True)


@given(REFERENCES, REFERENCES)
def test_exhibits_are_named_as_in_the_graph(seizure_reference: str, reference: str) -> None:
    try:
        expected = ids.exhibit_id(seizure_reference, reference)
    except IdentifierError:
        with pytest.raises(IdentifierError):
            exhibit_id(seizure_reference, reference)
        return
    found = exhibit_id(seizure_reference, reference)
    assert found == expected
    assert exhibit_id(f"seizure:{expected.split(':')[1]}", reference) == expected
    assert (seizure_of(found), reference_of(found)) == ids.parts_of(expected)


def test_officers_and_places_are_named_by_initials_and_short_names() -> None:
    assert officer_id(" jt ") == officer_id("officer:JT") == "officer:JT"
    assert custody_place_id(PlaceKind.STORE, "main") == "store:MAIN"

"""What a correction makes of the chain: the possession that it puts right, and what an exhibit's state then says."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from custody_ledgers import LABORATORY, RAID, STORE, event, reason
from custody_stories import AB, ACCEPTED, BOOKED, FIRST, HANDED, KM, LENT, NOW, SECOND, STORED, codes, entry_of, follow

from api.usecases.custody.chains import chain
from api.usecases.custody.dossier import Dossier
from api.usecases.custody.papers import seals, sheet
from tracer.custody.documents._account import UNEXPLAINED, breaks
from tracer.custody.documents._input import ChainLine
from tracer.custody.documents._moments import moments
from tracer.custody.events import Attachment, CustodyEvent, Status
from tracer.custody.narrative import Sight, standing
from tracer.custody.sentences import Names, sentence
from tracer.custody.state import of_older_rules, to_bytes
from tracer.custody.whereabouts import not_moved, overdue

MOVED = f"{4:032x}"
"""The move into the store, of `STORED`."""


SOUTH = "store:SOUTH"


def lines_of(*events: CustodyEvent) -> tuple[ChainLine, ...]:
    """The chain as papers have it."""
    entries = tuple(entry_of(said, sequence) for sequence, said in enumerate(events, 1))
    return chain(Dossier(follow(events), entries, Sight(private=True, texts={}), Names()))


def broken(*events: CustodyEvent) -> list[tuple[str, str]]:
    """The breaks that it names, each with what was said of it."""
    lines = lines_of(*events)
    found = breaks(lines, moments(lines, RAID + timedelta(minutes=1000)), "JT/12")
    return [(each["words"], each["explained"]) for each in found]


def told(*events: CustodyEvent) -> list[tuple[str, str, int]]:
    """What the continuity statement says of each stretch: its kind, its holders, and its length in minutes."""
    lines = lines_of(*events)
    found = moments(lines, RAID + timedelta(minutes=1000))
    holders = ["/".join(dict.fromkeys(lines[at].holder for at in moment.lines)) for moment in found]
    return [
        (moment.kind, holder, moment.length // timedelta(minutes=1))
        for moment, holder in zip(found, holders, strict=True)
    ]


def test_a_correction_begins_no_possession() -> None:
    later = event("move", by=KM, minutes=500, location="place:court")
    whole = [
        ("held", "JT", 5),
        ("handed", "AB", 1),
        ("held", "AB", 49),
        ("held", "the store MAIN", 445),
        ("held", "KM", 500),
    ]
    corrected = (*STORED, event("correct", by=AB, minutes=55, corrects=MOVED), later)
    assert told(*corrected) == whole
    whole[2:4] = [("held", "AB", 54), ("held", "the store MAIN", 440)]
    assert told(*STORED, later) == whole


def test_what_follows_an_event_stands_with_whom_a_correction_says() -> None:
    sealed = event("seal", by=KM, minutes=30, seal_after="S99")
    taken_by_km = event("correct", by=KM, corrects=FIRST, holder=KM)
    assert told(*BOOKED, event("unseal", minutes=20), sealed, taken_by_km) == [
        ("held", "KM", 20),
        # The doubt of then stands until somebody explains it.
        ("dispute", "KM", 10),
        ("held", "KM", 970),
    ]


def test_an_explanation_begins_no_possession_and_moves_nothing() -> None:
    doubted = (*BOOKED, event("examine", by=AB, minutes=10))
    explained = event("explain", by=KM, minutes=900, explains=("gap",), private=reason("AB helped."))
    later = event("move", minutes=500, location="place:court")
    assert told(*doubted, explained, later) == told(*doubted, later)
    assert [flag.code for flag in follow((*doubted, explained, later)).unexplained] == []


def test_a_colleague_of_the_laboratory_takes_it_over_and_the_loan_goes_on() -> None:
    accepted = (*LENT, event("accept", by=KM, minutes=100, holder=LABORATORY))
    over = event("accept", by=AB, minutes=200, holder=LABORATORY)
    state = follow((*accepted, over))
    assert (state.status, state.holder, state.keeper) == (Status.ON_LOAN, LABORATORY, AB)
    assert overdue([state], NOW) == (state,)
    assert follow((*accepted, over, event("accept", by=AB, minutes=300))).status is Status.HELD
    assert sentence(over, follow(accepted), Names()) == "AB took it over within the laboratory DIGITAL"


def test_the_time_of_a_move_put_right_says_how_long_it_has_lain() -> None:
    long_ago = replace(event("correct", by=AB, corrects=MOVED), at=RAID + timedelta(minutes=7))
    state = follow((*STORED, long_ago))
    assert (state.last_moved, state.last_at) == (RAID + timedelta(minutes=7),) * 2
    assert not_moved([state], 30, NOW + timedelta(minutes=7)) == (state,)
    same_second = (*BOOKED, event("seal", minutes=9, seal_after="S13"), event("move", minutes=9, location=STORE))
    assert follow(same_second).last_moved == RAID + timedelta(minutes=9)


def test_a_correction_may_say_that_a_time_is_not_known() -> None:
    unknown = event("correct", by=AB, corrects=MOVED, at_note="some time in the night")
    later = event("move", by=KM, minutes=500, location="place:court")
    assert told(*STORED, unknown, later) == [
        ("held", "JT", 5),
        ("handed", "AB", 1),
        ("uncertain", "AB/the store MAIN", 494),
        ("held", "KM", 500),
    ]
    (line,) = (line for line in lines_of(*STORED, unknown) if line.at is None)
    assert line.at_note == "some time in the night; corrected at event 5"
    state = follow((*STORED, unknown))
    assert state.last_at == RAID + timedelta(minutes=6)
    assert "When it was last moved is not known." in standing(state, Names())
    found_out = event("correct", by=AB, corrects=MOVED, minutes=70)
    assert told(*STORED, unknown, found_out, later)[2:] == [
        ("held", "AB", 64),
        ("held", "the store MAIN", 430),
        ("held", "KM", 500),
    ]
    silent = event("correct", by=AB, corrects=MOVED, location="place:yard")
    assert lines_of(*STORED, found_out, silent)[3].at == RAID + timedelta(minutes=70)


def test_a_seizure_put_right_is_so_in_every_paper() -> None:
    unknown = event("correct", by=AB, corrects=FIRST, at_note="some time in the night", location="place:yard")
    entries = tuple(entry_of(said, sequence) for sequence, said in enumerate((*ACCEPTED, unknown), 1))
    one = Dossier(follow((*ACCEPTED, unknown)), entries, Sight(private=True, texts={}), Names())
    made = sheet(one)
    assert (made.seized_at, made.seized_note, made.place, made.officer) == (
        None,
        "some time in the night",
        "yard",
        "JT",
    )
    assert [(label.sealed_at, label.sealed_note) for label in seals(one)] == [(None, "some time in the night")]
    lines = chain(one)
    first = breaks(lines, moments(lines, RAID + timedelta(minutes=1000)), "JT/12")[0]
    assert first["words"] == (
        "It is not known when JT/12 came to JT (some time in the night; corrected at event 4):"
        " nothing before 15 Oct 2023 12:05:00 BST can be accounted for."
    )


def test_what_nobody_accepted_is_said_to_be_so() -> None:
    assert told(*HANDED) == [("held", "JT", 5), ("not accepted", "AB", 995)]
    assert broken(*HANDED) == [
        (
            "From 15 Oct 2023 12:05:00 BST to 16 Oct 2023 04:40:00 BST (16 h 35 min) JT/12 had been handed to AB,"
            " who did not accept it.",
            UNEXPLAINED,
        )
    ]
    moved = (*HANDED, event("move", by=AB, minutes=9, location=STORE))
    explained = event("explain", by=KM, minutes=20, explains=("not_accepted",), private=reason("x"))
    assert told(*moved, explained) == [("held", "JT", 5), ("not accepted", "AB", 4), ("held", "the store MAIN", 991)]
    assert broken(*moved, explained)[0][1] == "Explained by KM on 15 Oct 2023 12:20:00 BST: erased."
    said_to_have_it = (*BOOKED, event("correct", by=KM, corrects=FIRST, holder=AB))
    assert told(*said_to_have_it) == [("not accepted", "AB", 1000)]
    photographed = event("attach", by=AB, minutes=6, attachments=(Attachment("a" * 64, 1, "image/png"),))
    accepted = event("accept", by=AB, minutes=9)
    assert [kind for kind, _, _ in told(*HANDED, photographed, accepted)] == ["held", "handed", "handed", "held"]
    assert broken(*HANDED, photographed, accepted) == []


def test_a_gap_is_a_break_before_it_and_after_it_until_somebody_has_it() -> None:
    looked = (*BOOKED, event("examine", by=AB, minutes=10), event("seal", minutes=30, seal_after="S12"))
    assert told(*looked) == [("dispute", "JT", 10), ("dispute", "JT", 20), ("held", "JT", 970)]
    words, explained = broken(*looked)[0]
    assert words == (
        "From 15 Oct 2023 12:00:00 BST to 15 Oct 2023 12:10:00 BST (10 min) JT/12 is recorded with JT at a place not"
        " recorded, and that is in doubt. AB had it, and nothing says how it came from JT."
    )
    assert explained == UNEXPLAINED
    taken = (*BOOKED, event("accept", by=AB, minutes=10))
    assert told(*taken) == [("dispute", "JT", 10), ("held", "AB", 990)]
    because = event("explain", by=KM, minutes=20, explains=("gap",), private=reason("x"))
    assert broken(*taken, because)[0][1].startswith("Explained by KM")
    at_once = (*BOOKED, event("accept", by=AB, minutes=0))
    assert [words for words, _ in broken(*at_once)] == [
        "At 15 Oct 2023 12:00:00 BST: AB accepted it, and JT is not known to have handed it over."
    ]


def test_a_holder_of_before_said_by_another_is_in_dispute() -> None:
    rewritten = event("correct", by=KM, corrects=f"{3:032x}", holder="officer:JT")
    assert told(*STORED, rewritten) == [
        ("held", "JT", 5),
        ("dispute", "AB", 1),
        ("dispute", "JT", 54),
        ("held", "the store MAIN", 940),
    ]
    assert broken(*STORED, rewritten)[1][0].endswith("KM says that JT had it, and JT never said so.")


def test_the_store_of_a_move_put_right_is_the_one_that_holds_it() -> None:
    def moved(place: str) -> CustodyEvent:
        return event("correct", by=KM, corrects=MOVED, location=place)

    other = follow((*STORED, moved(LABORATORY)))
    assert (other.holder, other.location) == (AB, LABORATORY)
    assert (follow((*STORED, moved("place:yard"))).holder, follow((*STORED, moved("place:yard"))).awaiting) == (
        AB,
        None,
    )
    in_store = (*ACCEPTED, event("move", by=AB, minutes=60, location=SOUTH), moved(STORE))
    assert standing(follow(in_store), Names()).startswith("Held by the store MAIN. ")
    assert told(*in_store)[-1] == ("held", "the store MAIN", 940)
    again = follow((*in_store, moved(SOUTH), moved(STORE)))
    assert (again.holder, again.location) == (STORE, STORE)
    went_on = follow((*in_store[:-1], event("hand_over", by=KM, minutes=70, to=AB), moved(STORE)))
    assert (went_on.holder, went_on.location) == (AB, STORE)


def test_an_authorisation_is_taken_back_by_a_correction_and_by_a_restriction() -> None:
    authorised = (*BOOKED, event("authorise_disposal", by=KM))
    assert "Its disposal is authorised by KM." in standing(follow(authorised), Names())
    wrong = event("correct", by=KM, corrects=SECOND, private=reason("The wrong exhibit."))
    dispose = event("dispose", by=AB, minutes=9)
    assert codes((*authorised, wrong), dispose) == ["not_authorised"]
    assert "authorised" not in standing(follow((*authorised, wrong)), Names())
    words = sentence(wrong, follow(authorised), Names(), entry_of(authorised[1], 2))
    assert words == "KM corrected event 2 (authorise disposal): it is taken back"
    needed = event("restrict", private=reason("Needed at the trial."))
    freed = event("lift_restriction", private=reason("The trial is over."))
    assert codes((*authorised, needed, freed), dispose) == ["not_authorised"]
    again = (*authorised, needed, freed, event("authorise_disposal", by=KM))
    assert follow((*again, dispose)).status is Status.DISPOSED
    both = (*authorised, event("authorise_disposal", by="officer:JT"), wrong)
    assert follow(both).authorised_by == {"officer:JT"}


def test_the_history_says_what_was_said_before() -> None:
    entries = [entry_of(said, sequence) for sequence, said in enumerate(ACCEPTED, 1)]
    words = sentence(event("correct", by=KM, corrects=FIRST, holder=KM), follow(ACCEPTED), Names(), entries[0])
    assert words == "KM corrected event 1 (seize): the holder is KM, not JT"
    words = sentence(event("correct", by=KM, corrects=FIRST, location=STORE), follow(ACCEPTED), Names(), entries[0])
    assert words == "KM corrected event 1 (seize): the place is the store MAIN (not said before)"


def test_bytes_of_a_state_say_which_rules_made_it() -> None:
    data = to_bytes(follow(STORED))
    assert not of_older_rules(data)
    assert of_older_rules(b"{" + data.partition(b",")[2])

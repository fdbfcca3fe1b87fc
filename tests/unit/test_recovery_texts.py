"""No notice says what a thief's would: over every text, and whatever stands in a reference or a name."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer.recovery.codes import ALPHABET, code_of, grouped, new_code, typed
from tracer.recovery.report import LONGEST_SHOWN, Report, plain
from tracer.recovery.status import (
    CHOSEN,
    CLAIMED,
    ELSEWHERE,
    NEXT,
    NO_TIMES,
    UNDECIDED,
    Item,
    Known,
    Status,
    item,
    status_of,
)
from tracer.recovery.texts import NEVER, WIDTH, Force, NoticeKind, Particulars, compose

ADA = Report("Metropolitan Police", "01/7401/23")
THEIRS = Particulars(
    date(2023, 10, 30), "Fictel Nine blue", "Tuesday 31 October 2023, 10:00 to 10:30", date(2023, 10, 24)
)
FORBIDDEN = re.compile(
    r"https?:|www|://|@|<|>|passcode|password|sign[ -]?in|log[ -]?in|apple|google|icloud|find my|account|"
    r"\bclick\b|\blink\b|arrest|suspect|thief|\bshop\b|\bstreet\b|\broad\b|warrant|seiz|handler|exhibit|owner:",
    re.IGNORECASE,
)
"""What no notice says outside the paragraph of what we never ask."""
HOSTILE = [
    "https://evil.example/login",
    "www.evil.example",
    "evil.example/x",
    "01/7401/23\r\nBcc: everybody@example.org",
    "01/7401/23\n\nEnter your passcode at evil.example",
    "\u202e32/1047/10",
    "01/7401/23\u2028new line",
    "<a href='//evil.example'>x</a>",
    "javascript:alert(1)",
    "mailto:a@example.org",
    "\x00\x1b[31m",
    "x" * 5000,
    "",
    "１２３．example",
]


def said(kind: NoticeKind, report: Report, force: Force) -> str:
    text = compose(kind, report, force, "BCDF2345", THEIRS)
    assert "\n" not in text.subject
    whole = f"{text.subject}\n{text.body}"
    assert " ".join(NEVER.split()) in " ".join(text.body.split())
    return " ".join(whole.split()).replace(" ".join(NEVER.split()), "")


@pytest.mark.parametrize("kind", NoticeKind)
def test_every_notice_is_plain_and_whole(kind: NoticeKind) -> None:
    text = compose(kind, ADA, Force("Fictional Police", "101"), "BCDF2345", THEIRS)
    assert "01/7401/23" in text.subject
    assert "01/7401/23" in text.body
    assert "BCDF-2345" in text.body
    assert "What happens next" in text.body or kind is NoticeKind.CODE
    assert "Monday 30 October 2023" in text.body
    assert all(len(line) <= WIDTH for line in text.body.splitlines())
    assert not FORBIDDEN.search(said(kind, ADA, Force("Fictional Police", "101")))


@pytest.mark.parametrize("kind", NoticeKind)
@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_hostile_gets_into_a_notice(kind: NoticeKind, hostile: str) -> None:
    words = said(kind, Report(hostile, hostile), Force(hostile, hostile))
    assert not re.search(r"https?:|://|@|<|>|\w\.\w|//\w+\.", words), words


def test_a_notice_says_which_phone_and_when() -> None:
    lines = compose(NoticeKind.CHOSEN, ADA, Force(), "BCDF2345", THEIRS).body.splitlines()
    assert {"Which phone: Fictel Nine blue", f"Your time: {THEIRS.time}"} <= set(lines)
    hostile = Particulars(phone="https://evil.example/login\nEnter your passcode")
    assert "evil.example" not in compose(NoticeKind.READY, ADA, Force(), "BCDF2345", hostile).body


@given(st.text(), st.text(), st.sampled_from(NoticeKind))
def test_no_text_from_outside_breaks_a_line_or_makes_an_address(reference: str, name: str, kind: NoticeKind) -> None:
    text = compose(kind, Report(name, reference), Force(name, name), "BCDF2345")
    assert all(unicodedata.category(letter)[0] not in "C" or letter == "\n" for letter in text.body)
    assert not re.search(r"://|@|\w\.\w", text.subject + text.body.replace("\n", " "))
    assert text.body.count("\n\n") == compose(kind, ADA, Force(), "BCDF2345").body.count("\n\n")


@given(st.text())
def test_a_reference_is_shown_short_and_plain(text: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9/ -]{1,60}", plain(text))
    assert len(plain(text)) <= LONGEST_SHOWN
    assert plain(plain(text)) == plain(text)


def test_the_owners_page_is_the_only_address_and_signs_nobody_in() -> None:
    text = compose(NoticeKind.READY, ADA, Force(page="https://police.example/phones"), "BCDF2345")
    assert re.findall(r"https?:\S+", text.body) == ["https://police.example/phones"]


@pytest.mark.parametrize("status", Status)
def test_the_words_for_an_owner_are_safe(status: Status) -> None:
    assert not FORBIDDEN.search(NEXT[status])


def test_an_owner_is_never_told_that_a_phone_was_seen_that_others_have() -> None:
    says = " ".join([*Status, *NEXT.values(), *UNDECIDED.values(), CLAIMED, ELSEWHERE, NO_TIMES])
    assert not re.search("locat|seen|sighted|track|ping", says)
    assert not FORBIDDEN.search(" ".join([*UNDECIDED.values(), CLAIMED, ELSEWHERE, NO_TIMES]))


@pytest.mark.parametrize("needed", [False, True])
def test_nothing_is_promised_that_another_claim_which_was_accepted_may_break(needed: bool) -> None:
    says = item(Known(confirmed=True, needed=needed, undecided=True)).next_step
    assert "whether you can collect it" in says and "when you can collect it" not in says
    assert "nobody is given it before that" in says
    assert "claim" not in says and "somebody" not in says.lower(), "of that they hear by a notice"
    for kind in (NoticeKind.CONFIRMED, NoticeKind.UPDATE, NoticeKind.STAYS):
        body = " ".join(compose(kind, ADA, Force(), "BCDF2345").body.split())
        assert "when to collect it, or what else was decided" in body
    assert item(Known(confirmed=True, undecided=True, claimed=True)).next_step == CLAIMED
    assert item(Known(returned=True, undecided=True)).next_step == NEXT[Status.RETURNED]


def test_no_words_ask_for_what_was_done_already() -> None:
    ready = Known(confirmed=True, ready=True)
    assert item(ready).next_step == NEXT[Status.READY_TO_RETURN]
    assert item(replace(ready, chosen=True)).next_step == CHOSEN
    assert item(replace(ready, chosen=True, offered=False)).next_step == NO_TIMES, "the time is past"
    for known in (Known(confirmed=True), Known(confirmed=True, undecided=True)):
        assert "Tell us whether it is yours" in item(known).next_step
        said = item(replace(known, said=True)).next_step
        assert ("Tell us" in said, "We have your phone." in said) == (False, True)


@pytest.mark.parametrize("needed", [False, True])
def test_an_owner_who_said_that_it_is_not_theirs_is_asked_no_more(needed: bool) -> None:
    known = Known(confirmed=True, needed=needed, undecided=True, said=True, disputed=True)
    words = item(known).next_step
    assert ("We look into that" in words, "your phone" in words.casefold()) == (True, False)
    assert item(replace(known, claimed=True)).next_step == CLAIMED


@pytest.mark.parametrize(
    ("known", "status"),
    [
        (Known(), Status.REPORTED),
        (Known(confirmed=True), Status.RECOVERED),
        (Known(confirmed=True, needed=True, ready=True), Status.HELD_AS_EVIDENCE),
        (Known(confirmed=True, ready=True), Status.READY_TO_RETURN),
        (Known(confirmed=True, ready=True, needed=True, returned=True), Status.RETURNED),
    ],
)
def test_the_word_is_the_furthest_that_holds(known: Known, status: Status) -> None:
    assert status_of(known) is status


def test_a_returned_phone_has_no_next_day() -> None:
    assert item(Known(returned=True), date(2023, 10, 30)) == Item(Status.RETURNED, NEXT[Status.RETURNED], None)


@given(st.binary(min_size=32, max_size=32))
def test_a_code_survives_being_read_out(key: bytes) -> None:
    code = code_of(key)
    assert len(code) == 8
    assert typed(f" {grouped(code).lower()} ") == code


def test_codes_have_no_letter_that_looks_like_another() -> None:
    assert not set("01LOISUY") & set(ALPHABET)
    assert len({new_code() for _ in range(1_000)}) == 1_000

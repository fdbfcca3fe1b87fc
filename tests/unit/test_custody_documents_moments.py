"""The statement's sums: every moment is there once, and gaps, disputes and uncertain times are told apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from custody_document_samples import CHAIN, HOUR, RAID
from hypothesis import given
from hypothesis import strategies as st

from tracer.custody.documents._account import UNEXPLAINED, account, breaks, doubts, rows
from tracer.custody.documents._input import ChainLine, Flag
from tracer.custody.documents._moments import moments, total

END = RAID + 220 * HOUR
HOURS = st.integers(0, 40)


def _line(at: int | None, until: int | None, holder: str) -> ChainLine:
    start = None if at is None else RAID + at * HOUR
    return ChainLine(start, None if until is None else RAID + until * HOUR, holder, f"with {holder}", "moved")


CHAINS = st.lists(st.builds(_line, HOURS | st.none(), HOURS | st.none(), st.sampled_from(["", "JT", "AB"])), max_size=8)


@given(CHAINS, HOURS)
def test_the_moments_are_the_whole_time_without_a_seam(lines: list[ChainLine], end: int) -> None:
    found = moments(lines, RAID + end * HOUR)
    dated = [line.at for line in lines if line.at is not None]
    for before, after in pairwise(found):
        assert before.until == after.start
    assert all(moment.length > timedelta() for moment in found)
    if dated and min(dated) < RAID + end * HOUR:
        assert (found[0].start, found[-1].until) == (min(dated), RAID + end * HOUR)
        parts = [total(found, kind) for kind in ("held", "unaccounted", "dispute", "uncertain")]
        assert sum(parts, timedelta()) == found[-1].until - found[0].start
    else:
        assert found == ()


@given(CHAINS, HOURS)
def test_every_minute_is_what_a_look_at_each_line_says(lines: list[ChainLine], end: int) -> None:
    """A slow reference for chains whose every line says its own end: who claims the half-hour marks."""
    timed = [replace(line, until=line.until or RAID + 41 * HOUR) for line in lines if line.at is not None]
    for moment in moments(timed, RAID + end * HOUR):
        mark = moment.start + HOUR / 2
        here = [line for line in timed if line.at and line.until and line.at <= mark < line.until]
        says = {(line.holder, line.location) for line in here}
        known = any(line.holder for line in here)
        assert moment.kind == ("unaccounted" if not known else "held" if len(says) == 1 else "dispute")


@given(CHAINS, HOURS)
def test_every_line_and_every_moment_has_its_row_and_rows_are_in_order(lines: list[ChainLine], end: int) -> None:
    found = moments(lines, RAID + end * HOUR)
    table = rows(lines, found)
    assert sorted(at for row in table for at in row.lines) == list(range(len(lines)))
    assert [row.start for row in table if row.kind != "event"] == [moment.start for moment in found]
    assert [row.number for row in table] == list(range(1, len(table) + 1))
    starts = [row.start for row in table if row.start is not None]
    assert starts == sorted(starts)


def test_the_chain_of_jt_12() -> None:
    found = moments(CHAIN, END)
    assert [(moment.kind, moment.length // HOUR, moment.lines) for moment in found] == [
        ("held", 1, (0,)),
        ("held", 3, (1,)),
        ("unaccounted", 1, ()),
        ("held", 42, (2,)),
        ("uncertain", 48, (3, 4)),
        ("held", 124, (5,)),
    ]
    assert [row.lines for row in rows(CHAIN, found)] == [(0,), (1,), (), (2,), (3,), (4,), (5,), (6,)]


def test_a_gap_is_told_with_its_explanation_or_that_there_is_none() -> None:
    explained = breaks(CHAIN, moments(CHAIN, END), "JT/12")
    assert explained[0]["words"] == (
        "From 15 Oct 2023 16:00:00 BST to 15 Oct 2023 17:00:00 BST (1 h) nobody is recorded as holding JT/12."
    )
    assert explained[0]["explained"] == (
        "Explained by PC JT on 16 Oct 2023 07:00:00 BST: The vehicle waited at the gate."
    )
    assert explained[1]["words"].endswith("not known: AB at Store N4, shelf 3 or Laboratory 2 at Laboratory 2.")
    other = Flag("seal_mismatch", "Another seal", "It was changed")
    for flags in ((), (other,), (replace(CHAIN[2].flags[0], explanation=""),)):
        silent = (*CHAIN[:2], replace(CHAIN[2], flags=flags), *CHAIN[3:])
        assert breaks(silent, moments(silent, END), "JT/12")[0]["explained"] == UNEXPLAINED


def test_two_holders_at_once_are_a_dispute_and_one_said_twice_is_none() -> None:
    lines = (_line(0, 4, "JT"), _line(2, 6, "AB"))
    assert [moment.kind for moment in moments(lines, RAID + 6 * HOUR)] == ["held", "dispute", "held"]
    assert "more than one record" in breaks(lines, moments(lines, RAID + 6 * HOUR), "JT/12")[0]["words"]
    again = (_line(0, 4, "JT"), _line(2, 6, "JT"))
    assert {moment.kind for moment in moments(again, RAID + 6 * HOUR)} == {"held"}


def test_a_change_of_clocks_neither_adds_nor_loses_an_hour() -> None:
    start = datetime.fromisoformat("2023-10-29T00:30:00+01:00")
    lines = (replace(CHAIN[0], at=start, until=None),)
    found = moments(lines, datetime.fromisoformat("2023-10-29T03:30:00+00:00"))
    assert account(found, "JT/12")["whole"].startswith(
        "From 29 Oct 2023 00:30:00 BST to 29 Oct 2023 03:30:00 GMT: 4 h in all"
    )


@pytest.mark.parametrize("count", [1, 3])
def test_a_chain_without_a_time_is_said_to_account_for_nothing(count: int) -> None:
    lines = (replace(CHAIN[4], at_note=""),) * count
    assert moments(lines, END) == ()
    assert "no moment of it can be accounted for" in account((), "JT/12")["whole"]
    assert len(rows(lines, ())) == count


def test_every_doubt_is_named_with_its_row() -> None:
    found = doubts(CHAIN, rows(CHAIN, moments(CHAIN, END)))
    assert [(item["row"], item["explained"] == UNEXPLAINED) for item in found] == [("4", False), ("6", True)]

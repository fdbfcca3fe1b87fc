"""The raid of the demonstration case adds up to 74, checked straight from its files."""

from __future__ import annotations

from collections import Counter

from heron_files import (
    Row,
    at,
    exhibit,
    luhn_holds,
    rows,
    when,
)

from tracer.demo import CASE


def finding(row: Row) -> str:
    """What a booked exhibit turns out to be, told from the files alone."""
    if not row["imei"]:
        return "by serial" if row["serial"] else "by description"
    by_imei = {report[name]: report for report in rows("reports.csv") for name in ("imei", "imei2") if report[name]}
    report = by_imei.get(row["imei"])
    if report is None:
        return "not reported"
    boards = {part["found_in_id"] for part in rows("parts.csv") if part["part_kind"] == "board"}
    tests = (
        ("misread", row["scanned"]),
        ("board and housing", f"{row['seizure_ref']}/{row['exhibit_ref']}" in boards),
        ("clone", row["serial"] and report["serial"] and row["serial"] != report["serial"]),
        ("another force", report["force"] != "Metropolitan Police"),
        ("by second IMEI", row["imei"] == report["imei2"]),
    )
    return next((name for name, holds in tests if holds), "reported")


def test_the_raid_adds_up_to_74() -> None:
    raid = rows("seizures.csv")
    assert len(raid) == CASE.counted == 74
    assert Counter(finding(row) for row in raid) == {
        "reported": 58,
        "by second IMEI": 3,
        "not reported": 4,
        "another force": 1,
        "misread": 2,
        "by serial": 1,
        "by description": 2,
        "board and housing": 2,
        "clone": 1,
    }


def test_the_raid_is_one_seizure_with_every_exhibit_and_seal_once() -> None:
    raid = rows("seizures.csv")
    assert {(row["seizure_ref"], when(row["at"])) for row in raid} == {(CASE.seizure, at(10, 15, 11))}
    assert {row["exhibit_ref"][:3] for row in raid} == {"JT/", "AB/"}
    assert len({row["exhibit_ref"] for row in raid}) == len({row["seal"] for row in raid}) == 74
    booked = [when(row["booked_at"]) for row in raid]
    assert at(10, 15, 11) <= min(booked)
    assert max(booked) <= at(10, 15, 13, 10)
    named = (CASE.exhibit_scanned_twice, CASE.exhibit_seal_offered_twice, CASE.exhibit_in_drawer)
    assert {finding(exhibit(reference)) for reference in named} == {"reported"}
    assert exhibit(CASE.exhibit_in_drawer)["condition"] == "found in a drawer at the recount"


def test_no_imei_is_booked_twice() -> None:
    seen = Counter(row["imei"] for row in rows("seizures.csv") if row["imei"])
    assert max(seen.values()) == 1


def test_a_misread_scan_is_one_digit_off_and_fails_its_check() -> None:
    for row in rows("seizures.csv"):
        if row["scanned"]:
            assert sum(a != b for a, b in zip(row["scanned"], row["imei"], strict=True)) == 1
            assert not luhn_holds(row["scanned"])


def test_the_unreadable_ones_can_still_be_told() -> None:
    serials = {row["serial"]: row for row in rows("reports.csv") if row["serial"]}
    for row in rows("seizures.csv"):
        if finding(row) == "by serial":
            assert serials[row["serial"]]["model"] == row["model"]
        if finding(row) == "by description":
            like = [r for r in rows("reports.csv") if r["description"] and r["description"] in row["condition"]]
            assert [(r["model"], r["colour"]) for r in like] == [(row["model"], row["colour"])]

"""The demonstration raid, booked through the command by two officers at once, adds up as its story says."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from custody_raids import Answer, Scanner, case_rows, done, imei, ledger_of, officers, raid_arguments, tracer

from tracer.custody.events import EventKind, exhibit_id
from tracer.demo import CASE, case_files

AT = "2023-10-15T11:00:00+01:00"
BEFORE_THE_RAID = ("tac", "places", "reports", "blocklist", "device_finder", "network_records", "sightings", "parts")
SEAL_OFFERED_TWICE = CASE.exhibit_seal_offered_twice
SEALED_NEXT = "AB/13"
Row = dict[str, str]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("raid") / "home"
    officers(home, "JT", "AB")
    done(home, "load", *(path for path in case_files() if path.stem in BEFORE_THE_RAID))
    return home


def book(scanner: Scanner, row: Row) -> Answer:
    """Scan one thing as an officer does, and give the answer that booked it."""
    scanner.say(f".found {row['found_with'] or '-'}")
    if row["scanned"]:
        read = scanner.say(row["scanned"])
        assert (read["word"], read["did"]) == ("READ AGAIN", "told")
        assert read["candidates"][0]["identifier"] == f"imei:{row['imei']}"
        answer = {**scanner.say(".1"), "misread": True}
    elif row["imei"]:
        answer = scanner.say(row["imei"])
    else:
        answer = scanner.say(f".serial {row['serial']}" if row["serial"] else f".describe {row['condition']}")
    assert (answer["did"], answer["reference"]) == ("booked", row["exhibit_ref"])
    board = next((one for one in case_rows("parts.csv") if one["found_in_id"].endswith(f"/{row['exhibit_ref']}")), None)
    if board:
        answer = scanner.say(f".also board:{board['part_serial']}")
    if row["exhibit_ref"] == CASE.exhibit_clone:
        answer = scanner.say(f".also serial:{CASE.clone_serial}")
        assert any(CASE.clone_serial in detail for detail in answer["details"])
    if row["exhibit_ref"] == SEALED_NEXT:
        used = next(one["seal"] for one in case_rows("seizures.csv") if one["exhibit_ref"] == SEAL_OFFERED_TWICE)
        told = scanner.say(f".seal {used}")
        assert (told["word"], told["did"]) == ("SEAL USED", "refused")
        assert SEAL_OFFERED_TWICE in told["details"][0]
    assert scanner.say(f".seal {row['seal']}")["word"] == "SEALED"
    return answer


def category(row: Row, answer: Answer) -> str:
    second = {report["imei2"] for report in case_rows("reports.csv")}
    if answer.get("misread"):
        return "misread and corrected"
    if not row["imei"]:
        return "by serial" if row["serial"] else "by description"
    if answer["word"] == "STOLEN" and row["imei"] in second:
        return "stolen, by second IMEI"
    return str(answer["word"])


def test_the_raid_of_the_story(home: Path) -> None:
    rows = sorted(case_rows("seizures.csv"), key=lambda row: row["booked_at"])
    in_drawer = next(row for row in rows if row["exhibit_ref"] == CASE.exhibit_in_drawer)
    jt, ab = Scanner(home, "JT", CASE.counted, "--at", AT), Scanner(home, "AB", CASE.counted, "--at", AT)
    found: Counter[str] = Counter()
    for row in rows:
        if row is in_drawer:
            continue
        scanner = jt if row["exhibit_ref"].startswith("JT") else ab
        found[category(row, book(scanner, row))] += 1
        if row["exhibit_ref"] == CASE.exhibit_scanned_twice:
            for again in (jt, ab):
                told = again.say(row["imei"])
                assert (told["word"], told["did"], told["reference"]) == ("DUPLICATE", "told", row["exhibit_ref"])
    told = ab.say(CASE.a.imei)
    assert (told["word"], told["did"], told["reference"]) == ("SAME PHONE", "told", CASE.exhibit_a)

    short = jt.say(".finish")
    assert (short["word"], short["did"], short["expected"], short["booked"]) == ("1 MISSING", "told", 74, 73)
    found[category(in_drawer, book(ab, in_drawer))] += 1
    for scanner in (ab, jt):
        last = scanner.say(".finish")
        assert (last["word"], last["did"], last["booked"]) == ("RECONCILED", "finished", 74)
        assert scanner.end() == 0

    assert found == {
        "STOLEN": 58,
        "stolen, by second IMEI": 3,
        "NOT REPORTED": 4,
        "OTHER FORCE": 1,
        "misread and corrected": 2,
        "by serial": 1,
        "by description": 2,
        "MIXED PARTS": 2,
        "CLONED": 1,
    }
    check_ledger(home, rows)
    check_graph(home)


def check_ledger(home: Path, rows: list[Row]) -> None:
    with ledger_of(home) as house:
        states = {state.exhibit: state for state in house.ledger.exhibits(seizure=CASE.seizure)}
        wanted = {exhibit_id(CASE.seizure, row["exhibit_ref"]): row["seal"] for row in rows}
        assert {name: state.seal for name, state in states.items()} == wanted
        assert not any(state.flags for state in states.values())
        counts = []
        for state in states.values():
            for entry in house.ledger.history(state.exhibit):
                if entry.event.kind is EventKind.ATTACH:
                    with house.evidence.open(entry.event.attachments[0].sha256) as kept:
                        counts.append(json.loads(kept.read()))
        assert sorted((one["counted"], one["bookedCount"], one["missing"]) for one in counts) == [
            (74, 73, 1),
            (74, 74, 0),
            (74, 74, 0),
        ]
        assert house.ledger.verify().good


def check_graph(home: Path) -> None:
    story = json.loads(done(home, "follow", CASE.a.imei, "--json"))
    assert [one["reference"] for one in story["exhibits"]] == [CASE.exhibit_a]
    assert story["exhibits"][0]["seal"] == "HRN700156"
    assert story["exhibits"][0]["seizedAt"] == "2023-10-15T10:00:00Z"
    assert story["exhibits"][0]["place"] == "Unit 4 Phones"
    assert "handler:fonez" in [one["id"] for one in story["handlers"]]


def test_going_on_after_the_raid_books_nothing_twice(home: Path) -> None:
    again = tracer(
        home,
        *("custody", "raid", "--seizure", CASE.seizure, "--place", "unit-4-phones", "--by", "JT", "--json"),
        text=f"{CASE.a.imei}\n001013015849716\n.finish\n",
    )
    assert again.returncode == 0, again.stdout + again.stderr
    assert [json.loads(line)["did"] for line in again.stdout.splitlines()] == ["told", "told", "finished"]


def test_what_is_typed_besides_scans(tmp_path: Path) -> None:
    home = tmp_path / "home"
    officers(home, "JT")
    one, two = imei(1), imei(2)
    typed = [
        *(
            one,
            ".seal Q1",
            "/seal q1",
            one,
            ".another",
            ".undo",
            two,
            ".sub SIM 8944",
            ".sub SIM 8944",
            ".seal Q3",
            ".seal Q2 JT/1",
        ),
        *(".describe red case", ".describe  RED case", ".undo JT/9", ".undo jt3"),
        *(two, ".sub SIM 8944", ".seal q3", ".bogus", ".seal", ".count 3", ".7"),
        *(".sub 8944110068256270054", ".sub 8944110068256270054", ".sub 12345678"),
        *(".condition cracked", ".colour red", ".list", ".missing", "\x00\ufffd", "9" * 3_000, "", ".help", ".finish"),
    ]
    result = tracer(home, *raid_arguments("JT", 3), text="\n".join(typed))
    assert result.returncode == 0, result.stderr
    said = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(each["word"], each["reference"]) for each in said] == [
        ("NOT REPORTED", "JT/1"),
        ("SEALED", "JT/1"),
        ("SEALED", "JT/1"),
        ("DUPLICATE", "JT/1"),
        ("CLONED", "JT/2"),
        ("TAKEN BACK", "JT/2"),
        ("NOT REPORTED", "JT/3"),
        ("PART", "JT/3/1"),
        ("DUPLICATE", "JT/3/1"),
        ("SEALED", "JT/3"),
        ("SEALED", None),
        ("NO IMEI", "JT/4"),
        ("DUPLICATE", "JT/4"),
        ("REFUSED", None),
        ("TAKEN BACK", "JT/3"),
        ("NOT REPORTED", "JT/5"),
        ("PART", "JT/5/1"),
        ("SEALED", "JT/5"),
        ("NOT KNOWN", None),
        ("INCOMPLETE", None),
        ("COUNT", None),
        ("NOTHING TO TAKE", None),
        ("PART", "JT/5/2"),
        ("DUPLICATE", "JT/5/2"),
        ("WHAT IS IT?", None),
        ("NOTED", "JT/5"),
        ("NOTED", "JT/5"),
        ("BOOKED", None),
        ("MISSING", None),
        ("NO IMEI", None),
        ("TOO LONG", None),
        ("HELP", None),
        ("RECONCILED", None),
    ]
    assert (said[-1]["expected"], said[-1]["booked"]) == (3, 3)
    stale = json.loads(done(home, "custody", "stale", "--days", "0", "--json"))
    assert [one["reference"] for one in stale["notMoved"]] == ["JT/1", "JT/4", "JT/5", "JT/5/1", "JT/5/2"]
    assert [one["status"] for one in json.loads(done(home, "custody", "where", "JT/2", "--json"))] == ["withdrawn"]
    assert "Withdrawn: the booking was taken back." in done(home, "custody", "where", "JT/2")
    assert "JT withdrew its booking" in done(home, "custody", "history", "JT/3")
    moved = tracer(home, "custody", "move", "JT/2", "--to", "place:van", "--by", "JT")
    assert (moved.returncode, "The booking of JT/2 was withdrawn" in moved.stderr) == (1, True)
    assert json.loads(done(home, "custody", "verify", "--json"))["verified"]

"""Tables of exhibits: every row booked or refused with its reason, and nothing twice."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from custody_raids import environment, imei, ledger_of
from openpyxl import Workbook

from api.cli import run
from api.custody_house import CustodyHouse
from api.show.intake import told_lines
from api.usecases.custody import row_telling
from api.usecases.custody.dossier import dossiers
from api.usecases.custody.intake import book_member, try_member
from api.usecases.custody.papers import sheet
from api.usecases.custody.row_results import Taken
from graph.port import Graph
from tracer.custody import trying
from tracer.errors import GraphUnavailableError
from tracer.records.custody_store import CustodyStore
from tracer.records.custody_writer import CustodyWriter
from tracer.records.raids import Raid, Raids
from tracer.records.values import Asked
from tracer.sources.unpack import members

HEADER = "seizure_ref,at,place,exhibit_ref,imei,seal,power,found_with"
AT = "2023-10-15T11:00:00+01:00"
Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in environment(tmp_path / "home").items():
        monkeypatch.setenv(name, value)
    return tmp_path / "home"


@pytest.fixture
def command(home: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    def act(*arguments: str | Path) -> tuple[int, str, str]:
        code = run(["custody", *map(str, arguments)])
        said = capsys.readouterr()
        return code, said.out, said.err

    assert act("officer", "add", "JT", "--name", "Officer JT")[0] == 0
    assert home.is_dir()
    return act


def table(folder: Path, *rows: str) -> Path:
    file = folder / "booked.csv"
    file.write_text("\n".join((HEADER, *rows)) + "\n", encoding="utf-8")
    return file


def tried_and_booked(home: Path, file: Path) -> tuple[Taken, Taken, list[dict[str, str]]]:
    """What came of a table when it was only checked, and when it was booked, with the cells of what was."""
    [member] = members(file)
    with ledger_of(home) as house:
        return try_member(house, member, "officer:JT"), *book_member(house, member, "officer:JT")


def test_rows_are_booked_once_and_faulty_ones_say_why(home: Path, command: Command, tmp_path: Path) -> None:
    file = table(
        tmp_path,
        f"S9,{AT},Unit 4,AB/1,{imei(1)},Q1,warrant,fonez",
        f"S9,{AT},Unit 4,ab01,{imei(2)},Q2,warrant,",
        f"S9,2099-01-01T00:00:00Z,Unit 4,AB/3,{imei(3)},Q3,warrant,",
        f"S9,{AT},Unit 4,AB/4,123,Q4,warrant,",
        f"S9,{AT},Unit 4,AB/5,{imei(5)}, q1 ,warrant,",
        f"S9,{AT},Unit 4,AB/6,{imei(6)},Q6,warrant,",
    )
    code, out, _ = command("intake", file, "--by", "JT", "--json")
    first = json.loads(out)
    assert (code, first["rows"], first["booked"], first["unchanged"]) == (1, 6, 2, 0)
    assert [(one["row"], one["reason"].split(":")[0][:22]) for one in first["refused"]] == [
        (3, "The reference AB/1 is "),
        (4, "at"),
        (5, "imei"),
        (6, "The seal q1 was alread"),
    ]
    code, out, _ = command("intake", file, "--by", "JT", "--json")
    again = json.loads(out)
    assert (code, again["booked"], again["unchanged"], len(again["refused"])) == (1, 0, 2, 4)
    assert again["source"] == first["source"]
    with ledger_of(home) as house:
        states = house.ledger.exhibits(seizure="S9")
        assert [(one.exhibit, one.seal, one.location) for one in states] == [
            ("exhibit:S9:AB/1", "Q1", "place:unit-4"),
            ("exhibit:S9:AB/6", "Q6", "place:unit-4"),
        ]
        entry = house.ledger.history("exhibit:S9:AB/1")[0]
        assert {one.field: one.text for one in house.ledger.openings(entry)} == {"imei": imei(1), "found_with": "fonez"}


def test_a_sheet_is_read_as_well(command: Command, tmp_path: Path) -> None:
    book = Workbook()
    for row in (HEADER.split(","), ["S9", AT, "Unit 4", "AB/1", imei(1), "Q1", "warrant", ""]):
        book.active.append(row)
    book.save(tmp_path / "booked.xlsx")
    code, out, _ = command("intake", tmp_path / "booked.xlsx", "--by", "JT", "--json")
    assert (code, json.loads(out)["booked"]) == (0, 1)


def test_a_row_whose_imei_and_seal_are_formulas_is_refused_and_says_what_to_do(
    home: Path, command: Command, tmp_path: Path
) -> None:
    book = Workbook()
    book.active.append([*HEADER.split(","), "imei3", "sum"])
    for number in (1, 2):
        cells = [f'="{imei(number)}"', f'="XF{number}"', "warrant", "", '="123"', "=1+1"]
        book.active.append(["S9", AT, "Unit 4", f"AB/{number}", *cells])
    # Only a column that means nothing to anybody holds a formula: the row is booked.
    book.active.append(["S9", AT, "Unit 4", "AB/3", imei(3), "Q3", "warrant", "", None, "=1+1"])
    book.save(tmp_path / "booked.xlsx")
    code, out, _ = command("intake", tmp_path / "booked.xlsx", "--by", "JT", "--json")
    told = json.loads(out)
    assert (code, told["rows"], told["booked"]) == (1, 3, 1)
    assert [one["row"] for one in told["refused"]] == [2, 3]
    for one in told["refused"]:
        assert "holds a formula, not a value" in one["reason"]
        assert "paste it as values" in one["reason"]
    with ledger_of(home) as house:
        assert [one.exhibit for one in house.ledger.exhibits(seizure="S9")] == ["exhibit:S9:AB/3"]


def test_every_sheet_of_a_workbook_is_booked_and_what_is_no_table_is_named(
    home: Path, command: Command, tmp_path: Path
) -> None:
    book = Workbook()
    book.remove(book.worksheets[0])
    for who, count in (("JT", 2), ("KM", 3)):
        sheet = book.create_sheet(who)
        sheet.append(HEADER.split(","))
        for no in range(count):
            sheet.append(["S9", AT, "Unit 4", f"{who}/{no + 1}", imei(10 * count + no), None, "warrant", None])
    book["KM"].append(["S9", AT, "Unit 4", "KM/4", "123", None, "warrant", None])
    book.create_sheet("Notes").append(["Count them twice"])
    book.create_sheet("Sheet4")
    book.save(tmp_path / "booked.xlsx")
    code, out, err = command("intake", tmp_path / "booked.xlsx", "--by", "JT")
    assert code == 1
    assert "booked.xlsx/JT: 2 rows, 2 booked" in out
    assert "booked.xlsx/KM: 4 rows, 3 booked" in out
    assert "booked.xlsx/KM row 5: imei" in err
    assert "booked.xlsx: The sheet Notes was left out: it is no table" in err
    assert "booked.xlsx: The sheet Sheet4 was left out: it is empty." in err
    with ledger_of(home) as house:
        assert len(house.ledger.exhibits(seizure="S9")) == 5


def test_a_slip_in_a_header_loses_no_column_and_what_is_not_known_is_named(
    home: Path, command: Command, tmp_path: Path
) -> None:
    file = tmp_path / "booked.csv"
    for slip, meant in (("sael", "seal"), ("Seals", "seal"), ("imei_1", "imei"), ("serial no.", "serial")):
        file.write_text(
            f"seizure_ref,at,place,exhibit_ref,make,power,{slip}\nS9,{AT},Unit 4,JT/1,Pixel,warrant,1\n",
            encoding="utf-8",
        )
        code, out, _ = command("intake", file, "--by", "JT", "--json")
        told = json.loads(out)
        assert (code, told["booked"]) == (1, 0)
        assert f"The column {slip} is not known: did you mean {meant}?" in told["error"]
    file.write_text(
        "seizure_ref,at,place,exhibit_ref,make,power,seal,remarks,imei3,nothing,time\n"
        f"S9,{AT},Unit 4,JT/1,Pixel,warrant,Q1,left pocket,,,noon\n",
        encoding="utf-8",
    )
    code, out, _ = command("intake", file, "--by", "JT", "--json")
    assert (code, json.loads(out)["booked"]) == (0, 1)
    assert [line.split()[2] for line in json.loads(out)["left_out"]] == ["remarks", "time"]
    with ledger_of(home) as house:
        assert house.ledger.state("exhibit:S9:JT/1").seal == "Q1"


def test_the_template_is_a_table_that_intake_takes(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "template.csv"
    assert command("intake", "--template", file)[0] == 0
    columns = file.read_text(encoding="utf-8").strip().split(",")
    cells = {
        "seizure_ref": "S9",
        "at": AT,
        "place": "Unit 4",
        "exhibit_ref": "AB/1",
        "imei": imei(1),
        "power": "warrant",
    }
    with file.open("a", encoding="utf-8") as out:
        out.write(",".join(cells.get(name, "") for name in columns) + "\n")
    code, out_text, _ = command("intake", file, "--by", "JT", "--json")
    assert (code, json.loads(out_text)["booked"]) == (0, 1)
    code, _, err = command("intake", "--template", file)
    assert code == 2
    assert "there already" in err


def test_who_books_has_to_be_known(command: Command, tmp_path: Path) -> None:
    file = table(tmp_path, f"S9,{AT},Unit 4,AB/1,{imei(1)},Q1,warrant,")
    code, _, err = command("intake", file, "--by", "ZZ")
    assert code == 1
    assert "tracer custody officer add ZZ" in err
    assert command("intake", file)[0] == 2
    assert command("officer", "add", "JT", "--name", "Officer JT", "--inactive")[0] == 0
    assert command("intake", file, "--by", "JT")[0] == 1


@pytest.mark.parametrize("content", [b"", b"\x00\x00", b"a,b\n1,2\n", b"PK\x03\x04broken"])
def test_a_file_that_is_no_table_is_refused_as_a_whole(command: Command, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "odd.csv").write_bytes(content)
    code, out, err = command("intake", tmp_path / "odd.csv", "--by", "JT", "--json")
    assert code == 1, err
    said = json.loads(out)
    assert said["error"] or said["refused"]
    assert said["booked"] == 0


def test_whom_the_table_names_seized_it_and_nothing_says_how_it_came_to_whoever_books(
    home: Path, command: Command, tmp_path: Path
) -> None:
    assert command("officer", "add", "KM", "--name", "Kit Moor")[0] == 0
    file = tmp_path / "booked.csv"
    named = ("KM", "PC km", "Det Sgt 123 Kit  Moor", "", "JT", "Somebody Else")
    rows = [f"S9,{AT},Unit 4,{who},KM/{no},{imei(no)},warrant" for no, who in enumerate(named, 1)]
    file.write_text("\n".join(("seizure_ref,at,place,officer,exhibit_ref,imei,power", *rows)) + "\n", encoding="utf-8")
    code, out, _ = command("intake", file, "--by", "JT", "--json")
    told = json.loads(out)
    assert (code, told["booked"], [one["row"] for one in told["refused"]]) == (1, 5, [7])
    assert "Somebody Else" in told["refused"][0]["reason"]
    assert "tracer custody officer add" in told["refused"][0]["reason"]
    shown = command("history", "KM/1")[1]
    assert "KM seized it at unit-4 under warrant; JT booked it" in shown
    assert "JT seized it at unit-4 under warrant" in command("history", "KM/4")[1]
    with ledger_of(home) as house:
        states = house.ledger.exhibits(seizure="S9")
        assert [one.holder for one in states] == [*["officer:KM"] * 3, *["officer:JT"] * 2]
        asked = Asked("officer:JT", "a test")
        lists = [sheet(one).officer for one in dossiers(house, [], "S9", asked)]
        assert [one.split()[0] for one in lists] == [*["KM"] * 3, *["JT"] * 2]
    # It was KM who had it: JT cannot pass it on without a doubt, until KM handed it over and JT accepted it.
    assert command("move", "KM/1", "--to", "place:yard", "--by", "JT")[0] == 0
    assert "JT had it, and nothing says how it came from KM" in command("history", "KM/1")[1]
    assert command("transfer", "KM/2", "--to", "JT", "--by", "KM")[0] == 0
    assert command("accept", "KM/2", "--by", "JT")[0] == 0
    assert command("move", "KM/2", "--to", "place:yard", "--by", "JT")[0] == 0
    with ledger_of(home) as house:
        assert house.ledger.state("exhibit:S9:KM/2").flags == ()


def test_a_row_is_asked_what_a_raid_asks_and_a_refusal_says_what_to_do(
    home: Path, command: Command, tmp_path: Path
) -> None:
    first = table(tmp_path, f"S9,2023-10-15T11:00:00,Unit 4,JT/1,{imei(1)},,warrant,")
    assert command("intake", first, "--by", "JT")[0] == 0
    assert "London time assumed" in command("history", "JT/1")[1]
    rows = [
        f"S9,{AT},Unit 4,JT/2,{imei(1)},,warrant,",
        f"S9,{AT},Unit 4,JT/3,{imei(3)},,warrant,",
        f"S9,{AT},Unit 4,JT/4,{imei(3)},,warrant,",
        f"S8,{AT},Unit 4,JT/5,{imei(3)},,warrant,",
        f"S9,{AT},Unit 4,JT/6,{imei(6)},,,",
        f"S9,{AT},Unit 4,JT/7,{imei(7)[:-1]}{(int(imei(7)[-1]) + 1) % 9 + 1},,warrant,",
        f"S9,soon,Unit 4,JT/8,{imei(8)},,warrant,",
        f"S9,2023-10-29T01:30,Unit 4,JT/9,{imei(9)},,warrant,",
        f"S9,{AT},Unit 4,JT/3,{imei(3)},,warrant,",
    ]
    tried, booked, _ = tried_and_booked(home, table(tmp_path, *rows))
    assert tried.refused == booked.refused
    assert (booked.booked, booked.unchanged) == (2, 0)
    why = {one.row: one.reason for one in booked.refused}
    assert why.keys() == {2, 4, 6, 7, 8, 9, 10}
    assert "DUPLICATE of JT/1 in this seizure. Put the cell" in why[2]
    assert "DUPLICATE of JT/3 (row 3) in this seizure" in why[4]
    assert "Write the legal power" in why[6]
    assert ("check digit is" in why[7], "Read it again off the phone" in why[7]) == (True, True)
    assert "Write it as 2023-10-15T11:00:00+01:00." in why[8]
    assert "the clocks in London showed that hour twice; add +01:00" in why[9]


@pytest.mark.usefixtures("command")
def test_a_row_is_no_duplicate_of_one_that_was_refused(home: Path, tmp_path: Path) -> None:
    rows = [
        f"S9,{AT},Unit 4,JT/1,{imei(1)},Q1,warrant,",
        f"S9,{AT},Unit 4,jt 1,{imei(2)},,warrant,",
        f"S9,{AT},Unit 4,JT/2,{imei(2)},Q1,warrant,",
        f"S9,{AT},Unit 4,JT/3,{imei(2)},,warrant,",
        f"S9,{AT},Unit 4,JT/4,{imei(2)},,warrant,",
    ]
    tried, booked, cells = tried_and_booked(home, table(tmp_path, *rows))
    with ledger_of(home) as house:
        states = house.ledger.exhibits(seizure="S9")
    assert (tried.refused, tried.new) == (booked.refused, booked.new)
    why = {one.row: one.reason for one in booked.refused}
    assert (why.keys(), booked.rows, booked.booked) == ({3, 4, 6}, 5, 2)
    assert "The reference JT/1 is already used" in why[3]
    assert "The seal Q1 was already used" in why[4]
    assert "DUPLICATE of JT/3 (row 5)" in why[6]
    assert [one.exhibit for one in states] == ["exhibit:S9:JT/1", "exhibit:S9:JT/3"]
    assert [one["exhibit_ref"] for one in cells] == ["JT/1", "JT/3"]


@pytest.mark.usefixtures("command")
def test_a_row_says_what_it_is_and_where_and_not_another_power_than_its_raid(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "booked.csv"
    rows = [
        "S9,Unit 4,JT/1,,,warrant",
        f"S9,,JT/2,{imei(2)},,warrant",
        "S9,Unit 4,JT/3,,no IMEI to be read,warrant",
        f"S8,,JT/4,{imei(4)},,Search  WARRANT",
        f"S8,Unit 5,JT/5,{imei(5)},,search warrant",
        f"S8,unit 4,JT/6,{imei(6)},,PACE s19",
    ]
    lines = [f"{row},{AT}" for row in rows]
    file.write_text("\n".join(("seizure_ref,place,exhibit_ref,imei,condition,power,at", *lines)), encoding="utf-8")
    [member] = members(file)
    with ledger_of(home) as house:
        raid = Raid("S8", "S8", "Unit 4", "12 Mill Lane", "search warrant", 3)
        house.records.part(Raids).open(raid, Asked("officer:JT", "a test"))
        tried = try_member(house, member, "officer:JT")
        booked, cells = book_member(house, member, "officer:JT")
        state = house.ledger.state("exhibit:S8:JT/4")
    assert (tried.refused, tried.new) == (booked.refused, booked.new)
    why = {one.row: one.reason for one in booked.refused}
    assert why.keys() == {2, 3, 7}
    assert "what the exhibit is has to be known" in why[2]
    assert "where the exhibit was found has to be known" in why[3]
    assert "the raid of S8 is under search warrant, not under PACE s19" in why[7]
    assert {one.row: one.details for one in booked.new} == {
        4: (),
        5: (),
        6: ("Found at Unit 5; the raid of S8 is at Unit 4.",),
    }
    assert state.location == "place:unit-4"
    assert (cells[1]["place"], cells[1]["address"]) == ("Unit 4", "12 Mill Lane")


def test_it_is_said_of_each_phone_what_a_raid_says_of_it_and_nothing_is_refused_for_it(
    home: Path, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports = tmp_path / "reports.csv"
    lines = ("reference,force,offence,imei", f"R/1,Met,theft from the person,{imei(1)}")
    reports.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert run(["load", str(reports), "--as", "reports"]) == 0
    assert command("intake", table(tmp_path, f"S8,{AT},Unit 3,JT/9,{imei(2)},,warrant,"), "--by", "JT")[0] == 0
    rows = [f"S9,{AT},Unit 4,JT/{number},{imei(number)},,warrant," for number in (1, 2, 3)]
    code, out, _ = command("intake", table(tmp_path, *rows), "--by", "JT")
    assert code == 0
    assert "row 2 (JT/1): OTHER FORCE\n        R/1, Met: theft from the person" in out
    assert "row 3 (JT/2): NOT REPORTED" in out
    assert "It was already seized once, as S8:JT/9." in out
    assert "row 4" not in out

    def away(_: CustodyHouse) -> AbstractContextManager[Graph]:
        raise GraphUnavailableError("The graph does not answer.", "See that it runs.")

    monkeypatch.setattr(row_telling, "graph_of", away)
    more = [f"S7,{AT},Unit 4,JT/{number},{imei(number)},,warrant," for number in (1, 2)]
    [member] = members(table(tmp_path, *more))
    with ledger_of(home) as house:
        taken, _ = book_member(house, member, "officer:JT")
        row_telling.tell(house, taken)
    assert [(one.word, one.details[-1]) for one in taken.new] == [("NOT CHECKED", "The graph does not answer.")] * 2
    assert [line.strip() for line in told_lines(taken)] == [
        "NOT CHECKED: 2 of the phones (rows 2, 3). The graph does not answer."
    ]


def test_what_was_refused_can_be_read_and_a_file_that_is_not_taken_is_among_it(
    command: Command, tmp_path: Path
) -> None:
    rows = (f"S9,{AT},Unit 4,AB/1,{imei(1)},Q1,warrant,", f"S9,{AT},Unit 4,AB/2,{imei(2)},Q1,warrant,")
    assert command("intake", table(tmp_path, *rows), "--by", "JT")[0] == 1
    (tmp_path / "Ada Fenn.png").write_text("no picture", encoding="utf-8")
    assert command("attach", "AB/1", tmp_path / "Ada Fenn.png", "--by", "JT")[0] == 1
    told = json.loads(command("refusals", "--json")[1])
    said = [(one["by"], one["exhibit"], one["kind"], one["code"]) for one in told]
    assert said == [
        ("officer:JT", "exhibit:S9:AB/2", "seize", "seal_used"),
        ("officer:JT", "exhibit:S9:AB/1", "attach", "unreadable"),
    ]
    assert "Ada Fenn" not in told[1]["what"]
    of_one = command("refusals", "--exhibit", "ab 2")[1].strip()
    assert "JT S9:AB/2 seize (seal_used): The seal Q1 was already used, on AB/1." in of_one
    assert len(of_one.splitlines()) == 1
    assert command("refusals", "--seizure", "S8")[1].strip() == ""


def test_registers_list_what_was_added(command: Command) -> None:
    assert command("store", "add", "main", "--name", "Main store")[0] == 0
    assert command("store", "add", "digital", "--laboratory")[0] == 0
    assert command("store", "add", ":", "--name", "x")[0] == 2
    listed = [json.loads(line)["id"] for line in command("store", "list", "--json")[1].splitlines()]
    assert sorted(listed) == ["laboratory:DIGITAL", "store:MAIN"]
    assert json.loads(command("officer", "list", "--json")[1]) == {
        "id": "officer:JT",
        "name": "Officer JT",
        "active": True,
    }


def test_a_table_is_tried_some_rows_at_a_time_with_the_same_answers_and_others_book_in_between(
    home: Path, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert command("officer", "add", "SP", "--name", "Officer SP")[0] == 0
    seals = ("Q1", "Q2", "Q3", "Q1", "Q5", "Q3", "Q7")
    rows = [f"S9,{AT},Unit 4,AB/{number},{imei(number)},{seal},warrant," for number, seal in enumerate(seals, 1)]
    [member] = members(table(tmp_path, *rows))
    writing = CustodyStore.writing
    with ledger_of(home) as house:
        before = house.ledger.size()

        def answers(of: CustodyHouse) -> list[int]:
            taken = try_member(of, member, "officer:JT")
            assert (taken.rows, taken.booked) == (7, 7 - len(taken.refused))
            return [one.row for one in taken.refused]

        assert answers(house) == [5, 7]
        monkeypatch.setattr(trying, "AT_ONCE", 2)
        assert answers(house) == [5, 7]
        turns = 0

        def counted(store: CustodyStore) -> AbstractContextManager[CustodyWriter]:
            nonlocal turns
            turns += 1
            if turns == 3:
                monkeypatch.setattr(CustodyStore, "writing", writing)
                [other] = members(table(tmp_path, f"S8,{AT},Unit 4,SP/1,{imei(8)},Q5,warrant,"))
                assert book_member(house, other, "officer:SP")[0].booked == 1
            return writing(store)

        monkeypatch.setattr(CustodyStore, "writing", counted)
        assert answers(house) == [5, 6, 7]
        assert house.ledger.size() == before + 1


def test_a_place_without_a_name_is_none(command: Command, tmp_path: Path) -> None:
    assert command("intake", table(tmp_path, f"S9,{AT},Unit 4,JT/1,{imei(1)},,warrant,"), "--by", "JT")[0] == 0
    for act in (("move", "JT/1", "--to", "place:"), ("transfer", "JT/1", "--to", "officer: ")):
        code, _, err = command(*act, "--by", "JT")
        assert (code, "names nothing after the colon" in err) == (2, True)


def test_what_a_spreadsheet_made_of_a_reference_is_not_booked(home: Path, command: Command, tmp_path: Path) -> None:
    rows = [
        f"S9,{AT},Unit 4,2023-03-01T00:00:00,{imei(1)},,warrant,",
        f"S9,{AT},Unit 4,=HYPERLINK(1),{imei(2)},,warrant,",
        f"2023-03-01,{AT},Unit 4,JT/3,{imei(3)},,warrant,",
        f'S9,{AT},Unit 4,JT/4,{imei(4)},"=""Q4""",warrant,',
        f"S9,{AT},Unit 4,2023-03,{imei(5)},,warrant,",
    ]
    code, out, _ = command("intake", table(tmp_path, *rows), "--by", "JT", "--json")
    told = json.loads(out)
    assert (code, [one["row"] for one in told["refused"]]) == (1, [2, 3, 4, 5])
    assert "exhibit_ref: 2023-03-01T00:00:00 is a date" in told["refused"][0]["reason"]
    assert "exhibit_ref: holds a formula" in told["refused"][1]["reason"]
    with ledger_of(home) as house:
        assert [one.exhibit for one in house.ledger.exhibits()] == ["exhibit:S9:2023-03"]


def test_an_act_is_not_put_at_one_of_two_hours_by_guessing(command: Command, tmp_path: Path) -> None:
    assert command("intake", table(tmp_path, f"S9,{AT},Unit 4,JT/1,{imei(1)},,warrant,"), "--by", "JT")[0] == 0
    move = ("move", "JT/1", "--to", "place:yard", "--by", "JT", "--at")
    code, _, err = command(*move, "2023-10-29T01:30")
    assert (code, "showed that hour twice; add +01:00" in err) == (2, True)
    assert command(*move, "2023-10-29T01:30+00:00")[0] == 0

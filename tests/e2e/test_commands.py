"""Every command, run as a person runs it: answers on stdout, messages on stderr, and the promised exit codes."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tracer_command import Tracer

from tracer.demo import CASE, LEGEND, case_files

ISO_UTC = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
VERBS = ["demo", "load", "rejects", "follow", "stays", "rank", "path", "graph"]
REPORTS = "reference,force,imei,occurred_from\n"
GOOD = REPORTS + "CR/1/23,Met,353879234252633,2023-10-02T18:41:00+01:00\n"
MIXED = GOOD + "CR/2/23,Met,353879234252634,2023-10-02\nCR/3/23,,,2023-10-03\nCR/4/23,Met,,2023-10-03\n"


def write(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_the_demo_tells_what_it_is_and_what_to_open(tracer: Tracer) -> None:
    first = tracer("demo", "--map", tracer.folder / "map.html")
    assert LEGEND in first.err
    assert (tracer.folder / "map.html").as_uri() in first.out
    assert "fictional" in (tracer.folder / "map.html").read_text(encoding="utf-8")
    again = tracer("demo", "--map", tracer.folder / "map.html")
    assert first.out == again.out
    assert " 0 loaded" in again.err
    assert not re.search(r"[1-9]\d* loaded", again.err)


def test_a_load_says_what_became_of_each_row(tracer: Tracer) -> None:
    (told,) = tracer.load(write(tracer.folder, "mixed.csv", MIXED), expect=1)
    assert (told["kind"], told["format"]) == ("reports", "csv")
    assert (told["rows"], told["loaded"], told["unchanged"], told["rejected"]) == (4, 2, 0, 2)
    assert re.fullmatch(r"[0-9a-f]{64}", told["sha256"])
    assert told["source"]


def test_the_same_file_again_changes_nothing(own_heron: Tracer, heron_digest: str) -> None:
    files = case_files()
    again = own_heron.load(*files)
    assert len(again) == len(files)
    assert all(one["unchanged"] == one["rows"] > 0 for one in again)
    assert own_heron.digest() == heron_digest


def test_the_same_rows_in_another_file_change_nothing(own_heron: Tracer, heron_digest: str) -> None:
    reports = next(path for path in case_files() if path.name == "reports.csv")
    header, *rows = reports.read_text(encoding="utf-8").splitlines()
    copy = write(own_heron.folder, "other.csv", "\n".join([header, *reversed(rows)]) + "\n")
    (told,) = own_heron.load(copy)
    assert (told["loaded"], told["unchanged"]) == (0, len(rows))
    assert own_heron.digest() == heron_digest


def test_one_file_named_twice_in_a_command_counts_once(tracer: Tracer) -> None:
    file = write(tracer.folder, "good.csv", GOOD)
    first, second = tracer.load(file, file)
    assert (first["loaded"], second["loaded"], second["unchanged"]) == (1, 0, 1)


def test_refused_rows_can_be_mended_and_loaded(tracer: Tracer) -> None:
    (told,) = tracer.load(write(tracer.folder, "mixed.csv", MIXED), expect=1)
    refused = tracer("rejects", "--json").lines
    assert [(one["source"], one["row"]) for one in refused] == [(told["source"], 3), (told["source"], 4)]
    assert all(one["reason"] for one in refused)
    assert tracer("rejects", told["source"]).out.count(told["source"]) == 2
    tracer("rejects", "--csv", "mend.csv")
    with (tracer.folder / "mend.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[0]["imei"], rows[1]["force"] = "353879234252633", "Met"
    with (tracer.folder / "mend.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    (mended,) = tracer.load("mend.csv")
    assert (mended["rows"], mended["loaded"], mended["rejected"]) == (2, 2, 0)
    assert {report["reference"] for report in tracer.story("353879234252633")["reports"]} == {"CR/1/23", "CR/2/23"}


def test_a_dry_run_keeps_nothing(tracer: Tracer) -> None:
    file = write(tracer.folder, "mixed.csv", MIXED)
    (told,) = tracer.load("--dry-run", file, expect=1)
    assert (told["rows"], told["loaded"], told["rejected"]) == (4, 2, 2)
    assert sorted(row for one in told["reasons"] for row in one["first"]) == [3, 4]
    said = tracer("load", "--dry-run", file, expect=1)
    assert "1 row: " in said.out
    assert "tracer rejects" not in said.err
    assert not tracer.home.exists()


def test_a_file_about_one_device_is_loaded_for_it(tracer: Tracer) -> None:
    file = write(tracer.folder, "track.csv", "at,lat,lon\n2023-10-02T18:41:00Z,51.5,-0.1\n")
    tracer("load", file, expect=1)
    (told,) = tracer.load(file, "--identifier", "imei:353879234252633")
    assert (told["kind"], told["loaded"]) == ("pings", 1)
    (ping,) = tracer.story("353879234252633")["events"]
    assert (ping["kind"], ping["lat"], ping["lon"]) == ("ping", 51.5, -0.1)


def test_columns_can_be_named_in_a_file(tracer: Tracer) -> None:
    file = write(tracer.folder, "odd.csv", "Ref,Telefon\nCR/9,353879234252633\n")
    refused = tracer("load", file, expect=1).err
    assert "--as" in refused
    assert "--columns MAP.toml" in refused
    mapping = '[columns]\nreference = "Ref"\nimei = "Telefon"\n[constants]\nforce = "Met"\n'
    told = tracer.load(file, "--as", "reports", "--columns", write(tracer.folder, "odd.toml", mapping))
    assert told[0]["loaded"] == 1
    assert tracer.story("CR/9")["report"]["force"] == "Met"


NAMES_OF_A = [
    CASE.a.imei,
    CASE.a.imei2,
    f"serial:{CASE.a.serial}",
    CASE.a.serial,
    CASE.a.reference,
    CASE.exhibit_a,
    f"{CASE.seizure}/{CASE.exhibit_a}",
]


@pytest.fixture(scope="module")
def told(heron: Tracer) -> dict[str, Any]:
    return heron.story(f"imei:{CASE.a.imei}")


@pytest.mark.parametrize("name", NAMES_OF_A)
def test_every_name_of_a_handset_tells_its_one_story(heron: Tracer, told: dict[str, Any], name: str) -> None:
    story = heron.story(name)
    assert {**story, "subject": ""} == {**told, "subject": ""}
    assert story["handset"]["id"]


def test_a_seal_and_a_listing_find_their_handset(heron: Tracer) -> None:
    told = heron.story(f"imei:{CASE.a.imei}")
    (exhibit,) = told["exhibits"]
    assert heron.story(exhibit["seal"])["handset"] == told["handset"]
    listed = heron.story(CASE.display_listing)
    assert any(event["kind"] == "listing" for event in listed["events"])


def test_a_story_keeps_its_promises(heron: Tracer) -> None:
    story = heron.story(CASE.a.imei)
    promised = {"handset", "identifiers", "report", "owner", "exhibits", "handlers", "places", "countries", "events"}
    assert promised <= story.keys()
    assert story["owner"]["known"] is True
    assert story["owner"]["id"]
    times = [event["at"] for event in story["events"]]
    dated = [at for at in times if at is not None]
    assert times == [*dated, *[None] * (len(times) - len(dated))]
    assert all(ISO_UTC.fullmatch(at) for at in dated)
    moments = [datetime.fromisoformat(at) for at in dated]
    assert moments == sorted(moments)
    for event in story["events"]:
        assert event["basis"] in ("observed", "asserted", "inferred")
        if event["basis"] == "inferred":
            assert event["reasons"], event
        else:
            assert event["source"]["id"], event
            assert event["source"]["row"] > 0, event


def test_undated_events_come_last(tracer: Tracer) -> None:
    links = "from_kind,from_id,relation,to_kind,to_id,at\n"
    links += "handler,fonez,HELD,identifier,imei:353879234252633,\n"
    links += "handler,wrench,HELD,identifier,imei:353879234252633,2023-10-05T10:00:00Z\n"
    tracer.load(write(tracer.folder, "links.csv", links), write(tracer.folder, "good.csv", GOOD))
    times = [event["at"] for event in tracer.story("353879234252633")["events"]]
    assert times[-1] is None
    assert None not in times[:-1]


def test_what_was_observed_can_be_told_alone(heron: Tracer) -> None:
    whole = Counter(event["basis"] for event in heron.story(CASE.a.imei)["events"])
    alone = Counter(event["basis"] for event in heron.story(CASE.a.imei, "--observed-only")["events"])
    assert whole["inferred"] > 0
    assert alone["inferred"] == 0
    assert alone["observed"] == whole["observed"]


def test_an_unknown_identifier_says_so_with_the_nearest(heron: Tracer) -> None:
    wrong = CASE.a.imei[:-2] + CASE.a.imei[-1] + CASE.a.imei[-2]
    answer = heron("follow", wrong, expect=1)
    assert answer.out == ""
    assert CASE.a.imei in answer.err
    assert heron("follow", "NOTHING-AT-ALL-77", expect=1).out == ""


def test_a_story_is_a_table_a_person_can_read(heron: Tracer) -> None:
    text = heron("follow", CASE.a.imei).out
    for word in ("When (London)", "02 Oct 2023 18:41", "JT/12", "Unit 4 Phones", CASE.a.reference, "row "):
        assert word in text


def test_a_map_is_written_where_asked(heron: Tracer, tmp_path: Path) -> None:
    answer = heron("follow", CASE.b.imei, "--map", tmp_path / "b.html", "--json")
    assert answer.json["handset"]
    assert (tmp_path / "b.html").as_uri() in answer.err
    assert "<html" in (tmp_path / "b.html").read_text(encoding="utf-8").lower()
    heron("follow", CASE.b.imei, "--map", tmp_path / "no" / "b.html", expect=2)


def test_stays_are_told_by_themselves(heron: Tracer) -> None:
    found = heron("stays", CASE.a.imei, "--json").json
    assert found
    assert {event["kind"] for event in found} == {"stay"}
    assert any(event.get("place") == "Unit 4 Phones" for event in found)


@pytest.mark.parametrize(
    ("what", "measure"), [("handlers", "handled"), ("handlers", "degree"), ("shops", "betweenness")]
)
def test_handlers_and_shops_are_ranked(heron: Tracer, what: str, measure: str) -> None:
    found = heron("rank", what, "--by", measure, "--json").json
    assert [one["rank"] for one in found] == sorted(one["rank"] for one in found)
    assert found[0]["rank"] == 1
    for one in found:
        assert one["id"]
        assert one["name"]
        assert one["observedShare"] is None or 0 <= one["observedShare"] <= 1
        assert measure in one["measures"]
    values = [one["measures"][measure] for one in found]
    assert values == sorted(values, reverse=True)


def test_a_path_has_a_source_for_each_step(heron: Tracer) -> None:
    found = heron("path", "handler:fonez", "handler:dray", "--json").json
    assert found["steps"]
    assert all(step["source"]["id"] for step in found["steps"])
    heron("path", "handler:fonez", "handler:nobody-of-this-name", expect=1)


def test_the_graph_is_counted_and_rebuilt_the_same(own_heron: Tracer) -> None:
    before = own_heron.status()
    assert before["engine"] == "embedded"
    assert before["nodes"]["Handset"] > 140
    assert re.fullmatch(r"[0-9a-f]{64}", before["digest"])
    rebuilt = own_heron("graph", "rebuild", "--json").json
    assert rebuilt == {"sources": len(case_files()), "digest": before["digest"]}
    assert own_heron.status() == before
    assert own_heron("graph", "migrate", "--json").json == rebuilt


@pytest.mark.parametrize("command", [[], *([verb] for verb in VERBS), *(["graph", v] for v in ("status", "rebuild"))])
def test_help_says_what_a_command_does(tracer: Tracer, command: list[str]) -> None:
    answer = tracer(*command, "--help")
    assert "Usage" in answer.out
    assert answer.err == ""
    assert not tracer.home.exists()


WRONG_USE: list[list[str]] = [
    ["nothing-of-the-kind"],
    ["load"],
    ["follow"],
    ["follow", "1", "--no-such-option"],
    ["rank", "officers"],
    ["rank", "handlers", "--by", "luck"],
    ["rank", "handlers", "--limit", "0"],
    ["load", "x.csv", "--as", "nothing"],
    ["load", "x.csv", "--identifier", "unicorn:1"],
    ["load", "x.csv", "--columns", "missing.toml"],
]


@pytest.mark.parametrize("arguments", WRONG_USE, ids=" ".join)
def test_wrong_use_is_told_and_answers_nothing(tracer: Tracer, arguments: list[str]) -> None:
    write(tracer.folder, "x.csv", GOOD)
    answer = tracer(*arguments, expect=2)
    assert answer.out == ""
    assert answer.err.strip()


def test_questions_to_an_empty_installation_are_answered(tracer: Tracer) -> None:
    assert tracer("rank", "handlers", "--json").json == []
    assert tracer("rejects", "--json").out == ""
    assert tracer.status()["nodes"] == {}
    tracer("follow", "353879234252633", expect=1)
    tracer("path", "handler:a", "handler:b", expect=1)


def test_a_time_is_told_in_utc_whatever_the_machine(heron: Tracer) -> None:
    elsewhere = heron.set(TZ="Asia/Tokyo")
    story: dict[str, Any] = elsewhere("follow", CASE.a.imei, "--json").json
    assert story == heron.story(CASE.a.imei)
    at = datetime(2023, 10, 2, 17, 41, tzinfo=UTC)
    assert datetime.fromisoformat(story["report"]["occurredFrom"]) == at

"""The files of the demonstration case are sound, whatever story they tell."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

from heron_files import (
    HERON,
    LONDON,
    ROOT,
    all_pings,
    at,
    every_imei,
    luhn_holds,
    metres,
    rows,
    when,
    where,
)

from tracer.demo import CASE, LEGEND, case_files


def test_running_the_generator_again_gives_the_same_bytes(tmp_path: Path) -> None:
    subprocess.run([sys.executable, ROOT / "script" / "heron", "--out", tmp_path], check=True)
    made = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    kept = {path.relative_to(HERON): path.read_bytes() for path in HERON.rglob("*") if path.is_file()}
    assert made == kept


def test_every_data_file_is_listed_once_and_the_case_is_small() -> None:
    listed = case_files()
    data = {path for path in HERON.rglob("*") if path.is_file() and path.name != "README.txt"}
    assert set(listed) == data
    assert len(listed) == len(data)
    assert sum(path.stat().st_size for path in data) < 500_000
    assert 2_000 <= len(all_pings()) <= 4_000


def test_the_files_say_that_the_case_is_fictional() -> None:
    readme = (HERON / "README.txt").read_text(encoding="utf-8")
    assert LEGEND in readme
    assert "wholly fictional" in LEGEND
    assert "CC0" in readme


def test_every_imei_is_valid_and_of_a_listed_test_tac() -> None:
    tacs = {row["tac"] for row in rows("tac.csv")}
    imeis = set(every_imei())
    assert len(imeis) > 250
    for imei in imeis:
        assert re.fullmatch(r"001\d{12}", imei), imei
        assert luhn_holds(imei), imei
        assert imei[:8] in tacs, imei


def test_no_identifier_is_on_two_reports() -> None:
    reports = rows("reports.csv")
    seen = Counter(row[name] for row in reports for name in ("imei", "imei2", "serial") if row[name])
    assert max(seen.values()) == 1
    assert len({(row["force"], row["reference"]) for row in reports}) == len(reports)


def test_people_can_be_reached_nowhere_real() -> None:
    for name in ("reports.csv", "listings.csv"):
        for row in rows(name):
            for column in ("phone", "owner_phone"):
                assert re.fullmatch(r"(07700 900\d{3})?", row.get(column, ""))
            for column in ("email", "owner_email"):
                assert re.fullmatch(r"([a-z0-9.-]+@example\.org)?", row.get(column, ""))


def test_times_carry_an_offset_except_where_officers_typed_them() -> None:
    stated = re.compile(r"2023-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")
    for path in case_files():
        name = str(path.relative_to(HERON))
        times = [row[column] for row in rows(name) for column in _TIMES if row.get(column)]
        assert all(bool(stated.fullmatch(text)) != (name == "pings/owner_screen.csv") for text in times), name


_TIMES = ("at", "until", "posted_at", "sent_at", "occurred_from", "occurred_to", "reported_at", "booked_at")


def test_london_times_have_the_offset_of_their_day() -> None:
    for row in rows("reports.csv"):
        moment = when(row["occurred_from"])
        assert moment.utcoffset() == moment.astimezone(LONDON).utcoffset()


def test_places_named_in_other_files_are_listed() -> None:
    known = {row["place_id"] for row in rows("places.csv")}
    named = {row["place"] for row in rows("seizures.csv")}
    named |= {row[column] for row in rows("consignments.csv") for column in ("from_place", "to_place") if row[column]}
    named |= {row["to_id"] for row in rows("links.csv") if row["to_kind"] == "place"}
    assert named <= known


def test_phones_move_no_faster_than_traffic_except_the_cloned_one() -> None:
    tracks = defaultdict(list)
    for row in all_pings():
        tracks[row["imei"]].append(row)
    for track in tracks.values():
        for one, other in pairwise(track):
            seconds = (when(other["at"]) - when(one["at"])).total_seconds()
            assert seconds > 0, one
            doubt = sum(float(row["accuracy_m"] or 200) for row in (one, other))
            assert metres(where(one), where(other)) - doubt <= 25 * seconds, (one, other)
    accuracies = [float(row["accuracy_m"]) for row in all_pings() if row["accuracy_m"]]
    assert min(accuracies) >= 5
    assert max(accuracies) <= 200


def test_no_ping_comes_before_the_theft_or_from_the_property_store() -> None:
    stolen = {row["imei"]: when(row["occurred_from"]) for row in rows("reports.csv")}
    raid = at(10, 15, 11)
    booked = {row["imei"] for row in rows("seizures.csv")} | {CASE.a.imei}
    for row in all_pings():
        assert when(row["at"]) >= stolen.get(row["imei"], at(8, 1, 0)), row
        assert row["imei"] not in booked or when(row["at"]) < raid, row

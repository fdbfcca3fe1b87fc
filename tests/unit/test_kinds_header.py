from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pytest
from rows_of_kinds import AT, GOOD, IMEI, LATEST, OBSERVED, parsed, raw

from tracer.errors import UnknownKindError, UsageError
from tracer.kinds import kind_named, kinds, recognise_kind
from tracer.kinds._base import Context


def test_the_kinds_are_those_people_were_promised() -> None:
    assert set(kinds()) == set(GOOD)
    assert all(kind_named(name).name == name for name in GOOD)


def test_an_unknown_kind_is_told_with_those_there_are() -> None:
    with pytest.raises(UsageError, match=r"no kind of record called 'phones'.*blocklist, consignments"):
        kind_named("phones")


@pytest.mark.parametrize("kind", GOOD)
def test_the_columns_of_a_good_row_are_recognised_in_any_order_and_letters(kind: str) -> None:
    header = list(GOOD[kind])
    assert recognise_kind(header).name == kind
    assert recognise_kind([name.upper().replace("_", " ") for name in reversed(header)]).name == kind
    assert recognise_kind([*header, "beat", "operator's note"]).name == kind


@pytest.mark.parametrize("kind", GOOD)
def test_every_column_is_recognised_under_each_of_its_names(kind: str) -> None:
    columns = kinds()[kind].columns
    names = [name for column in columns for name in (column.name, *column.aliases)]
    assert len({"".join(c for c in name.casefold() if c.isalnum()) for name in names}) == len(names)
    for column in columns:
        for name in (column.name, *column.aliases):
            assert kinds()[kind].names([name, "other"]) == {column.name: name}


@pytest.mark.parametrize("kind", GOOD)
def test_a_header_without_a_required_column_names_it(kind: str) -> None:
    for column in kinds()[kind].columns:
        if column.required:
            header = [c.name for c in kinds()[kind].columns if c.name != column.name]
            assert kinds()[kind].missing(header) == (column.name,)


@pytest.mark.parametrize(
    ("header", "told"),
    [
        (["imei", "at", "lat"], "nearest is pings, which also needs lon"),
        (["reference", "make", "model"], "nearest is reports, which also needs force"),
        (["at", "fraud_kind", "amount"], "nearest is fraud, which also needs imei or reference"),
        (["at", "lat", "lon"], "nearest is pings, which also needs imei"),
        ([], r"columns \(none\)"),
        ([f"c{n}" for n in range(100)], "columns c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11"),
    ],
)
def test_a_header_of_no_kind_is_told_the_nearest_and_what_it_lacks(header: Sequence[str], told: str) -> None:
    with pytest.raises(UnknownKindError, match=told) as error:
        recognise_kind(header)
    assert error.value.do == "Say which kind it is, and which column is which."


def test_of_several_that_fit_the_one_that_knows_most_columns_is_taken() -> None:
    assert recognise_kind(["reference", "force", "at", "fraud_kind", "amount"]).name == "fraud"
    assert recognise_kind(["reference", "force", "at", "imei", "make", "model", "serial"]).name == "reports"


def test_a_header_that_fits_two_kinds_equally_is_not_guessed() -> None:
    with pytest.raises(UnknownKindError, match="fit blocklist and sightings equally well") as error:
        recognise_kind(["imei", "at", "kind", "status"])
    assert error.value.do == "Say which of them it is."


def test_a_file_about_one_device_needs_no_identifier_column() -> None:
    assert recognise_kind(["at", "lat", "lon"], identifier=f"imei:{IMEI}").name == "pings"
    assert recognise_kind(["at", "kind"], identifier=f"imei:{IMEI}").name == "sightings"


@pytest.mark.parametrize("header", [["IMEI", "imei"], ["imei", "IMEI"]])
@pytest.mark.parametrize("kind", ["pings", "reports"])
def test_a_name_that_comes_twice_in_other_letters_is_one_column_and_one_unknown(kind: str, header: list[str]) -> None:
    row = {header[0]: "", header[1]: ""} | GOOD[kind] | {"IMEI": "not an imei", "imei": IMEI}
    found = kinds()[kind].parse(raw([{name: row[name] for name in [*header, *GOOD[kind]]}]), Context(LATEST))
    assert not found.refusals
    assert found.facts if kind == "reports" else found.observations


@pytest.mark.parametrize("kind", GOOD)
def test_no_rows_are_no_facts(kind: str) -> None:
    empty = raw([GOOD[kind]])
    batch = type(empty)(empty.table.slice(0, 0), pa.array([], pa.int64()))
    found = kinds()[kind].parse(batch, Context(LATEST))
    assert (found.facts, found.refusals) == ((), ())
    assert found.observations is None or found.observations.table.num_rows == 0


@pytest.mark.parametrize("kind", GOOD)
def test_each_required_cell_that_is_blank_is_a_reason(kind: str) -> None:
    for column in kinds()[kind].columns:
        if column.required:
            for blank in ("", "  ", "\t", "\u00a0"):
                (refused,) = parsed(kind, GOOD[kind] | {column.name: blank}).refusals
                assert column.name in refused.reason or {"lat": "latitude", "lon": "longitude"}[column.name] in (
                    refused.reason
                )


@pytest.mark.parametrize("kind", GOOD)
def test_a_refused_row_keeps_its_number_and_its_cells_as_they_were(kind: str) -> None:
    broken = next(column.name for column in kinds()[kind].columns if column.required)
    row = {**GOOD[kind], broken: "", "beat": " AW 1 ", "empty": ""}
    (refused,) = parsed(kind, GOOD[kind], row).refusals
    assert refused.row == 3
    assert dict(refused.cells) == {name: value for name, value in row.items() if value}


@pytest.mark.parametrize("kind", GOOD)
@pytest.mark.parametrize("cell", ["x" * 1_000_000, "9" * 1_000_000, "\x00", "a\x1fb", "=1+1", "\U0001f4f1", "٣٥٣"])
def test_no_cell_however_odd_stops_a_batch(kind: str, cell: str) -> None:
    for column in kinds()[kind].columns:
        found = parsed(kind, GOOD[kind], GOOD[kind] | {column.name: cell}, GOOD[kind])
        seen = found.observations.table.num_rows if found.observations else 0
        assert len(found.facts) + seen + len(found.refusals) == 3
        assert all(len(refused.reason) < 300 for refused in found.refusals)


@pytest.mark.parametrize("kind", [kind for kind in GOOD if kind not in (*OBSERVED, "tac")])
def test_columns_a_kind_does_not_know_are_kept_with_the_record(kind: str) -> None:
    (said,) = parsed(kind, GOOD[kind] | {"beat": "AW1", "Operator's note": "late", "blank": ""}).facts
    assert said.body["extra"] == '{"Operator\'s note":"late","beat":"AW1"}'


@pytest.mark.parametrize("kind", [kind for kind in GOOD if kind not in OBSERVED])
def test_the_id_of_a_fact_is_what_it_says_and_not_where_it_stands(kind: str) -> None:
    other = {name: f" {value} " for name, value in reversed(GOOD[kind].items())}
    first = parsed(kind, GOOD[kind]).facts[0]
    second = parsed(kind, {**GOOD[kind], "at": AT} if "at" in GOOD[kind] else GOOD[kind], other).facts[1]
    assert (first.id, first.row) != (second.id, second.row)
    assert first.id == second.id

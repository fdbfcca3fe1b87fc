from __future__ import annotations

from datetime import UTC, datetime

import pyarrow as pa
import pytest
from rows_of_kinds import GOOD, IMEI, observed, parsed, refusal

from tracer.kinds import kinds
from tracer.kinds._base import Context
from tracer.model import RawBatch

NODE = {"kind", "service", "mcc", "mnc", "network", "country", "outcome", "reason", "contributor"}


def test_a_sighting_says_who_saw_it_and_in_which_country() -> None:
    seen = observed("sightings", service="iCloud", network="EE", outcome="refused")
    assert {name: seen[name] for name in ("identifier", "kind", "country", "mcc", "mnc", "service", "network")} == {
        "identifier": f"imei:{IMEI}",
        "kind": "attach",
        "country": "GB",
        "mcc": "234",
        "mnc": "10",
        "service": "iCloud",
        "network": "EE",
    }
    assert (seen["outcome"], seen["reason"], seen["contributor"], seen["zone"]) == ("refused", None, None, "stated")


@pytest.mark.parametrize("kind", ["Sign In", "sign-in", " SIGN_IN "])
def test_a_kind_is_read_however_it_is_written(kind: str) -> None:
    assert observed("sightings", kind=kind)["kind"] == "sign_in"


@pytest.mark.parametrize(("written", "code"), [("gb", "GB"), (" hk ", "HK"), ("UK", "GB"), ("uk", "GB"), ("", None)])
def test_a_country_is_its_iso_code(written: str, code: str | None) -> None:
    assert observed("sightings", country=written)["country"] == code


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"kind": "stolen"}, "kind: 'stolen' is not one of activation, attach"),
        ({"kind": "  "}, "kind: nothing there, and it is required"),
        ({"country": "GBR"}, "country: 'GBR' is not a two-letter ISO 3166-1 country code"),
        ({"country": "ß"}, "country: 'ß' is not"),
        ({"country": "ıt"}, "country: 'ıt' is not"),
        ({"mcc": "2E3"}, "mcc: '2E3' is not a mobile country or network code"),
        ({"mnc": "١٠"}, "mnc: '١٠' is not"),
        ({"mnc": "1"}, "mnc: '1' is not"),
        ({"imei": "353879234252634"}, "imei: check digit is 4, should be 3"),
        ({"at": "soon"}, "at: 'soon' is not an ISO 8601 time"),
    ],
)
def test_what_is_no_sighting_is_refused_with_the_reason(changes: dict[str, str], why: str) -> None:
    assert refusal("sightings", **changes).reason.startswith(why)


def test_a_blocklist_record_is_a_sighting_whose_kind_is_the_status() -> None:
    seen = observed("blocklist", status=" Unblocked ")
    assert {name for name in NODE if seen[name] is not None} == {"kind", "reason", "contributor"}
    assert (seen["kind"], seen["reason"], seen["contributor"]) == ("unblocked", "10", "EE")
    assert observed("blocklist")["id"] != seen["id"]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"status": "lost"}, "status: 'lost' is not one of blocked, unblocked"),
        ({"status": ""}, "status: nothing there, and it is required"),
        ({"at": "2023-10"}, "at: '2023-10' is not an ISO 8601 time such as 2023-10-02T18:41:00+01:00"),
    ],
)
def test_what_is_no_blocklist_record_is_refused_with_the_reason(changes: dict[str, str], why: str) -> None:
    assert refusal("blocklist", **changes).reason.startswith(why)


def test_who_put_a_record_there_is_part_of_what_it_says() -> None:
    ids = {observed("blocklist", contributor=who)["id"] for who in ("EE", "Three", None)}
    assert len(ids) == 3


def test_a_log_of_one_device_needs_no_imei() -> None:
    row = {name: cell for name, cell in GOOD["sightings"].items() if name != "imei"}
    found = parsed("sightings", row, identifier=f"imei:{IMEI}").observations
    assert found is not None
    assert found.table["id"].to_pylist() == [observed("sightings")["id"]]


def test_a_blocklist_may_give_a_day_alone_and_the_row_says_so() -> None:
    table = pa.table(
        {"imei": ["490154203237518"] * 3, "status": ["blocked"] * 3, "at": ["20231003", "2023-10-03", "20231399"]}
    )
    batch = RawBatch(table, pa.array([2, 3, 4], pa.int64()))
    read = kinds()["blocklist"].parse(batch, Context(datetime(2026, 1, 1, tzinfo=UTC)))
    seen = read.observations.table.to_pylist()
    assert [(one["zone"], one["at"]) for one in seen] == [("day", datetime(2023, 10, 2, 23, tzinfo=UTC))] * 2
    assert [refused.row for refused in read.refusals] == [4]

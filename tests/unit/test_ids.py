"""One thing, one id: however the row writes it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import ids
from graph.schema import LABEL_OF
from tracer.errors import IdentifierError

words = st.text(min_size=1).filter(lambda text: text.strip() and not text.strip().startswith(":"))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("07700 900461", "account:phone:+447700900461"),
        ("+44 7700 900461", "account:phone:+447700900461"),
        ("phone:07700900461", "account:phone:+447700900461"),
        ("Joe@Example.com ", "account:email:joe@example.com"),
        ("gumtree:Fast  Phones!", "account:gumtree:fast-phones"),
        ("Bob", "account:name:bob"),
        ("1234567", "account:name:1234567"),
        ("https://shop.example/x", "account:name:https-shop-example-x"),
    ],
)
def test_an_account_is_known_by_what_it_is(written: str, expected: str) -> None:
    assert ids.account_id(None, written) == expected
    assert ids.account_id(None, expected) == expected


def test_a_number_on_a_platform_is_a_name_there() -> None:
    assert ids.account_id("eBay", "07700900461") == "account:ebay:07700900461"


@pytest.mark.parametrize("written", ["AB/1", "AB1", "ab 1", "AB-01", " ab / 1 "])
def test_an_exhibit_reference_is_one_however_written(written: str) -> None:
    assert ids.exhibit_id("S 1", written) == "exhibit:S 1:AB/1"


def test_unusual_exhibit_references_stay_apart() -> None:
    assert len({ids.exhibit_id("S", r) for r in ("AB/1", "AB/10", "AB/1A", "BAG 3", "1/AB")}) == 5


def test_a_report_is_compared_without_case_and_spacing_and_split_without_doubt() -> None:
    assert ids.report_id("Met ", " 01/123456/24 a") == ids.report_id("MET", "01/123456/24  A")
    assert ids.report_id("A:B", "C") != ids.report_id("A", "B:C")
    assert ids.parts_of(ids.report_id("A:B", "C%3A1")) == ("A:B", "C%3A1")


def test_a_listing_keeps_its_case_and_a_waybill_loses_its_spaces() -> None:
    assert ids.listing_id("E-Bay", "aB") != ids.listing_id("e bay", "Ab")
    assert ids.consignment_id("rr 123 456-785 gb") == ids.consignment_id("consignment:RR123456785GB")
    assert ids.part_id("Display Panel", "f7 x1") == "part:display-panel:F7X1"


def test_every_prefix_names_a_label_of_the_schema() -> None:
    built = {
        ids.handset_id("imei:1"): "Handset",
        ids.report_id("F", "R"): "TheftReport",
        ids.owner_id("o1"): "Owner",
        ids.handler_id("h"): "Handler",
        ids.account_id("p", "s"): "Account",
        ids.listing_id("p", "1"): "Listing",
        ids.seizure_id("s"): "Seizure",
        ids.exhibit_id("s", "AB1"): "Exhibit",
        ids.consignment_id("w"): "Consignment",
        ids.part_id("board", "1"): "Part",
        ids.fraud_id("0" * 32): "FraudEvent",
        ids.place_id("Unit 4"): "Place",
        ids.country_id("gb"): "Country",
    } | dict.fromkeys([f"{kind}:1" for kind in ids.IDENTIFIER_KINDS], "Identifier")
    assert {node: ids.label_of(node) for node in built} == built
    assert {*built.values(), *ids.OBSERVATION_LABELS} == set(LABEL_OF)


@pytest.mark.parametrize("text", ["", "handset:", "nonsense:1", "0" * 32])
def test_what_has_no_prefix_has_no_label(text: str) -> None:
    assert ids.label_of(text) is None
    assert ids.is_observation(text) is (len(text) == 32)


@pytest.mark.parametrize("text", ["", " ", "\t\u3000"])
def test_a_blank_is_refused(text: str) -> None:
    with pytest.raises(IdentifierError):
        ids.slug(text)
    with pytest.raises(IdentifierError):
        ids.seizure_id(text)


@given(words)
def test_names_are_stable_under_repetition_case_and_width(text: str) -> None:
    assert ids.slug(ids.slug(text)) == ids.slug(text)
    assert ids.slug(f"  {text} ") == ids.slug(text)
    assert ids.account_id(None, ids.account_id(None, text)) == ids.account_id(None, text)


@given(words, words)
def test_parts_come_back(force: str, reference: str) -> None:
    node = ids.report_id(force, reference)
    assert ids.report_id(*ids.parts_of(node)) == node
    assert len(ids.parts_of(node)) == 2


def test_names_of_symbols_alone_stay_apart() -> None:
    assert ids.slug("🔥🔥") != ids.slug("📱")
    assert ids.slug("कि") != ids.slug("की")

from __future__ import annotations

import re

import pytest
from rows_of_kinds import AT, GOOD, IMEI, IMEI_2, IMEI_3, fact, parsed, refusal

from tracer.model import PhoneSet

OWNER = {
    "owner_name": "A. Person",
    "owner_email": "a.person@example.com",
    "owner_phone": "07700 900123",
    "owner_address": "1 Nowhere Street",
}

REFUSED: list[tuple[str, dict[str, str], str]] = [
    ("reports", {"reference": " "}, "reference: nothing there, and it is required"),
    ("reports", {"imei": "353879234252634"}, "imei: check digit is 4, should be 3"),
    ("reports", {"imei2": "3.53879E+14"}, "imei2: a spreadsheet turned it into a number"),
    ("reports", {"serial": "F17"}, "serial: 3 characters, and a serial number has 5 to 40"),
    ("reports", {"lat": "51.5"}, "no longitude"),
    ("reports", {"lat": "0", "lon": "0"}, "0, 0 is what a device writes"),
    ("reports", {"occurred_from": "yesterday"}, "occurred_from: 'yesterday' is not an ISO 8601 time"),
    ("reports", {"occurred_to": "later"}, "occurred_to: 'later' is not an ISO 8601 time"),
    ("reports", {"occurred_to": "2023-10-01"}, f"occurred_to: 2023-10-01 is before occurred_from {AT}"),
    ("reports", {"reported_at": "2023-10-03"}, "reported_at: '2023-10-03' has a date but no time"),
    ("listings", {"title": ""}, "title: nothing there"),
    ("listings", {"part_kind": "screen"}, "part_kind and part_serial go together: one is empty"),
    ("listings", {"part_serial": "S1"}, "part_kind and part_serial go together: one is empty"),
    ("listings", {"posted_at": "2 days ago"}, "posted_at: '2 days ago' is not"),
    ("listings", {"seller": "account:"}, "seller: 'account:' names nothing after the colon"),
    ("seizures", {"at": "2023-10-02"}, "at: '2023-10-02' has a date but no time"),
    ("seizures", {"exhibit_ref": ""}, "exhibit_ref: nothing there"),
    ("seizures", {"found_with": "handler:"}, "found_with: 'handler:' names nothing"),
    ("seizures", {"place": "place: "}, "place: 'place:' names nothing"),
    ("links", {"from_kind": "gang"}, "from_kind: 'gang' is not one of account, consignment"),
    ("links", {"relation": "KNOWS"}, "relation: 'KNOWS' is not one of ASSOCIATES_WITH, HELD"),
    ("links", {"relation": "HELD"}, "relation: HELD does not join a handler to a place"),
    ("links", {"grade": "4CP"}, "grade: '4CP' is not a 3x5x2 grade such as 2CP"),
    ("links", {"grade": "2C"}, "grade: '2C' is not a 3x5x2 grade"),
    ("links", {"at": AT, "until": "2023-10-01T00:00:00Z"}, "until: 2023-10-01T00:00:00Z is before at"),
    ("links", {"from_id": "handler:"}, "from_id: 'handler:' names nothing after the colon"),
    ("links", {"relation": "HELD", "to_kind": "handset", "to_id": "unknown"}, "to_id: not given"),
    ("links", {"relation": "USES", "to_kind": "identifier", "to_id": "a phone"}, "to_id: of no kind"),
    ("consignments", {"waybill": ""}, "waybill: nothing there"),
    ("consignments", {"sender_kind": "handler"}, "sender_kind and sender_id go together: one is empty"),
    ("consignments", {"sender_id": "fonez"}, "sender_kind and sender_id go together: one is empty"),
    ("consignments", {"sender_kind": "bank", "sender_id": "x"}, "sender_kind: 'bank' is not one of account, handler"),
    ("consignments", {"to_country": "HKG"}, "to_country: 'HKG' is not a two-letter"),
    ("parts", {"found_in_kind": "exhibit"}, "found_in_kind and found_in_id go together: one is empty"),
    ("parts", {"found_in_kind": "exhibit", "found_in_id": "AB1"}, "found_in_id: 'AB1' should be two references"),
    ("parts", {"found_in_kind": "listing", "found_in_id": "/1"}, "found_in_id: '/1' should be two references"),
    ("parts", {"found_in_kind": "box", "found_in_id": "1"}, "found_in_kind: 'box' is not one of exhibit"),
    ("parts", {"found_in_kind": "handset", "found_in_id": "n/a"}, "found_in_id: not given"),
    ("fraud", {"imei": "", "reference": " "}, "neither an imei nor a crime reference"),
    ("fraud", {"imei": "unknown"}, "neither an imei nor a crime reference"),
    ("fraud", {"amount": "1,200"}, "amount '1,200' is not a number"),
    ("fraud", {"amount": "-5"}, "amount '-5' is negative"),
    ("fraud", {"at": ""}, "at: nothing there"),
    ("places", {"radius_m": "200000"}, "radius_m 200000 is more than 100000 metres"),
    ("places", {"country": "ß"}, "country: 'ß' is not a two-letter"),
    ("places", {"lat": "200"}, "latitude 200 is out of range"),
    ("tac", {"tac": "1234567"}, "tac: 7 digits, and a TAC has 8"),
    ("tac", {"model": ""}, "model: nothing there"),
]


@pytest.mark.parametrize(("kind", "changes", "why"), REFUSED)
def test_a_row_that_cannot_be_is_refused_with_the_reason(kind: str, changes: dict[str, str], why: str) -> None:
    assert refusal(kind, **changes).reason.startswith(why)


def test_a_report_says_what_was_taken_and_when() -> None:
    said = fact("reports", imei2=IMEI_2, serial="f17abcdef123", make="Apple", model="iPhone 14", lat="51.5", lon="-0.1")
    assert said.phones == (PhoneSet((f"imei:{IMEI}", f"imei:{IMEI_2}", "serial:F17ABCDEF123"), "Apple", "iPhone 14"),)
    assert said.body == {
        "reference": "CR/1/23",
        "force": "Metropolitan Police",
        "make": "Apple",
        "model": "iPhone 14",
        "lat": 51.5,
        "lon": -0.1,
        "occurredFrom": "2023-10-02T17:41:00Z",
        "zone": "stated",
    }


@pytest.mark.parametrize("nothing", ["", "unknown", "N/A", "-", "not known"])
def test_a_report_without_an_identifier_is_still_a_report(nothing: str) -> None:
    said = fact("reports", imei=nothing, imei2=nothing, serial=nothing, make="Apple")
    assert (said.phones, said.body["make"]) == ((), "Apple")


def test_a_make_that_is_not_known_is_not_a_make() -> None:
    assert fact("reports", make="Unknown", model="n/a").phones == (PhoneSet((f"imei:{IMEI}",)),)


def test_two_imeis_in_one_cell_are_both_of_the_phone() -> None:
    both = fact("reports", imei=f"{IMEI} / {IMEI_2}")
    assert both.phones == fact("reports", imei2=IMEI_2).phones == (PhoneSet((f"imei:{IMEI}", f"imei:{IMEI_2}")),)


def test_a_report_whose_days_are_known_is_bounded_by_them() -> None:
    said = fact("reports", occurred_from="2023-10-02", occurred_to="2023-10-03").body
    assert (said["occurredFrom"], said["occurredTo"]) == ("2023-10-01T23:00:00Z", "2023-10-03T22:59:59Z")
    one = fact("reports", occurred_from="2023-10-02").body
    assert (one["occurredFrom"], one["occurredTo"], one["zone"]) == (
        "2023-10-01T23:00:00Z",
        "2023-10-02T22:59:59Z",
        "assumed",
    )
    assert "occurredTo" not in fact("reports").body


@pytest.mark.parametrize(
    "extra",
    ["owner_name_2", "Owner Name", "OWNER EMAIL", "owner_dob", "Victim surname", "home address", "e-mail", "postcode"],
)
def test_personal_data_is_never_in_the_body(extra: str) -> None:
    said = fact("reports", **OWNER, **{extra: "SECRET"}, beat="AW1")
    assert dict(said.private) == OWNER | {extra: "SECRET"}
    assert said.body["extra"] == '{"beat":"AW1"}'
    assert not re.search("Person|example|900123|Nowhere|SECRET", repr(said.body) + repr(said.phones))


def test_an_owner_is_an_opaque_id_that_follows_the_report_and_not_the_person() -> None:
    owner = fact("reports", **OWNER).body["owner"]
    assert re.fullmatch("owner:[0-9a-f]{32}", str(owner))
    assert fact("reports", owner_name="B. Person", reference=" cr/1/23 ", force="METROPOLITAN  police").body[
        "owner"
    ] == (owner)
    assert fact("reports", **OWNER, reference="CR/2/23").body["owner"] != owner
    assert "owner" not in fact("reports").body


def test_the_same_report_with_other_personal_data_is_the_same_fact() -> None:
    assert fact("reports", **OWNER).id == fact("reports", **OWNER | {"owner_phone": "07700 900124"}).id
    assert fact("reports", **OWNER).id != fact("reports").id


def test_a_listing_keeps_what_the_platform_showed() -> None:
    said = fact("listings", price="£250 ono", phone="07700 900123", email="b@example.com", imei=IMEI)
    assert said.phones == (PhoneSet((f"imei:{IMEI}",)),)
    assert (said.body["price"], said.body["phone"], said.body["posted_at"]) == (
        "£250 ono",
        "07700 900123",
        "2023-10-02T17:41:00Z",
    )
    assert fact("listings", imei="not known").phones == ()


def test_a_listing_of_a_part_names_it() -> None:
    said = fact("listings", part_kind="Screen", part_serial="S1").body
    assert (said["part_kind"], said["part_serial"]) == ("Screen", "S1")


def test_an_exhibit_that_could_not_be_read_is_still_booked() -> None:
    said = fact("seizures", imei="", seal="A1", condition="smashed", found_with="fonez")
    assert said.phones == ()
    assert (said.body["exhibit_ref"], said.body["seal"], said.body["at"]) == ("AB/1", "A1", "2023-10-02T17:41:00Z")


@pytest.mark.parametrize("grade", ["2CP", "2-C-P", " 2 c p ", "2c-p"])
def test_a_grade_is_written_in_one_way(grade: str) -> None:
    assert fact("links", grade=grade).body["grade"] == "2CP"


def test_who_held_an_identifier_held_the_phone_it_is_in() -> None:
    said = fact("links", relation="held", to_kind="Identifier", to_id=IMEI)
    assert said.phones == (PhoneSet((f"imei:{IMEI}",)),)
    assert (said.body["to_kind"], said.body["to_id"], said.body["relation"]) == ("handset", f"imei:{IMEI}", "HELD")
    used = fact("links", relation="USES", to_kind="identifier", to_id="+44 7700 900123")
    assert (used.phones, used.body["to_id"]) == ((), "msisdn:+447700900123")


def test_a_consignment_is_sent_from_where_to_where_with_what() -> None:
    said = fact("consignments", from_country="uk", sender_kind="Handler", sender_id="fonez", declared="toys")
    assert said.phones == (PhoneSet((f"imei:{IMEI}",)),)
    assert (said.body["from_country"], said.body["to_country"], said.body["sender_kind"]) == ("GB", "HK", "handler")
    assert fact("consignments", imei="n/a").phones == ()


def test_a_part_names_the_phone_it_came_from_before_the_one_it_was_found_in() -> None:
    said = fact("parts", part_kind="Board", found_in_kind="handset", found_in_id=IMEI_2)
    assert said.phones == (PhoneSet((f"imei:{IMEI}",)), PhoneSet((f"imei:{IMEI_2}",)))
    assert (said.body["part_kind"], said.body["came_from"]) == ("board", f"imei:{IMEI}")
    found = fact("parts", came_from_imei="", found_in_kind="handset", found_in_id=IMEI_2)
    assert (found.phones, found.body.get("came_from")) == ((PhoneSet((f"imei:{IMEI_2}",)),), None)
    exhibit = fact("parts", found_in_kind="exhibit", found_in_id="S/1/AB/1")
    assert (exhibit.phones, exhibit.body["found_in_id"]) == ((PhoneSet((f"imei:{IMEI}",)),), "S/1/AB/1")


def test_a_fraud_event_names_its_theft_by_phone_or_by_reference() -> None:
    assert fact("fraud").phones == (PhoneSet((f"imei:{IMEI}",)),)
    named = fact("fraud", imei="unknown", reference="cr/1/23")
    assert (named.phones, named.body["reference"], named.body["amount"]) == ((), "cr/1/23", "120.50")


def test_a_place_has_a_kind_and_may_have_a_position() -> None:
    said = fact("places", kind="Shop", radius_m="-0", country="uk").body
    assert (said["kind"], str(said["radius_m"]), said["country"]) == ("shop", "0.0", "GB")
    assert "lat" not in fact("places", lat=None, lon=None).body


def test_a_tac_list_says_makes_and_models() -> None:
    (said,) = parsed("tac", {"TAC": "35387923", "Manufacturer": "Apple", "Marketing Name": "iPhone 14"}).facts
    assert said.id == fact("tac").id
    assert fact("tac").phones == ()


def test_swapping_what_has_no_order_says_the_same() -> None:
    row = GOOD["reports"]
    assert fact("reports", imei2=IMEI_3).id == parsed("reports", row | {"imei": IMEI_3, "imei2": IMEI}).facts[0].id


def test_a_name_may_end_in_a_colon() -> None:
    assert fact("seizures", place="Shop:").body["place"] == "Shop:"
    assert fact("seizures", found_with="shop:").body["found_with"] == "shop:"

"""Handsets A to D of the demonstration case go where the story says, checked straight from its files."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from heron_files import (
    CAR_PARK,
    HEATHROW_CARGO,
    LEWISHAM,
    STATION,
    UNIT_4,
    WRENCH,
    all_pings,
    at,
    exhibit,
    metres,
    near,
    pings_of,
    report_of,
    rows,
    sightings_of,
    when,
    where,
)

from tracer.demo import CASE, FOLLOW


def test_a_is_robbed_and_shown_to_an_officer_twice() -> None:
    report = report_of(CASE.a.imei)
    assert (report["reference"], report["imei2"], report["serial"]) == (CASE.a.reference, CASE.a.imei2, CASE.a.serial)
    assert (report["owner_name"], report["model"], report["offence"]) == ("Ada Fenn", "iPhone 14 Pro", "robbery")
    assert when(report["occurred_from"]) == at(10, 2, 18, 41)
    assert report["location"] == "Regent Street"
    manual = [row for row in rows("pings/owner_screen.csv") if row["imei"] == CASE.a.imei]
    assert [row["at"] for row in manual] == ["2023-10-02T18:52:00", "2023-10-02T19:20:00"]
    assert metres(where(manual[0]), (51.5157, -0.1556)) < 50
    assert metres(where(manual[1]), (51.5193, -0.1667)) < 50
    assert all(row["source"].startswith("owner's screen, seen by a PC") and not row["accuracy_m"] for row in manual)
    assert f"imei:{CASE.a.imei}" == FOLLOW


def test_a_is_silent_for_a_night_then_comes_alive_with_another_sim() -> None:
    times = [when(row["at"]) for row in pings_of(CASE.a.imei)]
    gap = max(pairwise(times[: times.index(at(10, 3, 9, 12)) + 1]), key=lambda pair: pair[1] - pair[0])
    assert gap == (at(10, 2, 19, 31), at(10, 3, 9, 12))
    assert timedelta(hours=13.5) < gap[1] - gap[0] < timedelta(hours=14)
    before, attach, refused = sightings_of(CASE.a.imei)
    assert (when(attach["at"]), attach["kind"], attach["country"]) == (at(10, 3, 9, 20), "attach", "GB")
    assert before["imsi"] != attach["imsi"]
    assert (when(refused["at"]), refused["kind"], refused["outcome"]) == (at(10, 3, 9, 26), "activation", "refused")


def test_a_is_listed_by_fonez_without_an_imei() -> None:
    platform, listing_id = CASE.listing_a.split(":")
    (row,) = [r for r in rows("listings.csv") if (r["platform"], r["listing_id"]) == (platform, listing_id)]
    assert row["title"] == "14 pro 256 purple, small crack top left, cash N4"
    assert (when(row["posted_at"]), row["seller"], row["imei"]) == (at(10, 3, 13, 5), "fonez_n4", "")
    assert row["phone"] == "07700 900461"


def test_a_stays_at_unit_4_each_shop_day_until_the_raid() -> None:
    pings = pings_of(CASE.a.imei)
    days = {when(row["at"]).date() for row in near(pings, UNIT_4, at(10, 3, 9, 18), at(10, 15, 11))}
    shop_days = {date(2023, 10, day) for day in range(3, 16) if date(2023, 10, day).weekday() != 0}
    assert days == shop_days
    for day in shop_days - {date(2023, 10, 15)}:
        stay = near(pings, UNIT_4, at(10, day.day, 9, 59), at(10, day.day, 19, 1), 100)
        assert len(stay) >= 15
        assert when(stay[0]["at"]) <= at(10, day.day, 10)
        assert when(stay[-1]["at"]) == at(10, day.day, 19)
    assert when(pings[-1]["at"]) == at(10, 15, 10, 58)


def test_a_is_booked_by_its_second_imei_alone() -> None:
    row = exhibit("JT/12")
    assert CASE.exhibit_a == "JT/12"
    assert (row["imei"], row["serial"], row["found_with"]) == (CASE.a.imei2, "", "fonez")
    assert row["place"] == "unit-4-phones"


def test_a_is_unblocked_before_it_is_collected() -> None:
    lifted = rows("blocklist_lifted.csv")
    assert {row["imei"] for row in lifted} == {CASE.a.imei, CASE.a.imei2}
    assert all(at(10, 24, 0) <= when(row["at"]) < at(10, 24, 12) and row["status"] == "unblocked" for row in lifted)
    blocked = {row["imei"]: row for row in rows("blocklist.csv")}
    assert all(blocked[row["imei"]]["contributor"] == row["contributor"] for row in lifted)


def test_b_meets_dray_in_a_crowd_and_in_a_quiet_place() -> None:
    start, end = at(9, 28, 21, 31), at(9, 28, 21, 51)
    for imei in (CASE.b.imei, CASE.dray_imei):
        assert len(near(pings_of(imei), CAR_PARK, start, end)) >= 4
        assert len(near(pings_of(imei), STATION, at(9, 28, 17, 20), at(9, 28, 17, 46), 250)) >= 3
    quiet = {row["imei"] for row in near(all_pings(), CAR_PARK, at(8, 1, 0), at(10, 31, 0), 250)}
    assert len(quiet) == 3
    crowd = {row["imei"] for row in near(all_pings(), STATION, at(9, 28, 17, 15), at(9, 28, 17, 55), 250)}
    assert len(crowd) >= 8
    uses = [row for row in rows("links.csv") if row["relation"] == "USES" and row["to_kind"] == "identifier"]
    assert [(row["from_id"], row["to_id"]) for row in uses] == [("dray", f"imei:{CASE.dray_imei}")]


def test_b_is_snatched_in_bishopsgate() -> None:
    report = report_of(CASE.b.imei)
    assert (report["owner_name"], report["model"], report["location"]) == ("Jonah Pell", "Galaxy S23", "Bishopsgate")
    assert when(report["occurred_from"]) == at(9, 28, 8, 17)
    assert report["force"] == "City of London Police"


def test_b_leaves_in_a_parcel_of_four_and_turns_up_in_hong_kong() -> None:
    parcel = [row for row in rows("consignments.csv") if row["waybill"] == CASE.waybill]
    assert len({row["imei"] for row in parcel}) == len(parcel) == 4
    assert CASE.b.imei in {row["imei"] for row in parcel}
    assert {row["declared"] for row in parcel} == {"chargers"}
    assert {row["from_place"] for row in parcel} == {"wood-green-parcels"}
    assert {row["sender_id"] for row in parcel} == {"swiftlet:e_lanning"}
    assert all(when(row["sent_at"]).date() == date(2023, 9, 29) for row in parcel)
    assert metres(where(pings_of(CASE.b.imei)[-1]), HEATHROW_CARGO) < 600
    (attach,) = sightings_of(CASE.b.imei)
    assert (attach["kind"], attach["mcc"], attach["country"]) == ("attach", "454", "HK")
    assert attach["at"].startswith("2023-10-04T")
    assert attach["at"].endswith("+08:00")


def test_the_display_of_b_is_offered_in_shenzhen() -> None:
    platform, listing_id = CASE.display_listing.split(":")
    (listing,) = [row for row in rows("listings.csv") if row["part_serial"] == CASE.display_b]
    assert (listing["platform"], listing["listing_id"], listing["location"]) == (platform, listing_id, "Shenzhen")
    assert listing["posted_at"].startswith("2023-10-09T")
    (part,) = [row for row in rows("parts.csv") if row["part_serial"] == CASE.display_b]
    assert part["came_from_imei"] == CASE.b.imei


def test_c_is_in_algiers_and_lewisham_within_ten_minutes() -> None:
    (abroad,) = [row for row in sightings_of(CASE.c.imei) if row["country"] == "DZ"]
    assert (abroad["kind"], abroad["mcc"], when(abroad["at"])) == ("attach", "603", at(10, 6, 14))
    here = near(pings_of(CASE.c.imei), LEWISHAM, at(10, 6, 13, 50), at(10, 6, 14, 10), 300)
    assert here
    assert report_of(CASE.c.imei)["owner_name"] == "Mira Stone"
    assert when(report_of(CASE.c.imei)["occurred_from"]) == at(9, 30, 22, 5)


def test_c_is_on_two_phones_with_different_serials() -> None:
    clone = exhibit(CASE.exhibit_clone)
    report = report_of(CASE.c.imei)
    assert clone["imei"] == report["imei"]
    assert clone["serial"] == CASE.clone_serial
    assert report["serial"] == CASE.c.serial
    assert clone["serial"] != report["serial"]


def test_d_pays_account_4410_as_two_other_thefts_did() -> None:
    paid = [row for row in rows("fraud.csv") if row["paid_to"] == CASE.payout_account]
    own = [(when(row["at"]), row["amount"]) for row in paid if row["imei"] == CASE.d.imei]
    assert own == [(at(10, 6, 0, 20), "1900.00"), (at(10, 6, 0, 41), "600.00")]
    others = [row["reference"] for row in paid if not row["imei"]]
    assert len(set(others)) == len(others) == 2
    assert set(others) <= {row["reference"] for row in rows("reports.csv")} - {CASE.d.reference}
    assert when(report_of(CASE.d.imei)["occurred_from"]) == at(10, 5, 23, 50)


def test_d_is_broken_at_the_stall_and_its_board_is_in_another_handset() -> None:
    assert near(pings_of(CASE.d.imei), WRENCH, at(10, 7, 0), at(10, 9, 0))
    (listing,) = [r for r in rows("listings.csv") if r["seller"] == "wrench_peckham" and "iPhone 13 mid" in r["title"]]
    assert (listing["phone"], when(listing["posted_at"]).date()) == ("07700 900778", date(2023, 10, 9))
    (board,) = [row for row in rows("parts.csv") if row["part_serial"] == CASE.board_d]
    assert board["came_from_imei"] == CASE.d.imei
    assert board["found_in_id"] == f"{CASE.seizure}/{CASE.exhibit_board_d}"
    assert exhibit(CASE.exhibit_board_d)["imei"] not in {"", CASE.d.imei}

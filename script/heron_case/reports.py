"""reports.csv, blocklist.csv, fraud.csv: what owners, their forces, networks and banks wrote down."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from heron_case.clock import london, minutes, text
from heron_case.handsets import Handset, reported_at
from heron_case.roles import ALSO_PAID_4410, BY_DESCRIPTION, BY_SECOND_IMEI, Case
from heron_case.writer import Row
from tracer.demo import CASE

REPORT_COLUMNS = (
    "reference force offence occurred_from occurred_to reported_at lat lon location imei imei2 serial make model "
    "colour storage owner_name owner_email owner_phone owner_address insurer description"
)
BLOCKLIST_COLUMNS = "imei status at reason contributor"
FRAUD_COLUMNS = "imei reference force at fraud_kind institution amount currency paid_to"
_CONTRIBUTOR = "Heron Mobile (fictional)"
_STORY_DETAILS = {
    "Ada Fenn": "Robbed by two on a moped. Small crack at the top left of the screen.",
    "Jonah Pell": "Snatched from the hand by a cyclist.",
    "Mira Stone": "Taken from a café table.",
    "Tom Ash": "Taken from the hand while unlocked.",
}
_STORY_PHONES = {"Ada Fenn": "123", "Jonah Pell": "234", "Mira Stone": "345", "Tom Ash": "456"}
DESCRIBED = {
    BY_DESCRIPTION[0]: "Grey heron sticker on the back, dent at the bottom right corner.",
    BY_DESCRIPTION[1]: "Initials TQ scratched inside the case, camera glass broken.",
}


def report_rows(case: Case) -> list[Row]:
    """One row for each of the 144 reports, in order of reporting."""
    return [_report(handset) for handset in sorted(case.reported, key=reported_at)]


def _report(handset: Handset) -> Row:
    theft = handset.stolen
    number = handset.number
    knows_second = number > 900 or number in BY_SECOND_IMEI or number % 3 == 0
    knows_serial = number > 900 or number % 4 == 0
    return {
        "reference": theft.reference,
        "force": theft.hotspot.force,
        "offence": theft.offence,
        "occurred_from": text(theft.at),
        "occurred_to": text(theft.at + minutes(number % 4 * 5)) if number < 900 else "",
        "reported_at": text(reported_at(handset)),
        "lat": f"{theft.where[0]:.5f}",
        "lon": f"{theft.where[1]:.5f}",
        "location": theft.hotspot.name,
        "imei": handset.imei,
        "imei2": handset.imei2 if knows_second else "",
        "serial": handset.serial if knows_serial else "",
        "make": handset.model.make,
        "model": handset.model.name,
        "colour": handset.colour,
        "storage": handset.storage,
        "insurer": "Plover Mutual (fictional)" if number % 9 == 0 else "",
        "description": _STORY_DETAILS.get(handset.owner) or DESCRIBED.get(number, ""),
        **_owner(handset),
    }


def _owner(handset: Handset) -> dict[str, str]:
    name, number = handset.owner, handset.number
    mailbox = name.lower().replace(" ", ".") if number > 900 else f"owner{number:03d}"
    return {
        "owner_name": name,
        "owner_email": f"{mailbox}@example.org",
        "owner_phone": f"07700 900{_STORY_PHONES.get(name) or f'{500 + number:03d}'}",
        "owner_address": f"{number % 90 + 1} Example Row, London",
    }


def blocklist_rows(case: Case) -> list[Row]:
    """Networks block what owners tell them of: all of the story's, and two in five of the rest."""
    told = [handset for handset in case.reported if handset.number > 900 or handset.number % 5 < 2]
    return [row for handset in sorted(told, key=reported_at) for row in _blocked(handset)]


def _blocked(handset: Handset) -> Iterator[Row]:
    at = reported_at(handset) + minutes(95)
    for imei in (handset.imei, handset.imei2):
        yield _status(imei, "blocked", at, "stolen")


def lifted_rows(case: Case) -> list[Row]:
    """Ada's block is removed before she collects the phone on 24 October."""
    a = case.story["A"]
    return [_status(imei, "unblocked", london(10, 24, 9, 30), "returned to owner") for imei in (a.imei, a.imei2)]


def _status(imei: str, status: str, at: datetime, reason: str) -> Row:
    return {"imei": imei, "status": status, "at": text(at), "reason": reason, "contributor": _CONTRIBUTOR}


def fraud_rows(case: Case) -> list[Row]:
    """Tom's two payments, the two other thefts whose money went to the same account, and some that did not."""
    d = case.story["D"]
    rows: list[Row] = [
        _payment({"imei": d.imei}, london(10, 6, 0, 20), "1900.00", CASE.payout_account),
        _payment({"imei": d.imei}, london(10, 6, 0, 41), "600.00", CASE.payout_account),
    ]
    for number, amount in zip(ALSO_PAID_4410, ("850.00", "1250.00"), strict=True):
        handset = case.ordinary[number]
        at = handset.stolen.at + minutes(48)
        rows.append(_payment(_crime(handset), at, amount, CASE.payout_account))
    for number, payee in ((33, "7702"), (58, "9115"), (102, "7702"), (110, "3048"), (124, "")):
        handset = case.ordinary[number]
        at = handset.stolen.at + minutes(60 + number)
        row = dict(_payment(_crime(handset), at, f"{number * 7}.00" if payee else "", payee))
        rows.append(
            row if payee else row | {"fraud_kind": "account takeover", "institution": "Example Mail", "currency": ""}
        )
    return sorted(rows, key=lambda row: str(row["at"]))


def _crime(handset: Handset) -> dict[str, str]:
    return {"reference": handset.stolen.reference, "force": handset.stolen.hotspot.force}


def _payment(whose: dict[str, str], at: datetime, amount: str, payee: str) -> Row:
    bank = {"fraud_kind": "payment", "institution": "Tern Bank (fictional)", "currency": "GBP"}
    return {**whose, "at": text(at), "amount": amount, "paid_to": payee, **bank}

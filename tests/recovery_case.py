"""What the tests of returns share: a report with its owner, booked exhibits, and an officer who asks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from custody_ledgers import exhibit, open_ledger, record, seizure

from api.custody_house import CustodyHouse
from api.settings import read_settings
from tracer.model import Fact, ParsedBatch
from tracer.records.evidence import EvidenceStore
from tracer.records.graph_way import GraphWay
from tracer.records.records import Records
from tracer.records.recovery.confirmations import Confirmations
from tracer.records.recovery.values import Decision, Told
from tracer.records.values import Asked, NewSource
from tracer.records.vault import Vault
from tracer.recovery.report import Report

VAULT = Vault(bytes(range(32)))
ASKED = Asked("officer:KM", "returning a phone to its owner")
ADA = Report("Metropolitan Police", "01/7401/23")
JONAH = Report("Metropolitan Police", "01/7288/23")
NOBODY = Report("Metropolitan Police", "01/9999/23")
ADDRESSES = {ADA: "ada.fenn@example.org", JONAH: "jonah.pell@example.org"}


def report_fact(report: Report, row: int, email: str | None) -> Fact:
    body = {"reference": report.reference, "force": report.force, "owner": report.owner}
    private = {"owner_name": "Somebody", **({"owner_email": email} if email else {})}
    return Fact("reports", row, body, private=private)


@contextmanager
def case(url: str, folder: Path) -> Iterator[CustodyHouse]:
    """Ada's and Jonah's reports, and the exhibits JT/12, JT/13 and JT/14 in custody."""
    records = Records.open(url, VAULT)
    records.begin(NewSource("s1", "ab" * 32, "s1.csv", 10, "reports", "csv"))
    facts = tuple(report_fact(report, row, email) for row, (report, email) in enumerate(ADDRESSES.items(), start=2))
    records.commit("s1", 0, len(facts), ParsedBatch(facts=facts))
    ledger = open_ledger(records)
    record(ledger, seizure(12), seizure(13), seizure(14))
    settings = replace(read_settings({"TRACER_HOME": str(folder)}), custody_origin=ledger.origin)
    # There is no graph beside these records, and none is missed while the reports are on their way to one.
    records.part(GraphWay).brings(settings.graph_name, ["s1"])
    try:
        yield CustodyHouse(settings, records, EvidenceStore(folder / "evidence", VAULT), ledger)
    finally:
        records.close()


def decision(report: Report = ADA, number: int = 12, key: str = "k1") -> Decision:
    return Decision(key, report, exhibit(number), ("the second IMEI is the report's",), date(2023, 10, 23))


def confirmed(house: CustodyHouse, report: Report = ADA, number: int = 12, key: str = "k1") -> Told:
    return house.records.part(Confirmations).confirm(decision(report, number, key), ASKED)

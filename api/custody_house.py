"""Opens what custody needs: records, evidence and ledger, and no graph, so that it works beside whoever holds that."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from api.settings import Settings
from graph.port import Graph
from tracer.custody.ledger import Ledger
from tracer.records.evidence import EvidenceStore
from tracer.records.records import Records
from tracer.records.vault import Vault


@dataclass(frozen=True, slots=True)
class CustodyHouse:
    """The records, the evidence and the custody ledger of one installation.

    `graph` is the one that a server holds open anyway; without it, whoever has to look into the graph opens it.
    """

    settings: Settings
    records: Records
    evidence: EvidenceStore
    ledger: Ledger
    graph: Graph | None = None

    @property
    def now(self) -> datetime:
        """The time, in UTC."""
        return datetime.now(UTC)


@contextmanager
def custody_house(settings: Settings) -> Iterator[CustodyHouse]:
    """Open the ledger, made if there is none, and close it again. Raises `RecordsError` and `LedgerError`."""
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    vault = Vault.load(settings.data_key_file)
    records = Records.open(settings.records_url, vault)
    try:
        ledger = Ledger.open(records, settings.custody_origin)
        yield CustodyHouse(settings, records, EvidenceStore(settings.evidence, vault), ledger)
    finally:
        records.close()

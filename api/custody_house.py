"""Opens what custody needs: records, evidence and ledger, and no graph, so that it works beside whoever holds that."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from api.settings import Settings
from graph.port import Graph
from tracer.custody.ledger import Ledger
from tracer.custody.renaming import name_while_empty
from tracer.records.evidence import EvidenceStore
from tracer.records.records import Records
from tracer.records.vault import Vault


@dataclass(frozen=True, slots=True)
class CustodyHouse:
    """The records, the evidence and the custody ledger of one installation.

    `graph` is the one that a server holds open anyway; without it, whoever has to look into the graph opens it. Of the
    exhibits that a phone is known as, those are named that `opens` lets through.
    """

    settings: Settings
    records: Records
    evidence: EvidenceStore
    ledger: Ledger
    graph: Graph | None = None
    opens: Callable[[str], bool] = field(default=lambda _: True)

    @property
    def now(self) -> datetime:
        """The time, in UTC."""
        return datetime.now(UTC)


def opened_ledger(records: Records, settings: Settings, allow_unsafe_disk: bool = False) -> Ledger:
    """The ledger, made if there is none. One that is empty takes the name that the settings say.

    Once there is a key that signs in its name, or anything recorded, the name stands. `allow_unsafe_disk` as for
    `Ledger.open`. Raises `LedgerError`.
    """
    # A key carries the ledger's name, and is published under it.
    if not any((*settings.custody_keys.glob("*.key"), *settings.custody_keys.glob("signed*"))):
        name_while_empty(records.custody(), settings.custody_origin)
    return Ledger.open(records, settings.custody_origin, allow_unsafe_disk=allow_unsafe_disk)


@contextmanager
def custody_house(settings: Settings) -> Iterator[CustodyHouse]:
    """Open the ledger, made if there is none, and close it again. Raises `RecordsError` and `LedgerError`."""
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    vault = Vault.load(settings.data_key_file)
    records = Records.open(settings.records_url, vault)
    try:
        ledger = opened_ledger(records, settings)
        yield CustodyHouse(settings, records, EvidenceStore(settings.evidence, vault), ledger)
    finally:
        records.close()

"""All that the web application stands on, opened once for a process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from api.bootstrap import House, open_graph
from api.custody_house import CustodyHouse, opened_ledger
from api.settings import Settings
from graph.port import Graph
from tracer.custody.ledger import Ledger
from tracer.records.access.answers import Answers
from tracer.records.access.approvals import Approvals
from tracer.records.access.attempts import Attempts
from tracer.records.access.cases import Cases
from tracer.records.access.jobs import Jobs
from tracer.records.access.people import People
from tracer.records.access.sessions import Sessions
from tracer.records.access.tokens import Tokens
from tracer.records.audit_log import AuditLog
from tracer.records.evidence import EvidenceStore
from tracer.records.records import Records
from tracer.records.vault import Vault


@dataclass(frozen=True)
class Desk:
    """Records, evidence, ledger and graph of one installation, shared by every request of a process.

    The graph is for reading: loading is a job in a process of its own, so that it can be stopped and started again.
    """

    settings: Settings
    records: Records
    evidence: EvidenceStore
    graph: Graph
    ledger: Ledger
    people: People
    sessions: Sessions
    tokens: Tokens
    attempts: Attempts
    cases: Cases
    approvals: Approvals
    jobs: Jobs
    answers: Answers
    audit: AuditLog
    kept: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """What parts of the application keep from one request to the next, each under a name of its own."""

    @property
    def house(self) -> House:
        """What the use cases of tracing ask for."""
        return House(self.settings, self.records, self.evidence, self.graph)

    @property
    def custody(self) -> CustodyHouse:
        """What the use cases of custody ask for."""
        return CustodyHouse(self.settings, self.records, self.evidence, self.ledger, self.graph)


@contextmanager
def desk(settings: Settings) -> Iterator[Desk]:
    """Open everything and close it again. Raises as `house` and `custody_house` do."""
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    vault = Vault.load(settings.data_key_file)
    records = Records.open(settings.records_url, vault)
    try:
        with open_graph(settings, read_only=True) as graph:
            yield _desk(settings, records, vault, graph)
    finally:
        records.close()


def _desk(settings: Settings, records: Records, vault: Vault, graph: Graph) -> Desk:
    return Desk(
        settings=settings,
        records=records,
        evidence=EvidenceStore(settings.evidence, vault),
        graph=graph,
        ledger=opened_ledger(records, settings),
        people=records.part(People),
        sessions=records.part(Sessions),
        tokens=records.part(Tokens),
        attempts=records.part(Attempts),
        cases=records.part(Cases),
        approvals=records.part(Approvals),
        jobs=records.part(Jobs),
        answers=records.part(Answers),
        audit=records.part(AuditLog),
    )

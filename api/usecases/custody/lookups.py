"""What a scan asks, answered from the graph and the records by key alone; works offline on the embedded engine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from api.in_time import InTime
from api.settings import Settings
from api.wholeness import marked, not_whole, whole_graph
from graph.port import Graph
from graph.queries.custody.scanned import Block, Phone, known_among, phones_of_part, scanned
from tracer.custody.scanned import Known, KnownPhone, Theft
from tracer.errors import ConfigurationError, GraphError
from tracer.identifiers.tac import tac_of
from tracer.records.records import Records
from tracer.times import LONDON
from tracer.trace.clones import clones

T = TypeVar("T")
SECONDS = 5.0
"""How long whoever scans a phone, or hands one back, waits for the graph."""


@dataclass(frozen=True, slots=True)
class GraphLookUps:
    """Look-ups over one graph and its records. Implements `tracer.custody.scan.LookUps`.

    While the graph may lack what is recorded, or cannot be asked, a phone that nothing is known of would seem to be
    neither stolen nor blocked: `known` then says so beside what it found, and the others raise `GraphError`. Of the
    exhibits that a phone is known as, those are named that `opens` lets through.
    """

    graph: Graph
    records: Records
    settings: Settings
    opens: Callable[[str], bool] = field(default=lambda _: True)
    in_time: InTime = field(default_factory=InTime)

    def known(self, identifier: str) -> Known:
        """What is known of an identifier, and whether it was in two places at once."""
        try:
            return self._asked(lambda: self._known(identifier))
        except GraphError as error:
            return Known(doubt=error.what)

    def among(self, identifiers: Sequence[str]) -> frozenset[str]:
        """Those of the ids that are known."""
        return self._asked(lambda: self._whole(lambda: known_among(self.graph, identifiers)))

    def came_from(self, part_kind: str, serial: str) -> tuple[KnownPhone, ...]:
        """The phones that a component came from."""
        found = self._asked(lambda: self._whole(lambda: phones_of_part(self.graph, part_kind, serial)))
        return tuple(map(self._phone, found))

    def model_of(self, imei: str) -> tuple[str, str] | None:
        """Make and model by the TAC."""
        return self.records.model_of_tac(tac_of(imei))

    def _known(self, identifier: str) -> Known:
        doubt = not_whole(self.settings, self.records, self.graph)
        found = scanned(self.graph, identifier)
        # It may have been emptied before the question, and after the first look.
        doubt = doubt or marked(self.settings, self.records)
        if found is None:
            return Known(doubt=doubt)
        return Known(
            phones=tuple(map(self._phone, found.phones)),
            contested=found.contested,
            block=next((_in_words(one) for one in found.blocks if one.blocked), None),
            clashes=tuple(clash.reason for clone in clones(found.seen) for clash in clone.clashes),
            doubt=doubt,
        )

    def _whole(self, act: Callable[[], T]) -> T:
        with whole_graph(self.settings, self.records, self.graph):
            return act()

    def _asked(self, act: Callable[[], T]) -> T:
        try:
            return self.in_time.ask(act, SECONDS)
        except ConfigurationError as error:
            raise GraphError(error.what, error.do) from error

    def _phone(self, phone: Phone) -> KnownPhone:
        return KnownPhone(
            phone.id,
            frozenset(phone.identifiers),
            phone.make,
            phone.model,
            tuple(Theft(one.reference, one.force, one.offence, one.since) for one in phone.reports),
            tuple(one for one in phone.exhibits if self.opens(one)),
        )


def _in_words(block: Block) -> str:
    by = f" by {block.contributor}" if block.contributor else ""
    why = f" ({block.reason})" if block.reason else ""
    return f"Blocked{by}{why} since {block.at.astimezone(LONDON):%-d %b %Y}"

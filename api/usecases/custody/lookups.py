"""What a scan asks, answered from the graph and the records by key alone; works offline on the embedded engine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from api.settings import Settings
from api.wholeness import marked, not_whole, whole_graph
from graph.port import Graph
from graph.queries.custody.scanned import Block, Phone, known_among, phones_of_part, scanned
from tracer.custody.scanned import Known, KnownPhone, Theft
from tracer.errors import GraphError
from tracer.identifiers.tac import tac_of
from tracer.records.records import Records
from tracer.times import LONDON
from tracer.trace.clones import clones


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

    def known(self, identifier: str) -> Known:
        """What is known of an identifier, and whether it was in two places at once."""
        try:
            doubt = not_whole(self.settings, self.records, self.graph)
            found = scanned(self.graph, identifier)
            # It may have been emptied before the question, and after the first look.
            doubt = doubt or marked(self.settings, self.records)
        except GraphError as error:
            return Known(doubt=error.what)
        if found is None:
            return Known(doubt=doubt)
        return Known(
            phones=tuple(map(self._phone, found.phones)),
            contested=found.contested,
            block=next((_in_words(one) for one in found.blocks if one.blocked), None),
            clashes=tuple(clash.reason for clone in clones(found.seen) for clash in clone.clashes),
            doubt=doubt,
        )

    def among(self, identifiers: Sequence[str]) -> frozenset[str]:
        """Those of the ids that are known."""
        with whole_graph(self.settings, self.records, self.graph):
            return known_among(self.graph, identifiers)

    def came_from(self, part_kind: str, serial: str) -> tuple[KnownPhone, ...]:
        """The phones that a component came from."""
        with whole_graph(self.settings, self.records, self.graph):
            return tuple(map(self._phone, phones_of_part(self.graph, part_kind, serial)))

    def model_of(self, imei: str) -> tuple[str, str] | None:
        """Make and model by the TAC."""
        return self.records.model_of_tac(tac_of(imei))

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

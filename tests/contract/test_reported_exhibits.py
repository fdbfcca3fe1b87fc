"""Which exhibits are reported handsets, on every engine: each file that says so, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime

from graph.batch import Edge, GraphBatch, Node
from graph.ids import label_of
from graph.port import Graph
from graph.queries.reported import reported
from tracer.model import Basis, SourceRow

NOW = datetime(2026, 3, 1, tzinfo=UTC)
CASE = """
exhibit:H:JT/1 IDENTIFIED_AS handset:imei:1 seizures observed
exhibit:H:JT/1 IDENTIFIED_AS handset:imei:1 notes asserted
report:MET:1 CONCERNS handset:imei:1 reports observed
report:MET:2 CONCERNS handset:imei:1 reports observed
exhibit:H:JT/2 IDENTIFIED_AS handset:imei:2 seizures observed
report:MET:3 CONCERNS handset:imei:3 reports observed
exhibit:H:JT/4 IDENTIFIED_AS handset:imei:3 seizures inferred
"""


def test_each_exhibit_is_told_with_every_report_of_its_handset_and_every_file(graph_engine: Graph) -> None:
    edges, reports = [], []
    for number, line in enumerate(CASE.strip().split("\n")):
        start, type_, end, source, basis = line.split()
        ends = [(label_of(one) or "", one) for one in (start, end)]
        said = {"score": 0.5} if basis == "inferred" else {}
        edges.append(Edge(type_, ends[0], ends[1], f"f{number:04}", Basis(basis), SourceRow(source, number), said))
        if start.startswith("report:"):
            force, reference = start.split(":")[1:]
            known = {"force": force, "reference": reference, "offence": "robbery", "occurredFrom": NOW}
            reports.append(Node("TheftReport", start, known))
    graph_engine.write([GraphBatch("m:0", NOW, "m", nodes=tuple(reports), edges=tuple(edges))])
    found = reported(graph_engine)
    assert [(one.exhibit, one.reference, one.basis.value, one.score, one.sources) for one in found] == [
        ("exhibit:H:JT/1", "1", "asserted", None, {"notes", "reports"}),
        ("exhibit:H:JT/1", "1", "observed", None, {"seizures", "reports"}),
        ("exhibit:H:JT/1", "2", "asserted", None, {"notes", "reports"}),
        ("exhibit:H:JT/1", "2", "observed", None, {"seizures", "reports"}),
        ("exhibit:H:JT/4", "3", "inferred", 0.5, {"seizures", "reports"}),
    ]
    assert {(one.force, one.offence, one.since) for one in found} == {("MET", "robbery", NOW)}

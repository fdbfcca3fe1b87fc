"""Seizures and custody as CASE/UCO JSON-LD (CASE 1.5.0, UCO 1.5.0), for other forces' and laboratories' systems.

Each exhibit is a device with a provenance record; each custody event is an investigative action on that record, with
its performer, place and time, informed by the action before it. Ids are UUIDs made from the ledger's name and what
they stand for: the same case gives the same file.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from tracer.custody.documents._account import UNEXPLAINED
from tracer.custody.documents._errors import DocumentError
from tracer.custody.documents._input import CaseData, ChainLine, ExhibitHistory, ExhibitSheet
from tracer.custody.documents._parts import described
from tracer.custody.documents._words import UNKNOWN, utc

CONTEXT = {
    "investigation": "https://ontology.caseontology.org/case/investigation/",
    "core": "https://ontology.unifiedcyberontology.org/uco/core/",
    "action": "https://ontology.unifiedcyberontology.org/uco/action/",
    "identity": "https://ontology.unifiedcyberontology.org/uco/identity/",
    "location": "https://ontology.unifiedcyberontology.org/uco/location/",
    "observable": "https://ontology.unifiedcyberontology.org/uco/observable/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_SPACE = uuid.UUID("5d0c2f0e-8a55-5d3c-9a1b-6b1f3c0a7e42")

Node = dict[str, Any]


def case_uco(data: CaseData) -> bytes:
    """The case as UTF-8 JSON-LD. Raises DocumentError when it has no exhibit."""
    if not data.histories:
        raise DocumentError(f"There is no exhibit in {data.name}.", "Name a seizure that has exhibits.")
    graph = _Graph(data.origin)
    for history in data.histories:
        _exhibit(graph, history)
    records = [graph.ref("ProvenanceRecord", history.exhibit.exhibit) for history in data.histories]
    powers = sorted({history.exhibit.power for history in data.histories} - {""})
    graph.add(
        "investigation:Investigation",
        ("Investigation", data.name),
        {
            "core:name": _text(data.name),
            "core:description": f"Custody records of the ledger {_text(data.origin)}",
            "core:object": records,
            "investigation:relevantAuthorization": [_authorization(graph, power) for power in powers],
        },
    )
    document = {"@context": CONTEXT, "@graph": graph.nodes()}
    return json.dumps(document, ensure_ascii=False, indent=2).encode()


class _Graph:
    """Nodes by id, each written once however often it is named."""

    def __init__(self, origin: str) -> None:
        self._origin = origin
        self._nodes: dict[str, Node] = {}

    def ref(self, *what: str) -> Node:
        """The reference to the node that `what` names."""
        name = json.dumps([self._origin, *what])
        return {"@id": f"urn:uuid:{uuid.uuid5(_SPACE, name)}"}

    def add(self, kind: str, what: tuple[str, ...], properties: Mapping[str, Any]) -> Node:
        """Writes a node without its empty properties, and gives its reference."""
        ref = self.ref(*what)
        filled = {key: value for key, value in properties.items() if value not in (None, "", [])}
        self._nodes[ref["@id"]] = {**ref, "@type": kind, **filled}
        return ref

    def nodes(self) -> list[Node]:
        """All nodes, in the order in which they were first written."""
        return list(self._nodes.values())


def _exhibit(graph: _Graph, history: ExhibitHistory) -> None:
    sheet = history.exhibit
    device = _device(graph, sheet)
    record = graph.add(
        "investigation:ProvenanceRecord",
        ("ProvenanceRecord", sheet.exhibit),
        {
            "core:name": _text(sheet.reference),
            "core:description": _text(f"Exhibit {sheet.reference} of seizure {sheet.seizure}"),
            "investigation:exhibitNumber": _text(sheet.reference),
            "investigation:rootExhibitNumber": [_text(sheet.within)] if sheet.within else None,
            "core:object": [device],
        },
    )
    before = None
    for sequence, line in enumerate(history.lines, 1):
        before = _event(graph, sheet, record, line, (sequence, before))


def _device(graph: _Graph, sheet: ExhibitSheet) -> Node:
    facets = [
        graph.add(
            "observable:DeviceFacet",
            ("DeviceFacet", sheet.exhibit),
            {
                "observable:manufacturer": _organisation(graph, sheet.make) if sheet.make else None,
                "observable:model": _text(sheet.model),
                "observable:serialNumber": _text(sheet.serial),
            },
        )
    ]
    if sheet.imeis:
        imeis = {"observable:IMEI": [_text(imei) for imei in sheet.imeis]}
        facets.append(graph.add("observable:MobileDeviceFacet", ("MobileDeviceFacet", sheet.exhibit), imeis))
    kind = "observable:MobileDevice" if sheet.imeis else "observable:Device"
    what = {"core:name": _text(sheet.reference), "core:description": _text(described(sheet)), "core:hasFacet": facets}
    return graph.add(kind, ("Device", sheet.exhibit), what)


def _event(graph: _Graph, sheet: ExhibitSheet, record: Node, line: ChainLine, order: tuple[int, Node | None]) -> Node:
    sequence, before = order
    seizure = sequence == 1
    return graph.add(
        "investigation:InvestigativeAction",
        ("Action", sheet.exhibit, str(sequence)),
        {
            "core:name": _text(f"{sheet.reference}, event {sequence}"),
            "core:description": [_text(words) for words in _told(line)],
            "action:startTime": _time(line.at),
            "action:endTime": _time(line.at),
            "action:performer": _identity(graph, line.by or (sheet.officer if seizure else "")),
            "action:participant": [ref for ref in [_identity(graph, line.holder)] if ref],
            "action:location": [ref for ref in [_location(graph, line.location)] if ref],
            "action:instrument": [_authorization(graph, sheet.power)] if seizure and sheet.power else None,
            "action:object": [record],
            "action:result": [record],
            "investigation:wasInformedBy": [before] if before else None,
        },
    )


def _told(line: ChainLine) -> Iterable[str]:
    if line.what:
        yield line.what
    if line.at is None or line.at_note:
        yield f"Time: {utc(line.at) or UNKNOWN}{f' ({line.at_note})' if line.at_note else ''}"
    if line.until:
        yield f"Held until: {utc(line.until)}"
    if line.seal:
        yield f"Seal: {line.seal}"
    for flag in line.flags:
        yield f"Doubt ({flag.code}): {flag.words}. {flag.explanation or UNEXPLAINED}"


def _identity(graph: _Graph, name: str) -> Node | None:
    """Who acted or held: a person or a laboratory, which the name alone does not tell apart."""
    return graph.add("identity:Identity", ("Identity", name), {"core:name": _text(name)}) if name else None


def _organisation(graph: _Graph, name: str) -> Node:
    return graph.add("identity:Organization", ("Organization", name), {"core:name": _text(name)})


def _location(graph: _Graph, name: str) -> Node | None:
    return graph.add("location:Location", ("Location", name), {"core:name": _text(name)}) if name else None


def _authorization(graph: _Graph, power: str) -> Node:
    return graph.add(
        "investigation:Authorization",
        ("Authorization", power),
        {"core:name": _text(power), "investigation:authorizationType": _text(power)},
    )


def _time(at: datetime | None) -> Node | None:
    return {"@type": "xsd:dateTime", "@value": utc(at)} if at else None


def _text(text: str) -> str:
    """The text as JSON can carry it: a lone surrogate is shown as its number."""
    return text.encode("utf-8", errors="backslashreplace").decode()

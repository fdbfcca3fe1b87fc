"""Whether each event is in the ledger as it stands in the bundle, and each exhibit's events follow one another."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

from tracer import merkle
from tracer.custody import canonical, layout
from tracer.custody.checkpoint import Checkpoint
from tracer.custody.checks.contents import Contents, value
from tracer.custody.report import History, NotVerifiedError, Report

VERSION = 1
_ID = re.compile(r"[0-9a-f]{32}")
_LONGEST_PROOF = 64

Events = dict[int, dict[str, Any]]


def check(contents: Contents, head: Checkpoint, exhibits: dict[str, int], report: Report) -> Events:
    """The events by their index in the ledger; what is wrong with any of them goes into the report."""
    entries, proofs = contents.numbered(layout.ENTRY), contents.numbered(layout.PROOF)
    if not entries:
        raise NotVerifiedError("The bundle holds no events.")
    for index in entries.keys() ^ proofs.keys():
        missing = layout.PROOF if index in entries else layout.ENTRY
        report.problems.append(f"{missing.format(index)} is missing.")
    events: Events = {}
    for index in sorted(entries.keys() & proofs.keys()):
        try:
            _require_included(index, entries[index], proofs[index], head)
            events[index] = _event(index, entries[index], head)
        except NotVerifiedError as error:
            report.problems.append(str(error))
    if not report.problems:
        _require_order(events, exhibits)
        _say(entries, head, events, report)
    return events


def read_hashes(name: str, encoded: object) -> tuple[bytes, ...]:
    """The hashes of a proof file, base64 as they are written."""
    if not isinstance(encoded, list) or len(encoded) > _LONGEST_PROOF:
        raise NotVerifiedError(f"{name} does not list the hashes of a proof.")
    return tuple(_hash(name, item) for item in encoded)


def _hash(name: str, item: object) -> bytes:
    try:
        data = base64.b64decode(item, validate=True) if isinstance(item, str) else b""
    except (binascii.Error, ValueError):
        data = b""
    if len(data) != merkle.HASH_SIZE or base64.b64encode(data).decode() != item:
        raise NotVerifiedError(f"{name} has a hash that is not one.")
    return data


def _require_included(index: int, data: bytes, proof: bytes, head: Checkpoint) -> None:
    name = layout.PROOF.format(index)
    found = value(name, proof, {"index", "treeSize", "hashes"})
    if canonical.encode(found | {"index": index, "treeSize": head.size}) != proof:
        raise NotVerifiedError(f"{name} proves another entry or belongs to another checkpoint.")
    hashes = read_hashes(name, found["hashes"])
    if not merkle.verify_inclusion(merkle.leaf_hash(data), index, head.size, hashes, head.root):
        raise NotVerifiedError(f"{layout.ENTRY.format(index)} is not what the ledger holds as its entry {index}.")


def _event(index: int, data: bytes, head: Checkpoint) -> dict[str, Any]:
    name = layout.ENTRY.format(index)
    try:
        event = canonical.decode(data)
    except canonical.CanonicalError as error:
        raise NotVerifiedError(f"{name}: {error}") from None
    if not isinstance(event, dict) or type(event.get("v")) is not int or event["v"] != VERSION:
        raise NotVerifiedError(f"{name} is not an event of version {VERSION}.", "Use a newer tracer-verify.")
    if event.get("ledger") != head.origin:
        raise NotVerifiedError(f"{name} belongs to another ledger.")
    sequence, exhibit = event.get("sequence"), event.get("exhibit")
    if type(sequence) is not int or not isinstance(exhibit, str) or not _ID.fullmatch(str(event.get("id"))):
        raise NotVerifiedError(f"{name} does not say which event of which exhibit it is.")
    return event


def _require_order(events: Events, exhibits: dict[str, int]) -> None:
    """Events of one exhibit are numbered 1, 2, 3… in the order in which the ledger took them, up to the stated last."""
    if len({event["id"] for event in events.values()}) != len(events):
        raise NotVerifiedError("Two events have the same id.")
    reached: dict[str, int] = {}
    for index in sorted(events):
        exhibit, sequence = events[index]["exhibit"], events[index]["sequence"]
        due = reached.get(exhibit, 0) + 1
        if sequence != due:
            raise NotVerifiedError(
                f"{layout.ENTRY.format(index)} is event {sequence} of {exhibit} where event {due} is due: "
                "an event is missing or out of order."
            )
        reached[exhibit] = sequence
    if reached != exhibits:
        raise NotVerifiedError("The exhibits do not have as many events as the manifest states.")


def _say(entries: dict[int, bytes], head: Checkpoint, events: Events, report: Report) -> None:
    report.histories = tuple(History(exhibit, count) for exhibit, count in sorted(_counted(events).items()))
    report.proven.append(
        f"Each of the {len(events)} event(s) is in the ledger exactly as it stands here, and none has been altered "
        "since the ledger's checkpoint was signed."
    )
    report.proven.append("No event is missing between the first and the last one of each exhibit.")
    if len(entries) == head.size:
        if merkle.root(merkle.leaf_hash(data) for data in entries.values()) != head.root:
            raise NotVerifiedError("The entries do not make up the ledger that was signed.")
        report.proven.append("The bundle holds every entry of the ledger: no later event was left out.")
    else:
        report.limits.append(
            "That no later event of these exhibits was left out: the ledger's key says so in the manifest, and only "
            "the whole ledger can show it."
        )


def _counted(events: Events) -> dict[str, int]:
    counts: dict[str, int] = {}
    for event in events.values():
        counts[event["exhibit"]] = counts.get(event["exhibit"], 0) + 1
    return counts

"""The bytes of an entry, as they are hashed: a custody event in canonical JSON, and back again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from tracer.custody import canonical
from tracer.custody.canonical import CanonicalError
from tracer.custody.events import Attachment, CustodyEvent, Entry, EventKind, Flag
from tracer.custody.plain import encode_plain
from tracer.times import from_iso, iso

VERSION = 1

_STAMPED = frozenset({"v", "ledger", "id", "sequence", "recordedAt", "private"})
"""What the ledger adds to what the person stated."""

_TEXTS = (
    ("atNote", "at_note"),
    ("to", "to"),
    ("holder", "holder"),
    ("location", "location"),
    ("sealBefore", "seal_before"),
    ("sealAfter", "seal_after"),
    ("corrects", "corrects"),
    ("doubted", "doubted"),
    ("power", "power"),
    ("seizure", "seizure"),
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the ledger adds to an event: its own name, the event's id, the exhibit's sequence, when it was recorded."""

    ledger: str
    id: str
    sequence: int
    recorded_at: datetime


def stated(event: CustodyEvent) -> dict[str, Any]:
    """What the person stated, without the private texts. What was not said is left out."""
    said: dict[str, Any] = {"kind": event.kind.value, "exhibit": event.exhibit, "by": event.by}
    for key, name in _TEXTS:
        value = getattr(event, name)
        if value is not None:
            said[key] = value
    if event.at is not None:
        said["at"] = iso(event.at)
    if event.due is not None:
        said["due"] = iso(event.due)
    if event.explains:
        said["explains"] = list(event.explains)
    if event.parts:
        said["parts"] = list(event.parts)
    if event.attachments:
        said["attachments"] = [{"sha256": a.sha256, "size": a.size, "type": a.type} for a in event.attachments]
    return said


def leaf_of(event: CustodyEvent, stamp: Stamp, commitments: Mapping[str, str]) -> bytes:
    """The canonical bytes of the entry. The event has passed the rules, so its texts have such a form."""
    said = stated(event)
    said["v"] = VERSION
    said["ledger"] = stamp.ledger
    said["id"] = stamp.id
    said["sequence"] = stamp.sequence
    said["recordedAt"] = stamp.recorded_at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if commitments:
        said["private"] = dict(commitments)
    return encode_plain(said)


def stated_in(leaf: bytes) -> tuple[dict[str, Any], frozenset[str]]:
    """What the person stated, as `stated` gives it, and the names of the private fields."""
    body = canonical.decode(leaf)
    return {key: value for key, value in body.items() if key not in _STAMPED}, frozenset(body.get("private", ()))


def ledger_of(leaf: bytes) -> str:
    """The name of the ledger that a leaf says it belongs to."""
    return str(canonical.decode(leaf)["ledger"])


def read(leaf: bytes, index: int, leaf_hash: bytes, flags: tuple[Flag, ...] = ()) -> Entry:
    """The entry that stored bytes are. Raises `CanonicalError` when they are no event's."""
    return entry_of(canonical.decode(leaf), leaf, index, leaf_hash, flags)


def entry_of(body: Any, leaf: bytes, index: int, leaf_hash: bytes, flags: tuple[Flag, ...] = ()) -> Entry:
    """As `read`, for bytes that were decoded already."""
    try:
        return Entry(
            index=index,
            id=body["id"],
            sequence=body["sequence"],
            recorded_at=from_iso(body["recordedAt"]),
            event=_event(body),
            commitments=MappingProxyType(body.get("private", {})),
            leaf=leaf,
            leaf_hash=leaf_hash,
            flags=flags,
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CanonicalError(f"The bytes of entry {index} are not a custody event ({error}).") from None


def _event(body: Mapping[str, Any]) -> CustodyEvent:
    get = body.get
    return CustodyEvent(
        kind=EventKind(body["kind"]),
        exhibit=body["exhibit"],
        by=body["by"],
        at=_time(get("at")),
        at_note=get("atNote"),
        to=get("to"),
        holder=get("holder"),
        location=get("location"),
        seal_before=get("sealBefore"),
        seal_after=get("sealAfter"),
        due=_time(get("due")),
        corrects=get("corrects"),
        explains=tuple(get("explains", ())),
        doubted=get("doubted"),
        parts=tuple(get("parts", ())),
        power=get("power"),
        seizure=get("seizure"),
        attachments=tuple(Attachment(a["sha256"], a["size"], a["type"]) for a in get("attachments", ())),
    )


def _time(text: str | None) -> datetime | None:
    return None if text is None else from_iso(text)

"""Whether disclosed text is what was committed to, and attachments are the files that events name."""

from __future__ import annotations

import re
from typing import Any

from tracer.custody import canonical, layout
from tracer.custody.checks.contents import Contents, value
from tracer.custody.checks.entries import Events
from tracer.custody.commitment import commit
from tracer.custody.report import NotVerifiedError, Report

_KEY = re.compile(r"[0-9a-f]{64}")


def check_disclosures(contents: Contents, events: Events, report: Report) -> None:
    """Holds each opening to the commitment in its event."""
    opened = 0
    for index, data in contents.numbered(layout.DISCLOSED).items():
        name = layout.DISCLOSED.format(index)
        found = value(name, data, {"openings"})["openings"]
        if index not in events or not isinstance(found, list) or not found:
            raise NotVerifiedError(f"{name} discloses nothing of an event in the bundle.")
        fields = [_opened_field(name, item, events[index]) for item in found]
        if fields != sorted(set(fields)):
            raise NotVerifiedError(f"{name} discloses a field twice or out of order.")
        opened += len(fields)
    held = sum(len(_private(event)) for event in events.values())
    if opened:
        report.proven.append(f"The {opened} disclosed text(s) are what was recorded with their events.")
    if held > opened:
        report.limits.append(f"{held - opened} text(s) of these events are not disclosed here.")


def check_attachments(contents: Contents, events: Events, report: Report) -> None:
    """Holds each attachment to its SHA-256 and to the events that name it."""
    named = {digest: size for event in events.values() for digest, size in _attached(event)}
    for digest, size in contents.attachments.items():
        name = layout.ATTACHMENT.format(digest)
        if contents.digests[name] != digest:
            raise NotVerifiedError(f"{name} is not the file with that SHA-256.")
        if named.get(digest) != size:
            raise NotVerifiedError(f"{name} is not attached to any event in the bundle.")
    if contents.attachments:
        report.proven.append(f"The {len(contents.attachments)} attachment(s) are the files that the events name.")
    if left := len(named) - len(contents.attachments):
        report.limits.append(f"{left} attachment(s) that the events name are not in the bundle.")


def _opened_field(name: str, item: object, event: dict[str, Any]) -> str:
    if not isinstance(item, dict) or set(item) != {"field", "key", "salt", "text"}:
        raise NotVerifiedError(f"{name} has an opening that is not one.")
    if not all(isinstance(part, str) for part in item.values()) or not _KEY.fullmatch(item["key"]):
        raise NotVerifiedError(f"{name} has an opening that is not one.")
    try:
        made = commit(bytes.fromhex(item["key"]), event["id"], item["field"], item["salt"], item["text"])
    except canonical.CanonicalError as error:
        raise NotVerifiedError(f"{name}: {error}") from None
    field: str = item["field"]
    if _private(event).get(field) != made:
        raise NotVerifiedError(f"{name}: the text of {field!r} is not what was recorded.")
    return field


def _private(event: dict[str, Any]) -> dict[str, Any]:
    found = event.get("private", {})
    return found if isinstance(found, dict) else {}


def _attached(event: dict[str, Any]) -> list[tuple[str, int]]:
    found = event.get("attachments", [])
    items = found if isinstance(found, list) else []
    return [(str(item.get("sha256")), item.get("size", -1)) for item in items if isinstance(item, dict)]

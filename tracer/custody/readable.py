"""Whether an event can be read at all, before anyone asks whether it may happen."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tracer.custody.events import Attachment, CustodyEvent, Refusal, RefusalCode

LONGEST_ID = 200
"""Characters of an id or a seal: PostgreSQL keeps no longer ones in an index."""
LONGEST = 1_000
"""Characters of another text that is not private."""
LONGEST_PRIVATE = 100_000
MOST = 1_000
"""Parts, attachments or explained doubts of one event."""

_EXHIBIT = re.compile(r"exhibit:[^:\s][^:]*:[^:\s][^:]*")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_FIELD = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def unreadable(event: CustodyEvent) -> Iterator[Refusal]:
    """What of an event cannot be read: empty, endless or broken texts, ids that are none, times without a zone."""
    if _plain_to_read(event):
        return
    for what, text, longest in _texts(event):
        if not text.strip() or len(text) > longest or _CONTROL.search(text):
            yield Refusal(
                RefusalCode.UNREADABLE,
                f"The {what} is empty, longer than {longest} characters, or holds characters that cannot be read.",
                "Write it again.",
            )
    for what, text in (("exhibit", event.exhibit), *(("part", part) for part in event.parts)):
        if not _EXHIBIT.fullmatch(text):
            yield Refusal(
                RefusalCode.UNREADABLE,
                f"The {what} {text[:60]!r} is not the id of an exhibit.",
                "Write it as exhibit:SEIZURE:REFERENCE.",
            )
    if any(at is not None and at.tzinfo is None for at in (event.at, event.due)):
        yield Refusal(RefusalCode.UNREADABLE, "The time names no zone.", "Give the time with its offset from UTC.")
    if max(len(event.parts), len(event.attachments), len(event.explains), len(event.private)) > MOST:
        yield Refusal(RefusalCode.UNREADABLE, f"The event lists more than {MOST} things.", "Record several events.")
    for kept in event.attachments:
        yield from _attachment(kept)


def _texts(event: CustodyEvent) -> Iterator[tuple[str, str, int]]:
    ids = {
        "exhibit": event.exhibit,
        "officer": event.by,
        "receiver": event.to,
        "holder": event.holder,
        "location": event.location,
        "seal": event.seal_before,
        "new seal": event.seal_after,
        "seizure": event.seizure,
        "doubted event": event.doubted,
    }
    for what, text in ids.items():
        if text is not None:
            yield what, text, LONGEST_ID
    for what, note in (("note on the time", event.at_note), ("power", event.power)):
        if note is not None:
            yield what, note, LONGEST
    for part in event.parts:
        yield "part", part, LONGEST_ID
    for kept in event.attachments:
        yield "media type", kept.type, LONGEST_ID
    for name, private in event.private.items():
        yield "name of a private field", name if _FIELD.fullmatch(name) else "", LONGEST_ID
        yield name if _FIELD.fullmatch(name) else "private text", private.text, LONGEST_PRIVATE
        if private.person is not None:
            yield "person", private.person, LONGEST_ID


def _attachment(kept: Attachment) -> Iterator[Refusal]:
    if not _SHA256.fullmatch(kept.sha256) or not 0 <= kept.size < 2**53:
        yield Refusal(
            RefusalCode.UNREADABLE,
            "An attachment has no SHA-256 in small hex digits, or no size.",
            "Keep the file as evidence first, and attach it from there.",
        )


def _plain_to_read(event: CustodyEvent) -> bool:
    """Whether it is an ordinary event that all the questions below would pass: most are, and they are many."""
    texts = [event.exhibit, event.by]
    given = (event.to, event.holder, event.location, event.seal_before, event.seal_after, event.seizure, event.doubted)
    texts += [text for text in given if text is not None]
    texts += [text for text in (event.power, event.at_note) if text is not None]
    for name, private in event.private.items():
        texts += (name, private.text) if private.person is None else (name, private.text, private.person)
    return (
        max(map(len, texts)) <= LONGEST_ID
        and len(texts) < MOST
        and not event.parts
        and not event.attachments
        and not event.explains
        and all(map(str.strip, texts))
        and all(map(_FIELD.fullmatch, event.private))
        and not _CONTROL.search("".join(texts))
        and _EXHIBIT.fullmatch(event.exhibit) is not None
        and all(at is None or at.tzinfo is not None for at in (event.at, event.due))
    )

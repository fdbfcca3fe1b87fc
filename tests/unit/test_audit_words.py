"""What an entry of the audit is about, as people read it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from api.web.audit_words import thing_of
from tracer.records.values import AuditEntry


@pytest.mark.parametrize(
    ("subject", "details", "said"),
    [
        ("GET /exhibits/{reference:path}", {"reference": "JT/12", "seizure": "HERON/1"}, "exhibit JT/12"),
        ("GET /custody/exhibits/{exhibit:path}/history", {"exhibit": "JT/12"}, "exhibit JT/12"),
        ("GET /load/sources/{source_id}", {"source_id": "a" * 64}, f"source {'a' * 64}"),
        ("GET /handset", {"q": "JT/12", "by": "page"}, "handset JT/12"),
        ("GET /handler", {"id": "handler:fonez"}, "handler handler:fonez"),
        ("GET /network/path", {"a": "handler:x", "b": "place:y"}, "path handler:x to place:y"),
        ("GET /returns/about", {"force": "Kent", "reference": "K/1"}, "report K/1"),
        ("POST /admin/people/{person_id}/reset", {"person_id": "person:1"}, "person person:1"),
        ("GET /load", {"by": "page"}, ""),
        ("tracer follow", {"q": "JT/12"}, ""),
        ("exhibit:HERON/1:JT/12", {"reference": "JT/12"}, ""),
    ],
)
def test_the_thing_is_named_before_the_route_that_it_was_asked_of(
    subject: str, details: dict[str, str], said: str
) -> None:
    entry = AuditEntry(datetime.now(UTC), "person:1", "consulted", subject, "a check", 1, details)
    assert thing_of(entry) == said

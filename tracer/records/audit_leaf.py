"""The exact bytes of an audit entry that are hashed into the audit's tree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tracer.model import canonical_json

FIELDS = ("at", "actor", "act", "subject", "purpose")


def leaf_of(number: int, said: Mapping[str, Any], details: Mapping[str, str]) -> bytes:
    """Entry `number` (from 0) as canonical JSON in UTF-8, with the `FIELDS` it says.

    `details` never hold what was erased or disclosed.
    """
    leaf: dict[str, object] = {"number": number, **{name: said[name] for name in FIELDS}}
    if details:
        leaf["details"] = dict(details)
    return canonical_json(leaf).encode("utf-8", "replace")

"""Canonical bytes of what the ledger itself puts together, many times faster than `canonical.encode`.

For objects whose keys are ASCII and whose values are texts without lone surrogates, integers that JSON can hold, and
lists and objects of these the bytes are the same: tests/property/test_custody_plain_laws.py. Nothing is checked here.
"""

from __future__ import annotations

from typing import Any

import orjson


def encode_plain(value: Any) -> bytes:
    """The canonical bytes (RFC 8785) of such a value."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)

"""The line above every page where what is loaded is the fictional case that comes with the product."""

from __future__ import annotations

import time
from functools import cache
from hashlib import sha256

from tracer import demo
from tracer.errors import RecordsError
from tracer.records.records import Records

_LOOKS_EVERY_S = 10.0


class Notice:
    """Says whether the fictional case is among what was loaded; looks again now and then."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._looked = float("-inf")
        self._text = ""

    def text(self) -> str:
        """The line, or nothing."""
        if not self._text and time.monotonic() - self._looked > _LOOKS_EVERY_S:
            self._looked = time.monotonic()
            try:
                loaded = {source.sha256 for source in self._records.sources()}
            except RecordsError:
                return ""
            self._text = demo.LEGEND if loaded & _of_the_case() else ""
        return self._text


@cache
def _of_the_case() -> frozenset[str]:
    return frozenset(sha256(path.read_bytes()).hexdigest() for path in demo.case_files())

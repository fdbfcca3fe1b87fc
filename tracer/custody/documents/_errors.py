"""The error of a document that cannot be made."""

from __future__ import annotations

from tracer.errors import TracerError


class DocumentError(TracerError):
    """A document cannot be made of what it was given."""

    exit_code = 1

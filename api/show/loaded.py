"""What came of a file, as JSON or as a line."""

from __future__ import annotations

from tracer.ingest import Loaded


def loaded_json(result: Loaded) -> dict[str, object]:
    """One object for one file."""
    names = ("name", "source", "sha256", "kind", "format", "rows", "loaded", "unchanged", "rejected")
    shown: dict[str, object] = {name: getattr(result, name) for name in names}
    return {**shown, "error": result.error} if result.error else shown


def loaded_line(result: Loaded) -> str:
    """One line for one file."""
    return (
        f"{result.name}: {result.rows:,} rows of {result.kind} ({result.format}): "
        f"{result.loaded:,} loaded, {result.unchanged:,} unchanged, {result.rejected:,} rejected"
    )

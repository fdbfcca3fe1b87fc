"""What came of a file, as JSON or as a line."""

from __future__ import annotations

from tracer.ingest import Loaded
from tracer.reasons import Reason


def loaded_json(result: Loaded) -> dict[str, object]:
    """One object for one file."""
    names = ("name", "source", "sha256", "kind", "format", "rows", "loaded", "unchanged", "rejected")
    shown: dict[str, object] = {name: getattr(result, name) for name in names}
    if result.reasons:
        shown["reasons"] = [one.stated() for one in result.reasons]
    if result.left_out:
        shown["left_out"] = list(result.left_out)
    return {**shown, "error": result.error} if result.error else shown


def loaded_line(result: Loaded) -> str:
    """One line for one file."""
    return (
        f"{result.name}: {result.rows:,} {'row' if result.rows == 1 else 'rows'} of {result.kind} ({result.format}): "
        f"{result.loaded:,} loaded, {result.unchanged:,} unchanged, {result.rejected:,} rejected"
    )


def reason_lines(result: Loaded) -> list[str]:
    """Why rows of a file that was only tried would not be loaded."""
    return [
        f"    {one.rows:,} {'row' if one.rows == 1 else 'rows'}: {one.reason} ({_rows(one)})" for one in result.reasons
    ]


def _rows(one: Reason) -> str:
    more = ", …" if one.rows > len(one.first) else ""
    return f"{'row' if one.rows == 1 else 'rows'} {', '.join(map(str, one.first))}{more}"

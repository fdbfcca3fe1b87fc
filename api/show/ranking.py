"""A ranking, as JSON or as a table."""

from __future__ import annotations

from collections.abc import Sequence

from graph.analytics.rank import Ranked


def ranked_json(one: Ranked) -> dict[str, object]:
    """One object of the list `tracer rank --json` prints."""
    return {
        "id": one.id,
        "name": one.name,
        "rank": one.rank,
        "measures": dict(one.measures),
        "observedShare": one.observed_share,
        "handsets": [{"id": handset.handset, "basis": str(handset.basis)} for handset in one.handsets],
    }


def ranked_lines(found: Sequence[Ranked], limit: int, by: str) -> list[str]:
    """A heading, one line each, and how many of how many."""
    if not found:
        return ["There is nobody to rank yet: load links, seizures or listings first."]
    lines = [f"{'':>4} {'':28} {'handsets':>9} {'degree':>7} {'betweenness':>12} {'observed':>9}"]
    lines += [_line(one) for one in found[:limit]]
    lines.append(f"Showing {min(limit, len(found)):,} of {len(found):,}, by {by}: {found[0].methods[by]}")
    return lines


def _line(one: Ranked) -> str:
    share = "-" if one.observed_share is None else f"{one.observed_share:.0%}"
    measures = one.measures
    return (
        f"{one.rank:>3}. {one.name[:28]:28} {measures['handled']:>9,.0f} {measures['degree']:>7,.0f}"
        f" {measures['betweenness']:>12.4f} {share:>9}   {one.id}"
    )

"""Notes: the records keep them, and a story reads them there; the graph has nothing of what people wrote."""

from __future__ import annotations

from graph.projections._drawing import Drawing

KIND = "notes"


def project(drawing: Drawing) -> None:
    """Nothing is drawn; a note is found by the identifier it is about."""
    drawing.keys.append(drawing.need("identifier"))

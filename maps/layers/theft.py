"""Where it was stolen."""

from __future__ import annotations

from graph.views import Report
from maps.layers._base import Drawing, Layer, Mark, marks_of
from maps.scene import Scene


class Theft(Layer):
    """The place of the theft: from the events, otherwise from the reports."""

    name = "theft"
    label = "Theft"
    letter = "T"
    order = 1

    def draw(self, scene: Scene) -> Drawing:
        """A mark for each theft with a place."""
        drawing = marks_of(scene, "theft", text="Stolen")
        if drawing.marks:
            return drawing
        marks = [
            Mark((report.lat, report.lon), _title(report), text="Stolen")
            for report in scene.story.reports
            if report.lat is not None and report.lon is not None
        ]
        return Drawing(marks=marks, shown=len(marks), total=max(len(marks), drawing.total))


def _title(report: Report) -> str:
    return f"{report.offence or 'Theft'}, {report.location or report.reference}"

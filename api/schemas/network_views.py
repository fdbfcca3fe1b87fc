"""Kept views of the network on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from api.schemas._wire import Said, Wire
from api.schemas.network import Finite, NodeId, PictureView
from api.usecases.network.picture import MOST_THINGS
from graph.schema import LABEL_OF
from tracer.model import Basis
from tracer.records.access.views import Drawn, View


class Spot(Said):
    """A thing in the picture: where it is, whether it stays there, and whether it is hidden."""

    id: NodeId
    x: Finite
    y: Finite
    pinned: bool = False
    hidden: bool = False


class Filters(Said):
    """What of the picture is looked at. `kinds` are those that are left out."""

    without: list[str] = Field(default_factory=list, max_length=len(LABEL_OF))
    bases: list[Basis] = Field(default_factory=lambda: list(Basis), max_length=3)
    score: Annotated[float, Field(ge=0, le=1)] = 0.0
    since: Annotated[str, Field(max_length=10, pattern=r"^(\d{4}-\d{2}-\d{2})?$")] = ""
    until: Annotated[str, Field(max_length=10, pattern=r"^(\d{4}-\d{2}-\d{2})?$")] = ""
    by: Annotated[str, Field(max_length=40, pattern=r"^[a-z]*$")] = ""

    @field_validator("without")
    @classmethod
    def _known(cls, kinds: list[str]) -> list[str]:
        if unknown := set(kinds) - set(LABEL_OF):
            raise ValueError(f"there are no such kinds: {len(unknown)}")
        return kinds


class Frame(Said):
    """How near the picture is looked at, and which part of it."""

    zoom: Annotated[float, Field(gt=0, le=1000, allow_inf_nan=False)] = 1.0
    x: Finite = 0.0
    y: Finite = 0.0


class DrawnPicture(Said):
    """A picture as it was left: ids and places, never what is known of them, which is read anew each time."""

    subject: NodeId
    spots: Annotated[list[Spot], Field(max_length=MOST_THINGS)]
    filters: Filters = Filters()
    frame: Frame = Frame()


class ToKeep(Said):
    """A view to keep: for its owner, a case, or everybody of the installation's force."""

    title: Annotated[str, Field(min_length=1, max_length=120, pattern=r"\S")]
    notes: Annotated[str, Field(max_length=4_000)] = ""
    seen_by: Literal["owner", "case", "everybody"] = "owner"
    case: Annotated[str | None, Field(max_length=80)] = None
    picture: DrawnPicture

    def drawn(self) -> Drawn:
        """As it is kept."""
        return Drawn(self.title.strip(), self.notes, self.picture.model_dump(mode="json"), self.seen_by, self.case)


class ViewLine(Wire):
    """A kept view in a list."""

    id: str
    title: str
    owner: str
    mine: bool
    seen_by: str
    case: str | None
    version: int
    things: int
    created_at: datetime
    changed_at: datetime


class ViewList(Wire):
    """Views that somebody may see, the newest first."""

    items: list[ViewLine]
    next: str | None
    of: int


class ViewFull(ViewLine):
    """A kept view with its notes, the picture as it was left, and what is known of it today."""

    notes: str
    picture: DrawnPicture
    today: PictureView


def line_of(view: View, person_id: str) -> dict[str, Any]:
    """The fields of a view in a list."""
    return {
        "id": view.id,
        "title": view.drawn.title,
        "owner": view.owner_name,
        "mine": view.owner == person_id,
        "seen_by": view.drawn.seen_by,
        "case": view.drawn.case,
        "version": view.version,
        "things": len(view.drawn.picture["spots"]),
        "created_at": view.created_at,
        "changed_at": view.changed_at,
    }

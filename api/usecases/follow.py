"""Follow one handset, and draw its map."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from api.bootstrap import House
from api.settings import Settings
from api.usecases.notes import notes_about
from graph.follow import follow as follow_in_graph
from graph.follow import in_order
from graph.views import Event, ExhibitView, Story
from tracer.errors import UsageError
from tracer.identifiers.tac import tac_of
from tracer.model import SourceRow


def follow(house: House, text: str, observed_only: bool) -> Story:
    """The story of what a text names, with what the custody ledger has of its exhibits.

    Make and model come from the TAC list where no row tells them.
    """
    return told_in_full(house, follow_in_graph(house.graph, text, observed_only))


def told_in_full(house: House, found: Story, opens: Callable[[SourceRow | None], bool] = lambda _source: True) -> Story:
    """What the graph tells, with what the records and the ledger have to add; `opens` says which notes may be seen."""
    story = _with_model(house, found)
    notes = notes_about(house.records, [known.id for known in story.identifiers], opens)
    exhibits, kept = _custody(house, story)
    added = (*notes, *kept)
    return replace(story, exhibits=exhibits, events=in_order((*story.events, *added)) if added else story.events)


def _custody(house: House, story: Story) -> tuple[tuple[ExhibitView, ...], tuple[Event, ...]]:
    """The exhibits as the ledger has them now, and its events; without a ledger nothing is told, and none is made."""
    if not story.exhibits:
        return story.exhibits, ()
    with house.records.custody().reading() as reader:
        log = reader.log()
    if log is None:
        return story.exhibits, ()
    from api.usecases.custody.chapter import custody_chapter

    return custody_chapter(house.records, log.origin, story.exhibits)


def _with_model(house: House, story: Story) -> Story:
    if story.make is None:
        imeis = [known.id.partition(":")[2] for known in story.identifiers if known.kind == "imei"]
        model = next((found for imei in imeis if (found := house.records.model_of_tac(tac_of(imei)))), None)
        if model:
            return replace(story, make=model[0], model=model[1])
    return story


def write_map(story: Story, file: Path, settings: Settings, notice: str = "") -> None:
    """Write the story's map as one HTML file, with a notice where one is due. Raises `UsageError` where it cannot."""
    from maps.page import MapOptions, render

    page = render(story, MapOptions(street_map=settings.street_map, notice=notice))
    try:
        file.write_text(page, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"The map cannot be written to {file} ({error.strerror}).", "Name another file.") from error

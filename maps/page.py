"""Renders one handset's story as a single HTML file that opens with no network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path
from typing import Any, cast

from graph.views import Story
from maps.countries import country_rows
from maps.encode import cut, script_json
from maps.layers._base import Drawing, Layer
from maps.rows import identifiers_of, row_of
from maps.scene import Scene, build_scene
from maps.style import BASIS_MARKS, COLOURS, MAX_PINGS, TILE_BUDGET_BYTES, TIME_RAMP, kind_name
from maps.tiles import street_tiles
from maps.track import encode_track
from maps.view import main_view
from maps.words import summary_of, title_of
from tracer.registry import instances_in


@dataclass(frozen=True, slots=True)
class MapOptions:
    """How to draw a map.

    `street_map` is a customer's PMTiles or MBTiles file with raster tiles; the tiles around the story, up to
    `tile_budget` bytes, go into the page. `notice` is a line that stands above everything, such as that a case is
    fictional. At most `most_pings` pings are drawn.
    """

    street_map: Path | None = None
    tile_budget: int = TILE_BUDGET_BYTES
    notice: str = ""
    most_pings: int = MAX_PINGS


def render(story: Story, options: MapOptions | None = None) -> str:
    """The HTML of the map: every script, style and image inside.

    ConfigurationError when the front-end files are not installed or the street map is not a raster one.
    """
    from maps.frame import OfflineMap, Page  # folium takes a second to import, and most processes draw no map.

    chosen = options or MapOptions()
    data = page_data(build_scene(story, chosen.most_pings), chosen)
    page = Page(_head_title(story), script_json(data))
    page.add_child(OfflineMap())
    return page.render()


def _head_title(story: Story) -> str:
    """The title as HTML text, without what UTF-8 cannot hold."""
    return escape((cut(title_of(story)) or "").encode("utf-8", "replace").decode("utf-8"))


def page_data(scene: Scene, options: MapOptions) -> dict[str, Any]:
    """All that the page's scripts draw, as plain data."""
    street = street_tiles(options.street_map, scene.points(), options.tile_budget) if options.street_map else None
    return {
        "title": cut(title_of(scene.story)),
        "summary": summary_of(scene.story),
        "notice": options.notice,
        "identifiers": identifiers_of(scene.story),
        "others": [cut(other) for other in scene.story.others],
        "style": {"colours": dict(COLOURS), "ramp": TIME_RAMP, "marks": {b.value: m for b, m in BASIS_MARKS.items()}},
        "track": encode_track(scene.track),
        "rows": [row_of(numbered) for numbered in scene.events],
        "counts": [[kind_name(kind), shown, total] for kind, (shown, total) in scene.counts.items()],
        "leftOut": [cut(said) for said in scene.left_out_before()],
        "countries": country_rows(scene),
        "layers": [_layer_data(layer, drawing) for layer, drawing in _drawn(scene)],
        "street": street,
        "view": main_view(scene.points()),
    }


def _drawn(scene: Scene) -> Sequence[tuple[Layer, Drawing]]:
    layers = cast("list[Layer]", list(instances_in("maps.layers", Layer).values()))
    drawn = [(layer, layer.draw(scene)) for layer in sorted(layers, key=lambda layer: (layer.order, layer.name))]
    return [pair for pair in drawn if _shows_something(pair[1])]


def _shows_something(drawing: Drawing) -> bool:
    return bool(drawing.marks or drawing.lines or drawing.circles or drawing.track or drawing.background)


def _layer_data(layer: Layer, drawing: Drawing) -> dict[str, Any]:
    return {
        "name": layer.name,
        "label": layer.label,
        "letter": layer.letter,
        "sign": layer.sign,
        "marks": [asdict(mark) | {"title": cut(mark.title), "text": cut(mark.text)} for mark in drawing.marks],
        "lines": [asdict(line) for line in drawing.lines],
        "circles": [asdict(circle) | {"title": cut(circle.title)} for circle in drawing.circles],
        "track": drawing.track,
        "background": drawing.background,
        "shown": drawing.shown,
        "total": drawing.total,
        "note": drawing.note,
    }

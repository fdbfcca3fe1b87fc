"""The HTML document of a map: folium's map and figure, with every asset inside and nothing loaded."""

from __future__ import annotations

import folium
from branca.element import Figure
from jinja2 import Template

from maps import assets
from maps.policy import content_policy
from maps.style import css_variables

_MAX_ZOOM = 19


class OfflineMap(folium.Map):
    """folium's map without the scripts and styles that it would load from the network."""

    default_js: list[tuple[str, str]] = []  # noqa: RUF012 - folium declares them so
    default_css: list[tuple[str, str]] = []  # noqa: RUF012

    def __init__(self) -> None:
        super().__init__(
            location=(51.5, -0.1),
            zoom_start=3,
            tiles=None,
            prefer_canvas=True,
            control_scale=True,
            # With no tiles Leaflet knows no largest zoom of its own.
            max_zoom=_MAX_ZOOM,
            min_zoom=2,
            zoom_snap=0.5,
            world_copy_jump=False,
            # Leaflet would read a credit as HTML; the page shows it as text.
            attribution_control=False,
        )

    def get_name(self) -> str:
        """A fixed name, so that one story always gives the same bytes."""
        return "map_trail"


class Page(Figure):
    """A document that allows only the scripts and styles it holds, by their hashes."""

    def __init__(self, title: str, data: str) -> None:
        super().__init__(title=title)
        self._data = data

    def render(self, **kwargs: object) -> str:
        """The whole document."""
        for child in self._children.values():
            child.render(**kwargs)
        before, after = assets.scripts(), (self.script.render(**kwargs), assets.starting_script())
        styles = (css_variables(), *assets.styles())
        document: str = Template(assets.own_text("page.html"), autoescape=False).render(
            policy=content_policy((*before, *after), styles),
            title=self.title,
            styles=styles,
            scripts=before,
            starting=after,
            map=self.html.render(**kwargs),
            data=self._data,
        )
        return document

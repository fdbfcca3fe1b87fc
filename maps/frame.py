"""The HTML document of a map: folium's map and figure, with every asset inside and nothing loaded."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from html import unescape

import folium
from branca.element import Figure
from jinja2 import Template

from maps import assets
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


def content_policy(scripts: Sequence[str], styles: Sequence[str]) -> str:
    """A Content-Security-Policy under which only these scripts and styles run, and nothing is fetched."""
    allowed = {"script-src": _hashes(scripts), "style-src": _hashes(styles), "img-src": "data:"}
    rules = "; ".join(f"{name} {value}" for name, value in allowed.items())
    return f"default-src 'none'; {rules}; base-uri 'none'; form-action 'none'"


def policy_of(document: str) -> str:
    """The policy that a document of this kind holds, to be sent as a header as well where it is served."""
    return unescape(document.partition('http-equiv="Content-Security-Policy" content="')[2].partition('"')[0])


def _hashes(texts: Sequence[str]) -> str:
    digests = (hashlib.sha256(text.encode("utf-8")).digest() for text in texts)
    return " ".join(f"'sha256-{base64.b64encode(digest).decode('ascii')}'" for digest in digests)

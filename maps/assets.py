"""Reads the scripts, styles and outlines that go into a map: our own, and those that script/assets fetched."""

from __future__ import annotations

import base64
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from tracer.errors import ConfigurationError

OWN = Path(__file__).parent / "assets"
VENDOR = OWN / "vendor" / "node_modules"

_FIRST = "words.js"
"""What the other parts build on; `_LAST` starts them once the map is there."""
_LAST = "main.js"

_URL = re.compile(r"url\(\s*['\"]?([^'\")#]+\.(?:png|gif|svg))['\"]?\s*\)")
_SOURCE_MAP = re.compile(r"^\s*(?://|/\*)# sourceMappingURL=.*$", re.MULTILINE)


def own_text(name: str) -> str:
    """One of the product's own files."""
    return (OWN / name).read_text(encoding="utf-8")


def vendor_text(path: str) -> str:
    """A fetched file, by its path below node_modules; ConfigurationError when it was not fetched."""
    file = VENDOR / path
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise ConfigurationError(
            f"Maps cannot be drawn: the front-end file {path} is not installed.", "Run script/setup, then try again."
        ) from error


@cache
def vendor_json(path: str) -> Any:
    """A fetched JSON file, parsed once. Callers must not change it."""
    return json.loads(vendor_text(path))


@cache
def own_json(name: str) -> Any:
    """One of the product's own JSON files, parsed once. Callers must not change it."""
    return json.loads(own_text(name))


@cache
def scripts() -> tuple[str, ...]:
    """The scripts of a page in the order they run: libraries, then our parts, then the one that starts them."""
    libraries = (vendor_text("leaflet/dist/leaflet.js"), vendor_text("topojson-client/dist/topojson-client.min.js"))
    parts = sorted({path.name for path in OWN.glob("*.js")} - {_FIRST, _LAST})
    return tuple(_without_source_map(text) for text in (*libraries, *map(own_text, (_FIRST, *parts))))


@cache
def starting_script() -> str:
    """The script that draws the page, once the map is there."""
    return own_text(_LAST)


@cache
def styles() -> tuple[str, ...]:
    """The style sheets of a page, with their images inside."""
    leaflet = vendor_text("leaflet/dist/leaflet.css")
    return _with_images(leaflet, VENDOR / "leaflet" / "dist"), own_text("page.css")


def _without_source_map(script: str) -> str:
    """A browser with its tools open would ask for the map."""
    return _SOURCE_MAP.sub("", script)


def _with_images(css: str, folder: Path) -> str:
    def inlined(match: re.Match[str]) -> str:
        image = base64.b64encode((folder / match[1]).read_bytes()).decode("ascii")
        return f"url(data:image/png;base64,{image})"

    return _URL.sub(inlined, css)

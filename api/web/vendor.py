"""The scripts and styles of others that pages use, each by a short name; script/assets fetched them."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse

from tracer.errors import NotFoundError

FOLDER = Path(__file__).parents[2] / "maps" / "assets" / "vendor" / "node_modules"
FILES: Mapping[str, str] = {
    "govuk-frontend.min.css": "govuk-frontend/dist/govuk/govuk-frontend.min.css",
    "govuk-frontend.min.js": "govuk-frontend/dist/govuk/govuk-frontend.min.js",
    "cytoscape.esm.min.mjs": "cytoscape/dist/cytoscape.esm.min.mjs",
    "layout-base.js": "layout-base/layout-base.js",
    "cose-base.js": "cose-base/cose-base.js",
    "cytoscape-fcose.js": "cytoscape-fcose/cytoscape-fcose.js",
    "zxing-reader.js": "zxing-wasm/dist/iife/reader/index.js",
    "zxing_reader.wasm": "zxing-wasm/dist/reader/zxing_reader.wasm",
    "swagger-ui-bundle.js": "swagger-ui-dist/swagger-ui-bundle.js",
    "swagger-ui.css": "swagger-ui-dist/swagger-ui.css",
}
mimetypes.add_type("application/wasm", ".wasm")
mimetypes.add_type("text/javascript", ".mjs")

router = APIRouter(include_in_schema=False)


@router.get("/vendor/{name}")
def vendor(name: str) -> FileResponse:
    """One of the files that pages name."""
    path = FOLDER / FILES[name] if name in FILES else None
    if path is None or not path.is_file():
        raise NotFoundError("There is no such file.", "Run script/setup where the product is installed.")
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return FileResponse(path, media_type=kind, headers={"Cache-Control": "public, max-age=86400"})

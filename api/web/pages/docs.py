"""The API's description, to read and try, with nothing from the network."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.safety import policy
from api.web.view import page

router = APIRouter()


@router.get("/docs")
def docs(request: Request) -> Response:
    """Every operation, what it takes and what it gives."""
    answer = page(request, "docs.html", {"title": "API"})
    # Swagger UI sets styles on its own elements.
    answer.headers["Content-Security-Policy"] = policy(style_src="'self' 'unsafe-inline'")
    return answer

"""The API's description: made from the routes, with what every operation shares, and committed as a file."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457. `do` says what to do about it.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "do": {"type": "string"},
        "near": {"type": "array", "items": {"type": "string"}},
        "cases": {"type": "array", "items": {"type": "string"}},
        "errors": {"type": "array", "items": {"type": "object"}},
        "refusals": {"type": "array", "items": {"type": "object"}, "description": "Why custody refused it, by code."},
    },
}
_SHARED = (400, 401, 403, 404, 409, 412, 413, 415, 422, 429, 503)


def describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document. Every operation says that it answers errors as problems, and how a program signs in."""
    if app.openapi_schema is None:
        made = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
        components = made.setdefault("components", {})
        components.setdefault("schemas", {})["Problem"] = PROBLEM
        for unused in ("HTTPValidationError", "ValidationError"):
            components["schemas"].pop(unused, None)
        components["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
        made["security"] = [{"token": []}]
        for operations in made["paths"].values():
            for operation in operations.values():
                _share(operation)
        app.openapi_schema = made
    return app.openapi_schema


def _share(operation: dict[str, Any]) -> None:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    responses = operation.setdefault("responses", {})
    for status in _SHARED:
        responses[str(status)] = {"description": "A problem.", "content": problem}

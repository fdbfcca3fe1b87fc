"""Cuts the world's outlines down to the countries a map needs. TopoJSON in, TopoJSON out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from maps import assets

_COARSE = "world-atlas/countries-110m.json"
_FINE = "world-atlas/countries-50m.json"


def world_outlines(without: frozenset[str]) -> dict[str, Any]:
    """Every country of the coarse outlines save those that are drawn finer, by ISO 3166-1 number."""
    world = assets.vendor_json(_COARSE)
    return _subset(world, [shape for shape in _shapes(world) if shape.get("id") not in without])


def fine_outlines(numbers: frozenset[str]) -> dict[str, Any]:
    """The finer outlines of some countries, by ISO 3166-1 number."""
    world = assets.vendor_json(_FINE)
    return _subset(world, [shape for shape in _shapes(world) if shape.get("id") in numbers])


def _shapes(topology: dict[str, Any]) -> list[dict[str, Any]]:
    shapes: list[dict[str, Any]] = topology["objects"]["countries"]["geometries"]
    return shapes


def _subset(topology: dict[str, Any], shapes: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """A topology of some shapes, with only the arcs that they use."""
    used: dict[int, int] = {}
    geometries = [
        {
            "type": shape["type"],
            "id": shape.get("id"),
            "properties": {"name": shape["properties"]["name"]},
            "arcs": _renumber(shape["arcs"], used),
        }
        for shape in shapes
    ]
    return {
        "type": "Topology",
        "transform": topology["transform"],
        "objects": {"countries": {"type": "GeometryCollection", "geometries": geometries}},
        "arcs": [topology["arcs"][arc] for arc in used],
    }


def _renumber(arcs: Any, used: dict[int, int]) -> Any:
    """Arc numbers, nested as deep as the shape needs; `~n` is arc n backwards."""
    if isinstance(arcs, list):
        return [_renumber(part, used) for part in arcs]
    if arcs < 0:
        return ~used.setdefault(~arcs, len(used))
    return used.setdefault(arcs, len(used))

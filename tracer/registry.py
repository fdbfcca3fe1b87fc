"""Finds the things that are added by adding one file: formats, kinds, projections, layers."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType


def modules_in(package: str) -> Iterator[ModuleType]:
    """Every module of a package, in order of name, save those whose name starts with an underscore."""
    parent = importlib.import_module(package)
    for info in sorted(pkgutil.iter_modules(parent.__path__), key=lambda info: info.name):
        if not info.name.startswith("_"):
            yield importlib.import_module(f"{package}.{info.name}")


def instances_in(package: str, base: type) -> dict[str, object]:
    """One instance of each concrete subclass of `base` defined in the package, by its `name`."""
    found: dict[str, object] = {}
    for module in modules_in(package):
        for value in vars(module).values():
            concrete = isinstance(value, type) and issubclass(value, base) and value.__module__ == module.__name__
            if concrete and not getattr(value, "__abstractmethods__", None):
                thing = value()
                found[thing.name] = thing
    return found

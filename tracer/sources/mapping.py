"""A column mapping file: what a file's headers are called here, and what all its rows have in common."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from tracer.errors import ConfigurationError, InputError

_SECTIONS = ("columns", "constants", "kind")
_EXAMPLE = 'A mapping file has a table [columns] with lines such as: imei = "Their Header".'


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Our column names with the headers they stand under, values for columns the file has not, and the kind if told."""

    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    kind: str | None = None


def read_mapping(path: Path) -> ColumnMapping:
    """A mapping from a TOML file; raises `ConfigurationError` with what is wrong in it."""
    try:
        return mapping_of(path.read_bytes(), path.name)
    except OSError as error:
        raise ConfigurationError(f"{path.name} cannot be read ({error.strerror}).") from error


def mapping_of(written: bytes, name: str) -> ColumnMapping:
    """A mapping from what stands in a TOML file of this name. Raises `ConfigurationError`."""
    try:
        told = tomllib.loads(written.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{name} is not valid TOML: {error}.", _EXAMPLE) from error
    unknown = sorted(set(told) - set(_SECTIONS))
    if unknown:
        raise ConfigurationError(f"{name} has {', '.join(unknown)}, which means nothing there.", _EXAMPLE)
    kind = told.get("kind")
    if kind is not None and not isinstance(kind, str):
        raise ConfigurationError(f"{name}: kind must be a text.")
    mapping = ColumnMapping(_texts(name, told, "columns"), _texts(name, told, "constants"), kind)
    both = sorted(set(mapping.columns) & set(mapping.constants))
    if both:
        raise ConfigurationError(f"{name} gives {', '.join(both)} both as a column and as a constant.")
    return mapping


def as_toml(mapping: ColumnMapping) -> str:
    """The mapping as the file that says it."""
    lines = [] if mapping.kind is None else [f"kind = {_quoted(mapping.kind)}"]
    for section, said in (("columns", mapping.columns), ("constants", mapping.constants)):
        if said:
            lines += [f"[{section}]", *(f"{_quoted(name)} = {_quoted(text)}" for name, text in said.items())]
    return "\n".join(lines) + "\n"


def apply(table: pa.Table, mapping: ColumnMapping) -> pa.Table:
    """The table with our names and constants; columns that are not mapped keep their names.

    A header may be given for several of our columns. A column that already has one of our names, but is not the one
    mapped to it, is kept as `name_2`. Raises `InputError` where a header is missing, with the headers found.
    """
    missing = sorted({header for header in mapping.columns.values() if header not in table.column_names})
    if missing:
        raise InputError(
            f"The mapping names {_listed(missing)}, which the file does not have.",
            f"Its columns are {_listed(table.column_names)}.",
        )
    columns = {ours: table[theirs] for ours, theirs in mapping.columns.items()}
    for ours, value in mapping.constants.items():
        columns[ours] = pa.repeat(pa.scalar(value or None, pa.string()), table.num_rows)
    mapped = set(mapping.columns.values())
    for name in table.column_names:
        if name not in mapped:
            free = name
            while free in columns:
                free += "_2"
            columns[free] = table[name]
    return pa.table(columns)


def _quoted(text: str) -> str:
    """A text as TOML writes it: as JSON does, and the one control character too that JSON leaves as it is."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _texts(name: str, told: Mapping[str, Any], section: str) -> dict[str, str]:
    values = told.get(section, {})
    if not isinstance(values, dict) or not all(isinstance(value, str) for value in values.values()):
        raise ConfigurationError(f"{name}: [{section}] must be a table of texts.", _EXAMPLE)
    return values


def _listed(names: list[str]) -> str:
    return ", ".join(repr(name) for name in names)

"""Hostile texts in every place that takes a text: columns of files, and fields of what is sent to the API."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from hostile_texts import HOSTILE
from rows_of_kinds import GOOD, parsed

from tracer.kinds import kind_named

TEXTS = [text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode() for text in HOSTILE]
"""As they come in by way of UTF-8: NUL and half a surrogate pair have tests of their own."""

Schemas = Mapping[str, Any]


def hostile_files(folder: Path, texts: Sequence[str]) -> list[Path]:
    """A file of each kind, in which every column that takes any text has each text once; and one that is refused."""
    files = []
    for kind in sorted(GOOD):
        path = folder / f"{kind}.csv"
        rows = list(_rows(kind, texts))
        _write(path, rows)
        files.append(path)
    refused = folder / "refused.csv"
    _write(refused, [GOOD["pings"] | {"at": text} for text in texts])
    return [*files, refused]


def free_columns(kind: str) -> list[str]:
    """The columns of a kind in which a hostile text is taken for what it is: a text."""
    names = [column.name for column in kind_named(kind).columns]
    return [name for name in names if not parsed(kind, GOOD[kind] | {name: TEXTS[0]}).refusals]


def _rows(kind: str, texts: Sequence[str]) -> Iterator[dict[str, str]]:
    free = free_columns(kind)
    for number in range(len(texts)):
        # No two columns of a row have the same text.
        yield GOOD[kind] | {name: texts[(number + place) % len(texts)] for place, name in enumerate(free)}


def _write(path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(dict.fromkeys(name for row in rows for name in row)))
        writer.writeheader()
        writer.writerows(rows)


def body_of(schema: Any, schemas: Schemas, given: Mapping[str, Any], text: str) -> Any:
    """What an operation may be sent: what is `given` by name, and the text wherever a text is free.

    Fields that are `given` as None are left out.
    """
    while "$ref" in schema or "anyOf" in schema:
        schema = _meant(schema, schemas)
    if "enum" in schema or "const" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    match schema.get("type"):
        case "object":
            said: Any = _object(schema, schemas, given, text)
        case "array":
            said = [body_of(schema["items"], schemas, given, text)]
        case "integer":
            # The description writes its bounds as 0.0, and what is sent is taken as it is written.
            said = int(schema.get("minimum", 1))
        case "number":
            said = schema.get("minimum", 1)
        case "boolean":
            said = schema.get("default", False)
        case _:
            said = text[: schema.get("maxLength", len(text))]
    return said


def _meant(schema: Any, schemas: Schemas) -> Any:
    """The schema that another refers to; of several the first that is not null."""
    if "$ref" in schema:
        return schemas[schema["$ref"].rsplit("/", 1)[-1]]
    return next(one for one in schema["anyOf"] if one.get("type") != "null")


def _object(schema: Any, schemas: Schemas, given: Mapping[str, Any], text: str) -> dict[str, Any]:
    names = schema.get("properties", {})
    said = {name: given[name] if name in given else body_of(its, schemas, given, text) for name, its in names.items()}
    return {name: value for name, value in said.items() if value is not None}

"""What an entry of the audit is about, for people: the thing by its name, before the route that it was asked of."""

from __future__ import annotations

import re

from tracer.records.values import AuditEntry

_ROUTE = re.compile(r"(?:GET|HEAD|POST|PUT|PATCH|DELETE) (?P<path>/\S*)")
_PLACE = re.compile(r"\{(?P<name>\w+)(?::path)?\}")
_ASKED = ("q", "id", "exhibit", "reference", "subject")
"""What names the thing where the route's address does not."""
_WORDS = {"about": "report", "name": "", "people": "person", "sha256": "file"}


def thing_of(entry: AuditEntry) -> str:
    """The thing in a few words, such as "exhibit JT/12"; nothing where the subject is no route or names nothing."""
    found = _ROUTE.fullmatch(entry.subject)
    if found is None:
        return ""
    path = found["path"]
    places = [place for place in _PLACE.finditer(path) if place["name"] in entry.details]
    if places:
        return _said(_word(path[: places[0].start()], places[0]["name"]), entry.details[places[0]["name"]])
    if {"a", "b"} <= entry.details.keys():
        return _said("path", f"{entry.details['a']} to {entry.details['b']}")
    name = next((name for name in _ASKED if name in entry.details), None)
    return "" if name is None else _said(_word(path, name), entry.details[name])


def _word(path: str, name: str) -> str:
    """What kind of thing it is: its own name, or where that says nothing the part of the address before it."""
    bare = name.removesuffix("_id")
    if bare in ("q", "id", "reference"):
        bare = path.rstrip("/").rpartition("/")[2]
    return _WORDS.get(bare, bare.removesuffix("s"))


def _said(word: str, value: str) -> str:
    return f"{word} {value}".strip()

"""Identifiers: parse, check, normalise and mask what is seen of a handset. One file per kind; adding one adds a kind.

A bare text is guessed in the order of `guess_rank`: imei, eid, iccid, mac, msisdn, serial. What is ambiguous:

- 15 digits are an IMEI, right or mistyped. An IMSI must be written `imsi:…`.
- Twelve bare hexadecimal digits are a serial or a telephone number, not a MAC address, unless written `mac:…`.
- A serial of digits alone must be written `serial:…`.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from tracer.errors import IdentifierError
from tracer.identifiers._base import Identifier, IdentifierKind, Parsed
from tracer.identifiers._text import is_digits, tidy, without_separators

__all__ = ["Identifier", "IdentifierKind", "Parsed", "kinds", "mask", "parse"]


@cache
def kinds() -> Mapping[str, IdentifierKind]:
    """Every kind by its name, in the order in which a bare text is guessed."""
    names = (m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
    modules = (importlib.import_module(f"{__name__}.{name}") for name in names)
    found = [kind for m in modules if isinstance(kind := getattr(m, "KIND", None), IdentifierKind)]
    return MappingProxyType({k.name: k for k in sorted(found, key=lambda k: (k.guess_rank, k.name))})


def parse(text: str, kind: str | None = None) -> Parsed:
    """The identifier in a text. Its kind is the one given, or its prefix (`imei:…`), or is guessed.

    Raises IdentifierError when it is not such an identifier, or when its kind cannot be told.
    """
    prefix, rest = _split_prefix(text)
    if kind is not None and prefix not in (None, kind):
        raise IdentifierError(f"says {prefix}, where {_a(kind)} is wanted", f"Give {_a(kind)}.")
    chosen = kind or prefix
    return _kind(chosen).parse(rest) if chosen else _guess(text).parse(text)


def mask(identifier: Identifier) -> str:
    """The identifier's value for people who may not see it whole."""
    return _kind(identifier.kind).mask(identifier.value)


def _split_prefix(text: str) -> tuple[str | None, str]:
    before, colon, after = text.partition(":")
    name = before.strip().lower()
    return (name, after) if colon and name in kinds() else (None, text)


def _kind(name: str) -> IdentifierKind:
    if name not in kinds():
        raise IdentifierError(f"{name!r} is not a kind of identifier", f"The kinds are {', '.join(kinds())}.")
    return kinds()[name]


def _guess(text: str) -> IdentifierKind:
    tidied = tidy(text)
    for kind in kinds().values():
        if kind.recognises(text):
            return kind
    digits = without_separators(tidied)
    raise IdentifierError(
        f"{len(digits)} digits, which fit no kind of identifier"
        if is_digits(digits)
        else "of no kind that can be told",
        "Write its kind before it, such as imei:490154203237518 or serial:F17ABCDEF123.",
    )


def _a(name: str) -> str:
    return f"an {name}" if name[0] in "aeiou" else f"a {name}"

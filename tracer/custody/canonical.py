"""Canonical JSON (RFC 8785) of objects, arrays, text, integers, true, false and null: one value, one form in bytes.

Numbers are integers up to 2^53-1 either way, which every reader of JSON holds exactly; a fraction is refused, so that
RFC 8785's rules for writing one are not needed. What the ledger hashes is exactly these bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NoReturn

from tracer.errors import TracerError

LARGEST = 2**53 - 1
DEEPEST = 32


class CanonicalError(TracerError):
    """A value has no canonical form, or bytes are not in it."""

    exit_code = 1


def encode(value: Any) -> bytes:
    """The canonical bytes of a value made of mappings, lists, tuples, text, integers, booleans and None.

    Raises CanonicalError for anything else, for half a surrogate pair, and for nesting deeper than DEEPEST.
    """
    try:
        return _ENCODER.encode(_ordered(value, DEEPEST)).encode("utf-8")
    except UnicodeEncodeError:
        raise CanonicalError("Text holds half a character (a lone surrogate).", "Write the text again.") from None


def decode(data: bytes) -> Any:
    """The value of canonical bytes; raises CanonicalError unless `encode` of it gives back those very bytes."""
    value = _loaded(data, _DECODER)
    if _again(value, data) != data:
        _loaded(data, _STRICT)
        raise CanonicalError("The JSON is not in canonical form (RFC 8785).", "Use the bytes as they were recorded.")
    return value


def _again(value: Any, data: bytes) -> bytes:
    """The value in bytes once more; C sorts keys by code point, which is UTF-16's order unless one needs four bytes."""
    if any(lead in data for lead in _FOUR_BYTES):
        return encode(value)
    try:
        return _SORTING.encode(value).encode("utf-8")
    except UnicodeEncodeError:
        raise CanonicalError("The JSON escapes half a character (a lone surrogate).") from None


def _loaded(data: bytes, decoder: json.JSONDecoder) -> Any:
    if data.count(b"[") + data.count(b"{") > DEEPEST and _depth(data) > DEEPEST:
        raise CanonicalError(f"The JSON nests deeper than {DEEPEST} levels.")
    try:
        return decoder.decode(data.decode("utf-8"))
    except UnicodeDecodeError:
        raise CanonicalError("The JSON is not UTF-8.") from None
    except ValueError as error:
        raise CanonicalError(f"The bytes are not JSON: {error}.") from None


def _depth(data: bytes) -> int:
    """How deep brackets nest outside texts."""
    depth = deepest = 0
    inside = escaped = False
    for byte in data:
        if inside:
            inside = escaped or byte != _QUOTE
            escaped = byte == _BACKSLASH and not escaped
        elif byte == _QUOTE:
            inside = True
        elif byte in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif byte in b"]}":
            depth -= 1
    return deepest


def _ordered(value: Any, levels: int) -> Any:
    """The value with each object's keys in the order of their UTF-16 code units."""
    if isinstance(value, str) or value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        if abs(value) > LARGEST:
            _too_large()
        return value
    if levels == 0:
        raise CanonicalError(f"The value nests deeper than {DEEPEST} levels.")
    if isinstance(value, list | tuple):
        return [_ordered(item, levels - 1) for item in value]
    if isinstance(value, Mapping):
        return {key: _ordered(value[key], levels - 1) for key in _sorted_keys(value)}
    raise CanonicalError(
        f"A {type(value).__name__} has no canonical form.", "Use text, integers, lists and objects of them."
    )


def _sorted_keys(value: Mapping[Any, Any]) -> list[str]:
    keys = list(value)
    if not all(isinstance(key, str) for key in keys):
        raise CanonicalError("A key is not text.", "Name every part of an object with text.")
    if all(key.isascii() for key in keys):
        return sorted(keys)
    return sorted(keys, key=lambda key: key.encode("utf-16-be", "surrogatepass"))


def _too_large() -> NoReturn:
    raise CanonicalError("A number is beyond 2^53-1, which not every reader of JSON can hold.", "Write it as text.")


def _integer(digits: str) -> int:
    if len(digits) > 17 or abs(value := int(digits)) > LARGEST:
        _too_large()
    return value


def _refuse_number(number: str) -> NoReturn:
    raise CanonicalError(f"{number[:40]} is not an integer.", "Write fractions as text.")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise CanonicalError("An object has the same key twice.")
    return found


_QUOTE, _BACKSLASH = b'"\\'
_FOUR_BYTES = tuple(bytes([lead]) for lead in range(0xF0, 0xF5))
_NUMBERS: dict[str, Any] = {
    "parse_int": _integer,
    "parse_float": _refuse_number,
    "parse_constant": _refuse_number,
}
_DECODER = json.JSONDecoder(**_NUMBERS)
_STRICT = json.JSONDecoder(**_NUMBERS, object_pairs_hook=_unique)
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)
_SORTING = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False, sort_keys=True)

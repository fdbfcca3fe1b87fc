"""JSON read element by element, each number as the text that stood in the file."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any, BinaryIO

from tracer.sources._encoding import Chained, Encoding, Utf8Stream, detect
from tracer.sources._stream import TruncatedError

ELEMENT_LIMIT = 16 << 20
"""Characters of one element of an array; a longer one is not a record."""
_CHUNK_BYTES = 1 << 20
_SPACE = " \t\r\n"
_PEEKED = 3


class Number(str):
    """A number as it was written: `1.50` stays `1.50`, and `4.90154E+14` is not made whole."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Element:
    """One element of an array: of the top-level one (`key` is empty), or of one that is a member of the top object.

    A member that is no array, or an empty one, is an element with `index` 0; elements of arrays count from 1.
    """

    key: str
    index: int
    value: Any


def parse(text: str) -> Any:
    """A whole JSON text; raises `ValueError` or `RecursionError`."""
    value, end = _decode(text.strip(_SPACE))
    if end < len(text.strip(_SPACE)):
        raise ValueError("text follows the end of the JSON")
    return value


def elements(stream: BinaryIO) -> Iterator[Element]:
    """The elements of a JSON text, in order and in bounded memory.

    Raises `TruncatedError` at the point from which the text cannot be read: its end, or a fault.
    """
    return _Reader(stream).elements()


def cells(value: dict[str, Any]) -> dict[str, str | None]:
    """An object's members as texts: nested values as compact JSON, true and false as such, null as an empty cell."""
    return {name: as_text(member) for name, member in value.items()}


def scalars(value: dict[str, Any]) -> dict[str, str | None]:
    """The members of an object that are not themselves objects or arrays, as texts."""
    return {name: as_text(member) for name, member in value.items() if not isinstance(member, (dict, list))}


def as_text(value: Any) -> str | None:
    """A value as the text of a cell."""
    if value is None or isinstance(value, str):
        return None if value is None else str(value)
    return _compact(value)


@dataclass(frozen=True, slots=True)
class Shape:
    """What the head of a JSON file shows: `[` or `{` or nothing, its first elements, and whether text follows it."""

    opening: str
    elements: tuple[Element, ...]
    followed: bool

    def first(self, key: str) -> dict[str, Any] | None:
        """The first element of the array of that name, where it is an object."""
        found = next((e.value for e in self.elements if e.key == key and e.index == 1), None)
        return found if isinstance(found, dict) else None

    def members(self) -> set[str]:
        """Names of the top object's members seen so far."""
        return {element.key for element in self.elements}


@lru_cache(maxsize=2)
def shape_of(data: bytes) -> Shape:
    """The shape of a head, which may be cut anywhere."""
    reader = _Reader(BytesIO(data))
    seen: list[Element] = []
    followed = False
    try:
        for element in reader.elements():
            if element.index <= _PEEKED:
                seen.append(element)
    except TruncatedError:
        followed = reader.closed
    return Shape(reader.opening, tuple(seen), followed)


class _Reader:
    """Walks the outer structure by hand and leaves each element to the json module."""

    def __init__(self, stream: BinaryIO) -> None:
        start = stream.read(_CHUNK_BYTES)
        found = detect(start[:_PEEKED])
        encoding = found if found.bom else Encoding("utf-8")
        self._bytes = Utf8Stream(Chained(start, stream), encoding)
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self._text = ""
        self._at = 0
        self._ended = False
        self.opening = ""
        self.closed = False

    def elements(self) -> Iterator[Element]:
        self.opening = self._next_char()
        if self.opening == "[":
            yield from self._array("")
        elif self.opening == "{":
            yield from self._object()
        else:
            raise TruncatedError("It is not JSON that holds records.")
        self.closed = True
        if self._skip_space():
            raise self._fault("text follows the end of the JSON")

    def _object(self) -> Iterator[Element]:
        if self._peek() == "}":
            self._at += 1
            return
        while True:
            key = self._value()
            if not isinstance(key, str) or isinstance(key, Number) or self._next_char() != ":":
                raise self._fault("it is not valid JSON")
            if self._peek() == "[":
                self._at += 1
                yield from self._array(key)
            else:
                yield Element(key, 0, self._value())
            if self._ends("}"):
                return

    def _array(self, key: str) -> Iterator[Element]:
        if self._peek() == "]":
            self._at += 1
            yield Element(key, 0, [])
            return
        index = 0
        while True:
            index += 1
            yield Element(key, index, self._value())
            if self._ends("]"):
                return

    def _ends(self, closing: str) -> bool:
        char = self._next_char()
        if char not in (closing, ","):
            raise self._fault("it is not valid JSON")
        return char == closing

    def _value(self) -> Any:
        self._peek()
        while True:
            try:
                value, end = _decode(self._text, self._at)
            except RecursionError:
                raise self._fault("it is nested too deeply") from None
            except ValueError:
                self._more()
                continue
            if end == len(self._text) and not self._ended:
                self._more()
                continue
            self._at = end
            return value

    def _more(self) -> None:
        """Reads on to complete an element; each time twice as much, so that no text is parsed often."""
        if self._ended:
            raise self._fault("the file ends early or is not valid JSON")
        if len(self._text) - self._at > ELEMENT_LIMIT:
            raise self._fault(f"it is not valid JSON, or one record is longer than {ELEMENT_LIMIT >> 20} Mi characters")
        self._text = self._text[self._at :]
        self._at = 0
        self._fill(max(_CHUNK_BYTES, len(self._text)))

    def _fill(self, size: int) -> None:
        data = self._bytes.read(size)
        self._ended = not data
        self._text += self._decoder.decode(data, final=self._ended)

    def _skip_space(self) -> bool:
        """Moves to the next character that is not space; false at the end."""
        while True:
            while self._at < len(self._text):
                if self._text[self._at] not in _SPACE:
                    return True
                self._at += 1
            if self._ended:
                return False
            self._text, self._at = "", 0
            self._fill(_CHUNK_BYTES)

    def _peek(self) -> str:
        if not self._skip_space():
            raise self._fault("the file ends early")
        return self._text[self._at]

    def _next_char(self) -> str:
        char = self._peek()
        self._at += 1
        return char

    def _fault(self, what: str) -> TruncatedError:
        return TruncatedError(f"The JSON cannot be read further: {what}.")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object; a repeated name becomes `name_2`, so that nothing in the file is passed over."""
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    found = {}
    for name, value in pairs:
        free, repeat = name, 1
        while free in found:
            repeat += 1
            free = f"{name}_{repeat}"
        found[free] = value
    return found


_decode = json.JSONDecoder(
    parse_int=Number, parse_float=Number, parse_constant=Number, object_pairs_hook=_object
).raw_decode


def _compact(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ",".join(f"{_quoted(name)}:{_compact(member)}" for name, member in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_compact, value)) + "]"
    if isinstance(value, Number):
        return str(value)
    return _quoted(value)


def _quoted(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)

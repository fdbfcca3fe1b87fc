"""XML read element by element: no entity, no document type, no network, no more memory than a few elements."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from tracer.errors import UnsafeInputError
from tracer.sources._stream import TruncatedError

DEPTH_LIMIT = 100
STRETCH_LIMIT = 16 << 20
"""Bytes that may pass without one wanted element ending."""

Node = tuple[tuple[str, ...], Element]
"""The names of an element's ancestors and its own, and the element."""


def nodes(stream: BinaryIO, wanted: frozenset[str], whole: bool = True) -> Iterator[Node]:
    """Each element whose name (without its namespace) is wanted, when it ends.

    With `whole` a wanted element has its children; without, each element is thrown away as soon as it has ended, so
    that a wanted element may hold any number of others. Raises `UnsafeInputError` for a document type,
    an entity, or nesting without end, and `TruncatedError` at the point from which the XML cannot be read.
    """
    metered = _Metered(stream)
    path: list[str] = []
    open_elements: list[Element] = []
    try:
        for event, element in iterparse(metered, events=("start", "end"), forbid_dtd=True):
            if event == "start":
                path.append(local_name(element))
                open_elements.append(element)
                if len(path) > DEPTH_LIMIT:
                    raise UnsafeInputError(f"The XML is nested deeper than {DEPTH_LIMIT} elements.")
                continue
            if path[-1] in wanted:
                metered.passed = 0
                yield tuple(path), element
            if not (whole and any(name in wanted for name in path[:-1])):
                _throw_away(open_elements, element)
            path.pop()
            open_elements.pop()
    except DefusedXmlException as error:
        raise UnsafeInputError("The XML declares a document type or entities, which could harm the machine.") from error
    except ParseError as error:
        line, _ = error.position
        raise TruncatedError(f"The XML ends early or is not valid at line {line}.") from error
    except (LookupError, ValueError) as error:
        raise TruncatedError(f"The XML is in an encoding that is not read ({error}).") from error


def local_name(element: Element) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def text_of(element: Element, name: str) -> str | None:
    """The text of an element's child of that name."""
    child = next((child for child in element if local_name(child) == name), None)
    return child.text if child is not None else None


def leaf_texts(element: Element) -> dict[str, str | None]:
    """The texts of the children that have no children themselves."""
    return {local_name(child): child.text.strip() for child in element if len(child) == 0 and child.text}


def _throw_away(open_elements: list[Element], element: Element) -> None:
    element.clear()
    if len(open_elements) > 1:
        open_elements[-2].remove(element)


class _Metered:
    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.passed = 0

    def read(self, size: int = -1) -> Any:
        data = self._stream.read(size)
        self.passed += len(data)
        if self.passed > STRETCH_LIMIT:
            raise UnsafeInputError(f"The XML goes on for more than {STRETCH_LIMIT >> 20} MiB without a point.")
        return data

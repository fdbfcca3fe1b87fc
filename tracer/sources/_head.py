"""What the first bytes of a file look like, for formats that recognise theirs and for messages about the rest."""

from __future__ import annotations

import codecs

from tracer.sources._encoding import detect

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\f\v\x1a"))
_BINARY_SHARE = 0.01
_KNOWN = (
    (b"PK", "a zip container that is neither XLSX nor KMZ"),
    (b"\xd0\xcf\x11\xe0", "an old Office file such as .xls: save it as .xlsx or .csv"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x1f\x8b", "gzip inside gzip"),
    (b"BZh", "bzip2 data: unpack it first"),
    (b"\xfd7zXZ", "xz data: unpack it first"),
    (b"7z\xbc\xaf", "a 7-Zip archive: unpack it first"),
    (b"Rar!", "a RAR archive: unpack it first"),
    (b"PAR1", "a Parquet file"),
)


def is_binary(data: bytes) -> bool:
    """Whether a head is not text: a few NULs are a fault in a text, many control characters are not text at all."""
    if data.startswith(_UTF16):
        return False
    if any(data.startswith(magic) for magic, _ in _KNOWN):
        return True
    controls = len(data) - len(data.translate(None, _CONTROL))
    return controls > max(4, _BINARY_SHARE * len(data))


def text_start(data: bytes) -> str:
    """The head as text, its byte-order mark and leading white space left out."""
    encoding = detect(data)
    return data[len(encoding.bom) :].decode(encoding.codec, "replace").lstrip()


def looks(data: bytes) -> str:
    """What a head seems to be, in words."""
    for magic, words in _KNOWN:
        if data.startswith(magic):
            return words
    if is_binary(data):
        return "data that is not text"
    start = text_start(data)
    if start.startswith(("{", "[")):
        return "JSON, but not of a layout that is known"
    if start.startswith("<"):
        return "HTML, as a web page is" if "<html" in start[:2000].lower() else "XML, but neither GPX nor KML"
    return "text without a table in it"

"""What may be kept with an exhibit, by what is in the file and not by what it is called."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from PIL import Image

from tracer.custody.attachable import media_type
from tracer.errors import InputError, UnsafeInputError


def image(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, kind)
    return out.getvalue()


def zipped(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inside", content)
    return out.getvalue()


def huge_png() -> bytes:
    """A picture of 60,000 x 60,000 pixels in a hundred bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("name", "content", "type_"),
    [
        ("front.png", image("PNG"), "image/png"),
        ("front.JPG", image("JPEG"), "image/jpeg"),
        ("front.webp", image("WEBP"), "image/webp"),
        ("note.txt", b"what was seen: a dog\n", "text/plain"),
        ("extract.csv", b"at,what\n1,2\n", "text/csv"),
        ("report.pdf", b"%PDF-1.7\n%%EOF\n", "application/pdf"),
        ("extract.zip", zipped(b"a" * 1000), "application/zip"),
    ],
)
def test_what_is_what_it_says_is_kept(tmp_path: Path, name: str, content: bytes, type_: str) -> None:
    assert media_type(written(tmp_path, name, content)) == type_


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("front.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", UnsafeInputError),
        ("front.svg", b"<?xml version='1.0'?><svg/>", UnsafeInputError),
        ("front.jpg", b"<!DOCTYPE html><html></html>", UnsafeInputError),
        ("front.jpg", "\ufeff <html>".encode("utf-16"), UnsafeInputError),
        ("note.txt", b"see <script>alert(1)</script>", UnsafeInputError),
        ("front.png", b"#!/bin/sh\nrm -rf /\n", UnsafeInputError),
        ("front.png", b"MZ\x90\x00" + b"\x00" * 100, UnsafeInputError),
        ("page.html", b"plain words", UnsafeInputError),
        ("front.png", image("JPEG"), InputError),
        ("front.png", b"no picture at all", InputError),
        ("front.jpg", zipped(b"x"), InputError),
        ("front.png", image("PNG")[:60], InputError),
        ("front.png", huge_png(), UnsafeInputError),
        ("note.txt", b"a\x00b", InputError),
        ("extract.zip", zipped(b"\x00" * (80 << 20)), UnsafeInputError),
        ("extract.zip", zipped(b"a")[:-10], InputError),
        ("thing.exe", b"\x01\x02\x03", InputError),
        ("empty.png", b"", InputError),
    ],
)
def test_what_is_not_or_acts_when_opened_is_refused(
    tmp_path: Path, name: str, content: bytes, error: type[InputError]
) -> None:
    with pytest.raises(error) as refused:
        media_type(written(tmp_path, name, content))
    assert name in refused.value.what
    assert type(refused.value) is error


def test_a_file_that_is_not_there_is_an_error_a_person_understands(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        media_type(tmp_path / "none.png")

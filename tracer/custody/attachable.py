"""Which files may be kept with an exhibit, and what they are: by their content, which must be what their name says.

A file is later shown to officers and a court. What acts when it is opened (a script, HTML, SVG, a program) is refused,
as is what unpacks to far more than it is (a bomb), and a photograph that is none.
"""

from __future__ import annotations

import mimetypes
import warnings
import zipfile
from pathlib import Path

import filetype
from PIL import Image, UnidentifiedImageError

from tracer.errors import InputError, UnsafeInputError

MOST_PIXELS = 500_000_000
"""Of a photograph: the largest sensors have 200 million."""
MOST_UNPACKED = 8 << 30
BOMB_FREE = 64 << 20
BOMB_RATIO = 200
"""A zip that unpacks to more than `BOMB_FREE` bytes and this many times its size is taken for a bomb."""
HEAD = 8192

_TEXT = {"text/plain", "text/csv", "application/json"}
_ZIPPED = {"application/zip"}
_SAME = {"audio/x-wav": "audio/wav", "image/jpg": "image/jpeg", "image/heif": "image/heic", "audio/m4a": "audio/mp4"}
_ALLOWED = ("image/", "video/", "audio/")
_SAFE_OTHERS = {"application/pdf", "application/zip"} | _TEXT
_ACTIVE = (b"<!doctype", b"<html", b"<svg", b"<script", b"<?xml", b"<?php", b"#!", b"<head", b"<body", b"<iframe")
_KNOWN_NAMES = {
    ".heic": "image/heic",
    ".heif": "image/heic",
    ".webp": "image/webp",
    ".m4a": "audio/mp4",
    ".csv": "text/csv",
    ".log": "text/plain",
    ".zip": "application/zip",
}


def media_type(path: Path) -> str:
    """The file's media type, found from its content. Raises `InputError` and `UnsafeInputError`."""
    head = _head(path)
    named, found = _of_name(path), _of_content(head)
    if _acts(head, named):
        raise UnsafeInputError(
            f"{path.name} is HTML, SVG, a script or a program, which acts when it is opened.",
            "Attach a photograph or a PDF of it, or pack it into a zip file.",
        )
    if found is None and named.startswith("image/"):
        raise InputError(f"{path.name} is not a photograph: its content is no image.", "Attach the original file.")
    type_ = found or named
    if not (type_.startswith(_ALLOWED) or type_ in _SAFE_OTHERS):
        raise InputError(f"{path.name} is of a type that is not kept ({type_}).", "Pack it into a zip file.")
    if type_ != named:
        raise InputError(
            f"{path.name} is {type_}, and its name says {named}.", "Attach the original file with its own name."
        )
    _check_inside(path, type_)
    return type_


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}).", "Check the path and its permissions.") from error
    if not head:
        raise InputError(f"{path.name} is empty.", "Attach the original file.")
    return head


def _of_name(path: Path) -> str:
    suffix = path.suffix.lower()
    guessed = _KNOWN_NAMES.get(suffix) or mimetypes.guess_type(path.name.lower())[0] or "application/octet-stream"
    return _SAME.get(guessed, guessed)


def _of_content(head: bytes) -> str | None:
    found: str | None = filetype.guess_mime(head)
    return None if found is None else _SAME.get(found, found)


def _acts(head: bytes, named: str) -> bool:
    start = _decoded(head).lstrip().lower()
    if start.startswith(_ACTIVE) or head.startswith((b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")):
        return True
    # A browser looks past the start of a text for its tags.
    return b"<script" in start or b"<svg" in start or named in ("image/svg+xml", "text/html", "text/javascript")


def _decoded(head: bytes) -> bytes:
    for mark, codec in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if head.startswith(mark):
            return head.decode(codec, "replace").replace("\ufeff", "").encode("utf-8", "replace")
    return head


def _check_inside(path: Path, type_: str) -> None:
    if type_ in _ZIPPED:
        _check_zip(path)
    elif type_ in _TEXT:
        _check_text(path)
    elif type_.startswith("image/"):
        _check_image(path)


def _check_zip(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(info.file_size for info in archive.infolist())
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as error:
        raise InputError(f"{path.name} is a damaged zip file ({error}).", "Fetch it again.") from error
    packed = path.stat().st_size
    if unpacked > MOST_UNPACKED or (unpacked > BOMB_FREE and unpacked > BOMB_RATIO * packed):
        raise UnsafeInputError(
            f"{path.name} unpacks from {packed:,} to {unpacked:,} bytes, as a bomb does.",
            "Unpack it on a machine apart, and attach what is in it.",
        )


def _check_text(path: Path) -> None:
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            if b"\x00" in chunk:
                raise InputError(f"{path.name} is not text.", "Pack it into a zip file.")


def _check_image(path: Path) -> None:
    limit, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, MOST_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path) as image:
                image.verify()
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise UnsafeInputError(
            f"{path.name} would unpack to more than {MOST_PIXELS:,} pixels.", "Attach a smaller one."
        ) from error
    except UnidentifiedImageError as error:
        # Pillow has no HEIC without a plug-in; its container was recognised above.
        if path.suffix.lower() not in (".heic", ".heif"):
            raise InputError(f"{path.name} is a damaged photograph.", "Attach the original file.") from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise InputError(f"{path.name} is a damaged photograph ({error}).", "Attach the original file.") from error
    finally:
        Image.MAX_IMAGE_PIXELS = limit

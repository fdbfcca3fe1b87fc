"""Files that a form brings. A form that is a parameter is read before it is asked who sends it: these are none."""

from __future__ import annotations

from collections.abc import AsyncIterator

from starlette.datastructures import FormData, UploadFile

from tracer.errors import InputError

MOST_FILES = 100
_BLOCK = 1 << 20


def files_of(form: FormData) -> list[UploadFile]:
    """The files that were chosen. Raises `InputError` for none and for too many."""
    files = [one for one in form.getlist("files") if isinstance(one, UploadFile) and one.filename]
    if not files:
        raise InputError("No file was chosen.", "Choose one or more files, then send them.")
    if len(files) > MOST_FILES:
        do = f"Send at most {MOST_FILES} at once, or put them into one zip file."
        raise InputError(f"Those are {len(files)} files.", do)
    return files


def text_of(form: FormData, field: str, most: int = 200) -> str:
    """What was written into a field, empty where there is no such field."""
    said = form.get(field)
    return said[:most] if isinstance(said, str) else ""


async def blocks_of(file: UploadFile) -> AsyncIterator[bytes]:
    """What is in a file, a piece at a time."""
    while block := await file.read(_BLOCK):
        yield block

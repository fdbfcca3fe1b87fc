"""Code 128 and QR codes as drawings (SVG) with their sizes in millimetres.

Code 128 is ISO/IEC 15417, QR is ISO/IEC 18004; the libraries encode, this file chooses sizes that print well.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

import segno
from barcode.codex import Code128

from tracer.custody.documents._errors import DocumentError

MODULES_MM = (0.375, 0.25, 0.19)
"""Widths of the narrowest bar, the widest that fits first: 0.375 and 0.25 mm are whole dots of 203 and 300 dpi label
printers, 0.19 mm is the least that an ordinary hand scanner reads."""
QUIET = 10
"""Modules of white on either side of a Code 128."""
LONGEST_BYTES = 300
"""Bytes of a QR code that still print large enough on a label."""


@dataclass(frozen=True, slots=True)
class Bars:
    """A Code 128: its drawing, its width in millimetres with the white on both sides, and the text it carries."""

    svg: str
    width_mm: float
    text: str


def bars(text: str, widest_mm: float) -> Bars | None:
    """The text as Code 128 no wider than `widest_mm`; None when it does not fit or is not plain ASCII."""
    if not text or not text.isascii() or not text.isprintable():
        return None
    pattern = Code128(text).build()[0]
    modules = len(pattern) + 2 * QUIET
    for module in MODULES_MM:
        if modules * module <= widest_mm:
            return Bars(_bars_svg(pattern, modules), modules * module, text)
    return None


def _bars_svg(pattern: str, modules: int) -> str:
    path = "".join(f"M{QUIET + at} 0h1v1h-1z" for at, bit in enumerate(pattern) if bit == "1")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {modules} 1" preserveAspectRatio="none"'
        f' width="{modules}" height="1" shape-rendering="crispEdges"><path d="{path}"/></svg>'
    )


def square(text: str) -> str:
    """The text as a QR code with error correction M and its white border. Raises DocumentError when it is too long."""
    data = text.encode("utf-8", errors="backslashreplace")
    if not data or len(data) > LONGEST_BYTES:
        raise DocumentError(
            f"A code of {len(data)} bytes cannot be printed so that a scanner reads it (1 to {LONGEST_BYTES}).",
            "Use a shorter reference.",
        )
    out = io.BytesIO()
    segno.make(data.decode(), error="m", micro=False, boost_error=False).save(
        out, kind="svg", border=4, xmldecl=False, svgclass=None, lineclass=None, omitsize=True
    )
    return out.getvalue().decode()

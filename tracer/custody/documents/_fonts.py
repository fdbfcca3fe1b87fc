"""What the fonts of this machine can draw: those inside the type-setter first, then whatever is installed.

PDF/A forbids the empty box that stands for a character without a glyph, and the type-setter refuses to write it.
"""

from __future__ import annotations

import typst

_PROBE = b'#set document(title: "t")\n#set text(font: ("Libertinus Serif", "DejaVu Sans Mono"))\n#sys.inputs.text'


class Fonts:
    """Asks the type-setter. Searching for fonts costs most, so it is done once for many questions; one thread alone."""

    def __init__(self) -> None:
        self._compiler: typst.Compiler | None = None

    def draw(self, text: str) -> bool:
        """Whether the whole text can be drawn."""
        self._compiler = self._compiler or typst.Compiler(_PROBE)
        try:
            self._compiler.compile(format="pdf", pdf_standards=["a-2b"], sys_inputs={"text": text})
        except typst.TypstError:
            return False
        return True

    def undrawable(self, chars: str) -> frozenset[str]:
        """Which of the characters cannot be drawn, each by itself."""
        # A space between them keeps each on its own: a mark is otherwise drawn with its neighbour.
        if not chars or self.draw(" ".join(chars)):
            return frozenset()
        if len(chars) == 1:
            return frozenset(chars)
        half = len(chars) // 2
        return self.undrawable(chars[:half]) | self.undrawable(chars[half:])

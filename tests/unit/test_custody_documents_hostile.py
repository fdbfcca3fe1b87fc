"""Whatever stands in a record is printed as it is: it never runs, never hides, never leaves its place on the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pypdfium2
import pytest
import zxingcpp
from custody_document_samples import (
    CHAIN,
    CHECKPOINT,
    IMPRINT,
    continuity,
    exhibit,
    pages,
    raid,
    receipt,
    seal,
    text,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tracer.custody.documents._errors import DocumentError
from tracer.custody.documents._input import Flag
from tracer.custody.documents._printable import LONGEST, MOST_PROBED, Verbatim, printable
from tracer.custody.documents.label import exhibit_label_sheet, exhibit_labels
from tracer.custody.documents.mg11 import continuity_statement
from tracer.custody.documents.mg12 import exhibit_list
from tracer.custody.documents.receipt import property_receipt
from tracer.custody.documents.seal_label import seal_labels

MARKUP = '#panic("ran") #read("/etc/passwd") $x^2$ *bold* _it_ = Head `raw` @ref <tag> \\ // -- ~ "q" \'s\''
HOSTILE = [
    MARKUP,
    ']] }) #eval("1") ${x} %s {0} <script>alert(1)</script> =1+1',
    "\x00\x07\x1b[31m NUL and bells",
    "\u202eDESREVER\u202c \u200b\u2066 \ufeff",
    "\ud800 lone \udfff",
    "e" + "\u0301" * 400,
    "中文 العربية हिन्दी 😀👩‍👩‍👧 \U000e0041 \ue000",
    "\u0301starts with a mark",
    "W" * 3_000,
    "line\nbreaks\r\nand\ttabs\u2028and\u2029more",
]


def _documents(hostile: str) -> dict[str, Callable[[], bytes]]:
    sheet = exhibit(
        reference=hostile,
        seizure=hostile,
        description=hostile,
        place=hostile,
        officer=hostile,
        seal=hostile,
        condition=hostile,
        found_with=hostile,
        seized_note=hostile,
        imeis=(hostile,),
        location=hostile,
    )
    imprint = replace(IMPRINT, printed_by=hostile, force=hostile, case=hostile)
    lines = tuple(
        replace(line, what=hostile, holder=hostile, seal=hostile, flags=(Flag("gap", hostile, hostile, hostile),))
        for line in CHAIN
    )
    point = replace(CHECKPOINT, signers=(hostile,))
    return {
        "labels": lambda: exhibit_labels([sheet], imprint),
        "sheet": lambda: exhibit_label_sheet([sheet], imprint),
        "seals": lambda: seal_labels([seal(seal=hostile, reference=hostile, sealed_by=hostile)], imprint),
        "receipt": lambda: property_receipt(receipt(given_to=hostile, exhibits=(sheet,), checkpoint=point), imprint),
        "list": lambda: exhibit_list(raid(exhibits=(sheet,), place=hostile), imprint),
        "statement": lambda: continuity_statement(
            continuity(exhibit=sheet, lines=lines, statement_of=hostile), imprint
        ),
    }


@pytest.mark.parametrize("hostile", HOSTILE)
def test_every_document_can_be_made_of_it(hostile: str) -> None:
    for name, make in _documents(hostile).items():
        assert len(pypdfium2.PdfDocument(make())) == 1 or name in ("receipt", "list", "statement")


def test_markup_is_printed_letter_for_letter() -> None:
    printed = text(property_receipt(receipt(given_to=MARKUP), IMPRINT)).replace(" ", "")
    assert MARKUP.replace(" ", "") in printed


def test_a_label_keeps_its_size_and_its_codes_whatever_is_on_it() -> None:
    document = _documents("W" * 3_000)["labels"]()
    (page,) = pages(document)
    assert "exhibit:HERON-S1:JT/12" in page
    assert "…" in page
    picture = pypdfium2.PdfDocument(document)[0].render(scale=300 / 72).to_pil()
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == ["exhibit:HERON-S1:JT/12"] * 2


@pytest.mark.parametrize(
    ("given_text", "shown"),
    [
        ("JT/1\u200d2", "JT/1[U+200D]2"),
        ("a\u202eb", "a[U+202E]b"),
        ("a\x00b", "a[U+0000]b"),
        ("\ud800", "[U+D800]"),
        ("e\u0301", "é"),
        ("\u0301x", "[U+0301]x"),
        ("q\u0301\u0302\u0303", "q\u0301\u0302[U+0303]"),
        ("two\n lines", "two  lines"),
        ("Zoë Łuk", "Zoë Łuk"),
        ("Жанна", "Жанна"),
        ("\U000e0041", "[U+E0041]"),
    ],
)
def test_what_would_not_show_is_shown_as_its_number(given_text: str, shown: str) -> None:
    assert printable(given_text) == shown


def test_a_long_text_says_how_much_is_left_out_and_a_long_word_can_be_broken() -> None:
    assert printable("a b " * LONGEST).endswith(f"… ({3 * LONGEST} more characters)")
    assert "\u200b" in printable("x" * 100)
    assert printable("x" * 100).replace("\u200b", "") == "x" * 100
    assert printable(Verbatim("x" * 100)) == "x" * 100


def test_a_text_of_very_many_scripts_is_not_looked_up_letter_by_letter() -> None:
    many = "".join(chr(0x4E00 + at) for at in range(MOST_PROBED + 1))
    assert printable(many).replace("\u200b", "") == "".join(f"[U+{ord(char):04X}]" for char in many)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters(), max_size=40))
def test_any_text_at_all_can_be_printed(anything: str) -> None:
    assert exhibit_labels([exhibit(description=anything, officer=anything)], IMPRINT).startswith(b"%PDF")


def test_what_cannot_be_a_document_is_refused() -> None:
    with pytest.raises(DocumentError, match="checkpoint"):
        property_receipt(receipt(checkpoint=replace(CHECKPOINT, root="<hash>")), IMPRINT)
    with pytest.raises(DocumentError, match="checkpoint"):
        property_receipt(receipt(checkpoint=replace(CHECKPOINT, size=-1)), IMPRINT)
    with pytest.raises(DocumentError, match="nothing to give"):
        property_receipt(receipt(exhibits=()), IMPRINT)
    with pytest.raises(DocumentError, match="no exhibit to list"):
        exhibit_list(raid(exhibits=()), IMPRINT)
    with pytest.raises(DocumentError, match="Nothing is recorded"):
        continuity_statement(continuity(lines=()), IMPRINT)
    with pytest.raises(DocumentError, match="cannot be printed"):
        exhibit_labels([exhibit(exhibit="x" * 4_000)], IMPRINT)

"""The codes on labels and receipts are read back from the printed page by a decoder that did not make them."""

from __future__ import annotations

from collections import Counter

import pypdfium2
import pytest
import zxingcpp
from custody_document_samples import CHECKPOINT, IMPRINT, exhibit, receipt, seal

from tracer.custody.documents._codes import LONGEST_BYTES, bars, square
from tracer.custody.documents._errors import DocumentError
from tracer.custody.documents.label import exhibit_label_sheet, exhibit_labels
from tracer.custody.documents.receipt import property_receipt
from tracer.custody.documents.seal_label import seal_labels

DPI_OF_LABEL_PRINTERS = (203, 300)


def _read(document: bytes, dpi: int = 300) -> list[tuple[str, str]]:
    pictures = [page.render(scale=dpi / 72).to_pil() for page in pypdfium2.PdfDocument(document)]
    found = [code for picture in pictures for code in zxingcpp.read_barcodes(picture)]
    return [(code.format.name, code.text) for code in found]


@pytest.mark.parametrize("dpi", DPI_OF_LABEL_PRINTERS)
def test_a_label_carries_the_exhibit_in_both_codes(dpi: int) -> None:
    found = _read(exhibit_labels([exhibit(12), exhibit(140)], IMPRINT), dpi)
    both = [(kind, f"exhibit:HERON-S1:JT/{number}") for number in (12, 140) for kind in ("Code128", "QRCode")]
    assert sorted(found) == sorted(both)


@pytest.mark.parametrize("dpi", DPI_OF_LABEL_PRINTERS)
def test_a_seal_label_carries_the_seal_as_bars_and_the_exhibit_as_a_square(dpi: int) -> None:
    found = _read(seal_labels([seal()], IMPRINT), dpi)
    assert sorted(found) == [("Code128", "HRN700801"), ("QRCode", "exhibit:HERON-S1:JT/12")]


def test_every_label_of_a_sheet_is_read_and_a_sheet_begun_before_is_gone_on_with() -> None:
    document = exhibit_label_sheet([exhibit(number) for number in range(1, 27)], IMPRINT, first=4)
    assert [len(_read_page(document, page)) for page in range(2)] == [2 * 21, 2 * 5]
    wanted = {(kind, f"exhibit:HERON-S1:JT/{number}") for number in range(1, 27) for kind in ("Code128", "QRCode")}
    assert set(_read(document)) == wanted


def _read_page(document: bytes, page: int) -> Counter[str]:
    picture = pypdfium2.PdfDocument(document)[page].render(scale=300 / 72).to_pil()
    return Counter(f"{code.format.name} {code.text}" for code in zxingcpp.read_barcodes(picture))


def test_a_receipt_carries_the_checkpoint() -> None:
    found = _read(property_receipt(receipt(exhibits=(exhibit(),)), IMPRINT))
    assert found == [("QRCode", f"{CHECKPOINT.origin}\n{CHECKPOINT.size}\n{CHECKPOINT.root}\n")]


def test_an_id_that_no_bars_can_carry_is_in_the_square() -> None:
    sheet = exhibit(exhibit="exhibit:ŻÓŁĆ:JT/12", reference="JT/12")
    assert sorted(_read(exhibit_labels([sheet], IMPRINT))) == [("Code128", "JT/12"), ("QRCode", "exhibit:ŻÓŁĆ:JT/12")]
    sheet = exhibit(exhibit="exhibit:中:Ж/1", reference="Ж/1")
    assert _read(exhibit_labels([sheet], IMPRINT)) == [("QRCode", "exhibit:中:Ж/1")]


def test_bars_are_as_wide_as_there_is_room() -> None:
    wide, narrow = bars("HRN700801", 92), bars("HRN700801", 30)
    assert wide
    assert narrow
    assert narrow.width_mm <= 30 < wide.width_mm <= 92
    assert bars("HRN700801", 10) is None
    assert bars("", 92) is None
    assert bars("two\nlines", 92) is None


def test_a_code_that_would_be_too_small_to_read_is_refused() -> None:
    assert square("x" * LONGEST_BYTES)
    for text in ("", "x" * (LONGEST_BYTES + 1)):
        with pytest.raises(DocumentError, match="cannot be printed"):
            square(text)


def test_labels_of_nothing_and_a_label_that_no_sheet_has_are_refused() -> None:
    with pytest.raises(DocumentError, match="no exhibit"):
        exhibit_labels([], IMPRINT)
    with pytest.raises(DocumentError, match="no seal"):
        seal_labels([], IMPRINT)
    for first in (0, 25):
        with pytest.raises(DocumentError, match="1 to 24"):
            exhibit_label_sheet([exhibit()], IMPRINT, first)

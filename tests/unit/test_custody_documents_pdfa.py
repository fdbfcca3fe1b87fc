"""Each document has what PDF/A-2b (ISO 19005-2) asks for, as far as it can be looked up in the file.

What a full validator would add (glyph widths, content operators, the whole of the colour rules) is left to the
type-setter, which refuses to write what does not conform.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pikepdf
import pytest
from custody_document_samples import IMPRINT, RAID, every_document, exhibit, pages, raid

from tracer.custody.documents._errors import DocumentError
from tracer.custody.documents.label import exhibit_label_sheet, exhibit_labels
from tracer.custody.documents.mg12 import exhibit_list

DOCUMENTS = every_document()
LABELS = {"labels", "label sheet", "seal labels"}
NAMES = pytest.mark.parametrize("name", sorted(DOCUMENTS))
FORBIDDEN = ("/JavaScript", "/JS", "/Launch", "/AA", "/EmbeddedFiles", "/RichMedia", "/Movie", "/Sound", "/XFA")


def _open(name: str) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(DOCUMENTS[name]))


def _dictionaries(document: pikepdf.Pdf) -> Iterator[Any]:
    for thing in document.objects:
        if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            yield thing


@NAMES
def test_it_says_that_it_is_pdf_a_2b_and_pdf_ua_1(name: str) -> None:
    with _open(name) as document, document.open_metadata() as metadata:
        assert metadata.pdfa_status == "2B"
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"]
        assert metadata["dc:title"] == str(document.docinfo["/Title"])
        assert metadata["xmp:CreateDate"].startswith("2023-10-24T14:00:00")
        assert "/Filter" not in document.Root.Metadata
        assert document.Root.Lang == "en-GB"
        assert document.Root.MarkInfo.Marked
        assert document.Root.ViewerPreferences.DisplayDocTitle


@NAMES
def test_its_colours_have_a_profile_of_their_own(name: str) -> None:
    with _open(name) as document:
        (intent,) = document.Root.OutputIntents
        assert intent.S == "/GTS_PDFA1"
        profile = intent.DestOutputProfile.read_bytes()
        assert profile[36:40] == b"acsp"


@NAMES
def test_every_font_is_inside(name: str) -> None:
    with _open(name) as document:
        fonts = [thing for thing in _dictionaries(document) if thing.get("/Type") == "/Font"]
        descriptors = [font.FontDescriptor for font in fonts if "/FontDescriptor" in font]
        assert len(descriptors) >= 1
        for descriptor in descriptors:
            assert "/FontFile2" in descriptor or "/FontFile3" in descriptor
            assert re.match(r"/[A-Z]{6}\+(LibertinusSerif|DejaVuSansMono)", str(descriptor.FontName))
        assert all("/ToUnicode" in font for font in fonts if font.Subtype == "/Type0")


@NAMES
def test_it_holds_nothing_that_runs_is_fetched_or_is_locked(name: str) -> None:
    with _open(name) as document:
        assert not document.is_encrypted
        assert len(document.trailer.ID) == 2
        for thing in _dictionaries(document):
            assert not [key for key in FORBIDDEN if key in thing]
            assert thing.get("/S") not in ("/URI", "/Launch", "/JavaScript", "/GoToR", "/SubmitForm")
            if isinstance(thing, pikepdf.Stream):
                assert "/F" not in thing
                assert "/LZWDecode" not in str(thing.get("/Filter", ""))
        assert not document.check_pdf_syntax()


@NAMES
def test_every_page_is_numbered_and_names_its_exhibits(name: str) -> None:
    found = pages(DOCUMENTS[name])
    if name in LABELS:
        return
    for number, page in enumerate(found, 1):
        assert f" {number} of {len(found)}" in page
        assert "JT/12" in page or "JT/1 to JT/30 (30 exhibits)" in page
        assert "Operation Heron is wholly fictional." in page


def test_the_notice_stands_only_where_one_was_given() -> None:
    assert all("fictional" in page for name in LABELS for page in pages(DOCUMENTS[name]))
    assert "fictional" not in " ".join(pages(exhibit_list(raid(), replace(IMPRINT, notice=""))))


def test_pages_have_the_size_of_the_labels() -> None:
    for name, size in (("labels", (100, 62)), ("seal labels", (100, 62)), ("label sheet", (210, 297))):
        with _open(name) as document:
            for page in document.pages:
                assert [round(float(side) / 72 * 25.4) for side in page.mediabox[2:]] == list(size)


def test_the_same_input_gives_the_same_bytes() -> None:
    assert every_document() == DOCUMENTS


def test_a_time_without_a_zone_is_refused() -> None:
    naive = datetime(2023, 10, 15, 11, 0)
    with pytest.raises(DocumentError, match="without a zone"):
        exhibit_labels([exhibit(seized_at=naive)], IMPRINT)
    with pytest.raises(DocumentError, match="without a zone"):
        exhibit_labels([exhibit()], replace(IMPRINT, printed_at=naive))
    assert exhibit_label_sheet([exhibit(seized_at=RAID.astimezone(UTC))], IMPRINT)

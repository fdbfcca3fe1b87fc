"""What is printed says what it was given: the statement, the receipt and the list, in words a court reads."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pypdfium2
import pytest
from custody_document_samples import CHECKPOINT, IMPRINT, RAID, continuity, exhibit, pages, raid, receipt, seal, text

from tracer.custody.documents._words import length, short, utc, when
from tracer.custody.documents.label import exhibit_label_sheet, exhibit_labels
from tracer.custody.documents.mg11 import continuity_statement
from tracer.custody.documents.mg12 import exhibit_list, reconciled
from tracer.custody.documents.receipt import property_receipt
from tracer.custody.documents.seal_label import seal_labels
from tracer.demo import LEGEND


def test_the_statement_is_a_draft_that_accounts_for_every_moment() -> None:
    document = continuity_statement(continuity(), IMPRINT)
    found = pages(document)
    assert all("DRAFT" in page and "Signature witnessed by" in page for page in found)
    whole = " ".join(found)
    assert f"consisting of {len(found)} page(s) each signed by me" in whole
    assert "9 days 3 h in all" in whole
    assert "for 7 days 2 h (4 periods) one holder is recorded" in whole
    assert "for 1 h (1 period) nobody is recorded as holding it" in whole
    assert "for 2 days (1 period) the time of a change of holder is not known" in whole
    assert "Row 6: The laboratory did not accept it at once. No explanation has been recorded." in whole
    assert "time not known (between 10 and 11 on 17 October)" in whole
    assert "2023-10-15T11:00:00Z" in whole
    assert CHECKPOINT.root in whole


def test_a_chain_without_break_says_so() -> None:
    lines = (continuity().lines[0], *continuity().lines[5:])
    whole = text(continuity_statement(continuity(lines=lines, checkpoint=None), IMPRINT))
    assert "At every moment that the record covers, one holder of the exhibit is recorded, at one place." in whole
    assert "None was raised." in whole
    assert "Checkpoint" not in whole


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("taken", "was taken from the occupier and received by PC JT."),
        ("returned", "was returned by the occupier and received by PC JT."),
    ],
)
def test_a_receipt_lists_everything_and_prints_the_checkpoint(kind: str, says: str) -> None:
    found = pages(property_receipt(receipt(kind=kind, given_by="the occupier", given_to="PC JT"), IMPRINT))
    whole = " ".join(found)
    assert says in whole
    assert all(f"JT/{number} Apple iPhone" in whole for number in range(1, 31))
    assert "End of list: 30 items." in whole
    for part in (CHECKPOINT.origin, "412", CHECKPOINT.root, "does not show that what was recorded was true"):
        assert part in found[-1]


def test_the_list_has_a_row_for_every_exhibit_with_who_where_and_when() -> None:
    whole = text(exhibit_list(raid(), IMPRINT))
    for number in range(1, 31):
        assert f"JT/{number} Apple iPhone 14 Pro, purple; screen cracked; IMEI 001013015849716" in whole
        assert f"HRN7{number:05d}" in whole
    assert "Counted 30, booked 30: they agree." in whole
    bare = exhibit_list(raid(exhibits=(exhibit(officer="", location="", seal="", place="", seized_at=None),)), IMPRINT)
    assert "place not recorded time not known" in text(bare)


def test_the_list_says_what_became_of_what_left() -> None:
    at, holder = RAID + timedelta(days=9), "owner:0a1b2c"
    left = (
        exhibit(1, left="disposed", left_at=at, location="", holder=""),
        exhibit(2, left="returned", left_at=at, location="", holder=holder),
        exhibit(3, left="on_loan", left_at=at, location="the laboratory LAB", holder="the laboratory LAB"),
        exhibit(4, left="disposed", left_note="in the autumn", location="", holder=""),
    )
    whole = text(exhibit_list(raid(exhibits=left), IMPRINT))
    for says in ("disposed of, 24 Oct 2023", "returned, 24 Oct 2023", "on loan to the laboratory LAB, 24 Oct 2023"):
        assert says in whole
    assert "disposed of, time not known (in the autumn)" in whole
    assert "not recorded" not in whole
    assert holder not in whole


def test_the_list_says_of_each_what_is_not_so_for_all() -> None:
    everywhere = text(exhibit_list(raid(), IMPRINT))
    assert ("said below" in everywhere, "under search warrant" in everywhere) == (False, False)
    other = exhibit(2, power="PACE 1984 s19", place="A van outside")
    mixed = text(exhibit_list(raid(exhibits=(exhibit(1), other, exhibit(3, power=""))), IMPRINT))
    assert "Place Unit 4, Seven Sisters Road, London N4, where nothing else is said below" in mixed
    assert "Legal power search warrant, PACE 1984 s8, where nothing else is said below" in mixed
    assert (mixed.count("under PACE 1984 s19"), mixed.count("A van outside"), mixed.count("under ")) == (1, 1, 1)


def test_what_was_counted_is_set_against_what_is_booked() -> None:
    assert reconciled(raid(counted=None)).endswith("no count was recorded.")
    assert "Counted 31, booked 30: 1 counted but not booked." in reconciled(raid(counted=31))
    assert "Counted 29, booked 30: 1 booked but not counted." in reconciled(raid(counted=29))
    parts = (exhibit(1), replace(exhibit(1), reference="JT/1-SIM", within="JT/1"))
    assert reconciled(raid(exhibits=parts, counted=1)) == (
        "Counted 1, booked 1: they agree. Listed: 1 exhibit and 1 part of them."
    )


def test_a_label_is_one_page_with_a_notice_of_any_length_and_shows_where_it_was_found() -> None:
    place = "the place unit-4-phones, 4 Seven Sisters Road, London N4"
    sheet = exhibit(officer="JT (Police Constable Josephine Tarn-Whitby)", place=place)
    for notice in ("", LEGEND, "A notice. " * 60):
        document = exhibit_labels([sheet] * 3, replace(IMPRINT, notice=notice))
        assert len(pages(document)) == 3
        page = pypdfium2.PdfDocument(document)[0].get_textpage()
        at = page.get_text_range().index("N4")
        lowest = min(page.get_charbox(number)[1] for number in (at, at + 1))
        # What is below is cut off there: 4 mm of margin and 27 of the block it stands in, on 62.
        assert lowest >= (62 - 4 - 27) / 25.4 * 72
        assert len(pages(exhibit_label_sheet([sheet] * 24, replace(IMPRINT, notice=notice)))) == 1
        assert len(pages(seal_labels([seal(replaces="HRN 1")] * 2, replace(IMPRINT, notice=notice)))) == 2


def test_labels_say_what_they_are_on() -> None:
    label = text(exhibit_labels([exhibit()], IMPRINT))
    for part in ("EXHIBIT · Example Constabulary · HERON-S1", "JT/12", "HRN700012", "15 Oct 2023 11:36:00 BST, PC JT"):
        assert part in label
    label = text(seal_labels([seal(sealed_at=None, sealed_note="before noon")], IMPRINT))
    for part in ("HRN700801", "JT/12", "Replaces seal HRN700012", "time not known (before noon)"):
        assert part in label


def test_times_are_said_in_london_and_exactly() -> None:
    assert when(RAID) == "15 Oct 2023 11:00:00 BST"
    assert when(RAID + timedelta(days=30), "about") == "14 Nov 2023 10:00:00 GMT (about)"
    assert when(None) == "time not known"
    assert (utc(RAID), utc(None)) == ("2023-10-15T10:00:00Z", "")
    assert length(timedelta(days=1, hours=2, minutes=3, seconds=4)) == "1 day 2 h 3 min 4 s"
    assert length(timedelta(days=2, seconds=4)) == "2 days 4 s"
    assert length(timedelta()) == "0 s"
    assert (short("abc", 3), short("abcd", 3)) == ("abc", "ab…")

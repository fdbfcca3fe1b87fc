"""Files of the network that no spreadsheet runs, and periods that what has no date is always within."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest
from hostile_texts import HOSTILE

from api.show.network import links_csv, things_csv
from api.usecases.network.picture import Period
from graph.evidence import Link
from graph.queries.expand import Tie
from graph.queries.things import Thing
from graph.views import Reason
from tracer.model import Basis, SourceRow
from tracer.sources.mended import escaped

DAY = datetime(2023, 10, 5, tzinfo=UTC)


def rows(lines: list[str]) -> list[list[str]]:
    return list(csv.reader(io.StringIO("".join(lines), newline="")))


def test_every_hostile_name_is_a_cell_of_text() -> None:
    things = [Thing(f"handler:{number}", "Handler", name) for number, name in enumerate(HOSTILE)]
    found = rows(list(things_csv(things)))[1:]
    assert [row[2] for row in found] == [escaped(name) for name in HOSTILE]
    assert not [row for row in found for cell in row if cell[:1] in ("=", "+", "@", "\t", "\r")]


def test_a_link_tells_all_it_rests_on() -> None:
    link = Link("HELD", "handler:a", "handset:b", Basis.INFERRED, SourceRow("s1", 7), None, 0.75, "f")
    tie = Tie(link, DAY, None, "=1+1", (Reason("same dent", 0.5), Reason("other colour", -0.25)))
    heading, row = rows(list(links_csv([tie], [Thing("handler:a", "Handler", "Ann")], {"s1": "links.csv"})))
    assert dict(zip(heading, row, strict=True)) == {
        "from_id": "handler:a",
        "from_name": "Ann",
        "type": "HELD",
        "to_id": "handset:b",
        "to_name": "",
        "basis": "inferred",
        "grade": "",
        "score": "0.75",
        "at": "2023-10-05T00:00:00Z",
        "until": "",
        "note": "'=1+1",
        "reasons": "same dent (+0.5); other colour (-0.25)",
        "source": "s1",
        "row": "7",
        "file": "links.csv",
    }


@pytest.mark.parametrize(
    ("since", "until", "begins", "ends", "within"),
    [
        (None, None, DAY, DAY, True),
        (DAY, DAY, None, None, True),
        (DAY, None, DAY, None, True),
        (datetime(2023, 10, 6, tzinfo=UTC), None, DAY, None, False),
        (datetime(2023, 10, 6, tzinfo=UTC), None, DAY, datetime(2023, 10, 9, tzinfo=UTC), True),
        (None, datetime(2023, 10, 4, tzinfo=UTC), DAY, datetime(2023, 10, 9, tzinfo=UTC), False),
        (None, datetime(2023, 10, 4, tzinfo=UTC), None, DAY, False),
    ],
)
def test_a_period_has_what_touches_it(
    since: datetime | None, until: datetime | None, begins: datetime | None, ends: datetime | None, within: bool
) -> None:
    assert Period(since, until).has(begins, ends) is within

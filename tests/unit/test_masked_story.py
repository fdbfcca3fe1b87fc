"""A masked story says no identifier whole, wherever it was said, and all else as it was."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from api.usecases.masked import hiding, masked
from graph.views import Event, KnownIdentifier, Reason, Story
from tracer.model import Basis, SourceRow

IMEI, SERIAL, OTHERS = "490154203237518", "F17ABC", "356901100000008"
AT = datetime(2026, 2, 1, 12, tzinfo=UTC)


def test_no_identifier_is_left_whole() -> None:
    event = Event(
        kind="clone",
        at=AT,
        basis=Basis.INFERRED,
        source=SourceRow("4901542032375180", 7),
        summary=f"imei:{IMEI} was in two places at once",
        identifier=f"imei:{IMEI}",
        reasons=(Reason(f"seen as {OTHERS}", 1.0),),
        doubts=(f"{SERIAL}, not X{SERIAL}",),
        details={"before": f"handset:imei:{OTHERS}", "pings": 3, "mac": None},
    )
    known = (KnownIdentifier(f"imei:{IMEI}", "imei"), KnownIdentifier(f"serial:{SERIAL}", "serial"))
    told = Story(IMEI, f"handset:imei:{IMEI}", "Maker", None, known, (), (), (), (), ("GB",), (event,), {"ping": 2})
    found = masked(told)
    assert (found.subject, found.handset) == ("49015420*****18", "handset:imei:49015420*****18")
    (clone,) = found.events
    assert clone.summary == "imei:49015420*****18 was in two places at once"
    assert clone.reasons == (Reason("seen as 35690110*****08", 1.0),)
    assert clone.doubts[0].endswith(f"not X{SERIAL}")
    assert not clone.doubts[0].startswith(SERIAL)
    assert clone.details == {"before": "handset:imei:35690110*****08", "pings": 3, "mac": None}
    assert (clone.at, clone.basis, clone.source) == (AT, Basis.INFERRED, event.source)
    assert (found.make, found.countries, found.shown_of) == ("Maker", ("GB",), {"ping": 2})
    assert all(
        whole not in repr([one.id for one in found.identifiers]) for one in known for whole in one.id.split(":")[1:]
    )


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (f"{OTHERS}.csv", "35690110*****08.csv"),
        (f"dump_{OTHERS}_1.csv", "dump_35690110*****08_1.csv"),
        ("the box says 35-690110-000000-8", "the box says 35690110*****08"),
        ("35 690110 000000 8 on the tray", "35690110*****08 on the tray"),
        ("2 Oct 2023 18:41, 07700 900461, 51.50740", "2 Oct 2023 18:41, 07700 900461, 51.50740"),
    ],
)
def test_an_imei_is_known_in_a_files_name_and_however_it_is_parted(said: str, shown: str) -> None:
    assert hiding(Story(IMEI, None, None, None, (), (), (), (), (), (), ()))(said) == shown

"""What tells whose case something is: the exhibits of a report, the exhibit of a claim, the report of a message."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from custody_ledgers import exhibit
from records_databases import ENGINES, fresh_url
from recovery_case import ADA, ASKED, JONAH, NOBODY, case, confirmed

from api.custody_house import CustodyHouse
from tracer.errors import NotFoundError
from tracer.records.recovery.claims import Claims
from tracer.records.recovery.confirmations import Confirmations
from tracer.records.recovery.messages import Messages
from tracer.records.recovery.values import ClaimKind, Letter, MessageKind


@pytest.fixture(params=ENGINES)
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[CustodyHouse]:
    with fresh_url(request.param, tmp_path, request) as url, case(url, tmp_path) as found:
        yield found


def test_the_exhibits_of_reports_are_all_that_were_ever_confirmed(house: CustodyHouse) -> None:
    part = house.records.part(Confirmations)
    first = confirmed(house, ADA, 12, "k1").confirmation
    part.withdraw(first.id, ASKED)
    confirmed(house, ADA, 13, "k2")
    confirmed(house, JONAH, 14, "k3")
    found = part.exhibits_of([ADA, JONAH, NOBODY])
    assert found == {
        ADA: frozenset({exhibit(12), exhibit(13)}),
        JONAH: frozenset({exhibit(14)}),
        NOBODY: frozenset(),
    }


def test_a_claim_and_a_message_are_found_by_their_ids(house: CustodyHouse) -> None:
    claims, messages = house.records.part(Claims), house.records.part(Messages)
    made = claims.add(exhibit(12), ClaimKind.INSURER, {"who": "x", "why": "y"}, ASKED)
    assert claims.find(made.id) == made
    messages.write(ADA, Letter(MessageKind.QUESTION, "When?", "k1"))
    (written,) = messages.of_owner(ADA)
    assert messages.report_of(written.id) == ADA
    for find in (claims.find, messages.report_of):
        with pytest.raises(NotFoundError):
            find("nothing")

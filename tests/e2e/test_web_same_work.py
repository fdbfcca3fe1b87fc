"""The owner's page does the same for a reference that is nobody's as for one that is: so it takes no other time.

What takes time in a request is what the database is asked, what is enciphered or committed to, slow hashes, and what is
sent: these are counted, and no clock is read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import sqlalchemy as sa
from tracer_command import Tracer
from web_house import BY, House, opened_house
from web_site import FORCE

from api import passwords
from tracer.channels import channels
from tracer.demo import CASE
from tracer.records.recovery.confirmations import Confirmations
from tracer.records.vault import Vault
from tracer.recovery.report import Report

START = "/your-phone"
OWNERS, ERASED = Report(FORCE, CASE.a.reference), Report(FORCE, "MPS-DEMO-1111/23")
OTHERS = (Report(FORCE, "MPS-DEMO-0000/23"), ERASED, Report("Nowhere Police", CASE.a.reference), Report("x", "’; --"))
SECRETS = ("commitment", "encrypt", "decrypt", "person")
WRONG = "2222-2222"


@dataclass
class Work:
    """What was done for a request: statements and transactions in their order, and how often each secret act."""

    database: list[str] = field(default_factory=list)
    acts: Counter[str] = field(default_factory=Counter)


@pytest.fixture(scope="module")
def house(heron: Tracer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with opened_house(heron.home, tmp_path_factory.mktemp("same_work")) as made:
        made.desk.records.erase_owner(ERASED.owner, BY)
        yield made


@pytest.fixture
def work(house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[Work]:
    """What is done from now on."""
    done, engine = Work(), house.desk.records.part(Confirmations).database.engine

    def counting(where: Any, name: str) -> None:
        does: Callable[..., Any] = getattr(where, name)

        def counted(*given: Any, **more: Any) -> Any:
            done.acts[name] += 1
            return does(*given, **more)

        monkeypatch.setattr(where, name, counted)

    for name in SECRETS:
        counting(Vault, name)
    counting(passwords, "matches")
    for way in channels().values():
        counting(way, "send")
    heard: dict[str, Callable[..., None]] = {
        "before_cursor_execute": lambda *given: done.database.append(given[2]),
        "commit": lambda _: done.database.append("COMMIT"),
        "rollback": lambda _: done.database.append("ROLLBACK"),
    }
    for name, hear in heard.items():
        sa.event.listen(engine, name, hear)
    yield done
    for name, hear in heard.items():
        sa.event.remove(engine, name, hear)


@pytest.mark.parametrize("report", OTHERS)
@pytest.mark.parametrize("path", [START, f"{START}/code"])
def test_a_wrong_reference_takes_what_a_right_one_takes(house: House, work: Work, path: str, report: Report) -> None:
    """A code that is asked for, and one that is tried."""
    forget_tries(house)
    right = worked(house, work, path, OWNERS)
    assert right.database != []
    assert right.acts["commitment"] > 0
    assert worked(house, work, path, report) == right


@pytest.mark.parametrize("report", OTHERS)
def test_whoever_tries_too_often_is_refused_with_the_same_work(house: House, work: Work, report: Report) -> None:
    said = []
    for one in (OWNERS, report):
        forget_tries(house)
        said.append([worked(house, work, START, one) for _ in range(4)])
    assert said[0] == said[1]
    assert said[0][3].database != said[0][0].database


def test_a_code_that_waits_for_an_owner_changes_nothing_for_who_has_not_got_it(house: House, work: Work) -> None:
    forget_tries(house)
    before = worked(house, work, f"{START}/code", OWNERS)
    worked(house, work, START, OWNERS)
    assert worked(house, work, f"{START}/code", OWNERS) == before


def worked(house: House, work: Work, path: str, report: Report) -> Work:
    """What was done for a form of the owner's page, by a browser that has the form open."""
    house.client.cookies.clear()
    token = re.search(r'name="token" value="([^"]+)"', house.client.get(START).text)
    assert token is not None
    work.database.clear()
    work.acts.clear()
    form = {"reference": report.reference, "force": report.force, "code": WRONG, "token": token[1]}
    status = house.client.post(path, data=form).status_code
    assert status in (200, 401, 429)
    return Work([*work.database, str(status)], Counter(work.acts))


def forget_tries(house: House) -> None:
    """Nobody has tried anything yet."""
    with house.desk.records.part(Confirmations).database.writing() as connection:
        connection.execute(sa.text("DELETE FROM attempt"))

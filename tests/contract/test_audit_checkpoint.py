"""What was signed of the audit, on both engines: one that is set back or rewritten shows, though it holds in itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from records_databases import ENGINES, VAULT, fresh_url

from api.settings import Settings, read_settings
from api.usecases.access.audit_checkpoint import audit_checkpoint, audit_problems
from tracer.custody.guard import SigningRefusedError
from tracer.records.audit import Act
from tracer.records.audit_log import AuditLog
from tracer.records.records import Records
from tracer.records.values import Asked

OFFICER = Asked("person:1", "to find a phone")
SET_BACK = (
    "DELETE FROM audit WHERE number >= 3",
    "DELETE FROM audit_tree WHERE (no + 1) * (1 << level) > 3",
)


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with fresh_url(request.param, tmp_path, request) as found:
        yield found


@pytest.fixture
def settings(url: str, tmp_path: Path) -> Settings:
    return read_settings({"TRACER_HOME": str(tmp_path / "home"), "TRACER_RECORDS_URL": url})


@pytest.fixture
def log(url: str) -> Iterator[AuditLog]:
    records = Records.open(url, VAULT)
    yield records.part(AuditLog)
    records.close()


def fill(log: AuditLog, number: int, what: str = "handset") -> None:
    for each in range(number):
        log.note(OFFICER, Act.CONSULTED, f"{what}:{each}")


def run(url: str, *statements: str) -> None:
    with sa.create_engine(url).begin() as connection:
        for each in statements:
            connection.execute(sa.text(each))


def test_an_audit_that_only_grew_holds(log: AuditLog, settings: Settings) -> None:
    assert list(audit_problems(settings, log)) == []
    for _ in range(3):
        fill(log, 3)
        audit_checkpoint(settings, log)
    fill(log, 2)
    assert list(audit_problems(settings, log)) == []


def test_an_audit_that_was_set_back_shows_and_is_not_signed(log: AuditLog, settings: Settings, url: str) -> None:
    fill(log, 5)
    audit_checkpoint(settings, log)
    run(url, *SET_BACK)
    assert log.problems() == []
    assert [("set back" in one) for one in audit_problems(settings, log)] == [True, True]
    with pytest.raises(SigningRefusedError):
        audit_checkpoint(settings, log)


def test_another_history_of_the_same_length_shows(log: AuditLog, settings: Settings, url: str) -> None:
    fill(log, 5)
    audit_checkpoint(settings, log)
    run(url, *SET_BACK)
    fill(log, 4, "another")
    assert log.problems() == []
    assert all("not those that were signed for" in one for one in audit_problems(settings, log))
    assert len(list(audit_problems(settings, log))) == 2


def test_a_database_from_before_the_first_checkpoint_shows(log: AuditLog, settings: Settings, url: str) -> None:
    fill(log, 5)
    audit_checkpoint(settings, log)
    run(url, *SET_BACK, "DELETE FROM kept WHERE name = 'audit checkpoint'")
    assert len(list(audit_problems(settings, log))) == 2


def test_a_checkpoint_by_another_key_is_none(log: AuditLog, settings: Settings) -> None:
    fill(log, 2)
    made = audit_checkpoint(settings, log)
    log.keep_checkpoint(made.replace(b"/audit\n2\n", b"/audit\n1\n", 1))
    assert any("not by the audit's key" in one for one in audit_problems(settings, log))

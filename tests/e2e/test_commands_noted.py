"""What is taken in, looked at and given away with the command is noted in the audit, or is not done (DPA 2018 s62)."""

from __future__ import annotations

import getpass
from pathlib import Path

import pytest
import sqlalchemy as sa
from tracer_command import Tracer
from web_site import records_of

from tracer.demo import CASE
from tracer.records.audit import AuditQuery
from tracer.records.audit_log import AuditLog
from tracer.records.values import Asked

LISTS = "imei,at,lat,lon\n356938035643809,2023-10-02T18:00:00Z,51.5,-0.1\nno imei,2023-10-02T18:05:00Z,51.5,-0.2\n"


def noted(tracer: Tracer) -> list[tuple[str, str, dict[str, str]]]:
    """What the audit has of commands, oldest first: act, command and details."""
    with records_of(tracer) as records:
        found = records.part(AuditLog).search(AuditQuery(actor="command line"), Asked("test", "a test")).entries
        assert not records.part(AuditLog).problems()
    return [(one.act, one.subject, dict(one.details)) for one in reversed(found)]


def test_every_command_that_takes_in_or_shows_personal_data_is_noted(own_heron: Tracer) -> None:
    folder, imei = own_heron.folder, CASE.a.imei
    (folder / "pings.csv").write_text(LISTS, encoding="utf-8")
    before = len(noted(own_heron))
    own_heron.inside("load", str(folder / "pings.csv"), expect=1)
    own_heron.inside("load", "--dry-run", str(folder / "pings.csv"), expect=1)
    own_heron.inside("follow", imei)
    own_heron.inside("follow", imei, "--map", str(folder / "map.html"))
    own_heron.inside("follow", "no such thing", expect=1)
    own_heron.inside("stays", imei)
    own_heron.inside("rank", "handlers")
    own_heron.inside("path", "handler:fonez", "handler:dray")
    own_heron.inside("rejects")
    own_heron.inside("rejects", "--csv", str(folder / "mended.csv"))
    who = {"account": getpass.getuser()}
    assert noted(own_heron)[before:] == [
        ("collected", "tracer load", {"files": "1", **who}),
        ("consulted", "tracer follow", {"q": imei, **who}),
        ("disclosed", "tracer follow", {"q": imei, "map": str(folder / "map.html"), **who}),
        ("consulted", "tracer follow", {"q": "no such thing", **who}),
        ("consulted", "tracer stays", {"q": imei, **who}),
        ("consulted", "tracer rank", {"what": "handlers", "by": "handled", **who}),
        ("consulted", "tracer path", {"a": "handler:fonez", "b": "handler:dray", **who}),
        ("consulted", "tracer rejects", who),
        ("disclosed", "tracer rejects", {"csv": str(folder / "mended.csv"), **who}),
    ]


def test_every_command_that_changes_how_the_installation_is_kept_is_noted(tracer: Tracer) -> None:
    tracer.inside("custody", "officer", "add", "JT", "--name", "Jo Tarn")
    tracer.inside("custody", "store", "add", "NORTH")
    tracer.inside("custody", "keys", "new")
    tracer.inside("custody", "keys", "new", expect=2)
    tracer.inside("graph", "migrate")
    tracer.inside("graph", "rebuild")
    who = {"account": getpass.getuser()}
    assert noted(tracer) == [
        ("altered", "tracer custody officer add", {"officer": "JT", **who}),
        ("altered", "tracer custody store add", {"store": "NORTH", **who}),
        ("altered", "tracer custody keys new", who),
        ("altered", "tracer custody keys new", who),
        ("altered", "tracer graph migrate", who),
        ("altered", "tracer graph rebuild", who),
    ]


@pytest.mark.parametrize(
    "asked",
    [("load", "pings.csv"), ("follow", CASE.a.imei, "--map", "map.html"), ("rank", "handlers"), ("rejects",)],
)
def test_what_cannot_be_noted_is_not_done(own_heron: Tracer, asked: tuple[str, ...]) -> None:
    (own_heron.folder / "pings.csv").write_text(LISTS, encoding="utf-8")
    engine = sa.create_engine(f"sqlite:///{own_heron.home / 'records.sqlite'}")
    with engine.begin() as connection:
        connection.execute(
            sa.text("CREATE TRIGGER no_room BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no room'); END")
        )
        sources = connection.execute(sa.text("SELECT count(*) FROM source")).scalar()
    places = [str(own_heron.folder / word) if Path(word).suffix else word for word in asked]
    answer = own_heron.inside(*places, expect=2)
    assert answer.out == ""
    assert not (own_heron.folder / "map.html").exists()
    with engine.connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM source")).scalar() == sources
    engine.dispose()

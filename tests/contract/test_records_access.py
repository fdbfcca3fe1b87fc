"""People, sessions, tokens and failed attempts on both engines: who was let in, and that it ends at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest
import sqlalchemy as sa
from records_databases import ENGINES, VAULT, fresh_url

from tracer.errors import NotFoundError, RecordsError
from tracer.records.access import sessions as sessions_part
from tracer.records.access.attempts import Attempts
from tracer.records.access.people import People
from tracer.records.access.sessions import IDLE, LASTS, Sessions
from tracer.records.access.tables import person as people_table
from tracer.records.access.tokens import PREFIX, Tokens
from tracer.records.access.values import AccessError, Person
from tracer.records.audit import AuditQuery
from tracer.records.audit_log import AuditLog
from tracer.records.part import now
from tracer.records.records import Records
from tracer.records.values import Asked

BY = Asked("person:admin", "administration")
T = TypeVar("T")


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with fresh_url(request.param, tmp_path, request) as found:
        yield found


@pytest.fixture
def records(url: str) -> Iterator[Records]:
    opened = Records.open(url, VAULT)
    yield opened
    opened.close()


def person(username: str = "j.t", *roles: str, **other: object) -> Person:
    said = {"id": "", "username": username, "name": "J T", "force": "Metropolitan", "roles": frozenset(roles)}
    return Person(**{**said, **other})  # type: ignore[arg-type]


def added(records: Records, username: str = "j.t", *roles: str) -> Person:
    return records.part(People).add(person(username, *(roles or ("detective",))), BY, "hash")


def at_once(act: Callable[[int], T], number: int = 6) -> list[T]:
    """What each of several threads got that did the same at one moment."""
    line = threading.Barrier(number)

    def run(each: int) -> T:
        line.wait()
        return act(each)

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(run, range(number)))


# People


def test_a_person_is_found_as_they_were_added(records: Records) -> None:
    people = records.part(People)
    made = people.add(person("J.T ", "detective", "supervisor", initials="JT"), BY, "hash")
    assert people.find(made.id) == people.by_username("j.t") == people.by_username(" J.T") == made
    assert (made.username, made.roles, made.initials) == ("j.t", {"detective", "supervisor"}, "JT")
    assert (made.has_password, made.has_totp, made.active) == (True, False, True)
    assert people.count() == len(people.every()) == 1


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Zoë O’Neil", "Zoë O’Neil"),
        ("\x1b<b>", "\x1b<b>"),
        ("🙂" * 50, "🙂" * 50),
        ("a\x00", "a\ufffd"),
        ("\ud800", "?"),
    ],
)
def test_a_name_is_kept_as_it_was_said_but_for_what_no_database_keeps(records: Records, name: str, shown: str) -> None:
    made = records.part(People).add(person("x", "detective", name=name), BY)
    assert records.part(People).find(made.id).name == shown


def test_a_name_of_an_account_is_taken_once(records: Records) -> None:
    people = records.part(People)

    def add(_: int) -> bool:
        try:
            people.add(person("J.T" if _ % 2 else "j.t", "detective"), BY)
        except AccessError:
            return False
        return True

    assert sum(at_once(add)) == 1
    other = added(records, "other")
    with pytest.raises(AccessError, match="already"):
        people.change(person("J.T", "detective", id=other.id), BY)
    assert people.find(other.id).username == "other"


def test_initials_are_one_persons_for_ever(records: Records) -> None:
    people = records.part(People)

    def add(each: int) -> bool:
        try:
            people.add(person(f"one.{each}", "detective", initials=("JT", "jt", " J\uff34 ")[each % 3]), BY)
        except AccessError:
            return False
        return True

    assert sum(at_once(add)) == 1
    (holder,) = people.every()
    other = added(records, "other")
    with pytest.raises(AccessError, match=rf"J T \({holder.username}\)\."):
        people.change(person("other", "detective", id=other.id, initials="jt"), BY)
    assert people.find(other.id) == other
    people.change(person(holder.username, "detective", id=holder.id, initials=holder.initials, active=False), BY)
    with pytest.raises(AccessError, match="closed"):
        people.add(person("third", "detective", initials="JT"), BY)
    changed = people.change(person("other", "detective", id=other.id, initials="OT"), BY)
    assert people.change(person("other", "auditor", id=other.id, initials="OT"), BY).initials == changed.initials


def test_accounts_that_shared_initials_before_can_still_be_changed(records: Records) -> None:
    people, both = records.part(People), (added(records, "one"), added(records, "two"))
    with people.database.writing() as connection:
        connection.execute(sa.update(people_table).values(initials="JT"))
    for one in both:
        assert people.change(person(one.username, "auditor", id=one.id, initials="JT"), BY).roles == {"auditor"}
    assert people.change(person("two", "auditor", id=both[1].id, initials="TW"), BY).initials == "TW"
    with pytest.raises(AccessError, match="J T"):
        people.change(person("two", "auditor", id=both[1].id, initials="JT"), BY)


def test_a_subject_belongs_to_one_person(records: Records) -> None:
    people, one, two = records.part(People), added(records, "one"), added(records, "two")
    people.tie_subject(one.id, "https://id.example.org/ 1", BY)
    with pytest.raises(AccessError):
        people.tie_subject(two.id, "https://id.example.org/ 1", BY)
    found = people.by_subject("https://id.example.org/ 1")
    assert found is not None
    assert found.id == one.id


def test_the_last_of_a_role_stays_even_when_two_remove_each_other(records: Records) -> None:
    people = records.part(People)
    both = [added(records, "a.one", "administrator"), added(records, "a.two", "administrator")]

    def close(each: int) -> bool:
        changed = person(both[each].username, "administrator", id=both[each].id, active=False)
        try:
            people.change(changed, BY, keep="administrator")
        except AccessError:
            return False
        return True

    assert sum(at_once(close, 2)) == 1
    assert [one.active for one in people.every()].count(True) == 1
    last = next(one for one in people.every() if one.active)
    with pytest.raises(AccessError, match="last"):
        people.change(person(last.username, "detective", id=last.id), BY, keep="administrator")


def test_nobody_unknown_is_changed(records: Records) -> None:
    people = records.part(People)
    for act in (
        lambda: people.find("person:none"),
        lambda: people.change(person(id="person:none"), BY),
        lambda: people.set_password("person:none", "hash", BY),
        lambda: people.set_totp("person:none", "secret", BY),
    ):
        with pytest.raises(NotFoundError):
            act()
    assert (people.by_username("none"), people.by_subject("none"), people.secrets_of("none")) == (None, None, None)


def test_a_step_of_one_time_codes_is_used_once_and_never_an_earlier_one(records: Records) -> None:
    people, one = records.part(People), added(records)
    people.set_totp(one.id, "SECRET", BY)
    assert sum(at_once(lambda _: people.use_totp(one.id, 100))) == 1
    assert [people.use_totp(one.id, step) for step in (100, 99, 101, 101)] == [False, False, True, False]


def test_secrets_stand_nowhere_in_the_database(records: Records, url: str) -> None:
    one = added(records)
    records.part(People).set_totp(one.id, "TOTPSECRET", BY)
    begun = records.part(Sessions).begin(one, "password")
    _, secret = records.part(Tokens).make("feed", one.id, ["trace"], now() + timedelta(days=1), BY)
    found = records.part(People).secrets_of("j.t")
    assert found is not None
    assert found[2] == "TOTPSECRET"
    with sa.create_engine(url).connect() as connection:
        for table in ("person", "session", "token", "audit"):
            everything = repr(connection.execute(sa.text(f"SELECT * FROM {table}")).all())
            assert [text for text in ("TOTPSECRET", begun.secret, secret) if text in everything] == []


def test_each_change_is_in_the_audit_or_is_not_made(records: Records) -> None:
    people, one = records.part(People), added(records)
    people.set_password(one.id, "another", BY)
    people.change(person("j.t", "supervisor", id=one.id), BY)
    noted = records.part(AuditLog).search(AuditQuery(subject=one.id), BY).entries
    assert [entry.details["what"] for entry in reversed(noted)] == ["account made", "password set", "account changed"]
    with pytest.raises(RecordsError):
        people.change(person("j.t", "auditor", id=one.id), Asked("person:admin", " "))
    assert people.find(one.id).roles == {"supervisor"}


# Sessions


def test_a_session_is_its_secret_alone(records: Records) -> None:
    sessions, one = records.part(Sessions), added(records)
    begun = sessions.begin(one, "password")
    found = sessions.of(begun.secret)
    assert found is not None
    assert found == begun.session
    for text in ("", begun.session.id, begun.secret + "x", begun.secret[:-1], "\ud800"):
        assert sessions.of(text) is None


@pytest.mark.parametrize("way", ["end", "end mine", "everywhere", "closed", "password", "totp", "subject"])
def test_an_ended_session_is_refused_at_once(records: Records, way: str) -> None:
    sessions, people, one = records.part(Sessions), records.part(People), added(records)
    begun, other = sessions.begin(one, "password"), sessions.begin(added(records, "other"), "password")
    ways: dict[str, Callable[[], object]] = {
        "end": lambda: sessions.end(begun.session.id),
        "end mine": lambda: sessions.end_mine(one.id, begun.session.id, BY),
        "everywhere": lambda: sessions.end_all_of(one.id, BY),
        "closed": lambda: people.change(person("j.t", "detective", id=one.id, active=False), BY),
        "password": lambda: people.set_password(one.id, "new", BY),
        "totp": lambda: people.set_totp(one.id, None, BY),
        "subject": lambda: people.tie_subject(one.id, "issuer subject", BY),
    }
    ways[way]()
    assert sessions.of(begun.secret) is None
    assert sessions.of(other.secret) is not None
    assert [sessions.holds(each.session.id) for each in (begun, other)] == [False, True]
    assert [each.person.username for each in sessions.every()] == ["other"]


def test_nobody_ends_the_session_of_another(records: Records) -> None:
    sessions, one, two = records.part(Sessions), added(records, "one"), added(records, "two")
    begun = sessions.begin(one, "password")
    with pytest.raises(NotFoundError):
        sessions.end_mine(two.id, begun.session.id, BY)
    assert sessions.of(begun.secret) is not None


@pytest.mark.parametrize(("passed", "lasts"), [(IDLE - timedelta(minutes=1), True), (IDLE, False), (LASTS, False)])
def test_a_session_ends_when_it_is_not_used(
    records: Records, monkeypatch: pytest.MonkeyPatch, passed: timedelta, lasts: bool
) -> None:
    sessions = records.part(Sessions)
    begun = sessions.begin(added(records), "password")
    later = begun.session.created_at + passed
    monkeypatch.setattr(sessions_part, "now", lambda: later)
    assert len(sessions.every()) == lasts
    assert (sessions.of(begun.secret) is not None) == lasts


def test_a_used_session_lasts_one_shift(records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    sessions = records.part(Sessions)
    begun = sessions.begin(added(records), "password")
    hours = 0.0
    moment = begun.session.created_at
    monkeypatch.setattr(sessions_part, "now", lambda: moment)
    while sessions.of(begun.secret) is not None:
        hours += 0.5
        moment = begun.session.created_at + timedelta(hours=hours)
    assert timedelta(hours=hours) == LASTS


def test_changed_roles_hold_at_the_next_request(records: Records) -> None:
    sessions, one = records.part(Sessions), added(records)
    begun = sessions.begin(one, "password")
    records.part(People).change(person("j.t", "auditor", id=one.id), BY)
    found = sessions.of(begun.secret)
    assert found is not None
    assert found.person.roles == {"auditor"}


# Tokens


def test_a_token_is_its_secret_alone_until_it_is_revoked_or_its_person_goes(records: Records) -> None:
    tokens, one = records.part(Tokens), added(records)
    token_id, secret = tokens.make(" feed ", one.id, ["trace", "load"], now() + timedelta(days=1), BY)
    found = tokens.of(secret)
    assert found is not None
    assert (found.id, found.name, found.scopes, found.person.id) == (token_id, "feed", {"trace", "load"}, one.id)
    assert secret.startswith(PREFIX)
    assert [tokens.of(text) for text in ("", token_id, secret[:-1], secret.upper(), "\ud800")] == [None] * 5
    records.part(People).change(person("j.t", "detective", id=one.id, active=False), BY)
    assert tokens.of(secret) is None
    records.part(People).change(person("j.t", "detective", id=one.id), BY)
    assert tokens.of(secret) is not None
    tokens.revoke(token_id, BY)
    assert tokens.of(secret) is None
    with pytest.raises(NotFoundError):
        tokens.revoke(token_id, BY)
    assert [each.id for each in tokens.every()] == [token_id]


def test_an_expired_token_is_refused(records: Records) -> None:
    _, secret = records.part(Tokens).make("feed", added(records).id, [], now() - timedelta(milliseconds=1), BY)
    assert records.part(Tokens).of(secret) is None


# Attempts


def test_failures_are_counted_by_what_was_tried_and_forgotten_after_a_success(records: Records, url: str) -> None:
    attempts = records.part(Attempts)
    at_once(lambda _: attempts.failed("name:j.t", "address:192.0.2.1"))
    attempts.failed("name:other", "address:192.0.2.1")
    counted = {what: attempts.since(what, timedelta(minutes=15))[0] for what in ("name:j.t", "address:192.0.2.1", "x")}
    assert counted == {"name:j.t": 6, "address:192.0.2.1": 7, "x": 0}
    assert attempts.since("name:j.t", timedelta(0))[0] == 0
    with sa.create_engine(url).connect() as connection:
        assert "j.t" not in repr(connection.execute(sa.text("SELECT * FROM attempt")).all())
    attempts.forget("name:j.t")
    assert attempts.since("name:j.t", timedelta(minutes=15)) == (0, None)
    assert attempts.since("address:192.0.2.1", timedelta(minutes=15))[0] == 7

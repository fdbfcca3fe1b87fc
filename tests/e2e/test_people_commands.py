"""Tokens and cases from the machine itself, as the first administrator makes them."""

from __future__ import annotations

from tracer_command import Tracer

DETECTIVE = ("--role", "detective", "--force", "Metropolitan Police")


def test_a_token_is_made_once_listed_without_its_secret_and_revoked(tracer: Tracer) -> None:
    tracer("people", "add", "feed", *DETECTIVE)
    made = tracer("people", "token", "make", "gateway", "--for", "feed", "--scope", "load", "--json").json
    (listed,) = tracer.inside("people", "token", "list", "--json").lines
    assert (listed["name"], listed["for"], listed["scopes"], listed["revoked"]) == ("gateway", "feed", ["load"], False)
    assert made["secret"] not in tracer.inside("people", "token", "list", "--json").out
    tracer.inside("people", "token", "make", "x", "--for", "feed", "--scope", "administer", expect=2)
    tracer.inside("people", "token", "make", "x", "--for", "nobody", "--scope", "load", expect=1)
    tracer.inside("people", "token", "revoke", made["id"])
    tracer.inside("people", "token", "revoke", made["id"], expect=1)
    assert [one["revoked"] for one in tracer.inside("people", "token", "list", "--json").lines] == [True]


def test_a_case_is_opened_and_given_people_and_files(tracer: Tracer) -> None:
    tracer.inside("people", "add", "one", *DETECTIVE)
    case = tracer("people", "case", "open", "Heron", "--force", "Metropolitan Police").out.strip()
    tracer.inside("people", "case", "people", case, "one")
    told = tracer.inside("people", "case", "put", case, "--seizure", "HERON/1").err
    assert "Nothing of HERON/1 is booked or loaded yet." in told
    tracer.inside("people", "case", "put", case, "--source", "none", expect=1)
    tracer.inside("people", "case", "people", case, "nobody", expect=1)
    assert tracer.inside("people", "case", "list", "--json").lines == [
        {"id": case, "name": "Heron", "force": "Metropolitan Police", "people": ["one"]}
    ]


def test_whoever_acts_as_an_officer_can_book_at_once(tracer: Tracer) -> None:
    tracer.inside("people", "add", "jo", "--name", "Jo Tarn", "--role", "custody officer", "--initials", "jt")
    (officer,) = tracer.inside("custody", "officer", "list", "--json").lines
    assert (officer["id"], officer["name"]) == ("officer:JT", "Jo Tarn")
    told = tracer.inside(
        "people", "add", "joe", "--name", "Joe", "--role", "custody officer", "--initials", "Jt", expect=1
    )
    assert "Jo Tarn (jo)" in told.err
    assert [one["username"] for one in tracer.inside("people", "list", "--json").lines] == ["jo"]
    assert [one["name"] for one in tracer.inside("custody", "officer", "list", "--json").lines] == ["Jo Tarn"]

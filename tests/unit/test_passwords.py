"""Passwords and one-time codes, against the vectors of RFC 6238."""

from __future__ import annotations

import base64

import pytest

from api import passwords
from tracer.errors import UsageError

SECRET = base64.b32encode(b"12345678901234567890").decode()
# RFC 6238 appendix B, SHA-1, the last six of its eight digits.
VECTORS = [
    (59, "287082"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
]


@pytest.mark.parametrize(("at", "code"), VECTORS)
def test_codes_are_those_of_the_rfc(at: int, code: str) -> None:
    assert passwords.totp_step(SECRET, code, at) == at // 30
    assert passwords.totp_step(SECRET, f"{code[:3]} {code[3:]}", at + 30) == at // 30
    assert passwords.totp_step(SECRET, code, at + 90) is None


@pytest.mark.parametrize("code", ["", "000000", "28708", "2870822", "２８７０８２", "abcdef", "\x00"])
def test_another_code_is_wrong(code: str) -> None:
    assert passwords.totp_step(SECRET, code, 59) is None


def test_a_password_is_known_again_by_its_hash_alone() -> None:
    stored = passwords.hashed("correct horse battery")
    assert stored.startswith("$argon2id$")
    assert passwords.matches(stored, "correct horse battery")
    assert not passwords.matches(stored, "correct horse batterz")
    assert stored != passwords.hashed("correct horse battery")


def test_nobody_matches_where_there_is_no_password() -> None:
    assert not passwords.matches(None, "correct horse battery")
    assert not passwords.matches("not a hash", "correct horse battery")


@pytest.mark.parametrize("password", ["", "short", "aaaaaaaaaaaaaaaa", "x" * 1000])
def test_a_password_that_is_easy_or_endless_is_refused(password: str) -> None:
    with pytest.raises(UsageError):
        passwords.hashed(password)


def test_new_passwords_are_good_and_never_the_same() -> None:
    made = {passwords.new_password() for _ in range(50)}
    assert len(made) == 50
    assert passwords.hashed(next(iter(made)))

"""Time stamps count when their authority is trusted and they are over this very checkpoint."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from custody_bundles import contents_of, ledger_of, signer
from custody_servers import serving

from tracer.custody import timestamps
from tracer.custody.bundle import write_bundle
from tracer.custody.checks.signatures import Trust
from tracer.custody.timestamps import TimestampError
from tracer.custody.verify import main, verify_bundle
from tracer.errors import ConfigurationError

VECTORS = Path(__file__).parents[1] / "vectors/custody"
REPLY = (VECTORS / "timestamp.tsr").read_bytes()
AUTHORITY = (VECTORS / "authority.pem").read_bytes()
TRUST = Trust(authorities=(AUTHORITY,))
CONTENTS = replace(contents_of(ledger_of(6, 2), range(1, 6, 2)), timestamps={"example": REPLY})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    write_bundle(tmp_path / "bundle.zip", CONTENTS, signer())
    return tmp_path / "bundle.zip"


def test_a_time_stamp_says_when(path: Path) -> None:
    report = verify_bundle(path, TRUST)
    assert report.verified, report.problems
    assert any(line.startswith("All of it was recorded before 2026-11-24 ") for line in report.proven)
    assert main([str(path), "--authority", str(VECTORS / "authority.pem")]) == 0


def test_a_time_stamp_that_was_not_checked_is_said_not_to_be(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert any("not checked. Give the authority's certificate" in limit for limit in verify_bundle(path).limits)
    monkeypatch.setattr(timestamps, "available", lambda: False)
    report = verify_bundle(path, TRUST)
    assert report.verified
    assert any("rfc3161-client is not installed" in limit for limit in report.limits)
    with pytest.raises(ConfigurationError):
        timestamps.verify(REPLY, b"", [AUTHORITY])


@pytest.mark.parametrize("reply", [b"", b"nonsense", REPLY[:-1], REPLY + b"\0", REPLY[200:]])
def test_what_is_no_time_stamp_is_refused(tmp_path: Path, reply: bytes) -> None:
    write_bundle(tmp_path / "b", replace(CONTENTS, timestamps={"example": reply}), signer())
    report = verify_bundle(tmp_path / "b", TRUST)
    assert "No time stamp holds" in report.problems[0]
    assert "Error" not in report.problems[0]


def test_a_time_stamp_over_something_else_is_refused(tmp_path: Path) -> None:
    other = replace(contents_of(ledger_of(7, 2), range(1, 7, 2)), timestamps={"example": REPLY})
    write_bundle(tmp_path / "b", other, signer())
    assert not verify_bundle(tmp_path / "b", TRUST).verified


BROKEN = REPLY[:-5] + bytes([REPLY[-5] ^ 1]) + REPLY[-4:]


def test_one_time_stamp_that_holds_is_enough_and_the_others_are_told(tmp_path: Path) -> None:
    write_bundle(tmp_path / "b", replace(CONTENTS, timestamps={"good": REPLY, "broken": BROKEN}), signer())
    report = verify_bundle(tmp_path / "b", TRUST)
    assert report.verified, report.problems
    assert [line for line in report.proven if "time stamp" in line] == [
        line for line in report.proven if line.endswith("time stamp good.")
    ]
    assert "Time stamp broken: Its signature is not good." in report.limits


def test_another_authority_than_the_stamps_is_not_taken_for_a_bad_stamp(path: Path) -> None:
    report = verify_bundle(path, Trust(authorities=(other_authority(),)))
    assert "leads to none of the authorities that were given" in report.problems[0]
    both = verify_bundle(path, Trust(authorities=(AUTHORITY, other_authority())))
    assert both.verified, both.problems


def other_authority() -> bytes:
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Other")])
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, datetime(2020, 1, 1), datetime(2050, 1, 1))
    made = made.add_extension(x509.BasicConstraints(True, None), True)
    return made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def test_an_authority_that_is_not_one_is_said_to_be_wrong(path: Path) -> None:
    with pytest.raises(ConfigurationError, match="not PEM"):
        verify_bundle(path, Trust(authorities=(b"x",)))
    assert main([str(path), "--authority", str(path)]) == 2


def test_an_authority_is_asked_for_one() -> None:
    asked: list[bytes] = []

    def answer(body: bytes) -> tuple[int, bytes]:
        asked.append(body)
        return 200, REPLY

    with serving(answer) as url:
        assert timestamps.ask(url, CONTENTS.checkpoint) == REPLY
        with pytest.raises(TimestampError, match="not over the checkpoint"):
            timestamps.ask(url, b"something else")
    assert len(asked) == 2
    assert asked[0].startswith(b"\x30")


@pytest.mark.parametrize("answer", [(500, b""), (200, b""), (200, b"<html>"), (404, REPLY)])
def test_an_authority_that_answers_nonsense_is_said_to(answer: tuple[int, bytes]) -> None:
    with serving(lambda _: answer) as url, pytest.raises(TimestampError):
        timestamps.ask(url, CONTENTS.checkpoint)


def test_an_authority_that_is_away_or_none_is_said_to_be() -> None:
    with pytest.raises(TimestampError, match="could be had"):
        timestamps.ask("http://127.0.0.1:9/", b"x")
    with pytest.raises(ConfigurationError):
        timestamps.ask("file:///etc/passwd", b"x")

"""The vault opens only what it sealed, and a person's key is that person's alone."""

from __future__ import annotations

import hashlib
import hmac
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer.errors import ConfigurationError, RecordsError
from tracer.records.vault import Vault

KEY = bytes(range(32))


@given(text=st.text(), context=st.text(alphabet=st.characters(codec="utf-8")))
def test_a_text_comes_back(text: str, context: str) -> None:
    assert Vault(KEY).decrypt(Vault(KEY).encrypt(text, context), context) == text


@given(st.text(alphabet=st.characters(categories=["Cs"]), min_size=1, max_size=3))
def test_half_characters_come_back(text: str) -> None:
    assert Vault(KEY).decrypt(Vault(KEY).encrypt(text, "x"), "x") == text


def test_it_opens_with_no_other_key_context_or_change() -> None:
    sealed = Vault(KEY).encrypt("Jo Example", "owner:1")
    changed = [sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :] for place in range(len(sealed))]
    for broken in [*changed, b"", sealed[:11], sealed[:-1]]:
        with pytest.raises(RecordsError):
            Vault(KEY).decrypt(broken, "owner:1")
    with pytest.raises(RecordsError):
        Vault(KEY).decrypt(sealed, "owner:2")
    with pytest.raises(RecordsError):
        Vault(KEY[::-1]).decrypt(sealed, "owner:1")


def test_the_same_text_is_sealed_differently_each_time() -> None:
    assert len({Vault(KEY).encrypt("same", "x") for _ in range(100)}) == 100


def hkdf(key: bytes, info: bytes) -> bytes:
    """RFC 5869 written out, for one block and no salt."""
    pseudorandom = hmac.new(bytes(32), key, hashlib.sha256).digest()
    return hmac.new(pseudorandom, info + b"\x01", hashlib.sha256).digest()


def test_a_commitment_is_the_hmac_of_the_text() -> None:
    expected = hmac.new(hkdf(KEY, b"commitments"), b"353879234252633", hashlib.sha256).hexdigest()
    assert Vault(KEY).commitment("353879234252633") == expected


def test_keys_differ_by_purpose_and_salt() -> None:
    vault = Vault(KEY)
    assert len({vault.derive("a"), vault.derive("b"), vault.derive("a", b"1" * 32), vault.derive("a", b"2" * 32)}) == 4


def test_a_wrapped_person_opens_for_that_person_alone() -> None:
    person, wrapped = Vault(KEY).new_person("owner:1")
    sealed = person.encrypt("Jo Example", "x")
    assert Vault(KEY).person("owner:1", wrapped).decrypt(sealed, "x") == "Jo Example"
    for vault, name in ((Vault(KEY), "owner:2"), (Vault(KEY[::-1]), "owner:1")):
        with pytest.raises(RecordsError):
            vault.person(name, wrapped)
    with pytest.raises(RecordsError):
        Vault(KEY).decrypt(sealed, "x")


def test_a_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "home" / "key"
    first = Vault.load(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert Vault.load(file).commitment("x") == first.commitment("x")
    assert list(file.parent.iterdir()) == [file]


def test_first_users_at_once_get_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        vaults = list(pool.map(lambda _: Vault.load(tmp_path / "home" / "key"), range(32)))
    assert len({vault.commitment("x") for vault in vaults}) == 1


@pytest.mark.parametrize("content", [b"", b"not hex", b"ab" * 31, b"ab" * 33, b"\xff\xfe" * 16])
def test_a_file_that_holds_no_key_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "key"
    file.write_bytes(content)
    with pytest.raises(ConfigurationError):
        Vault.load(file)
    assert file.read_bytes() == content


def test_a_key_file_that_cannot_be_read_is_explained(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read or made"):
        Vault.load(tmp_path)

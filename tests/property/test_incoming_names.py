"""A file's name from outside never leads anywhere but into its own folder."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from api.usecases.loading.incoming import safe_name


@given(st.text(max_size=300))
def test_a_name_stays_in_its_folder(name: str) -> None:
    safe = safe_name(name)
    assert safe
    assert (Path("/in") / safe).resolve().parent == Path("/in")
    assert len(safe) <= 120
    assert len(safe.encode("utf-8")) <= 255
    assert safe.encode("utf-8").decode() == safe
    assert safe == safe_name(safe)


@given(
    st.from_regex(r"[a-z0-9_ -]{1,40}\.(csv|json|xlsx|gpx)", fullmatch=True).filter(lambda name: name == name.strip())
)
def test_an_ordinary_name_is_kept(name: str) -> None:
    assert safe_name(f"C:\\files\\{name}") == name

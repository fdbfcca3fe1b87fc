"""Column mapping files, and the messages about what is wrong in them."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from tracer.errors import ConfigurationError, InputError
from tracer.sources.mapping import ColumnMapping, apply, read_mapping

TABLE = pa.table({"Handset No": ["1", "2"], "force": ["x", None], "Town": ["a", "b"]})


def mapping(tmp_path: Path, text: str) -> ColumnMapping:
    path = tmp_path / "map.toml"
    path.write_text(text, encoding="utf-8")
    return read_mapping(path)


def test_columns_constants_and_kind(tmp_path: Path) -> None:
    told = mapping(tmp_path, 'kind = "reports"\n[columns]\nimei = "Handset No"\n[constants]\nforce = "Met"\n')
    assert told.kind == "reports"
    assert apply(TABLE, told).to_pydict() == {
        "imei": ["1", "2"],
        "force": ["Met", "Met"],
        "force_2": ["x", None],
        "Town": ["a", "b"],
    }


def test_a_missing_header_is_named_with_those_found() -> None:
    with pytest.raises(InputError, match=r"'IMEI'.*'Handset No', 'force', 'Town'"):
        apply(TABLE, ColumnMapping({"imei": "IMEI"}))


def test_one_header_for_two_of_our_columns() -> None:
    found = apply(TABLE, ColumnMapping({"imei": "Handset No", "serial": "Handset No"}))
    assert found.column_names == ["imei", "serial", "force", "Town"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[columns\n", "not valid TOML"),
        ("[colums]\n", "colums"),
        ("[columns]\nimei = 1\n", "table of texts"),
        ("columns = 1\n", "table of texts"),
        ("kind = 1\n", "kind must be a text"),
        ('[columns]\na = "b"\n[constants]\na = "c"\n', "both as a column and as a constant"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        mapping(tmp_path, text)


def test_a_mapping_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"gone\.toml cannot be read"):
        read_mapping(tmp_path / "gone.toml")

"""The examples of docs/api.md, run as they stand."""

from __future__ import annotations

import json
import re
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from web_site import Site

from tracer.records.access.people import People
from tracer.records.access.tokens import Tokens
from tracer.records.records import Records
from tracer.records.values import Asked
from tracer.records.vault import Vault

DOCUMENT = Path(__file__).parents[2] / "docs" / "api.md"
EXAMPLES = re.findall(r"^\$ (curl .+)$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.fixture(scope="module")
def token(heron_site: Site) -> str:
    """A token of a supervisor, made as an administrator makes it."""
    username = heron_site.add_person("supervisor", "api.docs", initials="AD")
    home = heron_site.tracer.home
    records = Records.open(f"sqlite:///{home / 'records.sqlite'}", Vault.load(home / "keys" / "data.key"))
    try:
        person = records.part(People).by_username(username)
        assert person is not None
        until = datetime.now(UTC) + timedelta(days=1)
        scopes = ("trace", "load", "custody:read")
        return records.part(Tokens).make("docs", person.id, scopes, until, Asked("test", "documents"))[1]
    finally:
        records.close()


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_answers(heron_site: Site, token: str, tmp_path: Path, example: str) -> None:
    (tmp_path / "pings.csv").write_text("imei,at,lat,lon\n356938035643809,2023-10-02T18:00:00Z,51.5,-0.1\n")
    settings = {"TOKEN": token, "URL": heron_site.url, "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        ["bash", "-c", example], cwd=tmp_path, env=settings, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, (example, done.stderr)
    assert json.loads(done.stdout)

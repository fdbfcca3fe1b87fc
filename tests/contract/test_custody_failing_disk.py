"""File calls that fail: what was acknowledged is there, and after the error nothing is written any more."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from custody_ledgers import open_ledger, record, seizure, soaking
from records_databases import VAULT

from tracer.records.records import Records

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
SYNC, WRITE, READ, REMOVE = range(4)
COUNTS = (0, 1, 2, 3, 5, 8, 13, 21) if soaking() else (1,)
"""How many calls go through before they fail."""
CALLS = {"sync": SYNC, "write": WRITE, "read": READ, "remove": REMOVE}


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library that makes calls fail."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        if os.environ.get("CI"):
            pytest.fail("There is no C compiler, and CI is set. Install gcc.", pytrace=False)
        pytest.skip("There is no C compiler.")
    made = tmp_path_factory.mktemp("shim") / "failing_disk.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", made, HERE / "failing_disk.c", "-ldl"], check=True)
    return made


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("call", CALLS)
def test_after_a_call_that_failed_nothing_is_written_until_a_restart(
    tmp_path: Path, shim: Path, call: str, count: int
) -> None:
    url = f"sqlite:///{tmp_path / 'records.db'}"
    records = Records.open(url, VAULT)
    before = record(open_ledger(records), seizure(5_000))
    records.close()
    acknowledged, failure, after, failed = booked(url, shim, CALLS[call], count, errno.EIO)
    assert failed
    assert "the disk failed" in failure or (call == "read" and "is damaged" in failure)
    assert all("outcome unknown" in each for each in after)
    there_again(url, [before[0].id, *acknowledged])


@pytest.mark.parametrize("count", COUNTS)
def test_a_disk_that_is_full_loses_nothing(tmp_path: Path, shim: Path, count: int) -> None:
    url = f"sqlite:///{tmp_path / 'records.db'}"
    records = Records.open(url, VAULT)
    before = record(open_ledger(records), seizure(5_000))
    records.close()
    acknowledged, failure, _, failed = booked(url, shim, WRITE, count, errno.ENOSPC)
    assert failed
    assert "disk is full" in failure
    there_again(url, [before[0].id, *acknowledged])


def booked(url: str, shim: Path, *how: int) -> tuple[list[str], str, list[str], int]:
    settings = {**os.environ, "LD_PRELOAD": str(shim), "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}
    script = [sys.executable, str(HERE / "custody_on_failing_disk.py"), url, *map(str, how)]
    done = subprocess.run(script, env=settings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: tuple[list[str], str, list[str], int] = tuple(json.loads(done.stdout))
    return found


def there_again(url: str, acknowledged: list[str]) -> None:
    """After a restart all that was acknowledged is there, what failed is or is not, and the ledger goes on."""
    records = Records.open(url, VAULT)
    ledger = open_ledger(records)
    assert [entry.id for entry in ledger.entries()][: len(acknowledged)] == acknowledged
    assert ledger.size() - len(acknowledged) <= 4
    for number in (len(acknowledged) - 1, 7_000):
        ledger.append(seizure(number), f"k{number}")
    assert ledger.verify().problems == ()
    records.close()

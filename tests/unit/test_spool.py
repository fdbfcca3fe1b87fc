"""Plain copies are private, go when the work ends, and are swept up after a crash of the process that used them."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tracer.errors import EvidenceError
from tracer.spool import private_folder

HOLDS = """
import sys, time
from pathlib import Path
from tracer.spool import private_folder
with private_folder(Path(sys.argv[1])) as folder:
    (folder / "copy").write_text("plain")
    print(folder, flush=True)
    sys.stdin.read()
"""


def test_a_folder_is_private_and_goes(tmp_path: Path) -> None:
    spool = tmp_path / "home" / "spool"
    with private_folder(spool) as folder:
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        (folder / "copy").write_text("plain", encoding="ascii")
    assert list(spool.iterdir()) == []


def test_what_a_killed_process_left_is_swept_up_and_what_a_living_one_uses_is_not(tmp_path: Path) -> None:
    spool = tmp_path / "spool"
    command = [sys.executable, "-c", HOLDS, str(spool)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        held = Path(other.stdout.readline().strip())
        with private_folder(spool):
            assert (held / "copy").read_text() == "plain"
        other.kill()
        other.wait()
        assert (held / "copy").exists()
        with private_folder(spool):
            assert not held.exists()


def test_a_spool_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="ascii")
    with pytest.raises(EvidenceError, match="spool"), private_folder(tmp_path / "file" / "spool"):
        pass

"""Setting up empties nothing that a symbolic link leads to."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("script", "link"),
    [("setup", ".venv"), ("assets", "maps/assets/vendor"), ("assets", "maps/assets/vendor/node_modules")],
)
def test_a_link_is_refused_and_what_it_leads_to_is_kept(tmp_path: Path, script: str, link: str) -> None:
    kept, clone = tmp_path / "kept", tmp_path / "clone"
    kept.mkdir()
    (kept / "file").write_text("kept", encoding="utf-8")
    place = clone / link
    place.parent.mkdir(parents=True)
    place.symlink_to(kept)
    (clone / "script").mkdir()
    shutil.copy(ROOT / "script" / script, clone / "script")
    # Without any program to make it anew with: what is refused is refused before one is looked for.
    ended = subprocess.run(
        ["bash", str(clone / "script" / script)],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
    )
    assert ended.returncode == 2
    assert f"{link} is a symbolic link" in ended.stderr
    assert (kept / "file").read_text(encoding="utf-8") == "kept"

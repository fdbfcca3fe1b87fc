"""What was left behind on its way in."""

from __future__ import annotations

import os
from pathlib import Path

from api.usecases.loading.incoming import sweep


def test_what_nobody_will_load_goes_and_what_is_wanted_or_may_still_come_in_stays(tmp_path: Path) -> None:
    for name in ("left", "wanted", "coming"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.csv").write_text("x")
    for name in ("left", "wanted"):
        os.utime(tmp_path / name, (0, 0))
    sweep(tmp_path, [tmp_path / "wanted" / "x.csv"])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["coming", "wanted"]
    sweep(tmp_path / "no folder", [])

"""The verifier works where nothing else of the product can be imported, and the package imports nothing by itself."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from custody_bundles import signer

ROOT = Path(__file__).parents[2]
BUNDLE = ROOT / "tests/vectors/custody/bundle.zip"

# Refuses every module of the product but the pure ones, and every library but the two that may be there.
HOOK = """
import sys, re
from importlib.abc import MetaPathFinder

ALLOWED = re.compile(
    r"tracer(\\.errors|\\.merkle|\\.custody(\\.(canonical|note|checkpoint|commitment|statement|archive|layout|report"
    r"|timestamps|verify|checks(\\.\\w+)?))?)?"
)
LIBRARIES = {"cryptography", "_cffi_backend", "cffi", "rfc3161_client", "tracer", "_distutils_hack", "sitecustomize"}

class Refuse(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top == "tracer" and not ALLOWED.fullmatch(name):
            raise ImportError("refused: " + name)
        if top not in LIBRARIES and top not in sys.stdlib_module_names:
            raise ImportError("refused: " + name)

sys.meta_path.insert(0, Refuse())
"""


def run(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", HOOK + code, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_the_verifier_needs_nothing_else() -> None:
    code = "from tracer.custody.verify import main; sys.exit(main())"
    done = run(code, str(BUNDLE), "--key", signer().verifier.vkey)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("VERIFIED")


@pytest.mark.parametrize("module", ["tracer.custody.ledger", "tracer.records", "sqlalchemy", "api"])
def test_the_rest_cannot_be_reached_meanwhile(module: str) -> None:
    done = run(f"import {module}")
    assert "refused" in done.stderr


def test_the_package_imports_nothing() -> None:
    code = "import sys; before = set(sys.modules); import tracer.custody; print(sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['tracer', 'tracer.custody']"


def test_the_module_runs_as_a_program() -> None:
    command = [sys.executable, "-m", "tracer.custody.verify", str(BUNDLE)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.match(r"VERIFIED: 1 exhibit", done.stdout)

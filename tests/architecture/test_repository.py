"""What is committed says nothing about one machine, stays small, and does what the documents say."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("tracer/", "graph/", "maps/", "api/")
LONGEST = 300
# Longer files of the product, each with the reason it is not split.
LONGER_BY_NAME: dict[str, str] = {}

MACHINE_PATH = re.compile(r"(?<![\w.$})-])/(?:work|root|Users|home)/\w[^\s\"']*")
REGISTRY = re.compile(r"pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|repo1?\.maven\.|deb\.debian\.org")


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True).stdout


@cache
def _tracked() -> list[str]:
    return [name for name in _git("ls-files", "-z").split("\0") if name and (ROOT / name).is_file()]


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8", errors="replace")


def _mentions(pattern: re.Pattern[str]) -> dict[str, str]:
    found = {name: pattern.search(_text(name)) for name in _tracked()}
    return {name: match.group() for name, match in found.items() if match}


def test_no_file_names_a_path_of_one_machine() -> None:
    assert MACHINE_PATH.search(" " + "/work" + "/main")
    assert _mentions(MACHINE_PATH) == {}


def test_no_file_names_the_address_of_a_registry() -> None:
    assert REGISTRY.search("https://" + "pypi" + ".org/simple")
    assert _mentions(REGISTRY) == {}


def test_product_files_stay_short() -> None:
    sources = [name for name in _tracked() if name.startswith(PRODUCT) and name.endswith(".py")]
    long = {name for name in sources if len(_text(name).splitlines()) > LONGEST}
    assert long == set(LONGER_BY_NAME)


def test_scripts_can_be_run() -> None:
    lines = _git("ls-files", "-s", "script", ".ci").splitlines()
    modes = {line.split("\t")[1]: line.split()[0] for line in lines}
    programs = {name for name in modes if (ROOT / name).is_file() and _text(name).startswith("#!")}
    assert {".ci/run", "script/setup", "script/demo", "script/test"} <= programs
    assert {name: modes[name] for name in programs if modes[name] != "100755"} == {}


def test_commands_of_the_readme_exist() -> None:
    named = set(re.findall(r"\bscript/[a-z0-9-]+", _text("README.md")))
    assert {"script/demo", "script/test"} <= named
    assert {name for name in named if not (ROOT / name).exists()} == set()


def test_every_dependency_is_pinned() -> None:
    project = tomllib.loads(_text("pyproject.toml"))["project"]
    wanted = project["dependencies"] + [line for extra in project["optional-dependencies"].values() for line in extra]
    lines = [line for line in _text("constraints.txt").splitlines() if not line.startswith("#")]
    pins = {canonicalize_name(name): version for name, _, version in (line.partition("==") for line in lines)}
    for requirement in map(Requirement, wanted):
        name = canonicalize_name(requirement.name)
        assert name in pins, f"{requirement.name} is not in constraints.txt: run script/lock"
        assert requirement.specifier.contains(pins[name]), f"{name} is pinned outside its range: run script/lock"


def test_notice_names_every_front_end_package() -> None:
    manifests = [name for name in _tracked() if Path(name).name == "package.json"]
    packages = {package for name in manifests for package in json.loads(_text(name)).get("dependencies", {})}
    notice = _text("NOTICE.md")
    assert {package for package in packages if f"`{package}`" not in notice} == set()

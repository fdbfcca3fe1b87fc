"""The container files are well formed, and keep what they promise about secrets, users and networks."""

from __future__ import annotations

import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from api.settings import read_settings

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = ROOT / "docker-compose.yml"
WITNESS = ROOT / "docker-compose.witness.yml"
OF_THE_PRODUCT = ("tracer", "web", "checkpoint")
LEFT_OUT = {
    "TRACER_DATA_KEY_FILE": "the key is made at first use and stays in the volume, beside what it opens",
    "TRACER_CUSTODY_SIGNER": "a signer elsewhere needs its socket or its program in the container as well",
}
"""The settings that compose does not pass, with the reason."""


def _program(name: str) -> Path:
    return Path(sys.executable).with_name(name)


def _valid(file: Path) -> subprocess.CompletedProcess[str]:
    """Checks against the schema of the Compose specification, which check-jsonschema carries."""
    command = [_program("check-jsonschema"), "--builtin-schema", "vendor.compose-spec", file]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def _hadolint(text: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([_program("hadolint"), "-"], input=text, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))


def test_compose_file_fits_the_official_schema(tmp_path: Path) -> None:
    done = _valid(COMPOSE)
    assert done.returncode == 0, done.stdout
    misspelt = tmp_path / "compose.yml"
    misspelt.write_text(COMPOSE.read_text(encoding="utf-8").replace("healthcheck:", "healthchek:"), encoding="utf-8")
    assert _valid(misspelt).returncode == 1


def test_a_witness_has_a_file_of_its_own_and_needs_nothing_of_the_rest() -> None:
    assert _valid(WITNESS).returncode == 0
    service = yaml.safe_load(WITNESS.read_text(encoding="utf-8"))["services"]["witness"]
    assert service["entrypoint"] == ["tracer", "witness"]
    assert service["environment"] == {"TRACER_HOME": "/data"}
    assert service["ports"] == ["127.0.0.1:8800:8800"]
    assert service["healthcheck"]["test"][0] == "CMD"
    assert "no-new-privileges:true" in service["security_opt"]


def test_dockerfile_passes_its_linter() -> None:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    done = _hadolint(text)
    assert done.returncode == 0, done.stdout
    assert _hadolint("FROM python\nRUN cd /tmp && sudo true\n").returncode == 1


def test_dockerfile_ends_as_a_user_that_is_not_root() -> None:
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    users = [line.split()[1] for line in lines if line.startswith("USER ")]
    assert users[-1].isdigit()
    assert int(users[-1]) > 0


def test_every_service_has_a_health_check_and_gains_no_privileges(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        assert service["healthcheck"]["test"][0] == "CMD", name
        assert "no-new-privileges:true" in service["security_opt"], name


def test_ports_are_published_on_this_machine_alone(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        for port in service.get("ports", []):
            assert port.startswith("127.0.0.1:")


def test_no_password_is_written_in_the_file(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        for name, value in service["environment"].items():
            if any(word in name for word in ("PASSWORD", "SECRET", "AUTH_FILE", "RECORDS_URL")):
                assert name.endswith("_FILE")
                assert value.removeprefix("/run/secrets/") in service["secrets"]


def test_every_setting_reaches_every_service_of_the_product(compose: dict[str, Any]) -> None:
    read = set(re.findall(r"\"((?:TRACER|NEO4J)_[A-Z_]+)\"", (ROOT / "api/settings.py").read_text(encoding="utf-8")))
    for name in OF_THE_PRODUCT:
        passed = {setting: str(value) for setting, value in compose["services"][name]["environment"].items()}
        bare = {setting if setting in read else setting.removesuffix("_FILE") for setting in passed}
        assert bare == read - LEFT_OUT.keys(), name
        for setting, value in passed.items():
            assert not value.startswith("${") or value.startswith(f"${{{setting}:"), setting


def test_what_compose_passes_can_be_read_when_nothing_is_set_but_what_must_be(
    compose: dict[str, Any], tmp_path: Path
) -> None:
    environment = {
        setting: re.sub(r"^\$\{\w+:-(.*)\}$", r"\1", str(value)).replace("/run/secrets", str(tmp_path))
        for setting, value in compose["services"]["web"]["environment"].items()
    }
    needed = {setting for setting, value in environment.items() if value.startswith("${")}
    assert needed == {"TRACER_CUSTODY_ORIGIN"}
    for secret in compose["services"]["web"]["secrets"]:
        (tmp_path / secret).write_text("given\n" if secret in ("neo4j_password", "records_url") else "")
    settings = read_settings({**environment, "TRACER_CUSTODY_ORIGIN": "custody.example.org/north"})
    usual = read_settings({"TRACER_HOME": "/data"})
    assert (settings.custody_origin, settings.records_url) == ("custody.example.org/north", "given")
    for one in ("delivery", "letterhead", "notice_intervals", "oidc", "public_url", "largest_upload", "street_map"):
        assert getattr(settings, one) == getattr(usual, one), one


def test_the_ledger_is_signed_again_and_again_beside_the_pages(compose: dict[str, Any]) -> None:
    service = compose["services"]["checkpoint"]
    assert service["command"][:3] == ["custody", "checkpoint", "--every"]
    assert service["profiles"] == compose["services"]["web"]["profiles"]
    assert service["restart"] == "unless-stopped"


def test_what_is_mounted_is_declared(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        assert set(service["secrets"]) <= set(compose["secrets"])
        named = {volume.split(":")[0] for volume in service["volumes"] if not volume.startswith(".")}
        assert named <= set(compose["volumes"])
        assert set(service["networks"]) <= set(compose["networks"])


def test_secrets_are_made_once_and_kept_from_others(tmp_path: Path, compose: dict[str, Any]) -> None:
    script = tmp_path / "script" / "secrets"
    script.parent.mkdir()
    script.write_bytes((ROOT / "script" / "secrets").read_bytes())
    subprocess.run(["bash", script], check=True, capture_output=True)
    made = {file: file.read_text(encoding="utf-8") for file in (tmp_path / "secrets").iterdir()}
    assert {f"./secrets/{file.name}" for file in made} == {secret["file"] for secret in compose["secrets"].values()}
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700
    subprocess.run(["bash", script], check=True, capture_output=True)
    assert made == {file: file.read_text(encoding="utf-8") for file in made}


def test_secrets_are_ignored_by_git_and_by_the_image() -> None:
    assert "secrets/" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in ignored
    assert "!secrets" not in ignored

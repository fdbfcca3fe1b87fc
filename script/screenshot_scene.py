"""What the pictures of the pages show beside the demonstration case: exhibits in a store, a return, a refused row."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from playwright.sync_api import BrowserContext, Page

from api.settings import read_settings
from tracer.demo import CASE, case_files
from tracer.records.records import Records
from tracer.records.recovery.victim_sessions import VictimSessions
from tracer.records.vault import Vault
from tracer.recovery.report import Report

TRACER = Path(sys.executable).with_name("tracer")
_BOOKED = 15


def lay_out(settings: dict[str, str], folder: Path) -> None:
    """Books the first exhibits of the raid and makes a store, before the server has the installation."""
    rows = next(path for path in case_files() if path.name == "seizures.csv").read_text(encoding="utf-8").splitlines()
    raid = folder / "raid.csv"
    raid.write_text("\n".join(rows[:_BOOKED]) + "\n", encoding="utf-8")
    for said in (
        ("keys", "new"),
        ("intake", str(raid), "--by", "JT"),
        ("store", "add", "MAIN", "--name", "The property store"),
    ):
        tracer(settings, "custody", *said)


def put_in_store(page: Page, url: str) -> None:
    """Two exhibits go to the store."""
    for reference in ("JT/12", "JT/4"):
        _post(page, url, f"custody/exhibits/exhibit:{CASE.seizure}:{reference}/move", {"to": "store:MAIN"})


def say_whose(page: Page, url: str, force: str) -> None:
    """A liaison officer says whose two exhibits are; one is ready to be collected."""
    for exhibit, reference in ((CASE.exhibit_a, CASE.a.reference), ("JT/4", "MPS-DEMO-1888/23")):
        said = {"exhibit": exhibit, "reference": reference, "force": force, "because": ["its IMEI is the report's"]}
        made = _post(page, url, "returns", said)
    _post(page, url, f"returns/{made['id']}/ready", {})


def load_file(page: Page, url: str, folder: Path) -> None:
    """Loads a file of which a row is refused."""
    file = folder / "owner_screen.csv"
    good = f"{CASE.a.imei},2023-10-02T18:00:00Z,51.5,-0.1"
    file.write_text(f"imei,at,lat,lon\n{good}\nnot an imei,2023-10-02T18:05:00Z,51.5,-0.2\n", encoding="utf-8")
    page.goto(f"{url}/load")
    page.set_input_files("#files", file)
    page.locator("#load button[value=load]").click()
    page.wait_for_timeout(6000)


def owner_signs_in(context: BrowserContext, settings: dict[str, str], url: str, force: str) -> None:
    """The browser becomes that of the owner of exhibit JT/12."""
    chosen = read_settings(settings)
    records = Records.open(chosen.records_url, Vault.load(chosen.data_key_file))
    try:
        begun = records.part(VictimSessions).begin(Report(force, CASE.a.reference))
    finally:
        records.close()
    context.add_cookies([{"name": "owner_session", "value": begun.secret, "url": url}])


def tracer(settings: dict[str, str], *said: str) -> str:
    """What a command answers."""
    done = subprocess.run([TRACER, *said], env=settings, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def _post(page: Page, url: str, path: str, said: dict[str, object]) -> dict[str, str]:
    csrf = page.locator("[data-csrf]").first.get_attribute("data-csrf") or ""
    answer = page.request.post(f"{url}/api/v1/{path}", data=said, headers={"X-CSRF-Token": csrf})
    if not answer.ok:
        raise SystemExit(f"{path}: {answer.status} {answer.text()}")
    made: dict[str, str] = answer.json()
    return made

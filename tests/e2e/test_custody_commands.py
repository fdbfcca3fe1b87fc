"""A custody officer's day with the real commands: JT/12 from the raid to its owner, as docs/custody.md tells it."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shlex
import shutil
import signal
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from api.cli import run
from tracer.custody.verify import main as tracer_verify
from tracer.demo import case_files

ROOT = Path(__file__).resolve().parents[2]
DAY = (ROOT / "docs/custody.md").read_text(encoding="utf-8")
COMMANDS = [
    line.removeprefix("$ ")
    for block in re.findall(r"```console\n(.*?)```", DAY, re.DOTALL)
    for line in block.splitlines()
]
Answer = tuple[int, str, str]
Told = dict[str, Answer]
PROGRAM = (sys.executable, "-c", "from api.cli import main; main()")


def booked_rows() -> list[dict[str, str]]:
    seizures = next(path for path in case_files() if path.name == "seizures.csv")
    with seizures.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))[:12]


def prepare(folder: Path) -> None:
    """What an officer has at hand: the raid's table, a photograph, a scanner's file, another department's folder."""
    rows = booked_rows()
    with (folder / "raid.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    Image.new("RGB", (20, 40), "purple").save(folder / "front.png")
    (folder / "scans.txt").write_text("exhibit:HERON-S1:JT/12\n", encoding="utf-8")
    (folder / "act.png").write_text("<svg><script>1</script></svg>", encoding="utf-8")
    (folder / "county").mkdir()


def tracer(command: str) -> Answer:
    """Exit code, answer and messages of a command line."""
    program, *arguments = shlex.split(command)
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = tracer_verify(arguments) if program == "tracer-verify" else run(arguments)
    return code, out.getvalue(), err.getvalue()


@pytest.fixture(scope="module", autouse=True)
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """The whole day in a fresh installation, done once: what each command answered. Later tests go on from there."""
    folder = tmp_path_factory.mktemp("custody")
    prepare(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("TRACER_HOME", str(folder / "home"))
        yield {command: tracer(command) for command in COMMANDS}


def test_every_command_of_the_day_does_what_it_is_said_to(told: Told) -> None:
    assert len(told) == len(COMMANDS) > 30
    for command, (code, out, err) in told.items():
        assert code == 0, f"{command}: {out}{err}"
    assert not Path("home/faults.log").exists()


def test_the_day_reads_as_it_went(told: Told) -> None:
    history = told["tracer custody history JT/12"][1]
    for sentence in (
        "1. 15 Oct 2023 11:00 BST: JT seized it at unit-4-phones under search warrant, PACE 1984 s8.",
        "JT handed it to KM.",
        "KM accepted it.",
        "KM moved it to the store NORTH (North property store).",
        "KM lent it to the laboratory DIGITAL (Digital laboratory) until 20 Oct 2023 23:59 BST.",
        "LS opened and examined it, for the laboratory DIGITAL (Digital laboratory).",
        "seal: HRN700156 before, HRN800012 after",
        "never accepted it.",
        "LS explained at 8, 19 Oct 2023 08:30 BST",
        "event 4 (move): the time is 15 Oct 2023 14:50 BST, not 15 Oct 2023 15:00 BST",
        "24 Oct 2023 16:10 BST (London time assumed): KM returned it to owner:",
        "Now: Returned to owner:",
    ):
        assert sentence in history
    assert "doubts not explained" not in history.lower()


def test_what_is_private_is_withheld_until_somebody_says_who_asks(told: Told) -> None:
    history = told["tracer custody history JT/12"][1]
    private = told['tracer custody history JT/12 --private --by KM --purpose "preparing the court file"'][1]
    for text in ("Ada Fenn", "passport", "forgot the system", "001014010910073", "Kit Moor"):
        assert text not in history
        assert text in private
    assert "Some texts are withheld" in history
    assert "withheld" not in private


def test_a_hand_over_says_what_the_other_must_do(told: Told) -> None:
    by_verb = {command.split()[2]: said for command, said in told.items() if command.startswith("tracer custody")}
    assert "tracer custody accept JT/12 --for laboratory:DIGITAL --by" in by_verb["lend"][2]
    handed = next(said for command, said in told.items() if "transfer" in command)
    assert "KM must accept it: tracer custody accept JT/12 --by KM" in handed[2]
    assert "tracer custody explain JT/12 not_accepted --event" in by_verb["examine"][2]


def test_the_ledger_and_the_bundle_verify_and_one_changed_byte_shows(told: Told) -> None:
    assert told["tracer custody verify"][1].startswith("VERIFIED")
    bundle = Path("jt12.zip").read_bytes()
    assert b"second IMEI read" not in bundle
    with zipfile.ZipFile("jt12.zip") as opened:
        report = opened.read("report.txt").decode()
    told_doubts = [line for line in report.splitlines() if line.startswith("  - JT/12, event ")]
    assert f"Doubts about the chain of custody: {len(told_doubts)}, of which nobody has explained 0." in report
    assert told_doubts
    assert "never accepted it. It is explained below." in " ".join(told_doubts)
    assert ("forgot the system" in report, "found with" in report, "Fenn" in report) == (True, True, False)
    at = bundle.index(b'"kind":"lend"') + 9
    Path("changed.zip").write_bytes(bundle[:at] + b"m" + bundle[at + 1 :])
    assert tracer("tracer-verify changed.zip")[0] == 1
    Path("none.zip").write_bytes(b"")
    assert tracer("tracer-verify none.zip")[0] == 2
    kept = sorted(Path("county").glob("*.note"))[-1]
    code, out, _ = tracer(f"tracer-verify jt12.zip --witness {kept}")
    assert code == 0
    assert "The ledger still holds all that it held at the checkpoint you gave" in out


def test_what_a_bundle_discloses_is_what_was_asked_for() -> None:
    code, out, _ = tracer("tracer custody export JT/12 --out all.zip --disclose all --by KM --purpose court --json")
    assert code == 0
    everything = json.loads(out)
    code, out, _ = tracer("tracer custody export JT/12 --out none.zip --json")
    nothing = json.loads(out)
    assert (nothing["disclosed"], nothing["events"]) == (0, everything["events"])
    assert everything["disclosed"] > 8
    for command in ("--disclose all", "--disclose nosuch --by KM --purpose court"):
        code, _, err = tracer(f"tracer custody export JT/12 --out x.zip {command}")
        assert code == 2, err


@pytest.mark.parametrize(
    ("file", "says"),
    [
        ("receipt.pdf", "Ada Fenn"),
        ("exhibits.pdf", "Counted 12, booked 12: they agree."),
        ("exhibits.pdf", "iPhone 14 Pro"),
        ("continuity.pdf", "never accepted it"),
        ("continuity.pdf", "forgot the system"),
        ("continuity.pdf", "corrected at event 12"),
        ("labels.pdf", "JT/12"),
    ],
)
def test_a_document_says_what_the_ledger_does(file: str, says: str) -> None:
    document = pypdfium2.PdfDocument(file)
    text = " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())
    assert says in text
    assert Path(file).stat().st_mode & 0o077 == 0


def test_the_same_key_records_nothing_twice() -> None:
    command = "tracer custody seal JT/7 HRN900001 --found HRN700091 --by JT --key once --json"
    first, again = json.loads(tracer(command)[1]), json.loads(tracer(command)[1])
    assert first["event"] == again["event"]
    assert tracer("tracer custody move JT/7 --to NORTH --by JT --key once")[0] == 1


def test_who_acts_on_what_they_saw_long_ago_is_told() -> None:
    assert tracer("tracer custody move JT/6 --to NORTH --by JT --expect 1")[0] == 0
    code, _, err = tracer("tracer custody move JT/6 --to NORTH --by KM --expect 1")
    assert code == 1
    assert err


@pytest.mark.parametrize(
    ("command", "code", "says"),
    [
        ("seal JT/5 HRN700156 --by JT", 1, "already used, on JT/12"),
        ("move JT/5 --to NORTH --by ZZ", 1, "The officer ZZ is not known"),
        ("move JT/12 --to NORTH --by KM", 1, "has left custody"),
        ("move JT/5 --to NORTH --by JT --at 2031-01-01T10:00", 2, "in the future"),
        ("move JT/5 --to NOWHERE --by JT", 1, "store:NORTH"),
        ("move JT/555 --to NORTH --by JT", 1, "No exhibit JT/555 is booked"),
        ("transfer JT/5 --to JT --by JT", 2, "Nobody hands an exhibit to themselves"),
        ("dispose JT/5 --by JT --reason old", 1, "Nobody authorised"),
        ("dispose JT/5 --by JT", 2, "needs a reason"),
        ("return JT/5 --by JT", 2, "--identity"),
        ("seal JT/5", 2, "Missing"),
        ("nonsense", 2, "No such command"),
        ("return JT/5 --by JT --identity ' '", 2, "identity was checked"),
        ("return JT/5 --by JT --identity passport --to 'Ada Fenn'", 2, "--name"),
        ("explain JT/5 gap --by JT --reason none", 1, "waits to be explained"),
        ("explain JT/5 what --by JT --reason none", 2, "not_accepted"),
        ("correct JT/5 9 --by JT --reason wrong", 1, "no event 9"),
        ("lend JT/5 --to DIGITAL --due 2023-10-01 --by JT", 2, "before the loan"),
        ("lend JT/5 --to DIGITAL --due soon --by JT", 2, "--due"),
        ("move JT/5 --to NORTH --by JT --at now --undated later", 2, "both given"),
        ("attach JT/5 front.png act.png --by JT", 1, "acts when it is opened"),
        ("attach JT/5 none.png --by JT", 1, "cannot be read"),
        ("history JT/5 --private", 2, "--purpose"),
        ("stock-take NORTH --scans empty.txt --by KM", 2, "Nothing was scanned"),
        ("checkpoint --witness nobody", 2, "no witness nobody"),
    ],
)
def test_what_makes_no_sense_is_refused_with_what_to_do(command: str, code: int, says: str) -> None:
    Path("empty.txt").touch()
    found, out, err = tracer(f"tracer custody {command}")
    assert (found, out) == (code, ""), err
    assert says in err
    assert not Path("home/faults.log").exists()
    assert tracer("tracer custody verify")[0] == 0


def test_a_stock_take_says_what_is_missing_and_is_recorded() -> None:
    tracer('tracer custody store add SOUTH --name "South property store"')
    for reference in ("JT/3", "JT/4"):
        assert tracer(f"tracer custody move {reference} --to SOUTH --by JT")[0] == 0
    Path("scans.txt").write_text("JT/3\r\nHRN700065\nJT/3\nrubbish\n", encoding="utf-8")
    code, out, _ = tracer("tracer custody stock-take SOUTH --scans scans.txt --by KM --json")
    assert code == 1
    taken = json.loads(out)
    assert taken["found"] == ["exhibit:HERON-S1:JT/3"]
    assert [one["exhibit"] for one in taken["missing"]] == ["exhibit:HERON-S1:JT/4"]
    assert [one["exhibit"] for one in taken["unexpected"]] == ["exhibit:HERON-S1:JT/5"]
    assert (taken["unknown"], taken["repeated"]) == (["rubbish"], 1)
    history = tracer("tracer custody history JT/4 --private --by KM --purpose looking")[1]
    assert "Stock-take of the store SOUTH (South property store): missing." in history


def test_follow_tells_the_custody_events_among_the_others() -> None:
    code, out, err = tracer("tracer follow JT/12 --json")
    assert code == 0, err
    events = json.loads(out)["events"]
    custody = [event for event in events if event["kind"] == "custody"]
    assert len(custody) == 15
    assert custody[0]["basis"] == "observed"
    assert custody[0]["source"]["id"] == "ledger"
    times = [event["at"] for event in events]
    assert times == sorted(times)
    assert "Ada Fenn" not in out


def test_a_changed_event_or_file_is_found_where_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree("home", tmp_path / "home")
    monkeypatch.setenv("TRACER_HOME", str(tmp_path / "home"))
    assert tracer("tracer custody verify")[0] == 0
    damaged = 0
    for kept in (tmp_path / "home" / "evidence").rglob("*.zst.enc"):
        whole = kept.read_bytes()
        kept.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        code, out, _ = tracer("tracer custody verify")
        damaged += f"attachment {kept.name[:64]} of entry" in out
        assert (code == 1) == ("NOT VERIFIED" in out)
        assert tracer("tracer custody verify --no-attachments")[0] == 0
        kept.write_bytes(whole)
    assert damaged >= 2
    with sqlite3.connect(tmp_path / "home" / "records.sqlite") as database:
        leaf = database.execute("SELECT leaf FROM custody_entry WHERE no = 3").fetchone()[0]
        changed = leaf.replace(b"officer:JT", b"officer:KM")
        database.execute("UPDATE custody_entry SET leaf = ? WHERE no = 3", (changed,))
    code, out, _ = tracer("tracer custody verify --json")
    assert code == 1
    assert any(problem["where"] == "entry 3" for problem in json.loads(out)["problems"])


def test_a_scanner_types_into_a_stock_take() -> None:
    typed = subprocess.run(
        [*PROGRAM, "custody", "stock-take", "DIGITAL", "--by", "LS", "--json"],
        input="JT/12\n", capture_output=True, text=True, check=False, env=environment(),
    )  # fmt: skip
    assert typed.returncode == 1, typed.stderr
    taken = json.loads(typed.stdout)
    assert taken["notRecorded"] == ["exhibit:HERON-S1:JT/12"]


def test_checkpoints_go_on_until_they_are_asked_to_stop() -> None:
    before = len(tracer("tracer custody keys list")[1].splitlines())
    loop = subprocess.Popen(
        [*PROGRAM, "custody", "checkpoint", "--every", "0.002", "--json"], stdout=subprocess.PIPE, text=True,
        env=environment(),
    )  # fmt: skip
    assert loop.stdout is not None
    made = [json.loads(loop.stdout.readline()) for _ in range(2)]
    loop.send_signal(signal.SIGTERM)
    loop.communicate()
    assert loop.returncode == 0
    assert all(one["given"] == [{"witness": "county", "failed": None}] for one in made)
    assert before == 2


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}

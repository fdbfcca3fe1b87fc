"""Bringing a phone back with the real commands, as docs/returns.md tells it."""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import shutil
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from api.cli import run
from api.settings import read_settings
from tracer.demo import case_files
from tracer.records.records import Records
from tracer.records.recovery.messages import Messages
from tracer.records.recovery.values import Letter, MessageKind
from tracer.records.vault import Vault
from tracer.recovery.report import Report
from tracer.times import LONDON

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/returns.md").read_text(encoding="utf-8")
COMMANDS = [
    line.removeprefix("$ ")
    for block in re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)
    for line in block.splitlines()
]
BEFORE = (
    "tracer load reports.csv",
    "tracer custody keys new",
    'tracer custody officer add JT --name "Jo Tarn"',
    'tracer custody officer add AB --name "Ann Bray"',
    'tracer custody officer add KM --name "Kit Moor"',
    "tracer custody intake raid.csv --by JT",
)
Answer = tuple[int, str, str]
Told = dict[str, Answer]


def tracer(command: str) -> Answer:
    """Exit code, answer and messages of a command line."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run(shlex.split(command)[1:])
    return code, out.getvalue(), err.getvalue()


def written(folder: Path) -> list[str]:
    letters = sorted((folder / "notices").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
    return [str(message_from_bytes(path.read_bytes(), policy=policy.default)) for path in letters]


def filled(command: str, told: Told, folder: Path) -> str:
    """The command with what the page leaves to be read off earlier answers."""
    if "CLAIM" in command:
        claim = next(out for said, (_, out, _) in told.items() if said.startswith("tracer returns claim"))
        return command.replace("CLAIM", claim.strip())
    if "NOTICE" in command:
        return command.replace("NOTICE", json.loads(tracer("tracer notify list --json")[1].splitlines()[0])["id"])
    if "CODE" in command:
        return command.replace("CODE", re.findall(r"Check code: (\S+)", written(folder)[0])[0])
    return command


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("returns")


@pytest.fixture(scope="module", autouse=True)
def told(folder: Path) -> Iterator[Told]:
    """The whole page in a fresh installation, done once."""
    files = {path.name: path for path in case_files()}
    shutil.copy(files["reports.csv"], folder / "reports.csv")
    rows = files["seizures.csv"].read_text(encoding="utf-8").splitlines()
    (folder / "raid.csv").write_text("\n".join(rows[:13]) + "\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("TRACER_HOME", str(folder / "home"))
        patch.setenv("TRACER_FORCE", "Fictional Police")
        patch.setenv("TRACER_NOTIFY_FROM", "returns@police.example")
        patch.setenv("TRACER_NOTIFY_FOLDER", str(folder / "notices"))
        patch.setenv("TRACER_OWNERS_PAGE", "https://police.example/phones")
        for command in BEFORE:
            code, out, err = tracer(command)
            assert code == 0, f"{command}: {out}{err}"
        answers: Told = {}
        for command in COMMANDS:
            answers[command] = tracer(filled(command, answers, folder))
        yield answers


def answer(told: Told, start: str) -> str:
    return next(out for command, (_, out, _) in told.items() if command.startswith(start))


def test_every_command_of_the_page_does_what_it_is_said_to(told: Told, folder: Path) -> None:
    assert len(told) > 12
    for command, (code, out, err) in told.items():
        assert code == 0, f"{command}: {out}{err}"
    assert not (folder / "home/faults.log").exists()


def test_what_is_due_is_said_with_the_day(told: Told) -> None:
    assert re.search(r"MPS-DEMO-\S+ \(Metropolitan Police\): tell by \d+ \w+ \d{4}", answer(told, "tracer returns due"))
    assert "Ours: confirmed" in answer(told, "tracer notify check")
    assert "returned it to owner:" in answer(told, "tracer custody history")


def test_the_owner_was_told_of_each_step(folder: Path) -> None:
    subjects = [re.findall(r"^Subject: (.*?) \(", text, re.MULTILINE)[0] for text in written(folder)]
    assert sorted(subjects) == [
        "Where things stand with your phone",
        "Your phone has been recovered",
        "Your phone has been returned",
        "Your phone is ready to return",
    ]


def test_a_hand_back_again_under_its_key_is_the_same(told: Told) -> None:
    command = next(one for one in told if one.startswith("tracer returns hand-back"))
    assert tracer(command) == told[command]


def test_a_time_is_agreed_with_a_claimant() -> None:
    noted = 'tracer returns claim JT/11 --kind insurer --who "Fictional Mutual" --why "it paid out" --by KM'
    claim, start = tracer(noted)[1].strip(), datetime.now(LONDON).replace(hour=10, minute=0) + timedelta(days=2)
    agree = f"tracer returns agree {claim} --point 'the desk' --by KM --begins"
    soon = f"{agree} {start:%Y-%m-%dT%H:%M} --ends {start:%Y-%m-%d}T10:30"
    tracer(f"tracer returns decide {claim} --accept --by AB --reason 'it paid out'")
    assert "not said that it may be collected" in tracer(soon)[2]
    tracer(f"tracer returns ready {claim} --by KM")
    assert tracer(soon)[:2] == (0, f"{claim}: {start:%A %-d %B %Y}, 10:00 to 10:30, the desk\n")
    assert json.loads(tracer(f"{soon} --json")[1])["point"] == "the desk"
    for wrong, words in {
        f"{agree} soon --ends later": "--begins:",
        f"{agree} 2023-10-24T16:00 --ends 2023-10-24T17:00": "soon to come",
    }.items():
        code, _, said = tracer(wrong)
        assert (code, words in said) == (2, True), said
    stays = f"tracer returns update {claim} --by KM"
    assert tracer(stays)[:2] == (0, f"{claim}: stays for now. The claimant is not told: ring them.\n")
    assert json.loads(tracer(f"{stays} --json")[1])["point"] is None


def test_times_to_collect_are_offered_to_an_owner() -> None:
    report = '--reference MPS-DEMO-1202/23 --force "Metropolitan Police" --because "its IMEI"'
    assert tracer(f"tracer returns confirm JT/10 {report} --by KM")[0] == 0
    start = datetime.now(LONDON).replace(hour=10, minute=0) + timedelta(days=2)
    offer = f"tracer returns offer JT/10 --point 'the desk' --by KM --begins {start:%Y-%m-%dT%H:%M} --ends"
    soon = f"{offer} {start:%Y-%m-%d}T11:10"
    lines = [f"{start:%A %-d %B %Y}, {times}, the desk" for times in ("10:00 to 10:30", "10:30 to 11:00")]
    assert tracer(soon)[:2] == (0, "\n".join(lines) + "\n")
    code, out, _ = tracer(f"{soon} --json")
    assert [(one["point"], one["chosenAt"]) for one in map(json.loads, out.splitlines())] == [("the desk", None)] * 2
    for wrong, words in {
        f"{offer} later": "--ends:",
        f"{offer} {start:%Y-%m-%d}T10:10": "No time and place are given",
        f"{soon} --minutes 1": "greater than or equal to 5",
    }.items():
        code, _, said = tracer(wrong)
        assert (code, words in said) == (2, True), said


def test_an_owner_is_answered_with_what_was_decided() -> None:
    reference, force = "MPS-DEMO-1518/23", "Metropolitan Police"
    said = f'tracer returns confirm JT/8 --reference {reference} --force "{force}" --because "its IMEI" --by KM'
    assert tracer(said)[0] == 0
    settings = read_settings(os.environ)
    records = Records.open(settings.records_url, Vault.load(settings.data_key_file))
    try:
        letter = Letter(MessageKind.NOT_MINE, "Mine is blue.", "m1")
        records.part(Messages).write(Report(force, reference), letter)
    finally:
        records.close()
    read = f'tracer returns messages {reference} --force "{force}" --by KM'
    (one,) = map(json.loads, tracer(f"{read} --json")[1].splitlines())
    assert (one["text"], one["decisions"]) == ("Mine is blue.", ["theirs", "not theirs"])
    assert "it is not mine  waits for what was decided" in tracer(read)[1]
    answer = f"tracer returns answer {one['id']} --text 'We look into it.' --by KM"
    for wrong, code, words in (
        (answer, 1, "It is not said what was decided."),
        (f"{answer} --decided perhaps", 2, "theirs, not-theirs"),
    ):
        found = tracer(wrong)
        assert (found[0], words in found[2]) == (code, True), found
    assert tracer(f"{answer} --decided not-theirs")[:2] == (
        0,
        f"{one['id']}: answered, and decided: it is not theirs.\n",
    )
    assert "Decided: it is not theirs. Answered: We look into it." in tracer(read)[1]
    assert "Nobody has confirmed" in tracer("tracer returns ready JT/8 --by KM")[2]


@pytest.mark.parametrize(
    ("command", "code", "words"),
    [
        ("tracer notify list --state lost", 2, "waiting, sent, dead, void"),
        ("tracer notify check 2222-2222", 1, "No notice of ours"),
        ("tracer notify check 2222-2222 --json", 1, "No notice of ours"),
        ("tracer notify retry notice:0 --by KM --reason x", 1, "no such notice"),
        ("tracer returns withdraw JT/11 --by KM --reason x", 1, "Nobody has confirmed"),
        ("tracer returns claim JT/11 --kind thief --who x --why y --by KM", 2, "innocent buyer"),
        ("tracer returns ready JT/12 --by KM", 1, "the phone went back"),
        ("tracer returns one-person claim:0 --by KM --reason x", 1, "no such claim"),
        ("tracer returns due --json", 0, ""),
    ],
)
def test_what_is_wrong_is_said_plainly(command: str, code: int, words: str) -> None:
    found = tracer(command)
    assert found[0] == code, found
    assert words in found[2]

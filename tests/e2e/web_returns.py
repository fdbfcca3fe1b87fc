"""A site with a mail server beside it, where phones of the demonstration case are in custody and wait to go back."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

import httpx
from mail_server import MailBox, mail_server
from tracer_command import Tracer
from web_site import FORCE, Site, serving

from tracer.demo import case_files

ADA, OWNER_PAGE = "MPS-DEMO-4101/23", "https://police.example/your-phone"
START = "/your-phone"
CLOSED = "OTHER-S1"
"""Where JT/14 of this copy was seized: a seizure that tests may put into a case."""
Place = tuple[Site, MailBox]
_ARRIVES_WITHIN_S = 30
_CODE = re.compile(r"one-time code: ([A-Z0-9]{4}-[A-Z0-9]{4})")
_CHECK = re.compile(r"Check code: ([A-Z0-9]{4}-[A-Z0-9]{4})")


@contextmanager
def returns_site(heron: Tracer, folder: Path) -> Iterator[tuple[Site, MailBox]]:
    """A server over a copy of the case, with JT/1 to JT/14 booked, and a liaison whom the ledger knows."""
    shutil.copytree(heron.home, folder / "home")
    tracer = Tracer(folder)
    rows = next(path for path in case_files() if path.name == "seizures.csv").read_text(encoding="utf-8").splitlines()
    rows = [row.replace("HERON-S1", CLOSED) if ",JT/14," in row else row for row in rows[:15]]
    (folder / "raid.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    tracer("custody", "keys", "new")
    for initials, name in (("JT", "Jo Tarn"), ("VL", "Vi Lane")):
        tracer("custody", "officer", "add", initials, "--name", name)
    tracer("custody", "intake", folder / "raid.csv", "--by", "JT")
    with mail_server() as box:
        tracer = tracer.set(TRACER_SMTP_HOST="127.0.0.1", TRACER_SMTP_PORT=str(box.port), TRACER_SMTP_TLS="none")
        tracer = tracer.set(TRACER_NOTIFY_FROM="returns@police.example", TRACER_OWNERS_PAGE=OWNER_PAGE)
        with serving(tracer) as site:
            yield site, box


def letter(box: MailBox, subject: str, to: str = "", past: int = 0) -> EmailMessage:
    """The newest letter of this subject that came after the first `past` letters; waits for it."""
    until = time.monotonic() + _ARRIVES_WITHIN_S
    while time.monotonic() < until:
        for number in reversed(range(past, len(box.taken))):
            if subject in box.taken[number]["Subject"] and to in box.taken[number]["To"]:
                return box.taken[number]
        time.sleep(0.1)
    raise AssertionError(f"No letter {subject!r} in {[str(one['Subject']) for one in box.taken[past:]]}")


def code_in(message: EmailMessage) -> str:
    """The one-time code of a letter."""
    return _found(_CODE, message)


def check_code_in(message: EmailMessage) -> str:
    """The code by which a letter is known to be ours."""
    return _found(_CHECK, message)


def token_in(text: str, name: str = "token") -> str:
    """What a form of a page must carry."""
    found = re.search(rf'name="{name}" value="([^"]+)"', text)
    assert found is not None
    return found[1]


def sends(client: httpx.Client, path: str, **form: str) -> httpx.Response:
    """Fills in a form of somebody who is not signed in."""
    return client.post(path, data={"token": token_in(client.get(f"{START}/check").text), **form})


@contextmanager
def owner_of(place: Place, reference: str) -> Iterator[httpx.Client]:
    """An owner who has signed in with the code from their mail."""
    site, box = place
    past = len(box.taken)
    with httpx.Client(base_url=site.url, timeout=60) as client:
        assert sends(client, START, reference=reference, force=FORCE).status_code == 200
        code = code_in(letter(box, "Your one-time code", past=past))
        answer = sends(client, f"{START}/code", reference=reference, force=FORCE, code=code)
        assert (answer.status_code, answer.headers["location"]) == (303, f"{START}/status")
        yield client


def body_of(message: EmailMessage) -> str:
    """The text of a letter."""
    return str(message.get_content())


def _found(pattern: re.Pattern[str], message: EmailMessage) -> str:
    found = pattern.search(body_of(message))
    assert found is not None
    return found[1]

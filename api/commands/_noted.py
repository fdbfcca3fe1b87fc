"""Opens the installation for a command that takes in or shows personal data, once the audit has noted that it does.

DPA 2018 s62 asks for every collection, consultation and disclosure; the pages and the API note the same.
"""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from api.commands._common import opened

if TYPE_CHECKING:
    from api.bootstrap import House
    from tracer.records.records import Records

LONGEST = 200


@contextmanager
def opened_noted(command: str, act: str, read_only: bool = True, **said: str | None) -> Iterator[House]:
    """The installation, after the audit has what is asked of it. `act` is a value of `tracer.records.audit.Act`.

    Raises `RecordsError` where that cannot be written.
    """
    with opened(read_only) as house:
        note_command(house.records, command, act, **said)
        yield house


def note_command(records: Records, command: str, act: str, **said: str | None) -> None:
    """Has the audit note what is asked of a command, before it is done. Raises `RecordsError`."""
    from tracer.records.audit_log import AuditLog
    from tracer.records.values import Asked

    subject = f"tracer {command}"
    details = {name: text[:LONGEST] for name, text in said.items() if text}
    records.part(AuditLog).note(Asked("command line", subject), act, subject, {**details, "account": _account()})


def _account() -> str:
    """The name of the account on this machine, or its number where it has none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())

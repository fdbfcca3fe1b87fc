"""`tracer backup` and `tracer restore`: the whole installation in one file, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.commands._common import Json, put, put_json, say, shown_progress

Passphrase = Annotated[
    Path | None, typer.Option("--passphrase-file", help="A file with the passphrase that closes the keys.")
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("backup")(backup)
    app.command("restore")(restore)


def backup(
    out: Annotated[Path, typer.Option("--out", help="The file to write.")],
    passphrase_file: Passphrase = None,
    as_json: Json = False,
) -> None:
    """Write records, evidence and keys into one file, while the product goes on. The graph is made anew from them."""
    from api.settings import read_settings
    from api.usecases.backup.keys import read_passphrase
    from api.usecases.backup.making import back_up

    passphrase = None if passphrase_file is None else read_passphrase(passphrase_file)
    made = back_up(read_settings(), out, passphrase)
    if as_json:
        put_json({"sha256": made.sha256, "files": len(made.manifest.files), "keys": made.manifest.keys})
    else:
        put(made.sha256)
    if passphrase is None:
        say("THE KEYS ARE NOT IN IT: without a copy of the data key, kept apart, nothing encrypted can be read again.")
    say("The line above is the SHA-256 of the manifest: note it apart from the file.")


def restore(
    file: Annotated[Path, typer.Argument(help="The back-up.")],
    passphrase_file: Passphrase = None,
    as_json: Json = False,
) -> None:
    """Make an installation from a back-up, in an empty home and an empty records database."""
    from api.settings import read_settings
    from api.usecases.backup.keys import read_passphrase
    from api.usecases.backup.restoring import restore as usecase

    passphrase = None if passphrase_file is None else read_passphrase(passphrase_file)
    with shown_progress() as bar:
        done = usecase(read_settings(), file, passphrase, bar, bar.tell)
    if as_json:
        told = {"backupAt": done.manifest.at, "rows": sum(done.rows.values()), "files": done.files}
        put_json({**told, "digest": done.digest})
    else:
        put(f"digest {done.digest}")
    say(f"{sum(done.rows.values()):,} rows and {done.files:,} files of evidence of {done.manifest.at} are back.")

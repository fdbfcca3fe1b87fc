"""`tracer-verify`: checks an exported bundle with nothing of the product but the pure modules beside this one.

It needs Python and `cryptography`; time stamps also need `rfc3161-client`. The ledger, the records database and the web
application are never imported, so an independent third party can read all that decides the answer.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO

from tracer.custody.checks import contents as bundles
from tracer.custody.checks import entries, extras, growth, signatures, stamps, witnesses
from tracer.custody.checks.contents import Contents
from tracer.custody.checks.signatures import Trust
from tracer.custody.note import COSIGNS, NoteError, Verifier
from tracer.custody.report import Report, UnreadableError
from tracer.errors import ConfigurationError, TracerError

VERIFIED, NOT_VERIFIED, UNREADABLE = 0, 1, 2


def verify_bundle(path: Path, trust: Trust | None = None) -> Report:
    """Everything that can be said of the bundle in the file.

    `trust` is what the caller knows from elsewhere. Raises UnreadableError when there is no bundle to read, and
    ConfigurationError when what was brought along cannot be used; anything wrong inside the bundle is in the report.
    """
    return _reported(lambda: bundles.load(path), trust or Trust())


def verify_stream(source: IO[bytes], trust: Trust | None = None) -> Report:
    """As `verify_bundle`, for a file that is open and can seek."""
    return _reported(lambda: bundles.read(source, "The file"), trust or Trust())


def _reported(load: Callable[[], Contents], trust: Trust) -> Report:
    report = Report()
    try:
        _check(load(), trust, report)
    except (UnreadableError, ConfigurationError):
        raise
    except TracerError as error:
        report.problems.append(str(error))
    return report


def _check(contents: Contents, trust: Trust, report: Report) -> None:
    signed = signatures.check(contents, trust, report)
    events = entries.check(contents, signed.checkpoint, signed.manifest_exhibits, report)
    if not report.verified:
        return
    extras.check_disclosures(contents, events, report)
    extras.check_attachments(contents, events, report)
    growth.check(contents, signed, report)
    witnesses.check(contents, signed, trust, report)
    stamps.check(contents, trust, report)


def read_trust(options: argparse.Namespace) -> Trust:
    """What the command line brings along; raises ConfigurationError for a file or key that cannot be used."""
    return Trust(
        keys=tuple(key for item in options.key for key in _keys(item)),
        witness_keys=tuple(_cosigner(key) for item in options.witness_key for key in _keys(item)),
        witness_notes=tuple(_read(Path(item)) for item in options.witness),
        authorities=tuple(_read(Path(item)) for item in options.authority),
    )


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options that say what to trust."""
    parser.add_argument("--key", action="append", default=[], metavar="VKEY|FILE", help="the ledger's published key")
    parser.add_argument(
        "--witness-key", action="append", default=[], metavar="VKEY|FILE", help="a witness to insist on"
    )
    parser.add_argument("--witness", action="append", default=[], metavar="FILE", help="a checkpoint kept from earlier")
    parser.add_argument("--authority", action="append", default=[], metavar="PEM", help="a time stamper's certificate")


def main(arguments: list[str] | None = None) -> int:
    """The command: 0 verified, 1 not verified and why, 2 the bundle or an option could not be read."""
    parser = argparse.ArgumentParser(prog="tracer-verify", description="Checks an exported custody bundle.")
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    add_options(parser)
    options = parser.parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        report = verify_bundle(options.bundle, read_trust(options))
    except TracerError as error:
        sys.stderr.write(f"{error}\n")
        return UNREADABLE
    sys.stdout.write(json.dumps(report.as_dict(), indent=2) + "\n" if options.json else report.words())
    return VERIFIED if report.verified else NOT_VERIFIED


def _keys(item: str) -> list[Verifier]:
    """A key written out, or all keys in a file with one on a line."""
    lines = (
        [item] if "+" in item and not Path(item).exists() else _read(Path(item)).decode("utf-8", "replace").split("\n")
    )
    try:
        return [Verifier.from_vkey(line.strip()) for line in lines if line.strip()]
    except NoteError as error:
        raise ConfigurationError(error.what, error.do) from None


def _cosigner(key: Verifier) -> Verifier:
    if key.algorithm != COSIGNS:
        raise ConfigurationError(f"{key.name} is not the key of a witness.", "Give a ledger's key with --key.")
    return key


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}.", "Check the name of the file.") from None


if __name__ == "__main__":
    sys.exit(main())

"""Files that are damaged or made to do harm: what is bad is refused with file and row, and the rest is loaded.

Each is loaded by the command in a process of its own, whose memory is measured; how long it took is printed.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hostile_files import (
    GOOD,
    HEADER,
    IMEI,
    LATER,
    bad_row,
    endless_line,
    escaping_zip,
    external_entity,
    gzip_bomb,
    local_entity,
    numbers_for_imeis,
    put,
    truncated_gzip,
    xml_bomb,
    zip_bomb,
)
from tracer_command import Answer, Tracer, check

MEMORY_MB = 512
LINE_MB = int(os.environ.get("SOAK_LINE_MB", "300"))
"""Read whole, a line of this length takes more than the memory there may be; script/soak asks for a gigabyte."""

# What the second row of a file of three has wrong, and a word of the reason it is refused for.
BAD_ROWS = {
    "a NUL": (b"3538792\x0034252633,2023-10-02T18:41:00Z,51.5,-0.1,9,x", "NUL"),
    "a date out of range": (b"353879234252633,2023-13-45T18:41:00Z,51.5,-0.1,9,x", "at"),
    "a date before telephones": (b"353879234252633,0001-01-01T00:00:00Z,51.5,-0.1,9,x", "at"),
    "no date": (b"353879234252633,yesterday,51.5,-0.1,9,x", "at"),
    "a latitude out of range": (b"353879234252633,2023-10-02T18:41:00Z,91.5,-0.1,9,x", "lat"),
    "a longitude out of range": (b"353879234252633,2023-10-02T18:41:00Z,51.5,-180.1,9,x", "lon"),
    "latitude and longitude swapped": (b"353879234252633,2023-10-02T18:41:00Z,-0.1,51.5,9,x", "swapped"),
    "a position that is no number": (b"353879234252633,2023-10-02T18:41:00Z,NaN,NaN,9,x", "lat"),
    "a position without end": (b"353879234252633,2023-10-02T18:41:00Z,inf,-inf,9,x", "lat"),
    "no position": (b"353879234252633,2023-10-02T18:41:00Z,0,0,9,x", ""),
    "an IMEI that a spreadsheet spoiled": (b"3.53879E+14,2023-10-02T18:41:00Z,51.5,-0.1,9,x", "imei"),
    "an IMEI with a wrong digit": (b"353879234252634,2023-10-02T18:41:00Z,51.5,-0.1,9,x", "imei"),
    "a formula": (b'"=HYPERLINK(""http://127.0.0.1/"")",2023-10-02T18:41:00Z,51.5,-0.1,9,x', "imei"),
    "half a row": (b"353879234252633,2023-10", "fields"),
}

ENCODINGS = ["utf-8-sig", "utf-16", "cp1252"]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Tracer:
    return Tracer(tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="module")
def told(shared: Tracer) -> dict[str, dict[str, Any]]:
    """What came of each file with a bad row, all in one command."""
    files = []
    for number, (cells, _) in enumerate(BAD_ROWS.values()):
        # An hour of its own for each file, so that its good rows are not known from another.
        data = bad_row(cells).replace(b"T18:41:00+01:00", b"T%02d:00:00Z" % number)
        files.append(put(shared.folder, f"{number}.csv", data.replace(b"T19:41:00+01:00", b"T%02d:30:00Z" % number)))
    return dict(zip(BAD_ROWS, shared.load(*files, expect=1), strict=True))


@pytest.mark.parametrize("what", BAD_ROWS)
def test_a_bad_row_is_refused_and_the_rest_loaded(shared: Tracer, told: dict[str, Any], what: str) -> None:
    one = told[what]
    assert (one["rows"], one["loaded"], one["rejected"]) == (3, 2, 1)
    (refused,) = shared.inside("rejects", one["source"], "--json").lines
    assert (refused["name"], refused["row"]) == (one["name"], 3)
    assert BAD_ROWS[what][1].lower() in refused["reason"].lower()


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_an_encoding_is_found(tracer: Tracer, encoding: str) -> None:
    text = (HEADER + GOOD).decode().replace("finder", "café")
    (one,) = tracer.load(put(tracer.folder, "rows.csv", text.encode(encoding)))
    assert one["loaded"] == 1
    assert "café" in str(tracer.story(IMEI))


def test_bytes_of_no_encoding_spoil_only_their_row(tracer: Tracer) -> None:
    data = HEADER + GOOD + b"353879\xff\xfe\x8134252633,2023-10-02T18:41:00Z,51.5,-0.1,9,x\n" + LATER
    (one,) = tracer.load(put(tracer.folder, "rows.csv", data), expect=1)
    assert (one["loaded"], one["rejected"]) == (2, 1)


def test_a_quote_that_is_never_closed(tracer: Tracer) -> None:
    rows = b"".join(GOOD.replace(b"18:41", b"1%d:%02d" % divmod(n, 60)) for n in range(5))
    (one,) = tracer.load(put(tracer.folder, "quote.csv", HEADER + GOOD + b'"' + LATER + rows), expect=1)
    assert one["loaded"] >= 1
    assert one["rejected"] >= 1


def test_a_cut_gzip_gives_what_stands_before_the_cut(tracer: Tracer) -> None:
    (one,) = tracer.load(truncated_gzip(tracer.folder), expect=1)
    assert one["loaded"] > 500
    assert one["rejected"] == 1
    (refused,) = tracer("rejects", "--json").lines
    assert refused["name"] == "cut.csv.gz"


def test_names_that_point_outside_an_archive(tracer: Tracer) -> None:
    told = tracer.load(escaping_zip(tracer.folder), expect=1)
    assert [bool(one.get("error")) for one in told] == [True, True, True, False]
    assert told[-1]["loaded"] == 1
    assert not list(tracer.folder.parent.glob("**/escaped.csv"))
    assert not Path("/tmp/escaped.csv").exists()


def test_a_number_in_place_of_a_text(tracer: Tracer) -> None:
    (one,) = tracer.load(numbers_for_imeis(tracer.folder), expect=1)
    assert (one["rows"], one["loaded"], one["rejected"]) == (3, 2, 1)
    assert [refused["row"] for refused in tracer("rejects", "--json").lines] == [4]


@pytest.fixture
def listener() -> Iterator[tuple[int, list[object]]]:
    """A port, and who has come to it."""
    came: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            while True:
                try:
                    connection, address = server.accept()
                except OSError:
                    return
                came.append(address)
                connection.close()

        threading.Thread(target=listen, daemon=True).start()
        yield server.getsockname()[1], came
        server.shutdown(socket.SHUT_RDWR)


def test_an_external_entity_is_never_asked_for(tracer: Tracer, listener: tuple[int, list[object]]) -> None:
    port, came = listener
    secret = put(tracer.folder, "secret.txt", b"the secret of the house")
    files = [external_entity(tracer.folder, port), local_entity(tracer.folder, secret)]
    told = tracer.load(*files, expect=1)
    assert all(one["error"] for one in told)
    assert came == []
    assert "the secret" not in str(told)


_MEASURE = """
import pathlib, resource, subprocess, sys
done = subprocess.run(sys.argv[2:])
pathlib.Path(sys.argv[1]).write_text(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(done.returncode)
"""
"""A small process between: Linux counts in a process's greatest memory what the one that started it held."""


def measured(tracer: Tracer, files: list[Path], expect: int) -> tuple[list[dict[str, Any]], int]:
    """Load in a process whose greatest memory is known: what it told, and megabytes."""
    began = time.monotonic()
    peak = tracer.folder / "peak"
    done = subprocess.run(
        [sys.executable, "-c", _MEASURE, str(peak), *tracer.command("load", "--json", *files)],
        env=tracer.environment(),
        cwd=tracer.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    answer = Answer(done.returncode, done.stdout, done.stderr)
    check(answer, expect)
    megabytes = int(peak.read_text()) // (1024 if sys.platform == "linux" else 1 << 20)
    print(f"{files[0].name}: {megabytes} MB, {time.monotonic() - began:.1f} s")  # noqa: T201
    return answer.lines, megabytes


def test_a_line_without_end(tracer: Tracer) -> None:
    (one,), megabytes = measured(tracer, [endless_line(tracer.folder, LINE_MB)], 1)
    assert (one["rows"], one["loaded"], one["rejected"]) == (3, 2, 1)
    (refused,) = tracer("rejects", "--json").lines
    assert refused["row"] == 3
    assert megabytes < MEMORY_MB


@pytest.mark.parametrize("bomb", [zip_bomb, gzip_bomb, xml_bomb])
def test_a_bomb_is_refused_and_other_files_are_loaded(tracer: Tracer, bomb: Callable[[Path], Path]) -> None:
    good = put(tracer.folder, "good.csv", HEADER + GOOD)
    (one, other), megabytes = measured(tracer, [bomb(tracer.folder), good], 1)
    assert one.get("error") or one["rejected"]
    assert other["loaded"] + other["unchanged"] == 1
    assert megabytes < MEMORY_MB

"""Files that would harm the machine: refused, in little memory, and the rest of the file loaded."""

from __future__ import annotations

import gzip
import io
import itertools
import subprocess
import sys
import textwrap
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

import pytest

from tracer.errors import InputError, UnsafeInputError
from tracer.model import RawBatch
from tracer.sources import Format, formats
from tracer.sources.unpack import members

MEMORY_LIMIT_MIB = 512
ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    '<gpx><trk><trkseg><trkpt lat="1" lon="2"><time>&b;</time></trkpt></trkseg></trk></gpx>'
)
EXTERNAL = (
    '<?xml version="1.0"?><!DOCTYPE gpx SYSTEM "http://127.0.0.1:9/x.dtd" [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    "<gpx><wpt lat='1' lon='2'><time>&a;</time></wpt></gpx>"
)


def summary(batches: Iterator[RawBatch]) -> tuple[int, list[tuple[int, str]]]:
    rows, refusals = 0, []
    for batch in batches:
        rows += len(batch.rows)
        refusals += [(refusal.row, refusal.reason) for refusal in batch.refusals]
    return rows, refusals


class Stream(io.RawIOBase):
    """Bytes made as they are asked for."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__()
        self._pieces = pieces

    def read(self, size: int | None = -1) -> bytes:
        del size
        return next(self._pieces, b"")


def test_a_line_of_a_gibibyte_is_refused_and_the_rest_is_loaded() -> None:
    piece = b"x" * (1 << 22)
    pieces = itertools.chain([b"a,b\n1,2\n3,"], itertools.repeat(piece, 256), [b"\n5,6\n"])
    rows, refusals = summary(formats()["csv"].read(cast(BinaryIO, Stream(pieces))))
    assert rows == 2
    assert refusals == [(3, "the line is longer than 1 MiB")]


def test_a_long_line_inside_a_quoted_record_costs_that_record() -> None:
    data = b'a,b\n1,2\n3,"open\n' + b"x" * (3 << 20) + b'\n"\n5,6\n'
    rows, refusals = summary(formats()["csv"].read(io.BytesIO(data)))
    assert rows == 2
    assert [row for row, _ in refusals][:2] == [3, 4]


def test_a_long_ndjson_line() -> None:
    data = b'{"a": 1}\n{"a": "' + b"x" * (2 << 20) + b'"}\n{"a": 2}\n'
    assert summary(formats()["ndjson"].read(io.BytesIO(data))) == (2, [(2, "the line is longer than 1 MiB")])


def test_memory_stays_small_for_all_of_these(tmp_path: Path) -> None:
    """In a process of its own, so that what it needs can be told: each bomb refused, below the limit."""
    script = textwrap.dedent(
        """
        import itertools, sys, io
        from pathlib import Path
        from tracer.errors import InputError
        from tracer.sources import formats
        from tracer.sources.unpack import members

        class Stream(io.RawIOBase):
            def __init__(self, pieces): self._pieces = pieces
            def read(self, size=-1): return next(self._pieces, b"")

        piece = b"x" * (1 << 20)
        long = lambda start, end: Stream(itertools.chain([start], itertools.repeat(piece, 700), [end]))
        for name, start, end in (
            ("csv", b"a,b\\n1,", b"\\n3,4\\n"),
            ("ndjson", b'{"a": "', b'"}\\n'),
            ("json", b'[{"a": "', b'"}]'),
            ("gpx", b"<gpx><wpt lat='1' lon='2'><name>", b"</name></wpt></gpx>"),
            ("kml", b"<kml><Placemark><name>", b"</name></Placemark></kml>"),
            ("geolife_plt", b"Geolife trajectory\\n", b"\\n"),
        ):
            try:
                for batch in formats()[name].read(long(start, end)):
                    assert batch.refusals or len(batch.rows) == 1
            except InputError:
                pass
        for member in members(Path(sys.argv[1])):
            try:
                with member.open() as stream:
                    while stream.read(1 << 20):
                        pass
                sys.exit("a bomb was unpacked")
            except InputError:
                pass
        # Not ru_maxrss: Linux counts in it what the process that started this one held.
        peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
        print(int(peak.split()[1]) // 1024)
        """
    )
    bomb = tmp_path / "bomb.gz"
    with gzip.open(bomb, "wb", compresslevel=9) as file:
        for _ in range(300):
            file.write(bytes(1 << 20))
    done = subprocess.run([sys.executable, "-c", script, str(bomb)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < MEMORY_LIMIT_MIB


@pytest.mark.parametrize("text", [ENTITIES, EXTERNAL])
@pytest.mark.parametrize("name", ["gpx", "kml"])
def test_entities_and_document_types_are_refused(text: str, name: str) -> None:
    with pytest.raises(UnsafeInputError, match="entities"):
        list(formats()[name].read(io.BytesIO(text.encode())))


def test_xml_nested_without_end() -> None:
    with pytest.raises(UnsafeInputError, match="nested"):
        list(formats()["gpx"].read(io.BytesIO(b"<gpx>" + b"<a>" * 100_000)))


def test_json_nested_without_end() -> None:
    for fmt in (formats()["json"], formats()["ndjson"]):
        try:
            rows, refusals = summary(fmt.read(io.BytesIO(b'{"a": ' + b"[" * 200_000)))
        except InputError:
            continue
        assert rows == 0
        assert refusals


@pytest.mark.parametrize("change", [lambda text: text, lambda text: text.replace("xl/worksheets", "xl/other")])
def test_a_workbook_with_entities(tmp_path: Path, change: Callable[[str], str]) -> None:
    good = Path(__file__).parents[1] / "vectors" / "formats" / "xlsx.xlsx"
    bad = tmp_path / "bad.xlsx"
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w") as target:
        for info in source.infolist():
            body = source.read(info)
            if info.filename.endswith(("sheet2.xml", "workbook.xml")):
                body = change('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>').encode() + body
            target.writestr(info.filename, body)
    with pytest.raises(InputError):
        list(formats()["xlsx"].read(bad.open("rb")))


def test_a_workbook_that_is_a_bomb() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("xl/sharedStrings.xml", bytes(40 << 20))
    fmt: Format = formats()["xlsx"]
    with pytest.raises(UnsafeInputError, match="bomb"):
        list(fmt.read(data))


def test_a_zip_bomb(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("rows.csv", bytes(40 << 20))
    with pytest.raises(UnsafeInputError, match="bomb"):
        list(members(path))

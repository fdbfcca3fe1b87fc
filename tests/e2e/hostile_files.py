"""Files made to do harm, or harmed themselves, each written into a folder that a test gives."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import openpyxl

IMEI = "353879234252633"
HEADER = b"imei,at,lat,lon,accuracy_m,source\n"
GOOD = b"353879234252633,2023-10-02T18:41:00+01:00,51.5155,-0.1420,12,finder\n"
LATER = b"353879234252633,2023-10-02T19:41:00+01:00,51.5156,-0.1421,12,finder\n"
_CHUNK = bytes(1 << 20)
_LETTERS = b"x" * (1 << 20)
_BOMB_MB = 640
"""More than the memory that a load may take."""


def put(folder: Path, name: str, data: bytes) -> Path:
    file = folder / name
    file.write_bytes(data)
    return file


def bad_row(cells: bytes) -> bytes:
    """A file of three rows whose second is bad."""
    return HEADER + GOOD + cells + b"\n" + LATER


def truncated_gzip(folder: Path) -> Path:
    """Cut off in the middle of its rows; what stands before the cut can be read."""
    rows = "".join(f"{IMEI},2023-10-02T18:{n // 60:02}:{n % 60:02}Z,51.{n:04},-0.1,9,x\n" for n in range(3000))
    packed = gzip.compress(HEADER + rows.encode())
    return put(folder, "cut.csv.gz", packed[: len(packed) // 2])


def zip_bomb(folder: Path) -> Path:
    """A member of many zeros beside a good one."""
    file = folder / "bomb.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("good.csv", HEADER + GOOD)
        with archive.open("bomb.csv", "w", force_zip64=True) as out:
            for _ in range(_BOMB_MB):
                out.write(_CHUNK)
    return file


def gzip_bomb(folder: Path) -> Path:
    return put(folder, "bomb.csv.gz", b"".join(_gzipped(HEADER + GOOD, _BOMB_MB)))


def escaping_zip(folder: Path) -> Path:
    """Members with names that point outside, beside a good one."""
    file = folder / "escape.zip"
    with zipfile.ZipFile(file, "w") as archive:
        for name in ("../../escaped.csv", "/tmp/escaped.csv", "a/../../../escaped.csv", "good.csv"):
            archive.writestr(name, HEADER + GOOD)
    return file


def gpx(folder: Path, name: str, doctype: str, text: str = "") -> Path:
    points = "".join(f'<trkpt lat="51.{n}" lon="-0.1"><time>2023-10-02T18:4{n}:00Z</time></trkpt>' for n in range(1, 4))
    body = f'<?xml version="1.0"?>{doctype}<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">'
    body += f"<metadata><name>{text}</name></metadata><trk><trkseg>{points}</trkseg></trk></gpx>"
    return put(folder, name, body.encode())


def xml_bomb(folder: Path) -> Path:
    entities = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    return gpx(folder, "laughs.gpx", f"<!DOCTYPE gpx [{entities}]>", "&a11;")


def external_entity(folder: Path, port: int) -> Path:
    asks = (
        f'<!DOCTYPE gpx SYSTEM "http://127.0.0.1:{port}/x.dtd" [<!ENTITY x SYSTEM "http://127.0.0.1:{port}/secret">]>'
    )
    return gpx(folder, "external.gpx", asks, "&x;")


def local_entity(folder: Path, secret: Path) -> Path:
    return gpx(folder, "local.gpx", f'<!DOCTYPE gpx [<!ENTITY x SYSTEM "{secret.as_uri()}">]>', "&x;")


def numbers_for_imeis(folder: Path) -> Path:
    """A workbook whose second row has its IMEI as a number, and whose third has one rounded by the spreadsheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["imei", "at", "lat", "lon"])
    sheet.append([IMEI, "2023-10-02T18:41:00Z", "51.5", "-0.1"])
    sheet.append([int(IMEI), "2023-10-02T18:42:00Z", "51.5", "-0.1"])
    sheet.append(["3.53879E+14", "2023-10-02T18:43:00Z", "51.5", "-0.1"])
    file = folder / "numbers.xlsx"
    book.save(file)
    return file


def endless_line(folder: Path, megabytes: int) -> Path:
    """A CSV with one line of so many megabytes between two good rows."""
    file = folder / "endless.csv"
    with file.open("wb") as out:
        out.write(HEADER + GOOD)
        for _ in range(megabytes):
            out.write(_LETTERS)
        out.write(b"\n" + LATER)
    return file


def _gzipped(start: bytes, megabytes: int) -> Iterator[bytes]:
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    yield packer.compress(start)
    for _ in range(megabytes):
        yield packer.compress(_CHUNK)
    yield packer.flush()

"""Archives: each good member loads whatever the others are."""

from __future__ import annotations

import gzip
import io
import stat
import zipfile
from pathlib import Path

import pytest

from tracer.errors import InputError, UnsafeInputError
from tracer.sources import formats, recognise
from tracer.sources.unpack import Member, TruncatedError, head_of, members

ROWS = b"imei,town\n" + b"".join(b"%015d,London\n" % n for n in range(100_000))
FOLDER = Path(__file__).parents[1] / "vectors" / "formats"


def archive(path: Path, contents: dict[str | zipfile.ZipInfo, bytes]) -> list[Member]:
    with zipfile.ZipFile(path, "w") as target:
        for name, data in contents.items():
            target.writestr(name, data)
    return list(members(path))


def test_a_plain_file_gives_itself(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(ROWS)
    (member,) = members(path)
    assert (member.name, member.error) == ("rows.csv", None)
    assert member.open().read() == ROWS


def test_gzip_of_several_parts(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv.gz"
    path.write_bytes(gzip.compress(ROWS[:1000]) + gzip.compress(ROWS[1000:]))
    (member,) = members(path)
    with member.open() as stream:
        assert stream.read() == ROWS
    assert recognise(head_of(member)).name == "csv"


def test_truncated_gzip_gives_the_rows_before_its_end(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv.gz"
    packed = gzip.compress(ROWS)
    path.write_bytes(packed[: len(packed) // 2])
    (member,) = members(path)
    batches = list(formats()["csv"].read(member.open()))
    refusals = [refusal for batch in batches for refusal in batch.refusals]
    assert sum(len(batch.rows) for batch in batches) > 1000
    assert [refusal.reason for refusal in refusals] == ["the file ends early: gzip data is truncated"]
    last = batches[-1].rows.to_pylist()[-1]
    assert refusals[0].row == last + 1


@pytest.mark.parametrize("name", ["gpx", "ndjson", "json", "takeout_records"])
def test_truncated_gzip_of_other_formats(tmp_path: Path, name: str) -> None:
    many = {
        "gpx": b"<gpx>" + b"<wpt lat='1' lon='2'><time>2024-05-01T09:00:00Z</time></wpt>" * 20_000 + b"</gpx>",
        "ndjson": b'{"a": 1}\n' * 100_000,
        "json": b"[" + b'{"a": 1},' * 100_000 + b'{"a": 2}]',
        "takeout_records": b'{"locations": ['
        + b'{"timestamp": "2024-05-01T09:00:00Z", "latitudeE7": 1, "longitudeE7": 2},' * 20_000
        + b"{}]}",
    }[name]
    path = tmp_path / "file.gz"
    packed = gzip.compress(many)
    path.write_bytes(packed[: len(packed) // 2])
    (member,) = members(path)
    batches = list(formats()[name].read(member.open()))
    assert sum(len(batch.rows) for batch in batches) > 1000
    assert "gzip data is truncated" in batches[-1].refusals[-1].reason


def test_damaged_gzip_is_a_refusal_too(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv.gz"
    packed = bytearray(gzip.compress(ROWS))
    packed[-6] ^= 1
    path.write_bytes(bytes(packed))
    (member,) = members(path)
    batches = list(formats()["csv"].read(member.open()))
    assert sum(len(batch.rows) for batch in batches) == 100_000
    assert "damaged" in batches[-1].refusals[-1].reason


def test_each_member_of_a_zip(tmp_path: Path) -> None:
    found = archive(tmp_path / "a.zip", {"in/rows.csv": ROWS, "__MACOSX/x": b"", "b.csv.gz": gzip.compress(ROWS)})
    assert [member.name for member in found] == ["a.zip/in/rows.csv", "a.zip/b.csv.gz"]
    for member in found:
        with member.open() as stream:
            assert stream.read() == ROWS


@pytest.mark.parametrize("name", ["../up.csv", "/abs.csv", "a/../../b.csv", "C:/x.csv", "..\\up.csv"])
def test_names_that_point_outside_are_refused_and_the_others_load(tmp_path: Path, name: str) -> None:
    good, bad = archive(tmp_path / "a.zip", {"rows.csv": ROWS, name: b"x"})
    assert good.open().read() == ROWS
    assert isinstance(bad.error, UnsafeInputError)
    with pytest.raises(UnsafeInputError, match="outside"):
        bad.open()
    assert {path.name for path in tmp_path.iterdir()} == {"a.zip"}


def test_links_archives_and_encrypted_members_are_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as target:
        target.writestr("rows.csv", "x")
    path = tmp_path / "a.zip"
    archive(path, {link: b"/etc/passwd", "inner.zip": inner.getvalue(), "secret.csv": b"x", "rows.csv": ROWS})
    data = bytearray(path.read_bytes())
    at = data.rfind(b"secret.csv")
    data[at - 46 + 8] |= 1
    path.write_bytes(bytes(data))
    found = list(members(path))
    words = ["symbolic link", "archive in an archive", "encrypted"]
    assert [word in str(member.error) for word, member in zip(words, found, strict=False)] == [True] * 3
    assert found[3].open().read() == ROWS


def test_workbooks_and_kmz_are_formats_not_archives(tmp_path: Path) -> None:
    kmz = tmp_path / "a.kmz"
    with zipfile.ZipFile(kmz, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("doc.kml", (FOLDER / "kml.kml").read_bytes())
    for path, name in ((kmz, "kml"), (FOLDER / "xlsx.xlsx", "xlsx")):
        (member,) = members(path)
        fmt = recognise(head_of(member))
        assert fmt.name == name
        assert sum(len(batch.rows) for batch in fmt.read(member.open())) > 2
        (inside,) = archive(tmp_path / f"{name}.zip", {"in/file": path.read_bytes()})
        assert recognise(head_of(inside)).name == name
        assert sum(len(batch.rows) for batch in fmt.read(inside.open())) > 2


def test_two_members_that_share_their_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    archive(path, {"a.csv": b"x" * 1000, "b.csv": b"y" * 1000})
    data = path.read_bytes()
    second = data.rfind(b"PK\x01\x02")
    path.write_bytes(data[: second + 42] + bytes(4) + data[second + 46 :])
    with pytest.raises(InputError):
        for member in members(path):
            member.open().read()


def test_what_cannot_be_opened_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"gone\.csv cannot be opened"):
        list(members(tmp_path / "gone.csv"))
    with pytest.raises(InputError, match="cannot be opened"):
        list(members(tmp_path))
    cut = tmp_path / "cut.zip"
    cut.write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(InputError, match="damaged or cut short"):
        list(members(cut))
    nested = tmp_path / "nested.gz"
    nested.write_bytes(gzip.compress(gzip.compress(b"x")))
    (member,) = members(nested)
    assert isinstance(member.error, UnsafeInputError)


def test_no_bytes_of_a_cut_stream_are_lost(tmp_path: Path) -> None:
    path = tmp_path / "rows.gz"
    path.write_bytes(gzip.compress(ROWS)[:-2000])
    (member,) = members(path)
    stream = member.open()
    found = bytearray()
    with pytest.raises(TruncatedError):
        while True:
            found += stream.read(1 << 16) or pytest.fail("it ended without an error")
    assert ROWS.startswith(bytes(found))
    assert len(found) > len(ROWS) * 0.9

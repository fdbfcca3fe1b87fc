"""The evidence store gives back every byte, and notices whatever was done to a kept file."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer.errors import EvidenceError, InputError
from tracer.records import frames
from tracer.records.evidence import EvidenceStore, Kept
from tracer.records.vault import Vault

VAULT = Vault(bytes(range(32)))
NOISE = os.urandom(3 * frames.FRAME_BYTES + 77)
"""Random bytes do not compress, so they fill several frames."""


class Pipe(io.BytesIO):
    """A stream that cannot be rewound, as standard input cannot."""

    def seekable(self) -> bool:
        return False

    def seek(self, *_where: int) -> int:
        raise io.UnsupportedOperation("seek")


@pytest.fixture
def store(tmp_path: Path) -> EvidenceStore:
    return EvidenceStore(tmp_path / "evidence", VAULT)


def path_of(folder: Path, kept: Kept) -> Path:
    return folder / "evidence" / kept.sha256[:2] / f"{kept.sha256}.zst.enc"


def every_file(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("stream", [io.BytesIO, Pipe])
@pytest.mark.parametrize("data", [b"", b"imei\n", b"\0" * 9_000_000, NOISE], ids=["empty", "short", "zeros", "noise"])
def test_every_byte_comes_back(store: EvidenceStore, stream: Callable[[bytes], io.BytesIO], data: bytes) -> None:
    kept = store.put(stream(data))
    assert kept == Kept(hashlib.sha256(data).hexdigest(), len(data))
    with store.open(kept.sha256) as opened:
        assert opened.read() == data


@given(data=st.binary(max_size=300), sizes=st.lists(st.integers(1, 40), min_size=1, max_size=20))
def test_any_way_of_reading_gives_the_same_bytes(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, sizes: list[int]
) -> None:
    small = EvidenceStore(tmp_path_factory.getbasetemp() / "shared", VAULT)
    with small.open(small.put(io.BytesIO(data)).sha256) as opened:
        parts = [opened.read(size) for size in sizes]
        assert b"".join([*parts, opened.read()]) == data


def test_what_is_kept_can_be_read_only_with_the_key(store: EvidenceStore, tmp_path: Path) -> None:
    kept = store.put(io.BytesIO(b"Jo Example, 07700 900123\n" * 100))
    assert b"07700" not in path_of(tmp_path, kept).read_bytes()
    with pytest.raises(EvidenceError), EvidenceStore(tmp_path / "evidence", Vault(b"x" * 32)).open(kept.sha256) as file:
        file.read()


def test_putting_the_same_again_changes_nothing(store: EvidenceStore, tmp_path: Path) -> None:
    first = store.put(io.BytesIO(NOISE))
    before = path_of(tmp_path, first).stat()
    assert store.put(io.BytesIO(NOISE)) == first
    assert store.put(Pipe(NOISE)) == first
    after = path_of(tmp_path, first).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert every_file(tmp_path) == [path_of(tmp_path, first)]


def test_a_stream_is_kept_from_where_it_stands(store: EvidenceStore) -> None:
    stream = io.BytesIO(b"headrest")
    stream.seek(4)
    assert store.put(stream) == Kept(hashlib.sha256(b"rest").hexdigest(), 4)


def test_every_changed_byte_of_a_small_file_is_noticed(store: EvidenceStore, tmp_path: Path) -> None:
    kept = store.put(io.BytesIO(b"imei,at\n"))
    path = path_of(tmp_path, kept)
    whole = path.read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(EvidenceError, match=kept.sha256), store.open(kept.sha256) as file:
            file.read()


def frame_starts(data: bytes) -> list[int]:
    """Where each frame of a kept file starts, and where the file ends."""
    starts = [len(frames.MAGIC) + frames.SALT_BYTES]
    while starts[-1] < len(data):
        size = int.from_bytes(data[starts[-1] : starts[-1] + 4], "big")
        starts.append(starts[-1] + 4 + size + 16)
    return starts


def cut_at(*places: int) -> Callable[[bytes], bytes]:
    """Ends the file at a frame's start, or some bytes after it."""
    return lambda data: data[: frame_starts(data)[places[0]] + sum(places[1:])]


def swapped(data: bytes) -> bytes:
    one, two, three = frame_starts(data)[:3]
    return data[:one] + data[two:three] + data[one:two] + data[three:]


def without_one(data: bytes) -> bytes:
    one, two = frame_starts(data)[:2]
    return data[:one] + data[two:]


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda data: data[:20],
        lambda data: data[:-1],
        lambda data: data + b"\0",
        lambda data: data + data,
        cut_at(0),
        cut_at(1),
        cut_at(1, 2),
        cut_at(2, 999),
        cut_at(3),
        swapped,
        without_one,
    ],
)
def test_a_file_cut_grown_or_shuffled_is_noticed(
    store: EvidenceStore, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    kept = store.put(io.BytesIO(NOISE))
    path = path_of(tmp_path, kept)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(EvidenceError, match=kept.sha256) as raised, store.open(kept.sha256) as file:
        while file.read(100_000):
            pass
    assert "backup" in raised.value.do


def test_a_whole_file_under_another_name_is_noticed(store: EvidenceStore, tmp_path: Path) -> None:
    one, two = store.put(io.BytesIO(b"one")), store.put(io.BytesIO(b"two"))
    path_of(tmp_path, two).write_bytes(path_of(tmp_path, one).read_bytes())
    with pytest.raises(EvidenceError, match=two.sha256), store.open(two.sha256) as file:
        file.read()


def test_content_that_is_not_what_its_name_says_is_noticed(store: EvidenceStore, tmp_path: Path) -> None:
    # Somebody with the key can make sound frames; the SHA-256 of the whole still tells.
    kept = store.put(io.BytesIO(b"one"))
    other = EvidenceStore(tmp_path / "other", VAULT).put(io.BytesIO(b"two"))
    forged = tmp_path / "forged"
    with forged.open("wb") as file:
        writer = frames.FrameWriter(file, VAULT)
        with path_of(tmp_path, kept).open("rb") as source:
            plain = frames.FrameReader(source, VAULT, bytes.fromhex(kept.sha256)).readall()
        writer.write(plain)
        writer.finish(bytes.fromhex(other.sha256))
    target = path_of(tmp_path, other)
    target.parent.mkdir(exist_ok=True)
    forged.rename(target)
    with pytest.raises(EvidenceError, match="not what its name says"), store.open(other.sha256) as opened:
        opened.read()


def test_a_missing_file_says_what_to_do(store: EvidenceStore) -> None:
    with pytest.raises(EvidenceError, match="load the original file again"):
        store.open("ab" * 32)


@pytest.mark.parametrize("name", ["", "../../../etc/passwd", "AB" * 32, "ab" * 31])
def test_only_a_sha256_names_a_file(store: EvidenceStore, name: str) -> None:
    with pytest.raises(EvidenceError, match="SHA-256"):
        store.open(name)


def test_nothing_is_left_of_a_put_that_failed(store: EvidenceStore, tmp_path: Path) -> None:
    class Broken(Pipe):
        def read(self, _size: int | None = -1, /) -> bytes:
            if self.tell() > 0:
                raise OSError(5, "Input/output error")
            return super().read(5)

    with pytest.raises(InputError, match="cannot be read"):
        store.put(Broken(b"some bytes"))
    assert every_file(tmp_path) == []


def test_a_folder_that_cannot_be_made_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EvidenceError, match="cannot be kept"):
        EvidenceStore(tmp_path / "file" / "evidence", VAULT).put(io.BytesIO(b"x"))


def test_the_same_bytes_are_sealed_differently_each_time(tmp_path: Path) -> None:
    stores = [EvidenceStore(tmp_path / name / "evidence", VAULT) for name in ("a", "b")]
    kept = [store.put(io.BytesIO(b"the same")) for store in stores]
    one, two = (path_of(tmp_path / name, each).read_bytes() for name, each in zip("ab", kept, strict=True))
    assert one != two

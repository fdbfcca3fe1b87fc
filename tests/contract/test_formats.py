"""What every source format must do, met by each format in the folder with its one fixture."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tracer.errors import InputError
from tracer.model import RawBatch
from tracer.sources import BATCH_ROWS, HEAD_BYTES, Format, Head, formats, recognise

FOLDER = Path(__file__).parents[1] / "vectors" / "formats"
PING_COLUMNS = {"at", "lat", "lon", "accuracy_m", "source"}
FUZZ = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def fixture_of(name: str) -> Path:
    found = [path for path in FOLDER.iterdir() if path.stem == name]
    assert len(found) == 1, f"{name} has {len(found)} fixtures in {FOLDER.name}: write one"
    return found[0]


@pytest.fixture(params=sorted(formats()))
def fmt(request: pytest.FixtureRequest) -> Format:
    return formats()[request.param]


@pytest.fixture
def data(fmt: Format) -> bytes:
    return fixture_of(fmt.name).read_bytes()


class Trickle(BytesIO):
    """A stream that cannot seek and gives a few bytes at a time, as a pipe may."""

    def seekable(self) -> bool:
        return False

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(size, 7) if size and size > 0 else size)


def read(fmt: Format, data: bytes, stream: type[BytesIO] = BytesIO) -> list[RawBatch]:
    batches = list(fmt.read(stream(data)))
    for batch in batches:
        check(batch)
    return batches


def check(batch: RawBatch) -> None:
    assert batch.rows.type == pa.int64()
    assert len(batch.rows) == batch.table.num_rows
    assert 0 < len(batch.rows) + len(batch.refusals) <= BATCH_ROWS
    assert all(field.type == pa.string() for field in batch.table.schema)
    assert len(set(batch.table.column_names)) == batch.table.num_columns
    batch.table.validate(full=True)
    numbers = [*batch.rows.to_pylist(), *(refusal.row for refusal in batch.refusals)]
    assert len(set(numbers)) == len(numbers)
    assert all(number > 0 for number in numbers)
    for refusal in batch.refusals:
        assert refusal.reason
        said = [refusal.reason, *refusal.cells, *refusal.cells.values()]
        assert not any("\0" in text for text in said)
        assert all(text.encode() is not None for text in said)


def rows_of(batches: list[RawBatch]) -> Iterator[tuple[int, dict[str, str | None]]]:
    for batch in batches:
        yield from zip(batch.rows.to_pylist(), batch.table.to_pylist(), strict=True)


def same(one: list[RawBatch], other: list[RawBatch]) -> bool:
    return len(one) == len(other) and all(
        a.table.equals(b.table) and a.rows.equals(b.rows) and a.refusals == b.refusals
        for a, b in zip(one, other, strict=True)
    )


def test_reads_its_fixture(fmt: Format, data: bytes) -> None:
    batches = read(fmt, data)
    rows = list(rows_of(batches))
    assert rows
    if fmt.kind == "pings":
        assert all(set(batch.table.column_names) >= PING_COLUMNS for batch in batches)
        assert all(row["at"] and row["lat"] and row["lon"] for _, row in rows)


def test_gives_the_same_batches_twice(fmt: Format, data: bytes) -> None:
    assert same(read(fmt, data), read(fmt, data))


def test_does_not_depend_on_how_the_stream_gives_its_bytes(fmt: Format, data: bytes) -> None:
    assert same(read(fmt, data), read(fmt, data, Trickle))


def test_is_recognised_and_not_confused(fmt: Format, data: bytes) -> None:
    for name in (fixture_of(fmt.name).name, "unnamed", "misleading.txt"):
        assert recognise(Head(name, data[:HEAD_BYTES])).name == fmt.name


def test_is_not_taken_for_a_file_of_another_format(fmt: Format) -> None:
    for other in formats():
        data = fixture_of(other).read_bytes()
        try:
            batches = list(fmt.read(BytesIO(data)))
        except InputError:
            continue
        assert all(isinstance(batch, RawBatch) for batch in batches)


def test_is_sure_of_nothing_in_an_empty_file(fmt: Format) -> None:
    assert fmt.confidence(Head("empty", b"")) == 0
    with pytest.raises(InputError):
        read(fmt, b"")


@FUZZ
@given(share=st.floats(0, 1, exclude_max=True))
def test_a_file_cut_anywhere_is_refused_or_gives_its_start(fmt: Format, data: bytes, share: float) -> None:
    cut = data[: int(share * len(data))]
    whole = dict(rows_of(read(fmt, data)))
    try:
        found = list(rows_of(read(fmt, cut)))
    except InputError:
        return
    for number, row in found[:-1]:
        assert {k: v for k, v in row.items() if v} == {k: v for k, v in whole[number].items() if v}


@FUZZ
@given(flips=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255)), min_size=1, max_size=8))
def test_flipped_bytes_do_no_harm(fmt: Format, data: bytes, flips: list[tuple[float, int]]) -> None:
    spoilt = bytearray(data)
    for share, change in flips:
        spoilt[int(share * len(data))] ^= change
    fmt.confidence(Head("spoilt", bytes(spoilt)))
    try:
        read(fmt, bytes(spoilt))
    except InputError:
        return


@FUZZ
@given(noise=st.binary(max_size=300), at=st.floats(0, 1))
def test_noise_does_no_harm(fmt: Format, data: bytes, noise: bytes, at: float) -> None:
    place = int(at * len(data))
    for spoilt in (noise, data[:place] + noise + data[place:]):
        fmt.confidence(Head("noise", spoilt))
        try:
            read(fmt, spoilt)
        except InputError:
            continue

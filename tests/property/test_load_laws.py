"""What is loaded gives one graph, in any order, cut over any files, said any number of times; and every row is counted.

On the embedded engine, through the whole loader: files, evidence, records, projection. The laws of the projection alone
are tried with many more examples in `test_projection_order.py`.
"""

from __future__ import annotations

import csv
import random
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from api.bootstrap import House, house
from api.settings import read_settings
from api.usecases.rebuild import rebuild
from tracer.reading import Ask

Row = tuple[str, tuple[tuple[str, str], ...]]
"""A kind, and names and cells."""

IMEIS = st.sampled_from(["353879234252633", "490154203237518", "356938035643809"])
WRONG_IMEI = "353879234252634"
AT = st.sampled_from(
    ["2023-10-02T18:41:00+01:00", "2023-10-02T17:41:00Z", "2023-10-03T09:00:00", "2023-10-04T10:00:00Z"]
)
HANDLER, PLACE = st.sampled_from(["fonez", "Fonez", "dray"]), st.sampled_from(["Unit 4", "unit-4", "camden"])


def rows_of(kind: str, /, **cells: st.SearchStrategy[str] | str) -> st.SearchStrategy[Row]:
    strategies = {name: st.just(cell) if isinstance(cell, str) else cell for name, cell in cells.items()}
    return st.fixed_dictionaries(strategies).map(lambda row: (kind, tuple(row.items())))


def maybe(*values: str) -> st.SearchStrategy[str]:
    return st.sampled_from(["", *values])


SOME_IMEI = st.one_of(st.just(""), IMEIS)
ROWS = st.one_of(
    rows_of(
        "reports",
        reference=maybe("CR/1", "CR/2"),
        force=st.sampled_from(["Met", "City"]),
        imei=SOME_IMEI,
        imei2=SOME_IMEI,
        serial=maybe("S12345", "S54321"),
        make=maybe("Apple", "Samsung"),
        owner_name=maybe("A. Fenn"),
    ),
    rows_of(
        "pings",
        imei=st.one_of(IMEIS, st.just(WRONG_IMEI)),
        at=AT,
        lat=st.sampled_from(["51.5", "51.6", "95"]),
        lon="-0.1",
    ),
    rows_of(
        "sightings", imei=IMEIS, at=AT, kind=st.sampled_from(["attach", "activation"]), country=maybe("GB", "HK", "zz9")
    ),
    rows_of(
        "seizures",
        seizure_ref="S1",
        at=AT,
        exhibit_ref=st.sampled_from(["AB/1", "AB2"]),
        imei=SOME_IMEI,
        serial=maybe("S12345", "S54321"),
        place=PLACE,
        found_with=HANDLER,
    ),
    rows_of("links", from_kind="handler", from_id=HANDLER, relation="HELD", to_kind="identifier", to_id=IMEIS, at=AT),
    rows_of(
        "links",
        from_kind="handler",
        from_id=HANDLER,
        relation="RUNS",
        to_kind="place",
        to_id=PLACE,
        grade=maybe("2CP", "9Z"),
    ),
    rows_of(
        "listings",
        platform="ebay",
        listing_id=st.sampled_from(["1", "2"]),
        title="iPhone",
        imei=SOME_IMEI,
        seller=maybe("Bob", "bob"),
    ),
    rows_of(
        "consignments",
        waybill=st.sampled_from(["W1", "w 1"]),
        sender_kind="handler",
        sender_id=HANDLER,
        imei=SOME_IMEI,
        to_country=maybe("HK"),
    ),
    rows_of(
        "parts",
        part_kind="board",
        part_serial="B1",
        came_from_imei=SOME_IMEI,
        found_in_kind="exhibit",
        found_in_id="S1/AB1",
    ),
    rows_of(
        "fraud", imei=SOME_IMEI, reference=maybe("CR/1", "CR/2"), at=AT, fraud_kind="payment", paid_to=maybe("4410")
    ),
)


@dataclass(frozen=True)
class Came:
    """What came of loading: the digest and counts of the graph, of the rows, and of what a second load found new."""

    graph: tuple[str, dict[str, int], dict[str, int]]
    rejected: Counter[str]
    rows: int
    new_again: int


class Quiet:
    def file(self, name: str, size: int) -> None: ...
    def moved(self, done: int, rows: int) -> None: ...
    def tell(self, text: str) -> None: ...


QUIET = Quiet()
IN_MEMORY = Path("/dev/shm")
"""A hundred small databases are made: on a disk that takes a minute."""


@contextmanager
def empty_house() -> Iterator[tuple[House, Path]]:
    with tempfile.TemporaryDirectory(dir=IN_MEMORY if IN_MEMORY.is_dir() else None) as folder:
        home = Path(folder) / "home"
        with house(read_settings({"TRACER_HOME": str(home)})) as opened:
            yield opened, Path(folder)


def write_files(folder: Path, files: Sequence[Sequence[Row]]) -> list[tuple[str, Path]]:
    """One CSV for each kind in each of the files."""
    written = []
    for number, rows in enumerate(files):
        of_kind: dict[str, list[dict[str, str]]] = defaultdict(list)
        for kind, cells in rows:
            of_kind[kind].append(dict(cells))
        for kind, said in of_kind.items():
            path = folder / f"{number}-{kind}.csv"
            with path.open("w", encoding="utf-8", newline="") as out:
                writer = csv.DictWriter(out, list(dict.fromkeys(name for row in said for name in row)), restval="")
                writer.writeheader()
                writer.writerows(said)
            written.append((kind, path))
    return written


def loaded(files: Sequence[Sequence[Row]]) -> Came:
    rejected: Counter[str] = Counter()
    in_quarantine: dict[str | None, int] = {}
    rows = new = 0
    with empty_house() as (opened, folder):
        written = write_files(folder, files)
        for again in (False, True):
            with opened.loader(QUIET, QUIET.tell) as loader:
                for kind, path in written:
                    for result in loader.load(path, Ask(kind)):
                        assert result.error is None, result
                        in_quarantine[result.source] = result.rejected
                        assert result.rows == result.loaded + result.unchanged + result.rejected
                        if again:
                            new += result.loaded
                        else:
                            rows += result.rows
                            rejected[kind] += result.rejected
        # Two files of the same bytes are one source.
        assert opened.records.refusal_count() == sum(in_quarantine.values())
        status = opened.graph.status()
        rebuild(opened, QUIET, QUIET.tell)
        assert opened.graph.status() == status
    return Came((status.digest, dict(status.nodes), dict(status.relationships)), rejected, rows, new)


def cut(rows: Sequence[Row], chance: random.Random) -> list[list[Row]]:
    """The rows in another order, over other files, some of them said more than once."""
    said = [*rows, *(row for row in rows if chance.random() < 0.3)]
    chance.shuffle(said)
    files: list[list[Row]] = [[]]
    for row in said:
        if chance.random() < 0.3:
            files.append([])
        files[-1].append(row)
    return [file for file in files if file]


def one(kind: str, /, **cells: str) -> Row:
    return kind, tuple(cells.items())


CLONE = [
    one("reports", reference="CR/1", force="Met", imei="353879234252633", serial="S12345"),
    one(
        "seizures",
        seizure_ref="S1",
        at="2023-10-03T09:00:00",
        exhibit_ref="AB1",
        imei="353879234252633",
        serial="S54321",
    ),
    one("links", from_kind="handler", from_id="dray", relation="HELD", to_kind="identifier", to_id="353879234252633"),
]


FRAUD = [
    one("reports", reference="CR/1", force="Met"),
    one("fraud", reference="CR/1", at="2023-10-03T09:00:00", fraud_kind="payment"),
]


@given(st.lists(ROWS, min_size=1, max_size=8), st.randoms(use_true_random=False))
@example(CLONE, random.Random(1))
@example(FRAUD, random.Random(2))
@settings(max_examples=settings().max_examples // 12, suppress_health_check=[HealthCheck.too_slow])
def test_any_order_split_and_repetition_gives_the_same_graph(rows: list[Row], chance: random.Random) -> None:
    once, otherwise = loaded([rows]), loaded(cut(rows, chance))
    assert otherwise.graph == once.graph
    assert set(otherwise.rejected) == set(once.rejected)
    assert (once.new_again, otherwise.new_again) == (0, 0)
    assert once.rows == len(rows)

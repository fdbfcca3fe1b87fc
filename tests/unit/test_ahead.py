from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from tracer.ahead import ahead


def names() -> list[str]:
    return [thread.name for thread in threading.enumerate()]


@pytest.mark.parametrize("depth", [1, 3, 100])
def test_the_items_come_in_order(depth: int) -> None:
    assert list(ahead(iter(range(50)), depth)) == list(range(50))
    assert list(ahead(iter([]), depth)) == []
    assert "read-ahead" not in names()


def test_what_looks_like_nothing_is_an_item() -> None:
    assert list(ahead(iter([None, 0, "", StopIteration]), 2)) == [None, 0, "", StopIteration]


@pytest.mark.parametrize("error", [ValueError("bad row"), KeyboardInterrupt(), SystemExit(2), MemoryError()])
def test_an_error_in_making_them_is_raised_after_what_came_before_it(error: BaseException) -> None:
    def items() -> Iterator[int]:
        yield 1
        yield 2
        raise error

    got: list[int] = []
    with pytest.raises(type(error)) as told:
        got.extend(iter_into(got, ahead(items(), 1)))
    assert told.value is error
    assert got == [1, 2]
    assert "read-ahead" not in names()


def iter_into(got: list[int], items: Iterator[int]) -> list[int]:
    for item in items:
        got.append(item)
    return []


@pytest.mark.parametrize("taken", [0, 1, 5])
def test_closing_early_stops_the_other_thread_and_lets_go_of_what_it_held(taken: int) -> None:
    let_go = threading.Event()

    def items() -> Iterator[int]:
        try:
            yield from range(1_000_000)
        finally:
            let_go.set()

    reading = ahead(items(), 2)
    assert [next(reading) for _ in range(taken)] == list(range(taken))
    reading.close()  # type: ignore[attr-defined]
    del reading
    assert "read-ahead" not in names()
    assert taken == 0 or let_go.wait(5)


def test_an_error_in_using_them_stops_the_other_thread() -> None:
    def use() -> None:
        for item in ahead(iter(range(1_000_000)), 2):
            if item == 3:
                raise RuntimeError

    with pytest.raises(RuntimeError):
        use()
    assert "read-ahead" not in names()


def test_no_more_is_made_than_was_asked_for_ahead() -> None:
    made: list[int] = []
    full = threading.Event()

    def items() -> Iterator[int]:
        for item in range(100):
            made.append(item)
            if item == 3:
                full.set()
            yield item

    reading = ahead(items(), 2)
    assert next(reading) == 0
    assert full.wait(5)
    assert len(made) <= 4  # one taken, two waiting, one in hand
    assert list(reading) == list(range(1, 100))


def test_it_is_made_in_another_thread_while_the_last_is_in_use() -> None:
    makers: list[str] = []
    second = threading.Event()

    def items() -> Iterator[int]:
        for item in range(3):
            makers.append(threading.current_thread().name)
            if item == 1:
                second.set()
            yield item

    reading = ahead(items(), 1)
    next(reading)
    assert second.wait(5)
    assert list(reading) == [1, 2]
    assert set(makers) == {"read-ahead"}

"""Reading ahead: the next batch is made while the last one is being stored."""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _End:
    """The other thread is done, with the error that stopped it where one did."""

    error: BaseException | None = None


def ahead(items: Iterator[T], depth: int) -> Generator[T]:
    """The items in order, made by another thread that runs at most `depth` items ahead.

    An error in making them is raised here. Closing the generator stops the other thread before it returns.
    """
    waiting: queue.Queue[T | _End] = queue.Queue(maxsize=depth)
    stop = threading.Event()
    worker = threading.Thread(target=_fill, args=(items, waiting, stop), daemon=True, name="read-ahead")
    worker.start()
    try:
        while True:
            item = waiting.get()
            if isinstance(item, _End):
                if item.error is not None:
                    raise item.error
                return
            yield item
    finally:
        stop.set()
        worker.join()


def _fill(items: Iterator[T], waiting: queue.Queue[T | _End], stop: threading.Event) -> None:
    error: BaseException | None = None
    try:
        for item in items:
            if not _put(waiting, item, stop):
                return
    except BaseException as raised:  # handed over to the thread that asked
        error = raised
    _put(waiting, _End(error), stop)


def _put(waiting: queue.Queue[T | _End], item: T | _End, stop: threading.Event) -> bool:
    while not stop.is_set():
        try:
            waiting.put(item, timeout=0.1)
        except queue.Full:
            continue
        return True
    return False

"""Books on a disk that begins to fail, then goes on trying once it is mended: `python custody_on_failing_disk.py …`.

What was acknowledged, why it stopped, what came of the tries after it, and how often a call failed, as JSON.
"""

from __future__ import annotations

import ctypes
import json
import sys

from custody_ledgers import open_ledger, seizure
from records_databases import VAULT

from tracer.errors import RecordsError
from tracer.records.records import Records


def main(url: str, call: int, count: int, why: int) -> None:
    ledger = open_ledger(Records.open(url, VAULT))
    disk = ctypes.CDLL(None)
    disk.failing_disk(call, count, why)
    acknowledged, failure = [], ""
    for number in range(100):
        try:
            acknowledged.append(ledger.append(seizure(number), f"k{number}").id)
        except RecordsError as error:
            failure = str(error)
            break
    failed = disk.disk_failed()
    disk.failing_disk(call, -1, 0)
    after = []
    for number in range(2_000, 2_003):
        try:
            ledger.append(seizure(number), f"k{number}")
            after.append("written")
        except RecordsError as error:
            after.append(str(error))
    sys.stdout.write(json.dumps([acknowledged, failure, after, failed]))


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))

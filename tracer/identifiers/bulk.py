"""IMEIs by the million: the same answers as `imei.parse`, worked out on columns.

Fifteen ASCII digits, which nearly every row is, are checked as bytes by numpy. Every other text goes to
`imei.parse`, each distinct one once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracer.errors import IdentifierError
from tracer.identifiers import imei

# numpy and pyarrow are imported where used: finding the kinds imports every module here, and must stay quick.
if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

    Bytes = npt.NDArray[np.uint8]
    Mask = npt.NDArray[np.bool_]

_PREFIX = b"imei:"
_ZERO = ord("0")


def normalise_imeis(texts: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Ids and reasons for a string array, row for row: exactly one of the two is null in each row.

    An id is `imei:` and 15 digits; a reason is the `what` of the error that `imei.parse` raises. A null is refused
    as an empty text is. Memory grows with the rows, so callers pass batches.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = texts.cast(pa.string())
    rows, digits = _plain_rows(texts)
    ids, reasons = _check_plain(digits)
    if rows.all():
        return ids, reasons
    plain = pa.array(rows)
    other_ids, other_reasons = _check_others(texts.filter(pc.invert(plain)))
    return _interleave(rows, ids, other_ids), _interleave(rows, reasons, other_reasons)


def _plain_rows(texts: pa.Array) -> tuple[Mask, Bytes]:
    """Which rows are 15 ASCII digits, and those digits as numbers, one row of the result for each place."""
    import numpy as np

    _, offsets_buffer, data_buffer = texts.buffers()
    if data_buffer is None or len(texts) == 0:
        return np.zeros(len(texts), dtype=np.bool_), np.empty((imei.IMEI, 0), dtype=np.uint8)
    offsets = np.frombuffer(offsets_buffer, dtype=np.int32)[texts.offset : texts.offset + len(texts) + 1]
    data = np.frombuffer(data_buffer, dtype=np.uint8)[offsets[0] : offsets[-1]]
    lengths = np.diff(offsets)
    rows = lengths == imei.IMEI
    if texts.null_count:
        rows &= texts.is_valid().to_numpy(zero_copy_only=False)
    if not rows.all():
        data = data[np.repeat(rows, lengths)]
    # A new array, since one row turned on its side is still the caller's memory. Bytes below "0" wrap round to
    # large numbers, so one comparison finds every non-digit.
    digits = np.ascontiguousarray(data.reshape(-1, imei.IMEI).T) - np.uint8(_ZERO)
    numeric = (digits <= 9).all(axis=0)
    if not numeric.all():
        digits = np.ascontiguousarray(digits[:, numeric])
        rows[rows] = numeric
    return rows, digits


def _check_plain(digits: Bytes) -> tuple[pa.Array, pa.Array]:
    import numpy as np
    import pyarrow as pa

    count = digits.shape[1]
    right, given = _check_digits(digits), digits[imei.BODY]
    placeholder = (digits[: imei.BODY] == digits[0]).all(axis=0)
    good = ((given == right) | (given == 0)) & ~placeholder
    text = np.empty((count, len(_PREFIX) + imei.IMEI), dtype=np.uint8)
    text[:, : len(_PREFIX)] = np.frombuffer(_PREFIX, dtype=np.uint8)
    text[:, len(_PREFIX) : -1] = digits[: imei.BODY].T + np.uint8(_ZERO)
    text[:, -1] = right + np.uint8(_ZERO)
    ids = _strings(text, good)
    if good.all():
        return ids, pa.nulls(count, pa.string())
    table = [imei.wrong_check_digit(str(g), str(r)) for g in range(10) for r in range(10)] + [imei.PLACEHOLDER]
    which = np.where(placeholder, len(table) - 1, given * np.uint8(10) + right)
    return ids, pa.array(table).take(pa.array(which, mask=good))


def _check_digits(digits: Bytes) -> Bytes:
    """The Luhn check digit of the first 14 places, column for column. The sum is at most 126, so a byte holds it."""
    import numpy as np

    total = digits[0 : imei.BODY : 2].sum(axis=0, dtype=np.uint8)
    for place in range(1, imei.BODY, 2):
        total += digits[place] * np.uint8(2) - np.uint8(9) * (digits[place] > 4)
    right: Bytes = (10 - total % 10) % 10
    return right


def _strings(text: Bytes, good: Mask) -> pa.Array:
    """A string array of the rows of bytes, null where they are not good."""
    import numpy as np
    import pyarrow as pa

    offsets = np.zeros(len(text) + 1, dtype=np.int32)
    np.cumsum(good * np.int32(text.shape[1]), out=offsets[1:])
    data = text if good.all() else text[good]
    validity = pa.py_buffer(np.packbits(good, bitorder="little"))
    return pa.StringArray.from_buffers(len(text), pa.py_buffer(offsets), pa.py_buffer(data), validity)


def _check_others(texts: pa.Array) -> tuple[pa.Array, pa.Array]:
    import pyarrow as pa

    coded = texts.dictionary_encode(null_encoding="encode")
    answers = [_scalar(text or "") for text in coded.dictionary.to_pylist()]
    ids = pa.array([a[0] for a in answers], pa.string())
    reasons = pa.array([a[1] for a in answers], pa.string())
    return ids.take(coded.indices), reasons.take(coded.indices)


def _scalar(text: str) -> tuple[str | None, str | None]:
    try:
        return imei.parse(text).identifier.id, None
    except IdentifierError as error:
        return None, error.what


def _interleave(rows: Mask, first: pa.Array, second: pa.Array) -> Any:
    """One array that takes the next of the first where `rows` is true, and the next of the second elsewhere."""
    import numpy as np
    import pyarrow as pa

    order = np.empty(len(rows), dtype=np.int64)
    order[rows] = np.arange(len(first))
    order[~rows] = len(first) + np.arange(len(second))
    return pa.concat_arrays([first, second]).take(pa.array(order))

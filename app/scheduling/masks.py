"""Sets of slots as bit masks: which slots they hold, and one of them at random."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

import numpy as np
from numpy.typing import NDArray


def slots_in(mask: int) -> Iterator[int]:
    """The slots of a mask, the earliest first."""
    while mask:
        yield (mask & -mask).bit_length() - 1
        mask &= mask - 1


def any_slot(mask: int, random: Random) -> int:
    """Draw a slot of a mask; -1 when it is empty."""
    if not mask:
        return -1
    for _ in range(int(random.random() * mask.bit_count())):
        mask &= mask - 1
    return (mask & -mask).bit_length() - 1


def table_of(masks: Sequence[int], slots: int) -> NDArray[np.bool_]:
    """Spread masks over a table of their bits, one row a mask."""
    width = (slots + 7) // 8
    rows = np.frombuffer(b"".join(mask.to_bytes(width, "little") for mask in masks), dtype=np.uint8)
    bits = np.unpackbits(rows.reshape(len(masks), width), axis=1, bitorder="little")
    return bits[:, :slots].astype(bool)

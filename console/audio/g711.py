"""The two laws of telephone sound (ITU-T G.711) as tables, and ranks that order their bytes without decoding."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

Int8s = npt.NDArray[np.int8]
Int16s = npt.NDArray[np.int16]
Bytes = npt.NDArray[np.uint8]


def _ulaw_samples() -> Int16s:
    code = ~np.arange(256, dtype=np.int32) & 0xFF
    size = ((((code & 0x0F) << 3) + 0x84) << ((code >> 4) & 7)) - 0x84
    return np.where(code & 0x80, -size, size).astype(np.int16)


def _alaw_samples() -> Int16s:
    code = np.arange(256, dtype=np.int32) ^ 0x55
    chord = (code >> 4) & 7
    step = (code & 0x0F) << 4
    size = np.where(chord == 0, step + 8, (step + 0x108) << np.maximum(chord - 1, 0))
    return np.where(code & 0x80, size, -size).astype(np.int16)


ULAW_SAMPLES: Final = _ulaw_samples()
ALAW_SAMPLES: Final = _alaw_samples()
"""The sample of each byte, 256 of them."""

ULAW_FLIP: Final = 0x80
ALAW_FLIP: Final = 0xAA


def ranks(codes: Bytes, flip: int) -> Int8s:
    """Signed bytes in the order of the samples that `codes` stand for; `flip` is the law's constant above.

    Both laws are sign and magnitude; undoing the inversions and turning the negative half round leaves an
    order-preserving byte, so that a minimum of ranks is the rank of the minimum, at a byte a sample.
    """
    signed = codes.view(np.int8)
    turned = signed >> 7
    turned &= np.int8(0x7F)
    turned ^= signed
    turned ^= np.uint8(flip).view(np.int8)
    return turned


def samples_by_rank(samples: Int16s, flip: int) -> Int16s:
    """The table to look ranks up in, as `table[rank & 0xFF]`."""
    table = np.empty(256, dtype=np.int16)
    table[ranks(np.arange(256, dtype=np.uint8), flip).view(np.uint8)] = samples
    return table

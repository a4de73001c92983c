"""Just enough of MPEG audio's headers to know an MP3 from noise, and whether it was cut short."""

from __future__ import annotations

import os
import struct
from pathlib import Path
from typing import Final

_TAG_BYTES: Final = 10
_FIRST_FRAME_BYTES: Final = 2048
_HAS_FRAMES, _HAS_BYTES = 1, 2
_SLACK: Final = 0.99


def has_mpeg_sync(head: bytes) -> bool:
    """Whether two MPEG audio frame headers of the same kind stand in `head`; one alone is chance."""
    kinds = [head[at + 1] for at in range(len(head) - 3) if _is_header(head[at : at + 4])]
    return any(kinds.count(kind) >= 2 for kind in set(kinds))


def _is_header(four: bytes) -> bool:
    return (
        four[0] == 0xFF
        and four[1] & 0xE0 == 0xE0
        and four[1] & 0x18 != 0x08
        and four[1] & 0x06 != 0
        and four[2] >> 4 != 0xF
        and four[2] & 0x0C != 0x0C
    )


def is_cut_short(path: str) -> bool:
    """Whether an MP3 has clearly fewer bytes than its Xing header states; False when it has none. Raises OSError."""
    with Path(path).open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        tag = file.read(_TAG_BYTES)
        start = 0
        if tag[:3] == b"ID3" and len(tag) == _TAG_BYTES:
            start = _TAG_BYTES + (tag[6] << 21 | tag[7] << 14 | tag[8] << 7 | tag[9])
        file.seek(start)
        frame = file.read(_FIRST_FRAME_BYTES)
    at = max(frame.find(b"Xing"), frame.find(b"Info"))
    if at < 0 or at + 16 > len(frame):
        return False
    (flags,) = struct.unpack_from(">I", frame, at + 4)
    if not flags & _HAS_BYTES:
        return False
    (stated,) = struct.unpack_from(">I", frame, at + (12 if flags & _HAS_FRAMES else 8))
    return bool(size - start < stated * _SLACK)

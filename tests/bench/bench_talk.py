"""What talking costs: a minute of microphone through filter, limiter, rates and frames, in CPU time of its thread."""

from __future__ import annotations

import time

from tests.audio.hand_talk import DEVICE_HZ, KeptLine, as_bytes, tone
from tests.bench.table import record

SECONDS = 60
MOST_PERCENT = 1.0


def run() -> None:
    """Both forms, before a microphone of 48 kHz."""
    from console.audio.uplink import Uplink

    piece = as_bytes(tone(440, 0.01))
    for form in ("ulaw", "slin16"):
        line = KeptLine(form)
        uplink = Uplink(line, 0.0)
        uplink.listen_at(DEVICE_HZ, 1)
        uplink.heard = True
        began = time.thread_time()
        for tick in range(SECONDS * 100):
            uplink.give(piece)
            uplink.turn((tick + 1) / 100)
        percent = 100 * (time.thread_time() - began) / SECONDS
        assert len(line.frames) > SECONDS * 49
        record(f"talking, {form}", percent, "% of a core", bar=MOST_PERCENT)

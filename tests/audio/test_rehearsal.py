"""After a rehearsal the first live call finds ready what it needs."""

from __future__ import annotations

import sys

from console.audio.live_call import LiveCall
from console.audio.rehearsal import rehearse
from console.audio.resample import fraction_bank


def test_the_first_ear_reckons_nothing_anew() -> None:
    fraction_bank.cache_clear()
    rehearse()
    reckoned = fraction_bank.cache_info().misses
    assert reckoned == 1
    for device_hz in (44_100, 48_000):
        LiveCall().head(device_hz)
    assert fraction_bank.cache_info().misses == reckoned
    assert "encodings.idna" in sys.modules

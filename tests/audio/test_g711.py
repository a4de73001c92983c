"""G.711: our tables against libsndfile's, and ranks that keep the order of loudness."""

from __future__ import annotations

import io

import numpy as np
import pytest
import soundfile

from console.audio.g711 import ALAW_FLIP, ALAW_SAMPLES, ULAW_FLIP, ULAW_SAMPLES, Int16s, ranks, samples_by_rank

ALL_BYTES = np.arange(256, dtype=np.uint8)


@pytest.mark.parametrize(("subtype", "table"), [("ULAW", ULAW_SAMPLES), ("ALAW", ALAW_SAMPLES)])
def test_the_tables_are_those_of_libsndfile(subtype: str, table: Int16s) -> None:
    raw = io.BytesIO(bytes(range(256)))
    read, _ = soundfile.read(raw, samplerate=8000, channels=1, format="RAW", subtype=subtype, dtype="int16")
    assert np.array_equal(table, read)


@pytest.mark.parametrize(("flip", "table"), [(ULAW_FLIP, ULAW_SAMPLES), (ALAW_FLIP, ALAW_SAMPLES)])
def test_ranks_keep_the_order_and_lead_back_to_the_samples(flip: int, table: Int16s) -> None:
    order = np.argsort(ranks(ALL_BYTES, flip), kind="stable")
    assert (np.diff(table[order].astype(int)) >= 0).all()
    assert len(set(ranks(ALL_BYTES, flip).tolist())) == 256
    back = samples_by_rank(table, flip)[ranks(ALL_BYTES, flip).view(np.uint8)]
    assert np.array_equal(back, table)

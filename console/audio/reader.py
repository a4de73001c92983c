"""A call's sound as two lanes of 16-bit samples, agent and customer, whatever files it lies in."""

from __future__ import annotations

from dataclasses import dataclass
from types import TracebackType

import numpy as np

from console.audio.decoders import Decoder, open_decoder, samples_of
from console.audio.extremes import extremes
from console.audio.formats import name_of
from console.audio.g711 import Int16s
from console.domain.calls import AgentSide, SoundSource
from console.domain.faults import FaultKind, InputFault


@dataclass(frozen=True)
class SoundInfo:
    """What a call's sound is. `lanes` is 2 (agent, customer) or 1 (mixed). `truncated`: the header promised more."""

    rate_hz: int
    frames: int
    lanes: int
    format_name: str
    truncated: bool = False

    @property
    def duration_ms(self) -> int:
        """Length in milliseconds, rounded down."""
        return self.frames * 1000 // self.rate_hz


class Reader:
    """Reads any stretch of a call. Not thread-safe: each thread opens its own, which costs about a millisecond."""

    def __init__(self, decoders: tuple[Decoder, ...], side: AgentSide) -> None:
        self._decoders = decoders
        first = decoders[0]
        self._mix = side is AgentSide.MIXED and len(decoders) == 1 and first.channels == 2
        self._swap = side is AgentSide.RIGHT and len(decoders) == 1 and first.channels == 2
        self.slow = any(decoder.slow for decoder in decoders)
        self.info = SoundInfo(
            rate_hz=first.rate_hz,
            frames=max(decoder.frames for decoder in decoders),
            lanes=2 if len(decoders) == 2 or (first.channels == 2 and not self._mix) else 1,
            format_name=first.format_name,
            truncated=any(decoder.truncated for decoder in decoders),
        )

    def read(self, start_frame: int, frames: int) -> Int16s:
        """Samples (n, lanes), lane 0 the agent: what of start..start+frames lies inside the sound, n may be 0.

        Raises PlaceFault(FILE_MISSING) when the file went away since it was opened.
        """
        start = max(0, start_frame)
        wanted = max(0, min(start_frame + frames, self.info.frames) - start)
        if len(self._decoders) == 2:
            lanes = np.zeros((wanted, 2), dtype=np.int16)
            for lane, decoder in enumerate(self._decoders):
                part = _mono(_samples(decoder, start, wanted))
                lanes[: len(part), lane] = part[:, 0]
            return lanes
        samples = _samples(self._decoders[0], start, wanted)
        if self._mix:
            return _mono(samples)
        return np.array(samples[:, ::-1] if self._swap else samples)

    def extremes(self, start_frame: int, frames: int) -> tuple[Int16s, Int16s]:
        """Lows and highs, each (lanes, bins), of the bins from `start_frame`, inside the sound and on a bin's edge.

        The same as taking them from `read`, but without turning each byte of µ-law into a sample first.
        """
        first = self._decoders[0]
        if self._mix or len(self._decoders) == 2:
            lows, highs = extremes(self.read(start_frame, frames))
            return samples_of(lows, None), samples_of(highs, None)
        low_codes, high_codes = extremes(first.codes(start_frame, frames))
        lows, highs = samples_of(low_codes, first.table), samples_of(high_codes, first.table)
        return (lows[::-1], highs[::-1]) if self._swap else (lows, highs)

    def close(self) -> None:
        """Let go of the files."""
        for decoder in self._decoders:
            decoder.close()

    def __enter__(self) -> Reader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _samples(decoder: Decoder, start_frame: int, frames: int) -> Int16s:
    inside = max(0, min(start_frame + frames, decoder.frames) - start_frame)
    if inside == 0:
        return np.zeros((0, decoder.channels), dtype=np.int16)
    return samples_of(decoder.codes(start_frame, inside), decoder.table)


def _mono(samples: Int16s) -> Int16s:
    """(n, channels) as (n, 1): the mean of both channels."""
    if samples.shape[1] == 1:
        return samples
    mean = samples.sum(axis=1, dtype=np.int32, keepdims=True) >> 1
    return np.asarray(mean, dtype=np.int16)


def open_sound(source: SoundSource) -> Reader:
    """A reader for a call's file or pair of files.

    Raises PlaceFault (FILE_MISSING, FILE_UNREADABLE) or InputFault (NOT_AUDIO, AUDIO_EMPTY, AUDIO_UNSUPPORTED;
    PAIR_MISMATCH when the two sides have different rates). A shorter side of a pair ends in silence.
    """
    decoders: list[Decoder] = []
    try:
        for path in source.paths:
            decoders.append(open_decoder(path, source.raw_rate_hz))
        if len({decoder.rate_hz for decoder in decoders}) > 1:
            raise InputFault(
                FaultKind.PAIR_MISMATCH,
                name=name_of(source.paths[0]),
                other=name_of(source.paths[1]),
                rate_hz=decoders[0].rate_hz,
                other_rate_hz=decoders[1].rate_hz,
            )
    except BaseException:
        for decoder in decoders:
            decoder.close()
        raise
    return Reader(tuple(decoders), source.side)

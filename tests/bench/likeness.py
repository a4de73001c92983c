"""How like what was said is what is heard, 20 ms by 20 ms: the same yardstick for every program that hears."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

RATE, DEVICE, FRAME = 8000, 48000, 160
STEP = DEVICE // RATE
AROUND = 2 * FRAME
"""On both sides of a frame, to find where it is heard."""
SURE = 0.95
"""Correlation above which a place is one; between them nobody can say where a frame that was made up belongs."""
ALIKE = 0.01
"""Of places that fit so nearly as well as the best the nearest is taken: a tone fits everywhere."""
FARTHEST = RATE // 2
LEAST_POWER = 1e-4
"""Of what counts as speech: pauses are like anything."""
WORST_DB, BEST_DB = -10.0, 35.0
FLOOR_DB = -50.0
"""Below the loudest of its spectrum nothing of a frame counts."""

Floats = NDArray[np.float64]


class Likeness:
    """Of `heard` (48 kHz) to `said` (8 kHz), by frames of `said`; NaN where nothing was said.

    Each frame is laid where its surroundings fit, by the last sure place before or the first after, whichever is better
    for it. So no time that a program cuts out or puts in counts, only what is heard there. One gain for all.
    """

    def __init__(self, heard: Floats, said: Floats) -> None:
        self._heard, self._said = heard, said
        self._fine = raised(said)
        count = len(said) // FRAME
        power = np.mean(said[: count * FRAME].reshape(count, FRAME) ** 2, axis=1)
        self.lags = self._places(count, power)
        sure = np.flatnonzero(~np.isnan(self.lags))
        gain = self._gain(sure)
        self.noise_db = np.full(count, np.nan)
        """Segmental signal to noise of each frame."""
        self.spectrum_db = np.full(count, np.nan)
        """Log-spectral distance of each frame."""
        self.noise_db[power > LEAST_POWER] = WORST_DB
        for frame in np.flatnonzero(power > LEAST_POWER) if len(sure) else ():
            near = {int(self.lags[sure[max(0, np.searchsorted(sure, frame, "right") - 1)]])}
            near.add(int(self.lags[sure[min(len(sure) - 1, np.searchsorted(sure, frame))]]))
            found = [self._compare(frame, lag, gain) for lag in near]
            self.noise_db[frame], self.spectrum_db[frame] = max(found)

    def _places(self, count: int, power: Floats) -> Floats:
        """How much later than in `said` each frame is in `heard`, in samples of 8 kHz; NaN where nobody can say."""
        coarse = self._heard[::STEP]
        size = 1 << (len(coarse) + len(self._said)).bit_length()
        likely = np.fft.irfft(np.fft.rfft(coarse, size) * np.conj(np.fft.rfft(self._said, size)), size)
        lag = int(np.argmax(likely))
        lag -= size if lag > size // 2 else 0
        lags, reach = np.full(count, np.nan), FRAME
        for frame in np.flatnonzero(power > LEAST_POWER):
            begin = frame * FRAME - AROUND
            part = self._said[max(0, begin) : begin + FRAME + 2 * AROUND]
            at = max(0, begin) + lag - reach
            window = coarse[max(0, at) : at + len(part) + 2 * reach]
            if len(window) < len(part):
                continue
            sums = np.convolve(window * window, np.ones(len(part)), "valid")
            fit = np.correlate(window, part, "valid") / np.sqrt(np.maximum(sums * (part @ part), 1e-9))
            peaks = (fit >= np.append(fit[1:], 0)) & (fit >= np.append(0, fit[:-1]))
            top = np.flatnonzero(peaks & (fit >= fit.max() - ALIKE))
            best = int(top[np.argmin(np.abs(max(0, at) + top - max(0, begin) - lag))])
            if fit[best] > SURE:
                lag = max(0, at) + best - max(0, begin)
                lags[frame], reach = lag, FRAME
            else:
                reach = min(reach + FRAME // 4, FARTHEST)
        return lags

    def _gain(self, sure: NDArray[np.intp]) -> float:
        both = power = 0.0
        for frame in sure:
            at = int(frame * FRAME + self.lags[frame])
            heard, said = self._heard[::STEP][at : at + FRAME], self._said[frame * FRAME :][:FRAME]
            if at >= 0 and len(heard) == FRAME:
                both, power = both + float(heard @ said), power + float(said @ said)
        return both / power if power else 1.0

    def _compare(self, frame: int, lag: int, gain: float) -> tuple[float, float]:
        """Signal to noise and distance of the spectra, both in dB, at the best shift of less than a sample."""
        size, at = FRAME * STEP, (frame * FRAME + lag) * STEP
        said = self._fine[frame * size : (frame + 1) * size] * gain
        if at < STEP or at + size + STEP > len(self._heard):
            return WORST_DB, np.nan
        shifted = [self._heard[at + by : at + by + size] for by in range(-STEP, STEP + 1)]
        errors = [float(np.sum((said - heard) ** 2)) for heard in shifted]
        best = shifted[int(np.argmin(errors))]
        noise_db = 10 * np.log10(float(said @ said) / max(min(errors), 1e-12))
        return float(np.clip(noise_db, WORST_DB, BEST_DB)), spectral_db(said, best)


def spectral_db(said: Floats, heard: Floats) -> float:
    """Root mean square of the difference of two spectra in dB, of what a telephone passes."""
    window = np.hanning(len(said))
    both = [np.abs(np.fft.rfft(sound * window))[: len(said) // (2 * STEP)] for sound in (said, heard)]
    least = both[0].max() * 10 ** (FLOOR_DB / 20) + 1e-12
    first, second = (20 * np.log10(np.maximum(spectrum, least)) for spectrum in both)
    return float(np.sqrt(np.mean((first - second) ** 2)))


def raised(sound: Floats) -> Floats:
    """8 kHz at 48 kHz."""
    return np.asarray(np.fft.irfft(np.fft.rfft(sound), len(sound) * STEP) * STEP)

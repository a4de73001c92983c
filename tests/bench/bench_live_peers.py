"""How soon and how whole a live call is heard beside baresip and GStreamer: the same packets, the same sound server."""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import soundfile
from numpy.typing import NDArray
from PySide6.QtWidgets import QApplication

from console.audio.devices import SystemOutputs
from console.audio.g711 import ULAW_SAMPLES
from console.audio.live_call import LiveCall
from console.audio.live_tape import from_samples
from console.audio.player import Player
from tests.audio.live_calls import DEVICE, FRAME, RATE, Samples, listen, packets
from tests.bench.bench_live_call import Timed, sound_server
from tests.bench.bench_play import spin
from tests.bench.impaired_line import CLICK_EVERY, PACKET_S, Harm, Speaker, Way, heard_call, sound_of
from tests.bench.likeness import Likeness, raised
from tests.bench.peers import Tuning, absent, baresip, dumped, gstreamer
from tests.bench.table import record

OURS, BARESIP, GSTREAMER = "ours", "baresip", "GStreamer"
SOUNDS = Path(__file__).resolve().parents[2] / "resources" / "demo" / "sounds"
REAL_CALL = Path(__file__).resolve().parents[3] / "shared" / "data" / "call-a-customer.flac"
TALK_AT_S = 12.5
SETTLED_S = 4.0
"""What comes before is each one's way to its distance."""
ENDS_S = 1.2
"""What comes so shortly before the end is left out: after it everything is made up."""
HEARD_S, ROUNDS = 14.0, 2
BURST_S, BURST_AT_S, STALL_S = 24.0, 9.5, 0.2
BACK_S, BEYOND_MS = 10.0, 40.0
REST, RESTLESS = 0.0, 15.0
BAR_MS = {REST: 45.0, RESTLESS: 70.0}
OF_BARESIP = 0.5
CONCEALED_PERCENT = 0.5
LOSS, LOSS_S = 0.05, 40.0
SPEECH_PEAK = 0.1
"""Of speech between clicks; they are cut to it where likeness counts, for they come at even intervals."""
UNLIKE_DB = 10.0
"""A spoken 20 ms that is less like what was said than this is counted as harmed."""

NEAREST = Tuning("20-40", "0-0")
"""The nearest of the settings tried: no waiting for late packets at all."""
PATIENT = Tuning("20-60", "1-4")
"""The smallest with a jitter buffer; it leaves out its ring's default of 160 ms, too."""
WAITING_MS = 40
"""GStreamer's jitter buffer; its sink is asked for 20 ms in pieces of 10."""

Click = tuple[float, float]
"""When it set out, in seconds of its speaker, and the ms until it was heard."""
Opened = Callable[[], AbstractContextManager[int]]


@dataclass
class Tally:
    """What one program did over its rounds."""

    delays_ms: list[float] = field(default_factory=list)
    harmed: list[float] = field(default_factory=list)
    concealed: list[float] = field(default_factory=list)


def spoken(path: Path, seconds: float, peak: float) -> Samples:
    """A recording's sides together, without the ringing before, at most as loud as `peak`."""
    sound, rate = soundfile.read(path, dtype="float64", always_2d=True)
    assert rate == RATE, path
    mixed = sound[round(TALK_AT_S * RATE) :][: round(seconds * RATE)].sum(axis=1)
    return np.asarray(np.rint(mixed * peak / np.abs(mixed).max() * 32767), np.int16)


def marked(seconds: float) -> Samples:
    """Speech that every half second has a packet with nothing but a click, eight times as loud."""
    path = min(SOUNDS.glob("*.opus"))
    sound, clicks = spoken(path, seconds, SPEECH_PEAK), sound_of(None, seconds)
    for begin in range(0, len(sound), CLICK_EVERY * FRAME):
        sound[begin : begin + FRAME] = clicks[begin : begin + FRAME]
    return sound


def onsets(wave: NDArray[np.float64], zero_s: float, sent_s: NDArray[np.float64]) -> list[Click]:
    """Each click that is in `wave`, whose first sample was at `zero_s`."""
    loud = np.flatnonzero(np.abs(wave).max(axis=1) > 0.25)
    at_s = zero_s + loud[np.diff(loud, prepend=-DEVICE) > DEVICE // 10] / DEVICE
    clicks = sent_s[::CLICK_EVERY]
    found = []
    for click in clicks:
        after = at_s[(at_s >= click) & (at_s < click + CLICK_EVERY * PACKET_S - 0.05)]
        if len(after):
            found.append((float(click - sent_s[0]), float(after[0] - click) * 1000))
    return found


class Bench:
    """A sound server and the programs that are heard at it, one after another."""

    def __init__(self, app: QApplication, server: Timed, folder: Path) -> None:
        self._app, self._server, self._folder = app, server, folder
        self._count = 0
        self._call: LiveCall | None = None

    def new_folder(self) -> Path:
        """A name that nobody has."""
        self._count += 1
        return self._folder / f"peer-{self._count}"

    @contextmanager
    def ours(self) -> Iterator[int]:
        """Our player at the edge of a live call, whose other side is silent; the port of the first."""
        player = Player(outputs=SystemOutputs())
        with heard_call(Harm(), (None, 0)) as (call, (way, _silent)):
            player.open_live(call)
            spin(self._app, lambda: player.at_edge)
            self._call = call
            try:
                yield way.port
            finally:
                self._call = None
                player.shut_down()

    def programs(self, tuning: Tuning) -> Mapping[str, Opened]:
        """Those that are here, baresip at `tuning`."""
        found: dict[str, Opened] = {OURS: self.ours}
        if absent(BARESIP) is None:
            found[BARESIP] = lambda: baresip(self.new_folder(), tuning)
        if absent(GSTREAMER) is None:
            found[GSTREAMER] = lambda: gstreamer(WAITING_MS)
        return found

    def hear(self, opened: Opened, harm: Harm, seconds: float, said: Samples) -> tuple[list[Click], Tally]:
        """Clicks' seconds and delays, and what else a program did with `said` over a line that does `harm`."""
        path = self._folder / "said.ulaw"
        path.write_bytes(from_samples(said).tobytes())
        with opened() as port:
            self._server.record()
            speaker = Speaker([Way(port, 31 + self._count, harm, str(path))], seconds)
            spin(self._app, lambda: False, SETTLED_S + 1, 0.005)
            if self._call is not None:
                self._call.figures()
            spin(self._app, lambda: False, seconds - SETTLED_S - ENDS_S, 0.005)
            concealed = [] if self._call is None else [100 * (self._call.figures().concealed or 0.0)]
            wave = self._server.stop_recording()
            zero_s, sent_s = self._server.zero_s(), speaker.sent_s()
        heard = onsets(wave, zero_s, sent_s)
        begin = round((sent_s[0] - zero_s) * DEVICE)
        sound = wave[max(0, begin) :].mean(axis=1)
        said_too = ULAW_SAMPLES[from_samples(said)] / 32768
        like = Likeness(np.clip(sound, -SPEECH_PEAK, SPEECH_PEAK), np.clip(said_too, -SPEECH_PEAK, SPEECH_PEAK))
        like.noise_db[::CLICK_EVERY] = np.nan
        noise_db = like.noise_db[round(SETTLED_S / PACKET_S) : round((seconds - ENDS_S) / PACKET_S)]
        noise_db = noise_db[~np.isnan(noise_db)]
        delays = [delay_ms for at_s, delay_ms in heard if at_s >= SETTLED_S]
        return heard, Tally(delays, [100 * float(np.mean(noise_db < UNLIKE_DB))], concealed)

    def way(self, jitter_ms: float, tuning: Tuning) -> dict[str, Tally]:
        """All programs in turn, twice."""
        said = marked(HEARD_S)
        programs = self.programs(tuning)
        tallies = {name: Tally() for name in programs}
        for _round in range(ROUNDS):
            for name, opened in programs.items():
                _heard, one = self.hear(opened, Harm(jitter_ms=jitter_ms), HEARD_S, said)
                tallies[name].delays_ms += one.delays_ms
                tallies[name].harmed += one.harmed
                tallies[name].concealed += one.concealed
        return tallies

    def burst(self) -> None:
        """A stall of 200 ms whose packets come all at once: when each is at its distance again."""
        harm = Harm(stall_from_s=BURST_AT_S, stall_s=STALL_S)
        said = marked(BURST_S)
        for name, opened in self.programs(PATIENT).items():
            heard, _tally = self.hear(opened, harm, BURST_S, said)
            before = [delay_ms for at_s, delay_ms in heard if SETTLED_S <= at_s < BURST_AT_S]
            ended_s = BURST_AT_S + STALL_S
            after = [(at_s, delay_ms) for at_s, delay_ms in heard if at_s >= ended_s]
            if not before or not after or after[-1][0] < ended_s + BACK_S:
                sys.stderr.write(f"{name} was not heard before or after a burst\n")
                continue
            usual_ms = statistics.median(before)
            late = [at_s for at_s, delay_ms in after if delay_ms > usual_ms + BEYOND_MS]
            back_s = late[-1] - ended_s if late else 0.0
            line = f"after a burst of 200 ms, {name}"
            record(f"{line}: within 40 ms of its distance again", back_s, "s", bar=BACK_S if name == OURS else None)
            last_ms = statistics.median([delay_ms for at_s, delay_ms in after if at_s > ended_s + BACK_S])
            record(f"{line}: distance 10 s later, before {usual_ms:.0f} ms", last_ms, "ms")

    def concealment(self, title: str, said: Samples) -> None:
        """The same packets with the same losses to all, and what each makes of the holes.

        The peers hear them in real time, each with its patience; ours at the moments they were due, so that what else
        the machine does counts for none.
        """
        chance = np.random.default_rng(51)
        count = len(said) // FRAME
        lost = tuple(int(at) for at in np.flatnonzero(chance.random(count) < LOSS) if at > SETTLED_S / PACKET_S)
        path, pipe = self._folder / "said.ulaw", self.new_folder()
        path.write_bytes(from_samples(said).tobytes())
        kept = replace(PATIENT, filters=("sndfile", "plc"))
        folder = self.new_folder()
        ports = {}
        with ExitStack() as ends:
            if absent(BARESIP) is None:
                ports[BARESIP] = ends.enter_context(baresip(folder, kept))
            if absent(GSTREAMER) is None:
                ports[GSTREAMER] = ends.enter_context(gstreamer(WAITING_MS, into=pipe))
            speaker = Speaker([Way(port, 1, Harm(lost=lost), str(path)) for port in ports.values()], len(said) / RATE)
            speaker.sent_s()
            time.sleep(ENDS_S)
        came = [one for one in packets(said) if one.at // FRAME not in lost]
        sound = listen([came, packets(np.zeros_like(said))], came[-1].came_s).sound[:, 0]
        heard = {OURS: sound.astype(np.float64)}
        if BARESIP in ports:
            heard[BARESIP] = raised(dumped(folder) / 32768)
        if GSTREAMER in ports:
            heard[GSTREAMER] = raised(np.fromfile(pipe, np.int16) / 32768)
        self._compare(title, heard, ULAW_SAMPLES[from_samples(said)] / 32768, lost)

    def _compare(
        self, title: str, heard: Mapping[str, NDArray[np.float64]], said: NDArray[np.float64], lost: tuple[int, ...]
    ) -> None:
        likes = {name: Likeness(sound, said) for name, sound in heard.items()}
        frames = np.arange(len(said) // FRAME)
        talk = (frames > SETTLED_S / PACKET_S) & (frames < len(frames) - ENDS_S / PACKET_S)
        talk &= ~np.isnan(likes[OURS].noise_db)
        gone = talk & np.isin(frames, lost)
        after = talk & ~gone & np.isin(frames - 1, lost)
        whole = talk & ~gone & ~after
        for name, like in likes.items():
            line = f"5 % lost, {title}, {name}"
            noise_db = {"all": talk, "untouched": whole, "after a loss": after, f"{np.sum(gone)} lost": gone}
            for which, these in noise_db.items():
                record(f"{line}: signal to noise, {which}", float(np.mean(like.noise_db[these])), "dB")
            record(f"{line}: distance of spectra, lost", float(np.nanmean(like.spectrum_db[gone])), "dB")
        if BARESIP in likes:
            one, other = likes[OURS], likes[BARESIP]
            under_db = float(np.mean(other.noise_db[gone]) - np.mean(one.noise_db[gone]))
            record(f"5 % lost, {title}: signal to noise of what was lost, under baresip's", under_db, "dB", bar=0.0)
            beyond_db = float(np.nanmean(one.spectrum_db[gone]) - np.nanmean(other.spectrum_db[gone]))
            record(f"5 % lost, {title}: distance of its spectra, beyond baresip's", beyond_db, "dB", bar=0.0)


def tell(line: str, tallies: Mapping[str, Tally], bar_ms: float, of_baresip: float | None) -> None:
    """Rows of one kind of line."""
    medians = {name: statistics.median(tally.delays_ms) for name, tally in tallies.items() if tally.delays_ms}
    for name, tally in tallies.items():
        if name not in medians or OURS not in medians:
            sys.stderr.write(f"{name} or ours was not heard: {line}\n")
            continue
        title = f"sent to heard, {line}, {name}"
        load = f"load {os.getloadavg()[0]:.1f}"
        record(f"{title}, median ({load})", medians[name], "ms", bar=bar_ms if name == OURS else None)
        record(f"{title}, longest of {len(tally.delays_ms)}", max(tally.delays_ms), "ms")
        record(f"{title}, speech harmed", statistics.fmean(tally.harmed), "%")
        if name == OURS:
            record(f"{title}, made up", statistics.fmean(tally.concealed), "%", bar=CONCEALED_PERCENT)
        else:
            of_bar = of_baresip if name == BARESIP else None
            record(
                f"sent to heard, {line}, ours beside", medians[OURS], "ms",
                peer=name, ratio=medians[OURS] / medians[name], bar=of_bar,
            )  # fmt: skip


def run() -> None:
    """Record all rows; what a missing peer needs is said."""
    for peer in (BARESIP, GSTREAMER):
        if command := absent(peer):
            sys.stderr.write(f"{peer} is not here; enable with: {command}\n")
    instance = QApplication.instance()
    app = instance if isinstance(instance, QApplication) else QApplication([])
    with tempfile.TemporaryDirectory() as home, sound_server(Path(home)) as server:
        if server is None:
            return
        bench = Bench(app, server, Path(home))
        tell("no unrest", bench.way(REST, NEAREST), BAR_MS[REST], OF_BARESIP)
        tell("|N(0, 15)| ms unrest", bench.way(RESTLESS, PATIENT), BAR_MS[RESTLESS], None)
        bench.burst()
        bench.concealment("demo", spoken(min(SOUNDS.glob("*.opus")), LOSS_S, 0.5))
        if REAL_CALL.exists():
            bench.concealment("real call", spoken(REAL_CALL, LOSS_S, 0.5))

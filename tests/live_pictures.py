"""Pictures of live calls in the demo centre: the player, helping, the line's light in each state, a sheet, the end."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Protocol

from PySide6.QtCore import Qt

from console.audio.inputs import NullInputs
from console.audio.live_call import LineFigures, Quality, Trouble
from console.audio.live_leg import LegFigures
from console.audio.live_talk import TalkStage
from console.audio.player import PlayState
from console.desk.keys import item_action
from console.desk.live_now import Stage
from console.desk.open_sheet import SheetState
from console.domain.floor import AgentState, FloorAction
from console.domain.floor_book import HearAt
from console.domain.people import Role
from console.floor_work import FloorWork
from console.hearing_work import HearingWork
from console.widgets import floor_pages
from console.widgets.floor_screen import FloorScreen
from console.widgets.live_bar import LiveBar
from console.widgets.live_modes import LiveModes
from console.workplace import Workplace
from tests.audio.test_live_talk import Speaker

Dresses = Sequence[tuple[str, str]] | None
TRIES = 4
HEARD_MS = 14_000
"""So much of a call makes a picture worth looking at."""


class Camera(Protocol):
    """What a photographer lends."""

    def take(self, name: str, *, few: Dresses) -> None:
        """The window in every dress, or in `few`."""

    def until(self, true: Callable[[], bool]) -> None:
        """Let the console work until it is so."""


def _leg(**other: float) -> LegFigures:
    figures = {"jitter_ms": 3.0, "target_ms": 40.0, "age_s": 0.02, **other}
    return LegFigures(
        4000, round(figures.get("lost", 0)), 0, figures["jitter_ms"], figures["target_ms"], figures["age_s"]
    )


_FINE = _leg()
LINES = {
    "good": LineFigures((_FINE, _FINE), 42, 35, 0.0, Quality.GOOD, Trouble.NOTHING),
    "loss": LineFigures((_leg(lost=91), _leg(lost=88)), 47, 35, 0.023, Quality.FAIR, Trouble.LOSS),
    "much-loss": LineFigures((_leg(lost=904), _leg(lost=933)), 61, 35, 0.118, Quality.POOR, Trouble.LOSS),
    "unrest": LineFigures((_leg(jitter_ms=61.0, target_ms=158.0), _FINE), 163, 35, 0.004, Quality.FAIR, Trouble.UNREST),
    "agent-silent": LineFigures((_leg(age_s=4.2), _FINE), 42, 35, 0.0, Quality.POOR, Trouble.ONE_SIDE),
    "customer-silent": LineFigures((_FINE, _leg(age_s=4.2)), 42, 35, 0.0, Quality.POOR, Trouble.ONE_SIDE),
    "broken": LineFigures((_leg(age_s=5.2), _leg(age_s=5.1)), 0, 35, None, Quality.NONE, Trouble.NO_PACKETS),
}


class LivePictures:
    """Somebody who listens, helps and scores, photographed while doing so. `scale` 2 is content with fewer dresses."""

    def __init__(self, place: Workplace, camera: Camera, scale: str) -> None:
        self._place, self._camera, self._scale = place, camera, scale
        self._both: Dresses = None if scale == "1" else (("zh_CN", "light"), ("en", "dark"))
        self._one: Dresses = None if scale == "1" else (("zh_CN", "light"),)

    def work(self) -> None:
        """All of them."""
        self._round()
        parts: list[Callable[[], None]] = [
            self._listen,
            self._back_and_at_the_edge,
            *(partial(self._line, name) for name in LINES),
            self._agent_told,
            self._two_listeners,
            self._help,
            self._score,
        ]
        for part in parts:
            self._in_one_call(part)
        self._end()
        self._local()

    @property
    def _floor(self) -> FloorWork:
        assert self._place.floor is not None
        return self._place.floor

    @property
    def _hearing(self) -> HearingWork:
        return self._floor.hearing

    @property
    def _bar(self) -> LiveBar:
        assert self._hearing.bar is not None
        return self._hearing.bar

    @property
    def _modes(self) -> LiveModes:
        assert self._bar.modes is not None
        return self._bar.modes

    def _until(self, true: Callable[[], bool]) -> None:
        self._camera.until(true)

    def _in_one_call(self, part: Callable[[], None]) -> None:
        """That part anew where the call has ended in the middle of it."""
        for _ in range(TRIES):
            part()
            if self._is_heard():
                return
        raise SystemExit("every call ended in the middle of its pictures")

    def _is_heard(self) -> bool:
        return self._hearing.live.now.stage is Stage.HEARING

    def _until_or_over(self, true: Callable[[], bool]) -> None:
        self._until(lambda: true() or not self._is_heard())

    def _take(self, name: str, *, few: Dresses, line: LineFigures = LINES["good"]) -> None:
        """The window. Taking pictures holds up the simulated telephones so much that the line would be told as bad."""
        live = self._hearing.live
        live._clock.stop()
        live.figures_changed.emit(line)
        self._camera.take(name, few=few)
        if live.now.stage is Stage.HEARING:
            live._clock.start()

    # parts

    def _round(self) -> None:
        """One call after the other, at the floor."""
        screen = self._floor.pages.page(floor_pages.NOW)
        assert isinstance(screen, FloorScreen)
        assert screen.round is not None
        self._floor.pages.show_page(floor_pages.NOW)
        going = self._hearing.round
        self._until(screen.round.begin)
        self._until(lambda: self._is_heard() and going.now.left_s is not None)
        self._take("floor-round", few=self._both)
        going.stop()
        self._until(lambda: not going.under_way and not self._is_heard())

    def _listen(self) -> None:
        """A call that is young enough to go on for the next minute, from the floor into the player."""
        desk, live = self._floor.desk, self._hearing.live

        def young() -> list[str]:
            talking = [one for one in desk.agents.values() if one.state is AgentState.TALKING and one.call_key]
            newest_first = sorted(talking, key=lambda one: one.since, reverse=True)
            at = {one.agent_number: desk.source_at(one.agent_number) for one in talking}
            return [
                one.agent_number
                for one in newest_first
                if (now := at[one.agent_number]) is not None and (now - one.since).total_seconds() < 40
            ]

        self._until(lambda: bool(young()))
        live.listen(young()[0])
        self._until(lambda: live.now.stage in (Stage.HEARING, Stage.REFUSED))
        self._until(lambda: self._place.player.at_edge and self._place.scoring.view.state is SheetState.DRAFT)
        self._take("live-begun", few=self._one)
        self._wait_for(HEARD_MS)
        self._take("live", few=self._both)

    def _again(self) -> None:
        """The call may have ended in the middle of it all."""
        if self._hearing.live.now.stage is not Stage.HEARING:
            self._listen()

    def _wait_for(self, length_ms: int) -> None:
        self._until(
            lambda: self._place.player.duration_ms >= length_ms or self._hearing.live.now.stage is not Stage.HEARING
        )

    def _back_and_at_the_edge(self) -> None:
        player = self._place.player
        self._again()
        player.seek(3_000)
        self._until_or_over(lambda: not player.at_edge and player.position_ms > 4_000)
        self._take("live-behind", few=self._both)
        player.pause()
        self._until_or_over(lambda: player.state is PlayState.PAUSED)
        self._take("live-behind-paused", few=self._one)
        self._place.review.panel.go_to_edge()
        self._until_or_over(lambda: player.at_edge)
        self._take("live-edge-again", few=self._one)

    def _line(self, name: str) -> None:
        """The light in one state: figures as they would be told, while the real ones wait."""
        self._again()
        self._take(f"live-line-{name}", few=self._both if name == "broken" else self._one, line=LINES[name])

    def _agent_told(self) -> None:
        self._again()
        live = self._hearing.live
        live._show(replace(live.now, told=True))
        self._take("live-agent-told", few=self._one)
        live._show(replace(live.now, told=False))

    def _two_listeners(self) -> None:
        """Another supervisor hears the same call."""
        self._again()
        store, live = self._place._store, self._hearing.live
        now = live.agent_now()
        sitter = self._floor.desk.sitter_of(live.now.number)
        assert now is not None
        assert sitter is not None
        assert sitter.agent_id is not None
        manager = next(one for one in store.people.list_people(Role.MANAGER))
        with _two_ports() as ports:
            key = store.live.ask(manager, sitter.agent_id, now.call_key, hear_at=HearAt("127.0.0.1", *ports))
            self._until_or_over(lambda: len(self._hearing.listeners.of(live.now.number)) == 2)
            self._take("live-two-listeners", few=self._both)
            store.live.stop(manager, key)
        self._until_or_over(lambda: len(self._hearing.listeners.of(live.now.number)) < 2)

    def _help(self) -> None:
        hearing, inputs = self._hearing, NullInputs()
        hearing.talking._inputs = lambda: inputs
        speaker = Speaker(inputs, 220.0)
        try:
            self._again()
            self._be(FloorAction.WHISPER)
            self._until_or_over(lambda: hearing.talking.now.stage is TalkStage.READY)
            self._take("live-whisper-muted", few=self._both)
            hearing.talking.toggle()
            self._take("live-whisper-on-air", few=self._both)
            hearing.talking.toggle()
            self._be(FloorAction.JOIN)
            self._until_or_over(lambda: hearing.talking.now.stage is TalkStage.READY)
            hearing.talking.toggle()
            self._take("live-join-on-air", few=self._one)
            hearing.talking.toggle()
            self._modes.ask(FloorAction.TAKE_OVER)
            self._modes._sure.setInterval(60_000)
            self._modes._sure.start()
            self._take("live-take-over-asked", few=self._one)
            self._modes._sure.stop()
            inputs.present = False
            self._be(FloorAction.WHISPER)
            self._take("live-no-microphone", few=self._one)
            self._be(FloorAction.LISTEN)
        finally:
            speaker.stop()

    def _be(self, mode: FloorAction) -> None:
        self._hearing.mode.be(mode)
        self._until_or_over(lambda: self._hearing.mode.now is mode)

    def _score(self) -> None:
        """Marks and a praise while it goes on."""
        place = self._place
        self._again()
        self._until(lambda: place.scoring.view.state is SheetState.DRAFT)
        for number in (2, 7):
            place.act(item_action(number))
        place.scoring.praise("Well done")
        place.scoring.focus_item(place.scoring.form.items[1].key if place.scoring.form else "")
        place.review.sheet.setFocus(Qt.FocusReason.OtherFocusReason)
        self._take("live-sheet", few=self._both)

    def _end(self) -> None:
        live, player = self._hearing.live, self._place.player
        live.stop()
        self._until(lambda: player.state is PlayState.ENDED)
        self._take("live-stopped", few=self._one)
        self._listen_shortly()
        attempt = live._attempt
        assert attempt is not None
        live._over(attempt, words="the call is over")
        self._until(lambda: player.state is PlayState.ENDED)
        self._take("live-over", few=self._both)

    def _listen_shortly(self) -> None:
        desk, live = self._floor.desk, self._hearing.live
        talking = [one.agent_number for one in desk.agents.values() if one.state is AgentState.TALKING and one.call_key]
        live.listen(talking[0])
        self._until(lambda: live.now.stage in (Stage.HEARING, Stage.REFUSED))
        self._wait_for(6_000)

    def _local(self) -> None:
        """A device of this PC instead of a telephone system."""
        work = self._place.local
        assert work is not None
        inputs = NullInputs(channels=2)
        work.local._inputs = lambda: inputs
        speaker = Speaker(inputs, 300.0)
        try:
            work.ask()
            self._until(lambda: work.bar.listen.isEnabled())
            self._take("local-asked", few=self._one)
            work.bar.listen.click()
            self._until(lambda: work.local.now.stage is Stage.HEARING and self._place.player.at_edge)
            self._until(lambda: self._place.player.duration_ms > 4_000)
            self._take("local-heard", few=self._both)
            work.local.stop()
            self._until(lambda: work.local.now.stage is Stage.ENDED)
        finally:
            speaker.stop()


@contextmanager
def _two_ports() -> Iterator[tuple[int, int]]:
    """Somewhere for the other listener's sound to go."""
    sockets = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        yield sockets[0].getsockname()[1], sockets[1].getsockname()[1]
    finally:
        for one in sockets:
            one.close()

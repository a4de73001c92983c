"""Any order of listening, opening, stopping and leaving, however hurried, ends with what was asked for last."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from console import demo_people
from console.audio.live_input import Layout
from console.audio.player import PlayState
from console.desk.live_now import Stage
from console.desk.live_round import RoundStage
from console.desk.local_listening import LocalAgent
from console.domain.calls import Call, CallFilter, Direction, SoundSource
from console.domain.floor import FloorAction
from console.floor_work import FloorWork
from console.store.ids import new_id
from console.store.store import Store
from console.store_door import publish_shipped_form
from console.workplace import Workplace
from tests.end_to_end.at_the_floor import LEAD, demo_floor, floor_of, hands, talking
from tests.end_to_end.conftest import PASSWORD, Hands, a_recording

__all__ = ["demo_floor", "hands"]

SEQUENCES = 6
SEED, MANY = "DESKSIDE_ORDER_SEED", "DESKSIDE_ORDERS"
"""To try others, and more of them."""
STEPS = 14
DEEDS = (
    ("hear", 8),
    ("hear_again", 2),
    ("stop", 3),
    ("rewind", 3),
    ("edge", 3),
    ("toggle", 3),
    ("record", 4),
    ("go_round", 3),
    ("skip", 2),
    ("stay", 2),
    ("end_round", 2),
    ("hear_here", 2),
    ("pull", 1),
    ("whisper", 2),
    ("leave", 1),
)


@pytest.fixture
def url(demo_floor: str, tmp_path: Path) -> str:
    """The demo floor with two recordings of its agents, and a form to score them by."""
    with Store.open(demo_floor) as store:
        publish_shipped_form(store)
        agents = {one.number: one for one in store.people.list_people()}
        agent = agents[demo_people.AGENTS[0].number]
        sound = SoundSource((str(a_recording(tmp_path / "call.wav", 4)),))
        store.calls.add_many(
            [
                Call(
                    new_id(),
                    datetime.now(UTC) - timedelta(days=day + 1),
                    4000,
                    sound,
                    f"hash-{day}",
                    agent.id,
                    agent.number,
                    agent.name,
                    "一组",
                    Direction.INBOUND,
                    "600",
                    f"C{day}",
                )
                for day in range(2)
            ]
        )
    return demo_floor


class Hurry:
    """Somebody who does not wait for anything; `wanted` is what they asked for last, by what and whom."""

    def __init__(self, hands: Hands, app: QApplication, seed: int) -> None:
        self.hands, self.app, self.chance = hands, app, random.Random(seed)
        self.address = self.place._store.url
        with Store.open(self.address) as store:
            self.recordings = [row.call for row in store.calls.page(CallFilter(), self.place.person, 0, 10)]
        self.wanted: tuple[str, str] = ("nothing", "")
        self.done: list[str] = []

    @property
    def place(self) -> Workplace:
        return self.hands.place

    @property
    def floor(self) -> FloorWork:
        return floor_of(self.hands)

    def wait(self, true: Callable[[], bool], what: str) -> None:
        try:
            self.hands.bot.waitUntil(true, timeout=20_000)
        except Exception as late:
            raise AssertionError(f"{what}; {self.story()}") from late

    def story(self) -> str:
        place, hearing = self.place, self.floor.hearing
        return (
            f"after {' '.join(self.done)}: wanted {self.wanted}, player {place.player.state} live={place.player.live}, "
            f"open {place.listening.call}, live {hearing.live.now}, round {hearing.round.now}, "
            f"pending {self.hands.console.background.pending}"
        )

    def somebody(self) -> str:
        desk = self.floor.desk
        self.wait(lambda: bool(desk.agents and desk.people), "there is no floor")
        return self.chance.choice(sorted(talking(self.hands) or desk.agents)[:4])

    # deeds

    def hear(self) -> None:
        self._hear(self.somebody())

    def hear_again(self) -> None:
        self._hear(self.floor.hearing.live.now.number or self.somebody())

    def _hear(self, number: str) -> None:
        self.done[-1] += f"({number})"
        live, going = self.floor.hearing.live, self.floor.hearing.round
        shown = live.now.stage.under_way and live.now.number == number
        live.listen(number)
        if not (shown and going.under_way):
            self.wanted = ("live", number)

    def stop(self) -> None:
        self.place.review.panel.stop_asked.emit()
        if self.wanted[0] in ("live", "round", "here"):
            self.wanted = ("stopped", "")

    def rewind(self) -> None:
        self.place.player.step(-2000)

    def edge(self) -> None:
        self.place.review.panel.go_to_edge()

    def toggle(self) -> None:
        self.place.player.toggle()

    def record(self) -> None:
        call = self.chance.choice(self.recordings)
        if self.place.listening.call is not None and self.place.listening.call.id == call.id:
            return  # it stays as it is, and so does what is asked for
        self.place.review.open_call(call)
        self.wanted = ("record", str(call.id))

    def go_round(self) -> None:
        self.floor.hearing.round.start(lambda: sorted(talking(self.hands)), self.floor.pages)
        self.wanted = ("round", "")

    def skip(self) -> None:
        self.floor.hearing.round.skip()

    def stay(self) -> None:
        going = self.floor.hearing.round
        number = going.now.number
        if going.now.stage is RoundStage.HEARING:
            self.wanted = ("live", number)
        going.stay()

    def end_round(self) -> None:
        if self.floor.hearing.round.under_way:
            self.wanted = ("stopped", "")
        self.floor.hearing.round.stop()

    def hear_here(self) -> None:
        local = self.place.local
        assert local is not None
        agent = self.recordings[0]
        assert agent.agent_id is not None
        local.local.listen(LocalAgent(agent.agent_id, agent.agent_name, agent.agent_number), None, Layout.AGENT_LEFT)
        self.wanted = ("here", "")

    def pull(self) -> None:
        self.place.player_pane.toggle()

    def whisper(self) -> None:
        number = self.floor.hearing.round.now.number
        self.floor.hearing.mode.be(self.chance.choice((FloorAction.WHISPER, FloorAction.JOIN, FloorAction.LISTEN)))
        if number and not self.floor.hearing.round.under_way:
            self.wanted = ("live", number)  # whoever has something to say stays

    def leave(self) -> None:
        self.hands.sign_off()
        self.turn()
        self.hands.console.window.activateWindow()  # where the player was in a window of its own
        self.hands.sign_on(LEAD, PASSWORD)
        self.wanted = ("nothing", "")

    # the loop

    def turn(self) -> None:
        """The event loop turns a little, or not at all."""
        kind = self.chance.random()
        if kind < 0.25:
            return
        if kind < 0.5:
            self.app.processEvents()
        else:
            self.hands.bot.wait(int(self.chance.expovariate(1 / 40)))

    def run(self) -> None:
        self.done = []
        for _ in range(STEPS):
            deed = self.chance.choices([name for name, _ in DEEDS], [weight for _, weight in DEEDS])[0]
            self.done.append(deed)
            getattr(self, deed)()
            self.turn()
        self.settle()
        self.check()

    def settle(self) -> None:
        if self.floor.hearing.round.under_way:
            self.floor.hearing.round.stop()
            assert self.wanted[0] == "round", self.story()
            self.wanted = ("stopped", "")
        self.wait(self.rests, "it does not come to rest")

    def rests(self) -> bool:
        live, local = self.floor.hearing.live, self.place.local
        assert local is not None
        asked = live.now.stage in (Stage.ASKED, Stage.CONNECTING) or local.local.now.stage is Stage.CONNECTING
        return (
            not asked
            and self.place.player.state is not PlayState.LOADING
            and self.hands.console.background.pending == 0
        )

    def check(self) -> None:
        place, hearing = self.place, self.floor.hearing
        live, player, opened = hearing.live, place.player, place.listening
        what, whom = self.wanted
        stage = live.now.stage
        story = self.story()
        assert live.now.fault is None, story
        heard = {live.now.number} if stage is Stage.HEARING else set()
        if what == "live":
            assert live.now.number == whom, story
            assert stage in (Stage.HEARING, Stage.ENDED, Stage.REFUSED), story
            if stage is Stage.HEARING:
                assert player.live is opened.live is live.call is not None, story
                assert player.state in (PlayState.PLAYING, PlayState.PAUSED), story
        elif what == "record":
            assert stage is Stage.IDLE, story
            assert opened.call is not None, story
            assert str(opened.call.id) == whom, story
            assert player.live is None, story
            assert player.info is not None, story
        elif what == "nothing":
            assert stage is Stage.IDLE, story
            assert opened.call is None, story
            assert player.state is PlayState.EMPTY, story
        elif what == "here":
            local = place.local
            assert local is not None
            assert local.local.now.stage is Stage.HEARING, story
            assert stage is Stage.IDLE, story
            assert player.live is local.local.call is not None, story
        else:
            assert not stage.under_way, story
            device = place.local.local if place.local is not None else None
            assert device is not None
            assert not device.now.stage.under_way or player.live is device.call, story
        if player.state is PlayState.EMPTY:
            assert opened.call is None, story
        assert hearing.round._ahead.now.stage is Stage.IDLE, story
        with Store.open(self.address) as store:

            def listened() -> set[str]:
                numbers = {one.id: one.number for one in store.people.list_people()}
                return {numbers[one.agent_id] for one in store.live.listenings() if one.open}

            self.wait(lambda: listened() <= heard, "somebody is said to listen who does not")


def test_what_was_asked_for_last_is_heard(hands: Hands, qapp: QApplication) -> None:
    hurry = Hurry(hands, qapp, int(os.environ.get(SEED, "1")))
    for _ in range(int(os.environ.get(MANY, SEQUENCES))):
        hurry.run()


def test_what_is_asked_for_ends_what_is_waited_for(hands: Hands, qapp: QApplication) -> None:
    hurry = Hurry(hands, qapp, 0)
    hearing, review, number = hurry.floor.hearing, hurry.place.review, hurry.somebody()
    going, live = hearing.round, hearing.live
    assert hurry.place.local is not None
    device = hurry.place.local.local
    going.start(list, hurry.floor.pages)
    assert going.under_way
    review.open_call(hurry.recordings[0])
    assert not going.under_way, "nobody is torn out of a recording they chose"
    going.start(lambda: [number], hurry.floor.pages)
    assert going.under_way
    review.panel.stop_asked.emit()
    assert not going.under_way, "stopped between two calls too"
    live.listen(number)
    hurry.hear_here()
    assert (live.now.stage, device.now.stage) == (Stage.IDLE, Stage.CONNECTING)
    live.listen(number)
    assert (live.now.stage, device.now.stage) == (Stage.ASKED, Stage.ENDED)
    hurry.go_round()
    hurry.hear_here()
    assert (live.now.stage, device.now.stage) == (Stage.IDLE, Stage.CONNECTING)
    hurry.go_round()
    assert (going.under_way, device.now.stage) == (True, Stage.ENDED)
    hurry.hear_here()
    assert (going.under_way, device.now.stage) == (False, Stage.CONNECTING)
    hurry.wait(hurry.rests, "it does not come to rest")
    assert hurry.place.player.live is device.call

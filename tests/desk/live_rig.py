"""A supervisor who listens, with a gateway and a switch played by hand: offers made, packets sent on loopback."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import numpy as np
from pytestqt.qtbot import QtBot

from console.audio.live_call import ULAW
from console.audio.live_tape import from_samples
from console.audio.outputs import NullOutputs
from console.audio.player import Player
from console.audio.rtp import RtpPacket, make_rtp
from console.desk.background import Background
from console.desk.listeners import Listeners
from console.desk.listening import ListeningDesk
from console.desk.live_listening import LiveListening
from console.desk.live_now import Stage
from console.domain.calls import Call
from console.domain.floor import FloorAction
from console.domain.floor_book import ActionState, ActionToDo, HearAt
from console.domain.live import LiveOffer, Transport
from console.domain.people import Role
from console.store.store import Store
from tests.audio.live_calls import FRAME, RATE, speech
from tests.desk.deed_rig import ABLE, DeedRig

LISTENS = ABLE | {FloorAction.LISTEN, FloorAction.WHISPER, FloorAction.JOIN}
HERE = "127.0.0.1"


class Switch:
    """What sends both sides of a call to a console's ports."""

    def __init__(self) -> None:
        self.sockets = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2)]
        for one in self.sockets:
            one.bind((HERE, 0))
        self.sound = speech(20, seed=3), speech(20, seed=8)
        self._sent = 0

    @property
    def urls(self) -> tuple[str, str]:
        agent, customer = (f"rtp://{HERE}:{one.getsockname()[1]}" for one in self.sockets)
        return agent, customer

    def send(self, to: HearAt, packets: int = 1, *, lanes: tuple[int, ...] = (0, 1)) -> None:
        """20 ms of each side, so many times."""
        for _ in range(packets):
            at = self._sent * FRAME
            self._sent += 1
            for lane in lanes:
                part = np.take(self.sound[lane], np.arange(at, at + FRAME), mode="wrap")
                packet = RtpPacket(ULAW, self._sent & 0xFFFF, at & 0xFFFFFFFF, 70 + lane, from_samples(part).tobytes())
                port = (to.agent_port, to.customer_port)[lane]
                self.sockets[lane].sendto(make_rtp(packet), (HERE, port))

    def close(self) -> None:
        for one in self.sockets:
            one.close()


class LiveRig(DeedRig):
    """A DeedRig that also listens, with a player on a null device."""

    def __init__(self, store: Store, background: Background, qtbot: QtBot, role: Role = Role.SUPERVISOR) -> None:
        super().__init__(store, background, qtbot, role=role, able=LISTENS)
        self.outputs = NullOutputs()
        self.player = Player(outputs=self.outputs)
        self.listening = ListeningDesk(self.player, background)
        self.live = LiveListening(self.actions, background, now_s=self.clock)
        self.live.to_hear.connect(self.listening.open_live)
        self.listeners = Listeners(self.desk)
        self.switch = Switch()
        self.opened: list[Call] = []
        self.listening.opened.connect(self.opened.append)
        self.stages: list[Stage] = []
        self.live.changed.connect(lambda: self.stages.append(self.live.now.stage))
        self.to: HearAt | None = None

    def close(self) -> None:
        self.live.close()
        self.qtbot.waitUntil(lambda: self.background.pending == 0)
        self.switch.close()
        self.listening.close()
        self.player.shut_down()
        super().close()

    def until(self, stage: Stage) -> None:
        self.qtbot.waitUntil(lambda: self.live.now.stage is stage)

    def take_listening(self) -> ActionToDo:
        """The gateway takes up that somebody wants to hear."""
        found: list[ActionToDo] = []
        deadline = time.monotonic() + 5
        while not found and time.monotonic() < deadline:
            self.qtbot.waitUntil(lambda: self.background.pending == 0)
            found = [one for one in self.taken() if one.action is FloorAction.LISTEN and one.stop is None]
        return found[-1]

    def offer(self, todo: ActionToDo, *, told: bool = False) -> None:
        """The gateway has made it heard."""
        agent, customer = self.switch.urls
        offer = LiveOffer(Transport.RTP, "ulaw", RATE, agent, customer, told=told)
        self.to = todo.hear_at
        self.gateway.finish(todo.id, ActionState.ACCEPTED, "", last=False, offer=offer)
        self.news()

    def hear(self, number: str = "2000") -> UUID:
        """All the way until that agent's call is heard."""
        self.live.listen(number)
        todo = self.take_listening()
        self.offer(todo)
        self.until(Stage.HEARING)
        return todo.id

    def say(self, packets: int = 10, *, lanes: tuple[int, ...] = (0, 1)) -> None:
        """That much of the call comes and has arrived."""
        call = self.live.call
        assert self.to is not None
        assert call is not None
        before = [leg.figures(0.0).packets for leg in call.legs]
        for _ in range(packets):
            self.switch.send(self.to, lanes=lanes)
            self.qtbot.wait(20)  # sent faster they would all belong to the past
        self.qtbot.waitUntil(
            lambda: all(call.legs[lane].figures(0.0).packets >= before[lane] + packets for lane in lanes)
        )

    def end(self, listening: UUID, words: str = "") -> None:
        """The call is over, says the gateway."""
        self.gateway.finish(listening, ActionState.DONE, words)
        self.news()


@contextmanager
def live_rig(store: Store, background: Background, qtbot: QtBot, role: Role = Role.SUPERVISOR) -> Iterator[LiveRig]:
    rig = LiveRig(store, background, qtbot, role)
    try:
        yield rig
    finally:
        rig.close()
    assert not rig.faults

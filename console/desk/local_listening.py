"""Listening to a device of this PC as to a live call, where no telephone system tells of calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from PySide6.QtCore import QObject, Qt, Signal, Slot

from console.audio.devices import SystemInputs
from console.audio.inputs import Inputs, names_now
from console.audio.live_call import LiveCall
from console.audio.live_input import InputLine, Layout
from console.desk.background import Background
from console.desk.live_now import Stage
from console.domain.calls import OWN_KEY, Call, SoundSource
from console.domain.faults import Fault, PlaceFault
from console.store.ids import new_id

WIDE_HZ = 16_000


@dataclass(frozen=True)
class LocalAgent:
    """Who is heard at the device."""

    id: UUID
    name: str
    number: str


@dataclass(frozen=True)
class LocalNow:
    """How it stands. `channels` 1: both speak in the agent's lane. `fault`: the device is gone, or never came."""

    stage: Stage = Stage.IDLE
    name: str = ""
    channels: int = 0
    fault: Fault | None = None


class LocalListening(QObject):
    """The one device that is listened to. Lives in the GUI thread; the sound is in another. Nothing is recorded.

    `to_hear` (Call, LiveCall) when sound comes: open it in the player. `inputs_listed` answers `list_inputs`.
    """

    changed = Signal()
    to_hear = Signal(object, object)
    inputs_listed = Signal(object)
    _line_told = Signal(object, object)

    def __init__(
        self,
        background: Background,
        parent: QObject | None = None,
        *,
        inputs: Callable[[], Inputs] = SystemInputs,
    ) -> None:
        super().__init__(parent)
        self.now = LocalNow()
        self.call: LiveCall | None = None
        self._background, self._inputs = background, inputs
        self._line: InputLine | None = None
        self._agent: LocalAgent | None = None
        self._line_told.connect(self._heed, Qt.ConnectionType.QueuedConnection)

    def listen(self, agent: LocalAgent, device: str | None, layout: Layout) -> None:
        """Hear that device, None for the system's own, as the call of `agent`; what was heard before is left."""
        self.close()
        call = self.call = LiveCall(WIDE_HZ)
        self._agent = agent

        def told(fault: PlaceFault | None) -> None:
            self._line_told.emit(line, fault)

        line = self._line = InputLine(call, self._inputs, device, layout, told)
        line.start()
        self._show(LocalNow(Stage.CONNECTING, agent.name))

    @Slot()
    def stop(self) -> None:
        """Listen no longer; what was heard stays."""
        if self.now.stage.under_way:
            self._let_go()
            self._show(replace(self.now, stage=Stage.ENDED, fault=None))

    def close(self) -> None:
        """Listen no longer, and keep nothing."""
        self._let_go()
        self.call = None
        self._show(LocalNow())

    @Slot()
    def list_inputs(self) -> None:
        """Look which devices there are."""
        self._background.on_files(lambda: names_now(self._inputs), self.inputs_listed.emit)

    def _let_go(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.end()
        if self.call is not None:
            self.call.end()

    @Slot(object, object)
    def _heed(self, line: InputLine, fault: Fault | None) -> None:
        if line is not self._line or line is None:
            return
        if self.now.stage is Stage.CONNECTING and fault is not None:
            self._let_go()
            self._show(replace(self.now, stage=Stage.REFUSED, fault=fault))
        elif self.now.stage is Stage.CONNECTING:
            self._show(replace(self.now, stage=Stage.HEARING, channels=line.channels))
            self.to_hear.emit(self._as_call(), self.call)
        else:
            self._show(replace(self.now, fault=fault))

    def _as_call(self) -> Call:
        agent, key = self._agent, new_id()
        assert agent is not None
        return Call(
            id=key,
            started_at=datetime.now(UTC),
            duration_ms=0,
            sound=SoundSource(("",)),
            content_hash="",
            agent_id=agent.id,
            agent_number=agent.number,
            agent_name=agent.name,
            call_number=f"{OWN_KEY}{key}",
        )

    def _show(self, now: LocalNow) -> None:
        if now != self.now:
            self.now = now
            self.changed.emit()

"""A floor with a gateway that writes alerts by hand, on SQLite, and one desk's alerts; for desk and widgets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from pytestqt.qtbot import QtBot

from console.desk.background import Background
from console.desk.floor_alerts import FloorAlerts
from console.domain.alert_outcomes import Outcome
from console.domain.floor import AgentNow, AgentState, LimitLevel
from console.domain.floor_book import ToldAlert
from console.store.floor_listening import FloorHeard, FloorNews
from console.store.store import Store
from tests.desk.test_floor_desk import NOW, Rig, gateway

NEWS = frozenset({FloorNews.ALERTS})


@dataclass
class Day:
    """A floor with a gateway that writes by hand and a desk's alerts; the clock stands at NOW until it is turned."""

    rig: Rig
    alerts: FloorAlerts
    now: list[datetime]
    arrived: list[list[Outcome]] = field(default_factory=list)

    def tell(self, *told: ToldAlert) -> None:
        """The gateway writes and the desk hears of it."""
        writing = self.rig.store.floor_writing("pbx")
        writing.lead(frozenset())
        writing.put_alerts(told)
        writing.close()
        self.rig.desk.look_again(NEWS)

    def hold(self, number: str, since_s: float = 30, level: LimitLevel = LimitLevel.ALARM) -> ToldAlert:
        since = NOW - timedelta(seconds=since_s)
        return ToldAlert(number, AgentState.ON_HOLD, "", since, level, 20_000, NOW)


@contextmanager
def alert_day(qtbot: QtBot, tmp_path: Path) -> Iterator[Day]:
    """With supervisor 1101 and agents 2000 to 2003 of one team."""
    background = Background()
    now = [NOW]
    with Store.open(tmp_path / "floor.sqlite", now=lambda: now[0]) as store:
        rig = Rig(store, background)
        alerts = FloorAlerts(rig.desk, now=lambda: now[0])
        alerts._rest.setInterval(1)
        made = Day(rig, alerts, now)
        alerts.arrived.connect(made.arrived.append)
        rig.desk.start()
        writing = store.floor_writing("pbx")
        writing.lead(frozenset())
        writing.put(NOW, "up", "", [AgentNow(f"200{n}", AgentState.ON_HOLD, NOW, as_of=NOW) for n in range(4)])
        writing.close()
        rig.ear.tell(FloorHeard(gateways=(gateway(),), through={f"200{n}": "pbx" for n in range(4)}))
        qtbot.waitUntil(lambda: len(rig.desk.people) == 4 and rig.desk.source_at("2000") is not None)
        yield made
        alerts.stop()
        rig.desk.stop()
        background.close()


def help_of(number: str) -> ToldAlert:
    """A call for help."""
    return ToldAlert(number, AgentState.TALKING, "", NOW, LimitLevel.ALARM, 0, NOW)

"""Alerts from a scripted telephone system by a hand-turned clock, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from console.domain.floor import AgentNow, AgentState, LimitLevel, Limits
from console.domain.floor_book import Alert, AlertAnswer, AlertKind, ToldAlert
from console.domain.people import Person, Role
from console.gateway.alerting import Alerting
from console.gateway.gateway import Gateway, Pace
from console.store.engine import Login
from console.store.floor_writing import FloorWriting
from console.store.people import NewPerson
from console.store.store import Store
from tests.gateway.scripted import ScriptedSwitch
from tests.shared_centre import SharedCentre, connect
from tests.store.centres import QUICK_HASHES, HandClock

PACE = Pace(beat_s=0.05, batch_s=0.01, try_again_s=0.05, limits_s=3600)
BEGAN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

Story = Callable[[Gateway, ScriptedSwitch], Coroutine[Any, Any, None]]


def t(seconds: float) -> datetime:
    return BEGAN + timedelta(seconds=seconds)


@dataclass
class Place:
    """A database with agent 1001 of team A, and two consoles of two leads on it."""

    writing: Callable[[], FloorWriting]
    consoles: tuple[Store, Store]
    leads: tuple[Person, Person]
    clock: HandClock

    def rows(self, console: int = 0) -> list[tuple[str, int, bool, str]]:
        """Kind, level, whether it stands, answer; by level."""
        found = self.consoles[console].floor.alerts(BEGAN - timedelta(days=1))
        rows = [(one.kind.value, int(one.level), one.ended_at is None, one.answer.value) for one in found]
        return sorted(rows)

    def state(self) -> AgentState | None:
        """What agent 1001 is doing, as the consoles know."""
        agent = self.consoles[0].floor.now().agents.get("1001")
        return agent.state if agent else None

    def the(self, level: LimitLevel, kind: AlertKind = AlertKind.LIMIT) -> Alert:
        alerts = self.consoles[0].floor.alerts(BEGAN - timedelta(days=1))
        return next(one for one in alerts if one.level is level and one.kind is kind)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    clock = HandClock(BEGAN)
    if request.param == "sqlite":
        with Store.open(tmp_path / "floor.sqlite", now=clock, hasher=QUICK_HASHES) as store:
            lead = store.people.add(NewPerson("3001", "周强", Role.SUPERVISOR, "A"))
            store.people.add(NewPerson("1001", "王芳", Role.AGENT, "A"))
            yield Place(lambda: store.floor_writing("pbx"), (store, store), (lead, lead), clock)
        return
    centre: SharedCentre = request.getfixturevalue("gateway_centre")
    open_gateway: Callable[[], Store] = request.getfixturevalue("open_gateway_store")
    consoles = [Store.open(centre.url, login=Login(n, centre.password(n))) for n in ("3001", "4001")]
    yield Place(
        lambda: open_gateway().floor_writing("pbx"),
        (consoles[0], consoles[1]),
        (centre.person("3001"), centre.person("4001")),
        clock,
    )
    for store in consoles:
        store.close()


def play(place: Place, story: Story, switch: ScriptedSwitch) -> None:
    async def both() -> None:
        gateway = Gateway(lambda: switch, place.writing(), pace=PACE, now=place.clock)
        running = asyncio.create_task(gateway.run())
        try:
            await story(gateway, switch)
        finally:
            gateway.stop()
            await running

    asyncio.run(both())


async def until(true: Callable[[], bool], timeout_s: float = 5.0) -> None:
    """Looks again and again: what is waited for stands in a database that another thread writes."""
    end = asyncio.get_running_loop().time() + timeout_s
    while not await asyncio.to_thread(true):
        assert asyncio.get_running_loop().time() < end, "did not come"
        await asyncio.sleep(0.02)


def now(state: AgentState, since: float, *, help: bool = False) -> AgentNow:  # noqa: A002 - the field's name
    return AgentNow("1001", state, t(since), help=help, as_of=t(since))


class Hand:
    """A gateway turned by hand: what it writes and looks at, and nothing in between."""

    def __init__(self, place: Place, *agents: AgentNow, read_every_s: float = 3600) -> None:
        self.place, self.writing = place, place.writing()
        assert self.writing.lead(frozenset())
        self.alerting = Alerting(self.writing, in_line, place.clock, read_every_s)
        self.turn(*agents)

    def turn(self, *agents: AgentNow) -> None:
        """They are now so."""
        self.writing.put(self.place.clock(), "up", "", agents)
        self.alerting.note(agents)

    def look(self, seconds: float = 0) -> list[tuple[str, int, bool, str]]:
        """So much later: what is kept then."""
        self.place.clock.turn(seconds=seconds)
        asyncio.run(self.alerting.look())
        return self.place.rows()


def put_off(place: Place, alert: Alert, console: int) -> None:
    """For five minutes from now, at that console."""
    until_then = place.clock() + timedelta(minutes=5)
    place.consoles[console].floor.answer(alert.id, place.leads[console], AlertAnswer.SNOOZED, "a long form", until_then)


def test_it_warns_alarms_and_ends_by_the_gateways_clock(place: Place) -> None:
    hand = Hand(place, now(AgentState.ON_HOLD, 0))
    assert hand.look(15) == []
    assert hand.look(1) == [("limit", 1, True, "")]
    assert hand.look(3) == [("limit", 1, True, "")]
    assert hand.look(7) == [("limit", 1, True, ""), ("limit", 2, True, "")]
    hand.turn(now(AgentState.TALKING, 21))
    assert hand.look() == [("limit", 1, False, ""), ("limit", 2, False, "")]
    assert {one.ended_at for one in place.consoles[1].floor.alerts(BEGAN)} == {t(21)}
    hand.writing.close()


def test_an_answer_of_one_console_is_seen_by_the_other_and_heeded_by_the_gateway(place: Place) -> None:
    hand = Hand(place, now(AgentState.ON_HOLD, 0))
    assert hand.look(17) == [("limit", 1, True, "")]
    put_off(place, place.the(LimitLevel.WARN), 0)
    assert place.rows(1) == [("limit", 1, True, "snoozed")]
    hand.alerting.read_again()
    assert hand.look(100) == [("limit", 1, True, "snoozed")], "the alarm is due meanwhile, and is put off with it"
    assert hand.look(300) == [("limit", 1, True, "snoozed"), ("limit", 2, True, "")]
    assert place.the(LimitLevel.WARN).asks
    hand.turn(now(AgentState.READY, 400))
    assert not any(standing for *_, standing, _ in hand.look())
    hand.writing.close()


def test_put_off_after_the_alarm_it_stands_again_for_both_consoles(place: Place) -> None:
    hand = Hand(place, now(AgentState.ON_HOLD, 0))
    assert hand.look(25) == [("limit", 2, True, "")]
    put_off(place, place.the(LimitLevel.ALARM), 1)
    hand.alerting.read_again()
    hand.look(1)
    assert not place.the(LimitLevel.ALARM).asks
    hand.look(300)
    kept = place.the(LimitLevel.ALARM)
    assert kept.asks
    assert (kept.answered_by, kept.answer_reason) == (place.leads[1].id, "a long form")
    hand.writing.close()


def test_help_is_alerted_once_and_the_next_gateway_goes_on(place: Place) -> None:
    hand = Hand(place, now(AgentState.ON_HOLD, 0, help=True))
    assert hand.look(1) == [("help", 2, True, "")]
    both = [("help", 2, True, ""), ("limit", 2, True, "")]
    assert hand.look(30) == both
    hand.writing.close()
    following = Hand(place, now(AgentState.ON_HOLD, 0, help=True))
    assert following.look(5) == both
    following.turn(now(AgentState.TALKING, 35))
    assert following.look() == [("help", 2, False, ""), ("limit", 2, False, "")]
    following.writing.close()


def test_whoever_is_gone_from_the_telephone_system_leaves_no_alert_open(place: Place) -> None:
    hand = Hand(place, now(AgentState.ON_HOLD, 0))
    assert hand.look(30) == [("limit", 2, True, "")]
    hand.writing.close()
    later = Hand(place, replace(now(AgentState.READY, 30), agent_number="1002"), read_every_s=0)
    assert later.look(30) == [("limit", 2, True, "")], "they may yet be named"
    assert later.look(30) == [("limit", 2, False, "")]
    later.writing.close()


def test_a_teams_own_limits_count_as_soon_as_the_gateway_is_told(place: Place) -> None:
    async def story(gateway: Gateway, _: ScriptedSwitch) -> None:
        await until(lambda: place.state() is AgentState.READY)
        assert place.rows() == []
        own = Limits({AgentState.READY: 60}, {}, 80)
        await asyncio.to_thread(place.consoles[0].floor.set_limits, "A", own, place.leads[0])
        gateway.ask()
        await until(lambda: place.rows() == [("limit", 2, True, "")])

    place.clock.turn(seconds=100)
    play(place, story, ScriptedSwitch({"1001": now(AgentState.READY, 0)}))


def test_what_could_not_be_told_is_told_by_the_next_look() -> None:
    writing = Failing()
    alerting = Alerting(writing, in_line, lambda: t(20), 3600)  # type: ignore[arg-type]
    alerting.note([now(AgentState.ON_HOLD, 0)])
    with pytest.raises(OSError, match="gone"):
        asyncio.run(alerting.look())
    writing.gone = False
    asyncio.run(alerting.look())
    asyncio.run(alerting.look())
    assert [(one.level, one.at) for one in writing.told] == [(LimitLevel.ALARM, t(20))]


class Failing:
    """A database that is gone until it is not."""

    def __init__(self) -> None:
        self.gone = True
        self.told: list[ToldAlert] = []

    def limits(self) -> tuple[dict[str, str], dict[str, Limits]]:
        return {}, {}

    def open_alerts(self) -> list[tuple[str, Alert]]:
        return []

    def put_alerts(self, told: list[ToldAlert]) -> int:
        if self.gone:
            raise OSError("gone")
        self.told += told
        return len(told)


async def in_line(work: Callable[[], Any]) -> Any:
    return work()


LOOK_S = 0.020
"""A second's look at 5,000 agents of whom 250 have changed (measured 4 ms, 10 ms at worst)."""


def test_five_thousand_agents_are_looked_at_in_a_wink() -> None:
    writing = Failing()
    writing.gone = False
    clock = HandClock(BEGAN)
    alerting = Alerting(writing, in_line, clock, 3600)  # type: ignore[arg-type]
    states = (AgentState.READY, AgentState.RINGING, AgentState.TALKING, AgentState.ON_HOLD, AgentState.AFTER_CALL)

    def some(turn: int, count: int) -> list[AgentNow]:
        at = clock()
        numbers = range(turn * count, (turn + 1) * count)
        return [AgentNow(f"a{n % 5000}", states[(n + turn) % 5], at, as_of=at) for n in numbers]

    async def five_minutes() -> list[float]:
        alerting.note(some(0, 5000))
        await alerting.look()
        took_s = []
        for turn in range(300):
            clock.turn(seconds=1)
            alerting.note(some(turn, 250))
            began_s = process_time()
            await alerting.look()
            took_s.append(process_time() - began_s)
        return took_s

    took_s = sorted(asyncio.run(five_minutes()))
    assert len(writing.told) > 1000
    assert took_s[150] < LOOK_S, took_s


@pytest.mark.postgresql
def test_an_answer_and_new_limits_ring_the_gateway(gateway_centre: SharedCentre) -> None:
    with connect(gateway_centre, "gateway-9") as hearing, connect(gateway_centre, "3001") as lead:
        hearing.execute("LISTEN deskside_floor_asked")
        lead.execute("SELECT set_limits('A', NULL)")
        assert [notice.channel for notice in hearing.notifies(timeout=5, stop_after=1)] == ["deskside_floor_asked"]

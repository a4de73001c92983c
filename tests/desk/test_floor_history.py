from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from console.desk.background import Background
from console.desk.floor_history import FloorHistory
from console.desk.floor_reading import Standing
from console.domain.events import LinkState
from console.domain.faults import Fault, FaultKind, PlaceFault
from console.domain.floor import AgentNow, AgentState, LimitLevel, Limits
from console.domain.floor_past import What
from console.store.floor_listening import FloorHeard
from console.store.store import Store
from tests.desk.small_floor import BEGAN
from tests.desk.test_floor_desk import Rig, gateway

HOUR = timedelta(hours=1)


class PastRig(Rig):
    """A floor with a gateway that has written a morning, and its history."""

    def __init__(self, store: Store, background: Background) -> None:
        super().__init__(store, background)
        self.writing = store.floor_writing("pbx")
        assert self.writing.lead(frozenset())
        self.history = FloorHistory(self.desk, now_s=self.clock, now=lambda: self.clock.at)

    def write(self, seconds: float, *agents: AgentNow) -> None:
        self.writing.put(BEGAN + timedelta(seconds=seconds), "up", "", agents)

    def state(self, number: str) -> AgentState | None:
        seat = self.history.model.seat_of(number)
        return seat.agent.state if seat is not None and seat.agent is not None else None


def agent(number: str, state: AgentState, seconds: float, told_s: float | None = None, **fields: object) -> AgentNow:
    at = BEGAN + timedelta(seconds=seconds)
    told = at if told_s is None else BEGAN + timedelta(seconds=told_s)
    return AgentNow(number, state, at, as_of=told, **fields)  # type: ignore[arg-type]


@pytest.fixture
def rig(qtbot: QtBot, tmp_path: Path) -> Iterator[PastRig]:
    """At 9:00 in service; told until 10:00, when we look."""
    background = Background()
    with Store.open(tmp_path / "floor.sqlite") as store:
        rig = PastRig(store, background)
        rig.write(0, agent("2000", AgentState.READY, 0), agent("2001", AgentState.READY, 0))
        rig.write(600, agent("2000", AgentState.TALKING, 600, call_key="1.1"))
        rig.write(630, agent("2000", AgentState.ON_HOLD, 630, call_key="1.1"))
        rig.write(660, agent("2000", AgentState.TALKING, 600, 660, call_key="1.1"))
        rig.write(700, agent("2000", AgentState.AFTER_CALL, 700))
        rig.write(1800, agent("2000", AgentState.READY, 1800))
        rig.clock.turn(3600)
        rig.desk.start()
        qtbot.waitUntil(lambda: len(rig.desk.rooms) == 2)
        rig.ear.tell(FloorHeard(store.floor.now()))
        rig.ear.tell(FloorHeard(gateways=(gateway("pbx", rig.clock.at),)))
        qtbot.waitUntil(lambda: "pbx" in rig.desk.gateways and rig.desk.gateways["pbx"].as_of == rig.clock.at)
        yield rig
        rig.history.play(on=False)
        rig.desk.stop()
        background.close()
        assert not rig.faults


@pytest.fixture
def read(qtbot: QtBot, rig: PastRig) -> PastRig:
    rig.history.load()
    qtbot.waitUntil(lambda: rig.history.ready)
    return rig


def at(seconds: float) -> datetime:
    return BEGAN + timedelta(seconds=seconds)


def test_before_it_is_read_there_is_nothing_and_then_it_begins_with_now(qtbot: QtBot, rig: PastRig) -> None:
    history = rig.history
    assert not history.ready
    history.play(on=True)
    assert not history.playing
    told: list[float] = []
    history.reading.changed.connect(lambda: told.append(history.reading.progress))
    history.load()
    assert history.reading.standing is Standing.READING
    qtbot.waitUntil(lambda: history.ready)
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0.0, 1.0)
    assert history.position == history.edge == at(3600)
    assert history.begin == at(3600) - timedelta(hours=24)
    assert rig.state("2000") is AgentState.READY
    assert history.model.counts[AgentState.READY] == 1


def test_a_reading_that_takes_a_moment_shows_everybody(qtbot: QtBot, rig: PastRig) -> None:
    history = rig.history = FloorHistory(rig.desk, now_s=rig.clock, now=lambda: rig.clock.at)
    history.load()
    rig.clock.turn(2)
    rig.ear.tell(FloorHeard(gateways=(gateway("pbx", rig.clock.at),)))
    qtbot.waitUntil(lambda: history.ready)
    assert history.position == history.edge
    assert rig.state("2000") is AgentState.READY


def test_the_room_stands_as_it_did_with_times_and_limits_as_of_then(read: PastRig) -> None:
    history = read.history
    history.go_to(at(650))
    seat = history.model.seat_of("2000")
    assert seat is not None
    assert seat.agent is not None
    assert (seat.agent.state, seat.elapsed_ms(history.model.now_s)) == (AgentState.ON_HOLD, 20_000)
    assert seat.level is LimitLevel.ALARM
    history.go_to(at(640))
    assert (seat.level, seat.elapsed_ms(history.model.now_s)) == (LimitLevel.NONE, 10_000)
    history.go_by(25)
    assert (seat.agent.state, seat.elapsed_ms(history.model.now_s)) == (AgentState.TALKING, 65_000), "from the answer"
    history.go_to(at(-10))
    assert seat.agent.state is AgentState.UNKNOWN, "nobody had a word of it yet"
    history.go_to(at(1e9))
    assert history.position == history.edge
    history.go_to(at(-1e9))
    assert history.position == history.begin


def test_people_of_another_room_are_shown_there(read: PastRig) -> None:
    history = read.history
    history.go_to(at(650))
    assert read.state("2001") is None
    history.show_room(read.rooms[1].id)
    assert history.room == read.rooms[1]
    assert (read.state("2001"), read.state("2000")) == (AgentState.READY, None)
    assert history.position == at(650)


def test_it_plays_at_its_pace_and_stops_where_now_is(qtbot: QtBot, read: PastRig) -> None:
    history = read.history
    history.go_to(at(590))
    history.play(on=True)
    read.clock.turn(5)
    qtbot.waitUntil(lambda: history.position == at(595))
    history.set_pace(30)
    read.clock.turn(1)
    qtbot.waitUntil(lambda: history.position == at(625))
    assert read.state("2000") is AgentState.TALKING
    with pytest.raises(ValueError, match="7"):
        history.set_pace(7)
    history.play(on=False)
    read.clock.turn(5)
    qtbot.wait(150)
    assert history.position == at(625)
    history.go_to(history.edge - timedelta(seconds=20))
    history.play(on=True)
    read.clock.turn(2)
    qtbot.waitUntil(lambda: not history.playing)
    assert history.position == history.edge


def test_it_steps_from_one_moment_worth_stopping_at_to_the_next(read: PastRig) -> None:
    history = read.history
    history.go_to(history.begin)
    stops = []
    while history.step(1):
        stops.append((history.position, history.stops()[0][0].what))
    assert stops == [(at(650), What.LIMIT), (at(760), What.LIMIT)]
    assert history.stops()[0][1] == "2000"
    assert history.step(-1)
    assert history.position == at(650)
    assert not history.step(-1)
    assert history.position == at(650)


def test_whoever_is_stopped_at_for_a_limit_is_over_it(qtbot: QtBot, rig: PastRig) -> None:
    """Also where the seconds since the day began, which are sums of fractions, come to less than the moment itself."""
    began = [1900.1, 2000.2, 2100.6, 2200.7, 2301.1]
    for second in began:
        rig.write(second, agent("2000", AgentState.AFTER_CALL, second))
        rig.write(second + 80, agent("2000", AgentState.READY, second + 80))
    rig.clock.turn(2.3)
    rig.ear.tell(FloorHeard(gateways=(gateway("pbx", rig.clock.at),)))
    rig.history.load()
    qtbot.waitUntil(lambda: rig.history.ready)
    seat = rig.history.model.seat_of("2000")
    assert seat is not None
    for second in began:
        rig.history.go_to(at(second + 55))
        levels = [seat.level]
        assert rig.history.step(1)
        levels.append(seat.level)
        assert rig.history.position == at(second + 60)
        assert levels == [LimitLevel.WARN, LimitLevel.ALARM], second


def test_what_is_told_now_is_in_the_past_a_moment_later(qtbot: QtBot, read: PastRig) -> None:
    history = read.history
    grown: list[bool] = []
    history.grown.connect(lambda: grown.append(True))
    read.clock.turn(30)
    busy = replace(agent("2000", AgentState.BUSY, 3620), as_of=read.clock.at)
    read.ear.tell(FloorHeard(changed=(busy,), through={"2000": "pbx"}, gateways=(gateway("pbx", read.clock.at),)))
    qtbot.waitUntil(lambda: read.desk.agents["2000"] == busy)
    history.keep_up()
    assert grown
    assert [span.doing.state for span in history.spans("2000")][-2:] == [AgentState.READY, AgentState.BUSY]
    history.go_to(at(3621))
    assert read.state("2000") is AgentState.BUSY
    history.go_to(at(3619))
    assert read.state("2000") is AgentState.READY
    assert history.begin == read.clock.at - timedelta(hours=24)


def test_without_word_from_the_gateway_everybody_is_unknown_then_and_the_gap_is_a_stop(read: PastRig) -> None:
    history = read.history
    read.clock.turn(900)
    history.keep_up()
    history.go_to(at(3604))
    assert read.state("2000") is AgentState.READY, "not five seconds yet"
    history.go_to(at(3606))
    assert read.state("2000") is AgentState.UNKNOWN
    assert history.model.counts[AgentState.READY] == 0
    history.go_to(at(3000))
    assert history.step(1)
    assert (history.stops()[0][0].what, round((history.position - at(3600)).total_seconds())) == (What.GAP, 5)


def test_counts_of_the_day_are_those_of_the_rows(read: PastRig) -> None:
    day = read.history.day
    counted = {state: sum(kept) for state, kept in day.counts.items() if sum(kept)}
    held = counted[AgentState.ON_HOLD] * 180
    assert held == pytest.approx(30)
    assert counted[AgentState.AFTER_CALL] * 180 == pytest.approx(1100)
    assert sum(kept[-1] for kept in day.counts.values()) == pytest.approx(4), "every agent is counted, somehow"


def test_once_read_it_works_without_the_database(read: PastRig) -> None:
    read.store.close()
    history = read.history
    history.go_to(at(640))
    assert read.state("2000") is AgentState.ON_HOLD
    assert history.step(1)
    assert [span.doing.state for span in history.spans("2000")][1:3] == [AgentState.READY, AgentState.TALKING]


def test_a_day_that_cannot_be_read_says_so_and_is_read_again(
    qtbot: QtBot, rig: PastRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    history = rig.history

    def refuse(*_: object) -> None:
        raise PlaceFault(FaultKind.DATABASE_UNREACHABLE)

    with monkeypatch.context() as patch:
        patch.setattr(rig.store.floor, "history", refuse)
        history.load()
        qtbot.waitUntil(lambda: history.reading.standing is Standing.FAILED)
    assert isinstance(history.reading.fault, Fault)
    assert not history.ready
    history.load()
    qtbot.waitUntil(lambda: history.ready)
    assert history.reading.fault is None


def test_what_came_while_the_link_was_lost_is_read_when_it_is_back(qtbot: QtBot, read: PastRig) -> None:
    history = read.history
    history.go_to(at(640))
    read.desk.link_changed.emit(LinkState.LOST)
    read.clock.turn(300)
    read.write(3700, agent("2000", AgentState.RINGING, 3700))
    read.write(3710, agent("2000", AgentState.READY, 3710))
    read.write(3900)
    read.desk.link_changed.emit(LinkState.CONNECTED)
    assert history.reading.standing is Standing.READ, "not before it is known how fresh the gateway is"
    with qtbot.waitSignal(history.reading.read):
        read.ear.tell(FloorHeard(read.store.floor.now()))
    assert history.position == at(640)
    history.go_to(at(3705))
    assert read.state("2000") is AgentState.RINGING


def test_a_gateway_that_fell_silent_before_we_looked_is_reckoned_with(qtbot: QtBot, rig: PastRig) -> None:
    rig.desk.gateways.clear()
    history = rig.history
    history.load()
    qtbot.waitUntil(lambda: history.ready)
    rig.desk.gateways["pbx"] = gateway("pbx", at(3000))
    with qtbot.waitSignal(history.reading.read):
        history.keep_up()
    unknown = history.day.counts[AgentState.UNKNOWN]
    assert unknown[-1] == pytest.approx(4)
    history.keep_up()
    assert history.reading.standing is Standing.READ, "once is enough"


def test_other_limits_have_the_stops_found_anew(qtbot: QtBot, read: PastRig) -> None:
    history = read.history
    read.store.floor.set_limits("一组", Limits({AgentState.RINGING: 15}), read.lead)
    with qtbot.waitSignal(history.reading.read):
        read.desk.look_again()
    history.go_to(history.begin)
    assert not history.step(1)


def test_news_that_come_while_it_is_read_are_not_lost(qtbot: QtBot, rig: PastRig) -> None:
    history = rig.history
    history.load()
    rig.clock.turn(4)
    ringing = replace(agent("2000", AgentState.RINGING, 3601), as_of=at(3601))
    talking = replace(agent("2000", AgentState.TALKING, 3603), as_of=at(3603))
    rig.desk.heard.emit((ringing,))
    rig.desk.heard.emit((talking,))
    qtbot.waitUntil(lambda: history.ready)
    states = [span.doing.state for span in history.spans("2000")]
    assert states[-2:] == [AgentState.RINGING, AgentState.TALKING]


def test_somebody_away_for_days_is_known_all_day(qtbot: QtBot, rig: PastRig) -> None:
    days_ago = BEGAN - timedelta(days=5)
    rig.writing.put(at(3600), "up", "", [AgentNow("2003", AgentState.SIGNED_OFF, days_ago, as_of=at(3600))])
    rig.ear.tell(FloorHeard(rig.store.floor.now()))
    qtbot.waitUntil(lambda: "2003" in rig.desk.agents)
    rig.history.load()
    qtbot.waitUntil(lambda: rig.history.ready)
    (whole,) = rig.history.spans("2003")
    assert whole.doing.state is AgentState.SIGNED_OFF


def test_a_note_is_pinned_to_a_seat_and_a_moment_and_marked(qtbot: QtBot, read: PastRig) -> None:
    history = read.history
    seat = history.model.seat_of("2000")
    assert seat is not None
    with qtbot.waitSignals([history.marks.note_kept, history.marks.changed]):
        history.marks.pin("保持过久", seat.place, at(650))
    qtbot.waitUntil(lambda: bool(history.marks.notes))
    (note,) = history.marks.notes
    room = read.rooms[0]
    assert (note.words, note.team, note.seat_id, note.about_at) == ("保持过久", "一组", room.seats[0].id, at(650))
    assert history.marks.names[note.by_id] == "杨帆"

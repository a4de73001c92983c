"""Laying out rooms: steps, saving, somebody else who was faster, tables, and drafts that outlive the window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from console.desk.background import Background
from console.desk.floor_desk import FloorDesk
from console.desk.plan_desk import PlanDesk
from console.desk.plan_drafts import PlanState, work_from_kept
from console.desk.plan_tables import PlanTables
from console.desk.preferences import Preferences
from console.domain.events import LinkState
from console.domain.faults import Fault, FaultKind
from console.domain.floor import AgentState
from console.domain.people import Person, Role
from console.domain.plan_csv import LineReason, Seating
from console.domain.plan_editing import PlanReason, called, resized, seat_of, unseated
from console.store.floor_listening import FloorHeard
from console.store.people import NewPerson
from console.store.store import Store
from tests.desk.test_floor_desk import Ear, agent, whole
from tests.shared_centre import SharedCentre

HEADINGS = ("seat", "row", "column", "number", "name")


@dataclass
class Lead:
    """One supervisor at a console of their own."""

    store: Store
    person: Person
    background: Background
    preferences: Preferences
    ear: list[Ear] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    refused: list[tuple[PlanReason, str]] = field(default_factory=list)

    def begin(self) -> None:
        def make(hear: Callable[[FloorHeard], object], say: Callable[[LinkState], object]) -> Ear:
            self.ear.append(Ear(hear, say))
            return self.ear[-1]

        self.holder = QObject()
        self.floor = FloorDesk(self.background, self.store, self.person, make, self.holder)
        self.floor.faulted.connect(self.faults.append)
        self.plan = PlanDesk(self.floor, self.background, self.preferences, self.holder)
        self.tables = PlanTables(self.plan, self.background, self.holder)
        self.plan.refused.connect(lambda reason, name: self.refused.append((reason, name)))
        self.floor.start()

    def ready(self, qtbot: QtBot) -> None:
        qtbot.waitUntil(lambda: bool(self.floor.people) and not self.floor._reading)

    def read_again(self, qtbot: QtBot) -> None:
        with qtbot.waitSignal(self.floor.plan_changed):
            self.floor.look_again()

    def save(self, qtbot: QtBot) -> None:
        self.plan.save()
        qtbot.waitUntil(lambda: self.plan.state is not PlanState.SAVING)
        self.read_again(qtbot)

    def stands(self) -> PlanState:
        return self.plan.state

    def key(self, number: str) -> UUID:
        return next(key for key, sitter in self.floor.people.items() if sitter.number == number)

    def seat(self, number: str, name: str) -> bool:
        room = self.plan.room
        assert room is not None
        return self.plan.seat(self.key(number), next(seat.id for seat in room.seats if seat.name == name))

    def sits_at(self, number: str) -> str:
        room = self.plan.room
        seat = seat_of(room, self.key(number)) if room else None
        return seat.name if seat else ""

    def end(self) -> None:
        self.plan.stop()
        self.floor.stop()
        self.preferences.close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def two(request: pytest.FixtureRequest, qtbot: QtBot, tmp_path: Path) -> Iterator[tuple[Lead, Lead]]:
    """Two consoles of one database."""
    backgrounds = [Background(), Background()]
    stores: list[Store] = []
    if request.param == "sqlite":
        stores.append(Store.open(tmp_path / "floor.sqlite"))
        people = [stores[0].people.add(NewPerson(f"310{n}", "杨帆", Role.SUPERVISOR)) for n in range(2)]
        stores[0].people.add_many([NewPerson(f"100{n}", f"坐席{n}", Role.AGENT, "A") for n in range(1, 4)])
        stores.append(Store.open(tmp_path / "floor.sqlite"))
    else:
        centre: SharedCentre = request.getfixturevalue("shared_centre")
        stores = [Store.open(centre.url, login=centre.login(number)) for number in ("4001", "3001")]
        people = [centre.person(number) for number in ("4001", "3001")]
    leads = [
        Lead(store, person, background, Preferences(tmp_path / f"settings{n}.json"))
        for n, (store, person, background) in enumerate(zip(stores, people, backgrounds, strict=True))
    ]
    for lead in leads:
        lead.begin()
        lead.ready(qtbot)
    yield leads[0], leads[1]
    for lead, background, store in zip(leads, backgrounds, stores, strict=True):
        lead.end()
        background.close()
        store.close()


def begun(qtbot: QtBot, one: Lead, other: Lead) -> None:
    """Both have a saved room in hand, in which 1001 sits."""
    one.plan.new_room()
    assert one.seat("1001", "A01")
    assert one.stands() is PlanState.CHANGED
    one.save(qtbot)
    assert one.stands() is PlanState.SAVED
    other.read_again(qtbot)
    assert other.plan.room is not None
    assert other.sits_at("1001") == "A01"
    assert [sitter.number for sitter in other.plan.unseated()][:1] != ["1001"]


def test_a_room_is_laid_out_saved_and_there_for_others(qtbot: QtBot, two: tuple[Lead, Lead]) -> None:
    one, other = two
    begun(qtbot, one, other)
    one.plan.undo()
    assert one.sits_at("1001") == ""
    assert one.stands() is PlanState.CHANGED, "a step can be taken back after it was saved"
    one.plan.redo()
    assert one.stands() is PlanState.SAVED
    other.plan.do(lambda room: called(room, "二号厅"))
    other.save(qtbot)
    one.read_again(qtbot)
    assert one.plan.room is not None
    assert one.plan.room.name == "二号厅", "who has changed nothing just sees it"
    assert not one.faults + other.faults


def test_who_was_slower_is_told_and_takes_theirs_or_keeps_mine(qtbot: QtBot, two: tuple[Lead, Lead]) -> None:
    one, other = two
    begun(qtbot, one, other)
    other.plan.do(lambda room: resized(room, 5, 5))
    one.plan.do(lambda room: called(room, "东厅"))
    one.save(qtbot)
    other.plan.save()
    qtbot.waitUntil(lambda: other.plan.state is PlanState.OVERTAKEN)
    assert other.plan.theirs is not None
    assert other.plan.theirs.name == "东厅"
    assert other.plan.room is not None
    assert other.plan.room.rows == 5, "nothing of one's own is lost"
    other.plan.keep_mine()
    qtbot.waitUntil(lambda: other.plan.state is PlanState.SAVED)
    one.plan.do(lambda room: called(room, "西厅"))
    one.read_again(qtbot)
    assert one.stands() is PlanState.OVERTAKEN, "it is told before one tries to save"
    one.plan.take_theirs()
    assert one.stands() is PlanState.SAVED
    assert one.plan.room is not None
    assert (one.plan.room.rows, one.plan.room.name) == (5, "Room 1")
    one.plan.undo()
    assert one.plan.room.name == "西厅", "even this can be taken back"
    one.save(qtbot)
    assert one.stands() is PlanState.SAVED
    assert not one.faults + other.faults


def test_a_room_that_is_taken_away_meanwhile(qtbot: QtBot, two: tuple[Lead, Lead]) -> None:
    one, other = two
    begun(qtbot, one, other)
    other.plan.do(lambda room: called(room, "东厅"))
    one.plan.remove_room()
    qtbot.waitUntil(lambda: one.plan.room is None)
    other.read_again(qtbot)
    assert other.stands() is PlanState.REMOVED
    other.plan.keep_mine()
    qtbot.waitUntil(lambda: other.plan.state is PlanState.SAVED)
    one.read_again(qtbot)
    assert [room.name for room in one.plan.rooms] == ["东厅"]
    other.plan.do(lambda room: called(room, "西厅"))
    one.plan.remove_room()
    qtbot.waitUntil(lambda: not one.floor.rooms)
    other.read_again(qtbot)
    other.plan.take_theirs()
    assert other.plan.rooms == []
    assert other.plan.room is None


def test_a_seat_in_another_room_takes_somebody_out_of_this_one(qtbot: QtBot, two: tuple[Lead, Lead]) -> None:
    one, other = two
    begun(qtbot, one, other)
    other.plan.do(lambda room: resized(room, 5, 5))
    one.plan.new_room()
    assert one.plan.elsewhere(one.key("1001")) is not None
    one.seat("1001", "B02")
    one.save(qtbot)
    other.read_again(qtbot)
    assert other.stands() is PlanState.CHANGED
    assert other.sits_at("1001") == ""
    other.save(qtbot)
    one.read_again(qtbot)
    assert one.sits_at("1001") == "B02"


def test_two_rooms_of_one_name_are_refused(qtbot: QtBot, two: tuple[Lead, Lead]) -> None:
    one, other = two
    begun(qtbot, one, other)
    one.plan.new_room()
    one.plan.do(lambda room: called(room, "Room 1"))
    one.save(qtbot)
    assert one.refused == [(PlanReason.NAME_TAKEN, "Room 1")]
    assert one.stands() is PlanState.CHANGED
    assert not one.faults


def test_a_table_is_looked_at_first_and_taken_in_one_step(qtbot: QtBot, two: tuple[Lead, Lead], tmp_path: Path) -> None:
    one, other = two
    begun(qtbot, one, other)
    table = tmp_path / "座位.csv"
    table.write_bytes("座位,工号\nA02,1001\nZ9,1001\nA03,9999\n".encode("gb18030"))
    with qtbot.waitSignal(one.tables.previewed) as told:
        one.tables.read(str(table))
    assert told.args is not None
    seating: Seating = told.args[0]
    assert [line.reason for line in seating.lines] == [None, LineReason.AGENT_TWICE, LineReason.UNKNOWN_AGENT]
    assert one.sits_at("1001") == "A01"
    assert one.tables.take()
    assert one.sits_at("1001") == "A02"
    one.plan.undo()
    assert one.sits_at("1001") == "A01"
    assert not one.tables.take()


def test_a_table_written_out_can_be_read_again(qtbot: QtBot, two: tuple[Lead, Lead], tmp_path: Path) -> None:
    one, other = two
    begun(qtbot, one, other)
    written: list[str] = []
    path = str(tmp_path / "out.csv")
    one.tables.write(path, HEADINGS, written.append)
    qtbot.waitUntil(lambda: written == [path])
    assert Path(path).read_bytes().startswith(b"\xef\xbb\xbfseat,row,column,number,name\r\nA01,1,1,1001,")
    one.plan.do(lambda room: unseated(room, [one.key("1001")]))
    with qtbot.waitSignal(one.tables.previewed):
        one.tables.read(path)
    assert one.tables.take()
    assert one.sits_at("1001") == "A01"


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\x00\x01,\x02\n"])
def test_a_table_of_something_else_is_refused(
    qtbot: QtBot, two: tuple[Lead, Lead], tmp_path: Path, content: bytes
) -> None:
    one, _ = two
    one.plan.new_room()
    (tmp_path / "x.csv").write_bytes(content)
    with qtbot.waitSignal(one.tables.fell_through) as told:
        one.tables.read(str(tmp_path / "x.csv"))
    assert told.args is not None
    assert told.args[0].kind is FaultKind.BAD_CSV
    with qtbot.waitSignal(one.tables.fell_through):
        one.tables.read(str(tmp_path / "nowhere.csv"))
    with qtbot.waitSignal(one.tables.fell_through) as told:
        one.tables.write(str(tmp_path / "no" / "folder.csv"), HEADINGS, print)
    assert told.args is not None
    assert told.args[0].kind is FaultKind.FILE_NOT_WRITTEN


def test_a_draft_outlives_the_window_and_heeds_what_came_meanwhile(qtbot: QtBot, two: tuple[Lead, Lead]) -> None:
    one, other = two
    begun(qtbot, one, other)
    one.plan.do(lambda room: resized(room, 6, 6))
    one.plan.new_room()
    one.plan.stop()
    one.floor.stop()
    other.plan.do(lambda room: called(room, "东厅"))
    other.save(qtbot)
    one.begin()
    one.read_again(qtbot)
    assert {room.name for room in one.plan.rooms} == {"Room 1", "Room 2"}
    one.plan.choose(next(room.id for room in one.plan.rooms if room.name == "Room 1"))
    assert one.stands() is PlanState.OVERTAKEN
    assert one.plan.room is not None
    assert one.plan.room.rows == 6
    one.plan.take_theirs()
    one.plan.choose(next(room.id for room in one.plan.rooms if room.name == "Room 2"))
    assert one.plan.never_saved
    one.plan.remove_room()
    one.plan.keep()
    assert one.preferences.kept(f"plan.{one.person.number}") is None


@pytest.mark.parametrize("raw", [None, {}, {"room": 1, "base": None}, {"room": {"id": "x"}, "base": None}])
def test_a_draft_nobody_can_read_is_passed_over(raw: object) -> None:
    assert work_from_kept(raw) is None


def test_who_is_heard_of_gets_a_room_in_one_step(qtbot: QtBot, two: tuple[Lead, Lead]) -> None:
    one, _ = two
    one.ear[-1].tell(whole(agent("1001", AgentState.READY), agent("7777", AgentState.READY)))
    qtbot.waitUntil(lambda: "1001" in one.floor.agents)
    one.plan.lay_out_heard()
    qtbot.waitUntil(lambda: len(one.floor.rooms) == 1)
    assert [seat.agent_id for seat in one.floor.rooms[0].seats if seat.agent_id] == [one.key("1001")]
    one.plan.lay_out_heard()
    assert len(one.plan.rooms) == 1, "everybody has a seat now"

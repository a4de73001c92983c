"""The story of the chosen seat: read when the choice has rested, one at a time, kept for a minute."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Event
from uuid import UUID, uuid4

import pytest
from pytestqt.qtbot import QtBot

from console.desk import seat_story
from console.desk.background import Background
from console.desk.floor_desk import FloorDesk
from console.desk.seat_story import FRESH_S, MOST_CALLS, SeatStory, SeatStoryDesk, StoryState, read_story
from console.desk.seat_story_words import call_lines, coaching_text, figures, mean_text, nothing_today, score_text
from console.domain.coaching import FollowUp, Note
from console.domain.faults import FaultKind, PlaceFault
from console.domain.floor import AgentNow, AgentState
from console.domain.people import Person
from console.domain.reports import LastScore
from console.store.store import Store, utc_now
from tests.desk.small_floor import HandClock as Seconds
from tests.store.centres import QUICK_HASHES, Centre, HandClock, make_centre, supervisor


class Rig:
    """A centre whose agents are looked up; `asked` counts each reading by agent."""

    def __init__(self, centre: Centre, background: Background, monkeypatch: pytest.MonkeyPatch) -> None:
        self.centre, self.clock = centre, Seconds()
        self.lead: Person = supervisor(centre.li)
        self.floor = FloorDesk(background, centre.store, self.lead, None)
        self.desk = SeatStoryDesk(self.floor, now_s=self.clock)
        self.asked: list[UUID] = []
        self.gate = Event()
        self.gate.set()

        def counted(store: Store, viewer: Person, agent_id: UUID) -> SeatStory:
            self.asked.append(agent_id)
            self.gate.wait(10)
            return read_story(store, viewer, agent_id)

        monkeypatch.setattr(seat_story, "read_story", counted)


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    clock = HandClock(utc_now())
    with Store.open(tmp_path / "story.sqlite", now=clock, hasher=QUICK_HASHES) as store:
        yield make_centre(store, clock)


@pytest.fixture
def rig(qtbot: QtBot, centre: Centre, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rig]:
    background = Background()
    made = Rig(centre, background, monkeypatch)
    yield made
    made.gate.set()
    made.desk.show_agent(None)
    qtbot.waitUntil(lambda: background.pending == 0)
    background.close()


def midnight() -> datetime:
    return datetime.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)


def test_an_agent_s_story(centre: Centre) -> None:
    today = [
        centre.add_call(
            n, agent_id=centre.wang.id, started_at=midnight() + timedelta(milliseconds=n), content_hash=f"t{n}"
        )
        for n in range(MOST_CALLS + 2)
    ]
    old = [centre.add_call(50 + n, agent_id=centre.wang.id) for n in range(6)]
    for n, call in enumerate(old):
        centre.clock.turn(seconds=1)
        centre.score(call.id, *["greeting_with_number", "grasped_request"][: n % 3])
    picked = centre.add_call(60, agent_id=centre.wang.id, hand_picked=True)
    centre.clock.turn(seconds=1)
    centre.score(picked.id, "no_argument")
    centre.score(today[0].id)
    due = date(2026, 1, 5)
    note = Note(
        uuid4(),
        centre.wang.id,
        "",
        centre.li.id,
        "",
        centre.clock.now,
        strength="有礼貌",
        action="多听",
        action_due=due,
    )
    centre.store.coaching.save(note)
    centre.store.coaching.save(replace(note, id=uuid4(), follow_up=FollowUp.CLOSED))
    gateway = centre.store.floor_writing("pbx")
    gateway.lead(frozenset())
    begin = centre.clock.now - timedelta(seconds=1)
    gateway.put(centre.clock.now, "up", "", [AgentNow("1001", AgentState.TALKING, begin, call_key="c", as_of=begin)])
    story = read_story(centre.store, supervisor(centre.li), centre.wang.id)
    assert [row.call.id for row in story.calls] == [call.id for call in reversed(today[2:])]
    assert story.more_calls == 2
    assert story.day is not None
    assert story.day.calls_taken == 1
    assert (len(story.judging), len(story.notes), story.due) == (5, 1, due)
    assert story.last_score is not None
    assert story.last_score.points == 100
    assert story.mean == pytest.approx((100 + 96 + 98 + 100 + 96) / 5)
    assert not next(score for score in story.scores if score.call_id == picked.id).drawn
    nobody = read_story(centre.store, supervisor(centre.li), centre.chen.id)
    assert (nobody.day, nobody.calls, nobody.last_score, nobody.mean, nobody.due) == (None, (), None, None, None)


def test_who_walks_past_forty_seats_reads_one(qtbot: QtBot, rig: Rig) -> None:
    seats = [uuid4() for _ in range(40)]
    for agent_id in [*seats, rig.centre.wang.id]:
        rig.desk.show_agent(agent_id)
    assert rig.desk.state is StoryState.WAITING
    qtbot.waitUntil(lambda: rig.desk.state is StoryState.READY)
    assert rig.asked == [rig.centre.wang.id]


def test_what_is_read_for_another_is_kept_and_not_shown(qtbot: QtBot, rig: Rig) -> None:
    wang, chen = rig.centre.wang.id, rig.centre.chen.id
    rig.gate.clear()
    rig.desk.show_agent(wang)
    qtbot.waitUntil(lambda: rig.asked == [wang])
    rig.desk.show_agent(chen)
    told: list[UUID | None] = []
    rig.desk.changed.connect(lambda: told.append(rig.desk.story.agent_id if rig.desk.story else None))
    rig.gate.set()
    qtbot.waitUntil(lambda: rig.desk.state is StoryState.READY)
    assert told == [chen]
    assert rig.asked == [wang, chen]
    rig.desk.show_agent(wang)
    assert rig.desk.state is StoryState.READY
    assert rig.asked == [wang, chen]


def test_a_story_is_fresh_for_a_minute(qtbot: QtBot, rig: Rig) -> None:
    wang, chen = rig.centre.wang.id, rig.centre.chen.id
    for agent_id in (wang, chen):
        rig.desk.show_agent(agent_id)
        qtbot.waitUntil(lambda: rig.desk.state is StoryState.READY)
    rig.clock.turn(FRESH_S + 1)
    rig.desk.show_agent(wang)
    assert rig.desk.state is StoryState.WAITING
    qtbot.waitUntil(lambda: rig.asked == [wang, chen, wang])
    qtbot.waitUntil(lambda: rig.desk.state is StoryState.READY)
    rig.desk.refresh()
    qtbot.waitUntil(lambda: rig.asked == [wang, chen, wang, wang])


def test_no_way_to_it_is_said(qtbot: QtBot, rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_what: object) -> SeatStory:
        raise PlaceFault(FaultKind.DATABASE_UNREACHABLE)

    monkeypatch.setattr(seat_story, "read_story", fails)
    rig.desk.show_agent(rig.centre.wang.id)
    qtbot.waitUntil(lambda: rig.desk.state is StoryState.FAILED)
    assert rig.desk.fault is not None
    rig.desk.leave()
    assert rig.desk.state is StoryState.NOBODY


def test_what_is_said_of_it(centre: Centre) -> None:
    today = date(2026, 3, 2)
    score = LastScore(uuid4(), datetime(2026, 3, 1, 12, tzinfo=UTC), 94, critical=True, drawn=True)
    empty = SeatStory(centre.wang.id, today)
    assert (nothing_today(None), figures(None)) == ("No record of today", [])
    assert (score_text(empty), mean_text(empty), coaching_text(empty)) == ("No score yet", "", "")
    told = replace(empty, scores=(score, replace(score, points=91)))
    assert mean_text(told) == "Mean of the last 2: 92.5"
    assert "Not drawn by chance" in mean_text(replace(empty, scores=(replace(score, drawn=False),)))
    note = Note(uuid4(), centre.wang.id, "", centre.li.id, "", score.scored_at, action_due=today)
    assert coaching_text(replace(empty, notes=(note,))).startswith("Open coaching: 1, due ")
    late = replace(note, action_due=today - timedelta(days=1))
    assert coaching_text(replace(empty, notes=(note, late))).startswith("Open coaching: 2, overdue since ")
    call = centre.add_call(1, customer_number="13812345678")
    row = centre.store.calls.row(call.id, centre.li)
    lines = call_lines(replace(row, points=88, critical=True))
    assert lines.detail == "售后 · 138****5678"
    assert (lines.tag, lines.pressing) == ("88, critical", True)
    assert call_lines(row).tag == "Not scored"


def test_a_choice_that_has_rested_when_the_floor_is_left_is_not_looked_up(rig: Rig, qtbot: QtBot) -> None:
    rig.desk.show_agent(rig.centre.wang.id)
    rig.floor.stop()
    qtbot.wait(2 * seat_story.REST_MS)
    assert rig.asked == []
    assert rig.floor._background.pending == 0

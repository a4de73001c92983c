"""Changes of a plan: each can be taken back, nobody sits twice, no seat is lost that was not meant."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.domain.floor_plan import LARGEST_SIDE, Room, Seat
from console.domain.plan_editing import (
    MOST_STEPS,
    Edit,
    PlanDraft,
    PlanReason,
    PlanRefused,
    auto_named,
    called,
    column_inserted,
    column_removed,
    free_name,
    full_room,
    grown,
    letters,
    renamed,
    resized,
    room_for,
    row_inserted,
    row_removed,
    seat_at,
    seat_of,
    seated,
    toggled,
    unseated,
)

PEOPLE = [UUID(int=n + 1) for n in range(6)]


def small(rows: int = 2, columns: int = 3) -> Room:
    return full_room(uuid4(), "一号厅", rows, columns, uuid4)


@st.composite
def edits(draw: st.DrawFn) -> Edit:
    """A step of any kind, at any place inside or outside."""
    row, column = draw(st.integers(0, 5)), draw(st.integers(0, 5))
    who, name = draw(st.sampled_from(PEOPLE)), draw(st.text(max_size=4))

    def at(room: Room) -> UUID:
        seat = seat_at(room, row, column)
        return seat.id if seat else UUID(int=0)

    choices: list[Edit] = [
        lambda room: resized(room, row + 1, column + 1),
        lambda room: row_inserted(room, min(row, room.rows)),
        lambda room: column_inserted(room, min(column, room.columns)),
        lambda room: row_removed(room, min(row, room.rows - 1)),
        lambda room: column_removed(room, min(column, room.columns - 1)),
        lambda room: toggled(room, [(row, column), (column, row)], uuid4),
        lambda room: renamed(room, at(room), name),
        lambda room: seated(room, who, at(room)),
        lambda room: unseated(room, [who]),
        lambda room: called(room, name),
        auto_named,
    ]
    return draw(st.sampled_from(choices))


@settings(deadline=None)
@given(st.lists(edits(), max_size=25))
def test_whatever_was_done_is_taken_back_step_by_step_and_done_again(steps: list[Edit]) -> None:
    draft = PlanDraft(small())
    stood = [draft.room]
    for step in steps:
        before = draft.room
        try:
            changed = draft.do(step)
        except PlanRefused:
            assert draft.room == before
            continue
        assert changed is (draft.room != before)
        if changed:
            stood.append(draft.room)
        names = [seat.name for seat in draft.room.seats]
        assert len(set(names)) == len(names)
        people = [seat.agent_id for seat in draft.room.seats if seat.agent_id]
        assert len(set(people)) == len(people)
    for room in reversed(stood):
        assert draft.room == room
        draft.undo()
    assert not draft.can_undo
    for room in stood:
        assert draft.room == room
        draft.redo()
    assert not draft.can_redo


def test_a_new_step_ends_what_could_be_done_again_and_only_so_many_are_kept() -> None:
    draft = PlanDraft(small())
    for columns in range(4, 4 + MOST_STEPS + 5):
        draft.do(lambda room, n=columns: resized(room, 2, n))  # type: ignore[misc]
    for _ in range(MOST_STEPS):
        assert draft.undo()
    assert not draft.undo()
    draft.do(lambda room: called(room, "二号厅"))
    assert not draft.redo()


def test_on_a_seat_that_is_taken_the_two_change_places() -> None:
    room = small()
    one, two = room.seats[0].id, room.seats[1].id
    room = seated(seated(room, PEOPLE[0], one), PEOPLE[1], two)
    room = seated(room, PEOPLE[0], two)
    assert [seat.agent_id for seat in room.seats[:2]] == [PEOPLE[1], PEOPLE[0]]
    room = seated(room, PEOPLE[2], two)  # from outside the room: whoever sat there has no seat
    assert seat_of(room, PEOPLE[0]) is None
    assert unseated(room, [PEOPLE[1], PEOPLE[2]]) == small_like(room)


def small_like(room: Room) -> Room:
    return Room(
        room.id,
        room.name,
        room.rows,
        room.columns,
        tuple(Seat(one.id, one.row, one.column, one.name) for one in room.seats),
    )


def test_rows_and_columns_come_and_go_with_what_stands_there() -> None:
    room = small()
    wider = column_inserted(row_inserted(room, 1), 0)
    assert (wider.rows, wider.columns) == (3, 4)
    assert [(seat.row, seat.column) for seat in wider.seats] == [(0, 1), (0, 2), (0, 3), (2, 1), (2, 2), (2, 3)]
    assert row_removed(column_removed(wider, 0), 1) == room
    assert len(row_removed(room, 0).seats) == 3


def test_what_a_room_grows_by_is_laid_out_as_what_it_had() -> None:
    room = toggled(small(2, 3), [(0, 1), (1, 1)], uuid4)
    larger = grown(room, 3, 5, uuid4)
    assert {(seat.row, seat.column) for seat in larger.seats} == {(r, c) for r in range(3) for c in (0, 2, 3, 4)}
    assert {seat for seat in larger.seats if seat.column < 3 and seat.row < 2} == set(room.seats)
    assert grown(larger, 2, 3, uuid4) == room


def test_a_block_becomes_an_aisle_and_seats_again_with_names_nobody_has() -> None:
    room = small()
    column = [(0, 1), (1, 1), (9, 9)]
    bare = toggled(room, column, uuid4)
    assert {(seat.row, seat.column) for seat in bare.seats} == {(0, 0), (0, 2), (1, 0), (1, 2)}
    named = renamed(bare, bare.seats[0].id, "A02")
    again = toggled(named, column, uuid4)
    assert len({seat.name for seat in again.seats}) == 6
    assert free_name(again, 1, 1) == "B04"


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (lambda room: called(room, " \t"), PlanReason.NAME_MISSING),
        (lambda room: called(room, "x" * 41), PlanReason.NAME_TOO_LONG),
        (lambda room: called(room, "a\u202eb"), PlanReason.NAME_STRANGE),
        (lambda room: called(room, "a\nb"), PlanReason.NAME_STRANGE),
        (lambda room: renamed(room, room.seats[0].id, " A02 "), PlanReason.NAME_TAKEN),
        (lambda room: resized(room, 0, 3), PlanReason.TOO_LARGE),
        (lambda room: resized(room, 3, LARGEST_SIDE + 1), PlanReason.TOO_LARGE),
        (lambda room: row_inserted(resized(room, LARGEST_SIDE, 1), 0), PlanReason.TOO_LARGE),
        (lambda room: column_inserted(resized(room, 20, LARGEST_SIDE), 0), PlanReason.TOO_LARGE),
        (lambda room: grown(room, 200, 200, uuid4), PlanReason.TOO_LARGE),
        (lambda room: row_removed(resized(room, 1, 3), 0), PlanReason.LAST_ONE),
        (lambda room: seated(room, PEOPLE[0], UUID(int=0)), PlanReason.NO_SEAT),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(edit: Edit, reason: PlanReason) -> None:
    with pytest.raises(PlanRefused) as told:
        edit(small())
    assert told.value.reason is reason


def test_names_go_by_the_rows_that_have_seats() -> None:
    assert [letters(row) for row in (0, 25, 26, 27, 701, 702)] == ["A", "Z", "AA", "AB", "ZZ", "AAA"]
    room = toggled(small(3, 3), [(0, 0), (0, 1), (0, 2), (1, 1)], uuid4)
    assert sorted(seat.name for seat in auto_named(room).seats) == ["A01", "A02", "B01", "B02", "B03"]


def test_a_room_of_people_has_each_team_begin_a_row() -> None:
    def keys() -> Iterator[UUID]:
        yield from (UUID(int=n) for n in range(1, 30))

    room = room_for(uuid4(), "一号厅", [keys_of(0, 14), keys_of(20, 3)], uuid4)
    assert (room.rows, room.columns) == (3, 12)
    assert [seat.agent_id for seat in room.seats if seat.row == 1][:3] == [UUID(int=113), UUID(int=114), None]
    assert [seat.agent_id for seat in room.seats if seat.row == 2][:4] == [*keys_of(20, 3), None]
    assert room_for(uuid4(), "空", [], uuid4).seats[0].agent_id is None


def keys_of(first: int, count: int) -> list[UUID]:
    return [UUID(int=101 + first + n) for n in range(count)]

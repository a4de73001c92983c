"""Who sits where as a table: there and back, and a reason for each line that is refused."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.domain.floor_plan import Room, Seat
from console.domain.plan_csv import LineReason, Seating, columns_of, says_seats, seat_people, seat_rows
from console.domain.plan_editing import full_room, seated, usable_name

HEADER = ("seat", "row", "column", "number")
NUMBERS = {f"100{n}": UUID(int=n + 1) for n in range(1, 7)}


def room() -> Room:
    return full_room(uuid4(), "一号厅", 2, 3, uuid4)


def take(into: Room, *rows: tuple[str, ...], header: tuple[str, ...] = HEADER) -> Seating:
    return seat_people(into, header, rows, NUMBERS, uuid4)


def sitting(found: Room) -> dict[str, str]:
    of = {key: number for number, key in NUMBERS.items()}
    return {seat.name: of.get(seat.agent_id, "?") for seat in found.seats if seat.agent_id}


def reasons(found: Seating) -> list[LineReason | None]:
    return [line.reason for line in found.lines]


def test_people_come_to_seats_by_name_or_by_place() -> None:
    found = take(room(), ("A01", "", "", "1001"), ("", "2", "3", "1002"), ("", "", "", ""))
    assert sitting(found.room) == {"A01": "1001", "B03": "1002"}
    assert reasons(found) == [None, None, LineReason.NO_PLACE]
    assert [line.line for line in found.lines] == [2, 3, 4]


@pytest.mark.parametrize(
    "header",
    [("座位", "行", "列", "工号"), ("工位号", "排", "列号", "坐席工号"), ("Seat No.", "ROW", "Column", "Agent ID")],
)
def test_headings_of_other_programs_are_understood(header: tuple[str, ...]) -> None:
    assert says_seats(header)
    assert sitting(take(room(), ("", "1", "2", "１００３"), header=header).room) == {"A02": "1003"}


def test_a_table_that_seats_nobody_is_known_by_its_heading() -> None:
    assert not says_seats(("seat", "name"))
    assert not says_seats(("row", "number"))
    assert says_seats(("工号", "座位"))
    assert columns_of(("seat", "座位", "number")) == {"seat": 0, "number": 2}


def test_each_line_that_cannot_be_says_why_and_the_others_are_taken() -> None:
    stranger = UUID(int=999)
    start = room()
    start = seated(start, stranger, start.seats[5].id)
    found = take(
        start,
        ("A01", "", "", "1001"),
        ("A02", "", "", "1001"),
        ("A01", "", "", "1002"),
        ("Z99", "", "", "1002"),
        ("", "9", "1", "1002"),
        ("", "-1", "1", "1002"),
        ("", "1", "", "1002"),
        ("A02", "", "", "9999"),
        ("A02", "2", "1", "1002"),
        ("a\u0000b", "2", "1", "1002"),
        ("B03", "", "", "1002"),
        ("靠窗", "2", "1", "1002"),
    )
    assert reasons(found) == [
        None,
        LineReason.AGENT_TWICE,
        LineReason.SEAT_TWICE,
        LineReason.UNKNOWN_SEAT,
        LineReason.OUTSIDE,
        LineReason.BAD_PLACE,
        LineReason.BAD_PLACE,
        LineReason.UNKNOWN_AGENT,
        LineReason.NAME_TAKEN,
        LineReason.BAD_NAME,
        LineReason.NOT_YOURS,
        None,
    ]
    assert sitting(found.room) == {"A01": "1001", "靠窗": "1002", "B03": "?"}
    assert len(found.refused) == 10
    assert len(found.seated) == 2


def test_people_change_seats_and_an_aisle_becomes_one() -> None:
    start = room()
    start = Room(start.id, start.name, 2, 3, start.seats[:-1])
    start = seated(seated(start, NUMBERS["1001"], start.seats[0].id), NUMBERS["1002"], start.seats[1].id)
    found = take(start, ("A01", "", "", "1002"), ("A02", "", "", "1001"), ("", "2", "3", "1003"))
    assert sitting(found.room) == {"A01": "1002", "A02": "1001", "B03": "1003"}
    found = take(found.room, ("A01", "", "", ""), ("", "2", "3", "1001"))
    assert sitting(found.room) == {"B03": "1001"}


hostile = st.one_of(
    st.text(max_size=8), st.sampled_from(["=1+1", "'=x", "''@", "-5", "<img src=x>", "座位", "１", "1e3", "0"])
)


@settings(deadline=None)
@given(
    st.lists(st.tuples(hostile, hostile, hostile, st.one_of(hostile, st.sampled_from(sorted(NUMBERS)))), max_size=12)
)
def test_no_table_breaks_a_plan(rows: list[tuple[str, str, str, str]]) -> None:
    found = take(room(), *rows)
    assert len(found.lines) == len(rows)
    names = [seat.name for seat in found.room.seats]
    assert len(set(names)) == len(names)
    for name in names:
        assert usable_name(name) == name


names = st.text(min_size=1, max_size=6).filter(lambda text: _usable(text))


def _usable(text: str) -> bool:
    try:
        return usable_name(text) == text
    except Exception:
        return False


@settings(deadline=None)
@given(st.data(), st.lists(names, min_size=1, max_size=6, unique=True))
def test_a_plan_written_out_and_read_into_an_empty_room_is_the_same(data: st.DataObject, called: list[str]) -> None:
    people = data.draw(st.permutations([*NUMBERS.values(), None, None]))
    places = data.draw(st.permutations([(row, column) for row in range(2) for column in range(3)]))
    seats = tuple(Seat(uuid4(), *place, name, who) for place, name, who in zip(places, called, people, strict=False))
    start = Room(uuid4(), "一号厅", 2, 3, seats)
    of = {key: number for number, key in NUMBERS.items()}
    rows = seat_rows(start, of, dict.fromkeys(of, "=cmd|' /C calc'!A0"))
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    found = take(Room(uuid4(), "二号厅", 2, 3), *rows)
    assert not found.refused

    def plain(room: Room) -> set[tuple[object, ...]]:
        return {(seat.row, seat.column, seat.name, seat.agent_id) for seat in room.seats}

    assert plain(found.room) == plain(start)
    assert plain(take(start, *rows).room) == plain(start)


def test_who_may_not_be_seen_is_not_written_out() -> None:
    start = room()
    start = seated(start, UUID(int=999), start.seats[0].id)
    assert [row[0] for row in seat_rows(start, {}, {})] == ["A02", "A03", "B01", "B02", "B03"]

"""Time kept out of the history of states, on both databases: days, months, and where nobody was listening."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from console.domain.attendance import AttendanceRules
from console.domain.day_totals import AgentDay
from console.domain.floor import AgentNow, AgentState
from console.domain.month_kept import Mark, mark_of
from console.domain.people import Role
from console.store.floor_tables import GatewayTable
from console.store.floor_writing import FloorWriting
from console.store.people import NewPerson
from console.store.store import Store
from console.store.tables import PersonTable
from tests.rights.world import World
from tests.store.centres import Centre

ZONE = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 3, 2)
RULES = AttendanceRules()
READY, OFF, TALKING = AgentState.READY, AgentState.SIGNED_OFF, AgentState.TALKING


def at(clock: str, day: date = DAY) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), ZONE).astimezone(UTC)


class Book:
    """Writes down what agents do, as a gateway does."""

    def __init__(self, centre: Centre) -> None:
        self.centre = centre
        self.writing: FloorWriting = centre.store.floor_writing("pbx")
        assert self.writing.lead(frozenset())

    def tell(self, number: str, state: AgentState, when: datetime, reason: str = "", call: str = "") -> None:
        self.centre.clock.now = when
        self.writing.put(when, "up", "", [AgentNow(number, state, when, reason, call_key=call, as_of=when)])

    def live_until(self, when: datetime) -> None:
        """Say at `when` that it still listens."""
        self.centre.clock.now = when
        self.writing.put(when, "up", "")

    def day(self, number: str, day: date = DAY, rules: AttendanceRules | None = RULES) -> AgentDay:
        (found,) = [one for one in self.centre.store.time_kept.day(day, rules, ZONE) if one.number == number]
        return found


@pytest.fixture
def book(centre: Centre) -> Iterator[Book]:
    made = Book(centre)
    yield made
    made.writing.close()


def a_day(book: Book, number: str, on: str = "08:20", off: str = "17:40", day: date = DAY) -> None:
    book.tell(number, READY, at(on, day))
    book.tell(number, TALKING, at("10:00", day), call=f"{number}-{day}")
    book.tell(number, READY, at("10:05", day))
    book.tell(number, OFF, at(off, day))


def test_a_day_of_everybody(book: Book) -> None:
    book.tell("1001", OFF, at("18:00", DAY - timedelta(days=3)))
    a_day(book, "1001", on="08:40")
    book.tell("1002", READY, at("18:00"))
    book.live_until(at("20:00"))
    days = book.centre.store.time_kept.day(DAY, RULES, ZONE)
    assert [(one.number, one.name, one.team) for one in days] == [("1001", "王芳", "A"), ("1002", "陈静", "B")]
    wang, chen = (one.kept for one in days)
    assert (wang.signed_on_at, wang.signed_off_at, wang.late_ms) == (at("08:40"), at("17:40"), 600_000)
    assert (wang.calls_taken, wang.in_state_ms(TALKING)) == (1, 300_000)
    assert mark_of(wang, RULES) is Mark.LATE
    assert (chen.signed_on_at, chen.signed_off_at, chen.doubtful) == (at("18:00"), None, True)
    assert 0 <= chen.in_state_ms(READY) - 2 * 3_600_000 < 60_000  # a server's clock goes on
    assert mark_of(book.day("1001", DAY + timedelta(days=1)).kept, RULES) is Mark.NO_RECORD
    assert mark_of(book.day("1001", DAY - timedelta(days=1)).kept, RULES) is Mark.NOT_SIGNED_ON


def test_a_state_runs_over_midnight(book: Book) -> None:
    next_day = DAY + timedelta(days=1)
    book.tell("1001", READY, at("22:00"))
    book.tell("1001", OFF, at("06:00", next_day))
    book.live_until(at("23:00", next_day))
    assert book.day("1001", rules=None).kept.signed_on_ms == 2 * 3_600_000
    over = book.day("1001", next_day, None).kept
    assert (over.signed_on_at, over.signed_off_at) == (at("00:00", next_day), at("06:00", next_day))
    assert over.signed_on_ms == 6 * 3_600_000
    assert not book.day("1001", next_day).kept.absent
    stretches = book.centre.store.time_kept.stretches(book.centre.wang.id, next_day, ZONE)
    assert [(one.begin, one.state) for one in stretches] == [
        (at("00:00", next_day), READY),
        (at("06:00", next_day), OFF),
    ]


def test_a_silent_gateway_vouches_for_nothing(book: Book, centre: Centre) -> None:
    book.tell("1001", OFF, at("07:00"))
    book.tell("1001", READY, at("08:20"))
    book.live_until(at("09:00"))
    centre.clock.turn(hours=3)
    with centre.store._database.writing() as connection:
        if not centre.store._database.is_sqlite:
            connection.execute(update(GatewayTable).values(heard_at=datetime.now(UTC) - timedelta(hours=3)))
    day = book.day("1001").kept
    assert day.in_state_ms(READY) == 40 * 60_000
    assert 0 <= day.in_state_ms(AgentState.UNKNOWN) - 3 * 3_600_000 < 60_000
    assert (day.signed_on_ms, day.signed_off_at, day.early_ms) == (40 * 60_000, None, 0)


def test_a_month_of_one(book: Book) -> None:
    book.tell("1001", OFF, at("18:00", DAY - timedelta(days=1)))
    a_day(book, "1001", on="08:31")
    a_day(book, "1001", on="09:00", off="17:00", day=date(2026, 3, 3))
    a_day(book, "1001", on="09:31", day=date(2026, 3, 4))
    a_day(book, "1001", day=date(2026, 3, 31))
    book.live_until(at("10:00", date(2026, 4, 2)))
    keeping, wang = book.centre.store.time_kept, book.centre.wang
    (month,) = keeping.month_of([wang.id], date(2026, 3, 1), RULES, ZONE).values()
    assert len(month.days) == 31
    assert (month.late, month.early, month.absent, month.signed_on) == (2, 1, 1, 4)
    assert (month.points_lost, month.points) == (2 + 4 + 4, 10)
    assert month.unrecorded == 0
    for kept in month.days[1:]:
        assert kept == book.day("1001", kept.day).kept
    (april,) = keeping.month_of([wang.id], date(2026, 4, 1), RULES, ZONE).values()
    assert [one.day.day for one in april.days] == [1, 2]
    assert keeping.month_of([book.centre.chen.id], date(2026, 3, 1), RULES, ZONE) == {}
    with pytest.raises(ValueError, match="first"):
        keeping.month_of([wang.id], DAY, RULES, ZONE)


def test_who_left_the_centre_is_there_on_the_days_that_know_them(book: Book) -> None:
    book.centre.store.people.add(NewPerson("1009", "旧人", Role.AGENT, "A", pin="1234"))
    a_day(book, "1009")
    with book.centre.store._database.writing() as connection:
        connection.execute(update(PersonTable).where(PersonTable.number == "1009").values(active=False))
    book.live_until(at("10:00", DAY + timedelta(days=1)))
    assert book.day("1009").kept.calls_taken == 1
    numbers = [one.number for one in book.centre.store.time_kept.day(DAY + timedelta(days=1), RULES, ZONE)]
    assert "1009" not in numbers


@pytest.mark.postgresql
def test_nobody_sees_the_time_of_another_team(attacked: World) -> None:
    seen = {}
    for number in ("2001", "3001", "4001"):
        with Store.open(attacked.centre.url, login=attacked.centre.login(number)) as store:
            seen[number] = {one.team for one in store.time_kept.day(DAY, RULES, ZONE)}
    assert seen["4001"] > seen["2001"] == seen["3001"] == {"A"}

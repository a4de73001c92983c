"""Skills of the floor: whoever is signed on to a queue serves it, and as long as that."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from console.desk.floor_grid import Place, Sitter
from console.desk.floor_seat import FloorFilter, SeatNow
from console.desk.floor_skills import FloorSkills
from console.desk.floor_words import MOST_QUEUES, queues_text
from console.domain.floor import AgentNow, AgentState

AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
NAMES = ("600", "601", "售后")


def agent(number: str, *queues: str, state: AgentState = AgentState.READY, call: str = "") -> AgentNow:
    return AgentNow(number, state, AT, queue=call, queues=queues, as_of=AT)


news = st.tuples(
    st.sampled_from(["1001", "1002", "1003"]),
    st.none() | st.sets(st.sampled_from(NAMES)).map(sorted),
    st.sampled_from(["", "600", "outbound"]),
)


@given(st.lists(news, max_size=30))
def test_what_anybody_serves_is_a_skill_and_what_was_ever_heard_of_a_queue(
    told: list[tuple[str, list[str], str]],
) -> None:
    skills, serve, heard = FloorSkills(), dict[str, list[str]](), set[str]()
    for number, queues, call in told:
        if queues is None:
            skills.forget(number)
            serve.pop(number, None)
        else:
            skills.hear(agent(number, *queues, call=call))
            skills.hear(agent(number, *queues, call=call))  # by another view of the same floor
            serve[number] = queues
            heard |= {call, *queues} - {""}
        assert skills.skills == tuple(sorted({name for names in serve.values() for name in names}))
        assert skills.queues == tuple(sorted(heard))


def seat_of(now: AgentNow) -> SeatNow:
    seat = SeatNow(Place(0, 0, "A1", Sitter(now.agent_number, "王芳", "A")))
    seat.agent = now
    return seat


def test_a_skill_needs_no_call_and_a_queue_does() -> None:
    serves, calls = seat_of(agent("1001", "600", "601")), seat_of(agent("1002", "601", call="600"))
    assert [FloorFilter(skill="600").misses(seat) for seat in (serves, calls)] == [False, True]
    assert [FloorFilter(queue="600").misses(seat) for seat in (serves, calls)] == [True, False]
    assert not FloorFilter(skill="600").misses(seat_of(agent("1001", "600", state=AgentState.UNKNOWN)))


def test_the_card_names_a_few_queues_and_counts_the_rest() -> None:
    assert queues_text(seat_of(agent("1001"))) == ""
    assert queues_text(seat_of(agent("1001", "600", "<b>售后"))) == "Signed on to 600\u00a0· <b>售后"
    many = tuple(f"q{n:02}" for n in range(MOST_QUEUES + 5))
    text = queues_text(seat_of(agent("1001", *many)))
    assert text.endswith("q07 and 5 more")
    assert queues_text(seat_of(agent("1001", "600", state=AgentState.UNKNOWN))) == "", "nobody knows that now"

"""The book of deeds, whatever comes: one entry a key, no way back from a last word, nothing unread is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.desk.deed_book import KEPT_S, NOT_TAKEN_UP_S, UNANSWERED_S, DeedBook
from console.desk.deed_words import deed_text, stage_text
from console.desk.floor_deeds import Deed, Stage, comes_next, stage_of
from console.desk.switch_words import switch_words
from console.domain.faults import FaultKind, PlaceFault
from console.domain.floor import AgentNow, AgentState, FloorAction
from console.domain.floor_book import ActionState, AskedAction

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ME, OTHER, WANG = UUID(int=1), UUID(int=2), UUID(int=100)
LAST = (ActionState.DONE, ActionState.REFUSED)


def asked(key: int, by: UUID = ME, state: ActionState = ActionState.PENDING, words: str = "") -> AskedAction:
    ended = NOW if state in LAST else None
    return AskedAction(UUID(int=key), NOW, by, WANG, FloorAction.SIGN_OFF, state=state, words=words, ended_at=ended)


def number_of(agent: UUID) -> str | None:
    return "1001" if agent == WANG else None


class Clock:
    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


KEYS = st.integers(10, 13)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("begin"), KEYS),
        st.tuples(st.just("lost"), KEYS),
        st.tuples(st.just("rows"), st.dictionaries(KEYS, st.sampled_from(ActionState), max_size=4)),
        st.tuples(st.just("time"), st.floats(0, 100)),
        st.tuples(st.just("read"), KEYS),
    ),
    max_size=30,
)


@given(STEPS)
def test_whatever_comes(steps: list[tuple[str, object]]) -> None:
    clock = Clock()
    book = DeedBook(ME, clock)
    by = {key: ME if key % 2 else OTHER for key in range(10, 14)}
    known: dict[int, ActionState] = {}  # a database goes forward only
    for what, given_ in steps:
        match what, given_:
            case "begin", int(key) if by[key] is ME and book.get(UUID(int=key)) is None:
                book.begin(asked(key), "1001")
            case "lost", int(key):
                deed = book.get(UUID(int=key))
                if deed is not None and deed.stage is Stage.ASKING:
                    book.turn(deed, Stage.NOT_KNOWN)
            case "rows", dict(rows):
                for key, state in rows.items():
                    known[key] = known[key] if known.get(key) in LAST else state
                book.take([asked(key, by[key], state) for key, state in known.items()], number_of)
            case "time", float(seconds):
                clock.now_s += seconds
                book.give_up(lambda _: False)
            case "read", int(key):
                book.mark_read(UUID(int=key))
        deeds = book.of("1001")
        assert len({deed.id for deed in deeds}) == len(deeds)
        for deed in deeds:
            if book.is_unread(deed.id):
                assert deed.asked.by_id == ME
                assert deed.stage.went_wrong
    book.take([asked(key, by[key], state) for key, state in known.items()], number_of)
    for key, state in known.items():
        deed = book.get(UUID(int=key))
        if state in LAST:
            assert deed is not None
            assert deed.stage is stage_of(deed.asked)
    assert not book.in_stage(Stage.NOT_KNOWN), "the database has told"


def test_of_agents_that_one_may_not_see_nothing_is_kept() -> None:
    book = DeedBook(ME, Clock())
    book.take([replace(asked(10), agent_id=UUID(int=999))], number_of)
    assert book.own() == []


def test_it_gives_up_in_time_and_forgets_after_a_while() -> None:
    clock = Clock()
    book = DeedBook(ME, clock)
    book.take([asked(10), asked(11, OTHER)], number_of)
    clock.now_s += NOT_TAKEN_UP_S + 1
    assert not book.give_up(lambda _: False)
    assert book.give_up(lambda _: True)
    assert {deed.stage for deed in book.of("1001")} == {Stage.UNANSWERED}
    clock.now_s += UNANSWERED_S
    book.take([asked(10), asked(11, OTHER)], number_of)
    assert {deed.stage for deed in book.of("1001")} == {Stage.UNANSWERED}, "it is still waiting there"
    clock.now_s += KEPT_S
    book.take([], number_of)
    assert [deed.id for deed in book.of("1001")] == [UUID(int=10)], "one's own is unread"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("", ""),
        ("Interface <b>not</b> {found}", "Interface <b>not</b> {found}"),
        ("1001 is in no queue: only the agent can sign on", "1001 is in no queue"),
        ("1001 has no call with one customer", "1001 has no such call"),
        ("this gateway cannot do that", "the telephone system cannot do that"),
        ("accepted, but not seen to be done within 4 s", "not seen to be done within 4 s"),
        (
            "fixed in 600, 601 (Member not dynamic), so paused there instead",
            "fixed in 600, 601 (Member not dynamic), so paused there instead",
        ),
        ("the switch knows no 77 in console", "the telephone system knows no 77"),
        ("the customer was sent to 8001, where nobody answers", "the customer was sent to 8001, where nobody answers"),
    ],
)
def test_our_own_words_are_known_and_others_stand_as_they_are(said: str, shown: str) -> None:
    assert switch_words(said) == shown


@pytest.mark.parametrize("stage", Stage)
def test_every_stage_has_words(stage: Stage) -> None:
    deed = Deed(asked(10, words="{odd} words"), "1001", stage, 0, 0)
    assert stage_text(deed)
    assert stage_text(replace(deed, fault=PlaceFault(FaultKind.NOT_FOUND, what="gateway")))
    assert deed_text(deed) == "Force sign-off"


def test_what_comes_next_is_what_was_forced() -> None:
    now = AgentNow("1001", AgentState.TALKING, NOW, next_state=AgentState.AWAY, as_of=NOW)
    assert comes_next(FloorAction.SET_AWAY, now)
    assert not comes_next(FloorAction.SIGN_OFF, now)
    assert not comes_next(FloorAction.SET_READY, replace(now, next_state=None))
    assert not comes_next(FloorAction.SET_AWAY, None)


def test_a_listening_that_goes_on_is_not_given_up() -> None:
    """It stands as long as somebody hears; what is only asked for is waited for."""
    clock = Clock()
    book = DeedBook(ME, clock)
    row = AskedAction(UUID(int=7), NOW, ME, WANG, FloorAction.LISTEN)
    book.take([row], number_of)
    assert [deed.stage for deed in book.own()] == [Stage.WAITING]
    heard = replace(row, state=ActionState.ACCEPTED, began_at=NOW)
    book.take([heard], number_of)
    clock.now_s += 3600
    assert not book.give_up(lambda _: True)
    assert [deed.stage for deed in book.own()] == [Stage.DONE]
    assert not book.is_unread(row.id)

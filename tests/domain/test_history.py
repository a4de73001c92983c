"""Undo and redo against a list of every state and a finger on one of them."""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from console.domain.history import LIMIT, History


class Do(NamedTuple):
    """A deed: the value it makes, and where it was typed ("" for none)."""

    value: int
    typing: str = ""


class Model:
    """All states in a list, a finger, and the field being typed in."""

    def __init__(self, first: int) -> None:
        self.states, self.at, self.typing = [first], 0, ""

    def do(self, deed: Do) -> None:
        same = deed.typing == self.typing
        if deed.value == self.states[self.at]:
            self.typing = deed.typing if same else ""
            return
        if deed.typing and same:
            self.states[self.at :] = [deed.value]
        else:
            self.states[self.at + 1 :] = [deed.value]
            self.at += 1
        self.typing = deed.typing

    def move(self, step: int) -> None:
        if 0 <= self.at + step < len(self.states):
            self.at += step
            self.typing = ""


deeds = st.builds(Do, st.integers(0, 4), st.sampled_from(("", "", "note", "advice")))
steps = st.lists(st.one_of(deeds, st.sampled_from(("undo", "redo"))), max_size=40)


@given(steps)
def test_it_does_what_a_list_and_a_finger_do(course: list[Do | str]) -> None:
    history, model = History(0), Model(0)
    for step in course:
        if isinstance(step, Do):
            history = history.do(step.value, typing=step.typing)
            model.do(step)
        elif step == "undo":
            history = history.undo()
            model.move(-1)
        else:
            history = history.redo()
            model.move(1)
        everything = [*history.past, history.present, *history.future]
        assert (everything, len(history.past)) == (model.states, model.at)


@given(steps)
def test_undo_and_redo_are_each_others_inverse(course: list[Do | str]) -> None:
    history = History(0)
    for step in course:
        history = history.do(step.value, typing=step.typing) if isinstance(step, Do) else history.undo()
    if history.past:
        there = history.undo().redo()
        assert (there.past, there.present, there.future) == (history.past, history.present, history.future)
    if history.future:
        back = history.redo().undo()
        assert (back.past, back.present, back.future) == (history.past, history.present, history.future)
    while history.past:
        history = history.undo()
    assert history.present == 0, "all the way back is where it began"


def test_a_deed_that_changes_nothing_does_not_let_typing_melt_into_the_step_before() -> None:
    history = History("").do("verdict").do("verdict", typing="note").do("verdict n", typing="note")
    assert history.undo().present == "verdict"


def test_it_keeps_the_last_steps_only() -> None:
    history = History(0)
    for value in range(1, LIMIT + 100):
        history = history.do(value)
    assert len(history.past) == LIMIT
    assert history.past[-1] == LIMIT + 98

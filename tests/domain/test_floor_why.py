"""What the card says is taken apart into what a window can translate."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from console.domain.floor_why import Explained, Remark, Why, explained, why_text


@given(st.integers(0, 12), st.sampled_from(Why), st.none() | st.sampled_from(Remark), st.sampled_from(["", "a, b; c"]))
def test_it_comes_apart_as_it_was_put_together(rule: int, words: Why, remark: Remark | None, detail: str) -> None:
    text = why_text(rule, words, remark, detail)
    found = explained(text)
    assert (found.rule, found.words, found.remark) == (rule, words, remark)
    assert found.detail == (detail if remark else "")


@given(
    st.text(max_size=40) | st.sampled_from(["11: something else", "x: in no queue", "1: in no queue; and more", "²: x"])
)
def test_anything_else_stays_as_it_is(text: str) -> None:
    found = explained(text)
    assert found == Explained(text) or found.words is not None
    assert found.text == text


def test_no_two_reasons_can_be_taken_for_each_other() -> None:
    assert all("; " not in words and ": " not in words for words in Why)

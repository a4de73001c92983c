"""Calls: what is masked stays masked, and a call's sound is one file or a pair."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.calls import SoundSource, masked
from console.domain.people import RIGHTS, Person, Right, Role


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("13812345678", "138****5678"),
        ("02112345678", "021****5678"),
        ("123456789", "123**6789"),
        ("8001", "***1"),
        ("12345678", "*******8"),
        (" 13812345678 ", "138****5678"),
        ("", ""),
    ],
)
def test_a_number_is_masked_as_the_trade_does(number: str, shown: str) -> None:
    assert masked(number) == shown


@given(st.text("0123456789", max_size=20))
def test_a_mask_keeps_the_length_and_hides_something(number: str) -> None:
    shown = masked(number)
    assert len(shown) == len(number)
    assert all(a in (b, "*") for a, b in zip(shown, number, strict=True))
    assert len(number) < 2 or "*" in shown
    assert shown.endswith(number[-1:])


@pytest.mark.parametrize("paths", [("a", "b", "c")])
def test_sound_is_one_file_or_a_pair_or_not_there_yet(paths: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="one file or a pair"):
        SoundSource(paths)


def test_rights_follow_the_role_and_end_with_the_job() -> None:
    inspector = Person(uuid.uuid4(), "8001", "李晓梅", Role.INSPECTOR)
    assert inspector.may(Right.SCORE)
    assert not inspector.may(Right.MANAGE_PEOPLE)
    left = Person(inspector.id, "8001", "李晓梅", Role.INSPECTOR, active=False)
    assert not any(left.may(right) for right in Right)
    assert RIGHTS[Role.AGENT] == frozenset()
    assert set(RIGHTS) == set(Role)

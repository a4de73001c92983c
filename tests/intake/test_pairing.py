"""The two sides of a call come together, agent first, and nothing is lost or taken twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.intake.pairing import AgentFile, Recording, pair_up


@pytest.mark.parametrize(
    ("incoming", "outgoing"),
    [("c-in.wav", "c-out.wav"), ("c-rx.wav", "c-tx.wav"), ("c-r.wav", "c-t.wav"), ("C-IN.wav", "C-OUT.WAV")],
)
def test_a_pair_is_one_call_with_the_agent_first(incoming: str, outgoing: str) -> None:
    base = incoming[0]
    assert pair_up([incoming, outgoing]).recordings == [Recording((outgoing, incoming), base)]
    assert pair_up([outgoing, incoming], AgentFile.IN).recordings == [Recording((incoming, outgoing), base)]


def test_sides_that_say_who_they_are_need_no_setting() -> None:
    pair = ["call-a-customer.flac", "call-a-agent.flac"]
    wanted = [Recording(("call-a-agent.flac", "call-a-customer.flac"), "call-a")]
    assert pair_up(pair).recordings == pair_up(pair, AgentFile.IN).recordings == wanted


def test_a_lone_side_is_a_call_of_its_own() -> None:
    assert pair_up(["c-in.wav"]).recordings == [Recording(("c-in.wav",), "c-in")]


def test_other_folders_and_other_formats_do_not_pair() -> None:
    assert len(pair_up(["a/c-in.wav", "b/c-out.wav"]).recordings) == 2
    assert len(pair_up(["c-in.wav", "c-out.mp3"]).recordings) == 2


def test_the_mix_beside_a_pair_is_left_out() -> None:
    paired = pair_up(["c-rx.wav", "c-tx.wav", "c.wav", "d.wav"])
    assert [r.paths for r in paired.recordings] == [("c-tx.wav", "c-rx.wav"), ("d.wav",)]
    assert paired.mixes == ["c.wav"]


def test_a_name_that_is_nothing_but_a_side_is_no_pair() -> None:
    assert len(pair_up(["-in.wav", "-out.wav"]).recordings) == 2


_name = st.sampled_from(["a", "b", "c-in", "a-r"])
_end = st.sampled_from(["", "-in", "-out", "-rx", "-tx", "-r", "-t", "-agent", "-customer"])


@given(
    st.lists(st.builds(lambda n, e, x: f"/x/{n}{e}{x}", _name, _end, st.sampled_from([".wav", ".mp3"])), unique=True)
)
def test_every_file_is_in_exactly_one_place(files: list[str]) -> None:
    paired = pair_up(files)
    placed = [path for recording in paired.recordings for path in recording.paths] + list(paired.mixes)
    assert sorted(placed) == sorted(files)

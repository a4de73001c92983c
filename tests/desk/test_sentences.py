from __future__ import annotations

import string

import pytest

from console.desk import sentences
from console.desk.sentences import kinds_with_sentence, sentence_of
from console.domain.faults import Fault, FaultKind, InputFault, PlaceFault


def test_every_kind_has_a_sentence() -> None:
    assert kinds_with_sentence() == frozenset(FaultKind)


@pytest.mark.parametrize("kind", FaultKind)
def test_it_can_be_said_without_a_single_fact(kind: FaultKind) -> None:
    said = sentence_of(Fault(kind))
    assert said.endswith((".", "!"))
    assert "{" not in said
    last = sentences._WORDS[kind][-1]
    assert not [field for _, field, _, _ in string.Formatter().parse(last) if field], "the barest needs no fact"


def test_the_fullest_wording_whose_facts_are_known_is_said() -> None:
    assert sentence_of(PlaceFault(FaultKind.DRAFT_TAKEN, owner="王芳")) == "王芳 is already scoring this call."
    assert sentence_of(PlaceFault(FaultKind.DRAFT_TAKEN, owner="王芳", since="10:20")).endswith("since 10:20.")
    said = sentence_of(PlaceFault(FaultKind.DRAFT_TAKEN, owner="王芳", since="2026-11-20T08:30:00+00:00"))
    assert "T08" not in said


def test_a_path_is_said_by_its_name_only() -> None:
    for path in ("/home/someone/录音 📞.wav", "C:\\calls\\录音 📞.wav"):
        assert sentence_of(InputFault(FaultKind.NOT_AUDIO, path=path)) == "录音 📞.wav: this is not a sound recording."


def test_braces_in_a_name_do_no_harm() -> None:
    assert "{x}.wav" in sentence_of(InputFault(FaultKind.NOT_AUDIO, path="/a/{x}.wav"))


def test_a_reason_makes_it_sharper() -> None:
    plain = sentence_of(InputFault(FaultKind.BAD_CSV, path="a.csv", why="something new"))
    assert plain == "a.csv: this table cannot be read."
    assert "first line" in sentence_of(InputFault(FaultKind.BAD_CSV, path="a.csv", why="header"))
    assert "character 4" in sentence_of(InputFault(FaultKind.BAD_PATTERN, pattern="abc{", why="not_closed", at=3))

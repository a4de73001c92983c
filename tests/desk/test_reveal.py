"""A customer's number is shown against a reason, for a short while, and only for the call that is open."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from uuid import UUID

import pytest
from pytestqt.qtbot import QtBot

from console.desk import reveal as module
from console.desk.background import Background
from console.desk.reveal import Reveal
from console.domain.faults import FaultKind, InputFault
from console.domain.people import Person, Role
from tests.desk.scoring_fakes import a_call, a_person

NUMBER = "13800001234"


class Numbers:
    """The store's part: refuses without a reason, and waits while `gate` is closed."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.gate.set()

    def reveal_number(self, _call_id: UUID, _person: Person, reason: str) -> str:
        self.gate.wait(5)
        if not reason.strip():
            raise InputFault(FaultKind.REASON_MISSING)
        return NUMBER


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:
    assert qtbot
    door = Background()
    yield door
    door.close()


@pytest.fixture
def reveal(background: Background) -> Reveal:
    made = Reveal(background, Numbers(), a_person())
    made.set_call(a_call())
    return made


def test_it_is_shown_and_hidden_again_by_itself(
    qtbot: QtBot, background: Background, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SHOWN_MS", 1)
    reveal = Reveal(background, Numbers(), a_person())
    reveal.set_call(a_call())
    with qtbot.waitSignals([reveal.shown, reveal.hidden], order="strict"):
        reveal.ask("call back")


def test_without_a_reason_it_is_refused(qtbot: QtBot, reveal: Reveal) -> None:
    with qtbot.assertNotEmitted(reveal.shown), qtbot.waitSignal(reveal.refused) as told:
        reveal.ask(" ")
    assert told.args is not None
    assert told.args[0].kind is FaultKind.REASON_MISSING


def test_an_answer_that_comes_after_another_call_was_opened_is_not_shown(qtbot: QtBot, background: Background) -> None:
    numbers = Numbers()
    numbers.gate.clear()
    reveal = Reveal(background, numbers, a_person())
    reveal.set_call(a_call())
    shown: list[str] = []
    reveal.shown.connect(shown.append)
    reveal.ask("call back")
    reveal.set_call(a_call())
    numbers.gate.set()
    qtbot.waitUntil(lambda: background.pending == 0)
    assert shown == []


def test_an_agent_may_not_even_ask(background: Background) -> None:
    assert not Reveal(background, Numbers(), a_person(role=Role.AGENT)).allowed

"""From the floor to Review: a call of the chosen agent opens there, or all of the agent's calls are listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from console.desk.open_sheet import SheetState
from tests.end_to_end.conftest import INSPECTOR, PASSWORD, Centre, Hands

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def test_a_call_of_the_card_opens_in_review(qtbot: QtBot, hands: Hands, centre: Centre) -> None:
    hands.sign_on(INSPECTOR, PASSWORD)
    place = hands.place
    assert place.floor is not None
    qtbot.waitUntil(lambda: place.calls.row_at(1) is not None)
    hands.console.window.show_screen("floor")
    row = place.calls.row_at(1)
    assert row is not None
    place.floor.call_chosen.emit(row)
    assert hands.console.window.current_screen == "review"
    qtbot.waitUntil(lambda: place.scoring.view.state is SheetState.DRAFT)
    assert place.listening.call is not None
    assert place.listening.call.id == centre.call(1)


def test_all_calls_of_an_agent_are_listed_and_nothing_else_is_filtered(
    qtbot: QtBot, hands: Hands, centre: Centre
) -> None:
    hands.sign_on(INSPECTOR, PASSWORD)
    place = hands.place
    assert place.floor is not None
    qtbot.waitUntil(lambda: place.calls.row_at(0) is not None)
    place.review.calls.search.setText("nobody")
    hands.console.window.show_screen("floor")
    agent_id = centre.calls[0].agent_id
    place.floor.calls_asked.emit(agent_id)
    assert hands.console.window.current_screen == "review"
    assert (place.calls.filter.agent_id, place.calls.filter.text) == (agent_id, "")
    assert place.review.calls.filters.isVisible()
    qtbot.waitUntil(lambda: place.calls.settled and place.calls.rowCount() == len(centre.calls))

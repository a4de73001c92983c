"""What another start was to find is listed in the window that is open, at once or when somebody has signed on."""

from __future__ import annotations

from tests.end_to_end.conftest import INSPECTOR, PASSWORD, Centre, Hands


def listed(hands: Hands) -> list[str]:
    calls = hands.place.calls
    return [row.call.call_number for n in range(calls.rowCount()) if (row := calls.row_at(n)) is not None]


def test_it_is_listed_at_once(hands: Hands, centre: Centre) -> None:
    hands.sign_on(INSPECTOR, PASSWORD)
    hands.bot.waitUntil(lambda: len(listed(hands)) == len(centre.calls))
    hands.console.window.show_screen("settings")
    hands.console.come_forward({"database": "", "find": "C1"})
    assert hands.console.window.current_screen == "review"
    hands.bot.waitUntil(lambda: listed(hands) == ["C1"])
    hands.console.come_forward({"find": ""})
    assert hands.place.review.calls.search.text() == "C1"


def test_it_waits_for_somebody_to_sign_on(hands: Hands) -> None:
    hands.console.come_forward({"find": "C2"})
    hands.sign_on(INSPECTOR, PASSWORD)
    hands.bot.waitUntil(lambda: listed(hands) == ["C2"])
    hands.bot.waitUntil(hands.place.review.calls.table.hasFocus)


def test_another_database_is_not_searched_here(hands: Hands, centre: Centre) -> None:
    hands.sign_on(INSPECTOR, PASSWORD)
    hands.bot.waitUntil(lambda: len(listed(hands)) == len(centre.calls))
    hands.console.come_forward({"database": "postgresql://elsewhere/d", "find": "C1"})
    assert "close it to open another database" in hands.console.window.messages.text
    assert hands.place.review.calls.search.text() == ""

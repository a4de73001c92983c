"""A lead at the whole console with a floor in front: a centre on SQLite whose telephone system the console holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console import demo_people, demo_telephone, floor_work
from console.domain.floor import AgentState
from console.domain.people import Role
from console.floor_work import FloorWork
from console.gateway.gateway import Pace
from console.gateway.here import GatewayHere, Held
from console.store.people import NewPerson
from console.store.store import Store
from console.telephony.interface import Telephony
from console.telephony.simulated_centre import Centre
from console.telephony.simulator import Simulator
from console.widgets import floor_pages
from console.widgets.floor_screen import FloorScreen
from tests.end_to_end.conftest import PASSWORD, Hands, open_console
from tests.gateway.here_centre import NUMBERS, QUICK

Key = Qt.Key
ALT, CTRL, SHIFT = (
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
LEAD = "1101"
FOUR = tuple((number, f"坐席{number}") for number in NUMBERS)


def a_centre(folder: Path, agents: Sequence[tuple[str, str]] = FOUR) -> str:
    """The address of a centre of a lead and these agents, by number and name."""
    path = folder / "centre.db"
    with Store.open(path) as store:
        store.people.add(NewPerson(LEAD, "杨帆", Role.SUPERVISOR, "一组", password=PASSWORD))
        store.people.add_many([NewPerson(number, name, Role.AGENT, "一组") for number, name in agents])
    return f"sqlite:///{path.as_posix()}"


def hold(patch: pytest.MonkeyPatch, url: str, find: Callable[[Store], Held], pace: Pace | None = None) -> None:
    """Have the console hold a telephone system, as it holds the simulated one on the demo centre."""
    patch.setattr(floor_work, "_ear", lambda *_: lambda hear, say: GatewayHere(url, find, hear, say, pace=pace))


def hold_quickly(patch: pytest.MonkeyPatch, url: str, make: Callable[[], Telephony]) -> None:
    """Have it hold this one, and write what comes of it at once."""
    hold(patch, url, lambda _: Held("pbx", make), QUICK)


@pytest.fixture
def demo_floor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a centre where the demo centre's agents are simulated with their sound."""
    url = a_centre(tmp_path, [(one.number, one.name) for one in demo_people.AGENTS])
    hold(monkeypatch, url, demo_telephone.held)
    return url


@pytest.fixture
def small_floor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a centre of four simulated agents."""
    url, centre = a_centre(tmp_path), Centre(NUMBERS)
    hold_quickly(monkeypatch, url, lambda: Simulator(centre))
    return url


@pytest.fixture
def hands(qtbot: QtBot, qapp: QApplication, home: Path, url: str) -> Iterator[Hands]:
    """The lead, signed on at `url`: one of the fixtures above under that name, or the test's own."""
    with open_console(qtbot, qapp, home, url) as opened:
        opened.sign_on(LEAD, PASSWORD)
        yield opened


def floor_of(hands: Hands) -> FloorWork:
    """The floor of whoever is signed on."""
    assert hands.place.floor is not None
    return hands.place.floor


def seats_of(hands: Hands) -> FloorScreen:
    """The page of the floor as it is now."""
    screen = floor_of(hands).pages.page(floor_pages.NOW)
    assert isinstance(screen, FloorScreen)
    return screen


def turn_to(hands: Hands, key: str) -> object:
    """A page of the floor, by as many keys as it takes."""
    pages = floor_of(hands).pages
    while pages.current != key:
        hands.press(Key.Key_PageDown, CTRL)
    return pages.page(key)


def talking(hands: Hands) -> list[str]:
    """The numbers of those who talk."""
    agents = floor_of(hands).desk.agents.values()
    return [one.agent_number for one in agents if one.state is AgentState.TALKING]


def at_somebody_talking(hands: Hands, but: str = "") -> str:
    """The keys are on the seat of an agent whose call has begun a while ago."""
    floor, bot = floor_of(hands), hands.bot
    hands.press(Key.Key_1, ALT)
    screen = seats_of(hands)

    def others() -> list[str]:
        return [number for number in talking(hands) if number != but]

    bot.waitUntil(lambda: bool(others()) and bool(floor.desk.people), timeout=30_000)
    number = others()[-1]
    bot.waitUntil(lambda: floor.desk.model.seat_of(number) is not None)
    screen.view.setFocus()
    screen.view.choose(number)
    return number


def sounds(hands: Hands) -> bool:
    """Whether the device has been given sound of the live call."""
    call = floor_of(hands).hearing.live.call
    return call is not None and bool(call._heads) and call._heads[-1].figures.played_ms > 0


def hear_somebody(hands: Hands, but: str = "") -> str:
    """By the key, on a seat that talks. A simulated caller may hang up at that very moment: then it is another's."""
    live = floor_of(hands).hearing.live
    before = live.call

    def heard() -> bool:
        return live.call is not before and sounds(hands)

    while True:
        number = at_somebody_talking(hands, but)
        hands.press(Key.Key_L)
        hands.bot.waitUntil(lambda: heard() or not live.now.stage.under_way, timeout=10_000)
        if heard():
            assert live.now.number == number
            return number

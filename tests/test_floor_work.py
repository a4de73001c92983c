"""Which telephone system a person's floor hears, and that the console says how it stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from console.app import Console
from console.audio.outputs import NullOutputs
from console.demo_people import AGENTS, PASSWORD
from console.desk import leaving
from console.desk.preferences import Preferences
from console.domain.floor import AgentState
from console.domain.people import Role
from console.floor_work import FloorWork
from console.places import embedded_database_url, settings_file
from console.store.people import NewPerson
from console.store.store import Store
from console.widgets.floor_unconnected import FloorUnconnected
from console.widgets.history_page import HistoryPage


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DESKSIDE_HOME", str(tmp_path))
    return tmp_path


class Desk:
    """Consoles of a test, each shut down at its end."""

    def __init__(self, qtbot: QtBot, application: object) -> None:
        self._qtbot, self._application = qtbot, application
        self._open: list[Console] = []

    def sign_on(self, number: str, password: str, url: str | None = None, **chosen: str) -> tuple[Console, FloorWork]:
        preferences = Preferences(settings_file())
        if chosen:
            preferences.change(**chosen)
        console = Console(self._application, preferences, url, outputs=NullOutputs())  # type: ignore[arg-type]
        self._open.append(console)
        console.start()
        with self._qtbot.waitSignal(console.signed_on, timeout=60_000):
            console.sign_on.sign_on(number, password)
        assert console.workplace is not None
        assert console.workplace.floor is not None
        return console, console.workplace.floor

    def close(self) -> None:
        for console in self._open:
            console.window.close()
            console.shut_down()


@pytest.fixture
def desk(qtbot: QtBot, qapp: object, home: Path) -> Iterator[Desk]:
    assert home.exists()
    desk = Desk(qtbot, qapp)
    yield desk
    desk.close()


def telephony(console: Console) -> str:
    label = console.window.status._parts["telephony"][1]
    return "" if label.isHidden() else label.text()


@pytest.fixture
def real(home: Path) -> str:
    """A real centre's file, in which somebody happens to have the number and name of one of the demo centre."""
    url = f"sqlite:///{(home / 'real.db').as_posix()}"
    with Store.open(url) as store:
        store.people.add(NewPerson("1101", "杨帆", Role.SUPERVISOR, "一组", password="secret-1"))
        store.people.add(NewPerson(AGENTS[0].number, AGENTS[0].name, Role.AGENT, "一组"))
    return url


def test_the_demo_centre_comes_alive_and_is_left_unknown(qtbot: QtBot, desk: Desk) -> None:
    console, floor = desk.sign_on("1101", PASSWORD)
    qtbot.waitUntil(lambda: len(floor.desk.agents) == len(AGENTS), timeout=10_000)
    qtbot.waitUntil(lambda: any(one.state is AgentState.TALKING for one in floor.desk.agents.values()), timeout=10_000)
    qtbot.waitUntil(lambda: telephony(console) == "Telephony connected", timeout=10_000)
    console.sign_off()
    assert telephony(console) == ""
    with Store.open(embedded_database_url()) as store:
        left = store.floor.now()
        assert {one.state for one in left.agents.values()} == {AgentState.UNKNOWN}
        assert left.gateways["demo"].at <= datetime.now(UTC)


def test_a_real_centre_is_never_told_simulated_people(qtbot: QtBot, desk: Desk, real: str) -> None:
    console, floor = desk.sign_on("1101", "secret-1", real)
    console.window.show_screen("floor")
    page = floor.pages.page("now")
    assert isinstance(page, FloorUnconnected)
    assert not floor.desk.connected
    assert telephony(console) == ""
    with qtbot.waitSignal(floor.settings_asked):
        page.action_taken.emit()
    assert console.window.current_screen == "settings"
    with Store.open(real) as store:
        assert store.floor.now().agents == {}
        assert store.floor.now().gateways == {}


def test_a_gateway_file_that_is_not_there_is_said_twice(qtbot: QtBot, desk: Desk, home: Path, real: str) -> None:
    console, floor = desk.sign_on("1101", "secret-1", real, gateway_file=str(home / "gone.toml"))
    assert floor.desk.connected
    qtbot.waitUntil(lambda: telephony(console).startswith(f"Telephony not connected: {home.anchor}"), timeout=10_000)
    qtbot.waitUntil(lambda: "gone.toml" in console.window.messages.text, timeout=10_000)


@pytest.mark.parametrize("pinned", [False, True], ids=["handed over", "pinned"])
def test_a_note_for_the_next_lead_that_is_being_typed_holds_the_door_once(
    qtbot: QtBot, desk: Desk, real: str, monkeypatch: pytest.MonkeyPatch, *, pinned: bool
) -> None:
    monkeypatch.setattr(leaving, "WAIT_S", 0.1)
    console, floor = desk.sign_on("1101", "secret-1", real)
    page = floor.pages.page("history" if pinned else "handover")
    words = page.line.words if isinstance(page, HistoryPage) else page.words  # type: ignore[attr-defined]
    qtbot.keyClicks(words, "  ")  # type: ignore[no-untyped-call]
    assert console.leaving.may_go()
    qtbot.keyClicks(words, "asks for a new headset")  # type: ignore[no-untyped-call]
    with qtbot.waitSignal(console.leaving.held) as held:
        console.leaving.ask(console.sign_off)
    assert held.args == [1]
    assert console.workplace is not None
    console.leaving.ask(console.sign_off)
    assert console.workplace is None

"""The whole console on a real database: a small centre, its recordings, and a pair of hands on the keyboard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.app import Console
from console.audio.outputs import NullOutputs
from console.desk.keys import Action
from console.desk.preferences import Preferences
from console.domain.calls import Call, Direction, SoundSource
from console.domain.people import Person, Role
from console.places import HOME_VARIABLE
from console.store.connecting import Session
from console.store.ids import new_id
from console.store.people import NewPerson
from console.store.store import Store
from console.store_door import publish_shipped_form
from console.workplace import Workplace
from tests.memory_keyring import MemoryKeyring, memory_keyring

__all__ = ["memory_keyring"]

RATE_HZ = 8000
SECONDS = 40
PASSWORD = "listen-well"
INSPECTOR, AGENT = "5001", "6001"
"""Work numbers: logins are the whole server's, so they differ from those of tests/shared_centre.py."""


def a_recording(path: Path, seconds: int = SECONDS) -> Path:
    """Two voices of coloured noise taking turns of two seconds, agent left."""
    noise = np.random.default_rng(7).normal(0, 0.12, (seconds * RATE_HZ, 2))
    turn = (np.arange(len(noise)) // (2 * RATE_HZ)) % 2
    noise[turn == 1, 0] *= 0.002
    noise[turn == 0, 1] *= 0.002
    soundfile.write(path, noise, RATE_HZ, subtype="PCM_16")
    return path


def furnish(store: Store, folder: Path, calls: int = 3) -> tuple[Person, list[Call]]:
    """An inspector, an agent and calls with sound, newest first."""
    publish_shipped_form(store)
    wanted = [
        NewPerson(INSPECTOR, "林晓", Role.INSPECTOR, team="A", password=PASSWORD),
        NewPerson(AGENT, "王芳", Role.AGENT, team="A", pin="2468"),
    ]
    inspector, agent = store.people.add_many(wanted) if store.session is None else add_logins(store.session, wanted)
    now = datetime.now(UTC)
    made = [
        Call(
            new_id(),
            now - timedelta(hours=number + 1),
            SECONDS * 1000,
            SoundSource((str(a_recording(folder / f"call-{number}.wav")),)),
            f"hash-{number}",
            agent.id,
            agent.number,
            agent.name,
            "A",
            Direction.INBOUND,
            "600",
            f"C{number}",
            "13800138000",
        )
        for number in range(calls)
    ]
    store.calls.add_many(made)
    return inspector, made


def add_logins(session: Session, wanted: Sequence[NewPerson]) -> list[Person]:
    """People of a shared database, made as an administrator does; each with the same password."""
    made = []
    with session.connect() as connection:
        for new in wanted:
            verifier = connection.pgconn.encrypt_password(PASSWORD.encode(), new.number.encode(), b"scram-sha-256")
            asked = (new.number, new.name, str(new.role), new.team, new.seat, verifier.decode())
            row = connection.execute("SELECT add_person(%s, %s, %s, %s, %s, %s)", asked).fetchone()
            assert row is not None
            made.append(Person(row[0], new.number, new.name, new.role, new.team, new.seat))
    return made


@dataclass
class Hands:
    """Somebody at the keyboard: presses keys in whatever has the focus, and waits to see what comes of it."""

    bot: QtBot
    console: Console
    waited: list[str] = field(default_factory=list)

    @property
    def place(self) -> Workplace:
        """What was built for whoever is signed on."""
        assert self.console.workplace is not None
        return self.console.workplace

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """One key, in the focused widget."""
        QTest.keyClick(QApplication.focusWidget() or self.console.window, key, modifier)

    def type(self, text: str) -> None:
        """Text, in the focused widget."""
        focus = QApplication.focusWidget()
        assert focus is not None
        if text.isascii():
            QTest.keyClicks(focus, text)
        else:  # as an input method commits it
            from PySide6.QtGui import QInputMethodEvent

            event = QInputMethodEvent()
            event.setCommitString(text)
            QApplication.sendEvent(focus, event)

    def sign_on(self, number: str, password: str) -> None:
        """From the sign-on page to the first screen."""
        screen = self.console.sign_on_screen
        self.bot.waitUntil(lambda: QApplication.focusWidget() in (screen.number, screen.password), timeout=10_000)
        screen.number.setFocus()
        self.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        self.type(number)
        self.press(Qt.Key.Key_Return)
        self.type(password)
        with self.bot.waitSignal(self.console.signed_on, timeout=20_000):
            self.press(Qt.Key.Key_Return)

    def sign_off(self) -> None:
        """To the sign-on page. In the event loop, as by a key: outside of it what is let go of has no order."""
        QTimer.singleShot(0, self.console.sign_off)
        self.bot.waitUntil(lambda: self.console.workplace is None)

    def wait_for_position(self, at_ms: int) -> None:
        """Until the sound has come this far."""
        self.bot.waitUntil(lambda: self.place.player.position_ms >= at_ms, timeout=20_000)

    def act(self, action: Action) -> None:
        """An action as if its key had been pressed; for what the keyboard tests cover elsewhere."""
        self.console.window.keyboard.action_triggered.emit(action)


@contextmanager
def open_console(
    bot: QtBot, app: QApplication, home: Path, url: str | None, outputs: NullOutputs | None = None
) -> Iterator[Hands]:
    """The console in English, shown and active; on a null device in real time unless `outputs` says otherwise."""
    preferences = Preferences(home / "settings.json")
    preferences.change(language="en")
    console = Console(app, preferences, url, outputs=outputs or NullOutputs(running=True))
    console.window.resize(1366, 768)
    console.start()
    bot.waitActive(console.window)
    try:
        yield Hands(bot, console)
    finally:
        console.window.close()
        console.shut_down()
        console.window.deleteLater()
        console.deleteLater()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, memory_keyring: MemoryKeyring) -> Path:  # noqa: ARG001
    """Folders of our own for settings, data and kept pictures, and a keyring of our own."""
    folder = tmp_path / "home"
    monkeypatch.setenv(HOME_VARIABLE, str(folder))
    return folder


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{(tmp_path / 'centre.db').as_posix()}"
    url = request.getfixturevalue("postgres_url")
    assert isinstance(url, str)
    return url


@dataclass(frozen=True)
class Centre:
    """A furnished database: where it is, who scores, what there is to score."""

    url: str
    inspector: Person
    calls: list[Call]

    def call(self, number: int) -> UUID:
        """The id of a call, newest first."""
        return self.calls[number].id


@pytest.fixture
def centre(database_url: str, tmp_path: Path) -> Centre:
    """The small centre on each kind of database."""
    with Store.open(database_url) as store:
        inspector, calls = furnish(store, tmp_path)
    return Centre(database_url, inspector, calls)


@pytest.fixture
def hands(qtbot: QtBot, qapp: QApplication, home: Path, centre: Centre) -> Iterator[Hands]:
    """The console open on the centre, shown and active, with sound going to a null device in real time."""
    with open_console(qtbot, qapp, home, centre.url) as opened:
        yield opened

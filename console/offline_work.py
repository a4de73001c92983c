"""Puts together what one person needs to work on without a shared database: outbox, sending, badge, list, news."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from console.desk.background import Background
from console.desk.sharing import Sharing
from console.domain.outbox import Standing
from console.domain.people import Person
from console.places import data_folder
from console.store.offline import OfflineStore
from console.store.outbox import LeftHere, Outbox, Owner, left_here, outbox_name
from console.store.outbox_key import take_key
from console.store.reach import answers, database_name
from console.widgets.main_window import MainWindow
from console.widgets.outbox_window import OutboxWindow

OPEN = "outbox"
"""What the button of a message asks for."""


def outbox_folder() -> Path:
    """Where the outboxes of this PC's user are."""
    return data_folder() / "outbox"


def waiting_here(url: str) -> list[LeftHere]:
    """Whose work waits on this PC for the database at `url`; asks the keyring only where something lies."""
    return left_here(outbox_folder(), database_name(url))


class OfflineWork(QObject):
    """One person's. Lives in the GUI thread.

    `shared` (things) when they have reached the database, `settled` (a thing) when a conflict was decided.
    """

    shared = Signal(object)
    settled = Signal(object)

    def __init__(
        self, window: MainWindow, background: Background, store: OfflineStore, person: Person, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._window, self._person = window, person
        self._list: OutboxWindow | None = None
        server = store.session.server if store.session else ""
        database = database_name(server)
        name = outbox_name(database, person.id)
        folder = outbox_folder()

        def key() -> bytes:
            return take_key(name, make=not any(folder.glob(f"{name}.outbox")))

        self.sharing = Sharing(
            background,
            store,
            key,
            lambda key: Outbox(folder, name, key, Owner(person.number, database)),
            lambda: answers(server),
            self,
        )
        self.sharing.standing_changed.connect(self._show_standing)
        self.sharing.went_offline.connect(self._say_offline)
        self.sharing.came_back.connect(self._say_back)
        self.sharing.faulted.connect(window.show_fault)
        self.sharing.shared.connect(self.shared)
        self.sharing.settled.connect(self.settled)
        window.messages.action_taken.connect(self._take_action)
        self._conflicts = 0
        self.sharing.start()

    @Slot()
    def show_list(self) -> None:
        """Open the list of what waits."""
        if self._list is None:
            self._list = OutboxWindow(self.sharing, self._person, self._window)
        self._list.open_on()

    @Slot(object)
    def _take_action(self, deed: object) -> None:
        if deed == OPEN:
            self.show_list()

    @Slot(object)
    def _show_standing(self, standing: Standing) -> None:
        self._window.set_standing(standing)
        if standing.conflicts > self._conflicts:
            self._window.messages.show_notice(self._conflict_words, lambda: self.tr("Look"), OPEN)
        elif self._conflicts and not standing.conflicts:
            self._window.messages.withdraw(OPEN)
        self._conflicts = standing.conflicts

    def _conflict_words(self) -> str:
        return self.tr("Somebody changed the same meanwhile; nothing was overwritten. Look at both and decide.")

    def _offline_words(self) -> str:
        return self.tr(
            "The database cannot be reached. Work on: it is kept on this PC, encrypted, and shared when the "
            "database is back. You may leave meanwhile; nothing is lost."
        )

    @Slot()
    def _say_offline(self) -> None:
        self._window.messages.show_notice(self._offline_words, lambda: self.tr("What waits"), OPEN)

    @Slot(object)
    def _say_back(self, shared: int) -> None:
        self._window.messages.withdraw(OPEN)
        self._conflicts = 0  # those that are left are spoken of again
        if not shared:
            self._window.show_news(self.tr("The database is back."))
        else:
            self._window.show_news(self.tr("The database is back; shared from this PC: %n thing(s).", "", shared))

    def close(self) -> None:
        """Send no more; what waits stays for the next sign-on. Called after the last saves were queued."""
        self._window.messages.action_taken.disconnect(self._take_action)
        self._window.messages.withdraw(OPEN)
        self.sharing.close()
        self._window.set_standing(None)
        if self._list is not None:
            self._list.close()
            self._list.deleteLater()

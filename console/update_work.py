"""Tells whoever signed on that a newer version is there, and brings its installer when asked; only under a policy."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal, SignalInstance, Slot
from PySide6.QtGui import QDesktopServices

from console.desk.preferences import Preferences
from console.domain.faults import FaultKind, PlaceFault
from console.places import cache_folder
from console.policy import Policy
from console.update import NotUsable, UpdateNote, fetch, look
from console.widgets.language import current_language
from console.widgets.main_window import MainWindow
from console.widgets.settings_screen import SettingsScreen

log = logging.getLogger(__name__)
OPEN_INSTALLER = "update.open"
"""The deed of the strip's button."""


class UpdateWork(QObject):
    """Looks once at its making, in a thread of its own that nothing waits for: a server may be slow, a share be gone.

    Lives in the GUI thread. Without a place in the policy nothing is asked of anybody.
    """

    _looked = Signal(object)
    _fetched = Signal(object)

    def __init__(
        self, window: MainWindow, settings: SettingsScreen, preferences: Preferences, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._window, self._settings, self._policy = window, settings, preferences.policy
        self.note: UpdateNote | None = None
        self._gone = threading.Event()
        self._looked.connect(self._tell)
        self._fetched.connect(self._open)
        window.messages.action_taken.connect(self._act)
        if self._policy.update_from:
            policy = self._policy
            self._in_a_thread(lambda: _look(policy), self._looked)

    def stop(self) -> None:
        """Nothing is told any more; what is under way is left to itself."""
        self._gone.set()
        self._window.messages.action_taken.disconnect(self._act)

    def _in_a_thread(self, work: Callable[[], object], told: SignalInstance) -> None:
        gone = self._gone

        def run() -> None:
            found = work()
            if not gone.is_set():
                with contextlib.suppress(RuntimeError):  # the window went at this very moment
                    told.emit(found)

        threading.Thread(target=run, name="update", daemon=True).start()

    @Slot(object)
    def _tell(self, note: UpdateNote | None) -> None:
        if note is None:
            return
        self.note = note
        self._settings.set_update(note.version, self._policy.update_from.partition("?")[0])
        said = self.tr("Deskside {version} is there.").format(version=note.version)
        news = note.news.get(current_language(), "")
        self._window.show_news(f"{said} {news}".strip(), self.tr("Open its installer"), OPEN_INSTALLER)

    @Slot(object)
    def _act(self, deed: object) -> None:
        if deed != OPEN_INSTALLER or self.note is None:
            return
        self._window.show_news(self.tr("The installer is being fetched and checked…"))
        note, place = self.note, self._policy.update_from
        self._in_a_thread(lambda: _fetch(note, place), self._fetched)

    @Slot(object)
    def _open(self, installer: Path | None) -> None:
        if installer is None:
            self._window.show_fault(PlaceFault(FaultKind.UPDATE_REFUSED))
            return
        opens = installer if installer.suffix == ".exe" else installer.parent
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(opens))):
            log.warning("the system does not open the installer")
            self._window.show_fault(PlaceFault(FaultKind.UPDATE_REFUSED))
            return
        self._window.show_news(self.tr("The installer is open. Close Deskside when it asks for that."))


def _look(policy: Policy) -> UpdateNote | None:
    try:
        return look(policy.update_from, policy.update_key)
    except NotUsable as error:
        log.info("no update: %s", error)
        return None


def _fetch(note: UpdateNote, place: str) -> Path | None:
    try:
        return fetch(note, place, cache_folder() / "update")
    except NotUsable as error:
        log.warning("update refused: %s", error)
        return None

"""The composition root: the application, its window, its database door; who signs on gets a workplace."""

from __future__ import annotations

import gc
import logging
import re
import sys
import threading
from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

from console.desk.background import Background
from console.desk.collecting import Collecting
from console.desk.leaving import Leaving
from console.desk.link_watch import LinkState, LinkWatch
from console.desk.preferences import Preferences
from console.desk.sign_on import SignOn
from console.domain.faults import BugFault, Fault, FaultKind, PlaceFault
from console.domain.people import Person
from console.places import data_folder, embedded_database_url, log_folder, resources_folder, settings_file
from console.policy import load_policy
from console.settings import without_password
from console.store_door import StoreDoor
from console.widgets.language import apply_language
from console.widgets.main_window import MainWindow
from console.widgets.sign_on import SignOnScreen
from console.widgets.status_line import Link
from console.widgets.theme import FUSION, apply_text_size, apply_theme

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon

    from console.audio.outputs import Outputs
    from console.crash_log import CrashLog, Fall
    from console.desk.kept_passwords import KeptPasswords
    from console.one_window import OneWindow
    from console.store.store import Store
    from console.widgets.what_happened import WhatHappened
    from console.workplace import Workplace

log = logging.getLogger(__name__)
_WITH_PASSWORD = re.compile(r"://[^/@]*:[^/]*@|[?&]password=")
LISTEN_AFTER_MS = 3000
_TOLD_FALL = "crash.told"
LINKS = {LinkState.CONNECTED: Link.CONNECTED, LinkState.WAITING: Link.WAITING, LinkState.LOST: Link.LOST}


class Console(QObject):
    """The running console: window, database door, sign-on, and the workplace of whoever is signed on.

    Lives in the GUI thread. `shut_down` is called once, last, and leaves no thread behind.
    """

    signed_on = Signal(object)

    def __init__(
        self,
        app: QApplication,
        preferences: Preferences,
        database_url: str | None = None,
        outputs: Outputs | None = None,
    ) -> None:
        super().__init__(app)
        self._app, self._outputs = app, outputs
        self._to_find = ""
        self.crashes: CrashLog | None = None
        self.what_happened: WhatHappened | None = None
        self.preferences = preferences
        self.background = Background(self)
        self._collecting = Collecting(self)
        self.watch = LinkWatch(self.background, self)
        barred = None if database_url else preferences.policy.fault
        url = database_url or ("" if barred else preferences.settings.database_url)
        self.embedded = not url and barred is None
        self.door = StoreDoor(
            url if barred else url or embedded_database_url(), _furnish_demo if self.embedded else None, barred
        )
        self.workplace: Workplace | None = None
        apply_language(app, preferences.settings.language)
        apply_theme(app, preferences.settings.theme)
        apply_text_size(app, preferences.settings.text_percent)
        self.window = MainWindow(preferences)
        self.sign_on = SignOn(self.background, self.door, self, kept=_kept_passwords(url) if self.door.shared else None)
        self.sign_on_screen = SignOnScreen(
            self.sign_on,
            shared=self.door.shared,
            last_number=preferences.settings.last_number,
            demo_password=self._demo_password(),
            add_person=self._add_person_command(),
            language_locked="language" in preferences.locked,
        )
        self.window.set_sign_on(self.sign_on_screen)
        self.leaving = Leaving(self._unsaved, self)
        self.window.may_close = self._may_close
        self._connect()

    def _connect(self) -> None:
        self.background.fault_happened.connect(self.window.show_fault)
        self.watch.changed.connect(self._show_link)
        self.preferences.changed.connect(self._use_settings)
        self.sign_on.signed_on.connect(self._open_workplace)
        self.sign_on_screen.language_asked.connect(self._use_language)
        self.window.sign_off_asked.connect(self._ask_to_sign_off)
        self.leaving.held.connect(self._say_held)
        self.window.closing.connect(self._close_workplace)
        self.window.furnished.connect(self._settle_in)

    def start(self) -> None:
        """Show the window; the database is opened behind it."""
        self.window.show()

    @Slot()
    def _settle_in(self) -> None:
        """What waits for the first paint: opening the database imports for half a second beside it."""
        self._collecting.start()
        self._app.setWindowIcon(_product_icon())
        self.window.set_database(self._database_name())
        self.sign_on_screen.start()
        self._look_what_waits()
        self._look_what_fell()

    def _look_what_waits(self) -> None:
        """Say on the sign-on page whose work waits on this PC; nothing is imported where nothing can."""
        if self.door.shared and any((data_folder() / "outbox").glob("*.outbox")):
            self.background.on_files(self._waiting_here, self._say_what_waits, lambda _fault: None)

    def _waiting_here(self) -> list[tuple[str, int]]:
        from console.offline_work import waiting_here

        return [(left.number, left.waiting) for left in waiting_here(self.door.url)]

    def _say_what_waits(self, waiting: list[tuple[str, int]]) -> None:
        if self.workplace is None:
            self.sign_on_screen.show_waiting(waiting)
            if self.what_happened is not None:
                self.what_happened.set_waiting(waiting)

    def _look_what_fell(self) -> None:
        """After a fault of our own: what is kept of it, read where reading may take its time."""
        crashes, told = self.crashes, self.preferences.kept(_TOLD_FALL, [])
        if crashes is not None:
            names = told if isinstance(told, list) else [told]
            self.background.on_files(lambda: _newest_fall(crashes, names), self._show_fall, lambda _fault: None)

    def _show_fall(self, found: tuple[Fall, str, list[str]] | None) -> None:
        if found is None or self.workplace is not None:
            return
        from console.widgets.what_happened import WhatHappened  # here: a start after a fault is rare

        fall, text, names = found
        shared = self.door.shared
        page = WhatHappened(fall.file, fall.at, fall.what, fall.place, ended=fall.ended, shared=shared)
        page.set_report(text)
        if shared and not any((data_folder() / "outbox").glob("*.outbox")):
            page.set_waiting(())
        page.went_on.connect(self._leave_fall)
        self.what_happened = page
        self.preferences.keep(_TOLD_FALL, names)
        self.window.show_before_sign_on(page)

    @Slot()
    def _leave_fall(self) -> None:
        if self.what_happened is not None:
            self.window.leave(self.what_happened)
            self.what_happened = None
            self.sign_on_screen.focus_first()

    def _demo_password(self) -> str:
        if not self.embedded:
            return ""
        from console.demo_people import PASSWORD

        return PASSWORD

    def _add_person_command(self) -> str:
        """What makes an account here; without the address where that carries a password."""
        url = "URL" if _WITH_PASSWORD.search(self.door.url) else self.door.url
        if self.door.url.startswith("postgres"):
            return f'deskside admin add-user NUMBER --name NAME --role administrator --database "{url}"'
        return f'deskside --database "{url}" add-person NUMBER --name NAME --role manager'

    def _database_name(self) -> str:
        if self.embedded:
            return self.tr("Demo centre on this PC")
        place = without_password(self.door.url).removeprefix("sqlite:///").removeprefix("postgresql://")
        return place.rsplit("@", 1)[-1].partition("?")[0]

    # signing on and off

    @Slot(object)
    def _open_workplace(self, person: Person) -> None:
        from console.workplace import Workplace  # late: numpy and the screens are not needed to sign on

        gc.freeze()  # what is imported stays: each full collection would halt the window to walk through it all

        store = self.door.opened
        if store is None:
            return
        self.preferences.change(last_number=person.number)
        self.workplace = Workplace(self.window, self.background, self.preferences, store, person, outputs=self._outputs)
        if self.workplace.password is not None:
            self.workplace.password.changed.connect(self._replace_kept)
        self.window.set_person(person)
        if self.door.shared:
            self.background.on_database(self.door.lacks_form, self._say_form)
        self.signed_on.emit(person)
        self.find_calls(self._to_find)

    @Slot(object)
    def _replace_kept(self, password: str) -> None:
        if self.sign_on.person is not None:
            self.sign_on.replace_kept(self.sign_on.person.number, password)

    def _say_form(self, lacking: bool) -> None:  # noqa: FBT001 - an answer of the database thread
        if lacking:
            self.window.show_fault(PlaceFault(FaultKind.NO_FORM))

    def _unsaved(self) -> int:
        return self.workplace.unsaved if self.workplace is not None else 0

    def _may_close(self) -> bool:
        may = self.leaving.may_go()
        if not may:
            self.leaving.ask(self.window.close)
        return may

    @Slot()
    def _ask_to_sign_off(self) -> None:
        self.leaving.ask(self.sign_off)

    @Slot(object)
    def _say_held(self, unsaved: int) -> None:
        self.window.show_news(
            self.tr("%n sheet(s) or note(s) could not be saved yet. To leave all the same, ask again.", "", unsaved)
        )

    @Slot()
    def sign_off(self) -> None:
        """Keep what is unsaved and go back to the sign-on page; a shared database is let go of after that."""
        self._close_workplace()
        if self.door.shared:
            self.background.on_database(self.door.close)
        self.sign_on.sign_off()
        self.window.set_person(None)
        self.sign_on_screen.start()
        if self.door.shared:
            self.background.on_database(lambda: None, lambda _: self._look_what_waits())  # when the file is let go of

    @Slot()
    def _close_workplace(self) -> None:
        if self.workplace is not None:
            self.workplace.close()
            self.workplace = None

    def find_calls(self, words: str) -> None:
        """List the calls that have these words; as soon as somebody is signed on who may see calls."""
        self._to_find = words
        if words and self.workplace is not None:
            self._to_find = ""
            self.workplace.find_calls(words)

    @Slot(object)
    def come_forward(self, words: Mapping[str, Any]) -> None:
        """A later start has found this window: show it with what that start was to find, if on the same database."""
        self.window.setWindowState(self.window.windowState() & ~Qt.WindowState.WindowMinimized)
        self.window.show()
        self.window.activateWindow()  # raises it too
        asked = words.get("database")
        if asked and asked != without_password(self.door.url):
            name = self._database_name()
            self.window.show_news(
                self.tr("Deskside is open on {database}; close it to open another database.").format(database=name)
            )
        else:
            self.find_calls(str(words.get("find", "")))

    # settings

    @Slot(str)
    def _use_language(self, code: str) -> None:
        self.preferences.change(language=code)

    @Slot(object)
    def _use_settings(self, names: frozenset[str]) -> None:
        settings = self.preferences.settings
        if "language" in names:
            apply_language(self._app, settings.language)
            self.window.set_database(self._database_name())
        if "theme" in names:
            apply_theme(self._app, settings.theme)
        if "text_percent" in names:
            apply_text_size(self._app, settings.text_percent)

    @Slot(object, object)
    def _show_link(self, state: LinkState, seconds: int) -> None:
        self.window.set_link(LINKS[state], self.tr("%n s", "", seconds) if seconds else "")

    # ending

    def shut_down(self) -> None:
        """Keep everything, end every thread, let go of the database."""
        self.leaving.stop()
        self.watch.stop()
        self._close_workplace()
        self.background.on_database(self.door.close)
        self.background.close()
        self.preferences.close()
        self._collecting.stop()


def _product_icon() -> QIcon:
    from PySide6.QtGui import QIcon  # here, for it waits for the first paint

    return QIcon(str(resources_folder() / "deskside.svg"))


def _kept_passwords(url: str) -> KeptPasswords:
    from console.desk.kept_passwords import KeptPasswords  # only a shared database asks this PC to remember any

    return KeptPasswords(without_password(url))


def _furnish_demo(store: Store) -> None:
    from datetime import UTC, datetime

    from console.demo import settle_demo
    from console.places import data_folder, resources_folder

    settle_demo(store, resources_folder() / "demo" / "sounds", data_folder() / "demo", datetime.now(UTC))


def _newest_fall(crashes: CrashLog, told: list[str]) -> tuple[Fall, str, list[str]] | None:
    """What was not told of yet, if anything: with its text, and the names of all reports that need no telling now."""
    falls = crashes.falls(told)
    if not falls:
        return None
    text = falls[0].file.read_text(encoding="utf-8", errors="replace")
    return falls[0], text, [fall.file.name for fall in crashes.falls()]


def _report_bugs(console: Console, crashes: CrashLog) -> None:
    """Log what nobody foresaw, keep where it was, tell the user once per kind, and go on."""
    told: set[str] = set()

    def tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        log.critical("unforeseen", exc_info=(kind, error, trace))
        if isinstance(error, Fault):
            console.window.show_fault(error)
        elif kind.__name__ not in told:
            told.add(kind.__name__)
            crashes.note(kind, trace)
            console.window.show_fault(BugFault(FaultKind.BUG, what=kind.__name__))

    def tell_of_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            log.critical("unforeseen in a thread", exc_info=(args.exc_type, args.exc_value, args.exc_traceback))
        crashes.note(args.exc_type, args.exc_traceback)

    sys.excepthook = tell
    threading.excepthook = tell_of_thread


class _FirstWords(logging.Handler):
    """Holds what is said before the log file is open; the modules that open it cost the first paint 5 ms."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Hold one."""
        self.said.append(record)

    def hand_over(self) -> None:
        """Open the file and write there what was said."""
        from console.discreet_log import keep_log

        logging.getLogger().removeHandler(self)
        keep_log(log_folder())
        for record in self.said:
            logging.getLogger().handle(record)


def make_application() -> QApplication:
    """The one QApplication, named so that settings and windows carry the product's name."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication([sys.argv[0], "-style", "fusion"])
        app.setProperty(FUSION, True)
    app.setApplicationName("Deskside")
    app.setApplicationDisplayName("Deskside")
    return app


def run(database_url: str | None, one: OneWindow, find: str = "") -> int:
    """Open the console and stay until its window is closed; the exit code. `one` hears starts that come later."""
    from console.crash_log import CrashLog

    first_words = _FirstWords()
    logging.basicConfig(level=logging.INFO, handlers=[first_words])
    crashes = CrashLog(log_folder())
    crashes.begin()
    app = make_application()
    console = Console(app, Preferences(settings_file(), policy=load_policy()), database_url)
    console.crashes = crashes
    console.find_calls(find)
    _report_bugs(console, crashes)
    console.window.furnished.connect(first_words.hand_over)
    console.window.furnished.connect(one.listen)
    QTimer.singleShot(LISTEN_AFTER_MS, one.listen)  # a window that starts minimised is not painted
    one.asked.connect(console.come_forward)
    sys.setswitchinterval(0.001)  # five times as often as usual: the window gets its turn beside a busy thread
    console.start()
    code = app.exec()
    console.shut_down()
    one.close()
    crashes.end()
    gc.collect()  # here, while the application stands: what Qt still owns must not outlive it
    return code

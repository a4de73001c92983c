"""From a claim that is committed at one console to the painted row at another: what sitting side by side feels like."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QTableView

from console.app import Console, make_application
from console.audio.outputs import NullOutputs
from console.desk.preferences import Preferences
from console.domain.calls import Progress
from console.domain.people import Role
from console.places import HOME_VARIABLE
from console.store.people import NewPerson
from console.store.store import Store
from console.store_door import publish_shipped_form
from console.widgets.call_table import CallTable
from tests.bench.table import record, table
from tests.end_to_end.conftest import PASSWORD, add_logins
from tests.postgres import start_server, stop_server
from tests.store.centres import QUICK_HASHES, START, a_call

CALLS = 5_000
ROUNDS = 200
BAR_MS = 50.0
CLAIMING, WATCHING = "5001", "5101"
MOST_S = 30.0

CLAIM = """
import sys, time
from uuid import UUID
from console.store.engine import Login
from console.store.store import Store
url, number, password, call = sys.argv[1:]
with Store.open(url, login=Login(number, password)) as store:
    me = store.people.sign_on_here()
    form = store.forms.newest("monitoring")
    print("ready", flush=True)
    draft = None
    for _ in sys.stdin:
        if draft is None:
            draft = store.evaluations.open_draft(UUID(call), me, form)
        else:
            store.evaluations.discard_draft(draft.id, draft.version)
            draft = None
        print(time.perf_counter(), flush=True)
"""
"""The other console's store, in a process of its own: each line makes or takes back a claim, and says when it was safe.

Both processes read the same clock of the machine (CLOCK_MONOTONIC).
"""


class Witness:
    """Notes when rows of the list last changed, and when its table was last painted through."""

    def __init__(self) -> None:
        self.changed_at = self.painted_at = 0.0
        witness = self

        def paint(self: CallTable, event: QPaintEvent) -> None:
            QTableView.paintEvent(self, event)
            witness.painted_at = time.perf_counter()

        CallTable.paintEvent = paint  # type: ignore[assignment,method-assign]

    def see_change(self) -> None:
        """Rows have changed."""
        self.changed_at = time.perf_counter()


def wait_until(so: Callable[[], bool]) -> None:
    """Let the event loop sleep until something happens, and look again, as the real one does."""
    end = time.perf_counter() + MOST_S
    bell = QTimer()
    bell.start(50)
    while not so():
        assert time.perf_counter() < end
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def furnish(url: str) -> UUID:
    """Two people and calls; the key of the newest call."""
    with Store.open(url, hasher=QUICK_HASHES) as store:
        publish_shipped_form(store)
        assert store.session is not None
        add_logins(
            store.session,
            [
                NewPerson(CLAIMING, "林晓", Role.INSPECTOR, team="A"),
                NewPerson(WATCHING, "周强", Role.SUPERVISOR, team="A"),
            ],
        )
        calls = [a_call(number, team="A", started_at=START + timedelta(minutes=number)) for number in range(CALLS)]
        store.calls.add_many(calls)
        return calls[-1].id


@contextmanager
def claiming(url: str, call_id: UUID) -> Iterator[Callable[[], float]]:
    """A deed of the other console; it gives the moment at which its commit was known there."""
    words = [sys.executable, "-c", CLAIM, url, CLAIMING, PASSWORD, str(call_id)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert other.stdout.readline() == "ready\n"
        asked, told = other.stdin, other.stdout

        def deed() -> float:
            asked.write("go\n")
            asked.flush()
            return float(told.readline())

        yield deed
        asked.close()


def delays_ms(app: QApplication, url: str, call_id: UUID) -> list[float]:
    """For each deed: from the commit until the row that shows it has been painted in the watching console."""
    witness = Witness()
    console = Console(app, Preferences(Path(tempfile.mkdtemp()) / "settings.json"), url, outputs=NullOutputs())
    console.window.resize(1366, 768)
    console.start()
    delays = []
    try:
        wait_until(console.window.isVisible)
        console.sign_on.sign_on(WATCHING, PASSWORD)
        wait_until(lambda: console.workplace is not None and console.workplace.calls.row_of(call_id) is not None)
        place = console.workplace
        assert place is not None
        wait_until(lambda: console.window.status._live is True)
        place.calls.dataChanged.connect(witness.see_change)

        def shown(wanted: Progress) -> bool:
            at = place.calls.row_of(call_id)
            row = place.calls.row_at(at) if at is not None else None
            return row is not None and row.progress is wanted and witness.painted_at > witness.changed_at

        with claiming(url, call_id) as deed:
            for number in range(ROUNDS):
                wanted = Progress.OPEN if number % 2 else Progress.DRAFT
                committed = deed()
                wait_until(lambda wanted=wanted: shown(wanted))  # type: ignore[misc]
                delays.append((witness.painted_at - committed) * 1000)
    finally:
        console.window.close()
        console.shut_down()
    return delays


def run() -> None:
    """A durable server, both consoles on this machine."""
    server = start_server(durable=True)
    try:
        with tempfile.TemporaryDirectory() as home:
            os.environ[HOME_VARIABLE] = home
            url = server.url(server.fresh_database())
            call_id = furnish(url)
            delays = delays_ms(make_application(), url, call_id)
        record("claim painted on another console, median", statistics.median(delays), "ms", bar=BAR_MS)
        record("claim painted on another console, p95", sorted(delays)[int(len(delays) * 0.95)], "ms")
    finally:
        os.environ.pop(HOME_VARIABLE, None)
        stop_server(server)


if __name__ == "__main__":
    run()
    sys.exit(print(table()))  # noqa: T201

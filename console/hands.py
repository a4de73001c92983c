"""Drives the real console as hands would, without a screen: what the tour and the smoke test have in common."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from console.places import HOME_VARIABLE

if TYPE_CHECKING:
    from console.domain.people import Person, Role
    from console.workplace import Workplace

WAIT_S = 60.0


class HandsEnded(Exception):
    """It could not go on; the message says at which step."""


def without_a_screen(home: Path) -> None:
    """Let this process draw into memory and keep its data in `home`; to be called before Qt is imported."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    if sys.platform == "win32":  # where Qt draws by itself it knows no faces unless it is told where they are
        os.environ.setdefault("QT_QPA_FONTDIR", str(Path(os.environ.get("SYSTEMROOT", r"C:\Windows")) / "Fonts"))
    os.environ[HOME_VARIABLE] = str(home)


class Hands:
    """A console of its own in the GUI thread, with sound on the null device in real time. `go` is called last, once."""

    def __init__(self) -> None:
        from console.app import Console, make_application
        from console.audio.outputs import NullOutputs
        from console.desk.preferences import Preferences
        from console.places import settings_file

        self.app = make_application()
        self.console = Console(self.app, Preferences(settings_file()), outputs=NullOutputs(running=True))
        self.console.window.resize(1366, 768)

    def go(self) -> None:
        """Close the window and end every thread."""
        self.console.window.close()
        self.console.shut_down()

    def open_console(self) -> None:
        """Show the window and wait until the demo centre is built."""
        people: list[object] = []
        self.console.sign_on.people_listed.connect(people.append)
        self.console.start()
        self.until(lambda: bool(people), "the demo centre is built")

    def be(self, role: Role) -> Person:
        """Sign on as the demo centre's person of `role`."""
        from console.demo_people import PASSWORD, STAFF

        person = next(person for person in STAFF if person.role is role)
        self.console.sign_on.sign_on(person.number, PASSWORD)
        self.until(lambda: self.console.workplace is not None, "signed on")
        return self.place().person

    def place(self) -> Workplace:
        """The workplace of whoever is signed on."""
        if self.console.workplace is None:
            raise HandsEnded("nobody is signed on")
        return self.console.workplace

    def until(self, true: Callable[[], bool], what: str) -> None:
        """Let the console go on until `true`. HandsEnded names `what` was waited for after WAIT_S."""
        end = time.monotonic() + WAIT_S
        while not true():
            if time.monotonic() > end:
                raise HandsEnded(f"waited {WAIT_S:.0f} s in vain until {what}")
            self.app.processEvents()
            time.sleep(0.005)

    def settle(self) -> None:
        """Let what was asked for arrive and be drawn."""
        end = time.monotonic() + 0.6
        self.until(lambda: time.monotonic() > end and self.console.background.pending == 0, "the screen is drawn")

    def open_first_call(self) -> None:
        """Open the first call that waits for a sheet, and its recording."""
        from console.audio.player import PlayState
        from console.desk.open_sheet import SheetState
        from console.domain.calls import CallFilter, Progress

        place = self.place()
        place.calls.show_filtered(CallFilter(progress=frozenset({Progress.OPEN})))
        self.until(lambda: place.calls.rowCount() > 0 and place.calls.row_at(0) is not None, "calls are listed")
        row = place.calls.row_at(0)
        if row is None:
            raise HandsEnded("no call to open")
        place.review.open_row(row)
        self.until(lambda: place.scoring.view.state is SheetState.DRAFT, "the sheet is open")
        self.until(lambda: place.player.state is PlayState.PAUSED, "the recording is open")

    def watch_the_floor(self) -> tuple[int, int]:
        """Show the floor to whoever is signed on until somebody talks; how many talk and how many are ready."""
        from console.domain.floor import AgentState

        floor = self.place().floor
        if floor is None:
            raise HandsEnded("who is signed on sees no floor")
        self.console.window.show_screen("floor")

        def count(state: AgentState) -> int:
            return sum(agent.state is state for agent in floor.desk.agents.values())

        # Where calls wait nobody is ready for a while; that two talk is life enough.
        self.until(lambda: count(AgentState.TALKING) > 1, "the floor is alive")
        return count(AgentState.TALKING), count(AgentState.READY)

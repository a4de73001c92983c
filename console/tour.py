"""The tour: the console scores a demo call by itself, offscreen, and leaves a picture of each screen."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from console.domain.people import Role
    from console.workplace import Workplace

WAIT_S = 60.0
LISTEN_MS = 3_500
"""What is heard before each item is judged: enough for the evidence to be seen in the picture."""


class TourEnded(Exception):
    """The tour could not go on; the message says at which step."""


def run(pictures: str) -> int:
    """Make the tour and leave its pictures in the folder `pictures`; the exit code."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from console.places import HOME_VARIABLE

    home = Path(pictures).absolute() / "data"  # its own: a tour must not score calls in the user's database
    shutil.rmtree(home, ignore_errors=True)
    os.environ[HOME_VARIABLE] = str(home)
    try:
        Tour(Path(pictures)).make()
    except TourEnded as ended:
        _say(f"The tour ended early: {ended}")
        return 1
    _say(f"The data of this tour is in {home}")
    return 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


class Tour:
    """Drives the real console as hands would, through its actions, with sound on the null device."""

    def __init__(self, folder: Path) -> None:
        from console.app import Console, make_application
        from console.audio.outputs import NullOutputs
        from console.desk.preferences import Preferences
        from console.places import settings_file

        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._app = make_application()
        self._console = Console(self._app, Preferences(settings_file()), outputs=NullOutputs(running=True))
        self._console.window.resize(1366, 768)
        self._pictures = 0

    def make(self) -> None:
        """Every step in order; TourEnded names the one that failed."""
        try:
            self._sign_on()
            self._score()
            self._visit()
            self._watch_the_floor()
        finally:
            self._console.window.close()
            self._console.shut_down()

    # steps

    def _sign_on(self) -> None:
        from console.domain.people import Role

        started = time.monotonic()
        console = self._console
        console.start()
        people: list[object] = []
        console.sign_on.people_listed.connect(people.append)
        self._until(lambda: bool(people), "the demo centre is built")
        _say(f"Demo centre ready in {time.monotonic() - started:.1f} s: {console.door.url}")
        self._picture("sign-on")
        self._be(Role.INSPECTOR)

    def _be(self, role: Role) -> None:
        from console.demo_people import PASSWORD, STAFF

        person = next(person for person in STAFF if person.role is role)
        self._console.sign_on.sign_on(person.number, PASSWORD)
        self._until(lambda: self._console.workplace is not None, "signed on")
        _say(f"Signed on as {person.name}, {person.number}")

    def _score(self) -> None:
        from console.audio.player import PlayState
        from console.desk.keys import Action, item_action
        from console.desk.open_sheet import SheetState
        from console.domain.calls import CallFilter, Progress

        place = self._place()
        place.calls.show_filtered(CallFilter(progress=frozenset({Progress.OPEN})))
        self._until(lambda: place.calls.rowCount() > 0 and place.calls.row_at(0) is not None, "calls are listed")
        row = place.calls.row_at(0)
        if row is None:
            raise TourEnded("no call to open")
        place.review.open_row(row)
        self._until(lambda: place.scoring.view.state is SheetState.DRAFT, "the sheet is open")
        self._until(lambda: place.player.state is PlayState.PAUSED, "the recording is open")
        _say(f"Opened the call of {row.call.agent_name} ({row.call.agent_number}), {row.call.duration_ms // 1000} s")
        place.act(Action.PLAY)
        for turn, number in enumerate((2, 5, 9), start=1):
            until_ms = turn * LISTEN_MS
            self._until(lambda until_ms=until_ms: place.player.position_ms >= until_ms, "sound plays")  # type: ignore[misc]
            place.act(item_action(number))
            _say(f"Item {number} does not conform, heard up to {place.player.position_ms / 1000:.1f} s")
        self._picture("review")
        place.act(Action.PLAY)
        place.act(Action.REST_CONFORM)
        place.scoring.set_notes("Tour: three items did not conform; listen to the evidence.")
        revisions: list[object] = []
        place.scoring.submitted.connect(revisions.append)
        self._until(lambda: place.scoring.unsaved_drafts == 0, "the draft is kept")
        place.act(Action.SUBMIT)
        if place.review.sheet.strip.isVisible():
            place.scoring.submit(confirmed=True)
        self._until(lambda: bool(revisions), "the sheet is submitted")
        score = place.scoring.score
        if score is None or score.points != 94:
            raise TourEnded(f"the score is {score and score.points}, not 94")
        _say(f"Submitted: score {score.points}, {len(score.failed)} items did not conform")
        self._picture("submitted")

    def _visit(self) -> None:
        place, window = self._place(), self._console.window
        place.coach_this()
        self._settle()
        self._picture("coaching")
        window.show_screen("review")
        place.pages.show_import()
        self._picture("import")
        place.pages.show_review()
        window.show_screen("settings")
        self._picture("settings")
        keys = window.show_keys()
        self._settle()
        self._save(keys.grab(), "keys")
        keys.close()

    def _watch_the_floor(self) -> None:
        from console.domain.floor import AgentState
        from console.domain.people import Role

        self._console.sign_off()
        self._be(Role.SUPERVISOR)
        floor = self._place().floor
        if floor is None:
            raise TourEnded("the supervisor sees no floor")
        self._console.window.show_screen("floor")

        def count(state: AgentState) -> int:
            return sum(agent.state is state for agent in floor.desk.agents.values())

        self._until(lambda: count(AgentState.TALKING) > 1 and count(AgentState.READY) > 0, "the floor is alive")
        _say(f"The floor: {count(AgentState.TALKING)} talking, {count(AgentState.READY)} ready")
        self._picture("floor")

    # what the steps need

    def _place(self) -> Workplace:
        if self._console.workplace is None:
            raise TourEnded("nobody is signed on")
        return self._console.workplace

    def _until(self, true: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + WAIT_S
        while not true():
            if time.monotonic() > end:
                raise TourEnded(f"waited {WAIT_S:.0f} s in vain until {what}")
            self._app.processEvents()
            time.sleep(0.005)

    def _settle(self) -> None:
        """Let what was asked for arrive and be drawn."""
        end = time.monotonic() + 0.6
        self._until(lambda: time.monotonic() > end and self._console.background.pending == 0, "the screen is drawn")

    def _picture(self, name: str) -> None:
        self._settle()
        self._save(self._console.window.grab(), name)

    def _save(self, pixels: object, name: str) -> None:
        from PySide6.QtGui import QPixmap

        self._pictures += 1
        path = self._folder / f"{self._pictures}-{name}.png"
        if not isinstance(pixels, QPixmap) or not pixels.save(str(path)):
            raise TourEnded(f"the picture {path} could not be written")
        _say(f"Picture: {path}")

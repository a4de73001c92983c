"""The tour: the console scores a demo call by itself, offscreen, and leaves a picture of each screen."""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path

from console.domain.people import Role
from console.hands import Hands, HandsEnded, without_a_screen

LISTEN_MS = 3_500
"""What is heard before each item is judged: enough for the evidence to be seen in the picture."""


def run(pictures: str) -> int:
    """Make the tour and leave its pictures in the folder `pictures`; the exit code."""
    home = Path(pictures).absolute() / "data"  # its own: a tour must not score calls in the user's database
    shutil.rmtree(home, ignore_errors=True)
    without_a_screen(home)
    try:
        Tour(Path(pictures)).make()
    except HandsEnded as ended:
        _say(f"The tour ended early: {ended}")
        return 1
    _say(f"The data of this tour is in {home}")
    return 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


class Tour:
    """Everything an inspector and a supervisor see, one after the other."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._hands = Hands()
        self._pictures = 0

    def make(self) -> None:
        """Every step in order; HandsEnded names the one that failed."""
        try:
            self._sign_on()
            self._score()
            self._visit()
            self._watch_the_floor()
        finally:
            self._hands.go()

    # steps

    def _sign_on(self) -> None:
        started = time.monotonic()
        self._hands.open_console()
        _say(f"Demo centre ready in {time.monotonic() - started:.1f} s: {self._hands.console.door.url}")
        self._picture("sign-on")
        self._be(Role.INSPECTOR)

    def _be(self, role: Role) -> None:
        person = self._hands.be(role)
        _say(f"Signed on as {person.name}, {person.number}")

    def _score(self) -> None:
        from console.desk.keys import Action, item_action

        self._hands.open_first_call()
        place = self._hands.place()
        call = place.scoring.view.call
        if call is not None:
            _say(f"Opened the call of {call.agent_name} ({call.agent_number}), {call.duration_ms // 1000} s")
        place.act(Action.PLAY)
        for turn, number in enumerate((2, 5, 9), start=1):
            until_ms = turn * LISTEN_MS
            self._hands.until(lambda until_ms=until_ms: place.player.position_ms >= until_ms, "sound plays")  # type: ignore[misc]
            place.act(item_action(number))
            _say(f"Item {number} does not conform, heard up to {place.player.position_ms / 1000:.1f} s")
        self._picture("review")
        place.act(Action.PLAY)
        place.act(Action.REST_CONFORM)
        place.scoring.set_notes("Tour: three items did not conform; listen to the evidence.")
        revisions: list[object] = []
        place.scoring.submitted.connect(revisions.append)
        self._hands.until(lambda: place.scoring.unsaved_drafts == 0, "the draft is kept")
        place.act(Action.SUBMIT)
        if place.review.sheet.strip.isVisible():
            place.scoring.submit(confirmed=True)
        self._hands.until(lambda: bool(revisions), "the sheet is submitted")
        score = place.scoring.score
        if score is None or score.points != 94:
            raise HandsEnded(f"the score is {score and score.points}, not 94")
        _say(f"Submitted: score {score.points}, {len(score.failed)} items did not conform")
        self._picture("submitted")

    def _visit(self) -> None:
        place, window = self._hands.place(), self._hands.console.window
        place.coach_this()
        self._hands.settle()
        self._picture("coaching")
        window.show_screen("review")
        place.pages.show_import()
        self._picture("import")
        place.pages.show_review()
        window.show_screen("settings")
        self._picture("settings")
        keys = window.show_keys()
        self._hands.settle()
        self._save(keys.grab(), "keys")
        keys.close()

    def _watch_the_floor(self) -> None:
        self._hands.console.sign_off()
        self._be(Role.SUPERVISOR)
        talking, ready = self._hands.watch_the_floor()
        _say(f"The floor: {talking} talking, {ready} ready")
        self._picture("floor")

    # what the steps need

    def _picture(self, name: str) -> None:
        self._hands.settle()
        self._save(self._hands.console.window.grab(), name)

    def _save(self, pixels: object, name: str) -> None:
        from PySide6.QtGui import QPixmap

        self._pictures += 1
        path = self._folder / f"{self._pictures}-{name}.png"
        if not isinstance(pixels, QPixmap) or not pixels.save(str(path)):
            raise HandsEnded(f"the picture {path} could not be written")
        _say(f"Picture: {path}")

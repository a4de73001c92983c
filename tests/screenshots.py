"""`make screenshots`: every screen in both languages, light and dark, at 1366x768 and at twice the pixels."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from console.app import Console
    from console.workplace import Workplace

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build" / "screenshots"
README_PICTURES = ROOT / "docs" / "pictures"
LANGUAGES = ("zh_CN", "en")
THEMES = ("light", "dark")
SIZE = (1366, 768)
WAIT_S = 60.0


def main() -> int:
    """Both scales, each in a process of its own: Qt reads the scale once."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    for scale in ("1", "2"):
        environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": scale}
        done = subprocess.run(
            [sys.executable, "-m", "tests.screenshots", scale], env=environment, cwd=ROOT, check=False
        )
        if done.returncode:
            return done.returncode
    README_PICTURES.mkdir(parents=True, exist_ok=True)
    for language, name in (("zh_CN", "zh"), ("en", "en")):
        for shown, taken in (("review", "review"), ("floor", "floor-now")):
            shutil.copyfile(FOLDER / f"{taken}-{language}-light-1x.png", README_PICTURES / f"{shown}-{name}.png")
    sys.stdout.write(f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER.relative_to(ROOT)}\n")
    return 0


class Photographer:
    """Opens the demo centre, scores a little, and takes each screen in every dress."""

    def __init__(self, scale: str) -> None:
        from console.app import Console, make_application
        from console.audio.outputs import NullOutputs
        from console.desk.preferences import Preferences
        from console.places import settings_file

        self._scale = scale
        self._app = make_application()
        self._console: Console = Console(self._app, Preferences(settings_file()), outputs=NullOutputs(running=True))
        self._console.window.resize(*SIZE)

    def work(self) -> None:
        """Take all pictures."""
        try:
            self._sign_on()
            self._score()
            self._review()
            self._others()
            self._room()
            self._floor()
            self._live()
        finally:
            self._console.window.close()
            self._console.shut_down()

    @property
    def _place(self) -> Workplace:
        assert self._console.workplace is not None
        return self._console.workplace

    def _sign_on(self) -> None:
        from console.demo_people import PASSWORD

        people: list[object] = []
        self._console.sign_on.people_listed.connect(people.append)
        self._console.start()
        self._until(lambda: bool(people))
        self._in_every_dress("sign-on")
        self._console.sign_on.sign_on("1001", PASSWORD)
        self._until(lambda: self._console.workplace is not None)
        self._until(lambda: self._place.calls.rowCount() > 0 and self._place.calls.row_at(0) is not None)

    def _score(self) -> None:
        from console.audio.player import PlayState
        from console.desk.keys import Action, item_action
        from console.desk.open_sheet import SheetState
        from console.domain.calls import Progress

        place = self._place
        self._in_every_dress("review-empty")
        row = next(
            row
            for row in map(place.calls.row_at, range(place.calls.rowCount()))
            if row is not None and row.progress is Progress.OPEN and row.call.duration_ms > 100_000
        )
        place.review.open_row(row)
        self._until(lambda: place.scoring.view.state is SheetState.DRAFT)
        self._until(lambda: place.player.state is PlayState.PAUSED)
        for at_ms, number in ((6_000, 2), (22_000, 5), (70_000, 9)):
            place.player.seek(at_ms)
            place.act(Action.PLAY)
            until_ms = at_ms + 2_500
            self._until(lambda until_ms=until_ms: place.player.position_ms >= until_ms)  # type: ignore[misc]
            place.act(item_action(number))
            place.act(Action.PLAY)
            self._until(lambda: place.player.state is PlayState.PAUSED)
        for number in (1, 10, 11, 12):
            place.scoring.focus_item(place.scoring.form.items[number - 1].key if place.scoring.form else "")
            place.act(Action.ITEM_CONFORMS)

    def _review(self) -> None:
        from console.desk.keys import Action

        self._in_every_dress("review")
        self._place.act(Action.SUBMIT)
        self._settle()
        self._in_every_dress("review-submit")
        self._place.review.sheet.strip.dismiss()

    def _others(self) -> None:
        window, place = self._console.window, self._place
        place.coach_this()
        self._in_every_dress("coaching-new")
        notes = place.coaching.notes
        if notes:
            place.coaching.open_note(notes[-1].id)
        self._in_every_dress("coaching")
        window.show_screen("review")
        place.pages.show_import()
        self._in_every_dress("import-empty")
        place.importing.add_paths([str(self._recordings())])
        self._settle()
        self._in_every_dress("import")
        place.importing.start()
        self._until(lambda: place.importing.report is not None)
        self._in_every_dress("import-report")
        place.pages.show_review()
        window.show_screen("settings")
        for page in range(place.settings_screen.pages.count()):
            place.settings_screen.pages.setCurrentRow(page)
            self._in_every_dress(f"settings-{page + 1}")
        keys = window.show_keys()
        self._in_every_dress("keys", keys.grab)
        keys.close()

    def _floor(self) -> None:
        """The living floor of the demo centre, page by page; at twice the pixels one dress tells enough."""
        from console.demo_people import AGENTS, PASSWORD
        from console.domain.floor import AgentState
        from console.widgets import floor_pages
        from console.widgets.floor_screen import FloorScreen

        self._console.sign_off()
        self._until(lambda: self._console.workplace is None)
        self._console.sign_on.sign_on("1101", PASSWORD)
        self._until(lambda: self._console.workplace is not None)
        floor = self._place.floor
        assert floor is not None
        self._until(lambda: len(floor.desk.agents) == len(AGENTS) and bool(floor.desk.rooms))
        self._console.window.show_screen("floor")
        talking = (one for one in floor.desk.agents.values() if one.state is AgentState.TALKING)
        now = floor.pages.page(floor_pages.NOW)
        assert isinstance(now, FloorScreen)
        now.view.choose(next((one.agent_number for one in talking), AGENTS[2].number))
        self._settle()  # a choice that has rested brings the seat's story
        few = None if self._scale == "1" else (("zh_CN", "light"),)
        for page in floor_pages.PAGES:
            floor.pages.show_page(page)
            self._in_every_dress(f"floor-{page}", few=few)
        floor.second.open()
        assert floor.second.window is not None
        self._in_every_dress("floor-window", floor.second.window.grab, few=few)
        floor.second.toggle()

    def _live(self) -> None:
        """Whoever is at the floor listens to a call of it."""
        from tests.live_pictures import LivePictures

        LivePictures(self._place, self, self._scale).work()

    def _room(self) -> None:
        """A scripted floor of 40 and of 500 seats, and what is left of it without colour."""
        from PySide6.QtGui import QImage

        from console.desk.floor import FloorModel
        from console.widgets.floor_screen import FloorScreen
        from tests.desk.small_floor import HandClock, everybody, room_of

        for name, room, size in (
            ("floor-40", room_of(5, 9, aisle=4), SIZE),
            ("floor-500", room_of(20, 27, aisle=13, empty_every=26), (1920, 1080)),
        ):
            clock = HandClock()
            model = FloorModel(clock)
            model.show_plan(*room)
            model.hear(clock.source, clock.at)
            model.put(everybody(len(room[1]), clock.at, help_every=37))
            model.flush()
            screen = FloorScreen(model)
            screen.resize(*size)
            screen.show()
            screen.view.choose("1004")
            self._in_every_dress(name, screen.grab)
            screen.close()
            screen.deleteLater()
            model.deleteLater()
        for path in sorted(FOLDER.glob(f"floor-[0-9]*-{self._scale}x.png")):
            grey = QImage(str(path)).convertToFormat(QImage.Format.Format_Grayscale8)
            grey.save(str(path.with_name(f"{path.stem}-grey.png")))

    def _recordings(self) -> Path:
        """A folder of named recordings, one of them broken."""
        from console.places import data_folder, resources_folder

        folder = data_folder() / "recordings"
        folder.mkdir(parents=True, exist_ok=True)
        for number, sound in enumerate(sorted((resources_folder() / "demo" / "sounds").glob("*.opus"))[:9]):
            name = f"q-600-1380013800{number}-20261119-1020{number:02}-1795083620.{number}.opus"
            shutil.copyfile(sound, folder / name)
            with (folder / name).open("ab") as file:
                file.write(b"\0" * number)  # other content than the demo's own
        (folder / "external-2003-13900139000-20261119-113000-1795087800.77.wav").write_bytes(b"not a recording")
        return folder

    # taking

    def take(self, name: str, *, few: Sequence[tuple[str, str]] | None = None) -> None:
        """The window in every dress, or in `few`."""
        self._in_every_dress(name, few=few)

    def until(self, true: Callable[[], bool]) -> None:
        """Let the console work until it is so."""
        self._until(true)

    def _in_every_dress(
        self, name: str, grab: Callable[[], object] | None = None, *, few: Sequence[tuple[str, str]] | None = None
    ) -> None:
        from PySide6.QtGui import QPixmap

        preferences = self._console.preferences
        for language, theme in few or product(LANGUAGES, THEMES):
            preferences.change(language=language, theme=theme)
            self._settle()
            pixels = (grab or self._console.window.grab)()
            path = FOLDER / f"{name}-{language}-{theme}-{self._scale}x.png"
            if not isinstance(pixels, QPixmap) or not pixels.save(str(path)):
                raise SystemExit(f"{path} could not be written")

    def _until(self, true: Callable[[], bool]) -> None:
        end = time.monotonic() + WAIT_S
        while not true():
            if time.monotonic() > end:
                raise SystemExit("waited in vain for the next picture")
            self._app.processEvents()
            time.sleep(0.005)

    def _settle(self) -> None:
        end = time.monotonic() + 0.25
        self._until(lambda: time.monotonic() > end and self._console.background.pending == 0)


def photograph(scale: str) -> int:
    """Take every picture at one scale, on a demo centre of its own."""
    from console.places import HOME_VARIABLE

    home = FOLDER / "home"
    shutil.rmtree(home, ignore_errors=True)
    os.environ[HOME_VARIABLE] = str(home)
    Photographer(scale).work()
    shutil.rmtree(home)
    return 0


if __name__ == "__main__":
    sys.exit(photograph(sys.argv[1]) if len(sys.argv) > 1 else main())

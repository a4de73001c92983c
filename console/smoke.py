"""`--smoke`: whether an installed program works, told by itself in one line: database, sound, sheet, floor, drawing."""

from __future__ import annotations

import json
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Any

from console import __version__
from console.hands import Hands, HandsEnded, without_a_screen

HEARD_MS = 1000
LEAST_COLOURS = 12
"""A floor that is drawn has more; a blank window has one."""


def run() -> int:
    """Try everything in a home of its own, gone afterwards; one JSON line of timings in ms. 0 when all of it worked."""
    with tempfile.TemporaryDirectory(prefix="deskside-smoke-", ignore_cleanup_errors=True) as home:
        without_a_screen(Path(home))
        timings: dict[str, int] = {}
        told: dict[str, Any] = {"version": __version__, "frozen": bool(getattr(sys, "frozen", False))}
        try:
            told |= _try_all(timings)
        except HandsEnded as ended:
            told["failed"] = str(ended)
        except Exception as error:  # else a window's program would open a box, which nobody sees where it is rolled out
            told["failed"] = f"{type(error).__name__}: {error}"
            if sys.stderr is not None:
                traceback.print_exc()
        told["ms"] = timings
        if sys.stdout is not None:  # a window's program has none unless somebody asked for it
            sys.stdout.write(json.dumps(told) + "\n")
            sys.stdout.flush()
    return 1 if "failed" in told else 0


def _try_all(timings: dict[str, int]) -> dict[str, Any]:
    """Every step, each timed into `timings`; what was found. HandsEnded names the step that failed."""
    began = time.perf_counter()

    def lap(name: str) -> None:
        nonlocal began
        now = time.perf_counter()
        timings[name] = round((now - began) * 1000)
        began = now

    from console.desk.keys import Action
    from console.domain.people import Role

    _load_driver()
    lap("driver_loaded")
    hands = Hands()
    lap("window_made")
    try:
        painted: list[bool] = []
        hands.console.window.furnished.connect(lambda: painted.append(True))
        hands.console.start()
        hands.until(lambda: bool(painted), "the window is painted")
        lap("window_painted")
        hands.until(lambda: hands.console.door.opened is not None, "the demo centre is built")
        lap("database")
        hands.be(Role.INSPECTOR)
        lap("signed_on")
        hands.open_first_call()
        lap("call_opened")
        place = hands.place()
        place.act(Action.PLAY)
        hands.until(lambda: place.player.position_ms >= HEARD_MS, "sound plays")
        place.act(Action.PLAY)
        lap("played")
        hands.console.sign_off()
        hands.be(Role.SUPERVISOR)
        talking, ready = hands.watch_the_floor()
        hands.settle()
        lap("floor")
        colours = _colours(hands)
        lap("drawn")
        if colours < LEAST_COLOURS:
            raise HandsEnded(f"the floor is not drawn: {colours} colours")
    finally:
        hands.go()
    lap("ended")
    return {"talking": talking, "ready": ready, "colours": colours}


def _load_driver() -> None:
    """Whether a shared database could be opened; none is asked."""
    from sqlalchemy import create_engine
    from sqlalchemy.exc import SQLAlchemyError

    try:
        create_engine("postgresql+psycopg://").dispose()
    except (ImportError, SQLAlchemyError) as error:
        raise HandsEnded(f"the PostgreSQL driver is not whole: {error}") from error


def _colours(hands: Hands) -> int:
    """How many colours the window shows, of every fourth point."""
    picture = hands.console.window.grab().toImage()
    return len({picture.pixel(x, y) for x in range(0, picture.width(), 4) for y in range(0, picture.height(), 4)})

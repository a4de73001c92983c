"""Months made ahead and months let go: what grows is kept as long as the policy says, and no longer."""

from __future__ import annotations

import argparse
import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from console.admin.accounts import table
from console.admin.place import DONE, NOT_DONE, NotUsable, Place, one
from console.admin.setting_up import refuse_other_version
from console.domain.retention import Kept, PlanLine
from console.store.retention import Retention
from console.store.store import Store

KINDS = tuple(str(kind) for kind in Kept)
_AT_ONCE = 500
_MOST_NAMED = 5


@dataclass(frozen=True)
class Share:
    """Where recordings lie: a folder as consoles name it, and the same folder as this computer sees it."""

    named: str
    here: Path

    def find(self, path: str) -> Path | None:
        """The file here that consoles know as `path`; None when it is not on this share, by whatever detour.

        A path in the database was written by somebody's console, and what is found here may be removed.
        """
        windows = "\\" in self.named or "\\" in path
        kind = PureWindowsPath if windows else PurePosixPath
        try:
            inside = kind(path).relative_to(kind(self.named))
        except ValueError:
            return None
        if not inside.parts or ".." in inside.parts:
            return None
        # Only the folder is followed through links: a link to a recording is removed, never what it leads to.
        whole = self.here.joinpath(*inside.parts)
        folder = whole.parent.resolve()
        root = self.here.resolve()
        return folder / whole.name if folder == root or root in folder.parents else None


def add_arguments(commands: Any) -> None:
    """The commands about growth."""
    keeping = commands.add_parser(
        "retention",
        help="say what has had its time; with --apply let go of it",
        description="Without --apply nothing is changed: a dry run. Recordings are removed from the shares named only.",
    )
    keeping.add_argument("--apply", action="store_true", help="let go of it")
    keeping.add_argument(
        "--set", action="append", default=[], metavar="KIND=MONTHS", help="keep " + ", ".join(KINDS) + " so long"
    )
    keeping.add_argument(
        "--recordings",
        action="append",
        default=[],
        metavar="FOLDER",
        help="where recordings may be removed: a folder, or NAMED=FOLDER where consoles name it otherwise",
    )
    keeping.set_defaults(run=retention)
    ahead = commands.add_parser("partitions", help="make the parts of the coming months")
    ahead.add_argument("--months", type=int, default=3, metavar="N", help="how far ahead (%(default)s)")
    ahead.set_defaults(run=partitions)


def partitions(place: Place, args: argparse.Namespace) -> int:
    """Make parts ahead."""
    if not 1 <= args.months <= 24:
        raise NotUsable("Parts are made 1 to 24 months ahead.")
    with place.connected() as connection:
        made = one(connection, "SELECT make_partitions(%s)", args.months)
    if made:
        place.terminal.say(f"{made} parts were made; {args.months} months ahead are ready.")
    else:
        place.terminal.say(f"{args.months} months ahead were ready already.")
    return DONE


def retention(place: Place, args: argparse.Namespace) -> int:
    """Change policies if asked, show what has had its time, and with --apply let go of it."""
    wanted = [_policy(words) for words in args.set]
    shares = [_share(words) for words in args.recordings]
    say = place.terminal.say
    with place.connected() as connection:
        refuse_other_version(connection)
    with Store.open(place.url, login=place.session.login, patience=place.session.patience) as store:
        for kind, months in wanted:
            store.retention.set_months(kind, months)
            say(f"{kind.capitalize()} are kept {months} months.")
        head = ("what", "kept", "had its time before", "how many", "oldest", "bytes")
        for line in table((head, *map(_line, store.retention.plan()))):
            say(line)
        if not args.apply:
            say("Nothing was removed; with --apply it is.")
            return DONE
        left = _remove_recordings(store.retention, shares, place)
        for kind in (Kept.EVALUATIONS, Kept.LOGS):
            gone = 0
            while some := store.retention.apply(kind):
                gone += some
            say(f"{kind.capitalize()}: {gone} went.")
    return NOT_DONE if left else DONE


def _line(line: PlanLine) -> tuple[str, ...]:
    oldest = f"{line.oldest:%Y-%m-%d}" if line.oldest else ""
    size = "" if line.bytes is None else str(line.bytes)
    return (line.what, f"{line.months} months", f"{line.before:%Y-%m-%d}", str(line.things), oldest, size)


def _remove_recordings(retention: Retention, shares: list[Share], place: Place) -> int:
    """Remove the files, then say so in the database, some at a time; how many could not be removed."""
    gone = 0
    left: list[str] = []
    due = retention.recordings_to_remove()
    for first in range(0, len(due), _AT_ONCE):
        removed = []
        for call in due[first : first + _AT_ONCE]:
            bad = [why for path in call.paths if (why := _remove(path, shares))]
            left += bad
            if not bad:
                removed.append(call.call_id)
        if removed:
            gone += retention.apply(Kept.RECORDINGS, calls=removed)
    place.terminal.say(f"Recordings: those of {gone} calls were removed.")
    for why in left[:_MOST_NAMED]:
        place.terminal.say(f"  {why}")
    if len(left) > _MOST_NAMED:
        place.terminal.say(f"  … and {len(left) - _MOST_NAMED} more.")
    return len(left)


def _remove(path: str, shares: list[Share]) -> str:
    """Why the file could not be removed; empty when it is gone, or was."""
    places = [place for share in shares if (place := share.find(path))]
    if not places:
        return f"{path} is on no share named with --recordings, so it stays."
    try:
        if places[0].is_dir() and not places[0].is_symlink():
            return f"{path} is a folder and stays."
        places[0].unlink(missing_ok=True)
    except OSError as error:
        return f"{path} stays: {os.strerror(error.errno or 0)}."
    return ""


def _policy(words: str) -> tuple[Kept, int]:
    kind, _, months = words.partition("=")
    if kind not in KINDS or not months.isascii() or not months.isdigit() or not 1 <= int(months) <= 1200:
        raise NotUsable(f"{words!r} is no policy; write one of {', '.join(KINDS)}, =, and a number of months.")
    return Kept(kind), int(months)


def _share(words: str) -> Share:
    named, _, here = words.rpartition("=")
    folder = Path(here)
    if not folder.is_dir():
        raise NotUsable(f"{here} is not a folder here.")
    return Share(named or str(folder.absolute()), folder)

"""`python -m console` and `deskside`: reads the arguments and starts the one part they name."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from console import __version__

if TYPE_CHECKING:
    import argparse


def _parser(words: Sequence[str]) -> argparse.ArgumentParser:
    import argparse

    parser = argparse.ArgumentParser(
        prog="deskside",
        description="Listen to calls, score them, coach. Without a command the console opens.",
    )
    parser.add_argument("--version", action="version", version=f"Deskside {__version__}")
    parser.add_argument(
        "--database",
        metavar="URL",
        default=None,
        help="postgresql://… or sqlite:///…; without it: the settings, then the embedded demo centre",
    )
    parser.add_argument("--find", metavar="WORDS", default="", help="list the calls that have them: a number, a queue")
    parser.add_argument("--smoke", action="store_true", help="try everything without a screen, tell it in one line")
    parser.add_argument("--diagnose", action="store_true", help="one page about this PC and what it reaches")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    importing = commands.add_parser("import", help="bring recordings in")
    adding = commands.add_parser("add-person", help="make an account, the first of a new database too")
    keeping = commands.add_parser("admin", help="keep a shared database: set-up, people, health, backups")
    reporting = commands.add_parser("report", help="a month's figures, by item, agent and team")
    holding = commands.add_parser("gateway", help="hold a telephone system; runs without a window")
    settling = commands.add_parser("policy", help="what is settled for everybody on this PC")
    tour = commands.add_parser("tour", help="score one call by itself, offscreen, and leave pictures")
    tour.add_argument("--pictures", metavar="FOLDER", default="build/tour", help="where the pictures go (%(default)s)")
    if "import" in words:  # its options cost imports that opening a window must not wait for
        from console.intake.command import add_arguments

        add_arguments(importing)
    elif "report" in words:
        from console.report import add_arguments as add_report_arguments

        add_report_arguments(reporting)
    elif "gateway" in words:
        from console.gateway.command import add_arguments as add_gateway_arguments

        add_gateway_arguments(holding)
    elif "policy" in words:
        from console.policy_command import add_arguments as add_policy_arguments

        add_policy_arguments(settling)
    elif "admin" in words:
        from console.admin.command import add_arguments as add_admin_arguments

        add_admin_arguments(keeping)
    elif "add-person" in words:
        from console.add_person import add_arguments as add_person_arguments

        add_person_arguments(adding)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what `arguments` ask for; the process's exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    if not words:
        return _open(None)  # nothing to read: argparse costs the first paint 4 ms
    asked = _parser(words).parse_args(words)
    if asked.smoke:
        from console.smoke import run as run_smoke

        return run_smoke()
    if asked.diagnose:
        from console.diagnosis import run as run_diagnosis

        return run_diagnosis(asked.database)
    if asked.command == "import":
        from console.intake.command import run as run_import

        return run_import(asked)
    if asked.command == "add-person":
        from console.add_person import run as run_add_person

        return run_add_person(asked)
    if asked.command == "report":
        from console.report import run as run_report

        return run_report(asked)
    if asked.command == "gateway":
        from console.gateway.command import run as run_gateway

        return run_gateway(asked)
    if asked.command == "policy":
        from console.policy_command import run as run_policy

        return run_policy(asked)
    if asked.command == "admin":
        from console.admin.command import run as run_admin
        from console.store_door import publish_shipped_form

        return run_admin(asked, publish_shipped_form)
    if asked.command == "tour":
        from console.tour import run as run_tour

        return run_tour(asked.pictures)
    return _open(asked.database, asked.find)


def _open(database_url: str | None, find: str = "") -> int:
    gc.disable()  # until the console takes the collector over: nothing made by then is garbage
    from console.one_window import OneWindow, say_no_answer
    from console.places import data_folder

    one = OneWindow(data_folder())
    if not one.take():
        from console.settings import without_password

        code = one.hand_over({"database": without_password(database_url or ""), "find": find})
        if code:
            say_no_answer()
        if code is not None:
            return code
    from console.app import run

    return run(database_url, one, find)


if __name__ == "__main__":
    sys.exit(main())

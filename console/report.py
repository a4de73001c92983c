"""`deskside report`: a month's figures on the terminal or into a file, from the standby where there is one."""

from __future__ import annotations

import argparse
import getpass
import sys
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from console.desk.sentences import sentence_of
from console.domain.audit import AuditKind
from console.domain.faults import Fault, FaultKind, InputFault, PlaceFault
from console.domain.people import Right
from console.places import settings_file
from console.policy import settings_in_force
from console.settings import is_shared, load

if TYPE_CHECKING:
    from console.report_shapes import Export
    from console.store.store import Store

DONE, NOT_USABLE, PLACE_FAILED = 0, 2, 3
"""Exit codes: the report is out · the arguments cannot be used · the database or the disk is at fault."""

_EPILOG = """\
Means and rates are of calls that chance chose; hand-picked and side-by-side ones stand apart. A month begins at
midnight of this computer's time zone. Every report taken out is recorded with its taker, also when a standby made it.
exit codes: 0 the report is out, 2 the arguments cannot be used, 3 the database or the disk is at fault."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `deskside report`."""
    parser.epilog = _EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description = "The evaluations of a month: means, failure rates by item, by agent and by team."
    parser.add_argument("month", metavar="MONTH", help="year and month, as 2026-11")
    parser.add_argument("--team", action="append", metavar="TEAM", help="only this team; may be given several times")
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_const", dest="shape", const="json", help="everything, for programs")
    shape.add_argument("--csv", action="store_const", dest="shape", const="csv", help="a table, for spreadsheets")
    parser.add_argument("--output", metavar="FILE", help="write there instead of on the terminal")
    parser.add_argument("--number", metavar="NUMBER", help="whose report it is; else who signed on here last")
    parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    parser.add_argument("--database", metavar="URL", default=argparse.SUPPRESS, help="see deskside --help")
    parser.add_argument(
        "--reports-database", metavar="URL", help="a standby to read from; else the one in the settings"
    )


def run(args: argparse.Namespace, out: TextIO | None = None, err: TextIO | None = None) -> int:
    """Make the report that `args` ask for; the exit code."""
    out, err = out or sys.stdout, err or sys.stderr
    url = getattr(args, "database", None)
    try:
        settings = load(settings_file())[0] if url else settings_in_force()
    except Fault as fault:
        err.write(f"deskside report: {sentence_of(fault)}\n")
        return NOT_USABLE
    standby = args.reports_database or (settings.reports_url if url is None else "")
    url = url or settings.database_url
    number = args.number or settings.last_number
    first_day = _first_day(args.month)
    wrong = (
        "name a database with --database; the demo centre has no months to report."
        if not url
        else f"{args.month} is not a month; write it as 2026-11."
        if first_day is None
        else "say with --number whose report it is."
        if not number
        else ""
    )
    if wrong or first_day is None:
        err.write(f"deskside report: {wrong}\n")
        return NOT_USABLE
    try:
        _write(_report(url, standby, number, first_day, args), args, out)
    except Fault as fault:
        why = f" ({fault.facts['why']})" if fault.facts.get("why") else ""
        err.write(f"deskside report: {sentence_of(fault)}{why}\n")
        return NOT_USABLE if isinstance(fault, InputFault) else PLACE_FAILED
    except OSError as error:
        err.write(f"deskside report: {args.output} cannot be written ({error.strerror}).\n")
        return PLACE_FAILED
    return DONE


def _first_day(words: str) -> date | None:
    try:
        return datetime.strptime(words, "%Y-%m").replace(tzinfo=UTC).date()
    except ValueError:
        return None


def _report(url: str, standby: str, number: str, first_day: date, args: argparse.Namespace) -> Export:
    """The report, read and recorded. Recorded first: nothing leaves without its record."""
    from console.report_shapes import Export  # late: a wrong argument is told before the ORM is loaded
    from console.store.connecting import Login
    from console.store.store import Store

    password = _password(url, number, from_stdin=args.password_stdin)
    login = Login(number, password) if is_shared(url) else None
    with ExitStack() as open_until_done:
        store = open_until_done.enter_context(Store.open(url, login=login, create=False))
        person = store.people.sign_on_here() if login else store.people.sign_on(number, password)
        if not person.may(Right.SEE_REPORTS):
            raise PlaceFault(FaultKind.NO_RIGHT)
        source: Store = store
        if standby:
            source = open_until_done.enter_context(Store.open(standby, login=login, create=False))
        report = source.reports.month(first_day, teams=args.team)
        store.audit.append(
            AuditKind.EXPORT,
            person,
            what="month_report",
            month=f"{first_day:%Y-%m}",
            teams=", ".join(args.team or ()),
            shape=args.shape or "text",
        )
    return Export(report, person.number, datetime.now(UTC))


def _password(url: str, number: str, *, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    from console.desk.kept_passwords import KeptPasswords

    return (KeptPasswords(url).get(number) if is_shared(url) else "") or getpass.getpass(f"Password of {number}: ")


def _write(export: Export, args: argparse.Namespace, out: TextIO) -> None:
    from console.report_shapes import as_csv, as_json, as_text

    words = {"json": as_json, "csv": as_csv, None: as_text}[args.shape](export)
    if args.output:
        # Spreadsheets know by the mark at the beginning that it is UTF-8.
        encoding = "utf-8-sig" if args.shape == "csv" else "utf-8"
        Path(args.output).write_bytes(words.encode(encoding))
    else:
        out.write(words)

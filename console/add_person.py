"""`deskside add-person`: makes an account in a database of one PC, the first one included, without a window."""

from __future__ import annotations

import argparse
import getpass
import sys
from typing import TextIO

from console.desk.sentences import sentence_of
from console.domain.faults import Fault, FaultKind, InputFault
from console.domain.people import Person, Role
from console.policy import settings_in_force
from console.store_door import publish_shipped_form

DONE, NOT_USABLE, PLACE_FAILED = 0, 2, 3
"""Exit codes: the account is there · the arguments cannot be used · the database or the disk is at fault."""

_EPILOG = """\
The password is asked for without showing it. An agent gets a PIN instead: with it coaching notes are signed.
An account that is there already just so is left as it is, its password too.
exit codes: 0 the account is there, 2 the arguments cannot be used, 3 the database or the disk is at fault."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `deskside add-person`."""
    parser.epilog = _EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description = "Make an account for somebody who works here."
    parser.add_argument("number", metavar="NUMBER", help="the work number; never reused")
    parser.add_argument("--name", required=True, metavar="NAME", help="as it is shown to others")
    parser.add_argument("--role", required=True, choices=[role.value for role in Role], help="what they do")
    parser.add_argument("--team", default="", metavar="TEAM", help="an agent's team")
    parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    parser.add_argument("--database", metavar="URL", default=argparse.SUPPRESS, help="see deskside --help")


def run(args: argparse.Namespace, out: TextIO | None = None, err: TextIO | None = None) -> int:
    """Make the account that `args` describe; the exit code."""
    out, err = out or sys.stdout, err or sys.stderr
    try:
        url = getattr(args, "database", None) or settings_in_force().database_url
    except Fault as fault:
        err.write(f"deskside add-person: {sentence_of(fault)}\n")
        return NOT_USABLE
    if not url:
        err.write("deskside add-person: name a database with --database; the demo centre has its own people.\n")
        return NOT_USABLE
    if url.startswith("postgres"):
        err.write("deskside add-person: this database is shared; deskside admin add-user makes account and login.\n")
        return NOT_USABLE
    wanted = (args.number.strip(), args.name.strip(), Role(args.role), args.team.strip())
    if not wanted[0] or not wanted[1]:
        err.write("deskside add-person: number and name must not be empty.\n")
        return NOT_USABLE
    try:
        return _add(url, wanted, args, out, err)
    except Fault as fault:
        why = f" ({fault.facts['why']})" if fault.facts.get("why") else ""
        err.write(f"deskside add-person: {sentence_of(fault)}{why}\n")
        return NOT_USABLE if isinstance(fault, InputFault) else PLACE_FAILED


def _add(url: str, wanted: tuple[str, str, Role, str], args: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    from console.store.people import NewPerson  # late: a wrong argument is told before the ORM is loaded
    from console.store.store import Store

    number, name, role, team = wanted
    with Store.open(url) as store:
        publish_shipped_form(store)
        there = next((person for person in store.people.list_people() if person.number == number), None)
        if there is not None:
            if not _same(there, wanted):
                raise InputFault(FaultKind.NUMBER_TAKEN, number=number)
            out.write(f"{number} {name} is there already; nothing was changed.\n")
            return DONE
        secret = _secret(role, from_stdin=args.password_stdin)
        if not secret and role is not Role.AGENT:
            err.write("deskside add-person: nobody can sign on with an empty password.\n")
            return NOT_USABLE
        if role is Role.AGENT:
            store.people.add(NewPerson(number, name, role, team=team, pin=secret))
        else:
            store.people.add(NewPerson(number, name, role, team=team, password=secret))
    out.write(f"{number} {name} was added.\n")
    return DONE


def _same(there: Person, wanted: tuple[str, str, Role, str]) -> bool:
    return there.active and (there.number, there.name, there.role, there.team) == wanted


def _secret(role: Role, *, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    what = "PIN (may be empty): " if role is Role.AGENT else "Password: "
    return getpass.getpass(what)

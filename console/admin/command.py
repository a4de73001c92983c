"""`deskside admin`: reads the arguments, runs the command they name, and says in plain words what came of it."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from console.admin import accounts, checks, growth, saving, setting_up
from console.admin.place import NOT_DONE, NOT_USABLE, NotDone, NotUsable, Place, Terminal
from console.desk.sentences import sentence_of
from console.domain.faults import Fault, FaultKind, InputFault
from console.policy import settings_in_force
from console.store.store import Store

Furnish = Callable[[Store], None]

_EPILOG = """\
URL is postgresql://user@host/database; without it the console's settings say which. Who connects is the user in it,
else the one of this system. The password comes from PGPASSWORD or ~/.pgpass, or is asked for; it is never an argument.
Every command may be run again: it says what it did, or that it was so already.
exit codes: 0 it is so, 1 the server or a disk did not let it be done, 2 the arguments cannot be used.
check: 0 all well, 1 something to look at, 2 something is wrong."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The commands of `deskside admin`."""
    parser.epilog = _EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description = "Keep a shared database: its set-up, people, health, backups and growth."
    commands = parser.add_subparsers(dest="deed", metavar="COMMAND", required=True)
    for part in (setting_up, accounts, checks, saving, growth):
        part.add_arguments(commands)
    for command in commands.choices.values():
        command.add_argument("--database", metavar="URL", default=argparse.SUPPRESS, help="see deskside admin --help")


def run(args: argparse.Namespace, furnish: Furnish, terminal: Terminal | None = None) -> int:
    """Do what `args` say; the exit code. `furnish` gives a new database what a centre begins with."""
    terminal = terminal or Terminal()
    args.furnish = furnish
    try:
        given = getattr(args, "url", None) or getattr(args, "database", None)
        url = given or settings_in_force().database_url
        if not url:
            raise NotUsable("Name a database with --database postgresql://user@host/database.")
        _refuse_other_encodings(args)
        code: int = args.run(Place(url, terminal), args)
    except NotUsable as error:
        terminal.err.write(f"deskside admin: {error}\n")
        return NOT_USABLE
    except NotDone as error:
        terminal.err.write(f"deskside admin: {error}\n")
        return NOT_DONE
    except Fault as fault:
        terminal.err.write(f"deskside admin: {said(fault)}\n")
        return NOT_USABLE if isinstance(fault, InputFault) or fault.kind is FaultKind.NOT_FOUND else NOT_DONE
    return code


def _refuse_other_encodings(args: argparse.Namespace) -> None:
    """Bytes that are no text in the terminal's encoding reach a program as lone surrogates, which nothing can keep."""
    for words in vars(args).values():
        try:
            str(words).encode()
        except UnicodeEncodeError:
            raise NotUsable(f"{words!r} is not written in the terminal's encoding.") from None


_SHARPER = {
    (FaultKind.NO_RIGHT, "own_account"): "Nobody changes the own account; another administrator can.",
    (FaultKind.NO_RIGHT, "login_of_another"): "This login has rights over the server; only its owner may change it.",
}


def said(fault: Fault) -> str:
    """A fault as one sentence, and what the server said of it."""
    why = str(fault.facts.get("why", ""))
    sharper = _SHARPER.get((fault.kind, why))
    if sharper:
        return sharper
    if fault.kind is FaultKind.NOT_FOUND and fault.facts.get("what") == "person":
        return f"Nobody here has the work number {fault.facts.get('number', '')}."
    if fault.kind is FaultKind.NO_RIGHT and "no password supplied" in why:
        return "No password was given: put it into ~/.pgpass or PGPASSWORD, or run this in a terminal and type it."
    if fault.kind is FaultKind.NO_RIGHT and why:
        return f"The server does not allow this to whoever is connected: {why}"
    return sentence_of(fault) + (f" ({why})" if " " in why else "")

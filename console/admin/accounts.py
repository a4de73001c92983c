"""The people of a shared database: each command makes something so, and says whether it was so already."""

from __future__ import annotations

import argparse
import json
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import psycopg

from console.admin import secrets
from console.admin.place import DONE, NotUsable, Place, one, rows
from console.domain.faults import FaultKind, PlaceFault
from console.domain.people import Role
from console.store.ids import new_id

_PEOPLE = """
SELECT p.number, p.name, p.role, p.team, p.seat, p.active, coalesce(r.rolcanlogin, false),
    coalesce((SELECT array_agg(t.team ORDER BY t.team) FROM person_team t WHERE t.person_id = p.id), '{}')
FROM person p LEFT JOIN pg_roles r ON r.rolname = p.number
"""


@dataclass(frozen=True)
class Account:
    """Somebody of the centre as the list shows them. `login`: whether PostgreSQL would let them in."""

    number: str
    name: str
    role: str
    team: str
    seat: str
    active: bool
    login: bool
    granted: list[str]


def add_arguments(commands: Any) -> None:
    """The commands about people."""
    add = commands.add_parser("add-user", help="make an account with its login")
    add.add_argument("number", metavar="NUMBER", help="the work number; never reused")
    add.add_argument("--name", required=True, metavar="NAME", help="as it is shown to others")
    add.add_argument("--role", required=True, choices=[role.value for role in Role], help="what they do")
    add.add_argument("--team", default="", metavar="TEAM", help="the own team")
    add.add_argument("--seat", default="", metavar="SEAT", help="where they sit")
    add.add_argument(
        "--grant", action="append", default=[], metavar="TEAM", help="another team to see; may be repeated"
    )
    secrets.add_arguments(add)
    add.set_defaults(run=add_user)

    change = commands.add_parser("change-user", help="correct a name, move somebody to another team or seat")
    change.add_argument("number", metavar="NUMBER")
    change.add_argument("--name", metavar="NAME")
    change.add_argument("--team", metavar="TEAM")
    change.add_argument("--seat", metavar="SEAT")
    change.set_defaults(run=change_user)

    for name, active, what in (
        ("disable-user", False, "close an account and end its sessions"),
        ("enable-user", True, "open a closed account again"),
    ):
        door = commands.add_parser(name, help=what)
        door.add_argument("number", metavar="NUMBER")
        door.set_defaults(run=set_active, active=active)

    reset = commands.add_parser("reset-password", help="give somebody a new password; everybody may for themselves")
    reset.add_argument("number", metavar="NUMBER")
    secrets.add_arguments(reset)
    reset.set_defaults(run=reset_password)

    role = commands.add_parser("set-role", help="give somebody another role")
    role.add_argument("number", metavar="NUMBER")
    role.add_argument("role", choices=[role.value for role in Role])
    role.set_defaults(run=set_role)

    for name, deed, what in (
        ("grant-team", grant_team, "let somebody see a team's calls, besides the own one"),
        ("revoke-team", revoke_team, "take a granted team away again"),
    ):
        team = commands.add_parser(name, help=what)
        team.add_argument("number", metavar="NUMBER")
        team.add_argument("team", metavar="TEAM")
        team.set_defaults(run=deed)

    listing = commands.add_parser("list-users", help="who is here")
    listing.add_argument("--json", action="store_true", help="print JSON")
    listing.set_defaults(run=list_users)


def add_user(place: Place, args: argparse.Namespace) -> int:
    """Make an account, or leave one that is there just so."""
    number, say = args.number.strip(), place.terminal.say
    name, team, seat = (_shown(words) for words in (args.name, args.team, args.seat))
    if not name:
        raise NotUsable("A person has a name.")
    with place.connected() as connection:
        there = find(connection, number)
        if there is None:
            password = secrets.new_password(args, number, place.terminal)
            made = secrets.verifier(connection, number, password)
            wanted = (number, name, args.role, team, seat, made, new_id())
            one(connection, "SELECT add_person(%s, %s, %s, %s, %s, %s, %s)", *wanted)
            say(f"{number} {name} was added as {args.role}{_of(team)}.")
            if args.generate_password:
                say(f"The password of {number} is {password} and is not shown again.")
        elif (there.name, there.role, there.team, there.seat, there.active) == (name, args.role, team, seat, True):
            say(f"{number} {name} is there already, as {args.role}{_of(team)}; the password stays as it is.")
        else:
            raise NotUsable(
                f"{number} is there already: {_described(there)}. "
                "Use change-user, set-role or enable-user to change that; a work number is never given to another."
            )
        for granted in args.grant:
            _grant(place, connection, number, granted)
    return DONE


def change_user(place: Place, args: argparse.Namespace) -> int:
    """Another name, team or seat."""
    wanted = [None if words is None else _shown(words) for words in (args.name, args.team, args.seat)]
    if wanted == [None, None, None]:
        raise NotUsable("Say what to change: --name, --team or --seat.")
    with place.connected() as connection:
        changed = one(connection, "SELECT change_person(%s, %s, %s, %s)", args.number, *wanted)
        is_now = _described(_found(connection, args.number))
    place.terminal.say(f"{args.number} is {'now' if changed else 'already'} {is_now}.")
    return DONE


def set_active(place: Place, args: argparse.Namespace) -> int:
    """Close or open an account."""
    with place.connected() as connection:
        changed = one(connection, "SELECT set_person_active(%s, %s)", args.number, args.active)
        ended = one(connection, "SELECT pg_has_role('deskside_owner', 'pg_signal_backend', 'USAGE')")
    if args.active:
        place.terminal.say(f"{args.number} can sign on {'again' if changed else 'already'}.")
    elif changed:
        sessions = "were ended" if ended else "may do nothing more, but go on until they end by themselves"
        place.terminal.say(f"{args.number} can no longer sign on; open sessions {sessions}.")
    else:
        place.terminal.say(f"{args.number} could not sign on before either.")
    return DONE


def reset_password(place: Place, args: argparse.Namespace) -> int:
    """A new password."""
    with place.connected() as connection:
        _found(connection, args.number)
        password = secrets.new_password(args, args.number, place.terminal)
        made = secrets.verifier(connection, args.number, password)
        one(connection, "SELECT set_verifier(%s, %s)", args.number, made)
    place.terminal.say(f"{args.number} has a new password.")
    if args.generate_password:
        place.terminal.say(f"The password of {args.number} is {password} and is not shown again.")
    return DONE


def set_role(place: Place, args: argparse.Namespace) -> int:
    """Another role, in the database and in the groups of the login."""
    with place.connected() as connection:
        changed = one(connection, "SELECT set_person_role(%s, %s)", args.number, args.role)
    place.terminal.say(f"{args.number} is {'now' if changed else 'already'} {args.role}.")
    return DONE


def grant_team(place: Place, args: argparse.Namespace) -> int:
    """One team more to see."""
    with place.connected() as connection:
        _grant(place, connection, args.number, args.team)
    return DONE


def revoke_team(place: Place, args: argparse.Namespace) -> int:
    """One team less to see."""
    with place.connected() as connection:
        changed = one(connection, "SELECT revoke_team(%s, %s)", args.number, args.team)
        own = _found(connection, args.number).team == args.team
    said = (
        f"Team {args.team} was taken from {args.number}." if changed else f"{args.number} was not granted {args.team}."
    )
    place.terminal.say(said + (" It is still the own team of this person." if own else ""))
    return DONE


def list_users(place: Place, args: argparse.Namespace) -> int:
    """Everybody, by work number."""
    with place.connected() as connection:
        people = [Account(*row) for row in rows(connection, _PEOPLE + " ORDER BY p.number")]
    if args.json:
        json.dump([asdict(person) for person in people], place.terminal.out, ensure_ascii=False, indent=2)
        place.terminal.say("")
        return DONE
    head = ("number", "name", "role", "team", "also sees", "seat", "")
    body = [
        (one.number, one.name, one.role, one.team, " ".join(one.granted), one.seat, _door_of(one)) for one in people
    ]
    for line in table((head, *body)):
        place.terminal.say(line)
    return DONE


def find(connection: psycopg.Connection[Any], number: str) -> Account | None:
    """The account with this work number."""
    found = rows(connection, _PEOPLE + " WHERE p.number = %s", number)
    return Account(*found[0]) if found else None


def table(lines: Sequence[Sequence[str]]) -> list[str]:
    """Lines in columns; a Chinese character is as wide as two others."""
    widths = [max(_width(cell) for cell in column) for column in zip(*lines, strict=True)]
    return [
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]


def _width(words: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in words)


def _grant(place: Place, connection: psycopg.Connection[Any], number: str, team: str) -> None:
    named = _shown(team)
    if not named:
        raise NotUsable("A team has a name.")
    if one(connection, "SELECT grant_team(%s, %s)", number, named):
        place.terminal.say(f"Team {named} was granted to {number}.")
    else:
        place.terminal.say(f"{number} had team {named} already.")


def _found(connection: psycopg.Connection[Any], number: str) -> Account:
    account = find(connection, number)
    if account is None:
        raise PlaceFault(FaultKind.NOT_FOUND, what="person", number=number)
    return account


def _shown(words: str) -> str:
    """A name as it is kept. NotUsable for characters that do not show, such as those of another encoding."""
    name = words.strip()
    if not name.isprintable():
        raise NotUsable(f"{name!r} holds characters that do not show.")
    return name


def _of(team: str) -> str:
    return f" of team {team}" if team else ""


def _described(account: Account) -> str:
    seat = f" at seat {account.seat}" if account.seat else ""
    return f"{account.name}, {account.role}{_of(account.team)}{seat}{'' if account.active else ', closed'}"


def _door_of(account: Account) -> str:
    if not account.active:
        return "closed"
    return "" if account.login else "has no login"

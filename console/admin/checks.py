"""`deskside admin check` and `verify-audit`: whether a centre's database is as it should be, a line for each thing."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from typing import Any

import psycopg

from console.admin import check_centre, check_certificate, check_server
from console.admin.accounts import table
from console.admin.findings import WORDS, Finding, Grade, unseen, well, wrong
from console.admin.place import DONE, NOT_DONE, NotUsable, Place
from console.admin.setting_up import is_current, refuse_other_version, standing
from console.domain.faults import FaultKind, PlaceFault
from console.store.audit_chain import ChainReport
from console.store.store import Store

NEWEST_RECORDS = 10_000
"""How many records of the chain a check walks; verify-audit walks all."""

Look = Callable[[psycopg.Connection[Any]], Iterator[Finding]]

_SERVER: tuple[Look, ...] = (
    check_server.version,
    check_server.encryption,
    check_certificate.certificate,
    check_server.doors,
    check_server.disk,
    check_server.clock,
    check_server.superusers,
    check_server.room,
    check_server.standbys,
)
_CENTRE: tuple[Look, ...] = (
    check_centre.groups,
    check_centre.people,
    check_centre.rights,
    check_centre.parts,
    check_centre.backups,
)


def add_arguments(commands: Any) -> None:
    """The commands that look and change nothing."""
    check = commands.add_parser("check", help="say whether everything is as it should be")
    check.add_argument("--json", action="store_true", help="print JSON")
    check.set_defaults(run=check_all)
    verify = commands.add_parser("verify-audit", help="walk the whole record of deeds and name the first broken link")
    verify.add_argument(
        "--witness", metavar="NUMBER:HASH", help="a head noted earlier, which must still be in the chain"
    )
    verify.set_defaults(run=verify_audit)


def check_all(place: Place, args: argparse.Namespace) -> int:
    """Look at everything; the gravest grade is the exit code."""
    found = findings(place)
    worst = max((finding.grade for finding in found), default=Grade.WELL)
    if args.json:
        lines = [{"grade": f.grade.name.lower(), "what": f.what, "words": f.words, "advice": f.advice} for f in found]
        json.dump(lines, place.terminal.out, ensure_ascii=False, indent=2)
        place.terminal.say("")
        return max(0, worst)
    for finding, line in zip(found, table([(WORDS[f.grade], f.what, f.words) for f in found]), strict=True):
        place.terminal.say(line)
        if finding.advice:
            place.terminal.say(f"    → {finding.advice}")
    return max(0, worst)


def findings(place: Place, *, of_server: bool = True) -> list[Finding]:
    """Everything that was looked at: the server, unless only the database was asked for, and the centre in it."""
    with place.connected() as connection:
        looks = (*(_SERVER if of_server else ()), check_centre.schema)
        found = [finding for look_at in looks for finding in look_at(connection)]
        if is_current(standing(connection)):
            found += (finding for look_at in _CENTRE for finding in look_at(connection))
            found += _chain(place)
    return found


def _chain(place: Place) -> Iterator[Finding]:
    try:
        report = walk(place, newest=NEWEST_RECORDS)
    except PlaceFault as fault:
        if fault.kind is not FaultKind.NO_RIGHT:
            raise
        yield unseen("audit", "managers and administrators may see it")
        return
    if report.broken is None:
        yield well("audit", f"the newest {report.held} records are a whole chain")
    else:
        yield wrong(
            "audit", report.sentence(), "Run verify-audit, keep the newest backups, and find out who had the server."
        )


def verify_audit(place: Place, args: argparse.Namespace) -> int:
    """Walk the whole chain."""
    witness = None
    if args.witness:
        number, _, words = args.witness.partition(":")
        try:
            witness = (int(number), bytes.fromhex(words))
        except ValueError:
            raise NotUsable(
                "A witness is a record's number, a colon and its hash, as verify-audit prints them."
            ) from None
    with place.connected() as connection:
        refuse_other_version(connection)
    report = walk(place, witness=witness)
    place.terminal.say(report.sentence())
    return NOT_DONE if report.broken else DONE


def walk(place: Place, *, newest: int | None = None, witness: tuple[int, bytes] | None = None) -> ChainReport:
    """Walk the chain, or its newest records."""
    with Store.open(place.url, login=place.session.login, patience=place.session.patience) as store:
        return store.audit.verify(newest=newest, witness=witness)

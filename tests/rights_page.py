"""Writes docs/rights.md from the one table of rights: `python -m tests.rights_page`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.rights.functions import FUNCTIONS
from tests.rights.table import PEOPLE, TABLES, Line, Reaches, Table

PAGE = Path(__file__).resolve().parent.parent / "docs" / "rights.md"

INTRODUCTION = """\
# Who may do what in the shared database

<!-- Made by `python -m tests.rights_page` from tests/rights/table.py and tests/rights/functions.py: change those. -->

The shared PostgreSQL itself keeps these rights: each person signs on with a login of their own, and what is not allowed
here is refused by the database whatever program asks. `tests/store/test_rights_matrix.py` tries every line below with
every kind of login, on rows of one's own, of a colleague, of another team and of no team.

A person has a right only if **two** things agree: the login's group (`deskside_inspector` …), which counts for the
whole server, and the role written in `person` of **this** database. So:

* somebody disabled (`person.active` false) sees and does nothing, even while the login still opens;
* a manager of another database on the same server is nobody here, unless an account was made here too;
* a login that is in none of our groups cannot even connect.

*Own teams* are the team of the account and those given by `deskside admin grant-team`. Calls without a team are seen by
every inspector and supervisor. A dash means refused. What is in no line is refused to everybody but the owner of the
database: nobody deletes or empties a table, nobody changes a submitted sheet, a published form or the record of deeds.

Who signs a deed is never asked of the client: the database takes it from the login. Its clock is the one that counts.
"""

CLOSED = """\
## Closed to everybody

| table | holds |
| --- | --- |
"""

ONLY_FUNCTIONS = """\
## Functions

What changes more than a row of one's own is done by functions, each in one step with its entry in the record of deeds.

"""

LAST_WORDS = """\
## What rests on other things

* **Superusers, the owner of the database and members of `deskside_owner`** are trusted: no rule of this page binds
  them. Give those logins to people who keep the server, not to people of the centre.
* **An administrator can set anybody's password**, and could then sign on as that person. It is recorded with the
  administrator's name (`secret_set`), and nobody may take it out of the record.
* **File names of recordings** are shown to whoever sees the call. If your recorder writes customers' numbers into the
  names, they stand there in full.
* **A customer's number once revealed** is known to who asked; what remains is the record of who, when and why.
* **A copy of the database** (`CREATE DATABASE … TEMPLATE`, or a restore without `--create`) has its doors open again:
  strangers may connect, people may make temporary tables. No right to our tables is lost by that; `deskside admin init`
  closes the doors.
"""


def _columns(table: Table, line: Line) -> str:
    if line.columns:
        return ", ".join(f"`{name}`" for name in line.columns)
    return "all but the sealed" if table.sealed and line.verb == "SELECT" else "all"


def _reaches(reaches: Reaches) -> str:
    return " | ".join(reaches[who].words if who in reaches else "–" for who in PEOPLE)


def _head(*first: str) -> Iterator[str]:
    yield f"| {' | '.join((*first, *PEOPLE))} |"
    yield f"|{' --- |' * (len(first) + len(PEOPLE))}"


def _table(table: Table) -> Iterator[str]:
    yield f"## `{table.name}`"
    yield ""
    yield table.holds
    if table.sealed:
        yield f"Sealed, read by nobody: {', '.join(f'`{name}`' for name in table.sealed)}."
    yield ""
    yield from _head("verb", "columns")
    for line in table.lines:
        yield f"| {line.verb} | {_columns(table, line)} | {_reaches(line.reaches)} |"
    yield ""
    for why in dict.fromkeys(line.why for line in table.lines):
        yield f"* {why}"
    yield ""


def page() -> str:
    """The whole page."""
    lines = [INTRODUCTION]
    for table in TABLES:
        if table.lines:
            lines += _table(table)
    lines.append(ONLY_FUNCTIONS.rstrip("\n"))
    lines.append("")
    lines += _head("function", "does")
    lines += [f"| `{f.name}` | {f.does} | {_reaches(f.reaches)} |" for f in FUNCTIONS]
    lines += ["", CLOSED.rstrip("\n")]
    lines += [f"| `{table.name}` | {table.holds} |" for table in TABLES if not table.lines]
    lines += ["", LAST_WORDS]
    return "\n".join(lines)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

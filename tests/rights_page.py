"""Writes docs/rights.md from the one table of rights: `python -m tests.rights_page`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.rights.functions import FUNCTIONS
from tests.rights.table import AREAS, PEOPLE, Reaches, Table

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

## In short

| role | may |
| --- | --- |
| agent | read own results and the notes shared with them; sign those notes; object to an item |
| inspector | import, hear and score calls of own teams; correct sheets; write and share notes; uncover a number |
| supervisor | as an inspector; besides take over somebody's draft, and draw calls for inspectors |
| manager | as a supervisor for all teams; besides publish forms and months, settle appeals, read the record of deeds |
| administrator | keep accounts and teams; import; set how long things are kept; read the record; sees no call or note |
| gateway | bring in calls and the states of agents; a program, not a person |
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
* **Whoever may write can make others wait**: a deed left unfinished holds the record of deeds until its session ends.
  `deskside admin disable-user` ends the sessions of somebody who does so on purpose.
* **The record and retention**: an administrator sets how long the record is kept, and whole months older than that go.
  Every change of that and every removal is itself recorded.
* **A customer's number once revealed** is known to who asked; what remains is the record of who, when and why.
* **Other databases of the same server** (`postgres`, `template1`) let every login in unless you close them
  (`REVOKE CONNECT ON DATABASE postgres FROM PUBLIC`). Nothing of ours is there.
* **A copy of the database** (`CREATE DATABASE … TEMPLATE`, or a restore without `--create`) has its doors open again:
  strangers may connect, people may make temporary tables. No row is open to them by that. `deskside admin restore`
  closes the doors, `deskside admin init --again` too.
"""


def _reaches(reaches: Reaches) -> str:
    return " | ".join(reaches[who].words if who in reaches else "–" for who in PEOPLE)


def _head(*first: str) -> Iterator[str]:
    yield f"| {' | '.join((*first, *PEOPLE))} |"
    yield f"|{' --- |' * (len(first) + len(PEOPLE))}"


def _area(tables: tuple[Table, ...]) -> Iterator[str]:
    yield from _head("table", "verb")
    for table in tables:
        for line in table.lines:
            only = f" of {', '.join(line.columns)}" if line.columns else ""
            yield f"| `{table.name}` | {line.verb}{only} | {_reaches(line.reaches)} |"
        if not table.lines:
            yield f"| `{table.name}` | – | {_reaches({})} |"
    yield ""
    for table in tables:
        sealed = f" Read by nobody: {', '.join(f'`{name}`' for name in table.sealed)}." if table.sealed else ""
        whys = " ".join(dict.fromkeys(line.why for line in table.lines))
        yield f"* `{table.name}`: {table.holds} {whys}".rstrip() + sealed
    yield ""


def page() -> str:
    """The whole page."""
    lines = [INTRODUCTION]
    for area, tables in AREAS.items():
        lines += [f"## {area}", "", *_area(tables)]
    lines += [ONLY_FUNCTIONS, *_head("function", "does")]
    lines += [f"| `{f.name}` | {f.does} | {_reaches(f.reaches)} |" for f in FUNCTIONS]
    lines += ["", LAST_WORDS]
    return "\n".join(lines)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

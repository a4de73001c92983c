"""Reports over many evaluations, from the one row that the database keeps of each: its newest result, packed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import LargeBinary, case, func, literal, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from console.domain.forms import Form
from console.domain.reports import AgentLine, LastScore, MonthReport, ReportItem, Tallies, Tally, TeamLine, month_bounds
from console.domain.sheet import Verdict
from console.store.calls import AnySelect
from console.store.columns import VERDICT_CODES
from console.store.engine import Database
from console.store.forms import Forms
from console.store.shared_tables import ResultTable
from console.store.tables import PersonTable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Counts = NDArray[np.int64]

DRAWN, HAND_PICKED, SIDE_BY_SIDE = range(3)
_EVALUATIONS, _POINTS, _CRITICAL, _FIRST_ITEM = range(4)


class laid_together(GenericFunction[bytes]):  # noqa: N801 - functions of SQL are written so
    """The packed verdicts of a group, one after the other."""

    type = LargeBinary()
    inherit_cache = True


@compiles(laid_together, "sqlite")
def _laid_together_sqlite(element: laid_together, compiler: SQLCompiler, **kw: Any) -> str:
    return f"CAST(group_concat({compiler.process(element.clauses, **kw)}, '') AS BLOB)"


@compiles(laid_together, "postgresql")
def _laid_together_postgresql(element: laid_together, compiler: SQLCompiler, **kw: Any) -> str:
    return f"string_agg({compiler.process(element.clauses, **kw)}, ''::bytea)"


class Reports:
    """Sums over evaluations. What the viewer may not see is not counted: the shared database sees to that."""

    def __init__(self, database: Database, forms: Forms) -> None:
        self._database = database
        self._forms = forms

    def month(self, first_day: date, *, teams: Sequence[str] | None = None, zone: tzinfo | None = None) -> MonthReport:
        """The report of the month that begins on `first_day` in `zone` (by default this computer's); of some teams.

        ValueError when `first_day` is not the first of a month.
        """
        since, until = month_bounds(first_day, zone)
        asked = None if teams is None else tuple(sorted(set(teams)))
        with self._database.reading() as connection:
            groups = connection.execute(month_query(since, until, asked)).all()
            versions = sorted({(group.form_key, group.form_version) for group in groups})
            forms = [self._forms.read(connection, key, version) for key, version in versions]
            people = connection.execute(select(PersonTable.id, PersonTable.number, PersonTable.name)).all()
        return _add_up(first_day, asked, groups, forms, {row.id: (row.number, row.name) for row in people})

    def last_scores(self, agent_id: UUID, most: int) -> list[LastScore]:
        """An agent's newest scores, the last first: as many as `most` that judge, and what was scored between them."""
        queries = [last_scores_query(agent_id, most, judging=judging) for judging in (False, True)]
        with self._database.reading() as connection:
            rows = {row.call_id: row for query in queries for row in connection.execute(query)}
        scores = (
            LastScore(row.call_id, row.scored_at, row.points, row.critical, not (row.hand_picked or row.side_by_side))
            for row in rows.values()
        )
        return sorted(scores, key=lambda score: score.scored_at, reverse=True)


def last_scores_query(agent_id: UUID, most: int, *, judging: bool) -> AnySelect:
    """An agent's newest results, all or only those that judge."""
    columns = ResultTable
    query = select(columns).where(columns.agent_id == agent_id).order_by(columns.scored_at.desc()).limit(most)
    return query.where(~columns.hand_picked, ~columns.side_by_side) if judging else query


def month_query(since: datetime, until: datetime, teams: Sequence[str] | None) -> AnySelect:
    """A row for each agent, team, form and way of choosing; apart so that tests can ask how it would be run."""
    columns = ResultTable
    kind = case(
        (columns.hand_picked, literal(HAND_PICKED)),
        (columns.side_by_side, literal(SIDE_BY_SIDE)),
        else_=literal(DRAWN),
    ).label("kind")
    keys = (columns.agent_id, columns.team, columns.form_key, columns.form_version)
    query = (
        select(
            *keys,
            kind,
            func.count().label("evaluations"),
            func.sum(columns.points).label("points"),
            func.sum(case((columns.critical, 1), else_=0)).label("critical"),
            laid_together(columns.verdicts).label("verdicts"),
        )
        .where(columns.scored_at >= since, columns.scored_at < until)
        .group_by(*keys, kind)
    )
    return query if teams is None else query.where(columns.team.in_(teams))


@dataclass
class _Lines:
    """Counts of growing lines, by key and by way of choosing."""

    items: int
    counts: dict[Any, Counts]

    def add(self, key: Any, kind: int, counts: Counts) -> None:
        import numpy as np

        if key not in self.counts:
            self.counts[key] = np.zeros((3, _FIRST_ITEM + 2 * self.items), np.int64)
        self.counts[key][kind] += counts

    def tallies(self, key: Any) -> Tallies:
        return Tallies(*(self._tally(row) for row in self.counts[key].tolist()))

    def _tally(self, row: list[int]) -> Tally:
        judged, failed = row[_FIRST_ITEM : _FIRST_ITEM + self.items], row[_FIRST_ITEM + self.items :]
        return Tally(row[_EVALUATIONS], row[_POINTS], row[_CRITICAL], tuple(judged), tuple(failed))


def _add_up(
    first_day: date,
    teams: tuple[str, ...] | None,
    groups: Iterable[Any],
    forms: Sequence[Form],
    people: Mapping[UUID | None, tuple[str, str]],
) -> MonthReport:
    import numpy as np  # late: the console opens without it

    items = _items_of(forms)
    places = {
        (form.key, form.version): np.array([items.index(ReportItem(form.key, item.key)) for item in form.items])
        for form in forms
    }
    lines = _Lines(len(items), {})
    teams_of: dict[UUID | None, set[str]] = {}
    lines.counts["whole"] = np.zeros((3, _FIRST_ITEM + 2 * len(items)), np.int64)
    for group in groups:
        verdicts = np.frombuffer(group.verdicts, np.uint8).reshape(group.evaluations, -1)
        fails = (verdicts == VERDICT_CODES[Verdict.FAILS]).sum(axis=0)
        conforms = (verdicts == VERDICT_CODES[Verdict.CONFORMS]).sum(axis=0)
        counts = np.zeros(_FIRST_ITEM + 2 * len(items), np.int64)
        counts[:_FIRST_ITEM] = group.evaluations, group.points, group.critical
        where = places[group.form_key, group.form_version] + _FIRST_ITEM
        counts[where] = conforms + fails
        counts[where + len(items)] = fails
        for key in ("whole", ("team", group.team), ("agent", group.agent_id)):
            lines.add(key, group.kind, counts)
        teams_of.setdefault(group.agent_id, set()).add(group.team)
    agents = [
        AgentLine(agent, *people.get(agent, ("", "")), tuple(sorted(teams_there)), lines.tallies(("agent", agent)))
        for agent, teams_there in teams_of.items()
    ]
    all_teams = sorted(set().union(*teams_of.values()))
    return MonthReport(
        first_day=first_day,
        teams=teams,
        items=items,
        whole=lines.tallies("whole"),
        by_team=tuple(TeamLine(team, lines.tallies(("team", team))) for team in all_teams),
        by_agent=tuple(sorted(agents, key=lambda line: (line.number == "", line.number))),
    )


def _items_of(forms: Sequence[Form]) -> tuple[ReportItem, ...]:
    """Every item once, in the order of the newest version that has it; `forms` by key and version."""
    newest_first = sorted(forms, key=lambda form: -form.version)
    by_key = sorted(newest_first, key=lambda form: form.key)
    return tuple(dict.fromkeys(ReportItem(form.key, item.key) for form in by_key for item in form.items))

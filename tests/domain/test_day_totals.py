"""What a day comes to together is the sum of its agents, team by team."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from console.domain.attendance import AttendanceRules
from console.domain.day_totals import AgentDay, totals_by_team
from console.domain.floor import AgentState
from console.domain.month_kept import Mark
from console.domain.time_kept import StateChange, day_kept

DAY = date(2026, 3, 2)
RULES = AttendanceRules()
BEGAN = datetime(2026, 3, 2, tzinfo=UTC)

days = st.lists(
    st.tuples(
        st.sampled_from(["", "A", "B"]),
        st.lists(st.tuples(st.integers(0, 1439), st.sampled_from(AgentState)), max_size=8),
    ),
    max_size=8,
)


@given(days)
def test_teams_add_up_to_all(told: list[tuple[str, list[tuple[int, AgentState]]]]) -> None:
    rows = []
    for team, states in told:
        changes = [StateChange(BEGAN + timedelta(minutes=minute), state) for minute, state in states]
        kept = day_kept(changes, DAY, UTC, BEGAN + timedelta(days=1), RULES)
        rows.append(AgentDay(uuid4(), "1", "", team, kept))
    totals = totals_by_team(rows, RULES)
    everybody = totals[""]
    assert everybody.agents == len(rows) == sum(everybody.marks.values())
    assert everybody.calls == sum(row.kept.calls_taken for row in rows)
    assert everybody.talk_ms == sum(row.kept.talk_ms for row in rows)
    assert everybody.signed_on_ms == sum(row.kept.signed_on_ms for row in rows)
    for team in {row.team for row in rows} - {""}:
        mine = [row for row in rows if row.team == team]
        assert totals[team].agents == len(mine)
        assert totals[team].spent_ms == {
            state: sum(row.kept.in_state_ms(state) for row in mine) for state in AgentState
        }
    assert everybody.late <= everybody.marks[Mark.LATE] + everybody.marks[Mark.LATE_AND_EARLY]

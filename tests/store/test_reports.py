"""A month's report is what the rows of marks say, however results are packed and whatever was corrected since."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from console.domain.coaching import Note
from console.domain.forms import Form
from console.domain.reports import MonthReport, ReportItem, Tallies, Tally, month_bounds
from console.domain.sheet import Verdict, rest_conform, set_verdict
from console.store.ids import new_id
from console.store.store import Store
from tests.store.centres import START, Centre, supervisor

MONTHS = (date(2026, 2, 1), date(2026, 3, 1))
Counts = tuple[int, int, int, dict[ReportItem, tuple[int, int]]]


def second_form(form: Form) -> Form:
    """A next version that has lost its first item and turned the others round."""
    groups = tuple(replace(group, items=group.items[::-1]) for group in form.groups)
    return replace(form, version=2, groups=(replace(groups[0], items=groups[0].items[:-1]), *groups[1:]))


@pytest.fixture
def forms(centre: Centre) -> tuple[Form, Form]:
    second = second_form(centre.form)
    centre.store.forms.publish(second)
    return centre.form, second


def submit(centre: Centre, call_id: UUID, form: Form, verdicts: list[Verdict], at: datetime) -> None:
    """A sheet, or the correction of one, with these verdicts on the form's first items and the rest conforming."""
    evaluations = centre.store.evaluations
    if evaluations.revisions(call_id):
        draft = evaluations.open_correction(call_id, supervisor(centre.li), form, "看错了")
    else:
        draft = evaluations.open_draft(call_id, centre.li, form)
    sheet = replace(draft.sheet, marks={})
    for item, verdict in zip(form.items, verdicts, strict=False):
        if verdict is not Verdict.NOT_APPLICABLE or item.may_not_apply:
            sheet = set_verdict(form, sheet, item.key, verdict)
    if Verdict.UNSCORED not in verdicts:
        sheet = rest_conform(form, sheet)
    version = evaluations.save_draft(draft.id, draft.version, sheet, draft.ledger)
    evaluations.submit(draft.id, version, at=at)


def coach(centre: Centre, *call_ids: UUID, at: datetime) -> Note:
    note = Note(
        id=new_id(), agent_id=centre.wang.id, agent_name="王芳", coach_id=centre.li.id, coach_name="李明", made_at=at
    )
    return centre.store.coaching.save(replace(note, call_ids=call_ids))


# the truth, row by row


ROWS = text(
    """
    SELECT r.call_id, r.number, r.agent_id, r.team, r.submitted_at, r.form_key, r.points, r.critical, c.hand_picked,
        m.item_key, m.verdict
    FROM revision r JOIN call c ON c.id = r.call_id LEFT JOIN revision_mark m ON m.revision_id = r.id
    """
)
LINKS = text("SELECT l.call_id, n.made_at FROM coaching_note_call l JOIN coaching_note n ON n.id = l.note_id")


def key_of(raw: Any) -> UUID | None:
    return raw if raw is None or isinstance(raw, UUID) else UUID(raw)


def time_of(raw: Any) -> datetime:
    moment: datetime = datetime.fromisoformat(raw) if isinstance(raw, str) else raw
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def truth(store: Store, first_day: date, teams: list[str] | None) -> dict[Any, dict[str, Counts]]:
    """Counts by line and by way of choosing, from the rows of revisions and marks alone."""
    since, until = month_bounds(first_day, UTC)
    with store._database.reading() as connection:
        rows = connection.execute(ROWS).all()
        links = [(key_of(row.call_id), time_of(row.made_at)) for row in connection.execute(LINKS)]
    newest: dict[Any, int] = defaultdict(int)
    first_at = {}
    for row in rows:
        newest[row.call_id] = max(newest[row.call_id], row.number)
        if row.number == 1:
            first_at[row.call_id] = time_of(row.submitted_at)
    sheets = defaultdict(list)
    for row in rows:
        if row.number == newest[row.call_id] and since <= first_at[row.call_id] < until:
            sheets[row.call_id].append(row)
    lines: dict[Any, dict[str, Any]] = defaultdict(
        lambda: {kind: [0, 0, 0, defaultdict(lambda: [0, 0])] for kind in ("drawn", "hand_picked", "side_by_side")}
    )
    for call_id, marks in sheets.items():
        head = marks[0]
        if teams is not None and head.team not in teams:
            continue
        beside = any(call == key_of(call_id) and at <= first_at[call_id] for call, at in links)
        kind = "hand_picked" if head.hand_picked else "side_by_side" if beside else "drawn"
        for line in ("whole", ("team", head.team), ("agent", key_of(head.agent_id))):
            counts = lines[line][kind]
            counts[0] += 1
            counts[1] += head.points
            counts[2] += bool(head.critical)
            for mark in marks:
                if mark.verdict in (1, 2):
                    counts[3][ReportItem(head.form_key, mark.item_key)][0] += 1
                    counts[3][ReportItem(head.form_key, mark.item_key)][1] += mark.verdict == 2
    return {
        line: {kind: (*some[:3], {item: tuple(c) for item, c in some[3].items()}) for kind, some in kinds.items()}
        for line, kinds in lines.items()
    }


def said(report: MonthReport) -> dict[Any, dict[str, Counts]]:
    """The same of a report."""

    def counts(tally: Tally) -> Counts:
        items = zip(report.items, tally.judged, tally.failed, strict=True)
        return (
            tally.evaluations,
            tally.points,
            tally.critical,
            {item: (judged, failed) for item, judged, failed in items if judged},
        )

    def kinds(tallies: Tallies) -> dict[str, Counts]:
        return {kind: counts(getattr(tallies, kind)) for kind in ("drawn", "hand_picked", "side_by_side")}

    lines: dict[Any, dict[str, Counts]] = {("team", line.team): kinds(line.tallies) for line in report.by_team}
    lines |= {("agent", line.agent_id): kinds(line.tallies) for line in report.by_agent}
    if lines:
        lines["whole"] = kinds(report.whole)
    return lines


# the tests

deeds = st.lists(
    st.tuples(
        st.integers(0, 5),  # which call
        st.sampled_from(("score", "score", "score", "coach_before", "coach_after", "pick")),
        st.integers(0, 40),  # days later
        st.lists(st.sampled_from(tuple(Verdict)), max_size=20),
        st.integers(0, 1),  # which form
    ),
    min_size=1,
    max_size=10,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=deeds)
def test_the_report_is_what_the_rows_say(centre: Centre, forms: tuple[Form, Form], deeds: list[Any]) -> None:
    calls = []
    for number in range(6):
        agent = ("1001", "1002", "")[number % 3]
        calls.append(centre.add_call(number, content_hash=str(new_id()), agent_number=agent, hand_picked=number == 5))
    begun = datetime(2026, 2, 10, tzinfo=UTC)
    for which, deed, days, verdicts, form in deeds:
        call = calls[which]
        at = begun + timedelta(days=days)
        if deed == "score":
            submit(centre, call.id, forms[form], verdicts, at)
        elif deed == "pick":
            with centre.store._database.writing() as connection:
                key = call.id if not centre.store._database.is_sqlite else call.id.hex
                connection.execute(text("UPDATE call SET hand_picked = NOT hand_picked WHERE id = :id"), {"id": key})
        else:
            note = coach(centre, call.id, calls[0].id, at=at if deed == "coach_after" else begun - timedelta(days=1))
            if days % 3 == 0:
                centre.store.coaching.save(replace(note, call_ids=(calls[0].id,)))
    for first_day in MONTHS:
        for teams in (None, ["A"], ["A", ""], []):
            report = centre.store.reports.month(first_day, teams=teams, zone=UTC)
            assert said(report) == truth(centre.store, first_day, teams)


def test_means_and_rates(centre: Centre) -> None:
    now = START
    for number, failed in enumerate((("no_argument", "expression"), (), ("expression",))):
        call = centre.add_call(number)
        centre.clock.now = now
        centre.score(call.id, *failed)
    spare = [Verdict.CONFORMS] * 3 + [Verdict.NOT_APPLICABLE] + [Verdict.UNSCORED] * 16
    submit(centre, centre.add_call(7, agent_number="1002").id, centre.form, spare, now)
    report = centre.store.reports.month(date(2026, 3, 1), zone=UTC)
    drawn = report.whole.drawn
    place = {item.key: at for at, item in enumerate(report.items)}
    assert (drawn.evaluations, drawn.mean, drawn.critical_rate) == (4, (96 + 100 + 98 + 100) / 4, 0.25)
    assert drawn.failure_rate(place["expression"]) == 2 / 3
    assert drawn.failure_rate(place["apology_for_delay"]) == 0
    assert (drawn.judged[place["apology_for_delay"]], drawn.judged[place["answer_three_rings"]]) == (3, 4)
    assert [(line.number, line.name, line.teams, line.tallies.drawn.evaluations) for line in report.by_agent] == [
        ("1001", "王芳", ("A",), 3),
        ("1002", "陈静", ("B",), 1),
    ]
    assert [item.key for item in report.items] == [item.key for item in centre.form.items]
    hers = report.by_agent[1].tallies.drawn
    assert (hers.failure_rate(place["expression"]), hers.mean) == (None, 100)


def test_a_month_of_nothing(centre: Centre) -> None:
    report = centre.store.reports.month(date(2026, 3, 1), zone=UTC)
    nothing = Tally(0, 0, 0, (), ())
    assert (report.items, report.by_agent, report.whole) == ((), (), Tallies(nothing, nothing, nothing))
    assert (nothing.mean, nothing.critical_rate) == (None, None)
    with pytest.raises(ValueError, match="first of a month"):
        centre.store.reports.month(date(2026, 3, 2))


def test_a_month_begins_at_midnight_where_the_centre_is(centre: Centre) -> None:
    china = timezone(timedelta(hours=8))
    for number, at in enumerate(
        (
            datetime(2026, 2, 28, 15, 59, 59, tzinfo=UTC),
            datetime(2026, 2, 28, 16, 0, tzinfo=UTC),
            datetime(2026, 3, 31, 15, 59, 59, 999999, tzinfo=UTC),
            datetime(2026, 3, 31, 16, 0, tzinfo=UTC),
        )
    ):
        submit(centre, centre.add_call(number).id, centre.form, [], at)
    march = date(2026, 3, 1)
    assert centre.store.reports.month(march, zone=china).whole.drawn.evaluations == 2
    assert centre.store.reports.month(march, zone=UTC).whole.drawn.evaluations == 2
    assert centre.store.reports.month(date(2026, 4, 1), zone=china).whole.drawn.evaluations == 1


def test_december_ends_in_january() -> None:
    assert month_bounds(date(2026, 12, 1), UTC) == (
        datetime(2026, 12, 1, tzinfo=UTC),
        datetime(2027, 1, 1, tzinfo=UTC),
    )
    since, until = month_bounds(date(2026, 11, 1))
    assert since.tzinfo is not None
    assert until > since


def test_whom_coaching_reached_before_the_score_is_apart(centre: Centre) -> None:
    before, after = centre.add_call(1), centre.add_call(2)
    note = coach(centre, before.id, at=START)
    for call in (before, after):
        submit(centre, call.id, centre.form, [Verdict.FAILS], START + timedelta(hours=1))
    coach(centre, after.id, at=START + timedelta(hours=2))

    def counted() -> tuple[int, int]:
        whole = centre.store.reports.month(date(2026, 3, 1), zone=UTC).whole
        return whole.drawn.evaluations, whole.side_by_side.evaluations

    assert counted() == (1, 1)
    centre.store.coaching.save(replace(note, call_ids=()))
    assert counted() == (2, 0)

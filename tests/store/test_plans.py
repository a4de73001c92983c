"""How PostgreSQL would answer what is asked all day, with a year of calls in parts and under the rights of a person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Select, select

from console.domain.calls import CallFilter, CallOrder, Progress
from console.domain.people import Person
from console.domain.reports import month_bounds
from console.store.calls import SHOWN, whole_page_query
from console.store.connecting import Login
from console.store.reports import month_query
from console.store.store import Store
from console.store.tables import CallTable, DraftTable, NoteTable, RevisionTable
from tests.postgres import PostgresServer
from tests.shared_centre import SharedCentre, connect_trusted

pytestmark = pytest.mark.postgresql

NOW = datetime.now(UTC)
LAST_MONTH = NOW - timedelta(days=30)
PLANNING_MS = 25.0
"""Of a page; on a quiet machine it is 3 to 7. A look-up by key may take a tenth."""

FILL = """
    INSERT INTO call (id, started_at, duration_ms, sound_paths, agent_side, raw_rate_hz, content_hash, agent_id,
        agent_number, agent_name, team, direction, queue, call_number, customer_number, customer_masked, hand_picked,
        search, progress, points, critical, inspector_name, coached)
    SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '70008000' ||
            lpad(to_hex(n), 12, '0'))::uuid,
        at - interval '1 hour', n::bigint * 7919 % 900000, '["/r.wav"]', 'left', 8000, 'h' || n,
        (SELECT id FROM person WHERE number = CASE n % 2 WHEN 0 THEN '1001' ELSE '1002' END), n % 500,
        '坐席' || n % 500, (ARRAY['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', ''])[1 + n % 12], 'inbound',
        (ARRAY['售前', '售后', '投诉', '回访', '技术'])[1 + n % 5], 'C' || n, '13812345678', '138****5678', false,
        '坐席' || n % 500 || E'\\n' || n % 500 || E'\\nc' || n, CASE n % 3 WHEN 0 THEN 'scored' ELSE 'open' END,
        CASE n % 3 WHEN 0 THEN 60 + n % 21 * 2 END, n % 60 = 0, '', false
    FROM (SELECT n, now() - n * interval '5 minutes' AS at FROM generate_series(0, 99999) n) AS calls
"""

SHEETS = """
    INSERT INTO revision (id, draft_id, call_id, number, agent_id, team, inspector_id, inspector_name, submitted_at,
        form_key, form_version, points, critical, verdicts, pins, notes, advice, heard, reason)
    SELECT gen_random_uuid(), gen_random_uuid(), c.id, 1, c.agent_id, c.team, p.id, p.name, c.started_at,
        'monitoring', 1, c.points, c.critical, array_fill(1::smallint, ARRAY[20]), '[]', '', '', '[]', ''
    FROM call c, person p WHERE p.number = '2002' AND c.points IS NOT NULL
"""

RESULTS = """
    INSERT INTO result (call_id, revision_id, agent_id, team, scored_at, form_key, form_version, points, critical,
        verdicts, hand_picked, side_by_side)
    SELECT call_id, id, agent_id, team, submitted_at, form_key, form_version, points, critical, packed(verdicts), false,
        false FROM revision
"""


@pytest.fixture(scope="module")
def year(centre_template: SharedCentre) -> Iterator[SharedCentre]:
    """The shared centre with a year of calls, a third of them scored, in their months' parts."""
    server: PostgresServer = centre_template.server
    centre = replace(centre_template, database=server.fresh_database(centre_template.database))
    with connect_trusted(centre) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(FILL)
        connection.execute(SHEETS)
        connection.execute(RESULTS)
        connection.execute("SELECT make_partitions()")
        connection.execute("VACUUM ANALYZE call, revision, result, draft, coaching_note")
    yield centre
    server.drop_database(centre.database)


@pytest.fixture(params=["2002", "4001"], ids=["inspector", "manager"])
def store(request: pytest.FixtureRequest, year: SharedCentre) -> Iterator[tuple[Store, Person]]:
    """The centre as one person sees it."""
    number = request.param
    with Store.open(year.url, login=Login(number, year.password(number))) as store:
        yield store, year.person(number)


def plan(store: Store, query: Select[Any], *, analyze: bool = True) -> str:
    """What the server says it does; done, so that parts it never looked at say so."""
    words = query.compile(store._database.engine, compile_kwargs={"literal_binds": True})
    deed = f"EXPLAIN ({'ANALYZE, ' if analyze else ''}SUMMARY) {words}"
    with store._database.reading() as connection:
        rows = connection.exec_driver_sql(deed, execution_options={"no_parameters": True})
        return "\n".join(row[0] for row in rows)


def scans(words: str, kind: str, table: str) -> list[str]:
    """Parts of `table` read that way in which there was something to read."""
    found = re.findall(
        rf"{kind} on ({table}_\w+) .*\(actual time=\S+ rows=(\d+) loops=(\d+)\)(?:\n *Filter.*\n *Rows (.*))?", words
    )
    return [part for part, rows, loops, removed in found if int(loops) and (int(rows) or removed)]


def by_index(words: str) -> set[str]:
    """Names of indexes of `call`, without month."""
    return {
        re.sub(r"^call_(\d{4}_\d\d|other)_(.*?)_idx\d*$", r"\2", name)
        for name in re.findall(r"using (call_\w+)", words)
    }


PAGES: dict[str, tuple[CallFilter, set[str]]] = {
    "newest": (CallFilter(), {"started_at_id"}),
    "oldest": (CallFilter(descending=False), {"started_at_id"}),
    "longest": (CallFilter(order=CallOrder.DURATION), {"duration_ms_id"}),
    "shortest": (CallFilter(order=CallOrder.DURATION, descending=False), {"duration_ms_id"}),
    "by agent": (CallFilter(order=CallOrder.AGENT), {"agent_name_agent_number_id"}),
    "by queue": (CallFilter(order=CallOrder.QUEUE, descending=False), {"queue_started_at_id"}),
    "highest": (CallFilter(order=CallOrder.POINTS), {"points_id"}),
    "lowest": (CallFilter(order=CallOrder.POINTS, descending=False), {"points_id"}),
    "a month": (CallFilter(since=LAST_MONTH), {"started_at_id"}),
    "a team": (CallFilter(team="A"), {"started_at_id", "team_started_at_id"}),
    "a queue's month": (CallFilter(queue="投诉", since=LAST_MONTH), {"started_at_id", "queue_started_at_id"}),
    "to score": (CallFilter(progress=frozenset({Progress.OPEN})), {"started_at_id", "progress_started_at_id"}),
    "begun": (
        CallFilter(progress=frozenset({Progress.OPEN, Progress.DRAFT}), team="B"),
        {"started_at_id", "team_started_at_id", "progress_started_at_id"},
    ),
    "long": (CallFilter(longer_ms=600_000), {"started_at_id"}),
    "words": (CallFilter(text="坐席"), {"started_at_id"}),
}
"""What is asked for, and the indexes that may answer it."""


@pytest.mark.parametrize(("wanted", "indexes"), PAGES.values(), ids=PAGES)
def test_a_page_is_a_walk_through_indexes(store: tuple[Store, Person], wanted: CallFilter, indexes: set[str]) -> None:
    open_store, viewer = store
    words = plan(open_store, whole_page_query(wanted, viewer, 0, 100))
    assert scans(words, "Seq Scan", "call") == []
    assert "Sort Method" not in words
    assert by_index(words) - {"pkey"} <= indexes, words


def test_a_page_far_down_is_too(store: tuple[Store, Person]) -> None:
    open_store, viewer = store
    words = plan(open_store, whole_page_query(CallFilter(), viewer, 5000, 100))
    assert scans(words, "Seq Scan", "call") == []
    assert "Sort Method" not in words
    asked = [int(loops) for loops in re.findall(r"(?:on|using \w+ on) draw .*loops=(\d+)\)", words)]
    assert asked
    assert max(asked) <= 100, "nobody asks what is drawn of calls that are passed over"


def test_an_agents_calls_are_found_by_agent(store: tuple[Store, Person], year: SharedCentre) -> None:
    open_store, viewer = store
    wanted = CallFilter(agent_id=year.person("1001").id)
    words = plan(open_store, whole_page_query(wanted, viewer, 0, 100))
    assert scans(words, "Seq Scan", "call") == []
    assert "Sort Method" not in words


def test_what_is_drawn_sorts_only_what_is_drawn(store: tuple[Store, Person]) -> None:
    open_store, viewer = store
    words = plan(open_store, whole_page_query(CallFilter(drawn_for_me=True), viewer, 0, 100))
    assert scans(words, "Seq Scan", "call") == []
    assert "quicksort  Memory: 25kB" in words


def test_one_call_is_looked_up_in_one_month(store: tuple[Store, Person]) -> None:
    open_store, viewer = store
    with open_store._database.reading() as connection:
        key = connection.execute(select(CallTable.id).order_by(CallTable.started_at).offset(100).limit(1)).scalar_one()
    words = plan(open_store, select(*SHOWN).where(CallTable.id == key))
    assert len(re.findall(r"on call_", words)) == 1
    assert open_store.calls.row(key, viewer).call.id == key


def test_the_months_of_some_calls_are_the_only_ones_read(store: tuple[Store, Person]) -> None:
    open_store, _ = store
    newest = select(CallTable.id).where(CallTable.started_at > NOW - timedelta(days=1, hours=2)).limit(50)
    with open_store._database.reading() as connection:
        keys = list(connection.scalars(newest))
    words = plan(open_store, select(*SHOWN).where(CallTable.id.in_(keys)))
    assert 1 <= len(set(re.findall(r"on (call_\w+)", words))) <= 2
    assert "Seq Scan" not in words


def test_a_report_finds_its_month_by_index(store: tuple[Store, Person]) -> None:
    open_store, _ = store
    whole_month = (NOW.date().replace(day=1) - timedelta(days=1)).replace(day=1)
    words = plan(open_store, month_query(*month_bounds(whole_month, UTC), None))
    assert "ix_result_scored_at" in words
    assert "Seq Scan on result" not in words


def test_drafts_notes_and_sheets_of_somebody_are_found_by_index(year: SharedCentre) -> None:
    """Asked as the owner: with a handful of rows the planner would read them all, so it is told not to."""
    agent, inspector = year.person("1001").id, year.person("2001").id
    wanted = {
        "ix_draft_inspector_id": select(DraftTable.id).where(DraftTable.inspector_id == inspector),
        "uq_draft_call_id": select(DraftTable.id).where(DraftTable.call_id == agent),
        "ix_coaching_note_agent_id_made_at": select(NoteTable.id)
        .where(NoteTable.agent_id == agent)
        .order_by(NoteTable.made_at.desc())
        .limit(20),
        "ix_coaching_note_coach_id_made_at": select(NoteTable.id).where(NoteTable.coach_id == inspector),
        "ix_revision_agent_id_submitted_at": select(RevisionTable.id).where(
            RevisionTable.agent_id == inspector, RevisionTable.submitted_at > LAST_MONTH
        ),
        "uq_revision_call_id_number": select(RevisionTable.id).where(RevisionTable.call_id == agent),
    }
    with connect_trusted(year) as connection, Store.open(year.admin_url) as store:
        connection.execute("SET enable_seqscan = off")
        for index, query in wanted.items():
            words = query.compile(store._database.engine, compile_kwargs={"literal_binds": True})
            found = connection.execute(f"EXPLAIN {words}").fetchall()
            assert index in str(found), (index, found)


def test_planning_stays_quick_with_five_years_of_months(year: SharedCentre) -> None:
    database = year.server.fresh_database(year.database)
    five_years = replace(year, database=database)
    try:
        with connect_trusted(five_years) as connection:
            deeds = connection.execute(PARTS).fetchall()
            for (deed,) in deeds:
                connection.execute(deed)
            (parts,) = connection.execute(
                "SELECT count(*) FROM pg_inherits WHERE inhparent = 'call'::regclass"
            ).fetchone() or (0,)
            assert parts >= 60
            connection.execute("ANALYZE call")
        for number in ("2002", "4001"):
            with Store.open(five_years.url, login=Login(number, year.password(number))) as store:
                assert planning_ms(store, whole_page_query(CallFilter(), year.person(number), 0, 100)) < PLANNING_MS
                one = select(*SHOWN).where(CallTable.id == year.person("1001").id)
                assert planning_ms(store, one) < PLANNING_MS / 10
                mine = select(DraftTable.id).where(DraftTable.call_id == year.person("1001").id)
                assert planning_ms(store, mine) < PLANNING_MS / 10
    finally:
        year.server.drop_database(database)


PARTS = """
    SELECT format('CREATE TABLE parts.call_%s PARTITION OF call FOR VALUES FROM (%L) TO (%L)', to_char(m, 'YYYY_MM'),
                  (part_bounds('call', m::date)).low, (part_bounds('call', m::date)).high)
    FROM generate_series(date_trunc('month', now()) - interval '58 months',
                         date_trunc('month', now()) - interval '13 months', interval '1 month') m
"""


def planning_ms(store: Store, query: Select[Any]) -> float:
    """The least of several: the first fills the session's caches, and others are at work on this machine."""
    found = [re.search(r"Planning Time: ([\d.]+) ms", plan(store, query, analyze=False)) for _ in range(12)]
    return min(float(said[1]) for said in found if said)


def test_the_driver_is_asked_nothing_else(year: SharedCentre) -> None:
    """The page really is that query: what `Calls.page` gives is what it gives."""
    with Store.open(year.url, login=Login("2002", year.password("2002"))) as store:
        rows = store.calls.page(CallFilter(), year.person("2002"), 0, 100)
    assert len(rows) == 100
    assert {row.call.team for row in rows} == {"A", "B", ""}
    assert [row.call.started_at for row in rows] == sorted((row.call.started_at for row in rows), reverse=True)

"""How PostgreSQL would look up what agents did: by agent and time in the index, never by reading months whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from console.store.connecting import Login
from console.store.floor_tables import AgentNowTable
from console.store.reports import last_scores_query
from console.store.store import Store
from console.store.time_kept import before_query, during_query
from tests.shared_centre import SharedCentre, connect_trusted
from tests.store.test_plans import plan, scans

pytestmark = pytest.mark.postgresql

TODAY = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)

PEOPLE = """
    INSERT INTO person (id, number, name, team, role, seat, active, wrong_passwords, wrong_pins, version)
    SELECT lpad(to_hex(n), 32, '0')::uuid, '8' || n, '坐席' || n, (ARRAY['A', 'B', 'C'])[1 + n % 3], 'agent', '', true,
        0, 0, 1 FROM generate_series(1, 60) n
"""
STATES = """
    INSERT INTO agent_state (id, agent_id, state, reason, entered_at, source, queue, call_key, help)
    SELECT gen_random_uuid(), lpad(to_hex(n), 32, '0')::uuid, (ARRAY['ready', 'talking', 'after_call'])[1 + t % 3], '',
        date_trunc('day', now()) - d * interval '1 day' + t * interval '5 minutes' + n * interval '1 second', 'pbx',
        '600', 'c' || t / 3, false
    FROM generate_series(0, 50) d, generate_series(100, 159) t, generate_series(1, 60) n
"""
NOW = """
    INSERT INTO agent_now SELECT lpad(to_hex(n), 32, '0')::uuid, 'pbx', 'ready', now(), '', '', '', '', 'unknown', 0,
        false, '', '', '', now() FROM generate_series(1, 60) n
"""


@pytest.fixture(scope="module")
def quarter(centre_template: SharedCentre) -> Iterator[SharedCentre]:
    """The shared centre with seven weeks of 60 agents, 180,000 changes of state."""
    centre = replace(centre_template, database=centre_template.server.fresh_database(centre_template.database))
    with connect_trusted(centre) as connection:
        connection.execute("SET session_replication_role = replica")
        for filling in (PEOPLE, STATES, NOW):
            connection.execute(filling)
        connection.execute("SELECT make_partitions()")
        connection.execute("VACUUM ANALYZE agent_state, agent_now, person")
    yield centre
    centre.server.drop_database(centre.database)


@pytest.fixture(params=["2002", "4001"], ids=["inspector", "manager"])
def store(request: pytest.FixtureRequest, quarter: SharedCentre) -> Iterator[Store]:
    """The centre as one person sees it."""
    with Store.open(quarter.url, login=Login(request.param, quarter.password(request.param))) as store:
        yield store


def seen(store: Store) -> list[UUID]:
    """Everybody this person sees on the floor."""
    with store._database.reading() as connection:
        return [row.agent_id for row in connection.execute(AgentNowTable.__table__.select())]


def test_the_state_before_a_day_is_one_step_for_each_agent(store: Store) -> None:
    words = plan(store, before_query(seen(store), TODAY))
    assert scans(words, "Seq Scan", "agent_state") == [], words
    assert scans(words, "Bitmap Heap Scan", "agent_state") == [], words


def test_a_day_reads_its_own_month_by_agent(store: Store) -> None:
    words = plan(store, during_query(seen(store), TODAY - timedelta(days=1), TODAY))
    assert scans(words, "Seq Scan", "agent_state") == [], words


def test_a_month_of_one_agent_is_read_by_the_index(store: Store) -> None:
    (agent, *_) = seen(store)
    words = plan(store, during_query([agent], TODAY - timedelta(days=30), TODAY))
    assert scans(words, "Seq Scan", "agent_state") == [], words


def test_the_last_scores_of_one_agent_are_found_by_agent(store: Store) -> None:
    (agent, *_) = seen(store)
    words = plan(store, last_scores_query(agent, 5, judging=True))
    assert "Sort Method" not in words or "Memory: 25kB" in words

"""The months of a shared database are there before they are needed, and what came too early finds its month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest

from tests.shared_centre import SharedCentre, connect, connect_trusted
from tests.store.centres import Centre, OpenStore

pytestmark = pytest.mark.postgresql

TABLES = ("agent_state", "audit", "call")


def old_id(at: datetime, number: int = 0) -> UUID:
    """A UUIDv7 of a moment."""
    return UUID(int=int(at.timestamp() * 1000) << 80 | 7 << 76 | 2 << 62 | number)


def months_from(at: datetime, count: int) -> list[str]:
    whole = at.year * 12 + at.month - 1
    return [f"{(whole + n) // 12:04}_{(whole + n) % 12 + 1:02}" for n in range(count)]


def parts(connection: psycopg.Connection[Any]) -> dict[str, list[str]]:
    rows = connection.execute(
        "SELECT inhparent::regclass::text, inhrelid::regclass::text FROM pg_inherits"
        " JOIN pg_class c ON c.oid = inhrelid WHERE c.relkind = 'r' ORDER BY 2"
    ).fetchall()
    return {table: [part for parent, part in rows if parent == table] for table in TABLES}


def part_of(connection: psycopg.Connection[Any], table: str, key: UUID) -> Any:
    row: Any = connection.execute(f"SELECT tableoid::regclass::text FROM {table} WHERE id = %s", (key,)).fetchone()
    return row[0] if row else None


@pytest.fixture
def plain(postgres_url: str, open_store: OpenStore) -> Iterator[psycopg.Connection[Any]]:
    """The driver alone beside an open store."""
    open_store()
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def url(postgres_url: str) -> str:
    return postgres_url


def test_a_new_database_has_this_month_and_three_ahead(plain: psycopg.Connection[Any]) -> None:
    months = months_from(datetime.now(UTC), 4)
    assert parts(plain) == {
        table: [*(f"parts.{table}_{month}" for month in months), f"parts.{table}_other"] for table in TABLES
    }
    assert plain.execute("SELECT make_partitions()").fetchone() == (0,)
    assert plain.execute("SELECT make_partitions(5)").fetchone() == (6,)
    assert plain.execute("SELECT make_partitions(5)").fetchone() == (0,)
    assert len(parts(plain)["call"]) == 7
    insecure = plain.execute(
        "SELECT relname FROM pg_class"
        " WHERE relnamespace = 'parts'::regnamespace AND relkind = 'r' AND NOT relrowsecurity"
    ).fetchall()
    assert insecure == []


def test_a_key_lies_in_the_month_it_was_made_in(centre: Centre, plain: psycopg.Connection[Any]) -> None:
    month = datetime.now(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    after = month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)
    first, last = old_id(month), old_id(after - timedelta(milliseconds=1), 2**62 - 1)
    strange = UUID(int=2**128 - 1)
    for number, key in enumerate((first, last, old_id(after), strange)):
        centre.add_call(number, id=key)
    here, next_month = months_from(month, 2)
    assert part_of(plain, "call", first) == part_of(plain, "call", last) == f"parts.call_{here}"
    assert part_of(plain, "call", old_id(after)) == f"parts.call_{next_month}"
    assert part_of(plain, "call", strange) == "parts.call_other"
    assert plain.execute("SELECT made_at(%s)", (first,)).fetchone() == (month,)


def test_history_finds_its_months_and_whoever_points_at_it_still_does(
    centre: Centre, plain: psycopg.Connection[Any]
) -> None:
    def promises() -> list[Any]:
        return plain.execute(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated FROM pg_constraint"
            " WHERE contype = 'f' AND conparentid = 0 ORDER BY 1, 2"
        ).fetchall()

    def triggers() -> list[Any]:
        return plain.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger"
            " WHERE tgparentid = 0 AND NOT tgisinternal ORDER BY 1, 2"
        ).fetchall()

    strange = UUID(int=2**128 - 1)
    past = [old_id(datetime(2025, month, 3, tzinfo=UTC)) for month in (3, 3, 7)]
    past[1] = UUID(int=past[1].int + 1)
    for number, key in enumerate((*past, strange)):
        centre.score(centre.add_call(number, id=key).id, "no_argument")
    now = centre.add_call(8)
    centre.store.evaluations.open_draft(now.id, centre.li, centre.form)
    assert {part_of(plain, "call", key) for key in (*past, strange)} == {"parts.call_other"}
    kept = promises(), triggers()
    rows = plain.execute("SELECT * FROM call ORDER BY id").fetchall()

    # March and July of calls, March (the tests' clock) of the record.
    assert plain.execute("SELECT make_partitions()").fetchone() == (3,)
    assert [part_of(plain, "call", key) for key in (*past, strange, now.id)][:4] == [
        "parts.call_2025_03",
        "parts.call_2025_03",
        "parts.call_2025_07",
        "parts.call_other",
    ]
    assert plain.execute("SELECT count(*) FROM parts.audit_2026_03").fetchone() != (0,)
    assert plain.execute("SELECT count(*) FROM parts.audit_other").fetchone() == (0,)
    assert (promises(), triggers()) == kept
    assert plain.execute("SELECT * FROM call ORDER BY id").fetchall() == rows
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        plain.execute("DELETE FROM call WHERE id = %s", (past[0],))
    assert centre.store.audit.verify().broken is None
    assert len(centre.store.evaluations.revisions(past[2])) == 1
    assert plain.execute("SELECT make_partitions()").fetchone() == (0,)
    centre.score(centre.add_call(9, id=old_id(datetime(2025, 7, 4, tzinfo=UTC))).id)
    assert part_of(plain, "call", old_id(datetime(2025, 7, 4, tzinfo=UTC))) == "parts.call_2025_07"


def drop_next_month(connection: psycopg.Connection[Any]) -> list[str]:
    names = [f"parts.{table}_{month}" for month in months_from(datetime.now(UTC), 4)[1:] for table in TABLES]
    for name in names:
        connection.execute(f"ALTER TABLE {name.split('.')[1][:-8]} DETACH PARTITION {name}")
        connection.execute(f"DROP TABLE {name}")
    return names


def test_nobody_need_remember_the_next_month(shared_centre: SharedCentre) -> None:
    with connect_trusted(shared_centre) as trusted, connect(shared_centre, "2001") as session:
        whole = parts(trusted)
        drop_next_month(trusted)
        assert parts(trusted) != whole
        assert session.execute("SELECT number FROM sign_on()").fetchone() == ("2001",)
        assert parts(trusted) == whole


def test_a_sign_on_never_waits_for_a_part(shared_centre: SharedCentre) -> None:
    with connect_trusted(shared_centre) as trusted, connect(shared_centre, "2001") as session:
        whole = parts(trusted)
        drop_next_month(trusted)
        with connect_trusted(shared_centre, autocommit=False) as reader:
            reader.execute("SELECT count(*) FROM call, audit, agent_state")
            session.execute("SET statement_timeout = '5s'")
            assert session.execute("SELECT number FROM sign_on()").fetchone() == ("2001",)
            assert parts(trusted) != whole
        session.execute("SELECT sign_on()")
        assert parts(trusted) == whole


def test_a_months_turn_without_a_part_loses_nothing(shared_centre: SharedCentre) -> None:
    with connect_trusted(shared_centre) as trusted:
        trusted.execute("SELECT make_partitions()")  # the tests' clock stood in a month of the past
        drop_next_month(trusted)
        ahead = datetime.now(UTC).replace(day=15) + timedelta(days=31)
        agent = shared_centre.person("1001").id
        trusted.execute(
            "INSERT INTO agent_state (id, agent_id, state, reason, entered_at, source)"
            " VALUES (%s, %s, 'ready', '', %s, 'gateway')",
            (old_id(ahead), agent, ahead),
        )
        assert part_of(trusted, "agent_state", old_id(ahead)) == "parts.agent_state_other"
        # Without moving the month stays out; with it, it is made and the row moves.
        assert trusted.execute("SELECT add_parts(3, false)").fetchone() == (8,)
        assert trusted.execute("SELECT make_partitions()").fetchone() == (1,)
        assert part_of(trusted, "agent_state", old_id(ahead)) == f"parts.agent_state_{ahead:%Y_%m}"


def test_only_administrators_make_parts(shared_centre: SharedCentre) -> None:
    with connect(shared_centre, "9001") as session:
        assert session.execute("SELECT make_partitions() >= 0").fetchone() == (True,)
    for number in ("1001", "2001", "3001", "4001"):
        with connect(shared_centre, number) as session, pytest.raises(psycopg.errors.InsufficientPrivilege):
            session.execute("SELECT make_partitions()")

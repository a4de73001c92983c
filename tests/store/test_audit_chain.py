"""The chain of records: whatever is done to one of them behind the store's back is found, and named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, text

from console.domain.audit import AuditKind
from console.domain.events import EventKind
from console.domain.people import Role
from console.store import audit_chain
from console.store.audit_chain import BEGINNING, Break, Flaw, chain_hash, verify
from console.store.columns import coded
from console.store.ids import new_id
from console.store.people import NewPerson
from console.store.store import Store
from tests.store.centres import QUICK_HASHES, HandClock, OpenStore
from tests.store.first_schema import make_first_schema

SERVER = Path(__file__).resolve().parents[2] / "console" / "store" / "server"
ONE_STORE = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

HOSTILE = ("", "é", "\0", "\x10", "\ud800", "'; DROP TABLE audit; --", "5:abc", "\u202e", "𝄞", '"\\', "a" * 5000)


@dataclass
class Chained:
    """A store with a dozen records, tampered with in transactions that are rolled back."""

    store: Store
    others: tuple[UUID, UUID]

    @contextmanager
    def unguarded(self) -> Iterator[Connection]:
        """A connection on which the database no longer refuses changes; nothing of it stays."""
        engine = self.store._database.engine
        with engine.connect() as connection, connection.begin() as transaction:
            if engine.dialect.name == "sqlite":
                for trigger in ("audit_no_update", "audit_no_delete"):
                    connection.execute(text(f"DROP TRIGGER {trigger}"))
            else:
                connection.execute(text("SET LOCAL session_replication_role = replica"))
            yield connection
            transaction.rollback()

    @property
    def last(self) -> int:
        """The number of the last record."""
        return self.store.audit.verify().head_id


@pytest.fixture
def chained(store: Store, clock: HandClock) -> Chained:
    return make_chained(store, clock)


@pytest.fixture
def postgres_store(postgres_url: str, clock: HandClock) -> Iterator[Store]:
    with Store.open(postgres_url, now=clock, hasher=QUICK_HASHES) as store:
        yield store


def make_chained(store: Store, clock: HandClock) -> Chained:
    li, zhao = store.people.add_many(
        [NewPerson("2001", "李明", Role.INSPECTOR), NewPerson("2002", "赵敏", Role.INSPECTOR)]
    )
    for number, words in enumerate(HOSTILE):
        clock.turn(seconds=number / 7)
        store.audit.append(AuditKind.LISTEN, (li, zhao)[number % 2], new_id() if number % 3 else None, words=words)
    return Chained(store, (li.id, zhao.id))


def key(connection: Connection, person: UUID) -> str:
    """A key as this database keeps it."""
    return person.hex if connection.dialect.name == "sqlite" else str(person)


def is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"


ALTERATIONS = {
    "at": {"sqlite": "replace(at, '09:', '19:')", "postgresql": "at + interval '1 microsecond'"},
    "kind": "kind || 'x'",
    "person_id": "CASE WHEN person_id = {one} THEN {other} ELSE {one} END",
    "login": "login || ' '",
    "on_behalf_id": "CASE WHEN on_behalf_id = {one} THEN {other} ELSE {one} END",
    "subject_id": "CASE WHEN subject_id = {one} THEN {other} ELSE {one} END",
    "from_where": "from_where || '0'",
    "facts": {"sqlite": "facts || ' '", "postgresql": "(facts::text || ' ')::json"},
    "hash": {"sqlite": "zeroblob(32)", "postgresql": "decode(repeat('00', 32), 'hex')"},
}


def alter(connection: Connection, chained: Chained, number: int, column: str) -> None:
    """Change one column of one record to something else."""
    change: Any = ALTERATIONS[column]
    change = change if isinstance(change, str) else change[connection.dialect.name]
    one, other = (key(connection, person) for person in chained.others)
    cast = "" if is_sqlite(connection) else "::uuid"
    change = change.format(one=f"'{one}'{cast}", other=f"'{other}'{cast}")
    done = connection.exec_driver_sql(f"UPDATE audit SET {column} = {change} WHERE id = {number}")
    assert done.rowcount == 1


def seal_anew(connection: Connection, first: int, last: int) -> None:
    """What a forger does who knows how: reckon the hashes of some records anew."""
    previous = BEGINNING
    for number, *fields, _ in audit_chain._rows_between(connection, 0, last):
        if number >= first:
            link = chain_hash(previous, fields)
            connection.execute(text("UPDATE audit SET hash = :link WHERE id = :id"), {"link": link, "id": number})
        previous = connection.execute(text("SELECT hash FROM audit WHERE id = :id"), {"id": number}).scalar_one()


def test_what_nobody_touched_is_whole(chained: Chained) -> None:
    report = chained.store.audit.verify()
    assert report.broken is None
    assert report.held == report.head_id == len(chained.store.audit.entries())
    assert report.sentence().startswith(f"The audit chain is whole: {report.held} records, head {report.head_id} ")


def test_an_empty_record_is_whole(store: Store) -> None:
    report = store.audit.verify()
    assert (report.broken, report.held, report.head_id, report.head_hash) == (None, 0, 0, BEGINNING)


@ONE_STORE
@given(st.data())
def test_any_altered_record_is_named(chained: Chained, data: st.DataObject) -> None:
    number = data.draw(st.integers(1, chained.last))
    column = data.draw(st.sampled_from(sorted(ALTERATIONS)))
    with chained.unguarded() as connection:
        alter(connection, chained, number, column)
        report = verify(connection)
    assert report.broken == Break(number, Flaw.CHANGED)
    assert report.held == number - 1


@ONE_STORE
@given(st.data())
def test_a_record_sealed_anew_no_longer_carries_the_next(chained: Chained, data: st.DataObject) -> None:
    last = chained.last
    number = data.draw(st.integers(1, last))
    column = data.draw(st.sampled_from(sorted(set(ALTERATIONS) - {"hash"})))
    upto = data.draw(st.integers(number, last))
    with chained.unguarded() as connection:
        alter(connection, chained, number, column)
        seal_anew(connection, number, upto)
        report = verify(connection)
    assert report.broken == (Break(upto + 1, Flaw.CHANGED) if upto < last else Break(last, Flaw.HEAD))


@ONE_STORE
@given(st.data())
def test_any_removed_records_are_named(chained: Chained, data: st.DataObject) -> None:
    removed = data.draw(st.sets(st.integers(1, chained.last), min_size=1))
    with chained.unguarded() as connection:
        for number in removed:
            connection.execute(text("DELETE FROM audit WHERE id = :id"), {"id": number})
        report = verify(connection)
    assert report.broken == Break(min(removed), Flaw.MISSING)


@ONE_STORE
@given(st.data())
def test_records_that_changed_places_are_named(chained: Chained, data: st.DataObject) -> None:
    one, other = sorted(data.draw(st.sets(st.integers(1, chained.last), min_size=2, max_size=2)))
    with chained.unguarded() as connection:
        for before, after in ((one, 0), (other, one), (0, other)):
            connection.execute(
                text("UPDATE audit SET id = :after WHERE id = :before"), {"before": before, "after": after}
            )
        report = verify(connection)
    assert report.broken == Break(one, Flaw.CHANGED)


@ONE_STORE
@given(st.data())
def test_an_inserted_record_is_named(chained: Chained, data: st.DataObject) -> None:
    last = chained.last
    number = data.draw(st.integers(1, last + 1))
    well_sealed = data.draw(st.booleans())
    with chained.unguarded() as connection:
        connection.execute(text("UPDATE audit SET id = -1 - id WHERE id >= :id"), {"id": number})
        connection.execute(text("UPDATE audit SET id = -id WHERE id < 0"))
        copy_record(connection, 1 if number > 1 else 2, number)
        connection.execute(text("UPDATE audit SET from_where = 'elsewhere' WHERE id = :id"), {"id": number})
        if well_sealed:
            seal_anew(connection, number, number)
        report = verify(connection)
        connection.execute(text("UPDATE chain SET audit_id = audit_id + 1"))
        counted = verify(connection)
    if number > last:
        assert report.broken == Break(number, Flaw.INSERTED)
        # Who can write the chain's end too must have its hash as well.
        assert counted.broken == Break(number, Flaw.HEAD if well_sealed else Flaw.CHANGED)
    else:
        assert counted.broken == Break(number + well_sealed, Flaw.CHANGED)
        assert report.broken == (Break(last, Flaw.HEAD) if number == last and well_sealed else counted.broken)


def copy_record(connection: Connection, source: int, number: int, at: str = "at") -> None:
    columns = "kind, person_id, login, on_behalf_id, subject_id, from_where, facts, hash"
    connection.exec_driver_sql(
        f"INSERT INTO audit (id, at, {columns}) SELECT {number}, {at}, {columns} FROM audit WHERE id = {source}"
    )


@pytest.mark.postgresql
@pytest.mark.parametrize("when", ["at - interval '1 hour'", "at + interval '1 hour'"])
def test_a_doubled_number_is_an_insertion(postgres_store: Store, clock: HandClock, when: str) -> None:
    """Parts by month allow the same number twice, at different times; SQLite allows it never."""
    with make_chained(postgres_store, clock).unguarded() as connection:
        copy_record(connection, 5, 5, when)
        assert verify(connection).broken == Break(5, Flaw.INSERTED)


def test_a_forged_end_is_found(chained: Chained) -> None:
    last = chained.last
    with chained.unguarded() as connection:
        connection.execute(text("UPDATE chain SET audit_hash = :none"), {"none": BEGINNING})
        assert verify(connection).broken == Break(last, Flaw.HEAD)
    with chained.unguarded() as connection:
        connection.execute(text("UPDATE chain SET audit_id = audit_id + 1"))
        assert verify(connection).broken == Break(last + 1, Flaw.MISSING)
    with chained.unguarded() as connection:
        connection.execute(text("DELETE FROM chain"))
        assert verify(connection).broken is not None


def test_a_witness_catches_who_reckons_everything_anew(chained: Chained) -> None:
    noted = chained.store.audit.verify()
    witness = (noted.head_id, noted.head_hash)
    chained.store.audit.append(AuditKind.LISTEN, chained.store.people.list_people()[0])
    assert chained.store.audit.verify(witness=witness).broken is None
    last = chained.last
    with chained.unguarded() as connection:
        alter(connection, chained, 4, "kind")
        seal_anew(connection, 4, last)
        copy_head = "UPDATE chain SET audit_hash = (SELECT hash FROM audit WHERE id = chain.audit_id)"
        connection.execute(text(copy_head))
        assert verify(connection).broken is None
        assert verify(connection, witness=witness).broken == Break(noted.head_id, Flaw.CHANGED)
    with chained.unguarded() as connection:
        connection.execute(text("DELETE FROM audit WHERE id > 3"))
        connection.execute(text("UPDATE chain SET audit_id = 3, audit_hash = (SELECT hash FROM audit WHERE id = 3)"))
        assert verify(connection).broken is None
        assert verify(connection, witness=witness).broken == Break(noted.head_id, Flaw.MISSING)


def test_the_chain_begins_where_retention_left_it(chained: Chained) -> None:
    last = chained.last
    with chained.unguarded() as connection:
        anchor = "INSERT INTO audit_anchor (id, hash, at) SELECT id, hash, at FROM audit WHERE id = :id"
        for number in (2, 5):
            connection.execute(text(anchor), {"id": number})
        assert verify(connection).broken == Break(1, Flaw.INSERTED)
        connection.execute(text("DELETE FROM audit WHERE id <= 5"))
        report = verify(connection)
        assert (report.broken, report.held, report.anchor_id) == (None, last - 5, 5)
        assert report.sentence().endswith("Records up to 5 were removed by retention.")
        connection.execute(text("DELETE FROM audit WHERE id = 6"))
        assert verify(connection).broken == Break(6, Flaw.MISSING)
        connection.execute(text("DELETE FROM audit"))
        connection.execute(text("UPDATE audit_anchor SET id = :id WHERE id = 5"), {"id": last})
        assert verify(connection).broken == Break(last, Flaw.HEAD)


def test_long_chains_are_walked_in_spans(chained: Chained, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_chain, "_BATCH", 3)
    assert chained.store.audit.verify().broken is None
    for number in (3, 4, 6, 7):
        with chained.unguarded() as connection:
            connection.execute(text("DELETE FROM audit WHERE id = :id"), {"id": number})
            assert verify(connection).broken == Break(number, Flaw.MISSING)


def test_every_finding_has_its_sentence(chained: Chained) -> None:
    whole = chained.store.audit.verify()
    for flaw in Flaw:
        sentence = replace(whole, broken=Break(7, flaw)).sentence()
        assert sentence.startswith("The audit chain is broken: ")
        assert "7" in sentence


def test_the_record_says_who_and_from_where(chained: Chained) -> None:
    entry = chained.store.audit.entries()[-1]
    assert entry.login
    assert entry.from_where
    if not chained.store._database.is_sqlite:
        assert (entry.login, entry.on_behalf_id) == ("deskside", entry.person_id)
        assert entry.from_where.startswith("127.0.0.1 deskside ")


def test_facts_come_back_as_they_went_in(chained: Chained) -> None:
    entries = chained.store.audit.entries(kind=AuditKind.LISTEN)
    assert [entry.facts["words"] for entry in entries] == list(HOSTILE)


@pytest.mark.postgresql
def test_a_deed_sent_twice_is_recorded_once(postgres_store: Store) -> None:
    store = postgres_store
    (li,) = store.people.add_many([NewPerson("2001", "李明", Role.INSPECTOR)])
    deed = new_id()
    for _ in range(2):
        store.audit.append(AuditKind.PRINT, li, deed_id=deed, pages=2)
    store.audit.append(AuditKind.PRINT, li, pages=2)
    assert len(store.audit.entries(kind=AuditKind.PRINT)) == 2


def test_many_at_once_make_one_chain(open_store: OpenStore) -> None:
    stores = [open_store() for _ in range(4)]
    (li,) = stores[0].people.add_many([NewPerson("2001", "李明", Role.INSPECTOR)])

    def work(store: Store) -> None:
        for number in range(25):
            store.audit.append(AuditKind.LISTEN, li, seconds=number)

    threads = [Thread(target=work, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    report = stores[0].audit.verify()
    assert report.broken is None
    assert report.held == 101


@pytest.mark.postgresql
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    number=st.integers(1, 2**63 - 1),
    at=st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30)),  # noqa: DTZ001
    keys=st.lists(st.none() | st.uuids(), min_size=3, max_size=3),
    words=st.lists(st.none() | st.text().map(coded), min_size=4, max_size=4),
    previous=st.binary(min_size=32, max_size=32),
)
def test_server_and_console_reckon_the_same_hash(
    postgres_store: Store,
    number: int,
    at: datetime,
    keys: list[UUID | None],
    words: list[str | None],
    previous: bytes,
) -> None:
    kind, login, host, facts = words
    person, behalf, subject = keys
    fields = (number, at.isoformat(timespec="microseconds"), kind, person, login, behalf, subject, host, facts)
    ours = chain_hash(previous, (None if field is None else str(field).encode() for field in fields))
    query = "SELECT chain_hash(:p, :id, :at, :kind, :person, :login, :behalf, :subject, :host, :facts)"
    values = {"p": previous, "id": number, "at": at.replace(tzinfo=UTC), "kind": kind, "person": person}
    values |= {"login": login, "behalf": behalf, "subject": subject, "host": host, "facts": facts}
    with postgres_store._database.reading() as connection:
        assert connection.execute(text(query), values).scalar_one() == ours


def test_every_kind_the_server_writes_is_known_here() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in sorted(SERVER.glob("*.sql")))
    recorded = set(re.findall(r"\brecord\(\s*'(\w+)'", code))
    told = set(re.findall(r"\btell\(\s*'(\w+)'", code))
    assert {"share", "acknowledge"} <= recorded <= set(AuditKind)
    assert {"note_shared", "appealed"} <= told <= set(EventKind)


def test_records_of_the_first_release_are_chained_without_gaps(url: str) -> None:
    """A sequence had left gaps: a gap in the chain would mean that a record was taken away."""
    make_first_schema(url)
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        late = (
            "INSERT INTO audit (id, at, kind, facts) VALUES (90, '2026-04-01 00:00:00.000000', 'import', '{\"n\":1}')"
        )
        connection.exec_driver_sql(late)
    engine.dispose()
    with Store.open(url, hasher=QUICK_HASHES) as store:
        report = store.audit.verify()
        assert (report.broken, report.head_id) == (None, len(store.audit.entries()))
        assert [entry.number for entry in store.audit.entries()][-1] == report.head_id


def test_the_newest_records_can_be_walked_alone(chained: Chained) -> None:
    last = chained.last
    assert chained.store.audit.verify(newest=4).held == 4
    assert chained.store.audit.verify(newest=last + 9).held == last
    with chained.unguarded() as connection:
        alter(connection, chained, last - 3, "kind")
        assert verify(connection, newest=4).broken == Break(last - 3, Flaw.CHANGED)
        assert verify(connection, newest=3).broken is None
        connection.execute(text("DELETE FROM audit WHERE id = :id"), {"id": last - 2})
        assert verify(connection, newest=3).broken == Break(last - 2, Flaw.MISSING)
        assert verify(connection, newest=2).broken == Break(last - 1, Flaw.CHANGED)

"""A database of the first release becomes today's with everything that was in it, or stays as it was."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import select

from console.domain.audit import AuditKind
from console.domain.calls import CallFilter, Progress
from console.domain.faults import FaultKind, PlaceFault
from console.domain.ledger import Heard, Ledger
from console.domain.people import Person
from console.domain.sheet import Mark, Pin, Span, Verdict
from console.store.engine import Database, Login, Patience, address_of, make_engine
from console.store.migrations import sealing_0002
from console.store.schema import REVISIONS, revision_of
from console.store.shared_tables import ResultTable
from console.store.store import Store
from tests.conftest import ROOT
from tests.store.centres import START, OpenStore, a_call, monitoring_form
from tests.store.first_schema import HOSTILE, FirstCentre, make_first_schema


@pytest.fixture
def first(url: str) -> FirstCentre:
    """A database of the first release."""
    return make_first_schema(url)


def li_of(store: Store, first: FirstCentre) -> Person:
    return store.people.get(first.li)


def revision_at(url: str) -> str | None:
    database = Database(make_engine(address_of(url), Patience()))
    try:
        with database.reading() as connection:
            return revision_of(connection)
    finally:
        database.engine.dispose()


def test_everything_is_there_after_the_upgrade(first: FirstCentre, open_store: OpenStore) -> None:
    store = open_store()
    li = li_of(store, first)
    assert (li.number, li.name) == ("2001", "李明")
    assert store.forms.get("monitoring", 1) == monitoring_form()

    rows = {row.call.id: row for row in store.calls.page(CallFilter(), li, 0, 10)}
    assert set(rows) == {first.scored, first.drafted, first.strange}
    scored = rows[first.scored]
    assert scored.call.sound.paths == (f"/录音/{HOSTILE}.wav",)
    assert (scored.call.queue, scored.call.customer_number) == (HOSTILE, "138****5678")
    assert (scored.progress, scored.points, scored.inspector_name, scored.coached) == (
        Progress.CORRECTED,
        98,
        "李明",
        True,
    )
    assert rows[first.drafted].call.customer_number == "****6"
    assert rows[first.drafted].call.started_at == START + timedelta(minutes=1, microseconds=1)
    assert rows[first.drafted].drawn_for_me
    assert rows[first.strange].call.customer_number == ""

    one, two = store.evaluations.revisions(first.scored)
    assert ((one.points, one.critical), (two.points, two.critical)) == ((96, True), (98, False))
    assert (one.sheet.pins, one.sheet.notes, two.reason) == ((Pin(5, HOSTILE),), HOSTILE, HOSTILE)
    assert one.sheet.mark("expression") == Mark(Verdict.FAILS, "", (Span(1000, 2000),))
    assert two.sheet.mark("no_argument").verdict is Verdict.CONFORMS
    assert one.ledger == Ledger((Heard(0, 60_000),))

    draft = store.evaluations.find_draft(first.drafted)
    assert draft is not None
    assert (draft.id, draft.version, draft.sheet.notes) == (first.draft, 7, HOSTILE)
    assert draft.sheet.mark("expression") == Mark(Verdict.FAILS, HOSTILE, (Span(10, 20),))

    (note,) = store.coaching.list_notes()
    assert (note.strength, note.priorities, note.clips[0].text) == (HOSTILE, ("好", HOSTILE), HOSTILE)
    assert note.call_ids == (first.scored,)


def test_the_old_records_are_sealed_as_they_were(first: FirstCentre, open_store: OpenStore) -> None:
    store = open_store()
    entries = [entry for entry in store.audit.entries() if entry.subject_id == first.scored]
    assert [(entry.kind, entry.facts) for entry in entries] == [
        (AuditKind.IMPORT, {"added": 3, "known": 0}),
        (AuditKind.REVEAL, {"reason": HOSTILE}),
        (AuditKind.CORRECT, {"number": 2, "points": 98}),
    ]
    assert [entry.at for entry in entries] == [
        START + timedelta(days=31 * number, microseconds=number * 1000) for number in (1, 2, 3)
    ]
    assert {entry.person_id for entry in entries} == {first.li}
    store.audit.append(AuditKind.LISTEN, li_of(store, first), first.scored)
    report = store.audit.verify()
    assert report.broken is None
    assert report.held == 4


def test_work_goes_on_after_the_upgrade(first: FirstCentre, open_store: OpenStore) -> None:
    store = open_store()
    li, form = li_of(store, first), monitoring_form()
    draft = store.evaluations.open_draft(first.drafted, li, form)
    revision = store.evaluations.submit(draft.id, draft.version)
    assert (revision.points, revision.sheet) == (98, draft.sheet)
    assert store.calls.row(first.drafted, li).progress is Progress.SCORED
    assert store.calls.reveal_number(first.scored, li, "to call back") == "13812345678"
    again = store.calls.add_many([a_call(0), a_call(9)], li)
    assert (again.added, again.known) == (1, 1)
    correction = store.evaluations.open_correction(first.scored, li, form, "heard again")
    assert store.evaluations.submit(correction.id, correction.version).number == 3


def test_every_sheet_of_before_is_in_the_reports(first: FirstCentre, open_store: OpenStore) -> None:
    with open_store()._database.reading() as connection:
        (row,) = connection.execute(select(ResultTable)).all()
    assert (row.call_id, row.points) == (first.scored, 98)
    assert row.scored_at == START + timedelta(days=1)


def test_a_failure_in_the_middle_leaves_the_old_database(
    first: FirstCentre, url: str, open_store: OpenStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the plug was pulled")

    with monkeypatch.context() as patched:
        patched.setattr(sealing_0002, "sha256", fail)
        with pytest.raises(RuntimeError, match="plug"):
            open_store()
    assert revision_at(url) == "0001"
    store = open_store()
    assert revision_at(url) == REVISIONS[-1]
    assert len(store.evaluations.revisions(first.scored)) == 2
    assert store.audit.verify().broken is None


def test_consoles_that_start_at_once_upgrade_once(first: FirstCentre, url: str, open_store: OpenStore) -> None:
    program = "import sys; from console.store.store import Store; sys.stdin.read(1); Store.open(sys.argv[1]).close()"
    command = [sys.executable, "-W", "error", "-c", program, url]
    consoles = [subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)]
    said = [console.communicate(b".")[1].decode() for console in consoles]
    assert [console.returncode for console in consoles] == [0, 0], said
    assert len(open_store().evaluations.revisions(first.scored)) == 2


# PostgreSQL only


@pytest.fixture
def reader(postgres_url: str) -> Iterator[str]:
    """Somebody's own login without any right to structure."""
    with psycopg.connect(postgres_url, autocommit=True) as root:
        root.execute("CREATE ROLE reader LOGIN PASSWORD 'reads'")
        yield "reader"
        root.execute("DROP OWNED BY reader")
        root.execute("DROP ROLE reader")


@pytest.mark.postgresql
def test_a_persons_own_login_never_makes_or_upgrades(postgres_url: str, reader: str) -> None:
    def refused() -> PlaceFault:
        with pytest.raises(PlaceFault) as caught:
            Store.open(postgres_url, login=Login(reader, "reads"))
        return caught.value

    fault = refused()
    assert (fault.kind, fault.facts) == (FaultKind.DATABASE_OLDER, {"found": "", "known": REVISIONS[-1]})
    make_first_schema(postgres_url)
    assert refused().kind is FaultKind.DATABASE_OLDER
    with psycopg.connect(postgres_url, autocommit=True) as root:
        root.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
    assert refused().facts["found"] == "0001"
    assert revision_at(postgres_url) == "0001"


@pytest.mark.postgresql
def test_calls_lie_in_the_part_of_their_month_and_everything_is_the_owners(postgres_url: str) -> None:
    first = make_first_schema(postgres_url)
    with psycopg.connect(postgres_url, autocommit=True) as root:
        root.execute("CREATE ROLE keeper")
        root.execute("ALTER TABLE call OWNER TO keeper")
    Store.open(postgres_url).close()
    with psycopg.connect(postgres_url, autocommit=True) as root:
        places: dict[UUID, str] = dict(root.execute("SELECT id, tableoid::regclass::text FROM call").fetchall())
        owners = root.execute(
            "SELECT DISTINCT relowner::regrole::text FROM pg_class"
            " WHERE relnamespace IN ('public'::regnamespace, 'parts'::regnamespace)"
        ).fetchall()
        root.execute("DROP ROLE keeper")
    month = f"{datetime.fromtimestamp((first.scored.int >> 80) / 1000, UTC):%Y_%m}"
    assert places[first.scored] == f"parts.call_{month}"
    assert places[first.strange] == "parts.call_other"
    assert owners == [("deskside_owner",)]


@pytest.mark.postgresql
def test_other_server_code_is_replaced_and_the_same_left_alone(postgres_url: str) -> None:
    Store.open(postgres_url).close()
    with psycopg.connect(postgres_url, autocommit=True) as root:
        (at,) = root.execute("SELECT at FROM installed").fetchone() or ()
        Store.open(postgres_url).close()
        assert root.execute("SELECT at FROM installed").fetchone() == (at,)
        root.execute("UPDATE installed SET fingerprint = 'older'")
        root.execute("CREATE FUNCTION left_over() RETURNS int LANGUAGE sql AS 'SELECT 1'")
        root.execute("ALTER FUNCTION left_over() OWNER TO deskside_owner")
        Store.open(postgres_url).close()
        (later,) = root.execute("SELECT at FROM installed").fetchone() or ()
        assert later > at
        assert root.execute("SELECT to_regproc('left_over')").fetchone() == (None,)


@pytest.mark.postgresql
def test_nothing_that_keeps_data_rests_on_a_function(postgres_url: str) -> None:
    """Functions are dropped and made anew with every change of the server code, and what rests on them goes along."""
    Store.open(postgres_url).close()
    with psycopg.connect(postgres_url, autocommit=True) as root:
        resting = root.execute(
            "SELECT pg_describe_object(classid, objid, objsubid) FROM pg_depend JOIN pg_proc p ON p.oid = refobjid"
            " WHERE refclassid = 'pg_proc'::regclass AND pronamespace = 'public'::regnamespace"
            " AND classid IN ('pg_class'::regclass, 'pg_attrdef'::regclass, 'pg_constraint'::regclass)"
        ).fetchall()
    assert resting == []

"""What somebody tries on the server itself: more power, other rules, other people's accounts; with the driver alone."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from console.store.ids import new_id
from tests.rights.functions import VERIFIER
from tests.rights.knocking import HIDDEN_DIGITS, NO_RIGHT, OURS, Session, one, refused
from tests.rights.table import Who
from tests.rights.world import NUMBERS, World

pytestmark = pytest.mark.postgresql


# -- getting above oneself ---------------------------------------------------------------------------------------------

CLIMBING = [
    "SET ROLE deskside",
    "SET ROLE deskside_owner",
    "SET ROLE deskside_manager",
    'SET ROLE "4001"',
    "SET SESSION AUTHORIZATION deskside",
    'SET SESSION AUTHORIZATION "4001"',
    "SET session_replication_role = replica",
    "ALTER TABLE revision DISABLE TRIGGER ALL",
    "ALTER TABLE revision DISABLE ROW LEVEL SECURITY",
    "DROP TRIGGER revision_no_change ON revision",
    "DROP POLICY teams_read ON call",
    "CREATE POLICY mine ON call FOR SELECT USING (true)",
    "ALTER TABLE call OWNER TO CURRENT_USER",
    "GRANT SELECT ON call TO CURRENT_USER",
    "GRANT SELECT (customer_number) ON call TO PUBLIC",
    "GRANT deskside_owner TO CURRENT_USER",
    "GRANT deskside_manager TO CURRENT_USER",
    "CREATE ROLE mole SUPERUSER",
    "ALTER ROLE CURRENT_USER SUPERUSER",
    "ALTER ROLE CURRENT_USER BYPASSRLS",
    "ALTER ROLE CURRENT_USER CREATEROLE",
    "ALTER ROLE CURRENT_USER CONNECTION LIMIT -1",
    "ALTER ROLE CURRENT_USER VALID UNTIL 'infinity'",
    "ALTER ROLE \"4001\" PASSWORD 'known'",
    "ALTER ROLE deskside PASSWORD 'known'",
    "ALTER ROLE deskside_person RENAME TO mine",
    'ALTER ROLE "4001" SET search_path = pg_temp',
    "ALTER FUNCTION me() OWNER TO CURRENT_USER",
    "CREATE OR REPLACE FUNCTION me() RETURNS uuid LANGUAGE sql AS 'SELECT NULL::uuid'",
    "ALTER DATABASE {database} SET session_replication_role = replica",
    "ALTER SYSTEM SET archive_command = 'true'",
    "CREATE TABLE mine (id int)",
    "CREATE TABLE parts.mine (id int)",
    "CREATE TEMP TABLE person (id uuid)",
    "CREATE FUNCTION pg_temp.look(text) RETURNS boolean LANGUAGE sql AS 'SELECT true'",
    "CREATE SCHEMA mine",
    "CREATE EXTENSION dblink",
    "CREATE DATABASE mine",
    "CREATE PUBLICATION mine FOR TABLE call",
    "CREATE EVENT TRIGGER mine ON ddl_command_end EXECUTE FUNCTION refuse_change()",
    "SELECT pg_read_file('postgresql.conf')",
    "SELECT pg_ls_dir('.')",
    "SELECT pg_stat_file('postgresql.conf')",
    "SELECT pg_read_binary_file('global/pg_control')",
    "SELECT pg_ls_waldir()",
    "COPY form TO '/tmp/form'",
    "COPY form TO PROGRAM 'cat'",
    "COPY draw FROM PROGRAM 'echo'",
    "SELECT lo_import('/etc/passwd')",
    "SELECT lo_create(0)",
    "SELECT lo_from_bytea(0, 'x')",
    "SELECT rolpassword FROM pg_authid",
    "SELECT passwd FROM pg_shadow",
    "SELECT pg_reload_conf()",
    "SELECT pg_terminate_backend({other})",
    "SELECT pg_switch_wal()",
    "SELECT pg_create_logical_replication_slot('mine', 'test_decoding')",
    "SELECT count(*) FROM parts.call_other",
    "SELECT count(*) FROM parts.audit_other",
    "BEGIN; LOCK TABLE chain IN ACCESS EXCLUSIVE MODE",
    "BEGIN; LOCK TABLE call IN ACCESS EXCLUSIVE MODE",
    "SELECT FROM chain FOR UPDATE",
    "TRUNCATE draft",
    "ANALYZE VERBOSE call; CLUSTER call",
    "REINDEX TABLE call",
    "REFRESH MATERIALIZED VIEW call",
    "COMMENT ON TABLE call IS 'mine'",
]


@pytest.mark.parametrize("who", [Who.INSPECTOR, Who.ADMINISTRATOR, Who.OUTSIDER])
def test_nobody_gets_above_themselves(attacked: World, root: Session, who: Who) -> None:
    other = one(root, "SELECT pg_backend_pid()")
    with attacked.connect(who, autocommit=True) as session:
        for deed in CLIMBING:
            with pytest.raises(psycopg.Error) as caught:
                session.execute(deed.format(database=attacked.centre.database, other=other))
            assert caught.value.sqlstate == NO_RIGHT, (deed, caught.value)
            session.rollback()


def test_rows_stay_hidden_where_somebody_turns_the_rules_off(li: Session) -> None:
    li.execute("SET row_security = off")
    for table in ("call", "revision", "draft", "coaching_note", "person"):
        with refused(li):
            li.execute(sql.SQL("SELECT count(id) FROM {}").format(sql.Identifier(table)))


def test_parts_are_closed_by_their_schema_and_by_themselves(li: Session, root: Session) -> None:
    parts = root.execute("SELECT relname FROM pg_class WHERE relnamespace = 'parts'::regnamespace AND relkind = 'r'")
    names = [name for (name,) in parts]
    assert any(name.startswith("call_2") for name in names)
    root.execute("GRANT USAGE ON SCHEMA parts TO deskside_person")
    for name in names:
        with refused(li):
            li.execute(sql.SQL("SELECT FROM parts.{}").format(sql.Identifier(name)))


@pytest.fixture
def ajar(attacked: World, root: Session) -> Iterator[Session]:
    """An inspector in a database whose doors were left open, as after a restore: temporary things can be made."""
    root.execute(sql.SQL("GRANT TEMP ON DATABASE {} TO PUBLIC").format(sql.Identifier(attacked.centre.database)))
    with attacked.connect(Who.INSPECTOR, autocommit=True) as session:
        yield session


def test_a_table_of_ones_own_does_not_stand_for_ours(attacked: World, ajar: Session) -> None:
    me = attacked.person(Who.INSPECTOR)
    ajar.execute(
        "CREATE TEMP TABLE person AS SELECT id, number, 'manager' AS role, true AS active, 'B' AS team FROM person"
    )
    ajar.execute("CREATE TEMP TABLE person_team (person_id uuid, team text)")
    ajar.execute("INSERT INTO pg_temp.person_team VALUES (%s, 'B')", (me,))
    ajar.execute("CREATE FUNCTION pg_temp.my_role() RETURNS text LANGUAGE sql AS $$ SELECT 'manager' $$")
    ajar.execute("CREATE FUNCTION pg_temp.trusted() RETURNS boolean LANGUAGE sql AS 'SELECT true'")
    ajar.execute("SET search_path = pg_temp, public, pg_catalog")
    assert one(ajar, "SELECT public.my_role()") == "inspector"
    assert "B" not in one(ajar, "SELECT public.seen_teams()")
    hidden = attacked.calls["other_team"]
    assert ajar.execute("SELECT id FROM public.call WHERE id = %s", (hidden,)).fetchone() is None
    with refused(ajar, *OURS):
        ajar.execute("SELECT public.reveal_number(%s, 'why')", (hidden,))
    with refused(ajar):
        ajar.execute("SELECT public.acknowledge_note(%s)", (attacked.keys["coaching_note", "shared_mine", None]["id"],))


def test_a_function_of_ones_own_sees_no_row_that_is_hidden(attacked: World, ajar: Session) -> None:
    said: list[str] = []
    ajar.add_notice_handler(lambda notice: said.append(notice.message_primary or ""))
    ajar.execute(
        "CREATE FUNCTION pg_temp.watch(words text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS"
        " $$ BEGIN RAISE NOTICE '%', words; RETURN true; END $$"
    )
    for table, column in (("call", "id"), ("draft", "id"), ("revision", "id"), ("coaching_note", "id")):
        said.clear()
        query = sql.SQL("SELECT {column} FROM {table} WHERE pg_temp.watch({column}::text)").format(
            table=sql.Identifier(table), column=sql.Identifier(column)
        )
        seen = {str(row[0]) for row in ajar.execute(query)}
        assert set(said) == seen != set()
        hidden = attacked.keys[table, "other_team", None]["id"]
        assert str(hidden) not in said


def test_an_error_tells_nothing_of_a_hidden_row(attacked: World, li: Session, root: Session) -> None:
    root.execute(
        'UPDATE draft SET sheet = \'{"notes": "whispered"}\', version = 2 WHERE id = %s',
        (attacked.keys["draft", "other_team", None]["id"],),
    )
    assert one(root, "SELECT count(*) FROM draft WHERE (sheet ->> 'notes') = 'whispered'") == 1
    assert one(li, "SELECT count(*) FROM draft WHERE (sheet ->> 'notes') = 'whispered'") == 0
    # The cast fails with the words in its message on the first row that is not empty.
    assert li.execute("SELECT id FROM draft WHERE nullif(sheet ->> 'notes', '')::int > 0").fetchall() == []


def test_a_dump_by_a_person_holds_nothing(attacked: World) -> None:
    centre = attacked.centre
    for more in ((), ("--enable-row-security",), ("--data-only", "--table=call", "--enable-row-security")):
        done = subprocess.run(
            [centre.server.binaries / "pg_dump", "--no-password", *more, "-d", centre.url, "-U", NUMBERS[Who.MANAGER]],
            env=os.environ | {"PGPASSWORD": centre.password(NUMBERS[Who.MANAGER])},
            capture_output=True,
            check=False,
        )
        assert done.returncode != 0
        assert b"permission denied" in done.stderr
        assert HIDDEN_DIGITS.encode() not in done.stdout


def test_what_others_are_asking_is_not_shown(attacked: World, li: Session) -> None:
    with attacked.connect(Who.MANAGER, autocommit=True) as manager:
        manager.execute("SELECT count(*) FROM call /* the appeal of Wang */")
        shown = li.execute("SELECT query FROM pg_stat_activity WHERE usename = %s", (NUMBERS[Who.MANAGER],)).fetchall()
    assert shown == [("<insufficient privilege>",)]


# -- accounts ----------------------------------------------------------------------------------------------------------


def test_nobody_gives_themselves_more(attacked: World, li: Session) -> None:
    me = attacked.person(Who.INSPECTOR)
    for deed, values in (
        ("INSERT INTO person_team VALUES (%s, 'B')", (me,)),
        ("UPDATE person SET role = 'manager' WHERE id = %s", (me,)),
        ("UPDATE person SET team = 'B' WHERE id = %s", (me,)),
        ("SELECT grant_team('2001', 'B')", ()),
        ("SELECT set_person_role('2001', 'manager')", ()),
        ("SELECT set_verifier('2002', %s)", (VERIFIER,)),
        ("SELECT set_verifier('4001', %s)", (VERIFIER,)),
    ):
        with refused(li):
            li.execute(deed, values)


def test_an_administrator_gets_no_hold_of_the_server(attacked: World, root: Session) -> None:
    root.execute("DROP ROLE IF EXISTS etl")
    root.execute("DROP ROLE IF EXISTS reader")
    root.execute("CREATE ROLE etl LOGIN BYPASSRLS")
    root.execute("CREATE ROLE reader LOGIN")
    try:
        root.execute("GRANT deskside_person TO etl, reader")
        root.execute("GRANT pg_read_all_data TO reader")
        with attacked.connect(Who.ADMINISTRATOR, autocommit=True) as session:
            for number in (
                "deskside",
                "deskside_owner",
                "deskside_manager",
                "pg_read_all_data",
                "etl",
                "reader",
                "x" * 64,
                "public",
                "",
                "none",
            ):
                states = (*OURS, "22023", NO_RIGHT)
                with refused(session, *states):
                    session.execute("SELECT add_person(%s, 'Mole', 'manager', verifier => %s)", (number, VERIFIER))
                with refused(session, *OURS, "22023", NO_RIGHT):
                    session.execute("SELECT set_verifier(%s, %s)", (number, VERIFIER))
                with refused(session, *OURS, "22023", NO_RIGHT):
                    session.execute("SELECT set_person_active(%s, false)", (number,))
            for verifier in ("plain", "md5" + "0" * 32, 'SCRAM-SHA-256$x\'; ALTER ROLE "9001" SUPERUSER; --'):
                with refused(session, *OURS, "22023"):
                    session.execute("SELECT set_verifier('1002', %s)", (verifier,))
            for role in ("owner", "superuser", "manager; --", ""):
                with refused(session, *OURS, "22023"):
                    session.execute("SELECT set_person_role('1002', %s)", (role,))
            with refused(session):
                session.execute("SELECT set_person_role('9001', 'manager')")
            evil = 'x"; ALTER ROLE "9001" SUPERUSER; --'
            session.execute("SELECT add_person(%s, %s, 'agent')", (evil, "name'; DROP TABLE person; --"))
        assert one(root, "SELECT rolsuper FROM pg_roles WHERE rolname = '9001'") is False
        assert one(root, "SELECT count(*) FROM person WHERE number = %s", evil) == 1
        root.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(evil)))
    finally:
        root.execute("DROP ROLE etl, reader")


def test_whoever_is_shut_out_does_no_more_although_the_session_is_open(
    attacked: World, li: Session, root: Session
) -> None:
    draft = attacked.key("draft", "own", Who.INSPECTOR)["id"]
    assert li.execute("UPDATE draft SET version = 2 WHERE id = %s", (draft,)).rowcount == 1
    root.execute("UPDATE person SET active = false WHERE number = %s", (NUMBERS[Who.INSPECTOR],))
    assert li.execute("UPDATE draft SET version = 3 WHERE id = %s", (draft,)).rowcount == 0
    for table in ("call", "person", "draft", "event", "form", "revision", "coaching_note"):
        query = sql.SQL("SELECT count({}) FROM {}").format(
            sql.Identifier("seq" if table == "event" else "key" if table == "form" else "id"), sql.Identifier(table)
        )
        assert li.execute(query).fetchone() == (0,), table
    for deed, values in (
        ("SELECT submit_draft(%s, 2, %s)", (draft, new_id())),
        ("SELECT discard_draft(%s)", (draft,)),
        ("SELECT reveal_number(%s, 'why')", (attacked.calls["mine"],)),
        ("SELECT record_deed(%s, 'listen', NULL, '{}')", (new_id(),)),
        ("SELECT set_verifier('2001', %s)", (VERIFIER,)),
    ):
        with refused(li):
            li.execute(deed, values)
    with pytest.raises(psycopg.Error, match=r"account_closed|no_right"):
        li.execute("SELECT * FROM sign_on()")

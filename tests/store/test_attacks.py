"""What somebody tries who may not: each story with the driver alone and that person's own login."""

from __future__ import annotations

from uuid import UUID

import psycopg
import pytest
from psycopg import sql
from psycopg.types.json import Json

from console.store.ids import new_id
from tests.rights.functions import CASES
from tests.rights.knocking import HIDDEN_DIGITS, NO_RIGHT, OURS, Session, one, refused
from tests.rights.table import Who
from tests.rights.world import COLLEAGUE, NUMBERS, World
from tests.shared_centre import connect
from tests.store.centres import START

pytestmark = pytest.mark.postgresql


# -- somebody else's name, another clock -------------------------------------------------------------------------------


def test_nobody_acts_in_anothers_name(attacked: World, li: Session) -> None:
    another = attacked.ids[COLLEAGUE]
    call, draft = attacked.calls["unscored"], attacked.key("draft", "own", Who.INSPECTOR)["id"]
    for deed, values in (
        ("SELECT open_draft(%s, %s, '{}', on_behalf => %s)", (new_id(), call, another)),
        ("SELECT submit_draft(%s, 1, %s, on_behalf => %s)", (draft, new_id(), another)),
        ("SELECT discard_draft(%s, on_behalf => %s)", (draft, another)),
        ("SELECT record_deed(%s, 'listen', %s, '{}', on_behalf => %s)", (new_id(), call, another)),
        ("SELECT reveal_number(%s, 'why', on_behalf => %s)", (call, another)),
        (
            "SELECT share_note(%s, 1, on_behalf => %s)",
            (attacked.key("coaching_note", "own", Who.INSPECTOR)["id"], another),
        ),
    ):
        with refused(li):
            li.execute(deed, values)


def test_a_note_is_its_writers_unsigned_and_unshared_whatever_was_sent(
    attacked: World, li: Session, root: Session
) -> None:
    note = new_id()
    li.execute(
        "INSERT INTO coaching_note (id, agent_id, coach_id, made_at, clips, item_keys, strength, priorities,"
        " agent_words, action, follow_up, shared, acknowledged_at, version)"
        " VALUES (%s, %s, %s, %s, '[]', '[]', '', '[]', 'I agree', '', 'open', true, %s, 9)",
        (note, attacked.ids["1001"], attacked.ids[COLLEAGUE], START, START),
    )
    kept = root.execute(
        "SELECT coach_id, shared, acknowledged_at, version FROM coaching_note WHERE id = %s", (note,)
    ).fetchone()
    assert kept == (attacked.ids[NUMBERS[Who.INSPECTOR]], False, None, 1)


def test_the_clock_that_counts_is_the_servers(attacked: World, li: Session, root: Session) -> None:
    deed = new_id()
    before = one(root, "SELECT clock_timestamp()")
    li.execute("SELECT record_deed(%s, 'listen', %s, '{}', at => '2020-01-01Z')", (deed, attacked.calls["unscored"]))
    assert one(root, "SELECT at FROM audit ORDER BY id DESC LIMIT 1") >= before
    draft = attacked.key("draft", "own", Who.INSPECTOR)["id"]
    li.execute("UPDATE draft SET saved_at = '2020-01-01Z', version = 2 WHERE id = %s", (draft,))
    assert one(root, "SELECT saved_at FROM draft WHERE id = %s", draft) >= before
    li.execute("SELECT submit_draft(%s, 2, %s, at => '2020-01-01Z')", (draft, new_id()))
    assert one(root, "SELECT submitted_at FROM revision WHERE draft_id = %s", draft) >= before


def test_the_record_names_the_login_not_the_program(attacked: World, root: Session) -> None:
    with attacked.connect(Who.INSPECTOR, autocommit=True, application_name="2002 manager") as session:
        session.execute("SET application_name = '4001'")
        session.execute("SELECT record_deed(%s, 'print', NULL, '{}')", (new_id(),))
    last = root.execute("SELECT login, person_id FROM audit ORDER BY id DESC LIMIT 1").fetchone()
    assert last == (NUMBERS[Who.INSPECTOR], attacked.person(Who.INSPECTOR))


def test_kinds_that_only_the_database_brings_about_are_not_for_telling(li: Session) -> None:
    for kind in ("submit", "correct", "reveal", "acknowledge", "take_over", "form_published", "nonsense"):
        with refused(li):
            li.execute("SELECT record_deed(%s, %s, NULL, '{}')", (new_id(), kind))
    for query in (
        "SELECT record('submit', me(), NULL, '{}', now())",
        "SELECT tell('submitted', NULL, NULL, NULL)",
        "SELECT begin_deed()",
        "INSERT INTO event VALUES (1000000, now(), 'submitted', NULL, NULL, NULL)",
        "INSERT INTO audit (id, at, kind, facts) VALUES (1000000, now(), 'submit', '{}')",
    ):
        with refused(li):
            li.execute(query)


# -- what was submitted ------------------------------------------------------------------------------------------------

FROZEN = [
    "UPDATE revision SET points = 100",
    "UPDATE revision SET notes = 'x'",
    "DELETE FROM revision",
    "UPDATE revision_mark SET verdict = 1",
    "DELETE FROM revision_mark",
    "UPDATE evidence SET end_ms = end_ms + 1",
    "DELETE FROM evidence",
    "UPDATE result SET points = 100",
    "DELETE FROM result",
    "UPDATE form SET published_at = now()",
    "DELETE FROM form",
    "UPDATE audit SET kind = 'print'",
    "DELETE FROM audit",
    "TRUNCATE audit",
    "UPDATE chain SET audit_id = 0",
    "UPDATE event SET kind = 'submitted'",
    "UPDATE call SET points = 100",
    "UPDATE call SET agent_id = NULL",
    "DELETE FROM call",
    "UPDATE appeal SET outcome = 'upheld'",
    "UPDATE month SET published_at = now()",
]


@pytest.mark.parametrize("who", [Who.AGENT, Who.INSPECTOR, Who.MANAGER, Who.ADMINISTRATOR, Who.ELSEWHERE])
def test_what_stands_is_not_altered(attacked: World, who: Who) -> None:
    with attacked.connect(who, autocommit=True) as session:
        for deed in FROZEN:
            with refused(session):
                session.execute(deed)


def _revision_by_hand(world: World, points: int) -> tuple[sql.SQL, dict[str, object]]:
    return sql.SQL(
        "INSERT INTO revision (id, draft_id, call_id, number, agent_id, team, inspector_id, inspector_name,"
        " submitted_at, form_key, form_version, points, critical, verdicts, pins, notes, advice, heard, reason)"
        " SELECT %(id)s, %(draft)s, call_id, 2, agent_id, team, inspector_id, inspector_name, now(), form_key,"
        " form_version, %(points)s, false, verdicts, '[]', '', '', '[]', 'because' FROM revision WHERE id = %(like)s"
    ), {"id": new_id(), "draft": new_id(), "points": points, "like": world.keys["revision", "mine", None]["id"]}


def test_nobody_inserts_a_revision_by_hand(attacked: World) -> None:
    for who in (Who.INSPECTOR, Who.MANAGER):
        with attacked.connect(who, autocommit=True) as session, refused(session):
            session.execute(*_revision_by_hand(attacked, 100))


def test_a_false_score_is_found_whoever_inserts_it(attacked: World, root: Session) -> None:
    with pytest.raises(psycopg.Error), root.transaction():
        root.execute(*_revision_by_hand(attacked, 98))
    assert one(root, "SELECT max(number) FROM revision WHERE call_id = %s", attacked.calls["mine"]) == 1


def test_a_sheet_cannot_say_its_own_score(attacked: World, li: Session, root: Session) -> None:
    draft = attacked.key("draft", "own", Who.INSPECTOR)["id"]
    sheet = one(li, "SELECT sheet FROM draft WHERE id = %s", draft)
    sheet |= {"points": 100, "critical": False, "score": 100, "total": 200, "deduction": 0}
    sheet["marks"] = {"no_argument": ["fails", "", []]}
    li.execute("UPDATE draft SET sheet = %s, version = 2 WHERE id = %s", (Json(sheet), draft))
    li.execute("SELECT submit_draft(%s, 2, %s)", (draft, new_id()))
    kept = root.execute("SELECT points, critical FROM revision WHERE draft_id = %s", (draft,)).fetchone()
    assert kept == (98, True)


def test_a_draft_of_another_is_not_submitted_nor_its_revision_fetched(attacked: World, li: Session) -> None:
    other = attacked.keys["draft", "other_team", None]["id"]
    for number in ("2001", "3001"):
        with connect(attacked.centre, number) as session, refused(session, *OURS):
            session.execute("SELECT submit_draft(%s, 1, %s)", (other, new_id()))
    with connect(attacked.centre, COLLEAGUE) as owner:
        owner.execute("SELECT submit_draft(%s, 1, %s)", (other, new_id()))
    with refused(li, *OURS):
        li.execute("SELECT submit_draft(%s, 1, %s)", (other, new_id()))


# -- a customer's number -----------------------------------------------------------------------------------------------

PEEPING = [
    "SELECT customer_number FROM call",
    "SELECT * FROM call",
    "SELECT call FROM call",
    "SELECT call.*::text FROM call",
    "SELECT to_json(call) FROM call",
    "SELECT count(customer_number) FROM call",
    "SELECT id FROM call WHERE customer_number LIKE '138%'",
    "SELECT id FROM call ORDER BY customer_number",
    "SELECT 1 FROM call GROUP BY customer_number",
    "SELECT 1 FROM call a JOIN call b USING (customer_number)",
    "SELECT query_to_xml('SELECT customer_number FROM call', true, true, '')",
    "SELECT table_to_xml('call', true, true, '')",
    "COPY call TO STDOUT",
    "COPY call (customer_number) TO STDOUT",
    "COPY (SELECT customer_number FROM call) TO STDOUT",
    "EXPLAIN SELECT id FROM call WHERE customer_number = '13800001111'",
    "EXPLAIN ANALYZE SELECT max(customer_number) FROM call",
    "DELETE FROM call RETURNING customer_number",
    "UPDATE call SET coached = true RETURNING customer_number",
    "SELECT * FROM pg_statistic",
    "SELECT * FROM pg_statistic_ext_data",
    "DO $$ BEGIN PERFORM customer_number FROM call; END $$",
    "PREPARE peep AS SELECT customer_number FROM call; EXECUTE peep",
    "DECLARE peep CURSOR FOR SELECT customer_number FROM call",
    "CREATE VIEW peep AS SELECT customer_number FROM call",
    "SELECT masked(customer_number) FROM call",
    "SELECT cast('x' || (SELECT customer_number FROM call LIMIT 1) AS int)",
]


def _peep(session: Session, query: str) -> None:
    with session.transaction():
        if query.startswith("COPY"):
            with session.cursor().copy(query) as copy:
                copy.read()
        else:
            session.execute(query)


@pytest.mark.parametrize("who", [Who.AGENT, Who.INSPECTOR, Who.MANAGER, Who.ADMINISTRATOR, Who.GATEWAY])
def test_no_way_leads_to_a_customers_number(attacked: World, root: Session, who: Who) -> None:
    root.execute("ANALYZE")
    with attacked.connect(who, autocommit=True) as session:
        for query in PEEPING:
            with pytest.raises(psycopg.Error) as caught:
                _peep(session, query)
            assert caught.value.sqlstate == NO_RIGHT, (query, caught.value)
            assert HIDDEN_DIGITS not in str(caught.value)
        # This one leaves out what may not be read instead of failing.
        whole = session.execute("SELECT schema_to_xml('public', true, true, ''), database_to_xml(true, true, '')")
        assert HIDDEN_DIGITS not in str(whole.fetchall())
        assert session.execute("SELECT * FROM pg_stats WHERE tablename ~ '^call'").fetchall() == []


def test_what_a_refused_insert_says_holds_nobodys_number(attacked: World, li: Session) -> None:
    statement, values = CASES["add_calls", "row"](attacked, Who.INSPECTOR)
    (call,) = values["calls"].obj
    for spoilt in ({"id": str(attacked.calls["other_team"])}, {"started_at": None}, {"agent_id": str(new_id())}):
        with pytest.raises(psycopg.IntegrityError) as caught:
            li.execute(statement, {"calls": Json([call | spoilt])})
        assert HIDDEN_DIGITS not in str(caught.value)


def test_a_revealed_number_is_recorded_before_it_is_known(attacked: World, li: Session, root: Session) -> None:
    """A transaction taken back takes its record with it, so within one nobody learns the number."""
    call = attacked.calls["mine"]
    with li.transaction(force_rollback=True):
        number = one(li, "SELECT reveal_number(%s, 'to call back')", call)
        assert HIDDEN_DIGITS not in str(number)
        with refused(li):
            li.execute("SELECT revealed_number(%s)", (number,))
    with refused(li, *OURS):
        li.execute("SELECT revealed_number(%s)", (number,))
    recorded = one(li, "SELECT reveal_number(%s, 'to call back')", call)
    assert one(li, "SELECT revealed_number(%s)", recorded) == HIDDEN_DIGITS
    assert root.execute("SELECT kind, login, facts FROM audit WHERE id = %s", (recorded,)).fetchone() == (
        "reveal",
        NUMBERS[Who.INSPECTOR],
        {"reason": "to call back"},
    )
    with attacked.connect(Who.MANAGER, autocommit=True) as another, refused(another, *OURS):
        another.execute("SELECT revealed_number(%s)", (recorded,))


def test_one_record_of_asking_is_good_for_one_time(attacked: World, li: Session, root: Session) -> None:
    recorded = one(li, "SELECT reveal_number(%s, 'to call back')", attacked.calls["mine"])
    root.execute("ALTER TABLE audit DISABLE TRIGGER USER")
    root.execute("UPDATE audit SET at = at - interval '6 minutes' WHERE id = %s", (recorded,))
    with refused(li, *OURS):
        li.execute("SELECT revealed_number(%s)", (recorded,))


# -- notes, signatures, other people's drafts --------------------------------------------------------------------------


def test_an_agent_reads_and_signs_own_shared_notes_alone(attacked: World, root: Session) -> None:
    with attacked.connect(Who.AGENT, autocommit=True) as wang:
        seen = {row[0] for row in wang.execute("SELECT id FROM coaching_note")}
        hidden: set[UUID] = {
            attacked.keys["coaching_note", name, None]["id"] for name in ("unshared_mine", "colleague", "other_team")
        }
        assert attacked.keys["coaching_note", "shared_mine", None]["id"] in seen
        assert not seen & hidden
        for note in hidden:
            with refused(wang):
                wang.execute("SELECT acknowledge_note(%s)", (note,))
        with refused(wang):
            wang.execute(
                "SELECT appeal_item(%s, %s, 'no_argument', 'no')",
                (new_id(), attacked.keys["revision", "colleague", None]["id"]),
            )
    shared = attacked.keys["coaching_note", "shared_mine", None]["id"]
    for who in (Who.INSPECTOR, Who.SUPERVISOR, Who.MANAGER, Who.ADMINISTRATOR, Who.ELSEWHERE):
        with attacked.connect(who, autocommit=True) as session, refused(session):
            session.execute("SELECT acknowledge_note(%s)", (shared,))
    assert one(root, "SELECT acknowledged_at FROM coaching_note WHERE id = %s", shared) is None


def test_nothing_is_signed_unread_nor_handed_on_once_shared(attacked: World, li: Session, root: Session) -> None:
    note = attacked.key("coaching_note", "own", Who.INSPECTOR)["id"]
    li.execute("SELECT share_note(%s, 1)", (note,))
    li.execute("UPDATE coaching_note SET agent_words = 'I agree to everything', version = 3 WHERE id = %s", (note,))
    with attacked.connect(Who.AGENT, autocommit=True) as wang, refused(wang, *OURS):
        wang.execute("SELECT acknowledge_note(%s, 2)", (note,))
    with refused(li):
        li.execute("UPDATE coaching_note SET agent_id = %s WHERE id = %s", (attacked.ids["1003"], note))
    assert root.execute("SELECT acknowledged_at, agent_id FROM coaching_note WHERE id = %s", (note,)).fetchone() == (
        None,
        attacked.ids["1001"],
    )


def test_a_signed_note_keeps_its_words(attacked: World, li: Session) -> None:
    signed = attacked.key("coaching_note", "own_signed", Who.INSPECTOR)["id"]
    with refused(li):
        li.execute("UPDATE coaching_note SET strength = 'none' WHERE id = %s", (signed,))
    assert li.execute("DELETE FROM coaching_note_call WHERE note_id = %s", (signed,)).rowcount == 0
    with refused(li):
        li.execute("UPDATE coaching_note SET acknowledged_at = NULL WHERE id = %s", (signed,))


def test_a_draft_changes_hands_only_by_who_may(attacked: World, li: Session) -> None:
    colleagues = attacked.keys["draft", "colleague", None]["id"]
    with refused(li):
        li.execute("SELECT take_over_draft(%s, 'I want it')", (colleagues,))
    assert li.execute("UPDATE draft SET version = 2 WHERE id = %s", (colleagues,)).rowcount == 0
    with refused(li):
        li.execute("UPDATE draft SET inspector_id = %s WHERE id = %s", (attacked.person(Who.INSPECTOR), colleagues))
    with refused(li):
        li.execute("SELECT discard_draft(%s)", (colleagues,))
    with attacked.connect(Who.SUPERVISOR, autocommit=True) as supervisor:
        with refused(supervisor, *OURS):
            supervisor.execute("SELECT take_over_draft(%s, 'why')", (attacked.keys["draft", "other_team", None]["id"],))
        supervisor.execute("SELECT take_over_draft(%s, 'he is ill')", (colleagues,))
    with connect(attacked.centre, COLLEAGUE) as owner:
        assert owner.execute("UPDATE draft SET version = 3 WHERE id = %s", (colleagues,)).rowcount == 0


def test_the_keeper_of_accounts_sees_no_call(attacked: World, root: Session) -> None:
    root.execute("INSERT INTO person_team SELECT id, 'B' FROM person WHERE number = '9001'")
    with attacked.connect(Who.ADMINISTRATOR, autocommit=True) as session:
        for table in ("call", "draft", "revision", "revision_mark", "evidence", "result", "coaching_note", "appeal"):
            with refused(session):
                session.execute(sql.SQL("SELECT FROM {}").format(sql.Identifier(table)))


def test_no_note_takes_a_bad_score_out_of_the_averages_afterwards(attacked: World, li: Session, root: Session) -> None:
    """A score given side by side does not count; a note that says it is older than the score changes nothing."""
    draft = attacked.key("draft", "own", Who.INSPECTOR)["id"]
    call = attacked.calls["colleague"]
    note = new_id()
    with li.transaction():
        li.execute(
            "INSERT INTO coaching_note (id, agent_id, coach_id, made_at, clips, item_keys, strength, priorities,"
            " agent_words, action, follow_up, shared, version)"
            " VALUES (%s, %s, %s, '2020-01-01Z', '[]', '[]', '', '[]', '', '', 'open', false, 1)",
            (note, attacked.ids["1001"], attacked.person(Who.INSPECTOR)),
        )
        li.execute("INSERT INTO coaching_note_call VALUES (%s, %s, 0)", (note, call))
    assert one(root, "SELECT side_by_side FROM result WHERE call_id = %s", call) is False
    # Before the first score it does count.
    own = one(root, "SELECT call_id FROM draft WHERE id = %s", draft)
    li.execute("INSERT INTO coaching_note_call VALUES (%s, %s, 1)", (note, own))
    li.execute("SELECT submit_draft(%s, 1, %s)", (draft, new_id()))
    assert one(root, "SELECT side_by_side FROM result WHERE call_id = %s", own) is True


def test_a_note_is_not_dated_ahead(attacked: World, li: Session, root: Session) -> None:
    note = new_id()
    li.execute(
        "INSERT INTO coaching_note (id, agent_id, coach_id, made_at, clips, item_keys, strength, priorities,"
        " agent_words, action, follow_up, shared, version)"
        " VALUES (%s, %s, %s, '2099-01-01Z', '[]', '[]', '', '[]', '', '', 'open', false, 1)",
        (note, attacked.ids["1001"], attacked.person(Who.INSPECTOR)),
    )
    assert one(root, "SELECT made_at <= clock_timestamp() FROM coaching_note WHERE id = %s", note) is True

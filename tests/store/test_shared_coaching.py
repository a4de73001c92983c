"""Notes and appeals on a shared database, each person in an own session: who may what is PostgreSQL's to say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from threading import Thread

import psycopg
import pytest

from console.domain.appeals import Outcome
from console.domain.coaching import FollowUp, Note, lacks_of
from console.domain.evaluations import Revision
from console.domain.events import EventKind
from console.domain.faults import FaultKind, InputFault, PlaceFault
from console.domain.sheet import Span, fail_with_evidence, rest_conform
from console.store.connecting import Login
from console.store.ids import new_id
from console.store.store import Store
from tests.shared_centre import SharedCentre, connect, connect_trusted
from tests.store.centres import HEARD, START

pytestmark = pytest.mark.postgresql

ITEM = "expression"


class Desk:
    """Opens each person's store once."""

    def __init__(self, centre: SharedCentre) -> None:
        self.centre = centre
        self._open: dict[str, Store] = {}

    def __getitem__(self, number: str) -> Store:
        if number not in self._open:
            login = Login(number, self.centre.password(number))
            self._open[number] = Store.open(self.centre.url, login=login)
        return self._open[number]

    def close(self) -> None:
        for store in self._open.values():
            store.close()


@pytest.fixture
def desk(shared_centre: SharedCentre) -> Iterator[Desk]:
    desk = Desk(shared_centre)
    yield desk
    desk.close()


def a_note(centre: SharedCentre, coach: str = "2001", agent: str = "1001", **fields: object) -> Note:
    by, to = centre.person(coach), centre.person(agent)
    plain = {"id": new_id(), "agent_id": to.id, "agent_name": to.name, "coach_id": by.id, "coach_name": by.name}
    plain |= {"made_at": START, "strength": "语气亲切"}
    return Note(**(plain | fields))  # type: ignore[arg-type]


def events(centre: SharedCentre, after: int = 0) -> list[tuple[str, object, object]]:
    query = "SELECT kind, call_id, subject_id FROM event WHERE seq > %s ORDER BY seq"
    with connect_trusted(centre) as connection:
        return [(kind, call, subject) for kind, call, subject in connection.execute(query, (after,))]


def newest_event(centre: SharedCentre) -> int:
    with connect_trusted(centre) as connection:
        ((seq,),) = connection.execute("SELECT event_seq FROM chain").fetchall()
    return int(seq)


def scored(desk: Desk, number: str = "2001") -> Revision:
    """A submitted sheet of a call of team A, with one failed item."""
    call = desk.centre.calls["A"][0]
    evaluations = desk[number].evaluations
    draft = evaluations.open_draft(call.id, desk.centre.person(number), desk.centre.form)
    sheet = fail_with_evidence(desk.centre.form, draft.sheet, ITEM, Span(1, 2))
    version = evaluations.save_draft(draft.id, draft.version, rest_conform(desk.centre.form, sheet), HEARD)
    return evaluations.submit(draft.id, version)


def test_a_note_from_first_word_to_signature(desk: Desk, shared_centre: SharedCentre) -> None:
    call = shared_centre.calls["A"][0]
    before = newest_event(shared_centre)
    coaching = desk["2001"].coaching
    note = coaching.save(a_note(shared_centre, call_ids=(call.id,)))
    assert desk["2001"].calls.row(call.id, shared_centre.person("2001")).coached
    note = coaching.save(replace(note, agent_words="好的"))
    assert desk["1001"].coaching.list_notes() == []
    shared = coaching.share(note.id, note.version)
    assert coaching.share(note.id, 1) == shared
    assert desk["1001"].coaching.get(note.id) == shared
    signed = coaching.acknowledge(note.id, " 1001", shared_centre.password("1001"))
    assert signed.acknowledged_at is not None
    assert coaching.acknowledge(note.id, "1001", shared_centre.password("1001")) == signed
    moved = coaching.save(replace(signed, follow_up=FollowUp.IMPROVED))
    assert desk["1001"].coaching.get(note.id) == moved
    told = [
        (EventKind.NOTE_CHANGED, None, note.id),
        (EventKind.NOTE_CHANGED, call.id, note.id),
        (EventKind.NOTE_SHARED, None, note.id),
        (EventKind.NOTE_ACKNOWLEDGED, None, note.id),
        (EventKind.NOTE_CHANGED, None, note.id),
    ]
    assert events(shared_centre, before) == told
    entries = [entry for entry in desk["4001"].audit.entries() if entry.subject_id == note.id]
    assert [(str(entry.kind), entry.login) for entry in entries] == [("share", "2001"), ("acknowledge", "1001")]
    assert [entry.person_id for entry in entries] == [shared_centre.person(n).id for n in ("2001", "1001")]
    assert all(entry.on_behalf_id is None for entry in entries)
    assert desk["4001"].audit.verify().broken is None


def test_the_signature_takes_the_agents_own_login(desk: Desk, shared_centre: SharedCentre) -> None:
    coaching = desk["2001"].coaching
    note = coaching.save(a_note(shared_centre))
    password = shared_centre.password
    with pytest.raises(PlaceFault) as early:
        coaching.acknowledge(note.id, "1001", password("1001"))
    assert early.value.kind is FaultKind.NO_RIGHT
    coaching.share(note.id, note.version)
    wrong = [("1001", "wrong"), ("1001", ""), ("1002", password("1002")), ("2001", password("2001")), ("77", "x")]
    for number, secret in wrong:
        with pytest.raises(InputFault) as caught:
            coaching.acknowledge(note.id, number, secret)
        assert caught.value.kind is FaultKind.WRONG_PIN
    assert coaching.get(note.id).acknowledged_at is None
    with connect(shared_centre, "1001") as agent:
        agent.execute("SELECT acknowledge_note(%s)", (note.id,))
    assert coaching.get(note.id).acknowledged_at is not None


def test_nobody_writes_shares_or_changes_another_ones_note(desk: Desk, shared_centre: SharedCentre) -> None:
    note = desk["2001"].coaching.save(a_note(shared_centre, strength="mine"))
    for number in ("2002", "3001", "4001"):
        coaching = desk[number].coaching
        with pytest.raises(PlaceFault) as refused:
            coaching.save(replace(coaching.get(note.id), strength="theirs"))
        assert refused.value.kind is FaultKind.NO_RIGHT
        with pytest.raises(PlaceFault) as unshared:
            coaching.share(note.id, note.version)
        assert unshared.value.kind is FaultKind.NO_RIGHT
    forged = desk["2002"].coaching.save(a_note(shared_centre, coach="2001"))
    assert desk["2002"].coaching.get(forged.id).coach_id == shared_centre.person("2002").id
    assert desk["2001"].coaching.get(note.id) == note


def test_a_signed_note_is_frozen_in_the_database_itself(desk: Desk, shared_centre: SharedCentre) -> None:
    call = shared_centre.calls["A"][0]
    coaching = desk["2001"].coaching
    note = coaching.save(a_note(shared_centre, call_ids=(call.id,)))
    coaching.share(note.id, note.version)
    coaching.acknowledge(note.id, "1001", shared_centre.password("1001"))
    with connect(shared_centre, "2001") as session:
        for column in ("strength", "agent_words", "action"):
            with pytest.raises(psycopg.Error, match="no_right"):
                session.execute(f"UPDATE coaching_note SET {column} = 'x' WHERE id = %s", (note.id,))
        for column in ("acknowledged_at", "shared", "coach_id", "made_at"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                session.execute(f"UPDATE coaching_note SET {column} = {column} WHERE id = %s", (note.id,))
        assert session.execute("DELETE FROM coaching_note_call WHERE note_id = %s", (note.id,)).rowcount == 0
    assert coaching.get(note.id).call_ids == (call.id,)


def test_lacks_are_the_same_on_the_server(desk: Desk, shared_centre: SharedCentre) -> None:
    coaching = desk["2001"].coaching
    blank = " \t\u3000\x1f\u2028"
    notes = [
        a_note(shared_centre, strength=blank),
        a_note(shared_centre, priorities=("a", "b", "c")),
        a_note(shared_centre, priorities=("a", blank, "b"), action=blank),
        a_note(shared_centre, action="x"),
        a_note(shared_centre, strength="", priorities=("a", "b", "c", "d"), action="x"),
    ]
    for note in notes:
        coaching.save(note)
        with pytest.raises(InputFault) as caught:
            coaching.share(note.id, 1)
        assert caught.value.facts == {"lacks": ",".join(lacks_of(note))}
    complete = a_note(shared_centre, strength="\0", priorities=("a",), action="x", action_due=date(2026, 5, 1))
    coaching.save(complete)
    assert coaching.share(complete.id, 1).strength == "\0"


def test_an_appeal_and_its_answer(desk: Desk, shared_centre: SharedCentre) -> None:
    revision = scored(desk)
    before = newest_event(shared_centre)
    agent, manager = shared_centre.person("1001"), shared_centre.person("4001")
    made = desk["1001"].appeals.appeal(revision.id, ITEM, "听\ud800\0清楚", agent)
    for number in ("1001", "2001", "2002", "3001", "4001"):
        assert desk[number].appeals.list_appeals() == [made]
    for number in ("1002", "3002"):
        assert desk[number].appeals.list_appeals() == []
    settled = desk["4001"].appeals.settle(made.id, Outcome.UPHELD, "\x10 so", manager)
    assert desk["1001"].appeals.get(made.id) == settled
    assert (settled.answer, settled.settled_by_name, settled.words) == ("\x10 so", "郑华", "听\ud800\0清楚")
    told = [
        (EventKind.APPEALED, revision.call_id, made.id),
        (EventKind.APPEAL_SETTLED, revision.call_id, made.id),
    ]
    assert events(shared_centre, before) == told


def test_appeals_are_made_and_settled_in_nobody_elses_name(desk: Desk, shared_centre: SharedCentre) -> None:
    revision = scored(desk)
    agent, manager = shared_centre.person("1001"), shared_centre.person("4001")
    for number in ("1002", "2001", "4001"):
        for name in (agent, shared_centre.person(number)):
            with pytest.raises(PlaceFault) as refused:
                desk[number].appeals.appeal(revision.id, ITEM, "x", name)
            assert refused.value.kind is FaultKind.NO_RIGHT
    made = desk["1001"].appeals.appeal(revision.id, ITEM, "x", agent)
    for number in ("1001", "2001", "3001", "9001"):
        with connect(shared_centre, number) as session, pytest.raises(psycopg.Error, match=r"no_right|permission"):
            session.execute("SELECT settle_appeal(%s, 'upheld', 'so')", (made.id,))
        with pytest.raises(PlaceFault) as refused:
            desk[number].appeals.settle(made.id, Outcome.UPHELD, "so", manager)
        assert refused.value.kind is FaultKind.NO_RIGHT
    assert desk["4001"].appeals.get(made.id) == made


def test_saving_and_sharing_at_once_never_wait_for_each_other(desk: Desk, shared_centre: SharedCentre) -> None:
    """Two sessions of one coach and a scorer, on one note and one call: no deadlock."""
    call = shared_centre.calls["A"][1]
    note = a_note(shared_centre, call_ids=(call.id,))
    desk["2001"].coaching.save(note)
    login = Login("2001", shared_centre.password("2001"))
    failures: list[BaseException] = []

    def work(deed: int) -> None:
        with Store.open(shared_centre.url, login=login) as store:
            try:
                for turn in range(25):
                    try:
                        if deed:
                            found = store.coaching.get(note.id)
                            calls = () if found.call_ids else (call.id,)
                            store.coaching.save(replace(found, call_ids=calls, agent_words=str(turn)))
                        elif turn == 5:
                            store.coaching.share(note.id, store.coaching.get(note.id).version)
                        else:
                            person = shared_centre.person("2001")
                            draft = store.evaluations.open_draft(call.id, person, shared_centre.form)
                            store.evaluations.discard_draft(draft.id, draft.version)
                    except PlaceFault as fault:
                        if fault.kind is not FaultKind.CHANGED_ELSEWHERE:
                            raise
            except BaseException as error:
                failures.append(error)

    threads = [Thread(target=work, args=(deed,)) for deed in (0, 1, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    standing = desk["2001"].calls.row(call.id, shared_centre.person("2001"))
    assert standing.coached == bool(desk["2001"].coaching.get(note.id).call_ids)


def test_a_note_lets_a_call_go_while_its_sheet_is_corrected(desk: Desk, shared_centre: SharedCentre) -> None:
    """Both change how the call's result counts; whoever comes second waits, and neither is thrown out."""
    revision = scored(desk)
    coach, inspector = desk["2001"], shared_centre.person("2002")
    note = coach.coaching.save(a_note(shared_centre, call_ids=(revision.call_id,)))
    evaluations = desk["2002"].evaluations
    draft = evaluations.open_correction(revision.call_id, inspector, shared_centre.form, "heard again")
    corrected: list[Revision] = []
    correcting = Thread(target=lambda: corrected.append(evaluations.submit(draft.id, draft.version)))
    with connect(shared_centre, "2001", autocommit=False) as session:
        session.execute("DELETE FROM coaching_note_call WHERE note_id = %s", (note.id,))
        correcting.start()
        wait_for_a_lock(shared_centre, correcting)
    correcting.join()
    assert [revision.number for revision in corrected] == [2]
    with connect_trusted(shared_centre) as session:
        ((beside,),) = session.execute("SELECT side_by_side FROM result").fetchall()
    assert not beside


def wait_for_a_lock(centre: SharedCentre, deed: Thread) -> None:
    """Until the deed waits for somebody, or is done."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with connect_trusted(centre) as session:
        while deed.is_alive() and session.execute(query).fetchall() == [(0,)]:
            pass


@pytest.mark.parametrize("verb", ["UPDATE audit SET id = 1", "DELETE FROM audit", "TRUNCATE audit", "DROP TABLE audit"])
def test_no_login_and_not_even_the_owner_alters_the_record(shared_centre: SharedCentre, verb: str) -> None:
    for number in ("1001", "2001", "3001", "4001", "9001"):
        with connect(shared_centre, number) as session:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                session.execute(verb)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                session.execute(verb.replace("audit", "audit_anchor"))
    if not verb.startswith("DROP"):
        with connect_trusted(shared_centre) as session, pytest.raises(psycopg.Error, match="never changes"):
            session.execute(verb)


def test_a_login_records_its_own_deeds_only(desk: Desk, shared_centre: SharedCentre) -> None:
    with connect(shared_centre, "2001") as session:
        for kind in ("listen", "export", "print"):
            session.execute("SELECT record_deed(gen_random_uuid(), %s, NULL, '{}')", (kind,))
        for kind in ("sign_on", "submit", "retention"):
            with pytest.raises(psycopg.Error, match="no_right"):
                session.execute("SELECT record_deed(gen_random_uuid(), %s, NULL, '{}')", (kind,))
        other = shared_centre.person("2002").id
        with pytest.raises(psycopg.Error, match="no_right"):
            session.execute("SELECT record_deed(gen_random_uuid(), 'listen', NULL, '{}', %s)", (other,))
        for inner in (
            "record('listen', NULL, NULL, '{}', now())",
            "tell('submitted', NULL, NULL, NULL)",
            "begin_deed()",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                session.execute(f"SELECT {inner}")
    entries = desk["4001"].audit.entries()[-3:]
    assert {(entry.login, entry.person_id) for entry in entries} == {("2001", shared_centre.person("2001").id)}

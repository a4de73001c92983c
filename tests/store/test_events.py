"""What other consoles do is heard: each event once and in order, whatever happens to the connection."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from threading import Condition, Thread
from typing import Any

import psycopg
import pytest

from console.domain.events import Event, EventKind, LinkState
from console.domain.sheet import rest_conform
from console.store.connecting import Login, Patience, Session
from console.store.events import EventListener
from console.store.ids import new_id
from console.store.store import Store
from tests.cutting_proxy import CuttingProxy
from tests.postgres import PostgresServer, start_server, stop_server
from tests.shared_centre import SharedCentre
from tests.store.centres import QUICK_HASHES

pytestmark = pytest.mark.postgresql

LONG_S = 20.0
CONNECTED, LOST = LinkState.CONNECTED, LinkState.LOST


@dataclass
class Ear:
    """Keeps what a listener tells, and waits for it."""

    events: list[Event] = field(default_factory=list)
    states: list[LinkState] = field(default_factory=list)
    condition: Condition = field(default_factory=Condition)

    def hear(self, event: Event) -> None:
        with self.condition:
            self.events.append(event)
            self.condition.notify_all()

    def see(self, state: LinkState) -> None:
        with self.condition:
            self.states.append(state)
            self.condition.notify_all()

    def until(self, fulfilled: Callable[[], bool]) -> None:
        with self.condition:
            assert self.condition.wait_for(fulfilled, LONG_S), (self.seqs[-3:], self.states)

    def until_heard(self, seq: int) -> None:
        self.until(lambda: bool(self.events) and self.events[-1].seq >= seq)

    @property
    def seqs(self) -> list[int]:
        return [event.seq for event in self.events]


@contextmanager
def listening(session: Session, **wishes: Any) -> Iterator[Ear]:
    """A listener at work, ended in time."""
    ear = Ear()
    listener = EventListener(session, ear.hear, ear.see, **wishes)
    listener.start()
    try:
        yield ear
    finally:
        began = time.monotonic()
        listener.stop()
        assert time.monotonic() - began < 1.0


@pytest.fixture(scope="module")
def empty(postgres_server: PostgresServer) -> Iterator[str]:
    """A database with our schema and nothing in it, for copies."""
    name = postgres_server.fresh_database()
    Store.open(postgres_server.url(name), hasher=QUICK_HASHES).close()
    yield name
    postgres_server.drop_database(name)


@pytest.fixture
def url(postgres_server: PostgresServer, empty: str) -> Iterator[str]:
    name = postgres_server.fresh_database(empty)
    yield postgres_server.url(name)
    postgres_server.drop_database(name)


@pytest.fixture
def speaker(url: str) -> Iterator[psycopg.Connection[Any]]:
    """A session that makes events happen."""
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


def session_at(url: str, answer_s: float = 5.0) -> Session:
    return Session(url, Patience(answer_s=answer_s))


def through(proxy: CuttingProxy, url: str) -> str:
    return url.replace(f":{proxy.target_port}/", f":{proxy.port}/")


def port_of(url: str) -> int:
    return int(url.rpartition(":")[2].partition("/")[0])


def tell(speaker: psycopg.Connection[Any], many: int = 1, kind: str = "submitted") -> int:
    """Make events happen, each in a transaction of its own; the number of the last."""
    seq = 0
    for _ in range(many):
        ((seq,),) = speaker.execute("SELECT tell(%s, NULL, NULL, NULL)", (kind,)).fetchall()
    return seq


def backend_of_listener(speaker: psycopg.Connection[Any]) -> tuple[int, Any, str]:
    query = """SELECT pid, query_start, query FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"""
    ((pid, asked_at, asked),) = speaker.execute(query).fetchall()
    return pid, asked_at, asked


def cut_listener(speaker: psycopg.Connection[Any]) -> None:
    speaker.execute("SELECT pg_terminate_backend(%s)", (backend_of_listener(speaker)[0],))


def test_an_event_arrives_with_all_its_keys(url: str, speaker: psycopg.Connection[Any]) -> None:
    call, subject, by = new_id(), new_id(), new_id()
    with listening(session_at(url)) as ear:
        ear.until(lambda: ear.states == [CONNECTED])
        speaker.execute("SELECT tell('note_shared', %s, %s, %s)", (call, subject, by))
        speaker.execute("SELECT tell('calls_added', NULL, NULL, NULL)")
        ear.until_heard(2)
    told = [Event(1, EventKind.NOTE_SHARED, call, subject, by), Event(2, EventKind.CALLS_ADDED)]
    assert ear.events == told
    assert ear.states == [CONNECTED]
    with listening(session_at(url), since=0) as late:
        late.until_heard(2)
    assert late.events == told


def test_events_of_many_come_in_the_order_of_their_numbers(url: str) -> None:
    def work() -> None:
        with psycopg.connect(url, autocommit=True) as speaker:
            tell(speaker, 50)

    with listening(session_at(url)) as ear:
        ear.until(lambda: ear.states == [CONNECTED])
        speakers = [Thread(target=work) for _ in range(4)]
        for thread in speakers:
            thread.start()
        for thread in speakers:
            thread.join()
        ear.until_heard(200)
    assert ear.seqs == list(range(1, 201))


def test_what_was_before_is_not_told_unless_asked_for(url: str, speaker: psycopg.Connection[Any]) -> None:
    tell(speaker, 5)
    with listening(session_at(url)) as ear, listening(session_at(url), since=3) as other:
        ear.until(lambda: ear.states == [CONNECTED])
        other.until_heard(5)
        tell(speaker)
        ear.until_heard(6)
        other.until_heard(6)
    assert ear.seqs == [6]
    assert other.seqs == [4, 5, 6]


def test_what_is_rolled_back_is_never_heard(url: str, speaker: psycopg.Connection[Any]) -> None:
    with listening(session_at(url)) as ear:
        ear.until(lambda: ear.states == [CONNECTED])
        with speaker.transaction(force_rollback=True):
            tell(speaker, 3)
        tell(speaker, kind="appealed")
        ear.until_heard(1)
    assert [(event.seq, event.kind) for event in ear.events] == [(1, EventKind.APPEALED)]


def test_a_cut_connection_loses_nothing(url: str, speaker: psycopg.Connection[Any]) -> None:
    with listening(session_at(url)) as ear:
        ear.until(lambda: ear.states == [CONNECTED])
        for _ in range(5):
            last = tell(speaker, 20)
            cut_listener(speaker)
            last = tell(speaker, 20)
            ear.until(lambda: ear.states[-1] is CONNECTED and ear.states.count(LOST) > 0)
            ear.until_heard(last)
            ear.until(lambda: ear.states[-1] is CONNECTED)
    assert ear.seqs == list(range(1, 201))
    assert ear.states == [CONNECTED, *[LOST, CONNECTED] * 5]


def test_500_events_while_the_network_is_away(url: str, speaker: psycopg.Connection[Any]) -> None:
    with CuttingProxy(port_of(url)) as proxy, listening(session_at(through(proxy, url))) as ear:
        ear.until(lambda: ear.states == [CONNECTED])
        tell(speaker)
        ear.until_heard(1)
        proxy.refuse()
        tell(speaker, 500)
        ear.until(lambda: ear.states == [CONNECTED, LOST])
        proxy.resume()
        ear.until_heard(501)
        tell(speaker)
        ear.until_heard(502)
    assert ear.seqs == list(range(1, 503))
    assert ear.states == [CONNECTED, LOST, CONNECTED]


def test_more_than_a_page_is_caught_up(url: str, speaker: psycopg.Connection[Any]) -> None:
    speaker.execute("SELECT count(tell('submitted', NULL, NULL, NULL)) FROM generate_series(1, 2500)")
    with listening(session_at(url), since=0) as ear:
        ear.until_heard(2500)
    assert ear.seqs == list(range(1, 2501))


def test_a_server_that_restarts_loses_nothing() -> None:
    server = start_server()
    try:
        url = fresh(server)
        with listening(session_at(url)) as ear:
            ear.until(lambda: ear.states == [CONNECTED])
            for how in ("fast", "immediate"):
                with psycopg.connect(url, autocommit=True) as speaker:
                    tell(speaker, 10)
                server.stop(how)
                ear.until(lambda: ear.states[-1] is LOST)
                server.start()
                with psycopg.connect(url, autocommit=True) as speaker:
                    last = tell(speaker, 10)
                ear.until_heard(last)
                ear.until(lambda: ear.states[-1] is CONNECTED)
        assert ear.seqs == list(range(1, 41))
    finally:
        stop_server(server)


def fresh(server: PostgresServer) -> str:
    url = server.url(server.fresh_database())
    Store.open(url, hasher=QUICK_HASHES).close()
    return url


def test_a_link_that_died_without_a_word_is_noticed(url: str, speaker: psycopg.Connection[Any]) -> None:
    with CuttingProxy(port_of(url)) as proxy:
        session = session_at(through(proxy, url), answer_s=0.3)
        with listening(session, keep_alive_s=0.1) as ear:
            ear.until(lambda: ear.states == [CONNECTED])
            proxy.hang()
            tell(speaker, 3)
            ear.until(lambda: ear.states == [CONNECTED, LOST])
            proxy.cut()
            proxy.resume()
            ear.until_heard(3)
    assert ear.seqs == [1, 2, 3]


def test_a_lost_notice_is_made_good_by_the_next(url: str, speaker: psycopg.Connection[Any]) -> None:
    with listening(session_at(url)) as ear:
        ear.until(lambda: ear.states == [CONNECTED])
        speaker.execute("UPDATE chain SET event_seq = 2")
        speaker.execute("INSERT INTO event SELECT n, now(), 'submitted' FROM generate_series(1, 2) AS n")
        tell(speaker)
        ear.until_heard(3)
    assert ear.seqs == [1, 2, 3]


def test_kinds_of_a_newer_server_are_passed_over(url: str, speaker: psycopg.Connection[Any]) -> None:
    with listening(session_at(url)) as ear:
        ear.until(lambda: ear.states == [CONNECTED])
        tell(speaker, kind="what_nobody_knows_yet")
        tell(speaker)
        ear.until_heard(2)
    assert ear.seqs == [2]


def test_a_server_restored_from_a_backup_counts_on_from_there(url: str, speaker: psycopg.Connection[Any]) -> None:
    with listening(session_at(url)) as ear:
        ear.until(lambda: ear.states == [CONNECTED])
        tell(speaker, 9)
        ear.until_heard(9)
        speaker.execute("DELETE FROM event WHERE seq > 4")
        speaker.execute("UPDATE chain SET event_seq = 4")
        cut_listener(speaker)
        ear.until(lambda: ear.states == [CONNECTED, LOST, CONNECTED])
        tell(speaker)
        ear.until(lambda: len(ear.events) == 10)
    assert ear.seqs == [*range(1, 10), 5]


def test_nothing_is_asked_while_nothing_is_told(url: str, speaker: psycopg.Connection[Any]) -> None:
    with listening(session_at(url)) as ear:
        ear.until(lambda: ear.states == [CONNECTED])
        tell(speaker)
        ear.until_heard(1)
        before, same = backend_of_listener(speaker), 0
        while same < 50:  # the notice of what a first look found already has it look once more
            now = backend_of_listener(speaker)
            before, same = now, same + 1 if now == before else 0
        pid, _, query = before
        for number in range(200):
            speaker.execute("UPDATE chain SET audit_hash = audit_hash")
            speaker.execute("SELECT pg_notify('other', %s)", (str(number),))
        assert query.startswith("SELECT seq")
        assert backend_of_listener(speaker) == before
        tell(speaker)
        ear.until_heard(2)
        assert backend_of_listener(speaker)[0] == pid
        assert backend_of_listener(speaker) != before


def test_many_events_at_once_are_one_question(url: str, speaker: psycopg.Connection[Any]) -> None:
    with psycopg.connect(url) as other, CuttingProxy(port_of(url)) as proxy:
        with listening(session_at(through(proxy, url))) as ear:
            ear.until(lambda: ear.states == [CONNECTED])
            tell(speaker)
            ear.until_heard(1)
            before = proxy.round_trips
            tell(other, 300)
            other.commit()
            ear.until_heard(301)
        assert proxy.round_trips - before <= 10, "as many as the pieces they come in, and not 300"
    assert ear.seqs == list(range(1, 302))


@pytest.mark.parametrize("forged", ["", "garbage", '{"seq": 999999, "kind": "submitted"}', '{"seq": -1}', "[]"])
def test_what_a_notice_says_counts_for_nothing(url: str, speaker: psycopg.Connection[Any], forged: str) -> None:
    """Whoever may connect may send one."""
    with listening(session_at(url)) as ear:
        ear.until(lambda: ear.states == [CONNECTED])
        tell(speaker)
        speaker.execute("SELECT pg_notify('deskside', %s)", (forged,))
        tell(speaker)
        ear.until_heard(2)
    assert ear.seqs == [1, 2]
    assert ear.states == [CONNECTED]


def test_now_and_then_it_asks_what_is_new_though_nothing_rang(url: str, speaker: psycopg.Connection[Any]) -> None:
    with listening(session_at(url), keep_alive_s=0.05) as ear:
        ear.until(lambda: ear.states == [CONNECTED])
        speaker.execute("INSERT INTO event (seq, at, kind) VALUES (1, now(), 'submitted')")
        ear.until_heard(1)
        assert ear.seqs == [1]
        assert backend_of_listener(speaker)[2].startswith("SELECT seq")


def test_the_first_host_that_lets_us_in_is_taken(url: str, speaker: psycopg.Connection[Any]) -> None:
    with CuttingProxy(port_of(url)) as dead:
        dead.refuse()
        both = url.replace(f"127.0.0.1:{port_of(url)}", f"127.0.0.1:{dead.port},127.0.0.1:{port_of(url)}")
        with listening(session_at(both)) as ear:
            ear.until(lambda: ear.states == [CONNECTED])
            tell(speaker)
            ear.until_heard(1)


def test_whoever_is_not_let_in_hears_that_the_link_is_lost(url: str) -> None:
    session = Session(url, Patience(), Login("nobody", "wrong"))
    with listening(session) as ear:
        ear.until(lambda: ear.states == [LOST])


def test_a_listener_outlives_whom_it_tells(
    url: str, speaker: psycopg.Connection[Any], caplog: pytest.LogCaptureFixture
) -> None:
    ear = Ear()

    def fail(event: Event) -> None:
        ear.hear(event)
        raise RuntimeError("broken ear")

    listener = EventListener(session_at(url), fail, ear.see)
    listener.start()
    ear.until(lambda: ear.states == [CONNECTED])
    tell(speaker, 2)
    ear.until_heard(2)
    listener.stop()
    assert [record.exc_info is not None for record in caplog.records] == [True, True]


def test_ends_at_once_wherever_it_waits(url: str) -> None:
    """`listening` looks at the clock."""
    with CuttingProxy(port_of(url)) as proxy:
        proxy.hang()
        with listening(session_at(through(proxy, url))):
            pass  # for a connection
        proxy.refuse()
        with listening(session_at(through(proxy, url))) as ear:
            ear.until(lambda: ear.states == [LOST])  # to try again
        proxy.resume()
        with listening(session_at(through(proxy, url)), keep_alive_s=0.01) as ear:
            ear.until(lambda: ear.states == [CONNECTED])
            proxy.hang()  # for an answer
    ended = EventListener(session_at(url), print)
    ended.stop()
    ended.stop()


def test_everybody_hears_what_is_done_under_the_own_login(shared_centre: SharedCentre) -> None:
    """From the deed of one person's store to the listeners of all others."""
    call, li = shared_centre.calls["A"][0], shared_centre.person("2001")
    numbers = [number for number, member in shared_centre.members.items() if member.person.active]
    with ExitStack() as open_things:
        ears = []
        for number in numbers:
            session = Session(shared_centre.url, Patience(), Login(number, shared_centre.password(number)))
            ears.append(open_things.enter_context(listening(session)))
            ears[-1].until(lambda: ears[-1].states == [CONNECTED])
        login = Login("2001", shared_centre.password("2001"))
        evaluations = open_things.enter_context(Store.open(shared_centre.url, login=login)).evaluations
        draft = evaluations.open_draft(call.id, li, shared_centre.form)
        sheet = rest_conform(shared_centre.form, draft.sheet)
        revision = evaluations.submit(draft.id, evaluations.save_draft(draft.id, draft.version, sheet, draft.ledger))
        for ear in ears:
            ear.until(lambda ear=ear: len(ear.events) == 2)  # type: ignore[misc]
    for ear in ears:
        told = [(event.kind, event.call_id, event.subject_id, event.by) for event in ear.events]
        assert told == [
            (EventKind.DRAFT_OPENED, call.id, draft.id, li.id),
            (EventKind.SUBMITTED, call.id, revision.id, li.id),
        ]

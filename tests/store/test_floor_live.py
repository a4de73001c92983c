"""The floor told live on a shared database: to whom, by whom it is believed, and who leads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Condition

import psycopg
import pytest

from console.domain.faults import PlaceFault
from console.domain.floor import AgentNow, AgentState, FloorAction
from console.domain.people import Role
from console.store.connecting import Patience, Session
from console.store.engine import Login
from console.store.floor_listening import FloorHeard, FloorListener, FloorNews
from console.store.floor_writing import SharedFloorWriting, is_not_leading
from console.store.lines import Line, Notice
from tests.shared_centre import SharedCentre, Wanted, add_member, connect, connect_trusted

pytestmark = pytest.mark.postgresql

ABLE = frozenset({FloorAction.SIGN_OFF})


@dataclass
class Ear:
    """What a console has heard."""

    agents: dict[str, AgentNow] = field(default_factory=dict)
    beats: int = 0
    wholes: int = 0
    news: set[FloorNews] = field(default_factory=set)
    turned: Condition = field(default_factory=Condition)

    def __call__(self, heard: FloorHeard) -> None:
        with self.turned:
            if heard.whole is not None:
                self.wholes += 1
                self.agents = dict(heard.whole.agents)
            self.agents |= {agent.agent_number: agent for agent in heard.changed}
            self.beats += len(heard.gateways)
            self.news |= heard.news
            self.turned.notify_all()

    def state(self, number: str) -> AgentState | None:
        agent = self.agents.get(number)
        return agent.state if agent else None

    def waits(self, what: object, timeout_s: float = 5.0) -> None:
        with self.turned:
            assert self.turned.wait_for(what, timeout_s), self  # type: ignore[arg-type]


def agent(number: str, state: AgentState, *queues: str) -> AgentNow:
    now = datetime.now(UTC)
    return AgentNow(number, state, now, why="1", queues=queues, as_of=now)


@dataclass
class Live:
    """A centre with a gateway's login, and consoles that listen."""

    centre: SharedCentre
    doors: ExitStack

    def session(self, number: str) -> Session:
        password = f"listen-{number}"
        return Session(self.centre.url, Patience(), Login(number, password))

    def gateway(self, name: str = "pbx") -> SharedFloorWriting:
        writing = SharedFloorWriting(self.session("gateway-9"), name)
        self.doors.callback(writing.close)
        return writing

    def listen(self, number: str) -> Ear:
        ear = Ear()
        listener = FloorListener(self.session(number), ear)
        listener.start()
        self.doors.callback(listener.stop)
        ear.waits(lambda: ear.wholes > 0)
        return ear


@pytest.fixture
def live(shared_centre: SharedCentre) -> Iterator[Live]:
    add_member(shared_centre.admin_url, Wanted("gateway-9", "gateway", Role.GATEWAY))
    with ExitStack() as doors:
        yield Live(shared_centre, doors)


def put(gateway: SharedFloorWriting, *agents: AgentNow) -> int:
    return gateway.put(datetime.now(UTC), "up", "", agents)


def test_a_change_is_heard_by_those_who_see_the_team_and_costs_no_question(live: Live) -> None:
    gateway = live.gateway()
    assert gateway.lead(ABLE)
    put(gateway, agent("1001", AgentState.READY), agent("1002", AgentState.READY))
    lead_a, manager = live.listen("3001"), live.listen("4001")
    assert (set(lead_a.agents), set(manager.agents)) == ({"1001"}, {"1001", "1002"})
    wholes = manager.wholes
    for state in (AgentState.RINGING, AgentState.TALKING):
        assert put(gateway, agent("1001", state), agent("1002", state)) == 2
    manager.waits(lambda: manager.state("1002") is AgentState.TALKING and manager.state("1001") is AgentState.TALKING)
    lead_a.waits(lambda: lead_a.state("1001") is AgentState.TALKING)
    assert set(lead_a.agents) == {"1001"}
    assert manager.wholes == wholes
    assert manager.beats >= 1


def test_queues_are_told_when_they_change_and_read_when_they_are_too_many(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    ask, told = Line.ask, Line.notices

    def asking(line: Line, query: str) -> list[tuple[str | None, ...]]:
        asked.append(query)
        return ask(line, query)

    rows: list[list[object]] = []

    def telling(line: Line) -> list[Notice]:
        notices = told(line)
        rows.extend(json.loads(one.said)[2][0] for one in notices if one.said.startswith("["))
        return notices

    gateway = live.gateway()
    gateway.lead(ABLE)
    put(gateway, agent("1001", AgentState.READY, "600", "601"), agent("1002", AgentState.READY))
    ear = live.listen("4001")
    assert ear.agents["1001"].queues == ("600", "601")
    monkeypatch.setattr(Line, "ask", asking)
    monkeypatch.setattr(Line, "notices", telling)
    many = tuple(f"queue '\\\" {n:03} 队列" for n in range(400))
    for state, queues, tells in (
        (AgentState.RINGING, ("600", "601"), 0),
        (AgentState.RINGING, ("600", "售后"), ["600", "售后"]),
        (AgentState.TALKING, ("600", "售后"), 0),
        (AgentState.TALKING, many, 1),
        (AgentState.ON_HOLD, many, 0),
        (AgentState.READY, ("600",), ["600"]),
        (AgentState.SIGNED_OFF, (), []),
    ):
        put(gateway, agent("1001", state, *queues))
        ear.waits(lambda s=state, q=queues: ear.state("1001") is s and ear.agents["1001"].queues == q)
        assert rows[-1][13] == tells
    assert len(asked) == 1
    assert ear.wholes == 1
    with connect(live.centre, "4001") as console:
        row = console.execute("SELECT said -> 13 FROM floor_now() WHERE said ->> 0 = '1001'").fetchone()
    assert row == ([],)


def test_queues_that_were_read_are_known_after_a_lost_connection(live: Live) -> None:
    many = tuple(f"queue {n:03}" for n in range(400))
    gateway = live.gateway()
    gateway.lead(ABLE)
    put(gateway, agent("1001", AgentState.BUSY, *many))
    ear = live.listen("3001")
    assert ear.agents["1001"].queues == many
    with connect_trusted(live.centre) as root:
        root.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '3001'")
    put(gateway, agent("1001", AgentState.READY, *many))
    ear.waits(lambda: ear.wholes > 1 and ear.state("1001") is AgentState.READY)
    assert ear.agents["1001"].queues == many


def test_a_forged_notice_changes_nothing(live: Live) -> None:
    gateway = live.gateway()
    gateway.lead(ABLE)
    put(gateway, agent("1001", AgentState.BUSY))
    ear = live.listen("4001")
    with connect(live.centre, "4001") as forger:  # knows the channel, being a manager
        (channel,) = forger.execute("SELECT channel FROM floor_channels() WHERE team = 'A'").fetchone() or ("",)
        now = int(datetime.now(UTC).timestamp() * 1e6)
        row = ["1001", "ready", now, "", "", "", "", "unknown", 0, False, "", "", "", [], now, "pbx"]
        for said in (json.dumps([99, 98, [row]]), "nonsense", "[]"):
            forger.execute("SELECT pg_notify(%s, %s)", (channel, said))
            forger.execute("SELECT pg_notify('deskside_floor', %s)", (said,))
    before = ear.wholes
    put(gateway, agent("1001", AgentState.AWAY))
    ear.waits(lambda: ear.state("1001") is AgentState.AWAY)
    ear.waits(lambda: ear.wholes > before)  # who leads was looked up, once
    assert ear.state("1001") is AgentState.AWAY


def test_nobody_else_is_told_where_a_team_is_spoken_of(live: Live) -> None:
    gateway = live.gateway()
    gateway.lead(ABLE)
    put(gateway, agent("1001", AgentState.BUSY), agent("1002", AgentState.BUSY))
    with connect(live.centre, "3001") as lead_a:
        assert [team for (team,) in lead_a.execute("SELECT team FROM floor_channels()")] == ["A"]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            lead_a.execute("SELECT channel FROM floor_team")
    for number in ("1001", "9001"):
        with connect(live.centre, number) as outsider, pytest.raises(psycopg.errors.InsufficientPrivilege):
            outsider.execute("SELECT * FROM floor_channels()")


def test_who_loses_a_team_hears_it_no_more(live: Live) -> None:
    gateway = live.gateway()
    gateway.lead(ABLE)
    put(gateway, agent("1002", AgentState.BUSY))
    with connect_trusted(live.centre) as root:
        root.execute("SELECT grant_team('2001', 'B')")
        ear = live.listen("2001")
        assert ear.state("1002") is AgentState.BUSY
        (old,) = root.execute("SELECT channel FROM floor_team WHERE team = 'B'").fetchone() or ("",)
        root.execute("SELECT revoke_team('2001', 'B')")
        assert root.execute("SELECT channel FROM floor_team WHERE team = 'B'").fetchone() != (old,)
    ear.waits(lambda: "1002" not in ear.agents)
    put(gateway, agent("1002", AgentState.READY))
    assert "1002" not in ear.agents


def test_who_is_no_agent_any_more_leaves_the_floor_and_comes_back_with_the_next_news(live: Live) -> None:
    gateway = live.gateway()
    gateway.lead(ABLE)
    put(gateway, agent("1001", AgentState.READY), agent("1002", AgentState.READY))
    ear = live.listen("4001")
    with connect_trusted(live.centre) as root:
        try:
            root.execute("SELECT set_person_role('1001', 'inspector')")
            ear.waits(lambda: set(ear.agents) == {"1002"})
            assert put(gateway, agent("1001", AgentState.READY)) == 0
        finally:
            root.execute("SELECT set_person_role('1001', 'agent')")
    assert "1001" not in live.listen("4001").agents  # as ready as then, nobody has said
    put(gateway, agent("1001", AgentState.AWAY))
    ear.waits(lambda: ear.state("1001") is AgentState.AWAY)


def test_a_new_team_is_heard_of(live: Live) -> None:
    gateway = live.gateway()
    gateway.lead(ABLE)
    ear = live.listen("4001")
    put(gateway, agent("1001", AgentState.BUSY))
    ear.waits(lambda: ear.state("1001") is AgentState.BUSY)
    put(gateway, agent("1001", AgentState.READY))
    ear.waits(lambda: ear.state("1001") is AgentState.READY)


def test_a_flood_of_changes_arrives_whole(live: Live) -> None:
    with connect_trusted(live.centre) as root:
        root.execute(
            "INSERT INTO person (id, number, name, role, team, seat, active, wrong_passwords, wrong_pins, version)"
            " SELECT gen_random_uuid(), 'a' || n, 'x', 'agent', 'A', '', true, 0, 0, 1 FROM generate_series(1, 1000) n"
        )
    gateway = live.gateway()
    gateway.lead(ABLE)
    numbers = [f"a{n}" for n in range(1, 1001)]
    put(gateway, *(agent(number, AgentState.READY) for number in numbers))
    ear = live.listen("3001")
    wholes = ear.wholes
    put(gateway, *(agent(number, AgentState.RINGING) for number in numbers))
    ear.waits(lambda: all(ear.state(number) is AgentState.RINGING for number in numbers))
    assert ear.wholes == wholes


def test_one_leads_and_the_other_takes_over_when_it_goes(live: Live) -> None:
    first, second = live.gateway(), live.gateway()
    assert first.lead(ABLE)
    assert not second.lead(ABLE)
    with pytest.raises(PlaceFault) as refused:
        put(second, agent("1001", AgentState.READY))
    assert is_not_leading(refused.value)
    ear = live.listen("4001")
    first.close()
    with ear.turned:
        assert ear.turned.wait_for(lambda: second.lead(ABLE), 5)
    put(second, agent("1001", AgentState.READY))
    ear.waits(lambda: ear.state("1001") is AgentState.READY)


def test_a_leader_that_is_silent_is_ended(live: Live) -> None:
    stuck, second = live.gateway(), live.gateway()
    assert stuck.lead(ABLE)
    with connect_trusted(live.centre) as root:
        root.execute("UPDATE gateway SET heard_at = now() - interval '4 seconds'")
    assert not second.lead(ABLE)  # ends the other
    ear = Ear()
    with ear.turned:
        assert ear.turned.wait_for(lambda: second.lead(ABLE), 5)
    with pytest.raises(PlaceFault):
        put(stuck, agent("1001", AgentState.READY))


def test_the_floor_is_read_anew_after_a_lost_connection(live: Live) -> None:
    gateway = live.gateway()
    gateway.lead(ABLE)
    put(gateway, agent("1001", AgentState.BUSY))
    ear = live.listen("4001")
    with connect_trusted(live.centre) as root:
        root.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '4001'")
    put(gateway, agent("1001", AgentState.READY))
    ear.waits(lambda: ear.wholes > 1 and ear.state("1001") is AgentState.READY)


def test_a_forbidden_action_is_refused_by_the_server(live: Live) -> None:
    gateway = live.gateway()
    gateway.lead(ABLE)
    put(gateway, agent("1001", AgentState.BUSY), agent("1002", AgentState.BUSY))
    query = "SELECT ask_action(gen_random_uuid(), (SELECT id FROM person WHERE number = %s), %s)"
    for number, whom, action in (
        ("2001", "1001", "sign_off"),
        ("3001", "1002", "sign_off"),
        ("1001", "1002", "end_call"),
    ):
        with connect(live.centre, number) as session, pytest.raises(psycopg.Error):
            session.execute(query, (whom, action))
    ear = live.listen("4001")
    with connect(live.centre, "3001") as session:
        session.execute(query, ("1001", "sign_off"))
    ear.waits(lambda: FloorNews.ACTIONS in ear.news)  # so that nobody else asks for the same meanwhile
    (todo,) = gateway.take()
    assert (todo.agent_number, todo.action) == ("1001", FloorAction.SIGN_OFF)


def test_twenty_consoles_ask_the_database_no_more_than_one(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    """A minute's changes and signs of life; what a listener asks it asks through its line."""
    asked: list[str] = []
    ask = Line.ask

    def counting(line: Line, query: str) -> list[tuple[str | None, ...]]:
        asked.append(query)
        return ask(line, query)

    monkeypatch.setattr(Line, "ask", counting)
    gateway = live.gateway()
    gateway.lead(ABLE)
    put(gateway, agent("1001", AgentState.READY), agent("1002", AgentState.READY))
    for consoles in (1, 20):
        ears = [live.listen(("4001", "2002")[turn % 2]) for turn in range(consoles)]
        asked.clear()
        for turn in range(60):
            put(gateway, agent("1001", (AgentState.RINGING, AgentState.TALKING)[turn % 2]))
        put(gateway, agent("1002", AgentState.AWAY if consoles == 1 else AgentState.BUSY))
        for ear in ears:
            ear.waits(lambda ear=ear: ear.state("1002") in (AgentState.AWAY, AgentState.BUSY))
        assert asked == []


def test_a_year_of_actions_is_not_read_for_what_is_open(live: Live) -> None:
    """A gateway looks every second, and all consoles whenever somebody listens."""
    past = (
        "INSERT INTO floor_action (id, at, by_id, agent_id, gateway, action, reason, to_phone, call_key, state, words,"
        " taken_at, began_at, ended_at) SELECT gen_random_uuid(), now() - n * interval '10 minutes', %s, %s, 'pbx',"
        " 'listen', '', '', '1.7', 'done', '', now(), now(), now() FROM generate_series(1, 50000) n"
    )
    with connect_trusted(live.centre, autocommit=False) as root:
        root.execute(past, (live.centre.members["3001"].id, live.centre.members["1001"].id))
        root.execute("UPDATE floor_action SET ended_at = NULL, state = 'accepted' WHERE at > now() - interval '1 hour'")
        root.execute("ANALYZE floor_action, media_offer, person")
        root.execute("SELECT lead_floor('pbx', '[]', false)")
        open_ones = [key for (key,) in root.execute("SELECT id FROM floor_action WHERE ended_at IS NULL")]
        root.commit()
        read = "SELECT seq_scan, seq_tup_read FROM pg_stat_xact_user_tables WHERE relname = 'floor_action'"
        before = root.execute(read).fetchall()  # of the statements above: a session hands its counts on once a second
        assert len(root.execute("SELECT * FROM take_actions('pbx')").fetchall()) == len(open_ones) == 5
        for key in open_ones:
            root.execute("SELECT finish_action(%s, 'done')", (key,))
        assert root.execute(read).fetchall() == before
        root.rollback()

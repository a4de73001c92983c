"""A centre with a row of every kind that a right can tell apart, and a login for everybody who may knock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.types.json import Json

from console.domain.calls import Call
from console.domain.sheet import MadeLive, blank_sheet, live_to_dict, sheet_to_dict
from console.store.ids import new_id
from console.store.server_code import FOLDER
from console.store.store import Store
from tests.rights.table import ROW, Who
from tests.shared_centre import SharedCentre, connect, connect_trusted
from tests.store.centres import QUICK_HASHES, START, Centre, HandClock, a_call

PASSWORD = "knock-knock"
GROUPS = tuple(f"deskside_{name}" for name in ("person", *tuple(Who)[:6]))
NUMBERS = {
    Who.AGENT: "1001",
    Who.INSPECTOR: "2001",
    Who.SUPERVISOR: "3001",
    Who.MANAGER: "4001",
    Who.ADMINISTRATOR: "9001",
    Who.GATEWAY: "gateway-1",
    Who.ELSEWHERE: "2091",
    Who.DISABLED: "2092",
    Who.STRANGER: "2093",
    Who.OUTSIDER: "2094",
}
COLLEAGUE = "2002"
"""An inspector of both teams, whose rows are those of somebody else."""

Key = dict[str, Any]


@dataclass
class World:
    """The centre, who is who, and the key of each sample row: `keys[table, sample, who]`, `who` None for all alike."""

    centre: SharedCentre
    ids: dict[str, UUID] = field(default_factory=dict)
    keys: dict[tuple[str, str, Who | None], Key] = field(default_factory=dict)
    calls: dict[str, UUID] = field(default_factory=dict)
    reveals: dict[Who, int] = field(default_factory=dict)

    def key(self, table: str, sample: str, who: Who) -> Key:
        """The key of the row that `sample` is for `who`; of tables that know no owner any row does."""
        if sample == ROW:
            return {}
        return self.keys.get((table, sample, who)) or self.keys[table, sample, None]

    def person(self, who: Who) -> UUID:
        """The id of `who`; of a stranger some id."""
        return self.ids.get(NUMBERS[who]) or self.ids[COLLEAGUE]

    def connect(self, who: Who, **wishes: Any) -> psycopg.Connection[Any]:
        """The driver alone, as that login."""
        number = NUMBERS[who]
        known = self.centre.members.get(number)
        password = known.password if known else PASSWORD
        return psycopg.connect(self.centre.url, user=number, password=password, **wishes)


def make_world(centre: SharedCentre) -> World:
    """Fill the copy of a centre."""
    world = World(centre)
    with ExitStack() as doors:
        connection = doors.enter_context(connect_trusted(centre))
        _make_logins(connection, centre)
        _add_people(connection)
        rows = connection.execute("SELECT number, id FROM person").fetchall()
        world.ids = dict(rows)
        store = doors.enter_context(Store.open(centre.admin_url, now=HandClock(), hasher=QUICK_HASHES))
        _score(world, store, connection)
        _score_live(world, store, connection)
        _draft_and_draw(world, store, connection)
        _coach(world, connection)
        _place(world, connection)
        _fill_floor(world, connection)
    return world


def ask_for_numbers(world: World) -> None:
    """Everybody whom the database lets asks for a customer's number; others hold the record of a colleague's asking."""
    query = "SELECT reveal_number(%s, 'to call back')"
    asked = (world.calls["mine"],)
    with connect(world.centre, COLLEAGUE) as colleague:
        ((others,),) = colleague.execute(query, asked).fetchall()
    for who in Who:
        with world.connect(who, autocommit=True) as session:
            try:
                ((world.reveals[who],),) = session.execute(query, asked).fetchall()
            except psycopg.Error:
                world.reveals[who] = others


def close_doors(centre: SharedCentre) -> None:
    """What a copy of a database lacks. An outsider is let in, so that it is the tables that refuse, not the door."""
    outsider = sql.Identifier(NUMBERS[Who.OUTSIDER])
    with connect_trusted(centre) as connection:
        connection.execute((FOLDER / "088_doors.sql").read_bytes())
        database = sql.Identifier(centre.database)
        connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, outsider))
        connection.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(outsider))


def _make_logins(connection: psycopg.Connection[Any], centre: SharedCentre) -> None:
    for who, number in NUMBERS.items():
        name = sql.Identifier(number)
        if number not in centre.members:
            if connection.execute("SELECT FROM pg_roles WHERE rolname = %s", (number,)).fetchone() is None:
                connection.execute(sql.SQL("CREATE ROLE {}").format(name))
            connection.execute(sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(name, sql.Literal(PASSWORD)))
        groups = {Who.OUTSIDER: (), Who.GATEWAY: ("deskside_person", "deskside_gateway")}.get(who, GROUPS)
        if number not in centre.members and groups:
            names = sql.SQL(", ").join(map(sql.Identifier, groups))
            connection.execute(sql.SQL("GRANT {} TO {}").format(names, name))


def _add_people(connection: psycopg.Connection[Any]) -> None:
    for number, role, team, active in (
        ("1003", "agent", "A", True),
        (NUMBERS[Who.GATEWAY], "gateway", "", True),
        (NUMBERS[Who.ELSEWHERE], "inspector", "A", True),
        (NUMBERS[Who.DISABLED], "manager", "", False),
        (NUMBERS[Who.OUTSIDER], "manager", "", True),
    ):
        connection.execute(
            "INSERT INTO person (id, number, name, role, team, seat, active, wrong_passwords, wrong_pins, version)"
            " VALUES (%s, %s, %s, %s, %s, '', %s, 0, 0, 1)",
            (new_id(), number, f"name of {number}", role, team, active),
        )
    connection.execute("INSERT INTO person_team SELECT id, 'A' FROM person WHERE number IN ('4001', '9001', '1001')")
    connection.execute(
        "INSERT INTO person_team SELECT id, 'A' FROM person WHERE number = ANY (%s)",
        (["3001", *(NUMBERS[who] for who in (Who.GATEWAY, Who.ELSEWHERE, Who.DISABLED, Who.OUTSIDER))],),
    )


def _new_call(world: World, store: Store, number: str, team: str) -> Call:
    call = replace(
        a_call(1000 + len(world.calls)),
        agent_id=world.ids.get(number),
        agent_number=number,
        agent_name=number,
        team=team,
        customer_number="13800001111",
    )
    store.calls.add_many([call])
    return call


def _score(world: World, store: Store, connection: psycopg.Connection[Any]) -> None:
    inspector = world.centre.person(COLLEAGUE)
    centre = Centre(store, HandClock(), world.centre.form)
    world.calls["unscored"] = _new_call(world, store, "1001", "A").id
    world.keys["call", "unscored", None] = {"id": world.calls["unscored"]}
    world.calls["unscored_other_team"] = _new_call(world, store, "1002", "B").id
    for sample, number, team in (
        ("mine", "1001", "A"),
        ("colleague", "1003", "A"),
        ("other_team", "1002", "B"),
        ("no_team", "", ""),
    ):
        call = _new_call(world, store, number, team)
        revision = centre.score(call.id, "no_argument", "expression", by=inspector)
        world.calls[sample] = call.id
        world.keys["call", sample, None] = {"id": call.id}
        world.keys["revision", sample, None] = {"id": revision.id}
        world.keys["result", sample, None] = {"call_id": call.id}
        connection.execute(
            "INSERT INTO revision_place (revision_id, pieces, how, placed_at) VALUES (%s, '[[0, 0]]', 'times', %s)",
            (revision.id, START),
        )
        world.keys["revision_place", sample, None] = {"revision_id": revision.id}
        mark = {"revision_id": revision.id, "item_key": "no_argument"}
        world.keys["revision_mark", sample, None] = mark
        world.keys["evidence", sample, None] = mark
        if number:
            appeal = new_id()
            connection.execute(
                "INSERT INTO appeal (id, revision_id, item_key, agent_id, words, made_at, outcome, answer)"
                " VALUES (%s, %s, 'no_argument', %s, 'no', %s, '', '')",
                (appeal, revision.id, world.ids[number], START),
            )
            world.keys["appeal", sample, None] = {"id": appeal}
            state = new_id()
            connection.execute(
                "INSERT INTO agent_state (id, agent_id, state, reason, entered_at, source)"
                " VALUES (%s, %s, 'ready', '', %s, 'test')",
                (state, world.ids[number], START),
            )
            world.keys["agent_state", sample, None] = {"id": state}


def _draft_and_draw(world: World, store: Store, connection: psycopg.Connection[Any]) -> None:
    sheet = Json(sheet_to_dict(blank_sheet(world.centre.form)))

    def add(sample: str, who: Who | None, number: str, team: str) -> None:
        call = _new_call(world, store, "1001" if team == "A" else "1002", team)
        name = f"draft of {sample} {who}"
        world.calls[name] = call.id
        owner = world.ids.get(number) or world.ids[COLLEAGUE]
        draft = new_id()
        connection.execute(
            "INSERT INTO draft (id, call_id, inspector_id, sheet, heard, reason, opened_at, saved_at, version)"
            " VALUES (%s, %s, %s, %s, '[]', '', %s, %s, 1)",
            (draft, call.id, owner, sheet, START, START),
        )
        connection.execute("INSERT INTO draw VALUES (%s, %s, %s)", (call.id, owner, START))
        world.keys["draft", sample, who] = {"id": draft}
        world.keys["draw", sample, who] = {"call_id": call.id, "inspector_id": owner}

    add("colleague", None, COLLEAGUE, "A")
    add("other_team", None, COLLEAGUE, "B")
    for who, number in NUMBERS.items():
        add("own", who, number, "A")
        add("own_other_team", who, number, "B")


def _score_live(world: World, store: Store, connection: psycopg.Connection[Any]) -> None:
    """A sheet made on a tape, of everybody who scores."""
    live = {"live": live_to_dict(MadeLive(START))}
    sheet = Json(sheet_to_dict(blank_sheet(world.centre.form)) | live)
    for who in (None, Who.INSPECTOR, Who.SUPERVISOR, Who.MANAGER, Who.ELSEWHERE):
        number = NUMBERS[who] if who else COLLEAGUE
        call, draft, revision = _new_call(world, store, "1001", "A"), new_id(), new_id()
        connection.execute(
            "INSERT INTO draft (id, call_id, inspector_id, sheet, heard, reason, opened_at, saved_at, version)"
            " VALUES (%s, %s, %s, %s, '[]', '', %s, %s, 1)",
            (draft, call.id, world.ids[number], sheet, START, START),
        )
        connection.execute("SELECT submit_draft(%s, 1, %s)", (draft, revision))
        world.calls[f"live of {number}"] = call.id
        world.keys["live revision", "own", who] = {"id": revision}


def _coach(world: World, connection: psycopg.Connection[Any]) -> None:
    def add(sample: str, who: Who | None, coach: UUID, agent: str, *, shared: bool, signed: bool = False) -> None:
        note = new_id()
        connection.execute(
            "INSERT INTO coaching_note (id, agent_id, coach_id, made_at, clips, item_keys, strength, priorities,"
            " agent_words, action, follow_up, shared, acknowledged_at, version)"
            " VALUES (%s, %s, %s, %s, '[]', '[]', 'calm', '[]', '', '', 'open', %s, %s, 1)",
            (note, world.ids[agent], coach, START, shared, START if signed else None),
        )
        call = world.calls["mine"]
        connection.execute("INSERT INTO coaching_note_call VALUES (%s, %s, 0)", (note, call))
        world.keys["coaching_note", sample, who] = {"id": note}
        world.keys["coaching_note_call", sample, who] = {"note_id": note, "call_id": call}

    colleague = world.ids[COLLEAGUE]
    add("shared_mine", None, colleague, "1001", shared=True)
    add("unshared_mine", None, colleague, "1001", shared=False)
    add("colleague", None, colleague, "1003", shared=True)
    add("other_team", None, colleague, "1002", shared=True)
    for who in Who:
        add("own", who, world.person(who), "1001", shared=False)
        add("own_signed", who, world.person(who), "1001", shared=True, signed=True)


def _place(world: World, connection: psycopg.Connection[Any]) -> None:
    """Rows of the tables that know no owner, and the people themselves."""
    connection.execute("INSERT INTO month VALUES ('2026-01-01', %s, %s)", (START, world.ids["4001"]))
    connection.execute("INSERT INTO audit_anchor VALUES (0, decode(repeat('00', 32), 'hex'), %s)", (START,))
    connection.execute(
        "INSERT INTO backup (at, by_login, place, bytes, sha256) VALUES (%s, 'deskside', '/x', 1, 'ab')", (START,)
    )
    connection.execute("INSERT INTO deed_seen VALUES (%s, %s)", (new_id(), START))
    for who, number in NUMBERS.items():
        own = world.ids.get(number)
        world.keys["person", "self", who] = {"id": own or world.ids[COLLEAGUE]}
        if own:
            world.keys["person_team", "own", who] = {"person_id": own}
    world.keys["person", "another", None] = {"id": world.ids["1002"]}
    world.keys["person_team", "another", None] = {"person_id": world.ids[COLLEAGUE], "team": "B"}
    world.keys["person_team", "own", Who.STRANGER] = world.keys["person_team", "another", None]


def _fill_floor(world: World, connection: psycopg.Connection[Any]) -> None:
    room = new_id()
    connection.execute("INSERT INTO room VALUES (%s, 'A', 2, 2, 1)", (room,))
    connection.execute("INSERT INTO seat VALUES (%s, %s, 0, 0, 'A1', %s)", (new_id(), room, world.ids["1001"]))
    connection.execute("INSERT INTO gateway VALUES ('pbx', 0, %s, %s, 'up', '', '[]')", (START, START))
    for sample, team in (("own_team", "A"), ("other_team", "B")):
        connection.execute("INSERT INTO floor_team VALUES (%s, NULL, %s, 0)", (team, f"secret_{team}"))
        world.keys["floor_team", sample, None] = {"team": team}
        note = new_id()
        connection.execute(
            "INSERT INTO handover (id, at, by_id, team, words) VALUES (%s, %s, %s, %s, 'look after seat 7')",
            (note, START, world.ids[COLLEAGUE], team),
        )
        world.keys["handover", sample, None] = {"id": note}
    for sample, number in (("mine", "1001"), ("colleague", "1003"), ("other_team", "1002")):
        agent = world.ids[number]
        connection.execute(
            "INSERT INTO agent_now VALUES"
            " (%s, 'pbx', 'ready', %s, '', '', '', '', 'unknown', 0, false, '', '', '', %s)",
            (agent, START, START),
        )
        world.keys["agent_now", sample, None] = {"agent_id": agent}
        action, alert = new_id(), new_id()
        connection.execute(
            "INSERT INTO floor_action VALUES"
            " (%s, %s, %s, %s, 'pbx', 'sign_off', '', '', '', 'pending', '', NULL, NULL)",
            (action, START, world.ids[COLLEAGUE], agent),
        )
        world.keys["floor_action", sample, None] = {"id": action}
        connection.execute(
            "INSERT INTO alert VALUES (%s, %s, 'busy', '', %s, 2, 900000, %s, NULL, '', '', NULL, NULL, NULL)",
            (alert, agent, START, START),
        )
        world.keys["alert", sample, None] = {"id": alert}

    for who in Who:
        _listen(world, connection, who)


def _listen(world: World, connection: psycopg.Connection[Any], who: Who) -> None:
    """Somebody listens to 1001, and has not fetched the sound yet: its offer is young for a day."""
    key, by = new_id(), world.person(who)
    connection.execute(
        "INSERT INTO floor_action (id, at, by_id, agent_id, gateway, action, reason, to_phone, call_key, state, words,"
        " taken_at, began_at) VALUES (%s, %s, %s, %s, 'pbx', 'listen', '', '', '1.7', 'accepted', '', %s, %s)",
        (key, START, by, world.ids["1001"], START, START),
    )
    connection.execute(
        "INSERT INTO media_offer (action_id, offer, made_at) VALUES (%s, %s, now() + interval '1 day')",
        (key, Json({"agent": "wss://x"})),
    )
    world.keys["listening", "own", who] = {"id": key}


@contextmanager
def copy_of(template: World) -> Iterator[World]:
    """The same centre in a database of its own, its doors closed, gone at the end."""
    server = template.centre.server
    name = server.fresh_database(template.centre.database)
    world = replace(template, centre=replace(template.centre, database=name))
    close_doors(world.centre)
    yield world
    server.drop_database(name)

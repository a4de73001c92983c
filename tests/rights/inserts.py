"""The rows that the matrix of rights tries to insert."""

from __future__ import annotations

from collections.abc import Callable

from psycopg import sql

from console.store.ids import new_id
from tests.rights.table import Who
from tests.rights.world import COLLEAGUE, Key, World
from tests.store.centres import START

Statement = tuple[sql.Composed | sql.SQL, Key]

_NOTE = sql.SQL(
    "INSERT INTO coaching_note (id, agent_id, coach_id, made_at, clips, item_keys, strength, priorities, agent_words,"
    " action, follow_up, shared, version) VALUES (%(id)s, %(agent)s, %(coach)s, %(at)s, '[]', '[]', 'calm', '[]', '',"
    " '', 'open', false, 1)"
)
_DRAW = sql.SQL("INSERT INTO draw (call_id, inspector_id, drawn_at) VALUES (%(call)s, %(inspector)s, %(at)s)")
_STATE = sql.SQL(
    "INSERT INTO agent_state (id, agent_id, state, reason, entered_at, source)"
    " VALUES (%(id)s, %(agent)s, 'ready', '', %(at)s, 'test')"
)
_LINK = sql.SQL("INSERT INTO coaching_note_call (note_id, call_id, position) VALUES (%(note)s, %(call)s, 1)")


def _note_about(number: str) -> Callable[[World, Who], Statement]:
    def case(world: World, who: Who) -> Statement:
        return _NOTE, {"id": new_id(), "agent": world.ids[number], "coach": world.person(who), "at": START}

    return case


def _draw(call: str, *, own: bool) -> Callable[[World, Who], Statement]:
    def case(world: World, who: Who) -> Statement:
        inspector = world.person(who) if own else world.ids[COLLEAGUE]
        return _DRAW, {"call": world.calls[call], "inspector": inspector, "at": START}

    return case


def _state(world: World, _who: Who) -> Statement:
    return _STATE, {"id": new_id(), "agent": world.ids["1001"], "at": START}


def _link(world: World, who: Who) -> Statement:
    note = world.key("coaching_note", "own", who)["id"]
    return _LINK, {"note": note, "call": world.calls["colleague"]}


INSERTS: dict[tuple[str, str], Callable[[World, Who], Statement]] = {
    ("draw", "new_own"): _draw("unscored", own=True),
    ("draw", "new_colleague"): _draw("unscored", own=False),
    ("draw", "new_other_team"): _draw("other_team", own=False),
    ("coaching_note", "new"): _note_about("1001"),
    ("coaching_note", "new_other_team"): _note_about("1002"),
    ("coaching_note_call", "new"): _link,
    ("agent_state", "new"): _state,
}

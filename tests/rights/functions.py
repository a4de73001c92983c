"""The functions of the table of rights, and what each sample case calls them with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from psycopg import sql
from psycopg.types.json import Json

from console.domain.forms import form_to_dict
from console.domain.sheet import blank_sheet, sheet_to_dict
from console.store.ids import new_id
from tests.rights.table import IMPORTERS, PEOPLE, SCORERS, Function, Reach, Who, each, to
from tests.rights.world import NUMBERS, Key, World
from tests.store.centres import START

Statement = tuple[sql.Composed | sql.SQL, Key]

ONCE = "row"
ANY = to("yes", ONCE)
VERIFIER = "SCRAM-SHA-256$4096:c2FsdHNhbHQ=$c3RvcmVk:c2VydmVy"
TEAMS = to("own teams, no team", "own_team")
ALL_TEAMS = to("all", "own_team", "other_team")
BY_TEAM: dict[Who, Reach] = {Who.INSPECTOR: TEAMS, Who.SUPERVISOR: TEAMS, Who.MANAGER: ALL_TEAMS}
BOTH = ("own_team", "other_team")
OWN_DRAFT: dict[Who, Reach] = {
    Who.INSPECTOR: to("own, own teams", "own_team"),
    Who.SUPERVISOR: to("own, own teams", "own_team"),
    Who.MANAGER: to("own", *BOTH),
}
ADMINISTRATORS = {Who.ADMINISTRATOR: ANY}
GATEWAYS = {Who.GATEWAY: ANY}
FLOOR_LEADS = (Who.SUPERVISOR, Who.MANAGER)

FUNCTIONS: tuple[Function, ...] = (
    Function("sign_on", "Says who this session is, and records that they came.", each(PEOPLE, ANY)),
    Function("record_deed", "Records listening, exporting and printing.", each(PEOPLE, ANY)),
    Function("known_recordings", "Says which recordings are calls already.", each(IMPORTERS, ANY)),
    Function("last_recorded", "Says how far the recordings of a folder are calls already.", GATEWAYS),
    Function(
        "add_calls",
        "Adds recordings as calls; how their scoring stands is not taken from who imports.",
        each(IMPORTERS, ANY),
    ),
    Function("begin_live", "Makes the row of a call that goes on, so that it may be scored.", BY_TEAM, BOTH),
    Function(
        "drop_live",
        "Takes a call away that waits for its recording and that nobody marked anything on.",
        each(SCORERS, ANY),
    ),
    Function(
        "place_revision",
        "Says where a sheet of one's own, made live, lies in the recording.",
        each(SCORERS, to("own", "own")),
        ("own",),
    ),
    Function("open_draft", "Begins the sheet of a call, or a correction, or finds the own one.", BY_TEAM, BOTH),
    Function("submit_draft", "Makes a draft a sheet for ever, its score reckoned here.", OWN_DRAFT, BOTH),
    Function("discard_draft", "Takes a draft away.", each(SCORERS, to("own", *BOTH)), BOTH),
    Function(
        "take_over_draft",
        "Makes another's draft one's own.",
        {Who.SUPERVISOR: TEAMS, Who.MANAGER: ALL_TEAMS},
        BOTH,
    ),
    Function("reveal_number", "Records who asks for a customer's number and why.", BY_TEAM, BOTH),
    Function(
        "revealed_number", "Gives the number, once that record stands.", each(SCORERS, to("asked for by oneself", ONCE))
    ),
    Function("publish_form", "Makes a form the standard, for ever.", {Who.MANAGER: ANY}),
    Function("publish_month", "Closes a month: its results are published.", {Who.MANAGER: ANY}),
    Function("share_note", "Shows a coaching note to its agent.", each(SCORERS, to("own", ONCE))),
    Function("acknowledge_note", "Signs a note as its agent.", {Who.AGENT: to("about oneself, shared", ONCE)}),
    Function("appeal_item", "Objects to an item of a result.", {Who.AGENT: to("own result", ONCE)}),
    Function("settle_appeal", "Decides an appeal.", {Who.MANAGER: ANY}),
    Function("add_person", "Makes an account and its login.", ADMINISTRATORS),
    Function("change_person", "Corrects a name, moves somebody to another team or seat.", ADMINISTRATORS),
    Function("set_person_role", "Gives somebody another role.", ADMINISTRATORS),
    Function("set_person_active", "Lets somebody in again, or no longer.", ADMINISTRATORS),
    Function("grant_team", "Lets somebody see another team's calls.", ADMINISTRATORS),
    Function("revoke_team", "Takes that away again.", ADMINISTRATORS),
    Function("make_partitions", "Makes the tables' parts of the coming months.", ADMINISTRATORS),
    Function("retention_plan", "Says what has been kept long enough.", ADMINISTRATORS),
    Function("recordings_to_remove", "Names the recordings that have been kept long enough.", ADMINISTRATORS),
    Function("apply_retention", "Lets go of what has been kept long enough.", ADMINISTRATORS),
    Function("set_retention", "Says how many months a kind of thing is kept.", ADMINISTRATORS),
    Function(
        "set_verifier",
        "Gives a login a new password.",
        each(PEOPLE, to("own", "own")) | {Who.ADMINISTRATOR: to("anybody's", "own", "another")},
        ("own", "another"),
    ),
    Function("floor_now", "Says what the agents of the teams one sees are doing.", each(SCORERS, ANY)),
    Function("floor_channels", "Says where changes of those teams are told.", each(SCORERS, ANY)),
    Function("save_room", "Lays out a room and seats people.", each(FLOOR_LEADS, ANY)),
    Function("remove_room", "Takes a room away.", each(FLOOR_LEADS, ANY)),
    Function(
        "set_limits", "Sets how long a team's states may last.", {Who.SUPERVISOR: TEAMS, Who.MANAGER: ALL_TEAMS}, BOTH
    ),
    Function(
        "ask_action",
        "Asks the telephone system to do something to an agent or a call. An inspector only listens. To whisper, to"
        " join, and to take over with one's own sound want a listening of one's own.",
        {
            Who.INSPECTOR: to("own teams, listening", "listening"),
            Who.SUPERVISOR: to("own teams", "listening", "own_team", "whispering"),
            Who.MANAGER: to("all", "listening", "whispering", *BOTH),
        },
        ("listening", "whispering", *BOTH),
    ),
    Function("stop_listening", "Listens no longer.", each(SCORERS, to("own", "own")), ("own",)),
    Function(
        "take_offer",
        "Gives the address of live sound, once, to the one who asked for it.",
        each(SCORERS, to("own", "own")),
        ("own",),
    ),
    Function(
        "answer_alert",
        "Says that an alert was seen, or puts it off.",
        {Who.SUPERVISOR: TEAMS, Who.MANAGER: ALL_TEAMS},
        BOTH,
    ),
    Function("hand_over", "Leaves a note for the next lead.", BY_TEAM, BOTH),
    Function(
        "sign_handover", "Signs that a note was taken over.", {Who.SUPERVISOR: TEAMS, Who.MANAGER: ALL_TEAMS}, BOTH
    ),
    Function("lead_floor", "Makes this session the one gateway of a telephone system.", GATEWAYS),
    Function("put_floor", "Writes what agents are doing, and tells it.", GATEWAYS),
    Function("take_actions", "Takes up what was asked of the telephone system.", GATEWAYS),
    Function("finish_action", "Writes what came of it.", GATEWAYS),
    Function("put_alerts", "Raises what limits were passed.", GATEWAYS),
)

Case = Callable[[World, Who], Statement]


def _call(query: str, **values: object) -> Case:
    """The same for everybody."""
    return lambda _world, _who: (sql.SQL(query), dict(values))


def _add_calls(_world: World, _who: Who) -> Statement:
    fresh = str(new_id())
    call = {
        "id": fresh,
        "started_at": START.isoformat(),
        "duration_ms": 1000,
        "sound_paths": ["x.wav"],
        "agent_side": "left",
        "raw_rate_hz": 8000,
        "content_hash": fresh,
        "agent_number": "1001",
        "agent_name": "",
        "team": "A",
        "direction": "inbound",
        "queue": "",
        "call_number": "",
        "customer_number": "13800002222",
        "hand_picked": False,
        "search": "",
    }
    return sql.SQL("SELECT add_calls(%(calls)s)"), {"calls": Json([call])}


def _begin_live(number: str) -> Case:
    def case(world: World, _who: Who) -> Statement:
        call = {
            "id": str(new_id()),
            "agent_id": str(world.ids[number]),
            "live_since": START.isoformat(),
            "direction": "inbound",
            "queue": "",
            "call_number": "live-1",
            "customer_number": "",
            "search": "",
        }
        return sql.SQL("SELECT begin_live(%(call)s)"), {"call": Json(call)}

    return case


def _place_revision(world: World, who: Who | None) -> Statement:
    """Of somebody who scores nothing there is none: the colleague's."""
    mine = world.keys.get(("live revision", "own", who)) or world.keys["live revision", "own", None]
    place = Json({"pieces": [[0, 5]], "how": "times"})
    return sql.SQL("SELECT place_revision(%(id)s, %(place)s)"), mine | {"place": place}


def _open(call: str) -> Case:
    def case(world: World, _who: Who) -> Statement:
        sheet = Json(sheet_to_dict(blank_sheet(world.centre.form)))
        query = sql.SQL("SELECT open_draft(%(id)s, %(call)s, %(sheet)s)")
        return query, {"id": new_id(), "call": world.calls[call], "sheet": sheet}

    return case


def _with_draft(query: str, sample: str) -> Case:
    def case(world: World, who: Who) -> Statement:
        return sql.SQL(query), world.key("draft", sample, who) | {"new": new_id()}

    return case


def _revealed(world: World, who: Who) -> Statement:
    return sql.SQL("SELECT revealed_number(%(id)s)"), {"id": world.reveals[who]}


def _publish_form(world: World, _who: Who) -> Statement:
    content = form_to_dict(replace(world.centre.form, version=99))
    return sql.SQL("SELECT publish_form(%(form)s)"), {"form": Json(content)}


def _reveal(call: str) -> Case:
    return lambda world, _who: (sql.SQL("SELECT reveal_number(%(call)s, 'to call back')"), {"call": world.calls[call]})


def _record_deed(world: World, _who: Who) -> Statement:
    query = sql.SQL("SELECT record_deed(%(id)s, 'listen', %(call)s, '{}')")
    return query, {"id": new_id(), "call": world.calls["mine"]}


def _own_verifier(_world: World, who: Who) -> Statement:
    return sql.SQL("SELECT set_verifier(%(number)s, %(verifier)s)"), {"number": NUMBERS[who], "verifier": VERIFIER}


def _share(world: World, who: Who) -> Statement:
    return sql.SQL("SELECT share_note(%(id)s, 1)"), world.key("coaching_note", "own", who)


def _acknowledge(world: World, who: Who) -> Statement:
    return sql.SQL("SELECT acknowledge_note(%(id)s)"), world.key("coaching_note", "shared_mine", who)


def _appeal(world: World, who: Who) -> Statement:
    query = sql.SQL("SELECT appeal_item(%(appeal)s, %(revision_id)s, 'expression', 'I was clear')")
    return query, {"appeal": new_id(), **world.key("revision_mark", "mine", who)}


def _settle(world: World, who: Who) -> Statement:
    return sql.SQL("SELECT settle_appeal(%(id)s, 'upheld', 'so it is')"), world.key("appeal", "mine", who)


def _save_room(_world: World, _who: Who) -> Statement:
    room = {"id": str(new_id()), "name": "B", "rows": 1, "columns": 1, "version": 0, "seats": []}
    return sql.SQL("SELECT save_room(%(room)s)"), {"room": Json(room)}


def _ask(agent: str, action: str, phone: str = "") -> Case:
    query = sql.SQL("SELECT ask_action(%(id)s, %(agent)s, %(action)s, to_phone => %(phone)s)")
    return lambda world, _who: (
        query,
        {"id": new_id(), "agent": world.ids[agent], "action": action, "phone": phone},
    )


def _whisper(world: World, who: Who) -> Statement:
    query = sql.SQL("SELECT ask_action(gen_random_uuid(), %(agent)s, 'whisper', listening => %(id)s)")
    return query, {"agent": world.ids["1001"], **world.key("listening", "own", who)}


def _with_row(query: str, table: str, sample: str) -> Case:
    return lambda world, who: (sql.SQL(query), world.key(table, sample, who))


def _leading(query: str) -> Case:
    """A deed of the gateway, which must lead first."""
    return lambda world, who: (
        sql.SQL("SELECT CASE WHEN lead_floor('pbx') THEN ({}) END").format(sql.SQL(query)),
        world.key("floor_action", "mine", who),
    )


_NOTE = "SELECT hand_over(gen_random_uuid(), '{}', 'look after seat 7')"

CASES: dict[tuple[str, str], Case] = {
    ("floor_now", ONCE): _call("SELECT * FROM floor_now()"),
    ("floor_channels", ONCE): _call("SELECT * FROM floor_channels()"),
    ("save_room", ONCE): _save_room,
    ("remove_room", ONCE): _call("SELECT remove_room((SELECT id FROM room))"),
    ("set_limits", "own_team"): _call("SELECT set_limits('A', NULL)"),
    ("set_limits", "other_team"): _call("SELECT set_limits('B', NULL)"),
    ("ask_action", "listening"): _ask("1001", "listen", "8001"),
    ("ask_action", "own_team"): _ask("1001", "sign_off"),
    ("ask_action", "other_team"): _ask("1002", "sign_off"),
    ("ask_action", "whispering"): _whisper,
    ("stop_listening", "own"): _with_row("SELECT stop_listening(%(id)s)", "listening", "own"),
    ("take_offer", "own"): _with_row("SELECT take_offer(%(id)s)", "listening", "own"),
    ("answer_alert", "own_team"): _with_row("SELECT answer_alert(%(id)s, 'seen')", "alert", "mine"),
    ("answer_alert", "other_team"): _with_row("SELECT answer_alert(%(id)s, 'seen')", "alert", "other_team"),
    ("hand_over", "own_team"): _call(_NOTE.format("A")),
    ("hand_over", "other_team"): _call(_NOTE.format("B")),
    ("sign_handover", "own_team"): _with_row("SELECT sign_handover(%(id)s)", "handover", "own_team"),
    ("sign_handover", "other_team"): _with_row("SELECT sign_handover(%(id)s)", "handover", "other_team"),
    ("lead_floor", ONCE): _call("SELECT lead_floor('pbx')"),
    ("put_floor", ONCE): _leading("SELECT put_floor('pbx', now(), 'up', '')"),
    ("take_actions", ONCE): _leading("SELECT count(*) FROM take_actions('pbx')"),
    ("finish_action", ONCE): _leading("SELECT finish_action(%(id)s, 'done')::text"),
    ("put_alerts", ONCE): _leading("SELECT put_alerts('pbx', '[]')"),
    ("share_note", ONCE): _share,
    ("acknowledge_note", ONCE): _acknowledge,
    ("appeal_item", ONCE): _appeal,
    ("settle_appeal", ONCE): _settle,
    ("make_partitions", ONCE): _call("SELECT make_partitions(1)"),
    ("retention_plan", ONCE): _call("SELECT kind FROM retention_plan() LIMIT 1"),
    ("recordings_to_remove", ONCE): _call("SELECT count(*) FROM recordings_to_remove(1)"),
    ("apply_retention", ONCE): _call("SELECT apply_retention('recordings', '{}')"),
    ("set_retention", ONCE): _call("SELECT set_retention('recordings', 7)"),
    ("sign_on", ONCE): _call("SELECT * FROM sign_on()"),
    ("record_deed", ONCE): _record_deed,
    ("known_recordings", ONCE): _call("SELECT known_recordings(ARRAY['hash-1'])"),
    ("last_recorded", ONCE): _call("SELECT last_recorded('/srv')"),
    ("add_calls", ONCE): _add_calls,
    ("begin_live", "own_team"): _begin_live("1001"),
    ("begin_live", "other_team"): _begin_live("1002"),
    ("drop_live", ONCE): lambda world, _who: (sql.SQL("SELECT drop_live(%(id)s)"), {"id": world.calls["mine"]}),
    ("place_revision", "own"): lambda world, who: _place_revision(world, who),
    ("open_draft", "own_team"): _open("unscored"),
    ("open_draft", "other_team"): _open("unscored_other_team"),
    ("submit_draft", "own_team"): _with_draft("SELECT submit_draft(%(id)s, 1, %(new)s)", "own"),
    ("submit_draft", "other_team"): _with_draft("SELECT submit_draft(%(id)s, 1, %(new)s)", "own_other_team"),
    ("discard_draft", "own_team"): _with_draft("SELECT discard_draft(%(id)s)", "own"),
    ("discard_draft", "other_team"): _with_draft("SELECT discard_draft(%(id)s)", "own_other_team"),
    ("take_over_draft", "own_team"): _with_draft("SELECT take_over_draft(%(id)s, 'ill')", "colleague"),
    ("take_over_draft", "other_team"): _with_draft("SELECT take_over_draft(%(id)s, 'ill')", "other_team"),
    ("revealed_number", ONCE): _revealed,
    ("publish_form", ONCE): _publish_form,
    ("publish_month", ONCE): _call("SELECT publish_month('2026-02-01')"),
    ("reveal_number", "own_team"): _reveal("mine"),
    ("reveal_number", "other_team"): _reveal("other_team"),
    ("add_person", ONCE): _call("SELECT add_person('1999', 'New', 'agent', 'A')"),
    ("change_person", ONCE): _call("SELECT change_person('1002', name => 'Other')"),
    ("set_person_role", ONCE): _call("SELECT set_person_role('1002', 'inspector')"),
    ("set_person_active", ONCE): _call("SELECT set_person_active('1002', false)"),
    ("grant_team", ONCE): _call("SELECT grant_team('2001', 'C')"),
    ("revoke_team", ONCE): _call("SELECT revoke_team('2001', 'A')"),
    ("set_verifier", "own"): _own_verifier,
    ("set_verifier", "another"): _call("SELECT set_verifier('1002', %(verifier)s)", verifier=VERIFIER),
}

ASKED_BY_POLICIES = ("me", "my_role", "my_teams", "trusted", "me_as", "seen_teams", "sees_call")
"""Tell a session about itself only; policies ask them as whoever runs the query."""

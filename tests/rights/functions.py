"""The functions of the table of rights, and what each sample case calls them with."""

from __future__ import annotations

from collections.abc import Callable

from psycopg import sql

from console.store.ids import new_id
from tests.rights.table import IMPORTERS, PEOPLE, SCORERS, Function, Reach, Who, each, to
from tests.rights.world import NUMBERS, Key, World

Statement = tuple[sql.Composed | sql.SQL, Key]

ONCE = "row"
ANY = to("yes", ONCE)
VERIFIER = "SCRAM-SHA-256$4096:c2FsdHNhbHQ=$c3RvcmVk:c2VydmVy"
TEAMS = to("own teams, no team", "own_team")
ALL_TEAMS = to("all", "own_team", "other_team")
BY_TEAM: dict[Who, Reach] = {Who.INSPECTOR: TEAMS, Who.SUPERVISOR: TEAMS, Who.MANAGER: ALL_TEAMS}
BOTH = ("own_team", "other_team")
ADMINISTRATORS = {Who.ADMINISTRATOR: ANY}

FUNCTIONS: tuple[Function, ...] = (
    Function("sign_on", "Says who this session is, and records that they came.", each(PEOPLE, ANY)),
    Function("record_deed", "Records listening, exporting and printing.", each(PEOPLE, ANY)),
    Function("known_recordings", "Says which recordings are calls already.", each(IMPORTERS, ANY)),
    Function("reveal_number", "Gives a customer's whole number and records who asked and why.", BY_TEAM, BOTH),
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
)

Case = Callable[[World, Who], Statement]


def _call(query: str, **values: object) -> Case:
    """The same for everybody."""
    return lambda world, who: (sql.SQL(query), dict(values))  # type: ignore[arg-type]


def _reveal(call: str) -> Case:
    return lambda world, who: (sql.SQL("SELECT reveal_number(%(call)s, 'to call back')"), {"call": world.calls[call]})


def _record_deed(world: World, who: Who) -> Statement:
    query = sql.SQL("SELECT record_deed(%(id)s, 'listen', %(call)s, '{}')")
    return query, {"id": new_id(), "call": world.calls["mine"]}


def _own_verifier(world: World, who: Who) -> Statement:
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


CASES: dict[tuple[str, str], Case] = {
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
    ("reveal_number", "own_team"): _reveal("mine"),
    ("reveal_number", "other_team"): _reveal("other_team"),
    ("add_person", ONCE): _call("SELECT add_person('1999', 'New', 'agent', 'A')"),
    ("change_person", ONCE): _call("SELECT change_person('1002', name => 'Other')"),
    ("set_person_role", ONCE): _call("SELECT set_person_role('1002', 'inspector')"),
    ("set_person_active", ONCE): _call("SELECT set_person_active('1002', false)"),
    ("grant_team", ONCE): _call("SELECT grant_team('2001', 'C')"),
    ("revoke_team", ONCE): _call("SELECT revoke_team('2001', 'A')"),
    ("set_verifier", "own"): _own_verifier,
    ("set_verifier", "another"): _call(
        "SELECT set_verifier('1002', %(verifier)s)", verifier=VERIFIER
    ),
}

ASKED_BY_POLICIES = ("me", "my_role", "my_teams", "trusted", "me_as", "seen_teams")
"""Tell a session about itself only; policies ask them as whoever runs the query."""

INTERNAL = frozenset(
    """
    acting add_parts begin_deed blank calls_due chain_hash drop_evaluations drop_logs evaluations_due fail_input
    fail_place first_id first_key guard_note is_plain_login keep_coached keep_partitions lacks_of_note made_at
    make_month mark_recordings_gone moment month_of months_astray move_months must_be netstring part_bounds part_name
    parts_due person_to_change record recordings_due refuse_change refuse_unless_administrator refuse_unless_verifier
    retention_limit said_time sees_team set_groups tables_in_parts tell tell_note_changed unusable_login
    """.split()
)
"""Parts of the functions above and of triggers; nobody calls them."""

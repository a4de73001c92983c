"""The one table of rights: who may do what to which rows; the matrix test and docs/rights.md are made from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Who(StrEnum):
    """Whose login asks. The first six are active people of the centre in the role of that name.

    The others are as strong as they could be: ELSEWHERE is an inspector here whose login belongs to every group, as
    somebody's who is a manager in another database; DISABLED is a manager no longer active, his login not yet locked;
    STRANGER has a login in every group and is nobody here; OUTSIDER stands here as a manager, his login in no group.
    """

    AGENT = "agent"
    INSPECTOR = "inspector"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"
    GATEWAY = "gateway"
    ELSEWHERE = "elsewhere"
    DISABLED = "disabled"
    STRANGER = "stranger"
    OUTSIDER = "outsider"


PEOPLE = tuple(Who)[:6]
SCORERS = (Who.INSPECTOR, Who.SUPERVISOR, Who.MANAGER)
LEADERS = (Who.MANAGER, Who.ADMINISTRATOR)
IMPORTERS = (*SCORERS, Who.ADMINISTRATOR, Who.GATEWAY)


class Verb(StrEnum):
    """What is done to a table."""

    SELECT = "SELECT"
    INSERT = "INSERT"
    UPDATE = "UPDATE"
    DELETE = "DELETE"
    TRUNCATE = "TRUNCATE"


@dataclass(frozen=True)
class Reach:
    """How far a right goes: in words for the page, and the sample rows (tests/rights/world.py) it takes in."""

    words: str
    samples: frozenset[str]


def to(words: str, *samples: str) -> Reach:
    """A reach over the rows named."""
    return Reach(words, frozenset(samples))


ROW = "row"
EVERYTHING = to("all", ROW)

Reaches = Mapping[Who, Reach]


def samples_for(reaches: Reaches, who: Who) -> frozenset[str]:
    """The rows within `who`'s reach; a manager of elsewhere has an inspector's."""
    reach = reaches.get(Who.INSPECTOR if who is Who.ELSEWHERE else who)
    return reach.samples if reach else frozenset()


def each(who: tuple[Who, ...], reach: Reach) -> dict[Who, Reach]:
    """The same reach for each of `who`."""
    return dict.fromkeys(who, reach)


@dataclass(frozen=True)
class Line:
    """One right on a table. `columns` empty: all of them. Who is not named in `reaches` may not."""

    verb: Verb
    reaches: Reaches
    why: str
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """A table with every right there is on it; what no line names is refused to everybody.

    `samples` are the kinds of rows that a right can tell apart; `sealed` columns nobody reads.
    """

    name: str
    holds: str
    lines: tuple[Line, ...] = ()
    samples: tuple[str, ...] = (ROW,)
    sealed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Function:
    """A function that people call; `reaches` name the sample cases it succeeds for."""

    name: str
    does: str
    reaches: Reaches = field(default_factory=dict)
    samples: tuple[str, ...] = (ROW,)


def _read_by_all(name: str, holds: str, why: str, *, nobody: bool = False) -> Table:
    reaches = each((*PEOPLE, Who.DISABLED, Who.STRANGER) if nobody else PEOPLE, EVERYTHING)
    return Table(name, holds, (Line(Verb.SELECT, reaches, why),))


def _read_by(who: tuple[Who, ...], name: str, holds: str, why: str) -> Table:
    return Table(name, holds, (Line(Verb.SELECT, each(who, EVERYTHING), why),))


# -- calls and their sheets ------------------------------------------------------------------------------------------

SHEETS = ("mine", "colleague", "other_team", "no_team")
TEAMS = to("own teams, no team", "mine", "colleague", "no_team")
ALL_SHEETS = to("all", *SHEETS)
READ_SHEETS: Reaches = {
    Who.AGENT: to("own", "mine"),
    Who.INSPECTOR: TEAMS,
    Who.SUPERVISOR: TEAMS,
    Who.MANAGER: ALL_SHEETS,
}

CALLS = Table(
    "call",
    "A call and how its scoring stands.",
    (
        Line(
            Verb.SELECT,
            {
                Who.AGENT: to("own with a result", "mine"),
                Who.INSPECTOR: to("own teams, no team", "mine", "unscored", "colleague", "no_team"),
                Who.SUPERVISOR: to("own teams, no team", "mine", "unscored", "colleague", "no_team"),
                Who.MANAGER: to("all", "unscored", *SHEETS),
            },
            "An agent sees results, not what is being scored; an administrator keeps accounts, not calls.",
        ),
    ),
    samples=("unscored", *SHEETS),
    sealed=("customer_number",),
)

DRAFTS = Table(
    "draft",
    "A sheet not yet submitted.",
    (
        Line(
            Verb.SELECT,
            {
                Who.INSPECTOR: to("calls of own teams", "own", "colleague"),
                Who.SUPERVISOR: to("calls of own teams", "own", "colleague"),
                Who.MANAGER: to("all", "own", "colleague", "other_team", "own_other_team"),
            },
            "Who opens a call sees that a colleague is at it.",
        ),
        Line(
            Verb.UPDATE,
            {
                Who.INSPECTOR: to("own", "own"),
                Who.SUPERVISOR: to("own", "own"),
                Who.MANAGER: to("own", "own", "own_other_team"),
            },
            "Saving what is typed. Whose draft it is changes by take_over_draft alone.",
            ("sheet", "heard", "saved_at", "version"),
        ),
    ),
    samples=("own", "colleague", "other_team", "own_other_team"),
)

DRAWS = Table(
    "draw",
    "A call given to an inspector by a draw.",
    (
        Line(
            Verb.SELECT,
            {
                Who.INSPECTOR: to("calls of own teams", "own", "colleague"),
                Who.SUPERVISOR: to("calls of own teams", "own", "colleague"),
                Who.MANAGER: to("all", "own", "colleague", "other_team"),
            },
            "As the call.",
        ),
        Line(
            Verb.INSERT,
            {
                Who.INSPECTOR: to("for oneself", "new_own"),
                Who.SUPERVISOR: to("in own teams", "new_own", "new_colleague"),
                Who.MANAGER: to("all", "new_own", "new_colleague", "new_other_team"),
            },
            "Leaders draw for others.",
        ),
    ),
    samples=("own", "colleague", "other_team"),
)


def _sheet_part(name: str, holds: str) -> Table:
    why = "Written by submit_draft alone; never changed, by nobody."
    return Table(name, holds, (Line(Verb.SELECT, READ_SHEETS, why),), SHEETS)


PLACES = Table(
    "revision_place",
    "Where a sheet made live lies in the recording that came later.",
    (Line(Verb.SELECT, READ_SHEETS, "Written once by place_revision."),),
    SHEETS,
)


# -- coaching ----------------------------------------------------------------------------------------------------------

NOTE_SAMPLES = ("own", "own_signed", "shared_mine", "unshared_mine", "colleague", "other_team")
NOTES_OF_TEAMS = to("own and own teams'", "own", "own_signed", "shared_mine", "unshared_mine", "colleague")
READ_NOTES: Reaches = {
    # "own" are about agent 1001, not shared; "own_signed" are about agent 1001, shared and signed.
    Who.AGENT: to("about oneself, shared", "shared_mine", "own_signed"),
    Who.INSPECTOR: NOTES_OF_TEAMS,
    Who.SUPERVISOR: NOTES_OF_TEAMS,
    Who.MANAGER: to("all", *NOTE_SAMPLES),
}
NOTES = Table(
    "coaching_note",
    "A coaching note.",
    (
        Line(Verb.SELECT, READ_NOTES, "An agent reads a note when its coach has shared it."),
        Line(
            Verb.INSERT,
            {
                Who.INSPECTOR: to("agents of own teams", "new"),
                Who.SUPERVISOR: to("agents of own teams", "new"),
                Who.MANAGER: to("any agent", "new", "new_other_team"),
            },
            "The coach is who writes it: the database fills that in.",
        ),
        Line(
            Verb.UPDATE,
            each(SCORERS, to("own, not signed", "own")),
            "Sharing and signing are functions; signed, only the follow-up changes.",
            ("clips", "item_keys", "strength", "priorities", "agent_words", "action", "action_due"),
        ),
        Line(
            Verb.UPDATE,
            each(SCORERS, to("own", "own", "own_signed")),
            "How it went on is written after the signature, too.",
            ("follow_up", "version"),
        ),
        Line(
            Verb.UPDATE,
            each(SCORERS, to("own, not shared", "own")),
            "A note may be begun before it is clear about whom it is.",
            ("agent_id",),
        ),
    ),
    NOTE_SAMPLES,
)
NOTE_CALLS = Table(
    "coaching_note_call",
    "A call that a note speaks of.",
    (
        Line(Verb.SELECT, READ_NOTES, "As the note."),
        Line(Verb.INSERT, each(SCORERS, to("own notes, not signed", "new")), "Part of writing the note."),
        Line(Verb.DELETE, each(SCORERS, to("own notes, not signed", "own")), "Part of writing the note."),
    ),
    NOTE_SAMPLES,
)
APPEALS = Table(
    "appeal",
    "An agent's objection to an item.",
    (
        Line(
            Verb.SELECT,
            {
                Who.AGENT: to("own", "mine"),
                Who.INSPECTOR: to("own teams", "mine", "colleague"),
                Who.SUPERVISOR: to("own teams", "mine", "colleague"),
                Who.MANAGER: to("all", "mine", "colleague", "other_team"),
            },
            "Made by appeal_item, settled by settle_appeal.",
        ),
    ),
    samples=("mine", "colleague", "other_team"),
)

# -- people and place --------------------------------------------------------------------------------------------------

PEOPLE_TABLE = Table(
    "person",
    "Somebody with a work number.",
    (
        Line(
            Verb.SELECT,
            each(PEOPLE, to("all", "self", "another")),
            "Everybody knows who is who. Changed by the functions for accounts.",
        ),
    ),
    samples=("self", "another"),
    sealed=(
        "password_hash",
        "pin_hash",
        "wrong_passwords",
        "password_locked_until",
        "wrong_pins",
        "pin_locked_until",
    ),
)
TEAMS_TABLE = Table(
    "person_team",
    "A team granted to somebody.",
    (
        Line(
            Verb.SELECT,
            each(PEOPLE, to("own", "own")) | each(LEADERS, to("all", "own", "another")),
            "Granted by grant_team, withdrawn by revoke_team.",
        ),
    ),
    samples=("own", "another"),
)
STATES = Table(
    "agent_state",
    "What an agent was doing since when.",
    (
        Line(
            Verb.SELECT,
            {
                Who.AGENT: to("own", "mine"),
                Who.INSPECTOR: to("own teams", "mine", "colleague"),
                Who.SUPERVISOR: to("own teams", "mine", "colleague"),
                Who.MANAGER: to("all", "mine", "colleague", "other_team"),
                Who.GATEWAY: to("all", "mine", "colleague", "other_team"),
            },
            "The floor of one's own teams.",
        ),
        Line(Verb.INSERT, {Who.GATEWAY: to("any", "new")}, "States come from the telephone system, not from people."),
    ),
    samples=("mine", "colleague", "other_team"),
)

AGENTS = ("mine", "colleague", "other_team")
FLOOR_OF_TEAMS: dict[Who, Reach] = {
    Who.INSPECTOR: to("own teams", "mine", "colleague"),
    Who.SUPERVISOR: to("own teams", "mine", "colleague"),
    Who.MANAGER: to("all", *AGENTS),
    Who.GATEWAY: to("all", *AGENTS),
}
NOW = Table(
    "agent_now",
    "What an agent is doing now.",
    (
        Line(
            Verb.SELECT,
            FLOOR_OF_TEAMS | {Who.AGENT: to("own", "mine")},
            "The floor of one's own teams; written by put_floor.",
        ),
    ),
    AGENTS,
)
ACTIONS = Table(
    "floor_action",
    "What somebody asked to be done to an agent or a call, and what came of it.",
    (
        Line(
            Verb.SELECT, FLOOR_OF_TEAMS, "Asked by ask_action, answered by the gateway; so all see who listens to whom."
        ),
    ),
    AGENTS,
)
MEDIA_OFFERS = Table(
    "media_offer",
    "Where live sound is sent or fetched, for half a minute. Nobody reads it: take_offer gives each address once, to"
    " whoever asked for it.",
)
ALERTS = Table(
    "alert",
    "A limit that an agent passed.",
    (Line(Verb.SELECT, FLOOR_OF_TEAMS, "Raised by the gateway, answered by answer_alert."),),
    AGENTS,
)
BOTH_TEAMS = ("own_team", "other_team")
TEAM_OF_FLOOR: dict[Who, Reach] = {
    Who.INSPECTOR: to("own teams", "own_team"),
    Who.SUPERVISOR: to("own teams", "own_team"),
    Who.MANAGER: to("all", *BOTH_TEAMS),
}
FLOOR_TEAMS = Table(
    "floor_team",
    "A team's limits.",
    (
        Line(
            Verb.SELECT,
            TEAM_OF_FLOOR | {Who.GATEWAY: to("all", *BOTH_TEAMS)},
            "Set by set_limits. Where the team's changes are told, floor_channels says.",
        ),
    ),
    BOTH_TEAMS,
    sealed=("channel",),
)
HANDOVERS = Table(
    "handover",
    "A note for the next lead.",
    (Line(Verb.SELECT, TEAM_OF_FLOOR, "Written by hand_over, signed by sign_handover."),),
    BOTH_TEAMS,
)

AREAS: dict[str, tuple[Table, ...]] = {
    "Calls and sheets": (
        CALLS,
        DRAWS,
        DRAFTS,
        _sheet_part("revision", "A submitted sheet: header, score, notes."),
        _sheet_part("revision_mark", "What a submitted sheet says of one item."),
        _sheet_part("evidence", "The stretch of a call that a mark rests on."),
        PLACES,
        _sheet_part("result", "A call's newest score, packed for reports."),
    ),
    "Coaching": (NOTES, NOTE_CALLS, APPEALS),
    "The centre": (
        _read_by_all("form", "A published form.", "The standard is known to everybody; published by publish_form."),
        _read_by_all("month", "A month whose results are published.", "Published by publish_month."),
        PEOPLE_TABLE,
        TEAMS_TABLE,
        _read_by_all("event", "That something happened.", "Ids only: they tell nothing to who may not see the thing."),
    ),
    "The floor": (
        _read_by_all("room", "A room's plan.", "Laid out by save_room."),
        _read_by_all("seat", "A place in a room and who sits there.", "Laid out by save_room."),
        _read_by_all("gateway", "A gateway's last sign of life.", "So that every console knows how old its news are."),
        FLOOR_TEAMS,
        NOW,
        STATES,
        ACTIONS,
        MEDIA_OFFERS,
        ALERTS,
        HANDOVERS,
    ),
    "The record and its keeping": (
        _read_by(LEADERS, "audit", "Who did what, when, from where.", "Written by functions; nobody changes it."),
        _read_by(LEADERS, "audit_anchor", "Where the record begins after old months were dropped.", "For its check."),
        _read_by(LEADERS, "chain", "The newest link of the record.", "For its check."),
        _read_by((Who.ADMINISTRATOR,), "policy", "How long things are kept.", "Set by set_retention."),
        _read_by(
            (Who.ADMINISTRATOR,), "backup", "When the database was saved, where to.", "For `deskside admin check`."
        ),
        _read_by_all("alembic_version", "The version of the schema.", "A console asks whether it fits.", nobody=True),
        _read_by_all("installed", "Which server code is installed.", "A console asks whether it fits.", nobody=True),
        Table("deed_seen", "Which deeds were recorded already, so that none counts twice."),
        Table("recording_key", "Which recordings are known, by content; known_recordings looks there."),
    ),
}
TABLES = tuple(table for tables in AREAS.values() for table in tables)

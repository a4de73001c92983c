"""A database as the first release left it: schema 0001 by its own migration, and rows in every table."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from console.domain.forms import form_to_dict
from console.store.engine import APPLICATION_ID, Database, Patience, address_of, make_engine
from console.store.ids import new_id
from console.store.schema import MIGRATIONS
from tests.store.centres import START, monitoring_form

HOSTILE = "\0 half \ud83c, DLE \x10, 引号 \"'; DROP TABLE call; --"
"""What JSON of 0001 kept as escapes."""

CODED = HOSTILE.replace("\x10", "\x10\x10").replace("\0", "\x100000").replace("\ud83c", "\x10d83c")
"""The same as columns of text kept it."""

STRANGE = UUID("9f3c1b2a-0000-4abc-8def-0123456789ab")
"""A key that tells no time."""

JSON_COLUMNS = {
    "content",
    "sound_paths",
    "sheet",
    "heard",
    "pins",
    "clips",
    "item_keys",
    "priorities",
    "facts",
}


@dataclass
class FirstCentre:
    """Keys of what was put in."""

    li: UUID = field(default_factory=new_id)
    wang: UUID = field(default_factory=new_id)
    scored: UUID = field(default_factory=new_id)
    drafted: UUID = field(default_factory=new_id)
    strange: UUID = STRANGE
    revisions: tuple[UUID, UUID] = field(default_factory=lambda: (new_id(), new_id()))
    draft: UUID = field(default_factory=new_id)
    note: UUID = field(default_factory=new_id)


def make_first_schema(url: str) -> FirstCentre:
    """Make it in an empty database; the keys of what is in it."""
    database = Database(make_engine(address_of(url), Patience()))
    try:
        with database.writing() as connection:
            if database.is_sqlite:
                connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
            config = Config()
            config.set_main_option("script_location", str(MIGRATIONS))
            config.attributes["connection"] = connection
            command.upgrade(config, "0001")
            return _fill(connection)
    finally:
        database.engine.dispose()


def _fill(connection: Connection) -> FirstCentre:
    centre = FirstCentre()
    form = monitoring_form()
    failed = [2 if item.key in ("expression", "no_argument") else 1 for item in form.items]
    milder = [2 if item.key == "expression" else 1 for item in form.items]
    _insert(connection, "form", key="monitoring", version=1, content=form_to_dict(form), published_at=START)
    for key, work_number, name, role, team in (
        (centre.li, "2001", "李明", "inspector", ""),
        (centre.wang, "1001", "王芳", "agent", "A"),
    ):
        person = {
            "id": key,
            "number": work_number,
            "name": name,
            "role": role,
            "team": team,
            "seat": "",
            "active": True,
        }
        _insert(connection, "person", **person, wrong_passwords=0, wrong_pins=0, version=1)
    for at, (key, progress) in enumerate(
        ((centre.scored, "corrected"), (centre.drafted, "draft"), (centre.strange, "open"))
    ):
        _insert(
            connection,
            "call",
            id=key,
            started_at=START + timedelta(minutes=at, microseconds=at),
            duration_ms=60_000,
            sound_paths=[f"/录音/{HOSTILE}.wav"],
            agent_side="left",
            raw_rate_hz=8000,
            content_hash=f"hash-{at}",
            agent_id=centre.wang,
            agent_number="1001",
            agent_name="王芳",
            team="A",
            direction="inbound",
            queue=CODED,
            call_number=f"C{at}",
            customer_number=("13812345678", " 10086 ", "")[at],
            hand_picked=False,
            search="王芳\n1001",
            progress=progress,
            points=98 if at == 0 else None,
            critical=False,
            inspector_name="" if at == 2 else "李明",
            coached=at == 0,
        )
    for number, (key, points, verdicts) in enumerate(
        zip(centre.revisions, (96, 98), (failed, milder), strict=True), start=1
    ):
        _insert(
            connection,
            "revision",
            id=key,
            draft_id=new_id(),
            call_id=centre.scored,
            number=number,
            agent_id=centre.wang,
            team="A",
            inspector_id=centre.li,
            inspector_name="李明",
            submitted_at=START + timedelta(days=number),
            form_key="monitoring",
            form_version=1,
            points=points,
            critical=points == 96,
            verdicts=verdicts,
            pins=[[5, HOSTILE]],
            notes=CODED,
            advice="",
            heard=[[0, 60_000, 100]],
            reason="" if number == 1 else CODED,
        )
        for item, verdict in zip(form.items, verdicts, strict=True):
            _insert(connection, "revision_mark", revision_id=key, item_key=item.key, verdict=verdict, note="")
        _insert(connection, "evidence", revision_id=key, item_key="expression", start_ms=1000, end_ms=2000)
    sheet = {
        "form": ["monitoring", 1],
        "marks": {"expression": ["fails", HOSTILE, [[10, 20]]]},
        "pins": [],
        "notes": HOSTILE,
        "advice": "",
    }
    _insert(
        connection,
        "draft",
        id=centre.draft,
        call_id=centre.drafted,
        inspector_id=centre.li,
        sheet=sheet,
        heard=[],
        reason="",
        opened_at=START,
        saved_at=START,
        version=7,
    )
    _insert(connection, "draw", call_id=centre.drafted, inspector_id=centre.li, drawn_at=START)
    _insert(
        connection,
        "coaching_note",
        id=centre.note,
        agent_id=centre.wang,
        coach_id=centre.li,
        made_at=START,
        clips=[[str(centre.scored), 1000, 2000, "expression", HOSTILE]],
        item_keys=["expression"],
        strength=CODED,
        priorities=["好", HOSTILE],
        agent_words="",
        action="",
        follow_up="open",
        shared=True,
        version=2,
    )
    _insert(connection, "coaching_note_call", note_id=centre.note, call_id=centre.scored, position=0)
    records: tuple[tuple[str, dict[str, Any]], ...] = (
        ("import", {"added": 3, "known": 0}),
        ("reveal", {"reason": HOSTILE}),
        ("correct", {"number": 2, "points": 98}),
    )
    for month, (kind, facts) in enumerate(records, 1):
        then = START + timedelta(days=31 * month, microseconds=month * 1000)
        _insert(connection, "audit", at=then, kind=kind, person_id=centre.li, subject_id=centre.scored, facts=facts)
    return centre


def _insert(connection: Connection, table: str, **values: Any) -> None:
    server = connection.dialect.name == "postgresql"
    places = [f"CAST(:{name} AS json)" if server and name in JSON_COLUMNS else f":{name}" for name in values]
    statement = text(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({', '.join(places)})")
    connection.execute(statement, {name: _kept(name, value, server=server) for name, value in values.items()})


def _kept(name: str, value: Any, *, server: bool) -> Any:
    """As the first release wrote it: non-ASCII as it is where UTF-8 can hold it, escapes where not."""
    if name in JSON_COLUMNS:
        plain = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return plain if plain.isascii() or "\ud83c" not in plain else json.dumps(value, separators=(",", ":"))
    if isinstance(value, UUID):
        return value if server else value.hex
    if isinstance(value, datetime):
        return value if server else value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    if isinstance(value, Sequence) and not isinstance(value, str):
        return list(value) if server else bytes(value)
    return value

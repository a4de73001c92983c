"""Fills a store with a small centre to try everything on: people, two weeks of calls, scores, drafts, coaching."""

from __future__ import annotations

import errno
import hashlib
import json
import random
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from console.demo_people import AGENTS, PASSWORD_HASH, PIN, PIN_HASH, STAFF, TEAM
from console.domain.calls import (
    Call,
    CallFilter,
    CallRow,
    CallStretch,
    Direction,
    Progress,
    SoundSource,
    StretchKind,
)
from console.domain.coaching import FollowUp, Note, clips_of_failures
from console.domain.faults import FaultKind, PlaceFault
from console.domain.forms import Form
from console.domain.ledger import Heard, Ledger
from console.domain.people import Person, Role
from console.domain.sheet import (
    Pin,
    Sheet,
    Span,
    Verdict,
    add_pin,
    blank_sheet,
    fail_with_evidence,
    rest_conform,
    score_of,
    set_item_note,
    set_verdict,
)
from console.store.ids import new_id
from console.store.people import NewPerson
from console.store.store import Store

CALLS = 60
DAYS = 14
SCORED_PER_SOUND = 2
DRAFTS = ("printer-2001.opus", "roaming-2009.opus")
"""Their second calls are left half scored."""
CORRECTED = "billing-2003.opus"
FORGOTTEN = "professional_answer"
"""The item of the corrected call that the first scoring missed."""
ANSWERED_MS = 1500
"""From the last ring-back heard to the answer."""
COACHED = {
    "broadband-2002.opus": FollowUp.ACTION_DUE,
    "late-answer-2004.opus": FollowUp.IMPROVED,
    "lost-card-2010.opus": FollowUp.NOT_IMPROVED,
    "praise-2005.opus": FollowUp.CLOSED,
    "transfer-2006.opus": FollowUp.OPEN,
    "billing-2003.opus": FollowUp.OPEN,
}
NOT_SHARED = "billing-2003.opus"
NOT_SIGNED = "transfer-2006.opus"


@dataclass(frozen=True)
class _Told:
    """A call of the list with the truth of its recording."""

    call: Call
    truth: Mapping[str, Any]

    @property
    def file(self) -> str:
        return str(self.truth["file"])


def settle_demo(store: Store, shipped: Path, home: Path, now: datetime) -> None:
    """Build the demo centre once, its sound copied from `shipped` to `home`: the program may move, calls' sound not.

    One that an earlier version built gets its floor, once too. A build that was cut short is finished at the next
    start. Faults as `build_demo`'s; PlaceFault(DISK_FULL).
    """
    done, floor_done = home / "complete", home / "floor"
    if not (done.exists() and store.people.list_people()):
        floor_done.unlink(missing_ok=True)
        _settle_calls(store, shipped, home, now)
        done.touch()
    if not floor_done.exists():
        from console.demo_floor import build_floor  # here: most starts find it built

        build_floor(store, now)
        floor_done.touch()


def _settle_calls(store: Store, shipped: Path, home: Path, now: datetime) -> None:
    try:
        home.mkdir(parents=True, exist_ok=True)
        for file in sorted(shipped.iterdir()):
            shutil.copyfile(file, home / file.name)
    except OSError as error:
        kind = FaultKind.DISK_FULL if error.errno == errno.ENOSPC else FaultKind.FILE_UNREADABLE
        raise PlaceFault(kind, file=str(home)) from error
    build_demo(store, home, now)


def build_demo(store: Store, sounds_folder: Path, now: datetime) -> None:
    """Fill `store` from the recordings and `truth.json` in `sounds_folder`; the same every time relative to `now`.

    What is there already is left alone, so that a build that was cut short is finished by the next. The newest
    monitoring form must be published. Faults as the store's; OSError when the folder is not readable.
    """
    truths = json.loads((sounds_folder / "truth.json").read_text(encoding="utf-8"))["sounds"]
    people = _add_people(store)
    store.calls.add_many(_calls(truths, sounds_folder, people, now), people["1901"])
    rows = store.calls.page(CallFilter(descending=False), people["1201"], 0, CALLS * 10)
    by_file = {truth["file"]: truth for truth in truths}
    scored: dict[str, list[_Told]] = {}
    inspectors = [person for person in people.values() if person.role is Role.INSPECTOR]
    form = store.forms.newest("monitoring")
    for row in rows:
        truth = by_file.get(Path(row.call.sound.paths[0]).name)
        if truth is None:
            continue
        done = scored.setdefault(truth["file"], [])
        if len(done) < SCORED_PER_SOUND:
            done.append(_Told(row.call, truth))
            inspector = inspectors[(len(done) + list(scored).index(truth["file"])) % len(inspectors)]
            _score(store, form, row, done, inspector, now)
    _coach(store, form, scored, people, now)
    waiting = [row.call.id for row in rows if row.progress is Progress.OPEN][-20:]
    for at, inspector in enumerate(inspectors):
        store.calls.draw_for(inspector.id, waiting[at :: len(inspectors)])


def _add_people(store: Store) -> dict[str, Person]:
    there = {person.number for person in store.people.list_people()}
    store.people.add_many(
        [
            NewPerson(
                number=person.number,
                name=person.name,
                role=person.role,
                team=TEAM if person.role in (Role.AGENT, Role.SUPERVISOR) else "",
                seat=person.seat,
                password_hash="" if person.role is Role.AGENT else PASSWORD_HASH,
                pin_hash=PIN_HASH if person.role is Role.AGENT else "",
            )
            for person in (*STAFF, *AGENTS)
            if person.number not in there
        ]
    )
    return {person.number: person for person in store.people.list_people()}


def _calls(
    truths: Sequence[Mapping[str, Any]], folder: Path, people: Mapping[str, Person], now: datetime
) -> list[Call]:
    """Sixty calls in the office hours of the last two weeks, each recording used in turn."""
    chance = random.Random(20)  # noqa: S311 - the same centre every time is the point
    hashes = {truth["file"]: hashlib.sha256((folder / truth["file"]).read_bytes()).hexdigest() for truth in truths}
    midnight = now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    calls = []
    for at in range(CALLS):
        truth = truths[at % len(truths)]
        opening = midnight - timedelta(days=1 + at * DAYS // CALLS) + timedelta(hours=8, minutes=30)
        started_at = opening + timedelta(seconds=chance.randrange(9 * 3600))
        agent = people[truth["agent"]]
        passages = truth["passages"]
        holds = [(p["start_ms"], p["end_ms"]) for p in passages if p["kind"] == "hold_music"]
        (rings,) = ((p["start_ms"], p["end_ms"] + ANSWERED_MS) for p in passages if p["kind"] == "ring_back")
        calls.append(
            Call(
                id=new_id(),
                started_at=started_at.astimezone(now.tzinfo),
                duration_ms=truth["duration_ms"],
                sound=SoundSource((str(folder / truth["file"]),)),
                content_hash=hashlib.sha256(f"demo {at} {hashes[truth['file']]}".encode()).hexdigest(),
                agent_id=agent.id,
                agent_number=agent.number,
                agent_name=agent.name,
                team=agent.team,
                direction=Direction(truth["direction"]),
                queue=truth["queue"],
                call_number=f"{started_at:%m%d}{chance.randrange(10**4):04}",
                customer_number=f"1380000{chance.randrange(10**4):04}",
                ring_ms=rings[1] - rings[0],
                talk_ms=truth["duration_ms"] - rings[1],
                hold_ms=sum(end - start for start, end in holds),
                stretches=(
                    CallStretch(*rings, StretchKind.RING),
                    *(CallStretch(*hold, StretchKind.HOLD) for hold in holds),
                ),
                hand_picked=truth["praised"] is not None,
            )
        )
    return calls


def _score(store: Store, form: Form, row: CallRow, done: Sequence[_Told], inspector: Person, now: datetime) -> None:
    """Score a call as its recording deserves, once; of two recordings the second call stays a draft."""
    if row.progress is not Progress.OPEN:
        return
    told = done[-1]
    draft = store.evaluations.open_draft(told.call.id, inspector, form)
    if told.file in DRAFTS and len(done) == SCORED_PER_SOUND:
        half = told.call.duration_ms // 2
        sheet = _sheet(form, told.truth, until_ms=half)
        store.evaluations.save_draft(draft.id, draft.version, sheet, Ledger((Heard(0, half),)))
        return
    corrected = told.file == CORRECTED and len(done) == 1
    missed = frozenset({FORGOTTEN}) if corrected else frozenset[str]()
    speed = (100, 125, 150)[len(told.call.call_number + told.file) % 3]
    heard = Ledger((Heard(0, told.call.duration_ms, speed),))
    version = store.evaluations.save_draft(draft.id, draft.version, _sheet(form, told.truth, missed=missed), heard)
    at = min(told.call.started_at + timedelta(hours=20), now)
    store.evaluations.submit(draft.id, version, at=at)
    if corrected:
        again = store.evaluations.open_correction(
            told.call.id, inspector, form, "复核时发现费用解释前后矛盾，首次评分漏记。"
        )
        version = store.evaluations.save_draft(again.id, again.version, _sheet(form, told.truth), heard)
        store.evaluations.submit(again.id, version, at=min(at + timedelta(hours=3), now))


def _sheet(
    form: Form, truth: Mapping[str, Any], *, missed: frozenset[str] = frozenset(), until_ms: int | None = None
) -> Sheet:
    """The sheet that a careful inspector fills in; with `until_ms` only what was heard until then."""
    sheet = blank_sheet(form)
    for fault in truth["faults"]:
        if fault["item"] not in missed and (until_ms is None or fault["end_ms"] <= until_ms):
            sheet = fail_with_evidence(form, sheet, fault["item"], Span(fault["start_ms"], fault["end_ms"]))
            sheet = set_item_note(form, sheet, fault["item"], fault["note"]["zh"])
    if until_ms is not None:
        for item in form.groups[0].items[:3]:
            if sheet.mark(item.key).verdict is Verdict.UNSCORED:
                sheet = set_verdict(form, sheet, item.key, Verdict.CONFORMS)
        return sheet
    for key in truth["not_applicable"]:
        sheet = set_verdict(form, sheet, key, Verdict.NOT_APPLICABLE)
    for start_ms, _ in truth["praise"]:
        sheet = add_pin(sheet, Pin(start_ms, "值得表扬"))
    return replace(rest_conform(form, sheet), notes=truth["summary"], advice=truth["advice"])


def _coach(
    store: Store,
    form: Form,
    scored: Mapping[str, Sequence[_Told]],
    people: Mapping[str, Person],
    now: datetime,
) -> None:
    """A note for each recording of COACHED, on its first call, in different states of follow-up."""
    coach = people["1001"]
    there: set[UUID] = {call_id for note in store.coaching.list_notes() for call_id in note.call_ids}
    for file, follow_up in COACHED.items():
        told = scored[file][0]
        if told.call.id in there:
            continue
        sheet = _sheet(form, told.truth)
        words = told.truth["coaching"]
        agent = people[told.truth["agent"]]
        made_at = min(told.call.started_at + timedelta(days=1, hours=2), now)
        note = store.coaching.save(
            Note(
                id=new_id(),
                agent_id=agent.id,
                agent_name=agent.name,
                coach_id=coach.id,
                coach_name=coach.name,
                made_at=made_at,
                call_ids=(told.call.id,),
                clips=clips_of_failures(form, sheet, told.call.id),
                strength=words["strength"],
                priorities=tuple(words["priorities"]),
                agent_words=words["agent_words"],
                action=words["action"],
                action_due=(made_at + timedelta(days=7)).date() if words["action"] else None,
                follow_up=follow_up,
                item_keys=score_of(form, sheet).failed,
            )
        )
        if file != NOT_SHARED:
            note = store.coaching.share(note.id, note.version)
            if file != NOT_SIGNED:
                store.coaching.acknowledge(note.id, agent.number, PIN)

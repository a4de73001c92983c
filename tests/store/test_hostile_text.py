"""Hostile text in every field comes out as it went in and changes nothing else, on both databases."""

from __future__ import annotations

import random
import string
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import inspect, text

from console.domain.appeals import Outcome
from console.domain.audit import AuditKind
from console.domain.calls import Call, CallFilter, SoundSource
from console.domain.coaching import Clip, Note
from console.domain.evaluations import Draft, Revision
from console.domain.faults import FaultKind, InputFault
from console.domain.forms import Form
from console.domain.ledger import Ledger
from console.domain.people import Person, Role
from console.domain.sheet import Pin, Sheet, Span, add_pin, fail_with_evidence, set_item_note
from console.store.ids import new_id
from console.store.people import NewPerson
from console.store.store import Store
from tests.shared_centre import SharedCentre
from tests.store.centres import QUICK_HASHES, START, a_call, monitoring_form
from tests.store.hostile import HOSTILE, MEGABYTE


@dataclass
class Rig:
    """A centre on one of the databases; everybody works in their own session where there are such."""

    url: str
    people: dict[str, Person]
    form: Form
    shared: SharedCentre | None
    stack: ExitStack
    stores: dict[str, Store] = field(default_factory=dict)
    turn: int = 0

    def store(self, number: str = "") -> Store:
        """The store as this person has it; without a number as the program that sets a centre up."""
        who = number if self.shared else ""
        if who not in self.stores:
            login = self.shared.login(who) if self.shared and who else None
            url = self.shared.url if self.shared and who else self.url
            self.stores[who] = self.stack.enter_context(Store.open(url, login=login, hasher=QUICK_HASHES))
        return self.stores[who]

    def call(self, **fields: object) -> Call:
        """A new call of team A, with a recording of its own."""
        self.turn += 1
        agent = self.people["1001"]
        plain: dict[str, Any] = {
            "agent_id": agent.id,
            "agent_name": agent.name,
            "team": "A",
            "content_hash": f"hostile {self.turn}",
        }
        call = a_call(**(plain | fields))
        assert self.store().calls.add_many([call]).added == 1
        return call

    def draft(self, sheet: Callable[[Sheet], Sheet] = lambda sheet: sheet) -> Draft:
        """An inspector's draft with a sheet so changed."""
        of = self.store("2001").evaluations
        draft = of.open_draft(self.call().id, self.people["2001"], self.form)
        return replace(draft, version=of.save_draft(draft.id, draft.version, sheet(draft.sheet), Ledger()))

    def revision(self, sheet: Callable[[Sheet], Sheet] = lambda sheet: sheet) -> Revision:
        """The same, submitted."""
        draft = self.draft(sheet)
        return self.store("2001").evaluations.submit(draft.id, draft.version)

    def shown_number(self, call: Call) -> str:
        """The number of a call, in full."""
        return self.store("4001").calls.reveal_number(call.id, self.people["4001"], "a test")

    def last_record(self, kind: AuditKind) -> Mapping[str, str | int]:
        """What was recorded of the newest deed of this kind."""
        return self.store("4001").audit.entries(kind=kind, limit=100_000)[-1].facts

    def digests(self) -> dict[str, set[object]]:
        """Of every table, each row as the database has it, by its hash."""
        with self.store()._database.reading() as connection:
            tables = inspect(connection).get_table_names()
            if self.shared:
                return {t: set(connection.scalars(text(f'SELECT md5(t::text) FROM "{t}" AS t'))) for t in tables}
            return {
                t: {
                    sha256(repr(tuple(row)).encode()).digest() for row in connection.execute(text(f"SELECT * FROM {t}"))
                }
                for t in tables
            }


Deed = Callable[[], object]
"""What is done with the text; it gives back what can then be read."""


@dataclass(frozen=True)
class Field:
    """A field of the store's: `prepare` gives the deed; rows may be added to `grows` and changed in `alters`.

    `essay` says that there is room for a megabyte.
    """

    name: str
    prepare: Callable[[Rig, str], Deed]
    grows: frozenset[str] = frozenset()
    alters: frozenset[str] = frozenset()
    essay: bool = True


FIELDS: list[Field] = []
RECORDED = "audit event"


def reads_back(
    name: str, *, grows: str = "", alters: str = "", essay: bool = True
) -> Callable[[Callable[[Rig, str], Deed]], Callable[[Rig, str], Deed]]:
    """Enter a field in the list."""

    def enter(prepare: Callable[[Rig, str], Deed]) -> Callable[[Rig, str], Deed]:
        FIELDS.append(Field(name, prepare, frozenset(grows.split()), frozenset(alters.split()), essay))
        return prepare

    return enter


# -- calls and people --------------------------------------------------------------------------------------------------


def a_field_of_a_call(name: str, *, essay: bool = False) -> None:
    @reads_back(f"call.{name}", grows=f"call recording_key {RECORDED}", alters="chain", essay=essay)
    def prepare(rig: Rig, words: str) -> Deed:
        rig.turn += 1
        plain: dict[str, Any] = {"content_hash": f"hostile {rig.turn}", "customer_number": "", "team": ""}
        call = a_call(**(plain | {name: words}))

        def add() -> object:
            rig.store().calls.add_many([call])
            if name == "customer_number":
                return rig.shown_number(call)
            return getattr(rig.store().calls.get(call.id), name)

        return add


for each in ("agent_number", "agent_name", "team", "queue", "call_number", "customer_number", "content_hash"):
    a_field_of_a_call(each)


@reads_back("call.sound", grows=f"call recording_key {RECORDED}", alters="chain")
def sound_path(rig: Rig, words: str) -> Deed:
    rig.turn += 1
    call = a_call(content_hash=f"hostile {rig.turn}", sound=SoundSource((words, words)))

    def add() -> object:
        rig.store().calls.add_many([call])
        return rig.store("4001").calls.get(call.id).sound.paths[1]

    return add


def a_field_of_a_person(name: str, *, essay: bool = True) -> None:
    @reads_back(f"person.{name}", grows="person audit", alters="chain", essay=essay)
    def prepare(rig: Rig, words: str) -> Deed:
        rig.turn += 1
        plain: dict[str, Any] = {"number": f"{rig.turn:06}", "name": "某", "role": Role.AGENT}
        return lambda: getattr(rig.store().people.add(NewPerson(**(plain | {name: words}))), name)


for each in ("name", "team", "seat"):
    a_field_of_a_person(each)
a_field_of_a_person("number", essay=False)


# -- sheets ------------------------------------------------------------------------------------------------------------

ITEM = "no_argument"


def mark(form: Form, sheet: Sheet, words: str) -> Sheet:
    """The text in every place of a sheet."""
    sheet = fail_with_evidence(form, sheet, ITEM, Span(1000, 2000))
    sheet = add_pin(set_item_note(form, sheet, ITEM, words), Pin(500, words))
    return replace(sheet, notes=words, advice=words)


def words_of(sheet: Sheet) -> object:
    """What all those places hold; one text where they hold the same."""
    found = {sheet.notes, sheet.advice, sheet.mark(ITEM).note, sheet.pins[0].text}
    return found.pop() if len(found) == 1 else found


@reads_back("draft", alters="draft")
def draft_sheet(rig: Rig, words: str) -> Deed:
    draft = rig.draft()
    of = rig.store("2001").evaluations

    def save() -> object:
        of.save_draft(draft.id, draft.version, mark(rig.form, draft.sheet, words), Ledger())
        found = of.find_draft(draft.call_id)
        assert found is not None
        return words_of(found.sheet)

    return save


SUBMITTED = f"revision revision_mark evidence result {RECORDED}"


@reads_back("revision", grows=SUBMITTED, alters="draft call chain")
def submitted_sheet(rig: Rig, words: str) -> Deed:
    draft = rig.draft(lambda sheet: mark(rig.form, sheet, words))
    of = rig.store("2001").evaluations

    def submit() -> object:
        told = of.submit(draft.id, draft.version)
        (kept,) = rig.store("4001").evaluations.revisions(draft.call_id)
        assert replace(told, submitted_at=kept.submitted_at) == kept
        assert (kept.points, kept.critical) == (98, True)
        return words_of(kept.sheet)

    return submit


@reads_back("correction.reason", grows=SUBMITTED, alters="draft call chain result")
def correction_reason(rig: Rig, words: str) -> Deed:
    call_id = rig.revision().call_id
    of = rig.store("2001").evaluations

    def correct() -> object:
        draft = of.open_correction(call_id, rig.people["2001"], rig.form, words)
        assert draft.reason == words
        revision = of.submit(draft.id, draft.version)
        assert rig.last_record(AuditKind.CORRECT)["reason"] == words
        return revision.reason

    return correct


@reads_back("take_over.reason", grows=RECORDED, alters="draft call chain")
def take_over_reason(rig: Rig, words: str) -> Deed:
    draft = rig.draft()

    def take_over() -> object:
        rig.store("3001").evaluations.take_over_draft(draft.id, rig.people["3001"], words)
        return rig.last_record(AuditKind.TAKE_OVER)["reason"]

    return take_over


# -- coaching ----------------------------------------------------------------------------------------------------------


@reads_back("coaching_note", grows="coaching_note coaching_note_call event", alters="call result chain")
def note(rig: Rig, words: str) -> Deed:
    call, li, wang = rig.call(), rig.people["2001"], rig.people["1001"]
    written = Note(
        id=new_id(),
        agent_id=wang.id,
        agent_name=wang.name,
        coach_id=li.id,
        coach_name=li.name,
        made_at=START,
        call_ids=(call.id,),
        clips=(Clip(call.id, Span(0, 1000), ITEM, words),),
        strength=words,
        priorities=(words, words),
        agent_words=words,
        action=words,
        action_due=date(2026, 4, 1),
        item_keys=(ITEM,),
    )

    def save() -> object:
        rig.store("2001").coaching.save(written)
        kept = rig.store("4001").coaching.get(written.id)
        found = {kept.clips[0].text, kept.strength, *kept.priorities, kept.agent_words, kept.action}
        return found.pop() if len(found) == 1 else found

    return save


@reads_back("appeal", grows=f"appeal {RECORDED}", alters="appeal chain")
def appeal(rig: Rig, words: str) -> Deed:
    revision = rig.revision(lambda sheet: mark(rig.form, sheet, ""))

    def object_and_settle() -> object:
        made = rig.store("1001").appeals.appeal(revision.id, ITEM, words, rig.people["1001"])
        settled = rig.store("4001").appeals.settle(made.id, Outcome.REJECTED, words, rig.people["4001"])
        found = {made.words, settled.words, settled.answer}
        return found.pop() if len(found) == 1 else found

    return object_and_settle


# -- the rest ----------------------------------------------------------------------------------------------------------


@reads_back("form", grows=f"form {RECORDED}", alters="chain")
def form_texts(rig: Rig, words: str) -> Deed:
    rig.turn += 1
    said = {"zh_CN": words, "en": words}
    first, *others = rig.form.groups
    item = replace(first.items[0], text=said, hint=said)
    groups = (replace(first, text=said, items=(item, *first.items[1:])), *others)
    hostile = replace(rig.form, version=rig.turn + 1, title=said, groups=groups)

    def publish() -> object:
        rig.store("4001").forms.publish(hostile, rig.people["4001"])
        kept = rig.store("2002" if rig.shared else "").forms.newest(hostile.key)
        assert kept == hostile
        return kept.items[0].hint["en"]

    return publish


@reads_back("reveal.reason", grows=RECORDED, alters="chain")
def reveal_reason(rig: Rig, words: str) -> Deed:
    call = rig.call()

    def reveal() -> object:
        assert rig.store("2001").calls.reveal_number(call.id, rig.people["2001"], words) == "13812345678"
        return rig.last_record(AuditKind.REVEAL)["reason"]

    return reveal


@reads_back("record.facts", grows="audit deed_seen", alters="chain")
def facts(rig: Rig, words: str) -> Deed:
    def export() -> object:
        rig.store("2001").audit.append(AuditKind.EXPORT, rig.people["2001"], file=words)
        return rig.last_record(AuditKind.EXPORT)["file"]

    return export


@reads_back("call list's search", essay=False)
def search(rig: Rig, words: str) -> Deed:
    call = rig.call(queue=words)

    def look() -> object:
        mine, li = rig.store("2001").calls, rig.people["2001"]
        (row,) = [row for row in mine.page(CallFilter(queue=words), li, 0, 100) if row.call.id == call.id]
        assert call.id in {found.call.id for found in mine.page(CallFilter(text=words), li, 0, 100)}
        mine.count(CallFilter(text=words, team=words), li)
        return row.call.queue

    return look


# -- the test ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def rig(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    """One centre for all fields; each is held against the state just before it."""
    with ExitStack() as stack:
        if request.param == "postgresql":
            template: SharedCentre = request.getfixturevalue("centre_template")
            name = template.server.fresh_database(template.database)
            stack.callback(template.server.drop_database, name)
            shared = replace(template, database=name)
            people = {number: member.person for number, member in shared.members.items()}
            yield Rig(shared.admin_url, people, shared.form, shared, stack)
        else:
            url = f"sqlite:///{tmp_path_factory.mktemp('hostile') / 'centre.db'}"
            rig = Rig(url, {}, monitoring_form(), None, stack)
            store = rig.store()
            store.forms.publish(rig.form)
            for number, role in (
                ("1001", Role.AGENT),
                ("2001", Role.INSPECTOR),
                ("3001", Role.SUPERVISOR),
                ("4001", Role.MANAGER),
            ):
                rig.people[number] = store.people.add(NewPerson(number, f"某{number}", role, team="A"))
            yield rig


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_it_comes_out_as_it_went_in_and_changes_nothing_else(rig: Rig, field: Field) -> None:
    deeds = [(words, field.prepare(rig, words)) for words in HOSTILE.values()]
    if field.essay:
        deeds.append((MEGABYTE, field.prepare(rig, MEGABYTE)))
    before = rig.digests()
    for words, deed in deeds:
        assert deed() == words, f"{words[:60]!r} came out differently"
    after = rig.digests()
    grown = {table for table, rows in after.items() if rows - before[table]}
    altered = {table for table, rows in after.items() if before[table] - rows}
    assert grown <= field.grows | field.alters
    assert altered <= field.alters


@pytest.mark.parametrize("name", ["agent_number", "agent_name", "team", "queue", "content_hash"])
def test_what_is_too_long_for_an_index_is_refused_in_words_and_changes_nothing(rig: Rig, name: str) -> None:
    too_long = "".join(random.Random(7).choices(string.printable, k=50_000))
    good, bad = (a_call(content_hash=f"{name} {which}", customer_number="") for which in ("good", "bad"))
    before = rig.digests()
    added = [good, replace(bad, **{name: too_long})]  # type: ignore[arg-type]
    if rig.shared is None:
        rig.store().calls.add_many(added)
        assert getattr(rig.store().calls.get(bad.id), name) == too_long
        return
    with pytest.raises(InputFault) as caught:
        rig.store().calls.add_many(added)
    assert caught.value.kind is FaultKind.TEXT_TOO_LONG
    assert rig.digests() == before


def test_nothing_of_it_broke_the_chain(rig: Rig) -> None:
    report = rig.store().audit.verify()
    assert report.broken is None
    assert report.held > len(HOSTILE)

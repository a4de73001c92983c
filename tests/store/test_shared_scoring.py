"""Scoring on a shared database, each person with the own login: two ways to the server, and the server's own sums."""

from __future__ import annotations

import os
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.types.json import Json
from sqlalchemy import insert

from console.domain.audit import AuditKind
from console.domain.calls import Progress, masked
from console.domain.evaluations import Draft
from console.domain.faults import Fault, FaultKind, InputFault, PlaceFault
from console.domain.forms import Form, FormGroup, FormItem, form_to_dict
from console.domain.ledger import Ledger
from console.domain.sheet import Mark, Sheet, Verdict, rest_conform, score_of, set_verdict
from console.store.columns import VERDICT_CODES, VERDICT_OF_CODE
from console.store.engine import Patience
from console.store.ids import new_id
from console.store.store import Store
from console.store.tables import MarkTable, RevisionTable
from tests.shared_centre import SharedCentre, connect, connect_trusted
from tests.store.centres import HEARD, QUICK_HASHES, START, a_call

pytestmark = pytest.mark.postgresql

T = TypeVar("T")
OpenAs = Callable[[str], Store]


@pytest.fixture
def open_as(shared_centre: SharedCentre) -> Iterator[OpenAs]:
    """Opens a console as the person with a work number."""
    opened: list[Store] = []

    def open_one(number: str) -> Store:
        store = Store.open(shared_centre.url, login=shared_centre.login(number), hasher=QUICK_HASHES)
        opened.append(store)
        return store

    yield open_one
    for store in opened:
        store.close()


@pytest.fixture
def root(shared_centre: SharedCentre) -> Iterator[Store]:
    """A trusted session."""
    with Store.open(shared_centre.admin_url, hasher=QUICK_HASHES) as store:
        yield store


@contextmanager
def ways_counted(store: Store) -> Iterator[list[int]]:
    """Counts how often the server was asked and waited for, by what libpq saw; the count is there at the end."""
    count: list[int] = []
    with tempfile.NamedTemporaryFile("r") as trace:
        with store._database.reading() as connection:
            pgconn = connection.connection.driver_connection.pgconn  # type: ignore[union-attr]
        pgconn.trace(trace.fileno())
        try:
            yield count
        finally:
            pgconn.untrace()
        trace.seek(0)
        count.append(sum("ReadyForQuery" in line for line in trace))


def refusal(deed: Callable[[], object]) -> FaultKind:
    with pytest.raises(Fault) as caught:
        deed()
    return caught.value.kind


def full_sheet(form: Form, sheet: Sheet) -> Sheet:
    return rest_conform(form, set_verdict(form, sheet, "no_argument", Verdict.FAILS))


def test_a_whole_sheet_is_two_ways_to_the_server(shared_centre: SharedCentre, open_as: OpenAs) -> None:
    store, form = open_as("2001"), shared_centre.form
    li = shared_centre.person("2001")
    for call in shared_centre.calls["A"]:
        draft = store.evaluations.open_draft(call.id, li, form)
        with ways_counted(store) as ways:
            version = store.evaluations.save_draft(draft.id, 1, full_sheet(form, draft.sheet), HEARD)
            revision = store.evaluations.submit(draft.id, version)
        assert ways == [2]
        assert (revision.points, revision.critical, revision.inspector_id) == (98, True, li.id)
        assert store.evaluations.revisions(call.id) == [revision]


def test_what_is_scored_stands_in_record_events_and_list(
    shared_centre: SharedCentre, open_as: OpenAs, root: Store
) -> None:
    store, form, li = open_as("2001"), shared_centre.form, shared_centre.person("2001")
    call = shared_centre.calls["A"][0]
    draft = store.evaluations.open_draft(call.id, li, form)
    assert store.calls.row(call.id, li).progress is Progress.DRAFT
    revision = store.evaluations.submit(draft.id, 1)
    (entry,) = root.audit.entries(kind=AuditKind.SUBMIT)
    assert (entry.person_id, entry.subject_id, entry.login) == (li.id, revision.id, "2001")
    assert entry.facts == {"number": 1, "points": 100}
    assert abs(entry.at - revision.submitted_at) < timedelta(minutes=1)
    with connect_trusted(shared_centre) as session:
        told = session.execute("SELECT kind, call_id, subject_id, person_id FROM event ORDER BY seq DESC LIMIT 2")
        assert told.fetchall() == [
            ("submitted", call.id, revision.id, li.id),
            ("draft_opened", call.id, draft.id, li.id),
        ]
    assert root.audit.verify().broken is None


def test_nobody_works_in_anothers_name_or_beyond_own_teams(shared_centre: SharedCentre, open_as: OpenAs) -> None:
    form = shared_centre.form
    li, zhao, zhou, wang = (shared_centre.person(number) for number in ("2001", "2002", "3001", "1001"))
    ours, theirs = shared_centre.calls["A"][0].id, shared_centre.calls["B"][0].id
    here, there, lead, agent = (open_as(number).evaluations for number in ("2001", "2002", "3001", "1001"))
    assert refusal(lambda: here.open_draft(ours, zhao, form)) is FaultKind.NO_RIGHT
    assert refusal(lambda: here.open_draft(theirs, li, form)) is FaultKind.NOT_FOUND
    as_inspector = replace(wang, role=li.role)  # as a patched console would have it
    assert refusal(lambda: agent.open_draft(ours, as_inspector, form)) is FaultKind.NO_RIGHT
    draft = here.open_draft(ours, li, form)
    with pytest.raises(PlaceFault) as taken:
        there.open_draft(ours, zhao, form)
    assert (taken.value.kind, taken.value.facts["owner"]) == (FaultKind.DRAFT_TAKEN, "李明")
    assert refusal(lambda: there.submit(draft.id, 1)) is FaultKind.NO_RIGHT
    assert refusal(lambda: there.discard_draft(draft.id, draft.version)) is FaultKind.NO_RIGHT
    assert refusal(lambda: there.save_draft(draft.id, 1, draft.sheet, Ledger())) is FaultKind.CHANGED_ELSEWHERE
    as_lead = replace(zhao, role=zhou.role)
    assert refusal(lambda: there.take_over_draft(draft.id, as_lead, "he is ill")) is FaultKind.NO_RIGHT
    mine = lead.take_over_draft(draft.id, zhou, "he is ill")
    assert (mine.inspector_id, mine.version) == (zhou.id, 2)
    assert refusal(lambda: here.submit(draft.id, 1)) is FaultKind.CHANGED_ELSEWHERE
    assert lead.submit(draft.id, 2).inspector_name == "周强"
    assert refusal(lambda: here.submit(draft.id, 1)) is FaultKind.NOT_FOUND


def test_a_draft_is_taken_away_only_as_it_was_seen(shared_centre: SharedCentre, open_as: OpenAs) -> None:
    li, call = shared_centre.person("2001"), shared_centre.calls["A"][0].id
    here, there = open_as("2001").evaluations, open_as("2001").evaluations
    draft = here.open_draft(call, li, shared_centre.form)
    there.save_draft(draft.id, draft.version, replace(draft.sheet, notes="there"), HEARD)
    here.discard_draft(draft.id, draft.version)
    kept = there.find_draft(call)
    assert kept is not None
    assert kept.sheet.notes == "there"
    with connect_trusted(shared_centre) as session:
        assert session.execute("SELECT kind FROM event ORDER BY seq DESC LIMIT 1").fetchone() == ("draft_opened",)
    with connect(shared_centre, "2001") as session:  # a console that is older than the database names no version
        session.execute("SELECT discard_draft(%s, NULL, now())", (draft.id,))
    assert there.find_draft(call) is None


def test_the_owner_of_a_draft_is_named_as_written(shared_centre: SharedCentre, open_as: OpenAs) -> None:
    with connect_trusted(shared_centre) as session:
        session.execute("UPDATE person SET name = E'\\x10d83c\\x10\\x10' WHERE number = '2001'")
    call = shared_centre.calls["A"][0].id
    open_as("2001").evaluations.open_draft(call, shared_centre.person("2001"), shared_centre.form)
    with pytest.raises(PlaceFault) as caught:
        open_as("2002").evaluations.open_draft(call, shared_centre.person("2002"), shared_centre.form)
    assert caught.value.facts["owner"] == "\ud83c\x10"


# the score


@st.composite
def forms(draw: st.DrawFn) -> Form:
    text = {"zh_CN": "字", "en": "word"}
    keys = draw(st.lists(st.text("abc_引", min_size=1, max_size=4), min_size=1, max_size=12, unique=True))
    items = [FormItem(key, at, text, draw(st.booleans()), draw(st.booleans())) for at, key in enumerate(keys, 1)]
    cut = draw(st.integers(0, len(items)))
    groups = [FormGroup(f"g{at}", text, tuple(part)) for at, part in enumerate((items[:cut], items[cut:])) if part]
    deduction = draw(st.integers(1, 9))
    return Form("f", 1, text, deduction * len(items) + draw(st.integers(0, 50)), deduction, tuple(groups))


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_both_reckon_the_same_score(shared_centre: SharedCentre, data: st.DataObject) -> None:
    form = data.draw(forms())
    marks = {
        item.key: data.draw(st.sampled_from([v for v in Verdict if item.may_not_apply or v != "not_applicable"]))
        for item in data.draw(st.lists(st.sampled_from(form.items), unique_by=lambda item: item.key))
    }
    sheet = Sheet(form.key, form.version, {key: Mark(verdict) for key, verdict in marks.items()})
    score = score_of(form, sheet)
    with connect_trusted(shared_centre) as session:
        query = "SELECT * FROM score_of(%s, %s::text[], %s::smallint[])"
        codes = [VERDICT_CODES[verdict] for verdict in marks.values()]
        found = session.execute(query, [Json(form_to_dict(form)), list(marks), codes]).fetchone()
    assert found is not None
    points, critical, verdicts, wrong = found
    assert (points, critical, wrong) == (score.points, bool(score.critical), None)
    assert [VERDICT_OF_CODE[code] for code in verdicts] == [sheet.mark(item.key).verdict for item in form.items]


def header(centre: SharedCentre, call: UUID, **claims: Any) -> dict[str, Any]:
    """A revision of a sheet on which one item fails, with whatever is claimed of it."""
    verdicts = [Verdict.FAILS if item.key == "no_argument" else Verdict.CONFORMS for item in centre.form.items]
    honest = {
        "id": new_id(),
        "draft_id": new_id(),
        "call_id": call,
        "number": 1,
        "team": "A",
        "inspector_id": centre.person("2001").id,
        "inspector_name": "李明",
        "submitted_at": START,
        "form_key": "monitoring",
        "form_version": 1,
        "points": 98,
        "critical": True,
        "verdicts": verdicts,
        "pins": [],
        "notes": "",
        "advice": "",
        "heard": [],
        "reason": "",
    }
    return honest | claims


def marks_of(centre: SharedCentre, revision: UUID) -> list[dict[str, Any]]:
    return [
        {
            "revision_id": revision,
            "item_key": item.key,
            "verdict": Verdict.FAILS if item.key == "no_argument" else Verdict.CONFORMS,
            "note": "",
        }
        for item in centre.form.items
    ]


@pytest.mark.parametrize(
    "claims", [{"points": 100}, {"critical": False}, {"verdicts": [Verdict.CONFORMS] * 20}, {"points": 98}]
)
def test_a_revision_put_in_by_hand_must_have_the_score_of_its_marks(
    shared_centre: SharedCentre, root: Store, claims: dict[str, Any]
) -> None:
    row = header(shared_centre, shared_centre.calls["A"][0].id, **claims)

    def by_hand() -> None:
        with root._database.writing() as connection:
            connection.execute(insert(RevisionTable), row)
            connection.execute(insert(MarkTable), marks_of(shared_centre, row["id"]))

    if claims == {"points": 98}:
        by_hand()
        assert root.evaluations.revisions(row["call_id"])[0].points == 98
    else:
        assert refusal(by_hand) is FaultKind.BAD_FORM
        assert root.evaluations.revisions(row["call_id"]) == []


def test_a_mark_put_in_later_cannot_change_what_was_scored(shared_centre: SharedCentre, root: Store) -> None:
    row = header(shared_centre, shared_centre.calls["A"][0].id)
    *most, last = marks_of(shared_centre, row["id"])
    row["verdicts"] = [*row["verdicts"][:-1], Verdict.UNSCORED]
    with root._database.writing() as connection:
        connection.execute(insert(RevisionTable), row)
        connection.execute(insert(MarkTable), most)
    late = last | {"verdict": Verdict.FAILS}

    def add_late() -> None:
        with root._database.writing() as connection:
            connection.execute(insert(MarkTable), late)

    assert refusal(add_late) is FaultKind.BAD_FORM


# forms and months


def test_a_manager_publishes_forms_and_months_and_nobody_else(
    shared_centre: SharedCentre, open_as: OpenAs, root: Store
) -> None:
    newer = replace(shared_centre.form, version=2, deduction=1)
    zheng, li = shared_centre.person("4001"), shared_centre.person("2001")
    manager, inspector = open_as("4001"), open_as("2001")
    as_manager = replace(li, role=zheng.role)
    assert refusal(lambda: inspector.forms.publish(newer, as_manager)) is FaultKind.NO_RIGHT
    assert refusal(lambda: inspector.forms.publish_month(START.date(), as_manager)) is FaultKind.NO_RIGHT
    for _ in range(2):
        manager.forms.publish(newer, zheng)
        manager.forms.publish_month(START.date(), zheng)
    assert inspector.forms.newest("monitoring") == newer
    assert inspector.forms.months() == [START.date().replace(day=1)]
    assert refusal(lambda: manager.forms.publish(replace(newer, total=50), zheng)) is FaultKind.BAD_FORM
    (entry,) = root.audit.entries(kind=AuditKind.MONTH_PUBLISHED)
    assert (entry.person_id, entry.facts) == (zheng.id, {"month": "2026-03"})


@pytest.mark.parametrize(
    "spoilt",
    [{"deduction": 0}, {"total": 10}, {"total": 40_000}, {"version": "x"}, {"groups": []}, {"groups": 1}, {"key": ""}],
)
def test_a_form_that_gives_no_score_is_not_published(shared_centre: SharedCentre, spoilt: dict[str, Any]) -> None:
    raw = form_to_dict(replace(shared_centre.form, version=7)) | spoilt
    with connect(shared_centre, "4001") as session, pytest.raises(psycopg.Error) as caught:
        session.execute("SELECT publish_form(%s)", [Json(raw)])
    assert (caught.value.sqlstate, caught.value.diag.message_primary) == ("DS001", "bad_form")


# calls


def test_calls_come_in_once_recorded_and_told(shared_centre: SharedCentre, open_as: OpenAs, root: Store) -> None:
    store, li = open_as("2001"), shared_centre.person("2001")
    known = shared_centre.calls["B"][0]
    calls = [a_call(50), a_call(51), a_call(50), replace(known, id=new_id())]
    with ways_counted(store) as ways:
        result = store.calls.add_many(calls, li)
    assert ways == [2]
    assert (result.added, result.known) == (2, 2)
    assert store.calls.known_hashes(["hash-50", known.content_hash, "other"]) == {"hash-50", known.content_hash}
    entry = root.audit.entries(kind=AuditKind.IMPORT)[-1]
    assert (entry.person_id, entry.facts) == (li.id, {"added": 2, "known": 2})
    row = store.calls.row(calls[0].id, li)
    assert (row.progress, row.call.agent_name, row.call.customer_number) == (Progress.OPEN, "王芳", "138****5678")
    with connect_trusted(shared_centre) as session:
        assert session.execute("SELECT kind FROM event ORDER BY seq DESC LIMIT 1").fetchone() == ("calls_added",)
        with pytest.raises(psycopg.errors.UniqueViolation):
            session.execute(
                "INSERT INTO call SELECT (c).* FROM (SELECT json_populate_record(c, json_build_object('id', %s::uuid))"
                " AS c FROM call c WHERE content_hash = 'hash-50') AS copy",
                [new_id()],
            )


def test_a_number_is_revealed_to_who_sees_the_call_and_recorded(
    shared_centre: SharedCentre, open_as: OpenAs, root: Store
) -> None:
    store, li = open_as("2001"), shared_centre.person("2001")
    ours, theirs = shared_centre.calls["A"][0], shared_centre.calls["B"][0]
    assert store.calls.get(ours.id).customer_number == masked(ours.customer_number)
    assert store.calls.reveal_number(ours.id, li, " to call back ") == ours.customer_number
    (entry,) = root.audit.entries(kind=AuditKind.REVEAL)
    assert (entry.person_id, entry.subject_id, entry.facts) == (li.id, ours.id, {"reason": "to call back"})
    with pytest.raises(InputFault):
        store.calls.reveal_number(ours.id, li, " ")
    assert refusal(lambda: store.calls.reveal_number(theirs.id, li, "curious")) is FaultKind.NOT_FOUND


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(number=st.text(st.sampled_from("0123456789+-* \t转号"), max_size=16))
def test_both_mask_alike(shared_centre: SharedCentre, number: str) -> None:
    with connect_trusted(shared_centre) as session:
        assert session.execute("SELECT masked(%s)", [number]).fetchone() == (masked(number),)


def test_a_connection_cut_between_two_saves_is_made_anew(shared_centre: SharedCentre, open_as: OpenAs) -> None:
    store, form = open_as("2001"), shared_centre.form
    draft: Draft = store.evaluations.open_draft(shared_centre.calls["A"][0].id, shared_centre.person("2001"), form)
    with connect_trusted(shared_centre) as session:
        session.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = '2001'")
    assert store.evaluations.save_draft(draft.id, 1, draft.sheet, HEARD) == 2


def test_a_save_that_was_carried_out_unanswered_is_not_taken_for_anothers(shared_centre: SharedCentre) -> None:
    login, form, li = shared_centre.login("2001"), shared_centre.form, shared_centre.person("2001")
    patience = Patience(lock_s=0.5, connect_s=2, answer_s=1.0)
    with Store.open(shared_centre.url, login=login, patience=patience) as store, connect_trusted(shared_centre) as root:
        scoring = store.evaluations
        draft = scoring.open_draft(shared_centre.calls["A"][0].id, li, form)
        first, second = (replace(draft.sheet, notes=notes) for notes in ("first", "second"))
        ((backend,),) = root.execute("SELECT pid FROM pg_stat_activity WHERE usename = '2001'").fetchall()
        os.kill(backend, signal.SIGSTOP)
        try:
            assert refusal(lambda: scoring.save_draft(draft.id, 1, first, HEARD)) is FaultKind.DATABASE_UNREACHABLE
        finally:
            os.kill(backend, signal.SIGCONT)
        until = time.monotonic() + 10
        while root.execute("SELECT version FROM draft").fetchone() != (2,):
            assert time.monotonic() < until
        assert scoring.save_draft(draft.id, 1, second, HEARD) == 3
        found = scoring.find_draft(draft.call_id)
        assert found is not None
        assert found.sheet.notes == "second"
        root.execute("UPDATE draft SET version = version + 1")
        assert refusal(lambda: scoring.save_draft(draft.id, 3, first, HEARD)) is FaultKind.CHANGED_ELSEWHERE

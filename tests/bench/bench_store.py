"""What the store costs: the list of 100,000 calls, a kept keystroke, a submitted sheet, on both databases."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from console.domain.calls import CallFilter, CallOrder, Progress
from console.domain.evaluations import Draft
from console.domain.ledger import ledger_from_list, ledger_to_list
from console.domain.sheet import Span, fail_with_evidence, rest_conform, score_of, set_item_note, sheet_from_dict
from console.store.ids import new_id
from console.store.store import Store
from console.store.tables import AuditTable, CallTable, DraftTable, EvidenceTable, MarkTable, PersonTable, RevisionTable
from tests.bench.table import record, table
from tests.store.centres import HEARD, QUICK_HASHES, START, Centre, HandClock, a_call, make_centre

CALLS = 100_000
SAVES = 300


def times_ms(deed: Callable[[], object], repeats: int) -> list[float]:
    """How long each of `repeats` runs took."""
    taken = []
    for _ in range(repeats):
        began = time.perf_counter()
        deed()
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


def fill(centre: Centre, count: int) -> float:
    """`count` calls of a year in twelve teams and five queues, a third of them scored; seconds it took."""
    calls = [
        replace(
            a_call(number),
            started_at=START - timedelta(minutes=number * 5),
            duration_ms=number * 7919 % 900_000,
            agent_number=f"{number % 500:04}",
            agent_name=f"坐席{number % 500:04}",
            team=f"班组{number % 12}",
            queue=("售前", "售后", "投诉", "回访", "技术")[number % 5],
        )
        for number in range(count)
    ]
    began = time.perf_counter()
    centre.store.calls.add_many(calls)
    taken_s = time.perf_counter() - began
    with centre.store._database.writing() as connection:
        third = CallTable.duration_ms % 3 == 0
        standing = {"progress": Progress.SCORED, "points": 60 + CallTable.duration_ms % 21 * 2}
        connection.execute(update(CallTable).where(third).values(**standing))
    return taken_s


LISTS = {
    "everything": CallFilter(),
    "far down": CallFilter(),
    "one queue and month": CallFilter(queue="投诉", since=START - timedelta(days=30)),
    "not scored, a team": CallFilter(progress=frozenset({Progress.OPEN}), team="班组3"),
    "by points, lowest first": CallFilter(order=CallOrder.POINTS, descending=False),
    "by agent": CallFilter(order=CallOrder.AGENT),
    "text found rarely": CallFilter(text="C0004711"),
    "text found often": CallFilter(text="坐席"),
    "longer than ten minutes": CallFilter(longer_ms=600_000),
    "nothing": CallFilter(text="no such words"),
}


def lists(centre: Centre, where: str) -> None:
    """Count and first page of each way to look at the list."""
    calls = centre.store.calls
    for name, wanted in LISTS.items():
        offset = CALLS - 1000 if name == "far down" else 0

        def look(wanted: CallFilter = wanted, offset: int = offset) -> None:
            calls.count(wanted, centre.li)
            calls.page(wanted, centre.li, offset, 100)

        look()
        record(f"{where}: count and page, {name}", statistics.median(times_ms(look, 15)), "ms", bar=50)


def full_draft(centre: Centre) -> Draft:
    """A fresh call's draft with twenty marks, three of them with notes and evidence, ready to submit."""
    call = a_call(content_hash=str(new_id()))
    centre.store.calls.add_many([call])
    draft = centre.store.evaluations.open_draft(call.id, centre.li, centre.form)
    sheet = draft.sheet
    for at, key in enumerate(("no_argument", "expression", "grasped_request")):
        sheet = fail_with_evidence(centre.form, sheet, key, Span(at * 1000, at * 1000 + 800))
        sheet = set_item_note(centre.form, sheet, key, "客户问了两次才得到答复")
    sheet = rest_conform(centre.form, sheet)
    version = centre.store.evaluations.save_draft(draft.id, 1, sheet, HEARD)
    return replace(draft, sheet=sheet, ledger=HEARD, version=version)


def keystrokes(centre: Centre, where: str) -> None:
    """A draft saved with every letter typed."""
    draft = full_draft(centre)
    state = [draft.version]

    def save() -> None:
        sheet = replace(draft.sheet, notes="字" * (state[0] % 200))
        state[0] = centre.store.evaluations.save_draft(draft.id, state[0], sheet, HEARD)

    taken = times_ms(save, SAVES)
    record(f"{where}: draft saved, median", statistics.median(taken), "ms")
    record(f"{where}: draft saved, p95", p95(taken), "ms", bar=5)


def submits(centre: Centre, where: str) -> None:
    """A sheet submitted, in turns with the same rows by Core, nothing asked or checked, and the job by the ORM."""
    ours, core, orm = [], [], []
    for _ in range(SAVES // 2):
        draft = full_draft(centre)
        ours += times_ms(partial(centre.store.evaluations.submit, draft.id, draft.version), 1)
        core += times_ms(partial(write_rows, centre, full_draft(centre)), 1)
        orm += times_ms(partial(unit_of_work, centre, full_draft(centre)), 1)
    taken = statistics.median(ours)
    for name, others, bar in (("the same rows by bare Core", core, 2.0), ("the same job by the ORM", orm, 0.5)):
        other = statistics.median(others)
        peer = f"{name}, {other:.2f} ms"
        record(f"{where}: sheet submitted, median", taken, "ms", peer=peer, ratio=taken / other, bar=bar)
    record(f"{where}: sheet submitted, p95", p95(ours), "ms")


Values = dict[str, Any]

_RECORDS = count(1_000_000_000)
"""Numbers of records beyond the chain: the peers add rows, and leave the sealing to ours."""


def rows_of(centre: Centre, draft: Draft) -> tuple[Values, list[Values], list[Values], Values]:
    """What a submit writes: header, marks, evidence, audit."""
    revision_id, sheet = new_id(), draft.sheet
    header = {
        "id": revision_id,
        "draft_id": draft.id,
        "call_id": draft.call_id,
        "number": 1,
        "agent_id": None,
        "team": "",
        "inspector_id": draft.inspector_id,
        "inspector_name": "",
        "submitted_at": START,
        "form_key": "monitoring",
        "form_version": 1,
        "points": 94,
        "critical": True,
        "pins": [],
        "reason": "",
        "verdicts": [sheet.mark(item.key).verdict for item in centre.form.items],
        "notes": "",
        "advice": "",
        "heard": ledger_to_list(draft.ledger),
    }
    marks = [
        {"revision_id": revision_id, "item_key": key, "verdict": mark.verdict, "note": mark.note}
        for key, mark in sheet.marks.items()
    ]
    spans = [
        {"revision_id": revision_id, "item_key": key, "start_ms": span.start_ms, "end_ms": span.end_ms}
        for key, mark in sheet.marks.items()
        for span in mark.evidence
    ]
    audit = {"id": next(_RECORDS), "at": START, "kind": "submit", "person_id": None, "subject_id": revision_id}
    audit |= {"on_behalf_id": None, "facts": {}, "hash": bytes(32)}
    return header, marks, spans, audit


def write_rows(centre: Centre, draft: Draft) -> None:
    """One peer: the rows written by Core, and no more."""
    header, marks, spans, audit = rows_of(centre, draft)
    with centre.store._database.writing() as connection:
        connection.execute(insert(RevisionTable), header)
        connection.execute(insert(MarkTable), marks)
        connection.execute(insert(EvidenceTable), spans)
        connection.execute(delete(DraftTable).where(DraftTable.id == draft.id))
        connection.execute(update(CallTable).where(CallTable.id == draft.call_id).values(points=94))
        connection.execute(insert(AuditTable), audit)


def unit_of_work(centre: Centre, draft: Draft) -> None:
    """The other peer: a submit's whole job with objects of a session, as SQLAlchemy's tutorial would have it."""
    with centre.store._database.writing() as connection, Session(connection) as session:
        row = session.get_one(DraftTable, draft.id)
        session.get_one(PersonTable, row.inspector_id)
        asked = replace(draft, sheet=sheet_from_dict(row.sheet), ledger=ledger_from_list(row.heard))
        score_of(centre.form, asked.sheet)
        session.scalars(select(RevisionTable).where(RevisionTable.call_id == draft.call_id)).all()
        header, marks, spans, audit = rows_of(centre, asked)
        session.delete(row)
        call = session.get_one(CallTable, draft.call_id)
        call.points = 94
        session.add(RevisionTable(**header))
        session.flush()  # the tables have no relations to order them by
        session.add_all(MarkTable(**mark) for mark in marks)
        session.flush()
        session.add_all(EvidenceTable(**span) for span in spans)
        session.add(AuditTable(**audit))
        session.flush()


def measure_at(url: str | Path, where: str, count: int = CALLS) -> None:
    """Every figure of one database."""
    with Store.open(url, hasher=QUICK_HASHES) as store:
        centre = make_centre(store, HandClock())
        keystrokes(centre, where)
        submits(centre, where)
        taken_s = fill(centre, count)
        record(f"{where}: calls added", count / taken_s, "calls/s")
        lists(centre, where)


def run() -> None:
    """Figures of SQLite, and of PostgreSQL where its programs are."""
    from tests.postgres import find_programs, start_server, stop_server

    with tempfile.TemporaryDirectory() as home:
        measure_at(Path(home) / "deskside.db", "SQLite")
    if find_programs() is None:
        return
    server = start_server(durable=True)
    try:
        measure_at(server.url(server.fresh_database()), "PostgreSQL")
    finally:
        stop_server(server)


if __name__ == "__main__":
    run()
    sys.stdout.write(table() + "\n")

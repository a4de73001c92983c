"""What the store costs: the list of 100,000 calls, a kept keystroke, a submitted sheet, on both databases."""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import delete, insert, update

from console.domain.calls import CallFilter, CallOrder, Progress
from console.domain.evaluations import Draft
from console.domain.ledger import ledger_to_list
from console.domain.sheet import Span, fail_with_evidence, rest_conform, set_item_note
from console.store.ids import new_id
from console.store.store import Store
from console.store.tables import AuditTable, CallTable, DraftTable, EvidenceTable, MarkTable, RevisionTable
from tests.store.centres import HEARD, QUICK_HASHES, START, Centre, HandClock, a_call, make_centre

CALLS = 100_000
SAVES = 300


@dataclass(frozen=True)
class Figure:
    """One line of the table; `peer` is measured in the same run, `bar` what the figure must not pass."""

    name: str
    value: float
    unit: str
    bar: float | None = None
    peer: str = ""
    ratio: float | None = None


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


def lists(centre: Centre, where: str) -> Iterator[Figure]:
    """Count and first page of each way to look at the list."""
    calls = centre.store.calls
    for name, wanted in LISTS.items():
        offset = CALLS - 1000 if name == "far down" else 0

        def look(wanted: CallFilter = wanted, offset: int = offset) -> None:
            calls.count(wanted, centre.li)
            calls.page(wanted, centre.li, offset, 100)

        look()
        yield Figure(f"{where}: count and page, {name}", statistics.median(times_ms(look, 15)), "ms", 50)


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


def keystrokes(centre: Centre, where: str) -> Iterator[Figure]:
    """A draft saved with every letter typed."""
    draft = full_draft(centre)
    state = [draft.version]

    def save() -> None:
        sheet = replace(draft.sheet, notes="字" * (state[0] % 200))
        state[0] = centre.store.evaluations.save_draft(draft.id, state[0], sheet, HEARD)

    taken = times_ms(save, SAVES)
    yield Figure(f"{where}: draft saved, median", statistics.median(taken), "ms")
    yield Figure(f"{where}: draft saved, p95", p95(taken), "ms", 5)


def submits(centre: Centre, where: str) -> Iterator[Figure]:
    """A sheet submitted, against the same rows written by SQLAlchemy Core with nothing asked or checked."""
    ours, peers = [], []
    for _ in range(SAVES // 2):
        draft = full_draft(centre)
        ours += times_ms(partial(centre.store.evaluations.submit, draft.id, draft.version), 1)
        peers += times_ms(partial(write_rows, centre, full_draft(centre)), 1)
    core = statistics.median(peers)
    ratio = statistics.median(ours) / core
    yield Figure(f"{where}: the same rows by bare Core", core, "ms")
    yield Figure(f"{where}: sheet submitted, median", statistics.median(ours), "ms", 2 * core, "bare Core", ratio)
    yield Figure(f"{where}: sheet submitted, p95", p95(ours), "ms")


def write_rows(centre: Centre, draft: Draft) -> None:
    """The peer: what a submit writes, and no more."""
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
    audit = {"at": START, "kind": "submit", "person_id": None, "subject_id": revision_id, "facts": {}}
    with centre.store._database.writing() as connection:
        connection.execute(insert(RevisionTable), header)
        connection.execute(insert(MarkTable), marks)
        connection.execute(insert(EvidenceTable), spans)
        connection.execute(delete(DraftTable).where(DraftTable.id == draft.id))
        connection.execute(update(CallTable).where(CallTable.id == draft.call_id).values(points=94))
        connection.execute(insert(AuditTable), audit)


def figures_at(url: str | Path, where: str, count: int = CALLS) -> Iterator[Figure]:
    """Every figure of one database."""
    with Store.open(url, hasher=QUICK_HASHES) as store:
        centre = make_centre(store, HandClock())
        yield from keystrokes(centre, where)
        yield from submits(centre, where)
        taken_s = fill(centre, count)
        yield Figure(f"{where}: calls added", count / taken_s, "calls/s")
        yield from lists(centre, where)


def figures() -> Iterator[Figure]:
    """Figures of SQLite, and of PostgreSQL where its programs are."""
    from tests.postgres import find_programs, start_server, stop_server

    with tempfile.TemporaryDirectory() as home:
        yield from figures_at(Path(home) / "deskside.db", "SQLite")
    if find_programs() is None:
        return
    server = start_server(durable=True)
    try:
        yield from figures_at(server.url(server.fresh_database()), "PostgreSQL")
    finally:
        stop_server(server)


def main() -> None:
    """Print the table; `--json FILE` keeps it too."""
    found = []
    for figure in figures():
        bar = "" if figure.bar is None else f"  (bar {figure.bar:.2f})"
        ratio = "" if figure.ratio is None else f"  {figure.ratio:.2f} x {figure.peer}"
        sys.stdout.write(f"{figure.name:58}{figure.value:12.2f} {figure.unit}{bar}{ratio}\n")
        found.append(asdict(figure))
    if "--json" in sys.argv:
        Path(sys.argv[sys.argv.index("--json") + 1]).write_text(json.dumps(found, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()

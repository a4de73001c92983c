"""What a whole sheet costs on the shared database for the person who scores it: round trips, and time."""

from __future__ import annotations

import statistics
import sys
import time
from dataclasses import replace
from typing import Any

import psycopg
from psycopg.types.json import Json

from console.domain.evaluations import Draft
from console.domain.ledger import ledger_to_list
from console.domain.sheet import Pin, Sheet, Span, add_pin, fail_with_evidence, rest_conform, set_item_note
from console.store.columns import VERDICT_CODES
from console.store.ids import new_id
from console.store.store import Store
from tests.bench.table import record, table
from tests.cutting_proxy import CuttingProxy
from tests.shared_centre import SharedCentre, make_shared_centre
from tests.store.centres import HEARD, QUICK_HASHES, START, a_call

SAVES = 300
INSPECTOR = "2001"

BARE_TABLES = ("revision", "revision_mark", "evidence", "audit", "event")

HEADER = """
    INSERT INTO bare.revision (id, draft_id, call_id, number, agent_id, team, inspector_id, inspector_name,
        submitted_at, form_key, form_version, points, critical, verdicts, pins, notes, advice, heard, reason)
    VALUES (%s, %s, %s, 1, NULL, 'A', %s, '李明', %s, 'monitoring', 1, 94, true, %s, %s, %s, %s, %s, '')
"""
MARKS = """
    INSERT INTO bare.revision_mark (revision_id, item_key, verdict, note)
    SELECT %s, * FROM unnest(%s::text[], %s::smallint[], %s::text[])
"""
EVIDENCE = """
    INSERT INTO bare.evidence (revision_id, item_key, start_ms, end_ms)
    SELECT %s, * FROM unnest(%s::text[], %s::int[], %s::int[])
"""


class Scorer:
    """An inspector with fresh calls to score, one after the other."""

    def __init__(self, centre: SharedCentre, url: str) -> None:
        self.centre = centre
        self.store = Store.open(url, login=centre.login(INSPECTOR), hasher=QUICK_HASHES)
        self.admin = Store.open(centre.admin_url, hasher=QUICK_HASHES)
        self.turn = 0

    def close(self) -> None:
        self.store.close()
        self.admin.close()

    def draft(self) -> Draft:
        """A draft that was opened and not saved yet."""
        self.turn += 1
        call = a_call(content_hash=f"bench {id(self)} {self.turn}", team="A")
        self.admin.calls.add_many([call])
        return self.store.evaluations.open_draft(call.id, self.centre.person(INSPECTOR), self.centre.form)

    def filled(self, sheet: Sheet) -> Sheet:
        """Twenty marks, three of them with notes and evidence; notes, advice and a pin."""
        for at, key in enumerate(("no_argument", "expression", "grasped_request")):
            sheet = fail_with_evidence(self.centre.form, sheet, key, Span(at * 1000, at * 1000 + 800))
            sheet = set_item_note(self.centre.form, sheet, key, "客户问了两次才得到答复")
        sheet = add_pin(rest_conform(self.centre.form, sheet), Pin(2000, "转折"))
        return replace(sheet, notes="坐席态度平和," * 20, advice="先复述诉求,再给时间。" * 10)


def bare_rows(connection: psycopg.Connection[Any], draft: Draft) -> float:
    """The same rows by the driver alone, in one transaction, into tables without a trigger; ms."""
    sheet, revision_id = draft.sheet, new_id()
    marks = [(key, VERDICT_CODES[mark.verdict], mark.note) for key, mark in sheet.marks.items()]
    spans = [(key, span.start_ms, span.end_ms) for key, mark in sheet.marks.items() for span in mark.evidence]
    codes = [code for _, code, _ in marks]
    began = time.perf_counter()
    with connection.transaction():
        pins = Json([[pin.at_ms, pin.text] for pin in sheet.pins])
        heard = Json(ledger_to_list(draft.ledger))
        head = (revision_id, draft.id, draft.call_id, draft.inspector_id, START, codes, pins)
        connection.execute(HEADER, (*head, sheet.notes, sheet.advice, heard))
        connection.execute(MARKS, (revision_id, *map(list, zip(*marks, strict=True))))
        connection.execute(EVIDENCE, (revision_id, *map(list, zip(*spans, strict=True))))
        connection.execute(
            "INSERT INTO bare.audit (id, at, kind, person_id, login, subject_id, from_where, facts, hash)"
            " VALUES (1, %s, 'submit', %s, '2001', %s, '127.0.0.1 deskside', %s, %s)",
            (START, draft.inspector_id, revision_id, Json({"number": 1, "points": 94}), bytes(32)),
        )
        connection.execute(
            "INSERT INTO bare.event (seq, at, kind, call_id, subject_id, person_id)"
            " VALUES (1, %s, 'submitted', %s, %s, %s)",
            (START, draft.call_id, revision_id, draft.inspector_id),
        )
    return (time.perf_counter() - began) * 1000


def make_bare_tables(connection: psycopg.Connection[Any]) -> None:
    """Copies with indexes of the tables' keys, and nothing else to be done at an insert."""
    connection.execute("CREATE SCHEMA bare")
    for name in BARE_TABLES:
        wanted = "INCLUDING INDEXES" if name not in ("audit", "event") else ""
        connection.execute(f"CREATE TABLE bare.{name} (LIKE public.{name} INCLUDING DEFAULTS {wanted})")


def round_trips(centre: SharedCentre) -> None:
    """Counted on the way to the server, on a connection that is open."""
    with CuttingProxy(centre.server.port) as between:
        scorer = Scorer(centre, f"postgresql://127.0.0.1:{between.port}/{centre.database}")
        of = scorer.store.evaluations
        taken = []
        for _ in range(5):
            draft = scorer.draft()
            counts = [between.round_trips]
            version = of.save_draft(draft.id, draft.version, scorer.filled(draft.sheet), HEARD)
            counts.append(between.round_trips)
            of.submit(draft.id, version)
            counts.append(between.round_trips)
            taken.append((counts[1] - counts[0], counts[2] - counts[1]))
        scorer.close()
    saved, submitted = (int(statistics.median(each)) for each in zip(*taken, strict=True))
    record("PostgreSQL, as an inspector: round trips of a whole sheet submitted", submitted, "", bar=3)
    record("the same, of a draft saved", saved, "", bar=3)


def times(centre: SharedCentre) -> None:
    """Submits and the bare rows in turns."""
    scorer = Scorer(centre, centre.url)
    of = scorer.store.evaluations
    saves, submits, bare = [], [], []
    with psycopg.connect(centre.admin_url, autocommit=True, prepare_threshold=2) as connection:
        make_bare_tables(connection)
        for _ in range(SAVES):
            draft = scorer.draft()
            sheet = scorer.filled(draft.sheet)
            began = time.perf_counter()
            version = of.save_draft(draft.id, draft.version, sheet, HEARD)
            between = time.perf_counter()
            of.submit(draft.id, version)
            submits.append((time.perf_counter() - between) * 1000)
            saves.append((between - began) * 1000)
            bare.append(bare_rows(connection, replace(draft, sheet=sheet, ledger=HEARD)))
    scorer.close()
    alone = statistics.median(bare)
    for name, taken in (("a whole sheet submitted", submits), ("a draft saved", saves)):
        ours = statistics.median(taken)
        peer = f"twice the driver alone with the same rows ({alone:.2f} ms) + 2 ms"
        value = f"PostgreSQL, as an inspector: {name}, median"
        record(value, ours, "ms", peer=peer, ratio=ours / (2 * alone + 2), bar=1)
        record(value.replace("median", "p95"), sorted(taken)[int(len(taken) * 0.95)], "ms")


def run() -> None:
    """Figures of PostgreSQL, where its programs are."""
    from tests.postgres import find_programs, start_server, stop_server

    if find_programs() is None:
        return
    server = start_server(durable=True)
    try:
        centre = make_shared_centre(server, server.fresh_database())
        round_trips(centre)
        times(centre)
    finally:
        stop_server(server)


if __name__ == "__main__":
    run()
    sys.stdout.write(table() + "\n")

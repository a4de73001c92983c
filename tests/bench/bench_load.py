"""Fifty inspectors at once on the shared database, a second's thought between their saves: no error, nothing lost."""

from __future__ import annotations

import multiprocessing
import statistics
import sys
import time
from collections import Counter

import psycopg

from console.domain.people import Role
from console.store.engine import Login
from console.store.store import Store
from tests.bench.load_inspector import DEEDS, SAVES_OF_A_SHEET, THOUGHT_S, Desk, Told, sit_down
from tests.bench.table import record, table
from tests.postgres import PostgresServer, find_programs, start_server, stop_server
from tests.shared_centre import Wanted, add_member, make_shared_centre
from tests.store.centres import QUICK_HASHES, a_call

INSPECTORS = 50
LENGTH_S = 600.0


def furnish(server: PostgresServer, length_s: float) -> tuple[str, list[Desk]]:
    """The database's address for us, and the desks with as many calls as one can score in the time."""
    centre = make_shared_centre(server, server.fresh_database())
    each = int(length_s / (THOUGHT_S[0] * (SAVES_OF_A_SHEET + 3))) + 2
    desks = []
    with Store.open(centre.admin_url, hasher=QUICK_HASHES) as store:
        for at in range(INSPECTORS):
            member = add_member(centre.admin_url, Wanted(str(5001 + at), f"质检{at + 1}", Role.INSPECTOR, teams=("A",)))
            calls = [a_call(number, content_hash=f"{at}-{number}", team="A") for number in range(each)]
            store.calls.add_many(calls)
            login = Login(member.person.number, member.password)
            keys = tuple(call.id for call in calls)
            desks.append(Desk(centre.url, login, member.person, centre.form, keys, length_s))
    return centre.admin_url, desks


def work(desks: list[Desk]) -> tuple[list[Told], float]:
    """All of them, from the same moment on, each in a process; what each saw, and the seconds it took."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([sit_down.__module__])
    doors = []
    for desk in desks:
        ours, theirs = context.Pipe()
        process = context.Process(target=sit_down, args=(desk, theirs))
        process.start()
        theirs.close()
        doors.append((process, ours))
    for _, door in doors:
        door.recv()
    began = time.monotonic()
    for _, door in doors:
        door.send("begin")
    told = [door.recv() for _, door in doors]
    took_s = time.monotonic() - began
    for process, door in doors:
        process.join()
        door.close()
    return told, took_s


def measure(length_s: float) -> None:
    """The whole load, and its figures."""
    server = start_server(durable=True)
    try:
        admin_url, desks = furnish(server, length_s)
        told, took_s = work(desks)
        with psycopg.connect(admin_url) as connection:
            kept = Counter(row[0] for row in connection.execute("SELECT id FROM revision"))
        with Store.open(admin_url, hasher=QUICK_HASHES) as store:
            chain = store.audit.verify()
    finally:
        stop_server(server)
    errors = [error for each in told for error in each.errors]
    safe = Counter(key for each in told for key in each.revisions)
    where = (
        f"{INSPECTORS} inspectors, {took_s / 60:.0f} min"
        if took_s >= 90
        else f"{INSPECTORS} inspectors, {took_s:.0f} s"
    )
    saves = sorted(ms for each in told for deed in ("saved", "submitted") for ms in each.times_ms[deed])
    record(f"{where}: errors", len(errors), "", peer=errors[0][:80] if errors else None, bar=0)
    lost = sum((safe - kept).values()) + sum((kept - safe).values()) + (chain.broken is not None)
    record(f"{where}: sheets lost or doubled, of {sum(safe.values())}", lost, "", bar=0)
    record(f"{where}: saves and submits", len(saves) / took_s, "a second")
    record(f"{where}: a save or submit, p50", statistics.median(saves), "ms")
    record(f"{where}: a save or submit, p99", saves[int(len(saves) * 0.99)], "ms", bar=100)
    record(f"{where}: a save or submit, longest of {len(saves)}", saves[-1], "ms")
    for deed in DEEDS:
        taken = sorted(ms for each in told for ms in each.times_ms[deed])
        record(f"{where}: {deed}, p99", taken[int(len(taken) * 0.99)], "ms")


def run(length_s: float = LENGTH_S) -> None:
    """Figures of PostgreSQL, where its programs are."""
    if find_programs() is not None:
        measure(length_s)


if __name__ == "__main__":
    run(*(float(word) for word in sys.argv[1:2]))
    sys.stdout.write(table() + "\n")

"""Twenty inspectors score while servers, network and their own PCs fail: what they were told is safe is safe."""

from __future__ import annotations

import multiprocessing
import os
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import psycopg
import pytest

from console.domain.forms import Form
from console.domain.people import Role
from console.store.engine import Login
from console.store.store import Store
from tests.cutting_proxy import CuttingProxy
from tests.end_to_end.inspectors_at_work import (
    INTENDED,
    NOTED,
    ODD,
    TOLD,
    Desk,
    content,
    note_content,
    read_told,
    sit_down,
)
from tests.end_to_end.killing import IMPORTED
from tests.end_to_end.shaky_servers import ShakyServers, shaky_servers
from tests.shared_centre import Wanted, add_member, make_shared_centre
from tests.store.centres import QUICK_HASHES, a_call

if TYPE_CHECKING:  # Windows has neither
    from multiprocessing.context import ForkServerContext, ForkServerProcess

ROUNDS = 30
INSPECTORS = 20
PROCESSES = 4
CALLS_EACH = 60
SEED = int(os.environ.get("DESKSIDE_CHAOS_SEED", "20261122"))
"""Another seed, another order of mishaps at other moments."""

WORK_GOES_ON_BYTES = 1200
"""So much must each process have written down after a mishap before the next one comes."""

DATABASE = "centre"


@dataclass
class Office:
    """One process with its inspectors."""

    context: ForkServerContext
    desks: list[Desk]
    form: Form
    process: ForkServerProcess = field(init=False)
    door: Connection = field(init=False)

    def open(self) -> None:
        """Let them in, and wait until they are at work."""
        self.door, theirs = self.context.Pipe()
        self.process = self.context.Process(target=sit_down, args=(self.desks, self.form, theirs))
        self.process.start()
        theirs.close()
        assert self.door.recv_bytes() == b"at work"

    def kill(self) -> None:
        """All of them, in the middle of whatever they do."""
        self.process.kill()
        self.process.join()
        assert self.process.exitcode == -9, "the inspectors left by themselves"
        self.process.close()
        self.door.close()

    def close(self) -> None:
        """Each finishes the present sheet."""
        self.door.send_bytes(b"leave")
        self.process.join(60)
        assert self.process.exitcode == 0
        self.process.close()
        self.door.close()

    @property
    def told_bytes(self) -> int:
        """How much they have written down."""
        return sum(desk.told.stat().st_size for desk in self.desks if desk.told.exists())


@dataclass
class Chaos:
    """The servers, the offices, and the dice."""

    servers: ShakyServers
    offices: list[Office]
    dice: random.Random

    def mishaps(self) -> list[Callable[[], None]]:
        """Every kind of mishap."""
        return [
            lambda: self.servers.restart("fast"),
            lambda: self.servers.restart("immediate"),
            self.servers.restart_standby,
            self.servers.end_backends,
            lambda: self.servers.switch_over(lambda: self.let_pass(0.1, 0.3)),
            lambda: self.bad_network(CuttingProxy.cut),
            lambda: self.bad_network(CuttingProxy.hang),
            lambda: self.bad_network(CuttingProxy.refuse),
            lambda: self.bad_network(CuttingProxy.swallow_answers),
            self.kill_clients,
        ]

    def bad_network(self, fails: Callable[[CuttingProxy], None]) -> None:
        """For a moment, which clients may or may not wait out."""
        with self.servers.network(fails):
            self.let_pass(0.1, 2.5 if fails is CuttingProxy.hang else 0.5)

    def kill_clients(self) -> None:
        """One or two offices, which open again at once."""
        for office in self.dice.sample(self.offices, self.dice.randint(1, 2)):
            office.kill()
            office.open()

    def let_pass(self, least_s: float, most_s: float) -> None:
        """The one sleep that is the matter itself: the moment of a mishap, and how long it lasts."""
        time.sleep(self.dice.uniform(least_s, most_s))

    def see_work_go_on(self) -> None:
        """Until every office has been told of something new."""
        wanted = [office.told_bytes + WORK_GOES_ON_BYTES for office in self.offices]
        until = time.monotonic() + 45
        pause = threading.Event()
        while any(office.told_bytes < bytes_ for office, bytes_ in zip(self.offices, wanted, strict=True)):
            assert time.monotonic() < until, f"nobody can work any more: {self.oddities()}"
            pause.wait(0.02)
        assert not self.oddities()

    def oddities(self) -> list[str]:
        """What should not have happened, and ended somebody's work."""
        lines = [line for office in self.offices for desk in office.desks for line in read_told(desk.told)]
        return [line["error"] for line in lines if line["what"] == ODD]


def furnish(servers: ShakyServers, folder: Path) -> tuple[Form, list[Desk]]:
    """A centre with twenty inspectors, each with calls of their own."""
    with psycopg.connect(servers.primary.url("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {DATABASE}")
    centre = make_shared_centre(servers.primary, DATABASE)
    agent = centre.person("1001")
    url = servers.client_url(DATABASE)
    desks = []
    with Store.open(centre.admin_url, hasher=QUICK_HASHES) as store:
        for at in range(INSPECTORS):
            wanted = Wanted(str(5001 + at), f"质检{at + 1}", Role.INSPECTOR, teams=("A",))
            member = add_member(centre.admin_url, wanted)
            calls = [
                a_call(
                    content_hash=f"{at}-{number}", agent_id=agent.id, agent_number="1001", agent_name="王芳", team="A"
                )
                for number in range(CALLS_EACH)
            ]
            store.calls.add_many(calls)
            desks.append(
                Desk(
                    url=url,
                    login=Login(member.person.number, member.password),
                    person=member.person,
                    agent=agent,
                    calls=tuple(call.id for call in calls),
                    others_calls=(),
                    told=folder / f"{member.person.number}.told",
                    seed=SEED,
                )
            )
    return centre.form, [
        # Half of them with an outbox. They keep to their own calls: what two do to one call offline, people settle.
        replace(desk, outbox=folder / "outbox")
        if at % 2
        else replace(desk, others_calls=desks[at - 2].calls[: CALLS_EACH // 2])
        for at, desk in enumerate(desks)
    ]


@contextmanager
def at_work(form: Form, desks: list[Desk]) -> Iterator[list[Office]]:
    """The offices, open; killed if something goes wrong on our side."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(IMPORTED)
    each = len(desks) // PROCESSES
    offices = [Office(context, desks[first : first + each], form) for first in range(0, len(desks), each)]
    with ExitStack() as stack:
        for office in offices:
            office.open()
            stack.callback(office.kill)
        yield offices
        stack.pop_all()
    for office in offices:
        office.close()


@pytest.mark.slow
@pytest.mark.postgresql
def test_thirty_mishaps_lose_nothing_that_was_called_safe(tmp_path: Path) -> None:
    dice = random.Random(SEED)
    print(f"DESKSIDE_CHAOS_SEED={SEED}")  # noqa: T201 - shown with a failure
    with shaky_servers() as servers:
        form, desks = furnish(servers, tmp_path)
        with at_work(form, desks) as offices:
            chaos = Chaos(servers, offices, dice)
            kinds = chaos.mishaps()
            deck = [kinds[turn % len(kinds)] for turn in range(ROUNDS)]
            dice.shuffle(deck)
            chaos.see_work_go_on()
            for mishap in deck:
                chaos.let_pass(0.05, 0.4)
                mishap()
                chaos.see_work_go_on()
        reckon(servers.primary.url(DATABASE), [line for desk in desks for line in read_told(desk.told)])


def reckon(url: str, lines: list[dict[str, Any]]) -> None:
    """Hold what the inspectors were told against what is in the database."""
    by_kind = {what: [line for line in lines if line["what"] == what] for what in (INTENDED, TOLD, NOTED, ODD)}
    assert not by_kind[ODD], "\n".join(line["error"] for line in by_kind[ODD])
    with psycopg.connect(url) as raw:
        kept = raw.execute("SELECT id, draft_id, call_id, number FROM revision").fetchall()
        records = raw.execute("SELECT kind, subject_id FROM audit WHERE kind IN ('submit', 'correct')").fetchall()
        left = raw.execute("SELECT count(*) FROM draft d JOIN revision r ON r.draft_id = d.id").fetchone()
    told = {UUID(line["revision"]): line for line in by_kind[TOLD]}
    ids = {row[0] for row in kept}
    assert set(told) <= ids, f"{len(set(told) - ids)} of {len(told)} are lost"
    assert ids <= {UUID(line["revision"]) for line in by_kind[INTENDED]}, "submitted by nobody"
    assert max(Counter(row[1] for row in kept).values()) == 1, "a draft became two"
    numbers: dict[UUID, list[int]] = {}
    for _, _, call_id, number in kept:
        numbers.setdefault(call_id, []).append(number)
    assert all(sorted(of_call) == list(range(1, len(of_call) + 1)) for of_call in numbers.values())
    assert Counter(row[1] for row in records) == Counter(ids), "records and revisions differ"
    assert left == (0,), "a draft is left that was submitted"
    with Store.open(url, hasher=QUICK_HASHES) as store:
        found = {revision.id: revision for call_id in numbers for revision in store.evaluations.revisions(call_id)}
        altered = [
            (line["said"], content(found[key])) for key, line in told.items() if content(found[key]) != line["said"]
        ]
        assert not altered, "\n".join(f"told {said}\nkept {kept}" for said, kept in altered)
        notes = {str(note.id): note_content(note) for note in store.coaching.list_notes()}
        assert [line for line in by_kind[NOTED] if notes.get(line["note"]) != line["said"]] == []
        walk = store.audit.verify()
    assert walk.broken is None
    assert walk.held > len(ids)
    safe = f"{len(told)} submissions and {len(by_kind[NOTED])} notes were told safe"
    print(f"{safe}; {len(ids)} were submitted. {walk.sentence()}")  # noqa: T201 - shown with -s
    assert len(told) > ROUNDS * INSPECTORS // 2, "too little was done to prove anything"

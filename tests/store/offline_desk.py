"""One person's console behind a network that fails, before a real server: for the tests of work without it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from console.domain.calls import CallFilter
from console.domain.coaching import Note
from console.domain.evaluations import Draft, Revision
from console.domain.faults import Fault, FaultKind
from console.domain.forms import Form
from console.domain.ledger import Heard, Ledger
from console.domain.people import Person
from console.domain.sheet import Sheet, Span, fail_with_evidence, rest_conform
from console.store.ids import new_id
from console.store.offline import OfflineStore
from console.store.outbox import Outbox, Owner
from console.store.store import Store
from tests.cutting_proxy import CuttingProxy
from tests.shared_centre import SharedCentre
from tests.store.centres import IMPATIENT

KEY = bytes(range(32))
HEARD = Ledger((Heard(0, 30_000),))


@dataclass
class Desk:
    """One person's console: the offline store behind a network of its own."""

    centre: SharedCentre
    number: str
    folder: Path
    proxy: CuttingProxy
    real: Store = field(init=False)
    store: OfflineStore = field(init=False)
    outbox: Outbox = field(init=False)

    def __post_init__(self) -> None:
        self.sign_on()

    @property
    def person(self) -> Person:
        return self.centre.person(self.number)

    @property
    def form(self) -> Form:
        return self.centre.form

    def sign_on(self) -> None:
        self.real = open_as(self.centre, self.number, self.proxy.port)
        self.store = OfflineStore(self.real, self.person)
        self.outbox = Outbox(self.folder, f"outbox-{self.number}", KEY, Owner(self.number, self.centre.database))
        self.store.take(self.outbox)

    def kill(self) -> None:
        """What was not on the disk is lost."""
        self.outbox.close()
        self.real.close()

    def restart(self) -> None:
        self.kill()
        self.sign_on()

    def look_at_calls(self) -> None:
        self.store.calls.page(CallFilter(), self.person, 0, 100)
        self.store.forms.newest(self.form.key)

    def back(self) -> None:
        self.proxy.resume()
        while self.store.share():
            pass

    def call(self, at: int = 0, team: str = "A") -> UUID:
        return self.centre.calls[team][at].id

    def marked(self, draft: Draft, *failed: str, notes: str = "") -> Sheet:
        sheet = draft.sheet
        for at, key in enumerate(failed):
            sheet = fail_with_evidence(self.form, sheet, key, Span(at * 2000 + 1000, at * 2000 + 2000))
        return replace(rest_conform(self.form, sheet), notes=notes)

    def score(self, call_id: UUID, *failed: str, notes: str = "") -> Revision:
        """Open, mark in a few saves, submit."""
        self.store.evaluations.revisions(call_id)
        draft = self.store.evaluations.open_draft(call_id, self.person, self.form)
        version = draft.version
        for sheet in (replace(draft.sheet, notes="a"), self.marked(draft, *failed, notes=notes)):
            version = self.store.evaluations.save_draft(draft.id, version, sheet, HEARD)
        return self.store.evaluations.submit(draft.id, version)

    def a_note(self, words: str = "Greets warmly") -> Note:
        agent = self.centre.person("1001")
        return Note(
            new_id(),
            agent.id,
            agent.name,
            self.person.id,
            self.person.name,
            self.centre.calls["A"][0].started_at,
            call_ids=(self.call(),),
            strength=words,
            priorities=("Slower",),
            action="Listen twice",
            action_due=date(2026, 5, 1),
        )


def open_as(centre: SharedCentre, number: str, port: int) -> Store:
    """A store as this person has it."""
    from console.store.engine import Login

    url = centre.url.replace(f":{centre.server.port}/", f":{port}/")
    return Store.open(url, login=Login(number, centre.password(number)), patience=IMPATIENT)


@pytest.fixture
def proxy(shared_centre: SharedCentre) -> Iterator[CuttingProxy]:
    with CuttingProxy(shared_centre.server.port) as one:
        yield one


@pytest.fixture
def desk(shared_centre: SharedCentre, proxy: CuttingProxy, tmp_path: Path) -> Iterator[Desk]:
    """Inspector 2001, who has looked at the list."""
    desk = Desk(shared_centre, "2001", tmp_path / "outbox", proxy)
    desk.look_at_calls()
    yield desk
    desk.kill()


@pytest.fixture
def other(shared_centre: SharedCentre) -> Iterator[Store]:
    """Inspector 2002 on a good network."""
    with open_as(shared_centre, "2002", shared_centre.server.port) as store:
        yield store


@pytest.fixture
def truth(shared_centre: SharedCentre) -> Iterator[Store]:
    """What the database holds, as the manager sees it."""
    with open_as(shared_centre, "4001", shared_centre.server.port) as store:
        yield store


def kind_of(caught: pytest.ExceptionInfo[Fault]) -> tuple[FaultKind, object]:
    return caught.value.kind, caught.value.facts.get("why")

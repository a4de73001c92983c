"""A small call centre to test the store with: people whose secrets are quick to check, calls, a clock set by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from argon2 import PasswordHasher

from console.domain.calls import Call, Direction, SoundSource
from console.domain.evaluations import Revision
from console.domain.forms import Form, form_from_dict
from console.domain.ledger import Heard, Ledger
from console.domain.people import Person, Role
from console.domain.sheet import Span, fail_with_evidence, rest_conform
from console.store.engine import Patience
from console.store.ids import new_id
from console.store.people import NewPerson
from console.store.store import Store

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
QUICK_HASHES = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
HEARD = Ledger((Heard(0, 60_000),))


def monitoring_form() -> Form:
    """The form that ships."""
    path = Path(__file__).resolve().parents[2] / "resources" / "forms" / "monitoring-1.json"
    return form_from_dict(json.loads(path.read_text(encoding="utf-8")))


@dataclass
class HandClock:
    """A clock that stands until it is turned."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **by: float) -> None:
        """Turn it on by a timedelta's fields."""
        self.now += timedelta(**by)


def a_call(number: int = 0, **fields: Any) -> Call:
    """A call of a minute; those of higher numbers began later."""
    plain: dict[str, Any] = {
        "id": new_id(),
        "started_at": START - timedelta(days=1) + timedelta(minutes=number),
        "duration_ms": 60_000,
        "sound": SoundSource((f"/recordings/{number}.wav",)),
        "content_hash": f"hash-{number}",
        "agent_number": "1001",
        "direction": Direction.INBOUND,
        "queue": "售后",
        "call_number": f"C{number:05}",
        "customer_number": "13812345678",
    }
    return Call(**(plain | fields))


def supervisor(person: Person) -> Person:
    """The same person with a shift lead's rights."""
    return replace(person, role=Role.SUPERVISOR)


OpenStore = Callable[..., Store]


@dataclass
class Centre:
    """An open store with the people of a centre in it."""

    store: Store
    clock: HandClock
    form: Form
    people: dict[str, Person] = field(default_factory=dict)

    @property
    def li(self) -> Person:
        """An inspector."""
        return self.people["2001"]

    @property
    def zhao(self) -> Person:
        """Another inspector."""
        return self.people["2002"]

    @property
    def wang(self) -> Person:
        """An agent."""
        return self.people["1001"]

    @property
    def chen(self) -> Person:
        """Another agent."""
        return self.people["1002"]

    def add_call(self, number: int = 0, **fields: Any) -> Call:
        """A call in the store."""
        call = a_call(number, **fields)
        assert self.store.calls.add_many([call]).added == 1
        return call

    def score(self, call_id: UUID, *failed: str, by: Person | None = None) -> Revision:
        """A submitted sheet on which `failed` do not conform, each shown by its own seconds, and the rest do."""
        draft = self.store.evaluations.open_draft(call_id, by or self.li, self.form)
        sheet = draft.sheet
        for at, key in enumerate(failed):
            sheet = fail_with_evidence(self.form, sheet, key, Span(at * 2000 + 1000, at * 2000 + 2000))
        version = self.store.evaluations.save_draft(draft.id, draft.version, rest_conform(self.form, sheet), HEARD)
        return self.store.evaluations.submit(draft.id, version)


def make_centre(store: Store, clock: HandClock) -> Centre:
    """Fill an empty store with the form and four people: agents 1001 and 1002 (PIN 1234), inspectors 2001, 2002."""
    form = monitoring_form()
    store.forms.publish(form)
    people = store.people.add_many(
        [
            NewPerson("1001", "王芳", Role.AGENT, "A", "A01", pin="1234"),
            NewPerson("1002", "陈静", Role.AGENT, "B", "B01", pin="1234"),
            NewPerson("2001", "李明", Role.INSPECTOR, password="secret"),
            NewPerson("2002", "赵敏", Role.INSPECTOR, password="secret"),
            NewPerson("9001", "孙伟", Role.ADMINISTRATOR, password="secret"),
        ]
    )
    return Centre(store, clock, form, {person.number: person for person in people})


IMPATIENT = Patience(lock_s=0.2, connect_s=2, answer_s=1.0)

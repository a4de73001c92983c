"""Local accounts: who works here, and whether somebody is who they say they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, select, text, update

from console.domain.audit import AuditKind
from console.domain.faults import FaultKind, InputFault, PlaceFault
from console.domain.people import Person, Role
from console.store.audit import Clock, record
from console.store.connecting import Login
from console.store.engine import Database, once_more_if_raced
from console.store.ids import new_id
from console.store.secrets import Door, Hasher, fits
from console.store.tables import PersonTable
from console.store.translating import faults

LEAST_PASSWORD = 8
"""Characters of a password that a person chooses."""

_PUBLIC = (
    PersonTable.id,
    PersonTable.number,
    PersonTable.name,
    PersonTable.role,
    PersonTable.team,
    PersonTable.seat,
    PersonTable.active,
)


@dataclass(frozen=True)
class Secret:
    """One of the two secrets of an account: its columns, its refusal."""

    kept: str
    wrong: str
    locked_until: str
    fault: FaultKind
    refusal: AuditKind


PASSWORD = Secret(
    "password_hash", "wrong_passwords", "password_locked_until", FaultKind.WRONG_SIGN_ON, AuditKind.SIGN_ON_REFUSED
)
PIN = Secret("pin_hash", "wrong_pins", "pin_locked_until", FaultKind.WRONG_PIN, AuditKind.PIN_REFUSED)


@dataclass(frozen=True)
class NewPerson:
    """An account to be made; an empty secret means that door stays shut.

    A secret may come as the argon2 hash it was kept as elsewhere.
    """

    number: str
    name: str
    role: Role
    team: str = ""
    seat: str = ""
    password: str = ""
    pin: str = ""
    password_hash: str = ""
    pin_hash: str = ""


class People:
    """The accounts of the centre."""

    def __init__(self, database: Database, now: Clock, hasher: Hasher) -> None:
        self._database = database
        self._now = now
        self._hasher = hasher
        self._decoy = ""

    def add(self, new: NewPerson) -> Person:
        """Make one account. InputFault(NUMBER_TAKEN) when the work number was ever used."""
        return self.add_many([new])[0]

    def add_many(self, new: Sequence[NewPerson]) -> list[Person]:
        """Make accounts, all or none."""
        people = [Person(new_id(), p.number.strip(), p.name.strip(), p.role, p.team, p.seat) for p in new]
        rows = [
            {
                "id": person.id,
                "number": person.number,
                "name": person.name,
                "role": person.role,
                "team": person.team,
                "seat": person.seat,
                "password_hash": self._kept(asked.password, asked.password_hash),
                "pin_hash": self._kept(asked.pin, asked.pin_hash),
            }
            for person, asked in zip(people, new, strict=True)
        ]
        once_more_if_raced(lambda: self._insert(people, rows))
        return people

    def _insert(self, people: Sequence[Person], rows: Sequence[dict[str, Any]]) -> None:
        with self._database.writing() as connection:
            taken = set(
                connection.scalars(
                    select(PersonTable.number).where(PersonTable.number.in_([r["number"] for r in rows]))
                )
            )
            for person in people:
                if person.number in taken:
                    raise InputFault(FaultKind.NUMBER_TAKEN, number=person.number)
                taken.add(person.number)
            if rows:
                connection.execute(insert(PersonTable), list(rows))
            for person in people:
                facts = {"number": person.number, "role": str(person.role)}
                record(connection, self._now(), AuditKind.PERSON_ADDED, subject_id=person.id, facts=facts)

    def _kept(self, secret: str, hashed: str) -> str | None:
        return self._hasher.hash(secret) if secret else hashed or None

    def get(self, person_id: UUID) -> Person:
        """The person; PlaceFault(NOT_FOUND)."""
        with self._database.reading() as connection:
            row = connection.execute(select(*_PUBLIC).where(PersonTable.id == person_id)).first()
        if row is None:
            raise PlaceFault(FaultKind.NOT_FOUND, what="person")
        return _person(row)

    def list_people(self, role: Role | None = None) -> list[Person]:
        """Everybody, or those of one role, by work number."""
        wanted = select(*_PUBLIC).order_by(PersonTable.number)
        if role is not None:
            wanted = wanted.where(PersonTable.role == role)
        with self._database.reading() as connection:
            return [_person(row) for row in connection.execute(wanted)]

    def sign_on(self, number: str, password: str) -> Person:
        """The person with this work number. InputFault: WRONG_SIGN_ON, TOO_MANY_TRIES(minutes)."""
        person = self._open_door(PASSWORD, PersonTable.number == number.strip(), password)
        with self._database.writing() as connection:
            record(connection, self._now(), AuditKind.SIGN_ON, person_id=person.id)
        return person

    def sign_on_here(self) -> Person:
        """The person whose login this session on a shared database is; that they signed on is recorded.

        PlaceFault(ACCOUNT_CLOSED) when nobody active here has this login.
        """
        with self._database.writing() as connection:
            return _person(connection.execute(text("SELECT * FROM sign_on(NULL, :at)"), {"at": self._now()}).one())

    def change_password_here(self, old: str, new: str) -> None:
        """Replace the password of this session's login on a shared database; who knows the old one may.

        The server gets a verifier and never the words (RFC 5803); they go into no log. InputFault: WRONG_SIGN_ON for
        the old one, PASSWORD_TOO_SHORT(least). Faults of connecting as `connecting.connect`.
        """
        session = self._database.session
        if session is None or session.login is None:
            raise PlaceFault(FaultKind.NO_RIGHT)
        if len(new) < LEAST_PASSWORD or "\0" in new:
            raise InputFault(FaultKind.PASSWORD_TOO_SHORT, least=LEAST_PASSWORD)
        number = session.login.number
        with faults(), session.connect_as(Login(number, old)) as connection:
            verifier = connection.pgconn.encrypt_password(new.encode(), number.encode(), b"scram-sha-256")
            connection.execute("SELECT set_verifier(%s, %s)", (number, verifier.decode()))
        session.login = Login(number, new)

    def check_pin(self, person_id: UUID, pin: str) -> None:
        """Return when `pin` is this person's. InputFault: WRONG_PIN, TOO_MANY_TRIES(minutes)."""
        self._open_door(PIN, PersonTable.id == person_id, pin)

    def check_number_and_pin(self, number: str, pin: str) -> Person:
        """The person who signs with their own number and PIN; faults as `check_pin`."""
        return self._open_door(PIN, PersonTable.number == number.strip(), pin)

    def set_password(self, person_id: UUID, password: str) -> None:
        """Replace the password and open a locked door."""
        self._set(PASSWORD, person_id, password)

    def set_pin(self, person_id: UUID, pin: str) -> None:
        """Replace the PIN and open a locked door."""
        self._set(PIN, person_id, pin)

    def set_active(self, person_id: UUID, *, active: bool) -> None:
        """Let somebody in again, or no longer; the work number is never reused."""
        with self._database.writing() as connection:
            self._update(connection, person_id, {"active": active})

    def _set(self, secret: Secret, person_id: UUID, words: str) -> None:
        kept = self._hasher.hash(words)
        with self._database.writing() as connection:
            self._update(connection, person_id, {secret.kept: kept, secret.wrong: 0, secret.locked_until: None})
            facts = {"which": secret.kept.removesuffix("_hash")}
            record(connection, self._now(), AuditKind.SECRET_SET, subject_id=person_id, facts=facts)

    def _update(self, connection: Connection, person_id: UUID, values: dict[str, Any]) -> None:
        done = connection.execute(
            update(PersonTable).where(PersonTable.id == person_id).values(values | {"version": PersonTable.version + 1})
        )
        if done.rowcount != 1:
            raise PlaceFault(FaultKind.NOT_FOUND, what="person")

    def _open_door(self, secret: Secret, who: Any, words: str) -> Person:
        # Hashing takes its 50 ms outside any transaction; only the count of wrong tries is written.
        columns = PersonTable.__table__.c
        with self._database.reading() as connection:
            row = connection.execute(
                select(
                    *_PUBLIC,
                    columns[secret.kept].label("kept"),
                    columns[secret.wrong].label("wrong"),
                    columns[secret.locked_until].label("locked_until"),
                ).where(who)
            ).first()
        now = self._now()
        if row is None or not row.active:
            # As long as for a real account, so that the time does not tell which numbers exist.
            self._decoy = self._decoy or self._hasher.hash("nobody")
            fits(self._hasher, self._decoy, words)
            raise InputFault(secret.fault)
        door = Door(row.wrong, row.locked_until)
        if door.locked(now):
            raise InputFault(FaultKind.TOO_MANY_TRIES, minutes=door.minutes_left(now))
        if fits(self._hasher, row.kept, words):
            if row.wrong or row.locked_until:
                with self._database.writing() as connection:
                    self._update(connection, row.id, {secret.wrong: 0, secret.locked_until: None})
            return _person(row)
        with self._database.writing() as connection:
            wrong = connection.scalar(select(columns[secret.wrong]).where(columns.id == row.id)) or 0
            door = Door(wrong).after_wrong(now)
            self._update(connection, row.id, {secret.wrong: door.wrong, secret.locked_until: door.locked_until})
            record(connection, now, secret.refusal, subject_id=row.id)
        if door.locked(now):
            raise InputFault(FaultKind.TOO_MANY_TRIES, minutes=door.minutes_left(now))
        raise InputFault(secret.fault)


def _person(row: Any) -> Person:
    return Person(row.id, row.number, row.name, Role(row.role), row.team, row.seat, row.active)

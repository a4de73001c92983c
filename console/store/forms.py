"""Published forms: each version is kept for ever as it was, because evaluations are pinned to it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, insert, select

from console.domain.audit import AuditKind
from console.domain.faults import FaultKind, InputFault, PlaceFault
from console.domain.forms import Form, form_from_dict, form_to_dict
from console.domain.people import Person, Right
from console.store.audit import Clock, record
from console.store.engine import Database, once_more_if_raced
from console.store.shared_tables import MonthTable
from console.store.tables import FormTable


class Forms:
    """The forms of the centre. What was read once is remembered: it cannot change."""

    def __init__(self, database: Database, now: Clock) -> None:
        self._database = database
        self._now = now
        self._known: dict[tuple[str, int], Form] = {}

    def publish(self, form: Form, person: Person | None = None) -> None:
        """Keep `form` for ever, `person` being who published it; set-up has none.

        Again with the same content is nothing; with another is InputFault(BAD_FORM). PlaceFault(NO_RIGHT).
        """
        if person is not None and not person.may(Right.MANAGE_FORMS):
            raise PlaceFault(FaultKind.NO_RIGHT)
        once_more_if_raced(lambda: self._publish(form, person))

    def _publish(self, form: Form, person: Person | None) -> None:
        with self._database.writing() as connection:
            content = connection.scalar(
                select(FormTable.content).where(FormTable.key == form.key, FormTable.version == form.version)
            )
            if content is not None:
                if form_from_dict(content) != form:
                    raise InputFault(FaultKind.BAD_FORM, where="version", why="this version is already published")
                return
            row = {
                "key": form.key,
                "version": form.version,
                "content": form_to_dict(form),
                "published_at": self._now(),
            }
            connection.execute(insert(FormTable), row)
            facts: dict[str, str | int] = {"form": form.key, "version": form.version}
            who = person.id if person else None
            record(connection, self._now(), AuditKind.FORM_PUBLISHED, person_id=who, facts=facts)

    def publish_month(self, first_day: date, person: Person) -> None:
        """Close a month: its results are published. Closed already, it stays as it was. PlaceFault(NO_RIGHT)."""
        if not person.may(Right.MANAGE_FORMS):
            raise PlaceFault(FaultKind.NO_RIGHT)
        self._publish_month(first_day.replace(day=1), person)

    def _publish_month(self, first_day: date, person: Person) -> None:
        with self._database.writing() as connection:
            if connection.scalar(select(MonthTable.first_day).where(MonthTable.first_day == first_day)):
                return
            row = {"first_day": first_day, "published_at": self._now(), "published_by": person.id}
            connection.execute(insert(MonthTable), row)
            facts = {"month": f"{first_day:%Y-%m}"}
            record(connection, self._now(), AuditKind.MONTH_PUBLISHED, person_id=person.id, facts=facts)

    def months(self) -> list[date]:
        """The first days of the months that are published, in order."""
        with self._database.reading() as connection:
            return list(connection.scalars(select(MonthTable.first_day).order_by(MonthTable.first_day)))

    def get(self, key: str, version: int) -> Form:
        """The form; PlaceFault(NOT_FOUND)."""
        if (key, version) in self._known:
            return self._known[key, version]
        with self._database.reading() as connection:
            return self.read(connection, key, version)

    def read(self, connection: Connection, key: str, version: int) -> Form:
        """`get` within the caller's transaction."""
        if (key, version) not in self._known:
            content = connection.scalar(
                select(FormTable.content).where(FormTable.key == key, FormTable.version == version)
            )
            if content is None:
                raise PlaceFault(FaultKind.NOT_FOUND, what="form")
            self._known[key, version] = form_from_dict(content)
        return self._known[key, version]

    def newest(self, key: str) -> Form:
        """The newest published version; PlaceFault(NOT_FOUND)."""
        with self._database.reading() as connection:
            version = connection.scalar(
                select(FormTable.version).where(FormTable.key == key).order_by(FormTable.version.desc()).limit(1)
            )
            if version is None:
                raise PlaceFault(FaultKind.NOT_FOUND, what="form")
            return self.read(connection, key, version)

"""Published forms: each version is kept for ever as it was, because evaluations are pinned to it."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from console.domain.audit import AuditKind
from console.domain.faults import FaultKind, InputFault, PlaceFault
from console.domain.forms import Form, form_from_dict, form_to_dict
from console.store.audit import Clock, record
from console.store.engine import Database, once_more_if_raced
from console.store.tables import FormTable


class Forms:
    """The forms of the centre. What was read once is remembered: it cannot change."""

    def __init__(self, database: Database, now: Clock) -> None:
        self._database = database
        self._now = now
        self._known: dict[tuple[str, int], Form] = {}

    def publish(self, form: Form) -> None:
        """Keep `form` for ever. Again with the same content is nothing; with another is InputFault(BAD_FORM)."""
        once_more_if_raced(lambda: self._publish(form))

    def _publish(self, form: Form) -> None:
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
            record(connection, self._now(), AuditKind.FORM_PUBLISHED, facts=facts)

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

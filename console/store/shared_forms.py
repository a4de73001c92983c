"""Publishing on a shared database: a manager's deed, by functions there."""

from __future__ import annotations

from datetime import date

from sqlalchemy import bindparam, text

from console.domain.forms import Form, form_to_dict
from console.domain.people import Person
from console.store.columns import Json, UtcTime
from console.store.forms import Forms

_PUBLISH = text("SELECT publish_form(CAST(:form AS json), :who, :at)").bindparams(
    bindparam("form", type_=Json()), bindparam("at", type_=UtcTime())
)
_PUBLISH_MONTH = text("SELECT publish_month(:first_day, :who, :at)").bindparams(bindparam("at", type_=UtcTime()))


class SharedForms(Forms):
    """As `Forms`; who may publish is decided by the database."""

    def _publish(self, form: Form, person: Person | None) -> None:
        asked = {"form": form_to_dict(form), "who": person.id if person else None, "at": self._now()}
        with self._database.deed() as connection:
            connection.execute(_PUBLISH, asked)

    def _publish_month(self, first_day: date, person: Person) -> None:
        with self._database.deed() as connection:
            connection.execute(_PUBLISH_MONTH, {"first_day": first_day, "who": person.id, "at": self._now()})

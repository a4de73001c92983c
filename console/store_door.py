"""Opens the database when it is first needed, in the database thread, and again after it could not be opened."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from console.domain.faults import Fault, FaultKind
from console.domain.people import Person
from console.places import resources_folder

if TYPE_CHECKING:
    from console.store.store import Store

log = logging.getLogger(__name__)
FORM_KEY = "monitoring"


class StoreDoor:
    """The store at `url`, opened late. Every method is called in the database thread; `opened` may be read anywhere.

    `furnish` is run on it first (the embedded default gets its demo centre so) and sees whether there is work for it.
    """

    def __init__(self, url: str, furnish: Callable[[Store], None] | None = None) -> None:
        self.url = url
        self.opened: Store | None = None
        self._furnish = furnish

    def store(self) -> Store:
        """The open store. A failure to open is tried anew at the next call."""
        if self.opened is None:
            from console.store.store import Store  # late: SQLAlchemy's ORM costs 0.4 s that the first paint must not

            store = Store.open(self.url)
            try:
                publish_shipped_form(store)
                if self._furnish is not None:
                    self._furnish(store)
            except BaseException:
                store.close()
                raise
            self.opened = store
        return self.opened

    def close(self) -> None:
        """Let go of the database."""
        if self.opened is not None:
            self.opened.close()
            self.opened = None

    # the part of `store.people` that signing on needs, before the store is open

    def sign_on(self, number: str, password: str) -> Person:
        """The person with this number and password. InputFault(WRONG_SIGN_ON) or any fault of opening."""
        return self.store().people.sign_on(number, password)

    def list_people(self) -> Sequence[Person]:
        """Everybody with an account here."""
        return self.store().people.list_people()


def publish_shipped_form(store: Store) -> None:
    """Make sure that there is a form to score with; one that is published already is never touched."""
    try:
        store.forms.newest(FORM_KEY)
        return
    except Fault as fault:
        if fault.kind is not FaultKind.NOT_FOUND:
            raise
    from console.domain.forms import form_from_dict  # late, as the store

    raw = json.loads((resources_folder() / "forms" / f"{FORM_KEY}-1.json").read_text(encoding="utf-8"))
    store.forms.publish(form_from_dict(raw))

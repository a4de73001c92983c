"""Opens the database in the database thread: an embedded one when it is first needed, a shared one at each sign-on."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from console.domain.faults import Fault, FaultKind
from console.domain.people import Person
from console.places import resources_folder
from console.settings import is_shared

if TYPE_CHECKING:
    from console.store.store import Store

log = logging.getLogger(__name__)
FORM_KEY = "monitoring"


class StoreDoor:
    """The store at `url`, opened late. Every method is called in the database thread; `opened` may be read anywhere.

    An embedded database is opened once and kept; `furnish` is run on it first (the default gets its demo centre so)
    and sees whether there is work for it. A shared one is opened by each person with the own login, and closed when
    they sign off. A `barred` door opens nothing: each try raises that fault.
    """

    def __init__(self, url: str, furnish: Callable[[Store], None] | None = None, barred: Fault | None = None) -> None:
        self.url = url
        self._barred = barred
        self.shared = is_shared(url)
        self.opened: Store | None = None
        self._furnish = furnish

    def _embedded(self) -> Store:
        """The open store. A failure to open is tried anew at the next call."""
        if self._barred is not None:
            raise self._barred
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
        if not self.shared:
            return self._embedded().people.sign_on(number, password)
        from console.store.engine import Login
        from console.store.store import Store

        self.close()
        store = Store.open(self.url, login=Login(number, password))
        try:
            person = store.people.sign_on_here()
        except BaseException:
            store.close()
            raise
        self.opened = store
        return person

    def list_people(self) -> Sequence[Person]:
        """Everybody with an account here. A shared database tells that to nobody who has not signed on.

        Of that one only the address is looked at: what is wrong with it is a fault before anybody types a password.
        """
        if not self.shared:
            return self._embedded().people.list_people()
        from console.store.connecting import Patience, parameters
        from console.store.engine import address_of

        parameters(address_of(self.url).server, Patience())
        return ()

    def lacks_form(self) -> bool:
        """Whether there is no form to score with; on a shared database an administrator publishes the first."""
        if self.opened is None:
            return False
        try:
            self.opened.forms.newest(FORM_KEY)
        except Fault as fault:
            if fault.kind is FaultKind.NOT_FOUND:
                return True
            raise
        return False


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

"""Passwords that people asked this PC to remember: in the system's keyring, never in a file of ours."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from console.domain.faults import FaultKind, PlaceFault

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

log = logging.getLogger(__name__)
LEAST_PRIORITY = 1
"""What the keyring library itself calls recommended: below stand the failing ones and those that write plain files."""


class KeptPasswords:
    """The passwords for one database, by work number.

    The system may ask its user before it answers, so every method is called off the GUI thread.
    """

    def __init__(self, database_url: str) -> None:
        self._service = f"Deskside {database_url}"

    @property
    def usable(self) -> bool:
        """Whether this PC has a keyring that is fit to hold a password."""
        return self._ring() is not None

    def _ring(self) -> KeyringBackend | None:
        import keyring  # late: looking for its backends takes a tenth of a second

        ring = keyring.get_keyring()
        return ring if ring.priority >= LEAST_PRIORITY else None

    def get(self, number: str) -> str:
        """The password kept for `number`; empty where there is none or the keyring does not answer."""
        ring = self._ring()
        if ring is None:
            return ""
        try:
            return ring.get_password(self._service, number) or ""
        except Exception as error:  # the backends let whatever their system says pass through
            log.warning("the keyring gives nothing: %s", type(error).__name__)
            return ""

    def keep(self, number: str, password: str) -> None:
        """Remember the password. PlaceFault(NOT_REMEMBERED)."""
        ring = self._ring()
        if ring is None:
            raise PlaceFault(FaultKind.NOT_REMEMBERED)
        try:
            if ring.get_password(self._service, number) != password:
                ring.set_password(self._service, number, password)
        except Exception as error:
            log.warning("the keyring takes nothing: %s", type(error).__name__)
            raise PlaceFault(FaultKind.NOT_REMEMBERED) from error

    def forget(self, number: str) -> None:
        """Remember the password no longer."""
        ring = self._ring()
        if ring is None:
            return
        try:
            if ring.get_password(self._service, number) is not None:
                ring.delete_password(self._service, number)
        except Exception as error:
            log.warning("the keyring lets nothing go: %s", type(error).__name__)

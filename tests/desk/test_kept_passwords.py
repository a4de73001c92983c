from __future__ import annotations

from collections.abc import Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.errors import KeyringLocked, PasswordDeleteError

from console.desk.kept_passwords import KeptPasswords
from console.domain.faults import FaultKind, PlaceFault

ADDRESS = "postgresql://db.centre/deskside"


class MemoryKeyring(KeyringBackend):
    """Behaves as a system's keyring does; holds what it is given until the test ends."""

    priority = 5

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.held: dict[tuple[str, str], str] = {}
        self.locked = False

    def _look(self) -> None:
        if self.locked:
            raise KeyringLocked

    def get_password(self, service: str, username: str) -> str | None:
        self._look()
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._look()
        self.held[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._look()
        if (service, username) not in self.held:
            raise PasswordDeleteError
        del self.held[service, username]


class PlainFileKeyring(MemoryKeyring):
    """Says of itself that it is no safe place."""

    priority = 0.5  # type: ignore[assignment]


@pytest.fixture(autouse=True)
def own_keyring() -> Iterator[None]:
    """The system's keyring is put back."""
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


def test_kept_and_forgotten_for_one_database_only() -> None:
    ring = MemoryKeyring()
    keyring.set_keyring(ring)
    kept = KeptPasswords(ADDRESS)
    assert kept.usable
    assert kept.get("1001") == ""
    kept.keep("1001", "listen-well")
    assert kept.get("1001") == "listen-well"
    assert KeptPasswords("postgresql://other/deskside").get("1001") == ""
    kept.forget("1001")
    kept.forget("1001")
    assert ring.held == {}


@pytest.mark.parametrize("ring", [NoKeyring(), PlainFileKeyring()])  # type: ignore[no-untyped-call]
def test_without_a_safe_keyring_nothing_is_kept(ring: KeyringBackend) -> None:
    keyring.set_keyring(ring)
    kept = KeptPasswords(ADDRESS)
    assert not kept.usable
    with pytest.raises(PlaceFault) as caught:
        kept.keep("1001", "listen-well")
    assert caught.value.kind is FaultKind.NOT_REMEMBERED
    assert kept.get("1001") == ""
    kept.forget("1001")
    assert not getattr(ring, "held", {})


def test_a_locked_keyring_gives_nothing_and_breaks_nothing() -> None:
    ring = MemoryKeyring()
    ring.locked = True
    keyring.set_keyring(ring)
    kept = KeptPasswords(ADDRESS)
    assert kept.usable
    assert kept.get("1001") == ""
    kept.forget("1001")
    with pytest.raises(PlaceFault):
        kept.keep("1001", "listen-well")

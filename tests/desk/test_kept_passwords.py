from __future__ import annotations

from collections.abc import Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring

from console.desk.kept_passwords import KeptPasswords
from console.domain.faults import FaultKind, PlaceFault
from tests.memory_keyring import MemoryKeyring

ADDRESS = "postgresql://db.centre/deskside"


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
    assert ring.kept == {}


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
    assert not getattr(ring, "kept", {})


def test_a_locked_keyring_gives_nothing_and_breaks_nothing() -> None:
    ring = MemoryKeyring()
    ring.broken = True
    keyring.set_keyring(ring)
    kept = KeptPasswords(ADDRESS)
    assert kept.usable
    assert kept.get("1001") == ""
    kept.forget("1001")
    with pytest.raises(PlaceFault):
        kept.keep("1001", "listen-well")

"""The outbox's key lies in the system's keyring and nowhere else; without a real keyring there is no offline work."""

from __future__ import annotations

import base64
import binascii
import logging
import os

from console.domain.faults import FaultKind, PlaceFault

SERVICE = "deskside"
KEY_BYTES = 32
LEAST_PRIORITY = 1
"""What the keyring library itself calls recommended: below stand the failing ones and those that write plain files."""

log = logging.getLogger(__name__)


def take_key(name: str, *, make: bool) -> bytes:
    """The key kept under `name`, made when `make` and there is none. It may wait while the system asks its user.

    PlaceFault(OFFLINE_OFF) with `why`: "no_keyring", "keyring_failed", "key_missing".
    """
    import keyring  # late: looking for its backends takes a tenth of a second
    import keyring.errors

    ring = keyring.get_keyring()
    if ring.priority < LEAST_PRIORITY:
        raise PlaceFault(FaultKind.OFFLINE_OFF, why="no_keyring")
    try:
        kept = ring.get_password(SERVICE, name)
        if kept is None and make:
            ring.set_password(SERVICE, name, base64.b64encode(os.urandom(KEY_BYTES)).decode())
            kept = ring.get_password(SERVICE, name)
    except keyring.errors.NoKeyringError as error:
        raise PlaceFault(FaultKind.OFFLINE_OFF, why="no_keyring") from error
    except Exception as error:  # the backends let whatever their system says pass through
        log.warning("the keyring failed: %s", type(error).__name__)
        raise PlaceFault(FaultKind.OFFLINE_OFF, why="keyring_failed") from error
    try:
        key = base64.b64decode(kept or "", validate=True)
    except binascii.Error:
        key = b""
    if len(key) != KEY_BYTES:
        raise PlaceFault(FaultKind.OFFLINE_OFF, why="key_missing")
    return key

"""Turns words into bytes that only the holder of a key reads, and that nobody changes unnoticed."""

from __future__ import annotations

import json
import os
from typing import Any

NONCE_BYTES = 12
BLOCK_BYTES = 256
"""Content is padded to whole blocks, so that its length does not tell what it is."""


class NotReadable(Exception):
    """The key is another one, or the bytes were changed."""


class Seal:
    """AES-256-GCM under one key. `place` is bound in: bytes moved to another place can no longer be read."""

    def __init__(self, key: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # late: 20 ms that only offline work needs

        self._cipher = AESGCM(key)

    def close(self, content: Any, place: bytes) -> bytes:
        """`content` (what JSON can say) as nonce and ciphertext."""
        words = json.dumps(content, separators=(",", ":")).encode("ascii")
        padded = words + b" " * (-len(words) % BLOCK_BYTES)
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, padded, place)

    def open(self, sealed: bytes, place: bytes) -> Any:
        """What `close` was given. NotReadable."""
        from cryptography.exceptions import InvalidTag

        try:
            words = self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place)
            return json.loads(words)
        except (InvalidTag, ValueError) as error:
            raise NotReadable from error

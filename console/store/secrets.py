"""Passwords and PINs: argon2 hashes, and the count of wrong tries that locks a door for a while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MOST_WRONG = 5
LOCKED_FOR = timedelta(minutes=15)


class Hasher(Protocol):
    """Turns a secret into what may be kept, and tells whether a secret is the one."""

    def hash(self, password: str) -> str:
        """The text to keep."""

    def verify(self, hash: str, password: str) -> bool:  # noqa: A002 - the library's name
        """True, or an argon2 error."""


def argon2id() -> Hasher:
    """The library's current recommendation (RFC 9106, low memory): about 50 ms and 64 MiB a try."""
    return PasswordHasher()


def fits(hasher: Hasher, kept: str | None, secret: str) -> bool:
    """Whether `secret` is the one behind `kept`; False where none is kept."""
    if not kept:
        return False
    try:
        return hasher.verify(kept, secret)
    except (VerificationError, InvalidHashError):
        return False


@dataclass(frozen=True)
class Door:
    """How often a secret was given wrongly, and until when no try counts."""

    wrong: int = 0
    locked_until: datetime | None = None

    def locked(self, now: datetime) -> bool:
        """Whether even the right secret is refused."""
        return self.locked_until is not None and now < self.locked_until

    def minutes_left(self, now: datetime) -> int:
        """Whole minutes until tries count again, at least 1 while locked."""
        if self.locked_until is None or now >= self.locked_until:
            return 0
        return max(1, -(-int((self.locked_until - now).total_seconds()) // 60))

    def after_wrong(self, now: datetime) -> Door:
        """The door after one more wrong try; the fifth locks it and starts the count anew."""
        if self.wrong + 1 >= MOST_WRONG:
            return Door(0, now + LOCKED_FOR)
        return Door(self.wrong + 1, None)

"""Who is out of a queue for a moment only is noted on the switch itself: whoever comes after a crash puts them back."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from urllib.parse import quote, unquote

from console.telephony.ami import Ami, AmiFailure, Refused
from console.telephony.asterisk_members import MemberRow

FAMILY = "deskside-taken-out"
"""In the switch's own database, which a restart keeps. All that we leave on a switch is named so."""

LONGEST_S = 600.0
"""Whoever was out for longer may have gone home: nobody is signed on again on the word of an old note."""

_LONGEST_NOTE = 900
"""Characters; the switch answers with no more than 1023."""

log = logging.getLogger(__name__)


def add_fields(row: MemberRow) -> tuple[tuple[str, str], ...]:
    """What puts a member into its queue as it was, and not paused."""
    fields = [
        ("Queue", row.queue),
        ("Interface", row.interface),
        ("Penalty", str(row.penalty)),
        ("Paused", "false"),
        ("MemberName", row.name),
        ("StateInterface", row.state_interface),
    ]
    if row.wrap_up_s:
        fields.append(("Wrapuptime", str(row.wrap_up_s)))
    return tuple(fields)


class TakenOut:
    """Notes of one switch. Where its login may not keep any, work goes on without: AmiFailures other than Refused."""

    def __init__(self, ami: Ami, now: Callable[[], datetime]) -> None:
        self._ami = ami
        self._now = now

    async def note(self, row: MemberRow) -> None:
        """Before a member is taken out."""
        fields = "&".join(f"{quote(key, '')}={quote(value, '')}" for key, value in add_fields(row))
        text = f"{self._now().timestamp():.0f}&{fields}"
        if len(text) <= _LONGEST_NOTE:
            await self._set(f"DB({FAMILY}/{_key(row)})", text)

    async def forget(self, row: MemberRow) -> None:
        """Once the member is back. A note that cannot be taken away now is when somebody connects again."""
        with suppress(AmiFailure):
            await self._set(f"DB_DELETE({FAMILY}/{_key(row)})", "")

    async def put_back(self) -> None:
        """Put back whoever a crash left out, and forget every note."""
        for key in filter(None, (await self._get(f"DB_KEYS({FAMILY})")).split(",")):
            text = await self._get(f"DB({FAMILY}/{key})")
            since, _, rest = text.partition("&")
            fields = [tuple(map(unquote, one.partition("=")[::2])) for one in rest.split("&") if one]
            age_s = self._now().timestamp() - float(since) if since.isdecimal() else LONGEST_S
            if abs(age_s) < LONGEST_S and fields:
                await self._add([(key, value) for key, value in fields])
            await self._set(f"DB_DELETE({FAMILY}/{key})", "")

    async def _add(self, fields: list[tuple[str, str]]) -> None:
        try:
            await self._ami.ask("QueueAdd", *fields)
        except (Refused, ValueError) as error:  # back already, by themselves or by another gateway
            log.info("not put back into %s: %s", ascii(fields[0][1]), error)
        else:
            log.warning("put back into %s: %s", ascii(fields[0][1]), ascii(fields[1][1]))

    async def _set(self, name: str, value: str) -> None:
        try:
            await self._ami.ask("Setvar", ("Variable", name), ("Value", value))
        except Refused as error:
            log.info("no note on the switch: %s", error)

    async def _get(self, name: str) -> str:
        try:
            return (await self._ami.ask("Getvar", ("Variable", name)))["Value"]
        except Refused:
            return ""


def _key(row: MemberRow) -> str:
    return hashlib.sha256(f"{row.queue}\0{row.interface}".encode()).hexdigest()[:24]

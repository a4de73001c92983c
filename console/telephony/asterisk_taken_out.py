"""Who is out of a queue for a moment only is noted on the switch itself: whoever comes after a crash puts them back."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from urllib.parse import quote, unquote

from console.telephony.ami import Ami, AmiFailure, Refused
from console.telephony.asterisk_members import MemberRow

NAMES = tuple(f"DESKSIDE_TAKEN_OUT_{number}" for number in range(1, 9))
"""Global variables, as many as may be out at once. All that we leave on a switch is named so.

Its own database would outlive its restart too, but a manager's login may not write there (`live_dangerously`).
"""

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
        self._used: dict[MemberRow, str] = {}

    async def note(self, row: MemberRow) -> None:
        """Before a member is taken out."""
        fields = "&".join(f"{quote(key, '')}={quote(value, '')}" for key, value in add_fields(row))
        text = f"{self._now().timestamp():.0f}&{fields}"
        free = next((name for name in NAMES if name not in self._used.values()), "")
        if free and len(text) <= _LONGEST_NOTE:
            self._used[row] = free
            await self._set(free, text)

    async def forget(self, row: MemberRow) -> None:
        """Once the member is back. A note that cannot be taken away now is when somebody connects again."""
        name = self._used.pop(row, "")
        if name:
            with suppress(AmiFailure):
                await self._set(name, "")

    async def put_back(self) -> None:
        """Put back whoever a crash left out, and forget every note."""
        for name in NAMES:
            text = await self._get(name)
            if not text:
                continue
            since, _, rest = text.partition("&")
            fields = [tuple(map(unquote, one.partition("=")[::2])) for one in rest.split("&") if one]
            age_s = self._now().timestamp() - float(since) if since.isdecimal() else LONGEST_S
            if abs(age_s) < LONGEST_S and fields:
                await self._add([(key, value) for key, value in fields])
            await self._set(name, "")
        self._used.clear()

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

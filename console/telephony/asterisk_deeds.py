"""Deeds on an Asterisk: asked in its words, believed when its own events show that they were done."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from console.domain.floor import FORCED_SIGN_OFF, AgentState
from console.telephony.ami import Ami, AmiFailure, Refused
from console.telephony.asterisk_channels import Channel, Channels
from console.telephony.asterisk_facts import AsteriskFacts, QueueCall
from console.telephony.asterisk_members import MemberRow, Members
from console.telephony.asterisk_parties import Parties
from console.telephony.asterisk_site import AsteriskSite, can_be_dialled
from console.telephony.asterisk_taken_out import TakenOut, add_fields
from console.telephony.interface import Result
from console.telephony.machine import Machine

CONFIRM_S = 4.0
ANSWER_S = 20.0
"""How long the phone that takes a call over may ring: what came of it is to be said before whoever asked gives up."""

_BOTH_SIDES_S = 1.0
_AGAIN = 3


class Deeds:
    """One agent's deeds are done one after the other; nothing is ever asked twice by itself."""

    def __init__(
        self,
        ami: Ami,
        site: AsteriskSite,
        machine: Machine,
        members: Members,
        channels: Channels,
        facts: AsteriskFacts,
        relist: Callable[[], Coroutine[Any, Any, None]],
        ended_by_us: set[str],
        taken_out: TakenOut,
    ) -> None:
        self._ami = ami
        self._site = site
        self._machine = machine
        self._members = members
        self._channels = channels
        self._facts = facts
        self._relist = relist
        self._ended_by_us = ended_by_us
        self._taken_out = taken_out
        self._parties = Parties(channels, facts)
        self._looks: set[asyncio.Event] = set()
        self._at_it: set[asyncio.Task[str]] = set()

    def look(self) -> None:
        """Something has been taken in: whoever waits may look again."""
        for event in self._looks:
            event.set()

    async def finish(self) -> None:
        """Leave nobody half in a queue."""
        if self._at_it:
            await asyncio.wait(self._at_it, timeout=CONFIRM_S)

    async def sign_off(self, number: str) -> Result:
        """Out of every queue; where a member is fixed, paused instead."""
        rows = self._members.of(number)
        if not rows:
            return Result(False, False, f"{number} is in no queue")
        return await self._done(self._sign_off(rows))

    async def set_away(self, number: str, reason: str) -> Result:
        """Paused in every queue."""
        rows = self._members.of(number)
        if not rows:
            return Result(False, False, f"{number} is in no queue, so cannot be away")
        return await self._done(self._pause(rows, True, reason))

    async def set_ready(self, number: str) -> Result:
        """Released in every queue, and out of the time after a call."""
        if not self._members.of(number):
            return Result(False, False, f"{number} is in no queue: only the agent can sign on")
        return await self._done(self._set_ready(number))

    async def end_call(self, number: str) -> Result:
        """Both sides cut off."""
        return await self._done(self._end_call(number))

    async def take_over(self, number: str, to: str) -> Result:
        """The customer sent to `to`, the agent released."""
        if not can_be_dialled(to):
            return Result(False, False, "that is no number of a phone")
        return await self._done(self._take_over(number, to))

    async def _done(self, deed: Coroutine[Any, Any, Result]) -> Result:
        try:
            return await deed
        except (AmiFailure, ValueError) as error:
            return Result(False, False, str(error))

    async def _until(self, true: Callable[[], bool], within_s: float | None = None) -> bool:
        look = asyncio.Event()
        self._looks.add(look)
        try:
            async with asyncio.timeout(CONFIRM_S if within_s is None else within_s):
                while not true():
                    look.clear()
                    await look.wait()
            return True
        except TimeoutError:
            return true()
        finally:
            self._looks.discard(look)

    async def _confirmed(self, true: Callable[[], bool], words: str = "") -> Result:
        """What the events show; where none comes, what a list shows."""
        if await self._until(true):
            return Result(True, True, words)
        await self._relist()
        if true():
            return Result(True, True, words)
        late = f"accepted, but not seen to be done within {CONFIRM_S:g} s"
        return Result(True, False, f"{words}; {late}" if words else late)

    # Queues

    def _row(self, row: MemberRow) -> MemberRow | None:
        return self._members.row(row.queue, row.interface)

    async def _pause(self, rows: Iterable[MemberRow], paused: bool, reason: str = "", *, each: bool = False) -> Result:  # noqa: FBT001
        rows = tuple(rows)
        yes = "true" if paused else "false"
        for interface, queue in dict.fromkeys((row.interface, row.queue if each else "") for row in rows):
            where = (("Queue", queue),) if queue else ()
            why = (("Reason", reason),) if reason else ()
            await self._ami.ask("QueuePause", ("Interface", interface), ("Paused", yes), *where, *why)

        def is_so(row: MemberRow) -> bool:
            now = self._row(row)
            return now is not None and now.paused == paused and (not paused or now.reason == reason)

        return await self._confirmed(lambda: all(map(is_so, rows)))

    async def _sign_off(self, rows: tuple[MemberRow, ...]) -> Result:
        fixed = []
        for row in rows:
            try:
                await self._ami.ask("QueueRemove", ("Queue", row.queue), ("Interface", row.interface))
            except Refused as error:
                if "not dynamic" in str(error).lower():
                    fixed.append(row)
                elif "not there" not in str(error).lower():
                    raise
        words = ""
        if fixed:
            queues = ", ".join(row.queue for row in fixed)
            words = f"fixed in {queues} (Member not dynamic), so paused there instead"
            paused = await self._pause(fixed, True, FORCED_SIGN_OFF, each=True)
            if not paused.confirmed:
                return Result(paused.accepted, False, f"{words}: {paused.words}")
        gone = [row for row in rows if row not in fixed]
        return await self._confirmed(lambda: not any(map(self._row, gone)), words)

    async def _set_ready(self, number: str) -> Result:
        rows = self._members.of(number)
        released = Result(True, True)
        if any(row.paused for row in rows):
            released = await self._pause(rows, False)
        now = self._machine.agents().get(number)
        if now is None or now.state is not AgentState.AFTER_CALL or not released.confirmed:
            return released
        again = [row for row in rows if row.wrap_up_s or self._site.rules.wrap_up_s.get(row.queue)]
        fixed = [row.queue for row in again if not row.dynamic]
        lost = [words for row in again if row.dynamic and (words := await self._unbroken(self._in_again(row)))]
        if lost:
            return Result(True, False, "; ".join(lost))
        if fixed:
            words = f"fixed in {', '.join(fixed)}: its time after the call ends by itself"
            return Result(len(fixed) < len(again), False, words)

        def is_ready() -> bool:
            after = self._machine.agents().get(number)
            return after is not None and after.state is not AgentState.AFTER_CALL

        return await self._confirmed(is_ready)

    async def _unbroken(self, work: Coroutine[Any, Any, str]) -> str:
        """Done to its end whoever gives up waiting for it."""
        task = asyncio.create_task(work)
        self._at_it.add(task)
        task.add_done_callback(self._at_it.discard)
        return await asyncio.shield(task)

    async def _in_again(self, row: MemberRow) -> str:
        """Out of a queue and in again: the only way to end its time after a call. Empty, or what went wrong."""
        await self._taken_out.note(row)
        try:
            await self._ami.ask("QueueRemove", ("Queue", row.queue), ("Interface", row.interface))
        except Refused:  # nobody was taken out: who signed off just now must not be signed on again
            await self._taken_out.forget(row)
            raise
        words = ""
        for _ in range(_AGAIN):  # an agent must not be left out of the queue
            try:
                await self._ami.ask("QueueAdd", *add_fields(row))
            except Refused as error:
                words = str(error)
                if "already there" not in words.lower():
                    continue
            except AmiFailure as error:
                words = str(error)
                break
            await self._taken_out.forget(row)
            return ""
        return f"TAKEN OUT of {row.queue} and not put back ({words}): the agent must sign on again"

    # Calls

    @contextmanager
    def _claimed(self, call: QueueCall | None, legs: Iterable[Channel]) -> Iterator[None]:
        """Whatever ends meanwhile was ended by us, unless the switch refuses: its events come before its answer."""
        keys = {leg.key for leg in legs} | ({call.channel} if call is not None else set())
        self._ended_by_us |= keys
        try:
            yield
        except AmiFailure:
            self._ended_by_us -= keys
            raise

    async def _hang_up(self, channels: Iterable[Channel]) -> None:
        for channel in channels:
            try:
                await self._ami.ask("Hangup", ("Channel", channel.name), ("Cause", "16"))
            except Refused as error:
                if "no such channel" not in str(error).lower():
                    raise

    async def _end_call(self, number: str) -> Result:
        legs = self._parties.legs(number)
        call = self._facts.call_of(number)
        if not legs:
            return Result(False, False, f"{number} has no call")
        keys = {one.key: one for leg in legs for one in self._channels.company(leg)}
        if call is not None and call.key in self._channels.live:
            keys[call.key] = self._channels.live[call.key]
        words = ""
        if call is not None:
            words = await self._note(call.queue, call.key, number)
        with self._claimed(call, legs):
            await self._hang_up(legs)

        def gone(channels: Iterable[Channel]) -> bool:
            return not any(one.key in self._channels.live for one in channels)

        everybody = [*legs, *keys.values()]
        if not await self._until(lambda: gone(everybody), _BOTH_SIDES_S):
            await self._hang_up(one for one in everybody if one.key in self._channels.live)
        return await self._confirmed(lambda: gone(everybody), words)

    async def _note(self, queue: str, key: str, number: str) -> str:
        """Tell the switch's own log, lest its reports blame the agent. Empty, or why not."""
        rows = [row.interface for row in self._members.of(number) if row.queue == queue]
        fields = (("Queue", queue), ("Event", "SUPHANGUP"), ("Uniqueid", key), ("Interface", rows[0] if rows else ""))
        try:
            await self._ami.ask("QueueLog", *fields, ("Message", "ended by a supervisor"))
        except AmiFailure as error:
            return f"not noted in the switch's own log: {error}"
        return ""

    async def _take_over(self, number: str, to: str) -> Result:
        legs = self._parties.legs(number)
        call = self._facts.call_of(number)
        customer = self._parties.customer(number)
        if customer is None:
            return Result(False, False, f"{number} has no call with one customer")
        context = self._site.take_over_context
        if await self.is_nowhere(to):
            return Result(False, False, f"the switch knows no {to} in {context}")
        bridge = customer.bridge
        fields = (("Channel", customer.name), ("Context", context), ("Exten", to), ("Priority", "1"))
        with self._claimed(call, legs):
            await self._ami.ask("Redirect", *fields)
        released = await self._until(lambda: not any(leg.key in self._channels.live for leg in legs))
        if not released:
            await self._hang_up(leg for leg in legs if leg.key in self._channels.live)

        def is_there() -> bool:
            return customer.bridge not in ("", bridge) or customer.key not in self._channels.live

        there = await self._until(is_there, ANSWER_S)
        if customer.key not in self._channels.live:
            return Result(True, False, f"the customer was sent to {to} and is gone")
        if not there:
            return Result(True, False, f"the customer was sent to {to}, where nobody answers")
        return await self._confirmed(lambda: not any(leg.key in self._channels.live for leg in legs))

    async def is_nowhere(self, to: str) -> bool:
        """Whether the switch is sure that nothing is there: a customer sent there would be cut off."""
        try:
            place = f"DIALPLAN_EXISTS({self._site.take_over_context},{to},1)"
            answer = await self._ami.ask("Getvar", ("Variable", place))
        except Refused:
            return False
        return answer["Value"] == "0"

"""Carries out what was asked of the telephone system, each thing once, and writes what came of it."""

from __future__ import annotations

import asyncio
import logging

from console.domain.floor import NEEDS_CALL, AwayReason, FloorAction
from console.domain.floor_book import ActionState, ActionToDo
from console.gateway.listening import Listenings
from console.gateway.outcomes import InDatabase, Outcomes
from console.store.floor_writing import FloorWriting
from console.telephony.interface import Result, Telephony, able

LONGEST_S = 30.0
"""No telephone system takes longer; whoever asked has given up by then."""

_log = logging.getLogger(__name__)


class Deeds:
    """The deeds of one time of leading. An action taken up is never done a second time, whatever happens to it."""

    def __init__(self, telephony: Telephony, writing: FloorWriting, in_database: InDatabase) -> None:
        self._telephony = telephony
        self._writing = writing
        self._in_database = in_database
        self._outcomes = Outcomes(writing, in_database)
        self._running: set[asyncio.Task[None]] = set()
        self.listenings = Listenings(telephony, self._outcomes)

    async def take_up(self) -> None:
        """Begin everything that is asked for. Faults of the database."""
        taken: list[ActionToDo] = await self._in_database(self._writing.take)
        self.listenings.heed([todo for todo in taken if todo.stop is not None])
        for todo in taken:
            if todo.stop is not None:
                continue
            task = asyncio.create_task(self._carry_out(todo))
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    async def stop(self, *, cut: bool) -> None:
        """Give up what still runs; whoever listens hears nothing any more. `cut`: customers taken over neither."""
        for task in tuple(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        await self.listenings.stop(cut=cut)

    async def _carry_out(self, todo: ActionToDo) -> None:
        if self.listenings.takes(todo):
            await self.listenings.carry_out(todo)
            return
        try:
            result = await asyncio.wait_for(self._do(todo), LONGEST_S)
        except TimeoutError:
            result = Result(accepted=False, confirmed=False, words="the telephone system did not answer")
        except Exception as error:
            _log.exception("%s of %s failed", todo.action.value, todo.agent_number)
            result = Result(accepted=False, confirmed=False, words=f"the gateway failed: {type(error).__name__}")
        state = ActionState.DONE if result.confirmed else ActionState.ACCEPTED
        outcome = state if result.accepted else ActionState.REFUSED
        await self._outcomes.write(todo.id, outcome, result.words)

    async def _do(self, todo: ActionToDo) -> Result:
        telephony, number = self._telephony, todo.agent_number
        if todo.action not in able(telephony.caps):
            return _refused("this telephone system cannot do that")
        agent = telephony.snapshot().agents.get(number)
        if agent is None:
            return _refused("the telephone system does not know this agent")
        if todo.action in NEEDS_CALL and todo.call_key not in ("", agent.call_key):
            return _refused("the call that was meant is over")
        if todo.action is FloorAction.SIGN_OFF:
            return await telephony.sign_off(number)
        if todo.action is FloorAction.SET_AWAY:
            return await telephony.set_away(number, AwayReason(todo.reason))
        if todo.action is FloorAction.SET_READY:
            return await telephony.set_ready(number)
        if todo.action is FloorAction.END_CALL:
            return await telephony.end_call(number)
        if todo.action is FloorAction.TAKE_OVER:
            return await telephony.take_over(number, todo.to_phone)
        return _refused("this gateway cannot do that")


def _refused(words: str) -> Result:
    return Result(accepted=False, confirmed=False, words=words)

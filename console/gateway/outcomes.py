"""Writes what came of actions, until the database takes it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from console.domain.faults import Fault
from console.domain.floor_book import ActionState
from console.domain.live import LiveOffer
from console.store.floor_writing import FloorWriting

WRITE_AGAIN_S = 0.5

_log = logging.getLogger(__name__)

InDatabase = Callable[[Callable[[], Any]], Awaitable[Any]]


class Outcomes:
    """For one time of leading."""

    def __init__(self, writing: FloorWriting, in_database: InDatabase) -> None:
        self._writing = writing
        self._in_database = in_database

    async def write(
        self, action_id: UUID, state: ActionState, words: str, *, last: bool = True, offer: LiveOffer | None = None
    ) -> None:
        """As `FloorWriting.finish`, until it is written; when it never can be, whoever leads next finds it open."""
        while True:
            try:
                await self.write_once(action_id, state, words, last=last, offer=offer)
            except Fault as fault:
                _log.info("what came of an action is not written yet: %s", fault)
                await asyncio.sleep(WRITE_AGAIN_S)
            else:
                return

    async def write_once(
        self, action_id: UUID, state: ActionState, words: str, *, last: bool = True, offer: LiveOffer | None = None
    ) -> None:
        """As `FloorWriting.finish`."""
        await self._in_database(lambda: self._writing.finish(action_id, state, words, last=last, offer=offer))

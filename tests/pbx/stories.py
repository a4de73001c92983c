"""What the stories have in common: a name by which each is told, and what agents do to themselves."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from console.domain.floor import AgentState
from tests.pbx.story_watch import FloorWatch

Story = Callable[[FloorWatch], Awaitable[None]]
STORIES: dict[str, Story] = {}

SIGNED_OFF, READY, RINGING = AgentState.SIGNED_OFF, AgentState.READY, AgentState.RINGING
TALKING, ON_HOLD, CONSULTING = AgentState.TALKING, AgentState.ON_HOLD, AgentState.CONSULTING
CONFERENCE, AFTER_CALL, BUSY, AWAY = AgentState.CONFERENCE, AgentState.AFTER_CALL, AgentState.BUSY, AgentState.AWAY


def story(told: Story) -> Story:
    """Mark a coroutine as a story; it happens beside others, with agents and queues of its own."""
    STORIES[told.__name__] = told
    return told


def now() -> datetime:
    return datetime.now(UTC)


async def pause(floor: FloorWatch, number: str, reason: str, queue: str = "") -> datetime:
    """Pause the agent, by itself, in one queue or all; when."""
    return await _pause(floor, number, "true", reason, queue)


async def unpause(floor: FloorWatch, number: str, queue: str = "") -> datetime:
    return await _pause(floor, number, "false", "", queue)


async def _pause(floor: FloorWatch, number: str, paused: str, reason: str, queue: str) -> datetime:
    fields: dict[str, object] = {"Interface": f"PJSIP/{number}", "Paused": paused, "Reason": reason}
    if queue:
        fields["Queue"] = queue
    began = now()
    await floor.centre.manager.done("QueuePause", **fields)
    return began


def close(told_ms: int | None, length: timedelta) -> bool:
    """To a tenth of a second."""
    return told_ms is not None and abs(told_ms - length / timedelta(milliseconds=1)) <= 100

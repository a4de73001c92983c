"""What happens on a real Asterisk, told as the floor must tell it: each state, its beginning and its reason."""

from __future__ import annotations

import asyncio
import traceback

import pytest

from tests.pbx import stories_of_agents, stories_of_calls, stories_of_deeds, stories_of_what_follows
from tests.pbx.asterisk import Asterisk
from tests.pbx.floor_adapter import floor_adapter
from tests.pbx.small_centre import small_centre
from tests.pbx.stories import STORIES
from tests.pbx.story_watch import FloorWatch, watching

pytestmark = pytest.mark.asterisk

_TOLD_BY = (stories_of_agents, stories_of_calls, stories_of_what_follows, stories_of_deeds)

AT_ONCE = 12
"""Stories that happen at the same time."""


async def _tell(switch: Asterisk, names: list[str]) -> dict[str, str]:
    """Let these stories happen; what was wrong with each, empty if nothing."""
    wrong: dict[str, str] = {}
    places = asyncio.Semaphore(AT_ONCE)

    async def one(name: str, floor: FloorWatch) -> None:
        async with places:
            try:
                async with asyncio.timeout(45):
                    await STORIES[name](floor)
            except Exception:
                wrong[name] = traceback.format_exc()

    async with small_centre(switch) as centre, watching(centre, floor_adapter(switch)) as floor:
        await asyncio.gather(*(one(name, floor) for name in names))
    return wrong


@pytest.fixture(scope="module")
def wrong(asterisk: Asterisk, request: pytest.FixtureRequest) -> dict[str, str]:
    """All the stories that this run asks for, told at the same time."""
    wanted = [item.name.partition("[")[2][:-1] for item in request.session.items if item.name.startswith("test_story[")]
    return asyncio.run(_tell(asterisk, wanted))


@pytest.mark.parametrize("name", STORIES)
def test_story(wrong: dict[str, str], name: str) -> None:
    if name in wrong:
        pytest.fail(wrong[name], pytrace=False)

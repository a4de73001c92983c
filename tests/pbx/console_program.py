"""A console that can be killed: it fetches what it is offered, speaks a tone where it may, and stays."""

from __future__ import annotations

import asyncio
import sys

from tests.pbx.console_side import console_side
from tests.pbx.listening_program import offer_of

SPEAKS = "speaking"
TONE_HZ = 1100.0


async def stay() -> None:
    """Each line on stdin is an offer; one line on stdout when it is fetched."""
    async with console_side() as console:
        while line := await asyncio.to_thread(sys.stdin.readline):
            offer = offer_of(line)
            await console.open(offer)
            if offer.talk_url:
                console.say("talk", TONE_HZ)
            sys.stdout.write(f"{SPEAKS}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(stay())

"""A gateway's adapter as a program that can be killed: it listens, takes over, tells what it was offered."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import asdict
from typing import Any

from console.telephony.ami import AmiLogin
from console.telephony.asterisk import Asterisk
from console.telephony.asterisk_ari import AriLogin
from console.telephony.asterisk_media import LiveSite
from console.telephony.live import MediaWish, Mode, Offer, Transport

SAID = "offer "


async def stay(told: dict[str, Any]) -> None:
    """Listen as told; then be asked to take over by a line on stdin; never end."""
    host, name, secret = told["host"], told["name"], told["secret"]
    ari = AriLogin(host, name, secret, port=told["ari_port"], tls=False) if told["ari_port"] else None
    site = LiveSite(ari, take_over_at="live" if ari else "live-rtp")
    adapter = Asterisk(AmiLogin(host, name, secret, told["ami_port"]), live=site)
    await adapter.start()
    live = adapter.live
    assert live is not None
    offer = await live.listen(told["agent"], "1101", MediaWish(*told["wish"]))
    say(offer)
    while line := (await asyncio.to_thread(sys.stdin.readline)).strip():
        say(await (live.take_over(offer.key) if line == "take over" else live.talk(offer.key, Mode(line))))


def say(offer: Offer) -> None:
    """Tell the test."""
    sys.stdout.write(line_of(offer))
    sys.stdout.flush()


def line_of(offer: Offer) -> str:
    """What `offer_of` reads."""
    return f"{SAID}{json.dumps(asdict(offer))}\n"


def offer_of(line: str) -> Offer:
    """What `line_of` has written."""
    told = json.loads(line.removeprefix(SAID))
    return Offer(**told | {"transport": Transport(told["transport"])})


if __name__ == "__main__":
    asyncio.run(stay(json.loads(sys.argv[1])))

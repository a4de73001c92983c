"""Live sound that does what a test says; its addresses have a mark that is found again wherever it is written."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from console.telephony.live import MediaWish, Mode, Offer, Transport

MARK = "zq7x3wk"
"""In every address."""

AUTHORITY = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"

OVER = Offer(ok=False, words="the listening is over")


@dataclass
class ScriptedMedia:
    """`answers` are what it gives, in turn; else it does what is wanted. `asked` is what was, `open` what stands."""

    answers: list[Offer | Exception] = field(default_factory=list)
    asked: list[tuple[str, ...]] = field(default_factory=list)
    wishes: list[MediaWish] = field(default_factory=list)
    open: dict[str, Mode] = field(default_factory=dict)
    hold: asyncio.Event | None = None
    made: int = 0
    transport: Transport = Transport.WEBSOCKET

    async def _answer(self, offer: Offer) -> Offer:
        if self.hold is not None:
            await self.hold.wait()
        await asyncio.sleep(0)
        given = self.answers.pop(0) if self.answers else offer
        if isinstance(given, Exception):
            raise given
        return given

    async def listen(self, agent_number: str, who: str, to: MediaWish) -> Offer:
        self.asked.append(("listen", agent_number, who))
        self.wishes.append(to)
        self.made += 1
        key = f"key-{self.made}"
        offer = Offer(
            ok=True,
            key=key,
            form="slin16",
            rate_hz=16000,
            transport=self.transport,
            agent_url=f"wss://pbx.example:8089/media/{MARK}-agent-{self.made}",
            customer_url=f"wss://pbx.example:8089/media/{MARK}-customer-{self.made}",
            authority=AUTHORITY,
        )
        given = await self._answer(offer)
        if given.ok:
            self.open[given.key] = Mode.LISTEN
        return given

    async def talk(self, key: str, mode: Mode) -> Offer:
        self.asked.append((mode.value, key))
        if key not in self.open:
            return OVER
        url = f"wss://pbx.example:8089/media/{MARK}-talk-{mode.value}"
        offer = Offer(True, "", key, form="slin16", rate_hz=16000, talk_url=url)
        return self._turned(key, mode, await self._answer(offer))

    async def quiet(self, key: str) -> Offer:
        self.asked.append(("quiet", key))
        return self._turned(key, Mode.LISTEN, await self._answer(Offer(True, "", key))) if key in self.open else OVER

    async def take_over(self, key: str) -> Offer:
        self.asked.append(("take_over", key))
        url = f"wss://pbx.example:8089/media/{MARK}-taken"
        offer = Offer(True, "", key, form="slin16", rate_hz=16000, customer_url=url)
        return self._turned(key, Mode.TAKE_OVER, await self._answer(offer)) if key in self.open else OVER

    def _turned(self, key: str, mode: Mode, offer: Offer) -> Offer:
        if offer.ok:
            self.open[key] = mode
        return offer

    async def stop(self, key: str) -> None:
        self.asked.append(("stop", key))
        self.open.pop(key, None)

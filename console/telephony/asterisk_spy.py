"""Live sound from an Asterisk by its manager alone, as RTP to the console: for those without ARI or media sockets."""

from __future__ import annotations

import asyncio
import ipaddress
import re
import secrets
import socket
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from console.telephony.ami import Ami, AmiFailure, Late, Refused
from console.telephony.ami_packets import Packet
from console.telephony.asterisk_channels import Channels
from console.telephony.asterisk_deeds import Deeds
from console.telephony.asterisk_media import LiveSite
from console.telephony.asterisk_parties import Parties
from console.telephony.asterisk_told import UNTOLD, ear_towards, say_tone
from console.telephony.live import Ending, ListeningEnded, MediaWish, Mode, Offer, Transport

SPY = "uqESd"
"""One channel, without announcing, ending with it, its mode changed by digits."""
WHISPER = "uqESW"
"""As above, but heard by the one at that channel, without hearing."""
DIGITS = {Mode.LISTEN: "4", Mode.WHISPER: "5", Mode.JOIN: "6"}
TAKEN_TO = "DESKSIDE_TO"
"""The variable of a customer's channel that tells the dialplan where the console is."""
DIGIT_S = 0.1
"""How long a digit lasts, and as long again until all who are to hear otherwise do: nothing is told of it."""
START_S = 4.0
SETTLE_S = 0.3

_NO_RTP = (
    "No sound came here from the switch by UDP: perhaps a firewall keeps its ports shut (rtpstart to rtpend in "
    "rtp.conf). Consoles may hear nothing."
)
_WORDS = {Ending.CALL_OVER: "the call is over", Ending.GIVEN_AWAY: "the agent has given the call away"}


@dataclass(eq=False)
class _Spying:
    """One asker at one call: a channel of ours at each side, heard one way but for the agent's."""

    key: str
    agent_number: str
    agent: str
    customer: str
    wish: MediaWish
    spies: tuple[str, str]
    mode: Mode = Mode.LISTEN
    began: dict[str, asyncio.Future[None]] = field(default_factory=dict)


class AsteriskSpy:
    """LiveMedia of one Asterisk. Everything it makes begins with `app`. Nobody there notices that a console is gone.

    A console is given a customer in the dialplan, by `Dial(UnicastRTP/${DESKSIDE_TO}/c(ulaw))` at `take_over_at`.
    """

    def __init__(
        self,
        ami: Ami,
        channels: Channels,
        parties: Parties,
        deeds: Deeds,
        tell: Callable[[ListeningEnded], object],
        site: LiveSite,
        host: str,
    ) -> None:
        self._ami = ami
        self._channels = channels
        self._parties = parties
        self._deeds = deeds
        self._tell = tell
        self._app = site.name
        self._take_over_at = site.take_over_at
        self._tells = site.tell_agent
        self._only_look = site.only_look
        self._host = host
        self._all: dict[str, _Spying] = {}
        self._of: dict[str, _Spying] = {}
        self._asides: set[asyncio.Task[None]] = set()

    async def close(self) -> None:
        """Take off whatever is ours. A customer who was taken over goes on talking."""
        for spying in tuple(self._all.values()):
            if spying.mode is not Mode.TAKE_OVER:
                await self.stop(spying.key)
        while self._asides:
            await asyncio.gather(*self._asides, return_exceptions=True)

    async def missing(self) -> list[str]:
        """What there is to be put right in plain sentences. If we only look, sound is tried too."""
        tried = await self._tried() if self._only_look else ""
        return [words for words in (tried, await self._no_way_to_take_over()) if words]

    async def _no_way_to_take_over(self) -> str:
        with suppress(AmiFailure):
            if await self._deeds.is_nowhere(self._take_over_at):
                return self._nowhere()
        return ""

    async def _tried(self) -> str:
        """Have one channel of ours listen to another, which no call is concerned by; why that fails."""
        key = f"try-{secrets.token_hex(4)}"
        spoken, spy = f"{self._app}-{key}-spoken", f"{self._app}-{key}-spy"
        try:
            with ear_towards(self._host) as ear:
                address, port = ear.getsockname()
                here = f"UnicastRTP/{address}:{port}/c(ulaw)"
                module = "chan_rtp.so"
                waits = ("Application", "Wait"), ("Data", f"{START_S:g}")
                await self._ami.ask("Originate", ("Channel", here), *waits, ("ChannelId", spoken))
                module = "app_chanspy.so"
                trial = _Spying(key, "", spoken, spoken, MediaWish(address), (spy, spy))
                self._of[spy] = trial
                await self._spy(trial, spy, spoken, port)
                if not await self._came(ear, await self._address(spoken)):
                    return _NO_RTP
        except Refused as error:
            return f"A channel to try it could not be made ({error}): does {module} run? Live listening will not work."
        except (AmiFailure, OSError, ValueError) as error:
            return f"Live sound could not be tried: {error}."
        finally:
            self._of.pop(spy, None)
            await asyncio.gather(self._hang_up(spy), self._hang_up(spoken))
        return ""

    @staticmethod
    async def _came(ear: socket.socket, url: str) -> bool:
        """Whether anything comes of what is said at that address."""
        host, _, port = url.removeprefix("rtp://").rpartition(":")
        await say_tone(ear, (host, int(port)))
        ear.setblocking(False)
        try:
            return bool(ear.recv(2048))
        except BlockingIOError:
            return False

    def _nowhere(self) -> str:
        dial = f"exten => {self._take_over_at},1,Dial(UnicastRTP/${{{TAKEN_TO}}}/c(ulaw))"
        where = f"The dialplan has no {self._take_over_at} in the context of taking over"
        return f"{where}: a call can be taken over by telephone only, not by console ({dial})."

    # LiveMedia

    async def listen(self, agent_number: str, who: str, to: MediaWish) -> Offer:
        """As `LiveMedia.listen`."""
        if not _can_be_sent_to(to):
            return Offer(False, "this telephone system sends sound by itself: it needs an address and two ports")
        legs, customer = self._parties.legs(agent_number), self._parties.customer(agent_number)
        if not legs or customer is None:
            return Offer(False, f"{agent_number} has no call with one customer")
        key = f"{re.sub('[^A-Za-z0-9]', '', who)[:20]}-{secrets.token_hex(4)}"
        spies = (f"{self._app}-{key}-agent", f"{self._app}-{key}-customer")
        spying = self._all[key] = _Spying(key, agent_number, legs[0].key, customer.key, to, spies)
        self._of |= dict.fromkeys(spies, spying)
        try:
            agent_url, customer_url = await asyncio.gather(
                self._spy(spying, spies[0], legs[0].name, to.agent_port),
                self._spy(spying, spies[1], customer.name, to.customer_port),
            )
            if self._tells:
                await self._tell_agent(spying, legs[0].name)
        except BaseException as error:
            self._aside(self.stop(key))
            if isinstance(error, AmiFailure | ValueError):
                return Offer(False, str(error))
            raise
        return self._offer(key, agent_url, customer_url)

    async def _tell_agent(self, spying: _Spying, at: str) -> None:
        """By a channel to ourselves that whispers. Raises AmiFailure: nobody may listen then."""
        channel = f"{self._app}-{spying.key}-told"
        self._of[channel] = spying
        ear: socket.socket | None = None
        try:
            ear = ear_towards(self._host)
            url = await self._spy(spying, channel, at, ear.getsockname()[1], to=ear.getsockname()[0], how=WHISPER)
        except (AmiFailure, OSError, ValueError) as error:
            if ear is not None:
                ear.close()
            self._aside(self._untell(channel))
            raise Refused(f"{UNTOLD}: {error}") from error
        self._aside(self._say(ear, url, channel))

    async def _say(self, ear: socket.socket, url: str, channel: str) -> None:
        host, _, port = url.removeprefix("rtp://").rpartition(":")
        with ear, suppress(OSError, ValueError):
            await say_tone(ear, (host, int(port)))
            await asyncio.sleep(DIGIT_S)  # what was said last is still on its way
        await self._untell(channel)

    async def _untell(self, channel: str) -> None:
        self._of.pop(channel, None)
        await self._hang_up(channel)

    async def talk(self, key: str, mode: Mode) -> Offer:
        """As `LiveMedia.talk`."""
        spying = self._all.get(key)
        if spying is None or spying.mode is Mode.TAKE_OVER or mode not in DIGITS:
            return Offer(False, "there is no such call", key)
        fields = (("Channel", spying.spies[0]), ("Digit", DIGITS[mode]), ("Receive", "true"))
        try:
            await self._ami.ask("PlayDTMF", *fields, ("Duration", f"{DIGIT_S * 1000:.0f}"))
        except AmiFailure as error:
            return Offer(False, str(error), key)
        await asyncio.sleep(2 * DIGIT_S)
        if key not in self._all:
            return Offer(False, "the listening has ended meanwhile", key)
        spying.mode = mode
        return self._offer(key)

    async def quiet(self, key: str) -> Offer:
        """As `LiveMedia.quiet`."""
        return await self.talk(key, Mode.LISTEN)

    async def take_over(self, key: str) -> Offer:
        """As `LiveMedia.take_over`: sound from the customer comes to the customer's port."""
        spying = self._all.get(key)
        if spying is None or spying.mode is Mode.TAKE_OVER:
            return Offer(False, "there is no such call to take over", key)
        nowhere = await self._no_way_to_take_over()
        if nowhere:
            return Offer(False, nowhere, key)
        before, spying.mode = spying.mode, Mode.TAKE_OVER
        try:
            await self._hang_up(spying.spies[1])  # its port is wanted
            to = f"{spying.wish.host}:{spying.wish.customer_port}"
            await self._ami.ask("Setvar", ("Channel", spying.customer), ("Variable", TAKEN_TO), ("Value", to))
            done = await self._deeds.take_over(spying.agent_number, self._take_over_at)
            words = "" if done.confirmed else done.words
            url = "" if words else await self._address(self._console_of(spying))
        except (AmiFailure, ValueError) as error:
            words = str(error)
        if not words:
            return self._offer(key, customer_url=url)
        spying.mode = before
        self._aside(self._end(spying))
        return Offer(False, words, key)

    async def stop(self, key: str) -> None:
        """As `LiveMedia.stop`."""
        spying = self._all.pop(key, None)
        if spying is None:
            return
        console = self._console_of(spying) if spying.mode is Mode.TAKE_OVER else ""
        for channel in spying.spies:
            self._of.pop(channel, None)
        await asyncio.gather(*(self._hang_up(channel) for channel in (*spying.spies, console) if channel))

    # What the switch tells

    def take(self, packet: Packet) -> None:
        """An event."""
        if packet.event == "ChanSpyStart":
            spying = self._of.get(packet["SpyerUniqueid"])
            self._settle(spying, packet["SpyerUniqueid"], "")
        elif packet.event == "OriginateResponse" and packet["Response"] == "Failure":
            self._settle(self._of.get(packet["Uniqueid"]), packet["Uniqueid"], "the switch could not make the channel")
        elif packet.event == "Hangup":
            key = packet["Uniqueid"]
            spying = self._of.get(key) or next((one for one in self._all.values() if one.customer == key), None)
            if spying is not None:
                self._settle(spying, key, "the channel was hung up at once")
                self._gone(spying, key)

    def listed(self) -> None:
        """All channels are known: what is ours and nobody's goes."""
        for key in tuple(self._channels.live):
            if key.startswith(f"{self._app}-") and key not in self._of:
                self._aside(self._hang_up(key))
        for channel, spying in tuple(self._of.items()):
            if channel not in self._channels.live and channel not in spying.began:
                self._gone(spying, channel)
        for spying in tuple(self._all.values()):
            if spying.customer not in self._channels.live:
                self._gone(spying, spying.customer)

    def _gone(self, spying: _Spying, channel: str) -> None:
        if channel not in (*spying.spies, spying.customer):
            self._of.pop(channel, None)
        elif spying.mode is not Mode.TAKE_OVER or channel == spying.customer:
            self._aside(self._end(spying))

    @staticmethod
    def _settle(spying: _Spying | None, channel: str, words: str) -> None:
        began = spying.began.get(channel) if spying is not None else None
        if began is not None and not began.done():
            if words:
                began.set_exception(Refused(words))
            else:
                began.set_result(None)

    # In parts

    async def _spy(
        self, spying: _Spying, channel: str, at: str, port: int, *, to: str = "", how: str = f"{SPY}o"
    ) -> str:
        """Have the switch send what is said at a channel; where it sends from. Raises AmiFailure."""
        began = spying.began[channel] = asyncio.get_running_loop().create_future()
        try:
            await self._ami.ask(
                "Originate",
                ("Channel", f"UnicastRTP/{to or spying.wish.host}:{port}/c(ulaw)"),
                ("Application", "ChanSpy"),
                ("Data", f"{at},{how}"),
                ("Async", "true"),
                ("ChannelId", channel),
            )
            async with asyncio.timeout(START_S):
                await began
        except TimeoutError:
            raise Late("the switch did not begin to send sound") from None
        finally:
            began.cancel()
            del spying.began[channel]
        return await self._address(channel)

    async def _address(self, channel: str) -> str:
        """Where a channel of ours sends from."""
        names = ("UNICASTRTP_LOCAL_ADDRESS", "UNICASTRTP_LOCAL_PORT")
        asked = (self._ami.ask("Getvar", ("Channel", channel), ("Variable", name)) for name in names)
        host, port = (answer["Value"] for answer in await asyncio.gather(*asked))
        return f"rtp://{host}:{port}"

    def _console_of(self, spying: _Spying) -> str:
        """The channel to the console in a conversation with a customer who was taken over; empty for none."""
        customer = self._channels.live.get(spying.customer)
        company = self._channels.in_bridge(customer.bridge) if customer is not None else []
        return next((one.key for one in company if one.name.startswith("UnicastRTP/")), "")

    async def _hang_up(self, channel: str) -> None:
        with suppress(AmiFailure):
            await self._ami.ask("Hangup", ("Channel", channel), ("Cause", "16"))

    async def _end(self, spying: _Spying) -> None:
        if spying.key not in self._all:
            return
        await self.stop(spying.key)
        await asyncio.sleep(SETTLE_S)
        given = spying.mode is not Mode.TAKE_OVER and self._parties.is_live(spying.customer)
        why = Ending.GIVEN_AWAY if given else Ending.CALL_OVER
        self._tell(ListeningEnded(spying.key, why, _WORDS[why]))

    def _offer(self, key: str, agent_url: str = "", customer_url: str = "") -> Offer:
        return Offer(True, "", key, Transport.RTP, "ulaw", 8000, agent_url, customer_url, told=self._tells)

    def _aside(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._asides.add(task)
        task.add_done_callback(self._asides.discard)


def _can_be_sent_to(wish: MediaWish) -> bool:
    try:
        ipaddress.IPv4Address(wish.host)
    except ValueError:
        return False
    ports = {wish.agent_port, wish.customer_port}
    return len(ports) == len([port for port in ports if 1024 <= port < 65536]) == 2

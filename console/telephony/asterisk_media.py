"""Live sound from an Asterisk by ARI: both sides of a call for whoever listens, and the ways to be heard there."""

from __future__ import annotations

import asyncio
import re
import secrets
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from console.telephony.ami import AmiFailure
from console.telephony.asterisk_ari import AriFailure, AriLogin, AriRefused, AriTiming, told, unreached
from console.telephony.asterisk_authority import authority_in
from console.telephony.asterisk_deeds import Deeds
from console.telephony.asterisk_legs import Leg, Part, make, tell_agent, together
from console.telephony.asterisk_listenings import Listening, Listenings, lacking
from console.telephony.asterisk_parties import Parties
from console.telephony.asterisk_told import TOLD_S, UNTOLD
from console.telephony.interface import Cap, CapsChanged
from console.telephony.live import ListeningEnded, MediaWish, Mode, Offer, Transport


@dataclass(frozen=True)
class LiveSite:
    """How live sound is had from an Asterisk: by ARI where `ari` says how, else by the manager alone as RTP.

    `address`: where consoles reach its HTTP server, as `host:port`; empty: as we do. `take_over_at`: the extension, in
    the context of taking over, that gives a customer to the console. Whatever we make begins with `app`, and when we
    start what begins so is taken away. `only_look`: nothing is, for it may be another gateway's. `tell_agent`: an
    agent is told, by a tone, that somebody listens, or nobody does.
    """

    ari: AriLogin | None = None
    address: str = ""
    take_over_at: str = "live"
    app: str = "deskside"
    only_look: bool = False
    tell_agent: bool = False

    @property
    def name(self) -> str:
        """What we begin with."""
        return f"{self.app}-look" if self.only_look else self.app


_WIDE, _NARROW = "slin16", ("ulaw", "alaw")
_NOT_THERE = 404
_WHISPERS = {Mode.WHISPER: "out", Mode.JOIN: "both"}


class AsteriskMedia:
    """LiveMedia of one Asterisk. `tell` gets each end that nobody asked for, and what it can do once that is known."""

    def __init__(
        self,
        login: AriLogin,
        site: LiveSite,
        parties: Parties,
        deeds: Deeds,
        tell: Callable[[ListeningEnded | CapsChanged], object],
        timing: AriTiming | None = None,
    ) -> None:
        self._app = site.app
        self._book = Listenings(login, site.name, parties.is_live, tell, timing)
        self._ari = self._book.ari
        self._base = f"{'wss' if login.tls else 'ws'}://{site.address or f'{login.host}:{login.port}'}/media/"
        self._authority = authority_in(login.ca_file) if login.tls else ""
        self._parties = parties
        self._deeds = deeds
        self._take_over_at = site.take_over_at
        self._tells = site.tell_agent
        self._running: asyncio.Task[None] | None = None

    @property
    def caps(self) -> Cap:
        """What it can do; nothing before it has been reached once."""
        return self._book.caps

    async def start(self) -> None:
        """Connect, and keep connecting; returns when the first attempt has succeeded or failed."""
        self._running = asyncio.create_task(self._ari.run())
        await self._ari.tried.wait()

    async def close(self) -> None:
        """Take off whatever is ours and disconnect. A customer who was taken over goes on talking."""
        await self._book.close()
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)

    async def missing(self) -> list[str]:
        """What there is to be put right on the switch, in plain sentences."""
        login = self._ari.login
        if self._book.lacking:
            return self._book.lacking
        if self._ari.fault:
            return [f"ARI at {login.host}:{login.port}: {self._ari.fault}. Live listening will not work."]
        found = [words for words in (await self._no_way_for_consoles(),) if words]
        with suppress(AriFailure):
            if not await self._book.runs("app_stasis.so"):
                found.append(lacking("app_stasis.so", "a call can be taken over by telephone only, not by console"))
        try:
            nowhere = await self._deeds.is_nowhere(self._take_over_at)
        except AmiFailure:
            nowhere = False
        if nowhere:
            found.append(
                f"The dialplan has no {self._take_over_at} in the context of taking over: a call can be taken over by "
                f"telephone only, not by console (exten => {self._take_over_at},1,Stasis({self._app}))."
            )
        return found

    async def _no_way_for_consoles(self) -> str:
        """Why consoles would not get at the sound where they are told to fetch it; tried from here."""
        where = urlsplit(self._base)
        login = self._ari.login
        if (where.hostname, where.port) == (login.host, login.port):
            return ""
        trust = ssl.create_default_context(cafile=login.ca_file) if login.tls else None
        try:
            async with asyncio.timeout(self._ari.timing.connect_s):
                _, writer = await asyncio.open_connection(where.hostname, where.port, ssl=trust)
        except (OSError, TimeoutError) as error:
            return f"Consoles are to fetch sound at {where.netloc}: {unreached(error)}. They may hear nothing."
        writer.transport.abort()
        return ""

    # LiveMedia

    async def listen(self, agent_number: str, who: str, to: MediaWish) -> Offer:  # noqa: ARG002 - it is fetched
        """As `LiveMedia.listen`."""
        legs = self._parties.legs(agent_number)
        if self._ari.fault:
            return Offer(False, f"no connection to ARI: {self._ari.fault}")
        if not legs:
            return Offer(False, f"{agent_number} has no call")
        customer = self._parties.customer(agent_number)
        key = f"{re.sub('[^A-Za-z0-9]', '', who)[:20]}-{secrets.token_hex(4)}"
        listening = Listening(key, agent_number, legs[0].key, customer.key if customer else "")
        try:
            listening.form = await self._form_of(listening.agent)
            self._book.add(listening)
            agent, other = (self._book.new_leg(listening, part) for part in (Part.AGENT, Part.CUSTOMER))
            await together(*(make(self._ari, leg, listening.form, listening.agent) for leg in (agent, other)))
            if self._tells:
                await self._tell_agent(listening)
        except BaseException as error:
            self._book.aside(self._book.stop(listening))
            if isinstance(error, AriFailure):
                return Offer(False, str(error))
            raise
        return self._offer(listening, agent_url=self._url(agent), customer_url=self._url(other))

    async def talk(self, key: str, mode: Mode) -> Offer:
        """As `LiveMedia.talk`."""
        listening = self._book.get(key)
        if listening is None or listening.mode is Mode.TAKE_OVER or mode not in _WHISPERS:
            return Offer(False, "there is no such call to be heard in", key)
        async with listening.one_at_a_time:
            await self._hush(listening)
            leg = self._book.new_leg(listening, Part.TALK)
            try:
                await make(self._ari, leg, listening.form, listening.agent, _WHISPERS[mode])
            except BaseException as error:
                self._book.aside(self._book.drop(listening, leg))
                if isinstance(error, AriFailure):
                    return Offer(False, str(error), key)
                raise
            if leg not in listening.legs:
                return Offer(False, "the listening has ended meanwhile", key)
            listening.mode = mode
        return self._offer(listening, talk_url=self._url(leg))

    async def quiet(self, key: str) -> Offer:
        """As `LiveMedia.quiet`."""
        listening = self._book.get(key)
        if listening is None or listening.mode is Mode.TAKE_OVER:
            return Offer(False, "there is no such call to listen to", key)
        async with listening.one_at_a_time:
            await self._hush(listening)
        return self._offer(listening)

    async def take_over(self, key: str) -> Offer:
        """As `LiveMedia.take_over`."""
        listening = self._book.get(key)
        if listening is None or listening.mode is Mode.TAKE_OVER:
            return Offer(False, "there is no such call to take over", key)
        async with listening.one_at_a_time:
            customer = self._parties.customer(listening.agent_number)
            if customer is None:
                return Offer(False, f"{listening.agent_number} has no call with one customer", key)
            leg = self._book.new_leg(listening, Part.TAKEN, customer.key)
            before, listening.mode = listening.mode, Mode.TAKE_OVER
            try:
                await make(self._ari, leg, listening.form)
                words = await self._fetch_customer(listening, leg)
            except AriFailure as error:
                words = str(error)
            except BaseException:
                self._book.aside(self._book.stop(listening))
                raise
            if words:
                listening.mode = before
                self._book.aside(self._book.drop(listening, leg))
                self._book.look_at(listening)
                return Offer(False, words, key)
            for old in tuple(listening.legs):
                if old is not leg:
                    self._book.aside(self._book.drop(listening, old))
        return self._offer(listening, customer_url=self._url(leg))

    async def stop(self, key: str) -> None:
        """As `LiveMedia.stop`."""
        listening = self._book.get(key)
        if listening is not None:
            await self._book.stop(listening)

    # In parts

    async def _tell_agent(self, listening: Listening) -> None:
        """Raises AriFailure: nobody may listen then."""
        leg = self._book.new_leg(listening, Part.TOLD)
        try:
            await tell_agent(self._ari, leg, listening.agent, self._ari.timing.answer_s)
        except AriFailure as error:
            raise AriFailure(f"{UNTOLD}: {error}") from error
        self._book.aside(self._book.drop_later(listening, leg, 2 * TOLD_S))

    async def _hush(self, listening: Listening) -> None:
        leg = listening.of(Part.TALK)
        if leg is not None:
            await self._book.drop(listening, leg)
        listening.mode = Mode.LISTEN

    async def _fetch_customer(self, listening: Listening, leg: Leg) -> str:
        """Empty as soon as the customer is here, though the agent is still being released; or why not."""
        deed = self._book.aside(self._deeds.take_over(listening.agent_number, self._take_over_at))
        arrived = asyncio.create_task(leg.tapped.wait())
        try:
            await asyncio.wait((deed, arrived), return_when=asyncio.FIRST_COMPLETED)
        finally:
            arrived.cancel()
        return "" if leg.tapped.is_set() else deed.result().words or "the customer did not come"

    async def _form_of(self, channel: str) -> str:
        """The form of sound that costs the switch least and loses nothing."""
        try:
            asked = {"variable": "CHANNEL(audionativeformat)"}
            answer = await self._ari.ask("GET", f"channels/{channel}/variable", asked)
        except AriRefused as error:
            if error.status == _NOT_THERE:
                raise
            return _WIDE
        native = told(answer, "value").strip("()")
        return native if native in _NARROW else _WIDE

    def _url(self, leg: Leg) -> str:
        return self._base + quote(leg.media_id, "")

    def _offer(self, listening: Listening, *, agent_url: str = "", customer_url: str = "", talk_url: str = "") -> Offer:
        form = listening.form
        rate_hz = 8000 if form in _NARROW else 16000
        urls = (agent_url, customer_url, talk_url)
        return Offer(True, "", listening.key, Transport.WEBSOCKET, form, rate_hz, *urls, self._tells, self._authority)

"""A telephone of a test's own: SIP over UDP on the loopback, doing what a person at it would do, when told.

Everything runs in the test's asyncio loop. A phone rings at once when called and then does as its `habit` says.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from tests.pbx.sip_messages import NARROW, Message, decoded, description, media_target, tag_of, token, uri_of, user_of
from tests.pbx.sound_stream import SoundStream

PATIENCE_S = 10.0
"""How long anything may take that a test waits for."""

_RESEND_S = 0.5
_OUR_WORD = "Deskside test phone"


class Stage(StrEnum):
    """How far a call has come."""

    DIALING = "dialing"
    RINGING = "ringing"
    UP = "up"
    ENDED = "ended"


@dataclass(frozen=True)
class Habit:
    """What a phone does when called: after `after_s` it answers, or refuses with the status `refuse`.

    `after_s` None: it rings on until told otherwise.
    """

    after_s: float | None = None
    refuse: int = 0


class Call:
    """One call at one phone, incoming or outgoing, from its beginning to its end."""

    def __init__(self, phone: SipPhone, *, incoming: bool, number: str) -> None:
        self.phone = phone
        self.incoming = incoming
        self.number = number
        """The other side's; of an incoming call as the switch showed it."""
        self.dialled = ""
        self.stage = Stage.RINGING if incoming else Stage.DIALING
        self.reached: dict[Stage, datetime] = {self.stage: datetime.now(UTC)}
        self.ended_by_us = False
        self.status = 0
        """The final response to an outgoing call."""
        self.sound = SoundStream(phone.kind)
        self.transfer_status = 0
        """What the switch said last of a transfer that we asked for."""
        self.call_id = token()
        self.local_tag = token()
        self.remote_tag = ""
        self.local = self.remote = self.target = ""
        self.turn = 0
        self.invitation: Message | None = None
        self.port = 0
        self._changed = asyncio.Event()

    async def until(self, stage: Stage) -> datetime:
        """Wait until it has come that far; when it did. Raises TimeoutError, or RuntimeError if it ended before."""
        async with asyncio.timeout(PATIENCE_S):
            while stage not in self.reached:
                if self.stage is Stage.ENDED:
                    raise RuntimeError(f"the call ended with {self.status} before it was {stage}")
                self._changed.clear()
                await self._changed.wait()
        return self.reached[stage]

    def come(self, stage: Stage) -> None:
        """Note that it has come so far."""
        if self.stage is Stage.ENDED or stage in self.reached:
            return
        self.stage = stage
        self.reached[stage] = datetime.now(UTC)
        if stage is Stage.ENDED:
            self.sound.close()
        self._changed.set()

    async def answer(self) -> datetime:
        """Pick up; when."""
        assert self.invitation is not None
        self.phone.send_response(self.invitation, 200, self, body=self.phone.description(self))
        self.come(Stage.UP)
        return self.reached[Stage.UP]

    async def refuse(self, status: int = 486) -> datetime:
        """Refuse it: 486 busy, 480 not there, 603 declined; when."""
        assert self.invitation is not None
        self.phone.send_response(self.invitation, status, self)
        self.ended_by_us = True
        self.come(Stage.ENDED)
        return self.reached[Stage.ENDED]

    async def hang_up(self) -> datetime:
        """End it, answered or not; when."""
        if self.stage is Stage.ENDED:
            return self.reached[Stage.ENDED]
        if self.incoming and self.stage is Stage.RINGING:
            return await self.refuse(603)
        self.ended_by_us = True
        began = datetime.now(UTC)
        if self.stage is Stage.UP:
            await self.phone.request(self, "BYE")
        else:
            await self.phone.cancel(self)
        self.come(Stage.ENDED)
        return began

    async def hold(self, way: str = "sendonly") -> datetime:
        """Put the other side on hold by a re-INVITE, `sendonly` or `inactive`; when it was asked for."""
        return await self._renegotiate(way)

    async def unhold(self) -> datetime:
        """Take the call back."""
        return await self._renegotiate("sendrecv")

    async def _renegotiate(self, way: str) -> datetime:
        began = datetime.now(UTC)
        response = await self.phone.request(self, "INVITE", body=self.phone.description(self, way))
        if response.status != 200:
            raise RuntimeError(f"{way} was answered with {response.status}")
        return began

    async def transfer(self, number: str) -> datetime:
        """Give the other side away to `number`, blind, by REFER (RFC 3515)."""
        return await self._refer(f"<sip:{number}@{self.phone.switch_host}>")

    async def transfer_to(self, other: Call) -> datetime:
        """Join the other side with the other side of `other`, another call here, by REFER with Replaces (RFC 3891)."""
        replaced = f"{other.call_id}%3Bto-tag%3D{other.remote_tag}%3Bfrom-tag%3D{other.local_tag}"
        return await self._refer(f"<{uri_of(other.remote)}?Replaces={replaced}>")

    async def _refer(self, to: str) -> datetime:
        began = datetime.now(UTC)
        response = await self.phone.request(self, "REFER", ("Refer-To", to), ("Referred-By", uri_of(self.local)))
        if response.status not in (200, 202):
            raise RuntimeError(f"the transfer was answered with {response.status}")
        return began


class SipPhone(asyncio.DatagramProtocol):
    """A phone with one number, or (`line` "trunk") the world outside with all of them. Used within one loop."""

    def __init__(self, switch_host: str, number: str, *, switch_port: int = 5060, line: str = "") -> None:
        self.kind = NARROW
        """The only kind of sound that it speaks; as wanted before it has a call."""
        self.switch_host, self.switch_port = switch_host, switch_port
        self.host, self.port = switch_host, 0
        self.number = number
        self.line = line
        self.registered = False
        self.habit = Habit()
        self.calls: list[Call] = []
        self.faults: list[BaseException] = []
        self._waiting: dict[tuple[str, int, str], asyncio.Queue[Message]] = {}
        self._answered: dict[tuple[str, str], bytes] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._ringing = asyncio.Event()
        self._met: set[str] = set()
        self._transport: asyncio.DatagramTransport | None = None

    async def open(self, port: int = 0) -> None:
        """Take a port, a free one unless told which."""
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(lambda: self, local_addr=(self.host, port))
        self.port = int(self._transport.get_extra_info("sockname")[1])

    def description(self, call: Call, way: str = "sendrecv") -> str:
        """What it offers or answers for a call."""
        return description(self.host, call.port, way, self.kind)

    async def register(self, seconds: int = 3600) -> datetime:
        """Tell the switch where this phone is; 0 seconds: that it is nowhere. When."""
        call = Call(self, incoming=False, number=self.number)
        call.local = call.remote = f"<sip:{self.number}@{self.switch_host}>"
        call.target = f"sip:{self.switch_host}"
        began = datetime.now(UTC)
        response = await self.request(call, "REGISTER", ("Expires", str(seconds)))
        if response.status != 200:
            raise RuntimeError(f"{self.number} may not register: {response.status}")
        self.registered = seconds > 0
        return began

    async def close(self) -> None:
        """Hang up whatever is left and give the port back. Raises what went wrong behind the test's back."""
        for call in self.calls:
            if call.stage is not Stage.ENDED:
                try:
                    await call.hang_up()
                except TimeoutError:
                    call.come(Stage.ENDED)
        for task in self._tasks:
            task.cancel()
        if self._transport is not None:
            self._transport.close()
        if self.faults:
            raise ExceptionGroup(
                f"phone {self.number}", [fault for fault in self.faults if isinstance(fault, Exception)]
            )

    async def ringing(self, dialled: str = "") -> Call:
        """The next call that comes in (for the number `dialled`), each once. Raises TimeoutError."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                for call in self.calls:
                    rings = call.incoming and call.port and call.call_id not in self._met
                    if rings and dialled in ("", call.dialled):
                        self._met.add(call.call_id)
                        return call
                self._ringing.clear()
                await self._ringing.wait()

    async def call(self, number: str, *, caller: str = "") -> Call:
        """Call a number, as `caller` where this phone has many; returns while it is being dialled."""
        call = Call(self, incoming=False, number=number)
        call.local = f"<sip:{caller or self.number}@{self.switch_host}>"
        call.remote = f"<sip:{number}@{self.switch_host}>"
        call.target = f"sip:{number}@{self.switch_host}"
        call.port = await call.sound.open(self.host)
        self.calls.append(call)
        self._later(self._invite(call))
        return call

    async def _invite(self, call: Call) -> None:
        response = await self.request(
            call, "INVITE", body=self.description(call), progress=lambda _: call.come(Stage.RINGING)
        )
        call.status = response.status
        if response.status == 200:
            call.sound.target = media_target(response.body)
            call.come(Stage.UP)
        else:
            call.come(Stage.ENDED)

    async def cancel(self, call: Call) -> None:
        """Take back an outgoing call that nobody has answered, and wait until it is over."""
        assert call.invitation is not None
        invitation = call.invitation
        headers = [(name, value) for name, value in invitation.headers if name in ("Via", "From", "To", "Call-ID")]
        headers.append(("CSeq", f"{invitation.turn[0]} CANCEL"))
        await self._exchange(Message(method="CANCEL", uri=invitation.uri, headers=headers))
        await call.until(Stage.ENDED)

    async def request(
        self,
        call: Call,
        method: str,
        *more: tuple[str, str],
        body: str = "",
        progress: Callable[[Message], None] | None = None,
    ) -> Message:
        """Send a request of this call; its final response. Raises TimeoutError."""
        call.turn += 1
        message = self._built(call, method, call.turn, *more, body=body)
        first = method == "INVITE" and not call.remote_tag
        if first:
            call.invitation = message
        response = await self._exchange(message, progress)
        if method == "INVITE":
            if response.status == 200:
                call.remote_tag = tag_of(response["To"])
                call.remote = response["To"]
                call.target = uri_of(response["Contact"])
                self._send(self._built(call, "ACK", call.turn))
            else:
                refused = self._built(call, "ACK", call.turn)
                refused.headers[0] = ("Via", message["Via"])
                refused.headers = [(n, response["To"] if n == "To" else v) for n, v in refused.headers]
                self._send(refused)
        return response

    def _built(self, call: Call, method: str, turn: int, *more: tuple[str, str], body: str = "") -> Message:
        local = call.local if tag_of(call.local) else f"{call.local};tag={call.local_tag}"
        headers = [
            ("Via", f"SIP/2.0/UDP {self.host}:{self.port};branch=z9hG4bK{token()};rport"),
            ("Max-Forwards", "70"),
            ("From", local),
            ("To", call.remote),
            ("Call-ID", call.call_id),
            ("CSeq", f"{turn} {method}"),
            ("Contact", f"<sip:{self.number}@{self.host}:{self.port}>"),
            ("User-Agent", _OUR_WORD),
            ("Supported", "replaces"),
        ]
        if self.line:
            headers.append(("X-Line", self.line))
        headers += more
        if body:
            headers.append(("Content-Type", "application/sdp"))
        return Message(method=method, uri=call.target, headers=headers, body=body)

    async def _exchange(self, message: Message, progress: Callable[[Message], None] | None = None) -> Message:
        key = (message["Call-ID"], *message.turn)
        responses: asyncio.Queue[Message] = asyncio.Queue()
        self._waiting[key] = responses
        try:
            ringing = False
            async with asyncio.timeout(PATIENCE_S) as limit:
                while True:
                    if not ringing:
                        self._send(message)
                    try:
                        response = await asyncio.wait_for(responses.get(), None if ringing else _RESEND_S)
                    except TimeoutError:
                        if limit.expired():
                            raise
                        continue
                    if response.status >= 200:
                        return response
                    ringing = True
                    limit.reschedule(None)  # from here on it takes as long as people take
                    if progress is not None and response.status >= 180:
                        progress(response)
        finally:
            del self._waiting[key]

    def _send(self, message: Message) -> None:
        assert self._transport is not None
        self._transport.sendto(message.encoded(), (self.switch_host, self.switch_port))

    def send_response(self, request: Message, status: int, call: Call | None, body: str = "") -> None:
        """Answer a request; the same answer goes out again when the request does."""
        assert self._transport is not None
        contact = ("Contact", f"<sip:{self.number}@{self.host}:{self.port}>")
        tag = call.local_tag if call is not None else token()
        data = request.response(status, tag, contact, ("Supported", "replaces"), body=body).encoded()
        self._answered[request.branch, request.method] = data
        self._transport.sendto(data, (self.switch_host, self.switch_port))

    def _later(self, deed: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(deed)
        self._tasks.add(task)
        task.add_done_callback(self._settled)

    def _settled(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (fault := task.exception()) is not None:
            self.faults.append(fault)

    def datagram_received(self, data: bytes, addr: tuple[str | int, int]) -> None:  # noqa: ARG002
        if not data[:1].isalpha():
            return  # a sound packet for whoever had this port before, or a keep-alive
        try:
            message = decoded(data)
            if message.status:
                waiting = self._waiting.get((message["Call-ID"], *message.turn))
                if waiting is not None:
                    waiting.put_nowait(message)
            else:
                self._requested(message)
        except Exception as fault:
            self.faults.append(fault)

    def _requested(self, request: Message) -> None:
        assert self._transport is not None
        if (sent := self._answered.get((request.branch, request.method))) is not None:
            self._transport.sendto(sent, (self.switch_host, self.switch_port))
            return
        call = next((one for one in self.calls if one.call_id == request["Call-ID"]), None)
        match request.method:
            case "ACK":
                pass
            case "INVITE" if call is None:
                self._later(self._called(request))
            case "INVITE" if call is not None:
                call.sound.target = media_target(request.body) or call.sound.target
                self.send_response(request, 200, call, body=self.description(call))
            case "CANCEL" if call is not None and call.invitation is not None:
                self.send_response(request, 200, call)
                if call.stage is Stage.RINGING:
                    self.send_response(call.invitation, 487, call)
                    call.come(Stage.ENDED)
            case "BYE":
                self.send_response(request, 200 if call is not None else 481, call)
                if call is not None:
                    call.come(Stage.ENDED)
            case "NOTIFY":
                self.send_response(request, 200, call)
                if call is not None and request.body.startswith("SIP/2.0 "):
                    call.transfer_status = int(request.body.split(" ", 2)[1])
                    if call.transfer_status == 200:
                        self._later(self._given_away(call))
            case _:
                self.send_response(request, 200, call)

    async def _given_away(self, call: Call) -> None:
        """As phones do once the switch says that a transfer was done."""
        await call.hang_up()

    async def _called(self, request: Message) -> None:
        call = Call(self, incoming=True, number=user_of(request["From"]))
        call.invitation = request
        call.call_id = request["Call-ID"]
        call.dialled = user_of(request.uri)
        call.remote, call.remote_tag = request["From"], tag_of(request["From"])
        call.local = f"{request['To']};tag={call.local_tag}"
        call.target = uri_of(request["Contact"])
        self.calls.append(call)  # before anything is awaited: a second copy must find it
        call.port = await call.sound.open(self.host)
        call.sound.target = media_target(request.body)
        self.send_response(request, 180, call)
        self._ringing.set()
        habit = self.habit
        if habit.after_s is not None:
            await asyncio.sleep(habit.after_s)
            if call.stage is Stage.RINGING:
                await (call.refuse(habit.refuse) if habit.refuse else call.answer())

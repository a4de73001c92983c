"""A small call centre on an Asterisk: queues, agents with phones, and a world outside that calls them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count

from tests.pbx.asterisk import AGENTS, Asterisk
from tests.pbx.plain_manager import PlainManager
from tests.pbx.sip_phone import Call, SipPhone

_CUSTOMERS = count(13800000001)
_QUEUES = count(1)


@dataclass
class SmallCentre:
    """Hands out what nobody else uses: agents, queues, customers. `manager` may do everything and sees everything."""

    switch: Asterisk
    manager: PlainManager
    outside: SipPhone
    phones: list[SipPhone] = field(default_factory=list)
    _free: list[str] = field(default_factory=lambda: list(AGENTS))
    _queues: list[str] = field(default_factory=list)

    async def agent(self, *, online: bool = True) -> SipPhone:
        """The next agent's phone, known to the switch if `online`."""
        phone = SipPhone(self.switch.address, self._free.pop(0))
        await phone.open()
        self.phones.append(phone)
        if online:
            seen = len(self.manager.events)
            await phone.register()
            device = f"PJSIP/{phone.number}"
            await self.manager.until("DeviceStateChange", seen, Device=device, State="NOT_INUSE")
        return phone

    def queue(self, *members: str, **settings: object) -> str:
        """A new queue with static `members`; its name."""
        name = f"line{next(_QUEUES)}"
        self.switch.add_queue(name, *members, **settings)
        self._queues.append(name)
        return name

    async def sign_on(self, phone: SipPhone, queue: str, *, wrap_up_s: int = 0, **fields: object) -> None:
        """Put the agent into a queue under the own number as name; `fields` as of QueueAdd."""
        values: dict[str, object] = {"Interface": f"PJSIP/{phone.number}", "MemberName": phone.number, **fields}
        if wrap_up_s:
            values["Wrapuptime"] = wrap_up_s
        await self.manager.done("QueueAdd", Queue=queue, **values)

    async def customer(self, queue: str) -> Call:
        """Somebody new calls the queue."""
        return await self.outside.call(f"queue-{queue}", caller=str(next(_CUSTOMERS)))

    async def close(self) -> None:
        """Hang up everywhere, leave all queues and go: the next centre finds the switch as this one did."""
        self.outside.calls, calls = [], self.outside.calls
        await asyncio.gather(*(call.hang_up() for call in calls), return_exceptions=True)
        if self.switch.process is not None:
            await self._leave_queues()
        for phone in (*self.phones, self.outside):
            await phone.close()
        await self.manager.close()

    async def _leave_queues(self) -> None:
        for row in self.switch.cli("database show Queue/PersistentMembers").splitlines():
            queue, _, members = row.removeprefix("/Queue/PersistentMembers/").partition(":")
            for member in members.strip().split("|") if members else ():
                self.switch.cli(f"queue remove member {member.partition(';')[0]} from {queue.strip()}")
        for queue in self._queues:
            self.switch.remove_queue(queue)
        for phone in self.phones:
            if phone.registered:
                await phone.register(0)


@asynccontextmanager
async def small_centre(switch: Asterisk) -> AsyncIterator[SmallCentre]:
    """A centre on this Asterisk until the end of the block."""
    manager = PlainManager()
    await manager.open(switch.address, switch.ami_port, switch.driver)
    outside = SipPhone(switch.address, "outside", line="trunk")
    await outside.open(switch.outside_port)
    centre = SmallCentre(switch, manager, outside)
    try:
        yield centre
    finally:
        await centre.close()

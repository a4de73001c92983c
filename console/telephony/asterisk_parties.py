"""Who is in an agent's call: the agent's own channels, detours followed, and the one customer."""

from __future__ import annotations

from console.telephony.asterisk_channels import Channel, Channels
from console.telephony.asterisk_facts import AsteriskFacts


class Parties:
    """Of the calls that are going on now."""

    def __init__(self, channels: Channels, facts: AsteriskFacts) -> None:
        self._channels = channels
        self._facts = facts

    def legs(self, number: str) -> list[Channel]:
        """The agent's channels of the call that counts."""
        own = [one for one in self._channels.of_agent(number) if one.up_at is not None]
        call = self._facts.call_of(number)
        if call is not None:
            of_call = [one for one in own if one.linked_key == call.linked_key or one.key == call.channel]
            own = of_call or own
        return own[:1] if call is None else own

    def customer(self, number: str) -> Channel | None:
        """The customer's channel; None where there is none, or more than one."""
        call = self._facts.call_of(number)
        if call is not None and call.key in self._channels.live:
            return self._channels.live[call.key]
        legs = self.legs(number)
        company = self._channels.company(legs[0]) if legs else []
        return company[0] if len(company) == 1 else None

    def is_live(self, key: str) -> bool:
        """Whether this channel is still there."""
        return key in self._channels.live

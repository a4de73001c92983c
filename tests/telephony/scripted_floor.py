"""A switch with queues and channels that a test writes down: it lists them, and does to members what it is asked."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from console.domain.floor import AgentNow
from console.telephony.ami import AmiLogin, AmiTiming
from console.telephony.asterisk import Asterisk
from console.telephony.asterisk_site import AsteriskSite
from console.telephony.interface import Change
from tests.telephony.scripted_ami import Fields, ScriptedAmi, Visit

TIMING = AmiTiming(answer_s=0.5, list_s=10, ping_every_s=0.2, first_retry_s=0.01, longest_retry_s=0.05)
ALL = "QueuePause QueueRemove QueueAdd QueueLog Hangup Redirect Getvar Setvar Status DeviceStateList ExtensionStateList"


def member(number: str, queue: str = "sales", **values: str) -> Fields:
    base = {
        "Queue": queue,
        "Name": number,
        "Location": f"PJSIP/{number}",
        "StateInterface": f"PJSIP/{number}",
        "Membership": "dynamic",
        "Penalty": "0",
        "LastCall": "0",
        "LastPause": "0",
        "LoginTime": "0",
        "Status": "1",
        "Paused": "0",
        "PausedReason": "",
        "Wrapuptime": "0",
    }
    return {**base, **values}


def channel(key: str, name: str, **values: str) -> Fields:
    base = {"Channel": name, "ChannelState": "6", "Uniqueid": key, "Linkedid": key, "BridgeID": "", "Application": ""}
    return {**base, "ConnectedLineNum": "<unknown>", "CallerIDNum": "<unknown>", "Exten": "s", "Data": "", **values}


@dataclass
class ScriptedFloor:
    members: list[Fields] = field(default_factory=list)
    channels: list[Fields] = field(default_factory=list)
    devices: dict[str, str] = field(default_factory=dict)
    hints: dict[str, str] = field(default_factory=dict)
    allowed: str = ALL
    silent: bool = False
    variables: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    switch: ScriptedAmi = field(default_factory=ScriptedAmi)

    def __post_init__(self) -> None:
        for action in ("ListCommands", "QueueStatus", "Status", "DeviceStateList", "ExtensionStateList"):
            self.switch.answers[action] = getattr(self, f"_{action.lower()}")
        self.switch.answers["Getvar"] = self._getvar
        for action in ("QueuePause", "QueueRemove", "QueueAdd", "QueueLog", "Hangup", "Redirect", "Setvar"):
            self.switch.answers[action] = self._deed

    def tell(self, name: str, fields: Fields) -> None:
        """An event of a member or a channel, as the switch words it."""
        renamed = {"Name": "MemberName", "Location": "Interface"} if "Location" in fields else {}
        self.switch.here.event(name, **{renamed.get(key, key): value for key, value in fields.items()})

    async def _listcommands(self, visit: Visit, asked: Fields) -> None:
        visit.reply(asked, "Success", *((action, "…") for action in self.allowed.split()))

    def _list(self, visit: Visit, asked: Fields, rows: list[tuple[str, Fields]]) -> None:
        if asked["Action"] not in (*self.allowed.split(), "QueueStatus"):
            visit.reply(asked, "Error", ("Message", "Permission denied"))
            return
        name = ("ActionID", asked["ActionID"])
        visit.reply(asked, "Success", ("EventList", "start"))
        for event, fields in rows:
            visit.send(("Event", event), *fields.items(), name)
        visit.send(("Event", f"{asked['Action']}Complete"), ("EventList", "Complete"), name)

    async def _queuestatus(self, visit: Visit, asked: Fields) -> None:
        self._list(visit, asked, [("QueueMember", one) for one in self.members])

    async def _status(self, visit: Visit, asked: Fields) -> None:
        self._list(visit, asked, [("Status", one) for one in self.channels])

    async def _devicestatelist(self, visit: Visit, asked: Fields) -> None:
        rows = [("DeviceStateChange", {"Device": name, "State": state}) for name, state in self.devices.items()]
        self._list(visit, asked, rows)

    async def _extensionstatelist(self, visit: Visit, asked: Fields) -> None:
        places = [(place.split("@"), hint) for place, hint in self.hints.items()]
        rows = [("ExtensionStatus", {"Exten": exten, "Context": ctx, "Hint": hint}) for (exten, ctx), hint in places]
        self._list(visit, asked, rows)

    async def _deed(self, visit: Visit, asked: Fields) -> None:
        action = asked["Action"]
        if action not in self.allowed.split():
            visit.reply(asked, "Error", ("Message", "Permission denied"))
            return
        if action in self.refused:
            visit.reply(asked, "Error", ("Message", self.refused[action]))
            return
        if not self.silent:
            getattr(self, f"_{action.lower()}", lambda _: None)(asked)
        visit.reply(asked, "Success")

    async def _getvar(self, visit: Visit, asked: Fields) -> None:
        name = asked["Variable"]
        visit.reply(asked, "Success", ("Variable", name), ("Value", self.variables.get(name, "")))

    def _setvar(self, asked: Fields) -> None:
        self.variables[asked["Variable"]] = asked["Value"]

    def _queuepause(self, asked: Fields) -> None:
        for one in self.members:
            if one["Location"] == asked["Interface"] and asked.get("Queue", one["Queue"]) == one["Queue"]:
                one["Paused"] = str(int(asked["Paused"] == "true"))
                one["PausedReason"] = asked.get("Reason", "")
                self.tell("QueueMemberPause", one)

    def _queueremove(self, asked: Fields) -> None:
        for one in tuple(self.members):
            if (one["Location"], one["Queue"]) == (asked["Interface"], asked["Queue"]):
                self.members.remove(one)
                self.tell("QueueMemberRemoved", one)

    def _queueadd(self, asked: Fields) -> None:
        made = member(
            asked["MemberName"],
            asked["Queue"],
            Location=asked["Interface"],
            StateInterface=asked["StateInterface"],
            Penalty=asked["Penalty"],
            Wrapuptime=asked.get("Wrapuptime", "0"),
        )
        self.members.append(made)
        self.tell("QueueMemberAdded", made)


@dataclass
class Gateway:
    adapter: Asterisk
    changes: list[Change] = field(default_factory=list)

    def now(self, number: str) -> AgentNow:
        return self.adapter.snapshot().agents[number]


@asynccontextmanager
async def gateway(floor: ScriptedFloor, site: AsteriskSite | None = None) -> AsyncIterator[Gateway]:
    await floor.switch.open()
    adapter = Asterisk(AmiLogin("127.0.0.1", "me", "s3cret", floor.switch.port), site, TIMING)
    try:
        await adapter.start()
        yield Gateway(adapter)
    finally:
        await adapter.stop()
        await floor.switch.close()

"""A small centre on SQLite and a listener to its floor; as a program, the gateway of a console, to be killed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Condition, Event

from console.domain.events import LinkState
from console.domain.floor import AgentNow
from console.domain.people import Person, Role
from console.gateway.gateway import Pace
from console.gateway.here import GatewayHere, Held
from console.store.floor_listening import FloorHeard, FloorNews
from console.store.people import NewPerson
from console.store.store import Store
from console.telephony.simulated_centre import Centre
from console.telephony.simulator import Simulator

NUMBERS = ("2001", "2002", "2003", "2004")
QUICK = Pace(beat_s=0.1, batch_s=0.01, try_again_s=0.05, limits_s=0.1)
WAIT_S = 30.0


def furnish(path: Path) -> Person:
    """Make the centre; its supervisor."""
    with Store.open(path) as store:
        store.people.add_many([NewPerson(number, f"坐席{number}", Role.AGENT, "一组") for number in NUMBERS])
        return store.people.add(NewPerson("1101", "杨帆", Role.SUPERVISOR))


@dataclass
class Listening:
    """Keeps what an ear tells, from whatever thread."""

    agents: dict[str, AgentNow] = field(default_factory=dict)
    links: list[LinkState] = field(default_factory=list)
    heard: list[FloorHeard] = field(default_factory=list)
    news: set[FloorNews] = field(default_factory=set)
    gateway: tuple[str, str] = ("", "")
    _changed: Condition = field(default_factory=Condition)

    def hear(self, heard: FloorHeard) -> None:
        with self._changed:
            self.heard.append(heard)
            if heard.whole is not None:
                self.agents = dict(heard.whole.agents)
                for gateway in heard.whole.gateways.values():
                    self.gateway = (gateway.link, gateway.words)
            self.agents |= {agent.agent_number: agent for agent in heard.changed}
            for gateway in heard.gateways:
                self.gateway = (gateway.link, gateway.words)
            self.news |= heard.news
            self._changed.notify_all()

    def say(self, link: LinkState) -> None:
        with self._changed:
            self.links.append(link)
            self._changed.notify_all()

    def until(self, true: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(true, WAIT_S), "did not come"

    def states(self) -> dict[str, str]:
        return {number: agent.state.value for number, agent in self.agents.items()}


def main() -> int:
    """Hold a fast simulated centre on the database at a path, and say so on the standard output once it is alive."""
    listening = Listening()
    centre = Centre(NUMBERS)
    url = f"sqlite:///{sys.argv[1]}"
    gateway = GatewayHere(
        url, lambda _: Held("pbx", lambda: Simulator(centre, speed=30.0)), listening.hear, listening.say, pace=QUICK
    )
    gateway.start()
    listening.until(lambda: len(listening.heard) > 30)
    sys.stdout.write("alive\n")
    sys.stdout.flush()
    Event().wait(60)
    return 1


if __name__ == "__main__":
    sys.exit(main())

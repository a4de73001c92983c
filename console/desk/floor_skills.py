"""Which queues agents serve, as far as their calls have told: shared by every view of one floor."""

from __future__ import annotations

from console.domain.floor import AgentNow

_NONE: frozenset[str] = frozenset()


class FloorSkills:
    """The telephone system tells no memberships: a queue is known by its calls, from the first that was heard."""

    def __init__(self) -> None:
        self._of: dict[str, frozenset[str]] = {}
        self.queues = _NONE
        """Every queue that was heard of."""

    def hear(self, agent: AgentNow) -> None:
        """Take in what news of an agent tell."""
        queue = agent.queue
        if queue and queue not in self._of.get(agent.agent_number, _NONE):
            self._of[agent.agent_number] = self.of(agent.agent_number) | {queue}
            self.queues |= {queue}

    def of(self, number: str) -> frozenset[str]:
        """The queues an agent was heard in."""
        return self._of.get(number, _NONE)

    def forget(self, number: str) -> None:
        """One may see the agent no longer."""
        self._of.pop(number, None)

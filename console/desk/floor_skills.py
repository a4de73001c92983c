"""Which queues agents serve, as the telephone system tells it: shared by every view of one floor."""

from __future__ import annotations

from collections import Counter

from console.domain.floor import AgentNow


class FloorSkills:
    """Counts who is signed on to what, so that what can be chosen is there at once."""

    def __init__(self) -> None:
        self.skills: tuple[str, ...] = ()
        """The queues that anybody is signed on to, or was when last seen."""
        self.queues: tuple[str, ...] = ()
        """Every queue that was heard of, those of calls too."""
        self._of: dict[str, tuple[str, ...]] = {}
        self._serving: Counter[str] = Counter()
        self._known: set[str] = set()

    def hear(self, agent: AgentNow) -> None:
        """Take in what news of an agent tell."""
        before = self._of.get(agent.agent_number, ())
        if agent.queues != before:
            self._of[agent.agent_number] = agent.queues
            self._serve(before, agent.queues)
        if agent.queue and agent.queue not in self._known:
            self._know({agent.queue})

    def forget(self, number: str) -> None:
        """One may see the agent no longer."""
        self._serve(self._of.pop(number, ()), ())

    def _serve(self, before: tuple[str, ...], now: tuple[str, ...]) -> None:
        self._serving.subtract(before)
        self._serving.update(now)
        skills = tuple(sorted(+self._serving))
        if skills != self.skills:
            self.skills = skills
            self._know(set(skills))

    def _know(self, names: set[str]) -> None:
        self._known |= names
        self.queues = tuple(sorted(self._known))

"""A centre of any size held in memory, answering as the store does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from console.domain.calls import Call, CallFilter, CallOrder, CallRow, Progress, SoundSource
from console.domain.faults import FaultKind, PlaceFault
from console.domain.people import Person, Role

INSPECTOR = Person(UUID(int=1), "2001", "孙悦", Role.INSPECTOR)
AGENTS = tuple(
    Person(UUID(int=100 + n), str(1001 + n), name, Role.AGENT, "一班")
    for n, name in enumerate(("王芳", "李雷", "韩梅梅", "张伟"))
)
QUEUES = ("技术支持", "售后服务", "投诉建议")
NOW = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)


def call_row(n: int) -> CallRow:
    """The `n`th call: every fourth kind of progress, every tenth scored one critical."""
    agent = AGENTS[n % len(AGENTS)]
    progress = list(Progress)[n % 4]
    scored = progress in (Progress.SCORED, Progress.CORRECTED)
    call = Call(
        id=UUID(int=1000 + n),
        started_at=NOW - timedelta(minutes=7 * n),
        duration_ms=20_000 + 1000 * (n % 900),
        sound=SoundSource((f"{n}.wav",)),
        content_hash=str(n),
        agent_id=agent.id,
        agent_number=agent.number,
        agent_name=agent.name,
        queue=QUEUES[n % 3],
        customer_number=f"138{n:08}",
    )
    return CallRow(call, progress, 100 - 2 * (n % 6) if scored else None, scored and n % 10 == 3, "孙悦", n % 5 == 0)


class ManyCalls:
    """`store.calls` and `store.people` in one; `broken` makes it refuse, `asked` counts pages."""

    def __init__(self, size: int) -> None:
        self.held = [call_row(n) for n in range(size)]
        self.broken = False
        self.asked: list[tuple[int, int]] = []
        self.asked_rows: list[tuple[UUID, ...]] = []
        self._last: tuple[CallFilter, list[CallRow]] | None = None

    def _passing(self, wanted: CallFilter) -> list[CallRow]:
        if self.broken:
            raise PlaceFault(FaultKind.DATABASE_UNREACHABLE)
        if self._last is None or self._last[0] != wanted:
            rows = [row for row in self.held if _passes(row, wanted)]
            if wanted.order is CallOrder.DURATION:
                rows.sort(key=lambda row: row.call.duration_ms, reverse=wanted.descending)
            elif not wanted.descending:
                rows.reverse()
            self._last = (wanted, rows)
        return self._last[1]

    def count(self, wanted: CallFilter, _viewer: Person) -> int:
        """How many pass."""
        return len(self._passing(wanted))

    def page(self, wanted: CallFilter, _viewer: Person, offset: int, limit: int) -> Sequence[CallRow]:
        """Some of them."""
        self.asked.append((offset, limit))
        return self._passing(wanted)[offset : offset + limit]

    def rows(self, call_ids: Sequence[UUID], _viewer: Person) -> Sequence[CallRow]:
        """Some, whatever is filtered."""
        if self.broken:
            raise PlaceFault(FaultKind.DATABASE_UNREACHABLE)
        self.asked_rows.append(tuple(call_ids))
        return [row for row in self.held if row.call.id in call_ids]

    def queues(self) -> Sequence[str]:
        """All three."""
        return QUEUES

    def list_people(self, _role: Role | None = None) -> Sequence[Person]:
        """The agents."""
        return AGENTS


def _passes(row: CallRow, wanted: CallFilter) -> bool:
    call = row.call
    return (
        wanted.text in f"{call.agent_name} {call.agent_number} {call.queue}"
        and wanted.agent_id in (None, call.agent_id)
        and wanted.queue in ("", call.queue)
        and (wanted.since is None or call.started_at >= wanted.since)
        and (wanted.longer_ms is None or call.duration_ms >= wanted.longer_ms)
        and (wanted.shorter_ms is None or call.duration_ms < wanted.shorter_ms)
        and (not wanted.progress or row.progress in wanted.progress)
        and (not wanted.drawn_for_me or row.drawn_for_me)
    )

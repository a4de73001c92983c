"""Deeds on the floor as a desk knows them: one's own from the asking on, everybody's as the database has them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from uuid import UUID

from console.desk.floor_deeds import Deed, Stage, stage_of
from console.domain.faults import Fault
from console.domain.floor_book import AskedAction

NOT_TAKEN_UP_S = 12.0
"""A gateway takes up nothing older than 10 s; where it is silent nobody will."""

UNANSWERED_S = 45.0
"""A gateway gives up after 30 s."""

KEPT_S = 15 * 60.0


class DeedBook:
    """The deeds of late. What went wrong with one's own (`mine` asked) is unread until `mark_read`."""

    def __init__(self, mine: UUID, now_s: Callable[[], float]) -> None:
        self._mine = mine
        self._now_s = now_s
        self._deeds: dict[UUID, Deed] = {}
        self._unread: set[UUID] = set()

    def begin(self, asked: AskedAction, number: str) -> None:
        """It is asked for now, for the first time or anew. Whoever goes on has seen what came of the last one."""
        self._unread -= {deed.id for deed in self.of(number)}
        self._deeds[asked.id] = Deed(asked, number, Stage.ASKING, self._now_s(), self._now_s())

    def get(self, deed_id: UUID) -> Deed | None:
        """That deed."""
        return self._deeds.get(deed_id)

    def turn(self, deed: Deed, stage: Stage, fault: Fault | None = None) -> None:
        """It has come to `stage`."""
        self._deeds[deed.id] = replace(deed, stage=stage, turned_s=self._now_s(), fault=fault)
        mine = deed.asked.by_id == self._mine
        (self._unread.add if mine and stage.went_wrong else self._unread.discard)(deed.id)

    def take(self, rows: Iterable[AskedAction], number_of: Callable[[UUID], str | None]) -> None:
        """Everything the database has of late. `number_of` an agent; None for those whom one may not see."""
        found = {row.id: row for row in rows}
        for row in found.values():
            self._take(row, number_of(row.agent_id))
        for deed in list(self._deeds.values()):
            if deed.id in found:
                continue
            if deed.stage is Stage.NOT_KNOWN:
                self.turn(deed, Stage.NOT_ASKED)
            elif not deed.stage.open and not self.is_unread(deed.id) and self.age_s(deed) > KEPT_S:
                del self._deeds[deed.id]

    def _take(self, row: AskedAction, number: str | None) -> None:
        known, stage = self._deeds.get(row.id), stage_of(row)
        if known is None:
            if number is not None:
                self._deeds[row.id] = Deed(row, number, stage, self._now_s(), self._now_s())
            return
        self._deeds[row.id] = known = replace(known, asked=row)
        if stage is not known.stage and not (known.stage is Stage.UNANSWERED and stage is Stage.WAITING):
            self.turn(known, stage)

    def give_up(self, is_silent: Callable[[str], bool]) -> bool:
        """Wait no longer where no answer will come, as from a gateway that is silent; whether there was any."""
        lost = [deed for deed in self._deeds.values() if deed.stage is Stage.WAITING and self._is_lost(deed, is_silent)]
        for deed in lost:
            self.turn(deed, Stage.UNANSWERED)
        return bool(lost)

    def _is_lost(self, deed: Deed, is_silent: Callable[[str], bool]) -> bool:
        waited_s = self._now_s() - deed.began_s
        return waited_s > UNANSWERED_S or (waited_s > NOT_TAKEN_UP_S and is_silent(deed.number))

    def of(self, number: str) -> list[Deed]:
        """Deeds to that agent, the last first."""
        return sorted((deed for deed in self._deeds.values() if deed.number == number), key=_latest_first)

    def own(self) -> list[Deed]:
        """One's own, the last first."""
        return sorted((deed for deed in self._deeds.values() if deed.asked.by_id == self._mine), key=_latest_first)

    def in_stage(self, *stages: Stage) -> list[Deed]:
        """Whatever is so far, in no order."""
        return [deed for deed in self._deeds.values() if deed.stage in stages]

    def age_s(self, deed: Deed) -> float:
        """How long it has been in its stage, as far as this console knows."""
        return self._now_s() - deed.turned_s

    def is_unread(self, deed_id: UUID) -> bool:
        """Whether it went wrong under one's eyes, and one has not said that one saw it."""
        return deed_id in self._unread

    def mark_read(self, deed_id: UUID) -> bool:
        """It was seen; whether that is news."""
        was = deed_id in self._unread
        self._unread.discard(deed_id)
        return was


def _latest_first(deed: Deed) -> tuple[float, float, str]:
    return (-deed.began_s, -deed.at.timestamp(), str(deed.id))

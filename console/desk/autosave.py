"""Keeps a draft on disk behind every change, its newest content at hand for the case that a person must decide."""

from __future__ import annotations

from PySide6.QtCore import Slot

from console.desk.background import Background
from console.desk.keeping import Box, Keeper
from console.desk.scoring_store import Evaluations
from console.domain.evaluations import Draft
from console.domain.faults import Fault
from console.domain.ledger import Ledger
from console.domain.sheet import Sheet

Content = tuple[Sheet, Ledger]


def _box_of(evaluations: Evaluations, draft: Draft) -> Box[Content]:
    def write(content: Content, version: int) -> int:
        return evaluations.save_draft(draft.id, version, *content)

    return Box(write, draft.version)


class Autosave(Keeper[Content]):
    """Saves one draft. Lives in the GUI thread."""

    def __init__(self, background: Background, evaluations: Evaluations, draft: Draft) -> None:
        super().__init__(background, _box_of(evaluations, draft))
        self._evaluations = evaluations
        self.draft = draft
        self.latest: Content = (draft.sheet, draft.ledger)
        self._handing_in = False

    @property
    def settled(self) -> bool:
        """As `Keeper.settled`; what is being handed in is not settled before that has come about."""
        return not self._handing_in and super().settled

    @Slot(object, object)
    def save(self, sheet: Sheet, ledger: Ledger) -> None:
        """Put this content on its way to disk now."""
        self.latest = (sheet, ledger)
        self.keep(self.latest)

    def hand_in(self, sheet: Sheet, ledger: Ledger) -> Box[Content]:
        """Leave this content, the last, to the deed that submits it; `resume` when that has failed."""
        self._handing_in = True
        self.stop()
        self.box.put((sheet, ledger))
        return self.box

    def adopt(self, draft: Draft) -> None:
        """Go on as `draft`, which another hand has changed: our newest content will be saved over it."""
        self.draft = draft
        self.box = _box_of(self._evaluations, draft)
        self.fault = None
        self.keep(self.latest)

    def refuse(self, fault: Fault) -> None:
        """What stands in the way of our content is now `fault`."""
        self.fault = fault
        self.state_changed.emit(self.state)

    def resume(self) -> None:
        """Go on after a `stop` whose reason did not come about."""
        self._stopped = self._handing_in = False
        self.keep(self.latest)

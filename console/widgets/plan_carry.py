"""Seating people: picked up in the list or from a seat, put down on a seat, by key or by mouse."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QObject, QPoint, Qt, Signal, Slot

from console.desk.floor_grid import Sitter
from console.desk.plan_desk import PlanDesk
from console.desk.plan_grid import PlanModel
from console.desk.plan_words import refused_text, sitter_text, somebody_else
from console.domain.plan_editing import PlanReason, seat_of, unseated
from console.widgets.plan_drag import PersonDrag
from console.widgets.plan_list import PeoplePane
from console.widgets.plan_view import PlanView


class PlanCarry(QObject):
    """Between the list of people and the grid. GUI thread; does nothing while `editable` says no.

    `told` carries what to say, as a function of the language; None ends what was said before.
    """

    told = Signal(object)

    def __init__(
        self,
        plan: PlanDesk,
        model: PlanModel,
        people: PeoplePane,
        view: PlanView,
        drag: PersonDrag,
        editable: Callable[[], bool],
    ) -> None:
        super().__init__(view)
        self._plan, self._model, self._people, self._view = plan, model, people, view
        self._editable = editable
        self._picked: UUID | None = None
        self._from_list = False
        people.picked.connect(self._pick_from_list)
        view.entered.connect(self._enter)
        view.left.connect(self.put_down)
        drag.moved.connect(self._carry_over)
        drag.dropped.connect(self._drop)

    def say(self) -> str:
        """Whom one has picked up, and what to do now; empty for nobody."""
        if self._picked is None:
            return ""
        return self.tr("{who}: go to a seat and press Enter; Esc leaves it.").format(who=self._name(self._picked))

    def _name(self, who: UUID) -> str:
        sitter = self._plan.people.get(who)
        return sitter_text(sitter) if sitter else somebody_else()

    # by key

    @Slot(object)
    def _pick_from_list(self, sitter: Sitter) -> None:
        if sitter.agent_id is not None and self._editable():
            self._pick(sitter.agent_id, from_list=True)
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _pick(self, who: UUID, *, from_list: bool) -> None:
        self._picked, self._from_list = who, from_list
        self._view.show_carried(who)
        self.told.emit(None)

    @Slot()
    def put_down(self) -> None:
        """Leave whoever was picked up where they are."""
        if self._picked is None:
            return
        self._picked = None
        self._view.show_carried(None)
        if self._from_list:
            self._people.list.setFocus(Qt.FocusReason.OtherFocusReason)
        self.told.emit(None)

    @Slot(int, int)
    def _enter(self, row: int, column: int) -> None:
        """Enter on a place: pick up who sits there, or seat whom one carries."""
        seat, who, back = self._model.seat_at(row, column), self._picked, self._from_list
        if who is None:
            if seat is not None and seat.agent_id is not None and self._editable():
                self._pick(seat.agent_id, from_list=False)
            return
        self._from_list = False
        self.put_down()
        if self._seat(who, row, column) and back and self._people.people.rowCount():
            self._go_to_free(row, column)
            self._people.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go_to_free(self, row: int, column: int) -> None:
        """The next free seat in reading order, for the next one."""
        room = self._plan.room
        free = sorted((seat.row, seat.column) for seat in room.seats if seat.agent_id is None) if room else []
        if free:
            self._view.go(*next((cell for cell in free if cell > (row, column)), free[0]))

    def _seat(self, who: UUID, row: int, column: int) -> bool:
        """Seat somebody; whether that was done. Whoever lost the seat by it is named."""
        room, seat = self._plan.room, self._model.seat_at(row, column)
        if room is None or not self._editable():
            return False
        if seat is None:
            self.told.emit(lambda: refused_text(PlanReason.NO_SEAT))
            return False
        self.told.emit(None)
        left, stays = seat.agent_id, seat_of(room, who) is not None
        done = self._plan.seat(who, seat.id)
        if done and left is not None and not stays:
            name = self._name(left)
            self.told.emit(lambda: self.tr("{who} has no seat now. Undo takes it back.").format(who=name))
        return done

    # by mouse

    @Slot(object, QPoint)
    def _carry_over(self, _who: UUID, at: QPoint) -> None:
        self._view.point_at(at)

    @Slot(object, QPoint)
    def _drop(self, who: UUID, at: QPoint) -> None:
        cell = self._view.cell_at(at)
        if cell is not None:
            self._seat(who, *cell)
            self._view.go(*cell)
        elif self._people.holds(at) and self._editable():
            self.told.emit(None)
            self._plan.do(lambda room: unseated(room, [who]))

"""Last 24 hours: the room as it was at a moment, the day below it to go through, notes pinned to seat and moment."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from console.desk.floor_history import FloorHistory
from console.desk.floor_history_words import note_words, stop_words
from console.desk.floor_reading import Standing
from console.desk.floor_seat import SeatNow
from console.desk.floor_words import short_name, spoken_seat
from console.desk.keymap import Keymap
from console.desk.keys import Action
from console.desk.sentences import sentence_of
from console.domain.floor_book import Handover
from console.widgets import theme
from console.widgets.count_strip import CountStrip
from console.widgets.day_lane import DayLane
from console.widgets.dressing import FollowsLook
from console.widgets.label import Label
from console.widgets.notice import Notice
from console.widgets.past_band import PastBand
from console.widgets.past_controls import PastControls
from console.widgets.pin_line import PinLine
from console.widgets.seat_view import SeatView
from console.widgets.theme import GRID
from console.widgets.time_bar import TimeBar

_STEPS_S: Mapping[Action, int] = {
    Action.PAST_BACK_5_S: -5,
    Action.PAST_FORWARD_5_S: 5,
    Action.PAST_BACK_1_MIN: -60,
    Action.PAST_FORWARD_1_MIN: 60,
    Action.PAST_BACK_10_MIN: -600,
    Action.PAST_FORWARD_10_MIN: 600,
}


class HistoryPage(FollowsLook, QWidget):
    """The page over a FloorHistory. `back_asked` when somebody wants to see now again."""

    BUILT = "_stack"
    back_asked = Signal()

    def __init__(self, history: FloorHistory, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._history = history
        self._note: Handover | None = None
        self._wanted: tuple[UUID | None, object] | None = None
        self.band, self.controls, self.who = PastBand(self), PastControls(history, self), Label(self)
        self.strip, self.view = CountStrip(history.model, self), SeatView(history.model, self)
        self.bar = TimeBar(history, self)
        self.lane = DayLane(history, self.bar, self)
        self.line = PinLine(history.marks, self)
        self.notice = Notice(self)
        self._frame, self._past, self._stack = QFrame(self), QWidget(self), QStackedWidget(self)
        self._lay_out()
        self._connect()
        self.retranslate()
        self.dress()

    def _lay_out(self) -> None:
        self._frame.setObjectName("past")
        inside = QVBoxLayout(self._frame)
        inside.setContentsMargins(GRID, GRID, GRID, GRID)
        inside.setSpacing(GRID)
        inside.addWidget(self.strip)
        inside.addWidget(self.view, 1)
        self.who.setProperty("kind", "muted")
        whole = QVBoxLayout(self._past)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(GRID // 2)
        whole.addWidget(self.band)
        whole.addWidget(self._frame, 1)
        whole.addWidget(self.who)
        for time in (self.lane, self.bar, self.line, self.controls):
            whole.addWidget(time)
        self._stack.addWidget(self.notice)
        self._stack.addWidget(self._past)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        column.addWidget(self._stack)
        self.setFocusProxy(self.bar)

    def _connect(self) -> None:
        history = self._history
        history.reading.changed.connect(self._look)
        history.moved.connect(self._follow)
        history.grown.connect(self._look)
        history.marks.changed.connect(self._follow)
        self.band.back_asked.connect(self.back_asked)
        self.controls.step_asked.connect(self._step)
        self.controls.note_asked.connect(self.ask_note)
        self.bar.moment_chosen.connect(self._go)
        self.bar.note_chosen.connect(self._go_to_note)
        self.lane.moment_chosen.connect(self._go)
        self.line.pinned.connect(self._say_pinned)
        self.line.dropped.connect(self._leave_line)
        self.notice.action_taken.connect(history.load)
        self.view.seat_changed.connect(self._show_seat)
        self.strip.states_chosen.connect(self._dim)

    # what is shown

    @Slot()
    def shown_again(self) -> None:
        """In front now: the day is read if it was not."""
        if not self._history.ready:
            self._history.load()
        self._look()
        self.bar.setFocus(Qt.FocusReason.OtherFocusReason)

    def hideEvent(self, event: object) -> None:
        """Out of sight it stands still."""
        self._history.play(on=False)
        super().hideEvent(event)  # type: ignore[arg-type]

    def show_pin(self, seat_id: UUID | None, about_at: object) -> None:
        """Go to the moment and the seat a note is pinned to; as soon as the day is read."""
        self._wanted = (seat_id, about_at)
        self._look()

    @Slot()
    def _look(self) -> None:
        history, reading = self._history, self._history.reading
        if not history.ready:
            if reading.standing is Standing.FAILED and reading.fault is not None:
                said = sentence_of(reading.fault)
                self.notice.say("warning", self.tr("The last 24 hours could not be read"), said, self.tr("Try again"))
            else:
                percent = self.tr("{percent} %").format(percent=round(100 * reading.progress))
                self.notice.say("clock", self.tr("Reading the last 24 hours"), percent)
            self._stack.setCurrentWidget(self.notice)
            return
        if not history.model.rowCount():
            nothing = self.tr("There is no plan of a room, and no agent was heard of.")
            self.notice.say("floor", self.tr("Nobody to show"), nothing)
            self._stack.setCurrentWidget(self.notice)
            return
        first = self._stack.currentWidget() is self.notice and self.isVisible()
        self._stack.setCurrentWidget(self._past)
        if first:  # what had the focus until then is out of sight
            self.bar.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._wanted is not None:
            (seat_id, about_at), self._wanted = self._wanted, None
            self._go_to_pin(seat_id, about_at)
        self._follow()

    @Slot()
    def _follow(self) -> None:
        history = self._history
        if not history.ready:
            return
        at = history.position
        self.band.show_moment(at, history.edge - at)
        note = self._note
        if note is not None and note.about_at == at:
            self.controls.said.setText(note_words(note, history.marks.names))
        else:
            names = {number: self._name_of(number) for _, number in history.stops()}
            self.controls.said.setText(stop_words(history.stops(), names))
        self.bar.speak()
        self._say_seat()

    def _name_of(self, number: str) -> str:
        seat = self._history.model.seat_of(number)
        return f"{short_name(seat)} {number}" if seat is not None else number

    @property
    def _seat(self) -> SeatNow | None:
        index = self.view.currentIndex()
        return self._history.model.seat_at(index.row(), index.column()) if index.isValid() else None

    @Slot(object)
    def _show_seat(self, seat: SeatNow | None) -> None:
        self.lane.show_agent(seat.number if seat is not None else "")
        self._say_seat()

    def _say_seat(self) -> None:
        seat = self._seat
        if seat is None or not seat.number:
            self.who.setText(self.tr("Choose a seat to see that agent's day."))
            return
        self.who.setText(spoken_seat(seat, seat.elapsed_ms(self._history.model.now_s)))

    @Slot(object)
    def _dim(self, _states: object) -> None:
        model = self._history.model
        model.show_filter(type(model.filter)(self.strip.states))

    # going through it

    @Slot(object)
    def _go(self, at: object) -> None:
        self._history.go_to(at)  # type: ignore[arg-type]

    @Slot(int)
    def _step(self, by: int) -> None:
        if not self._history.step(by):
            self.controls.said.setText(self.tr("Nothing more this way"))
            return
        stops = self._history.stops()
        if stops:
            self.view.choose(stops[0][1])

    @Slot(object)
    def _go_to_note(self, note: Handover) -> None:
        self._note = note
        self._go_to_pin(note.seat_id, note.about_at)

    def _go_to_pin(self, seat_id: UUID | None, about_at: object) -> None:
        history = self._history
        room = next((room for room in history.rooms if any(seat.id == seat_id for seat in room.seats)), None)
        if room is not None and room != history.room:
            history.show_room(room.id)
        if about_at is not None:
            history.go_to(about_at)  # type: ignore[arg-type]
        place = next((seat for seat in room.seats if seat.id == seat_id), None) if room is not None else None
        if place is not None:
            self.view.setCurrentIndex(history.model.index(place.row, place.column))
        self._follow()

    # notes

    @Slot()
    def ask_note(self) -> None:
        """Open the line for a note about the chosen seat and this moment."""
        if not self._history.ready:
            return
        self._history.play(on=False)
        seat = self._seat
        who = self._name_of(seat.number) if seat is not None and seat.number else ""
        self.line.ask_about(seat.place if seat is not None else None, who, self._history.position)
        self.controls.said.setText(self.line.words.placeholderText())  # which goes with the first letter typed

    @Slot()
    def _say_pinned(self) -> None:
        self._leave_line()
        self.controls.said.setText(self.tr("The note is pinned; it is on the handover page."))

    @Slot()
    def _leave_line(self) -> None:
        self.bar.setFocus(Qt.FocusReason.OtherFocusReason)

    # keys

    def set_keymap(self, keymap: Keymap) -> None:
        """Name these keys from now on."""
        self.controls.set_keymap(keymap)
        self.band.set_keymap(keymap)

    def perform(self, action: Action) -> bool:
        """Carry out a key; whether it was one of the page's."""
        history = self._history
        if not history.ready and action is not Action.PAST_LEAVE:
            return False
        match action:
            case Action.PAST_PLAY:
                self.controls.turn()
            case Action.PAST_BEGIN:
                history.go_to(history.begin)
            case Action.PAST_END:
                history.go_to(history.edge)
            case Action.PAST_NEXT:
                self._step(1)
            case Action.PAST_PREVIOUS:
                self._step(-1)
            case Action.PAST_NOTE:
                self.ask_note()
            case Action.PAST_LEAVE:
                self.back_asked.emit()
            case Action.FLOOR_LARGER | Action.FLOOR_SMALLER:
                self.view.zoom_by(1 if action is Action.FLOOR_LARGER else -1)
            case Action.FLOOR_WHOLE:
                self.view.show_zoom(None)
            case _ if action in _STEPS_S:
                history.go_by(_STEPS_S[action])
            case _:
                return False
        return True

    # words and look

    def retranslate(self) -> None:
        """All words in the language in force."""
        self.view.setAccessibleName(self.tr("The room as it was"))
        self.lane.setAccessibleName(self.tr("The chosen agent's day"))
        self._look()

    def dress(self) -> None:
        """The frame that tells the past from now."""
        accent = theme.current().accent.name()
        self._frame.setStyleSheet(f"#past {{ border: 3px solid {accent}; border-radius: 4px; }}")

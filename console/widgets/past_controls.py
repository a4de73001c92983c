"""The row below the day: the stops before and after, play and its pace, which room, and a note to pin."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QWidget

from console.desk.action_names import tip
from console.desk.floor_history import PACES, FloorHistory
from console.desk.keymap import Keymap
from console.desk.keys import Action
from console.widgets import theme
from console.widgets.label import Label
from console.widgets.theme import GRID


class PastControls(QWidget):
    """Buttons over a FloorHistory. `step_asked` carries 1 or -1, `note_asked` asks for the line of a note.

    `said` is for whoever has something to say of the moment.
    """

    step_asked = Signal(int)
    note_asked = Signal()

    def __init__(self, history: FloorHistory, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._history = history
        self._keymap = Keymap()
        self.earlier, self.play, self.later, self.mark = (QPushButton(self) for _ in range(4))
        self.pace, self.room = QComboBox(self), QComboBox(self)
        self.said = Label(self)
        self.said.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        for widget in (self.earlier, self.play, self.later, self.pace):
            row.addWidget(widget)
        row.addSpacing(GRID)
        row.addWidget(self.said, 1)
        row.addWidget(self.room)
        row.addWidget(self.mark)
        self.earlier.clicked.connect(self._ask_earlier)
        self.later.clicked.connect(self._ask_later)
        self.play.clicked.connect(self.turn)
        self.mark.clicked.connect(self.note_asked)
        self.pace.activated.connect(self._use_pace)
        self.room.activated.connect(self._use_room)
        history.played.connect(self._say_playing)
        history.model.plan_changed.connect(self._offer_rooms)
        self.retranslate()
        self.dress()

    @Slot()
    def turn(self) -> None:
        """Play, or stop."""
        self._history.play(on=not self._history.playing)

    @Slot()
    def _ask_earlier(self) -> None:
        self.step_asked.emit(-1)

    @Slot()
    def _ask_later(self) -> None:
        self.step_asked.emit(1)

    @Slot(int)
    def _use_pace(self, at: int) -> None:
        self._history.set_pace(PACES[at])

    @Slot(int)
    def _use_room(self, at: int) -> None:
        self._history.show_room(self._history.rooms[at].id)

    @Slot()
    def _offer_rooms(self) -> None:
        rooms, shown = self._history.rooms, self._history.room
        self.room.clear()
        self.room.addItems([room.name for room in rooms])
        self.room.setVisible(len(rooms) > 1)
        if shown is not None:
            self.room.setCurrentIndex(next(at for at, room in enumerate(rooms) if room.id == shown.id))

    @Slot()
    def _say_playing(self) -> None:
        playing = self._history.playing
        self.play.setText(self.tr("Pause") if playing else self.tr("Play"))
        self.play.setIcon(theme.icon("pause" if playing else "play"))
        self.pace.setCurrentIndex(PACES.index(self._history.pace))

    def set_keymap(self, keymap: Keymap) -> None:
        """Name these keys from now on."""
        self._keymap = keymap
        self._name_keys()

    def retranslate(self) -> None:
        """All words in the language in force."""
        self.earlier.setText(self.tr("Previous"))
        self.later.setText(self.tr("Next"))
        self.mark.setText(self.tr("Pin a note"))
        self._name_keys()
        self.pace.clear()
        self.pace.addItems([self.tr("{pace}×").format(pace=pace) for pace in PACES])
        for box, name in ((self.pace, self.tr("How fast the past goes on")), (self.room, self.tr("Room"))):
            box.setToolTip(name)
            box.setAccessibleName(name)
        self._offer_rooms()
        self._say_playing()

    def _name_keys(self) -> None:
        for button, action, text in (
            (
                self.earlier,
                Action.PAST_PREVIOUS,
                self.tr("The moment before where a limit passed, somebody asked for help or news stopped"),
            ),
            (
                self.later,
                Action.PAST_NEXT,
                self.tr("The next moment where a limit passed, somebody asked for help or news stopped"),
            ),
            (self.play, Action.PAST_PLAY, self.tr("Let the past go on, or stop it")),
            (self.mark, Action.PAST_NOTE, self.tr("A note for the next lead about the chosen seat and this moment")),
        ):
            button.setToolTip(tip(action, self._keymap, text))

    def dress(self) -> None:
        """Icons anew."""
        self.mark.setIcon(theme.icon("note"))
        self._say_playing()

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        if hasattr(self, "said"):
            if event.type() == QEvent.Type.LanguageChange:
                self.retranslate()
            elif event.type() == QEvent.Type.PaletteChange:
                self.dress()
        super().changeEvent(event)

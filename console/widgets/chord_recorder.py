"""A button that waits for a key: press it, press the keys, done."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QKeyCombination, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QPushButton, QWidget

from console.desk.action_names import chord_text
from console.desk.chords import normal_chord
from console.widgets.keyboard import TYPES_TEXT

_HELD = (Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr, Qt.Key.Key_unknown)


def chord_of(event: QKeyEvent) -> str:
    """The chord of a key press; "" while only modifiers are held. A sign's Shift belongs to the sign."""
    key = Qt.Key(event.key())
    if key in _HELD:
        return ""
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if key is Qt.Key.Key_Backtab:
        key, held = Qt.Key.Key_Tab, held | Qt.KeyboardModifier.ShiftModifier
    sign = Qt.Key.Key_Exclam.value <= key.value <= Qt.Key.Key_AsciiTilde.value and not chr(key.value).isalnum()
    if sign:
        held &= ~Qt.KeyboardModifier.ShiftModifier
    return normal_chord(QKeySequence(QKeyCombination(held, key)).toString(QKeySequence.SequenceFormat.PortableText))


class ChordRecorder(QPushButton):
    """Shows a chord; pressed, it records another. `chord_recorded` carries it, "" for taken away.

    While recording, Esc leaves all as it was and Backspace takes the key away.
    """

    chord_recorded = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chord = ""
        self.setCheckable(True)
        self.toggled.connect(self._begin_or_end)

    def set_chord(self, chord: str) -> None:
        """Show `chord`."""
        self._chord = chord
        self.setChecked(False)
        self._say()

    @Slot(bool)
    def _begin_or_end(self, on: bool) -> None:  # noqa: FBT001 - a Qt slot
        self.setProperty(TYPES_TEXT, on)
        if on:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._say()

    def _say(self) -> None:
        self.setText(self.tr("Press the keys…") if self.isChecked() else chord_text(self._chord) or self.tr("None"))

    def event(self, event: QEvent) -> bool:
        """Every key is ours while recording, Tab and shortcuts included."""
        if self.isChecked() and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self._record(event)
                return True
        return bool(super().event(event))

    def _record(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() == Qt.Key.Key_Escape:
            self.setChecked(False)
        elif plain and event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self.setChecked(False)
            self.chord_recorded.emit("")
        elif chord := chord_of(event):
            self.setChecked(False)
            self.chord_recorded.emit(chord)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Looking elsewhere ends the recording."""
        self.setChecked(False)
        super().focusOutEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)

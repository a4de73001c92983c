"""A field for a length: shown as 4:30, typed as 4:30 or as seconds."""

from __future__ import annotations

import re

from PySide6.QtGui import QFocusEvent, QValidator, QWheelEvent
from PySide6.QtWidgets import QSpinBox, QWidget

from console.desk.time_text import length_text

LONGEST_S = 8 * 60 * 60
_TYPED = re.compile(r"(?:(?:(\d{1,2}):)?(\d{1,3}):)?(\d{1,5})")


def length_of(text: str) -> int | None:
    """Seconds of "90", "1:30" or "1:02:03"; None for anything else."""
    found = _TYPED.fullmatch(text.strip().replace("：", ":"))
    if found is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    if found[2] is not None and (seconds > 59 or (found[1] is not None and minutes > 59)):
        return None
    return hours * 3600 + minutes * 60 + seconds


class LengthBox(QSpinBox):
    """Seconds from `least` on; what is not a length stands for the special ones below 1 (`say_special`)."""

    def __init__(self, parent: QWidget | None = None, *, least: int = 0) -> None:
        super().__init__(parent)
        self._special: dict[int, str] = {}
        self.setRange(least, LONGEST_S)
        self.setSingleStep(5)
        self.setKeyboardTracking(False)

    def say_special(self, words: dict[int, str]) -> None:
        """What values below 1 are called."""
        self._special = words
        self.setSuffix("")  # which has the text written anew

    def textFromValue(self, value: int) -> str:
        """As the console writes lengths."""
        return self._special.get(value) or length_text(value * 1000)

    def valueFromText(self, text: str) -> int:
        """What was typed; the special one for its words, and "no limit" for nothing."""
        for value, words in self._special.items():
            if text.strip() == words:
                return value
        return min(length_of(text) or 0, LONGEST_S)

    def validate(self, text: str, position: int) -> QValidator.State:  # noqa: ARG002
        """Digits and colons, or the words of a special one."""
        if text.strip() in self._special.values():
            return QValidator.State.Acceptable
        length_s = length_of(text)
        if length_s is not None:
            return QValidator.State.Acceptable if length_s <= LONGEST_S else QValidator.State.Invalid
        fits = re.fullmatch(r"[\d:：\s]*", text) or any(words.startswith(text) for words in self._special.values())
        return QValidator.State.Intermediate if fits else QValidator.State.Invalid

    def stepBy(self, steps: int) -> None:
        """The special ones one by one, then steps that grow with the length."""
        value = self.value()
        if value + steps < 1 or value < 1:
            self.setSingleStep(1)
        else:
            self.setSingleStep(5 if value < 60 or (value == 60 and steps < 0) else 30 if value < 600 else 60)
        if value == 0 and steps > 0:
            self.setValue(5)
            return
        if 0 < value <= self.singleStep() and steps < 0:
            self.setValue(0)
            return
        super().stepBy(steps)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Rolling goes on to the page unless one is in the field."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Typing replaces what stands."""
        super().focusInEvent(event)
        self.selectAll()

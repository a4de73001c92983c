"""Which revision is shown, by whom and why; and, in the same place, beginning or giving up a correction."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from console.desk.open_sheet import OpenSheet, SheetState
from console.desk.plain_tip import plain_tip
from console.desk.time_text import dated_moment
from console.domain.evaluations import Revision
from console.widgets import theme
from console.widgets.label import Label
from console.widgets.live_line import made_live_words
from console.widgets.reason_line import ReasonLine
from console.widgets.theme import GRID

DRAFT = 0
LONGEST_WORDS = 80


class RevisionsBar(QFrame):
    """Shows the revisions of an OpenSheet. `revision_asked(None)` means the draft."""

    revision_asked = Signal(object)
    correction_asked = Signal(object)
    discard_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self._view = OpenSheet()
        self._may_correct = True
        self.what = Label()
        self.what.setFont(theme.font("strong"))
        self.who = Label()
        self.who.setProperty("kind", "muted")
        self.who.setWordWrap(True)
        self.picker = QComboBox()
        self.picker.activated.connect(self._pick)
        self.correct = QPushButton()
        self.correct.clicked.connect(self.ask_reason)
        self.discard = QPushButton()
        self.discard.setProperty("kind", "quiet")
        self.discard.clicked.connect(self._press_discard)
        self._sure = False
        self._asking = ReasonLine()
        self._asking.given.connect(self.correction_asked)
        self._asking.dropped.connect(self._end_reason)
        self.reason, self.start, self.cancel = self._asking.words, self._asking.start, self._asking.cancel
        first = QHBoxLayout()
        first.setSpacing(GRID)
        first.addWidget(self.what)
        first.addWidget(self.who, 1)
        for control in (self.picker, self.correct, self.discard):
            first.addWidget(control)
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID + 4, GRID, GRID, GRID)
        column.setSpacing(GRID // 2)
        column.addLayout(first)
        column.addWidget(self._asking)
        self.retranslate()

    def show_view(self, view: OpenSheet, *, may_correct: bool) -> None:
        """Show how `view` stands; hidden while nothing was ever submitted."""
        if view.call != self._view.call or view.draft is not None:
            self._end_reason()
        self._view, self._may_correct, self._sure = view, may_correct, False
        self.setVisible(bool(view.revisions))
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language in force."""
        view = self._view
        self.correct.setText(self.tr("Correct…"))
        self.correct.setToolTip(self.tr("Begin a new revision with a reason; this one stays readable"))
        self.discard.setText(self.tr("Yes, give up") if self._sure else self.tr("Give up"))
        self.discard.setToolTip(self.tr("Give this correction up; the submitted revision stands"))
        self._asking.say(
            self.tr("Reason for the correction"), self.tr("Begin"), self.tr("Begin the correction (Return)")
        )
        self.picker.setAccessibleName(self.tr("Revision"))
        self.picker.setToolTip(self.tr("Look at another revision"))
        editing = view.state in (SheetState.DRAFT, SheetState.SUBMITTING)
        self.correct.setVisible(self._may_correct and not view.correcting and self._asking.isHidden())
        self.discard.setVisible(view.correcting and editing)
        self._fill_picker()
        if view.correcting and editing and view.draft is not None:
            self.what.setText(self.tr("Correction"))
            self._say_who(view.draft.reason)
        elif view.shown is not None:
            self.what.setText(self.tr("Submitted"))
            self._say_who(self._about(view.shown))

    def _say_who(self, words: str) -> None:
        """A long reason is cut here and whole in the tooltip."""
        self.who.setText(words if len(words) <= LONGEST_WORDS else words[: LONGEST_WORDS - 1] + "…")
        self.who.setToolTip(plain_tip(words) if len(words) > LONGEST_WORDS else "")

    def _press_discard(self) -> None:
        """What was changed is lost with the correction, so the button asks once, in its own words."""
        if self._sure:
            self.discard_asked.emit()
        else:
            self._sure = True
            self.retranslate()

    def _about(self, revision: Revision) -> str:
        said = dated_moment(revision.submitted_at)
        line = self.tr("{name}, {when}").format(name=revision.inspector_name, when=said)
        if self._view.call is not None and (live := made_live_words(revision.sheet, revision.ledger, self._view.call)):
            line = f"{line} · {live}"
        if revision.provisional:
            line = self.tr("Kept on this PC, not shared yet; its number may become another") + " · " + line
        return f"{line} · {revision.reason}" if revision.reason else line

    def _fill_picker(self) -> None:
        view = self._view
        self.picker.clear()
        for revision in view.revisions:
            words = self.tr("Revision {number} · {points} points")
            self.picker.addItem(words.format(number=revision.number, points=revision.points), revision.number)
        if view.draft is not None:
            self.picker.addItem(self.tr("Correction under way"), DRAFT)
        shown = view.shown.number if view.shown else DRAFT
        self.picker.setCurrentIndex(self.picker.findData(shown))
        self.picker.setVisible(self.picker.count() > 0)
        self.picker.setEnabled(self.picker.count() > 1)

    def _pick(self, index: int) -> None:
        number = self.picker.itemData(index)
        self.revision_asked.emit(None if number == DRAFT else number)

    def ask_reason(self) -> None:
        """Open the line for the reason."""
        self._asking.ask()
        self.correct.hide()

    def _end_reason(self) -> None:
        self._asking.close_line()
        self.correct.setVisible(self._may_correct and not self._view.correcting)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

"""One line of the sheet: its key, its words, its verdict; below it evidence and note once there are any."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from console.desk.suggestion_words import suggestion_text
from console.domain.forms import FormItem
from console.domain.sheet import Mark, Span, Verdict
from console.domain.suggestions import SUGGESTED_KEYS, Suggestion
from console.widgets import theme
from console.widgets.appeal_line import AppealLine
from console.widgets.dressing import wear
from console.widgets.evidence_chip import EvidenceChip
from console.widgets.flow_layout import FlowLayout
from console.widgets.label import Label
from console.widgets.language import current_language
from console.widgets.sheet_texts import asks_the_sheet
from console.widgets.suggestion_chip import LEAST_PX, SuggestionChip
from console.widgets.theme import GRID
from console.widgets.verdict_switch import VerdictSwitch

KEY_CAP = QSize(25, 20)
_DELETE = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class KeyCap(QWidget):
    """The key of an item, drawn as a key. Where it is the item's number, the number stands nowhere else."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_text(self, text: str) -> None:
        """Name the key; longer chords widen the cap."""
        self._text = text
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Square for a letter."""
        words = self.fontMetrics().horizontalAdvance(self._text)
        return QSize(max(KEY_CAP.width(), words + 10), KEY_CAP.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A rounded cap with a thicker foot."""
        if not self._text:
            return
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(look.line, 1))
        painter.setBrush(look.line)
        painter.drawRoundedRect(box, 4, 4)
        painter.setBrush(look.window)
        painter.drawRoundedRect(box.adjusted(0, 0, 0, -2), 4, 4)
        painter.setFont(theme.font("small"))
        painter.setPen(look.muted_text)
        painter.drawText(box.adjusted(0, 0, 0, -2), Qt.AlignmentFlag.AlignCenter, self._text)


class Words(Label):
    """The wording of an item: as many lines as its width asks for, and no claim to more than one line before."""

    def __init__(self) -> None:
        super().__init__()
        self.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def minimumSizeHint(self) -> QSize:
        """A few words wide, a line high: a label reckons with its narrowest form, and the sheet would grow by it."""
        return QSize(12 * GRID, self.fontMetrics().height())

    def sizeHint(self) -> QSize:
        """In one line."""
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + GRID, self.fontMetrics().height())


class NoteEdit(QLineEdit):
    """A one-line note. Undo is the sheet's, not the box's; Return, Escape, Up and Down leave."""

    undo_asked = Signal()
    redo_asked = Signal()
    left = Signal()
    ended = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Undo and leaving first, then typing."""
        if asks_the_sheet(event, self.undo_asked, self.redo_asked):
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape) and not event.modifiers():
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Typing has ended."""
        super().focusOutEvent(event)
        self.ended.emit()


class ItemRow(QFrame):
    """Shows one item's Mark and says what was asked for; it changes nothing by itself."""

    verdict_asked = Signal(object, object)
    note_edited = Signal(object, object)
    note_ended = Signal()
    evidence_played = Signal(object, object)
    evidence_removed = Signal(object, object)
    suggestion_played = Signal(object, object)
    suggestion_taken = Signal(object)
    entered = Signal(object)
    moved = Signal(object, object)
    undo_asked = Signal()
    redo_asked = Signal()

    def __init__(self, item: FormItem, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.item = item
        self.mark = Mark()
        self._editable = True
        self._noting = False
        self._played: Span | None = None
        self._keys: Mapping[Verdict, str] = {}
        self._note_key = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.cap = KeyCap()
        self.number = Label(str(item.number))
        self.number.setProperty("kind", "muted")
        self.number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.words = Words()
        self.tag = Label()
        self.tag.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.note_button = QToolButton()
        self.note_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.note_button.setFixedSize(26, 22)
        policy = self.note_button.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.note_button.setSizePolicy(policy)
        self.note_button.clicked.connect(self.edit_note)
        self.switch = VerdictSwitch(may_not_apply=item.may_not_apply, critical=item.critical)
        self.switch.asked.connect(self._ask_verdict)
        self.below = QWidget()
        self.appeal: AppealLine | None = None
        self._chips = FlowLayout()
        self.note = NoteEdit()
        self.note.setMaxLength(2000)
        self.note.textEdited.connect(self._edit_note)
        self.note.ended.connect(self._end_note)
        self.note.left.connect(self.setFocus)
        self.note.undo_asked.connect(self.undo_asked)
        self.note.redo_asked.connect(self.redo_asked)
        self._free = QWidget()
        self._free.setFixedWidth(LEAST_PX if item.key in SUGGESTED_KEYS else 0)
        self._arrange()
        self.chip = SuggestionChip(self)
        self.chip.played.connect(self._play_suggestion)
        self.chip.taken.connect(self._take_suggestion)
        self.tag.setVisible(item.critical)
        self.below.hide()
        self.note_button.hide()
        self._dress()
        self.retranslate()

    def _arrange(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(GRID)
        line.addWidget(self.cap)
        line.addWidget(self.number)
        line.addWidget(self.words, 1)
        if self.item.key in SUGGESTED_KEYS:
            line.addWidget(self._free)
        line.addWidget(self.tag, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self.note_button)
        line.addWidget(self.switch)
        under = self._under = QVBoxLayout(self.below)
        under.setContentsMargins(0, 0, 0, 2)
        under.setSpacing(GRID // 2)
        under.addLayout(self._chips)
        under.addWidget(self.note)
        self._indent = QHBoxLayout()
        self._indent.addWidget(self.below)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(GRID, 2, GRID, 2)
        whole.setSpacing(2)
        whole.addLayout(line)
        whole.addLayout(self._indent)

    # --- showing -------------------------------------------------------------------------------------------------

    def show_mark(self, mark: Mark, *, editable: bool) -> None:
        """Show `mark`; nothing is rebuilt that did not change."""
        fresh = editable != self._editable
        spans_changed = fresh or mark.evidence != self.mark.evidence
        if mark == self.mark and not fresh:
            return
        self.mark, self._editable = mark, editable
        self.switch.show_verdict(mark.verdict)
        self.switch.setEnabled(editable)
        self.note.setReadOnly(not editable)
        if self.note.text() != mark.note:
            at = self.note.cursorPosition() if self.note.hasFocus() else 0
            self.note.setText(mark.note)
            self.note.setCursorPosition(at)
        self.note.setToolTip(mark.note)
        if spans_changed:
            self._show_chips()
        self._show_below()
        self._name()

    def _show_chips(self) -> None:
        while (old := self._chips.takeAt(0)) is not None:
            if (widget := old.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for span in self.mark.evidence:
            chip = EvidenceChip(span, self.below, removable=self._editable)
            chip.set_current(on=span == self._played)
            chip.played.connect(self.play_evidence)
            chip.removed.connect(self._remove_evidence)
            self._chips.addWidget(chip)
            chip.show()
        self._chips.invalidate()

    def show_appeal(self, line: AppealLine | None) -> None:
        """Show the item's appeal below everything else; None for nothing to show."""
        if line is not self.appeal:
            if self.appeal is not None:
                self.appeal.hide()
                self.appeal.deleteLater()
            self.appeal = line
            if line is not None:
                self._under.addWidget(line)
        self._show_below()

    def show_suggestion(self, suggestion: Suggestion | None) -> None:
        """Show what is suggested for the item in the room that its words leave; None for nothing."""
        self.chip.show_suggestion(suggestion)
        self._fit_chip()
        self._name()

    def _fit_chip(self) -> None:
        """Nothing else in the row moves for it: the words keep their lines."""
        words, free = self.words.geometry(), self._free.geometry()
        said = self.words.fontMetrics().horizontalAdvance(self.words.text())
        left = words.left() + said + GRID // 2 if said < words.width() else free.left()
        self.chip.fit(QRect(left, words.top(), free.right() - left + 1, words.height()))

    def _show_below(self) -> None:
        self.note.setVisible(bool(self.mark.note) or self._noting)
        self.below.setVisible(bool(self.mark.evidence) or not self.note.isHidden() or self.appeal is not None)
        self._show_note_button()

    def _show_note_button(self) -> None:
        wanted = self._editable and self.note.isHidden() and (self.underMouse() or self.hasFocus())
        self.note_button.setVisible(wanted)

    def show_keys(self, verdicts: Mapping[Verdict, str], *, note: str, play: str = "", take: str = "") -> None:
        """Name the keys: those that give a verdict, the item's own among them, the note's and the suggestion's."""
        self._keys, self._note_key = verdicts, note
        self.chip.set_keys(play, take)
        own = verdicts[Verdict.FAILS]
        self.cap.set_text(own)
        self.number.setText("" if own == str(self.item.number) else str(self.item.number))
        self._name()

    def retranslate(self) -> None:
        """Say everything in the language in force."""
        self.words.setText(self.item.text[current_language()])
        self.tag.setText(self.tr("Critical"))
        self.note.setPlaceholderText(self.tr("Note on this item"))
        if Verdict.NOT_APPLICABLE in self.switch.segments:
            self.switch.segments[Verdict.NOT_APPLICABLE].setText(self.tr("N/A"))
            self.switch.segments[Verdict.NOT_APPLICABLE].updateGeometry()
        self._name()
        self._fit_chip()

    def verdict_words(self, verdict: Verdict) -> str:
        """The verdict as read out."""
        return {
            Verdict.UNSCORED: self.tr("not scored"),
            Verdict.CONFORMS: self.tr("conforms"),
            Verdict.FAILS: self.tr("does not conform"),
            Verdict.NOT_APPLICABLE: self.tr("not applicable"),
        }[verdict]

    def _name(self) -> None:
        words = f"{self.item.number} {self.item.text[current_language()]}"
        spoken = [f"{words}: {self.verdict_words(self.mark.verdict)}"]
        if self.item.critical:
            spoken.append(self.tr("critical item"))
        if self.mark.evidence:
            spoken.append(self.tr("evidence: %n", "", len(self.mark.evidence)))
        if self.chip.suggestion is not None:
            spoken.append(suggestion_text(self.chip.suggestion))
        self.setAccessibleName(", ".join(spoken))
        self.note.setAccessibleName(self.tr("Note on item {number}").format(number=self.item.number))
        self.note_button.setAccessibleName(self.note.accessibleName())
        self.note_button.setToolTip(self.tr("Write a note ({key})").format(key=self._note_key))
        for verdict, segment in self.switch.segments.items():
            said = self.verdict_words(verdict)
            segment.setAccessibleName(f"{self.item.number}: {said}")
            key = self._keys.get(verdict)
            segment.setToolTip(said[:1].upper() + said[1:] + (f" ({key})" if key else ""))

    # --- asking --------------------------------------------------------------------------------------------------

    def _ask_verdict(self, verdict: Verdict) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.verdict_asked.emit(self.item.key, verdict)

    def edit_note(self) -> None:
        """Put the cursor into the note."""
        if self._editable:
            self._noting = True
            self._show_below()
            self.note.setFocus(Qt.FocusReason.OtherFocusReason)

    def _edit_note(self, text: str) -> None:
        self.note_edited.emit(self.item.key, text)

    def _end_note(self) -> None:
        self._noting = False
        self._show_below()
        self.note_ended.emit()

    def play_evidence(self, span: Span | None = None) -> None:
        """Ask for `span` to be played; for None the one after that played last, round again."""
        spans = self.mark.evidence
        if not spans:
            return
        if span is None:
            after = spans.index(self._played) + 1 if self._played in spans else 0
            span = spans[after % len(spans)]
        self._played = span
        for chip in self.below.findChildren(EvidenceChip):
            chip.set_current(on=chip.span == span)
        self.evidence_played.emit(self.item.key, span)

    def _play_suggestion(self, span: Span) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.suggestion_played.emit(self.item.key, span)

    def _take_suggestion(self) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.suggestion_taken.emit(self.item.key)

    def _remove_evidence(self, span: Span) -> None:
        self.setFocus()
        self.evidence_removed.emit(self.item.key, span)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down walk the sheet; Delete takes off the evidence played last, else the last one."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not event.modifiers():
            self.moved.emit(self.item.key, -1 if event.key() == Qt.Key.Key_Up else 1)
        elif event.key() in _DELETE and self._editable and self.mark.evidence:
            spans = self.mark.evidence
            self._remove_evidence(self._played if self._played in spans else spans[-1])
        else:
            super().keyPressEvent(event)

    # --- looks ---------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click anywhere takes the focus."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        super().mousePressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say so and show it."""
        super().focusInEvent(event)
        self.entered.emit(self.item.key)
        self._show_note_button()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show it."""
        super().focusOutEvent(event)
        self._show_note_button()
        self.update()

    def enterEvent(self, event: QEnterEvent) -> None:
        """The mouse came: offer the note."""
        super().enterEvent(event)
        self._show_note_button()
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """The mouse went."""
        super().leaveEvent(event)
        self._show_note_button()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The chip takes what room there is now."""
        super().resizeEvent(event)
        self._fit_chip()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ground under the pointer, and a bar at the left where the focus is (or was, while a note is typed)."""
        look = theme.current()
        painter = QPainter(self)
        focused = self.hasFocus() or self.note.hasFocus()
        if focused or self.underMouse():
            painter.fillRect(self.rect(), look.hover)
        if focused:
            painter.fillRect(0, 0, 3, self.height(), look.focus)

    def changeEvent(self, event: QEvent) -> None:
        """Follow language and theme."""
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._dress()
        super().changeEvent(event)

    def _dress(self) -> None:
        look = theme.current()
        self.number.setFixedWidth(self.number.fontMetrics().horizontalAdvance("20") + 2)
        self._indent.setContentsMargins(KEY_CAP.width() + self.number.width() + 2 * GRID, 0, 0, 0)
        self.note_button.setIcon(theme.icon("note", look.muted_text))
        self.tag.setFont(theme.font("small"))
        sheet = (
            f"color: {look.danger.name()}; border: 1px solid {look.danger.name()}; border-radius: 4px; padding: 0 4px;"
        )
        wear(self.tag, sheet)
        self.update()


class GroupHeading(Label):
    """The title over a run of items."""

    def __init__(self, text: dict[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self.setProperty("kind", "muted")
        self.setContentsMargins(GRID, GRID, GRID, 2)
        self.retranslate()

    def retranslate(self) -> None:
        """Say it in the language in force."""
        self.setFont(theme.font("strong"))
        self.setText(self._text[current_language()])

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

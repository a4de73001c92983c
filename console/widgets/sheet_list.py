"""The scrolling part of the sheet: headings, twenty rows, notes and advice, each bound to the desk's deeds."""

from __future__ import annotations

from collections import deque

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QVBoxLayout, QWidget

from console.desk.appeals import AppealsDesk
from console.desk.keymap import Keymap
from console.desk.keys import Action, item_action
from console.desk.scoring import ScoringDesk
from console.desk.suggesting import Suggesting
from console.domain.forms import Form, FormGroup, FormItem
from console.domain.sheet import Sheet, Span, Verdict
from console.domain.suggestions import SUGGESTED_KEYS
from console.widgets.appeal_line import AppealLine
from console.widgets.sheet_rows import GroupHeading, ItemRow
from console.widgets.sheet_texts import SheetTexts
from console.widgets.theme import GRID

KEYED_ITEMS = 20
BETWEEN_ROWS_MS = 10
"""Between two rows that are made beforehand whatever else there is to do is done."""


def chord_text(keymap: Keymap, action: Action) -> str:
    """The plain key of `action` as this system writes it; empty for none."""
    chord = keymap.chords(action).plain
    return QKeySequence(chord).toString(QKeySequence.SequenceFormat.NativeText) if chord else ""


def halved(form: Form) -> tuple[tuple[FormGroup, ...], tuple[FormGroup, ...]]:
    """The form's groups cut in two, so that two columns are as even as whole groups allow; in printed order."""
    weights = [len(group.items) + 1 for group in form.groups]
    cut = min(range(len(weights) + 1), key=lambda at: abs(sum(weights[:at]) - sum(weights[at:])))
    return form.groups[:cut], form.groups[cut:]


class _Half(QWidget):
    """A column of rows."""

    def __init__(self) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)

    def clear(self) -> None:
        """Take every row away."""
        while (old := self.column.takeAt(0)) is not None:
            if (widget := old.widget()) is not None:
                widget.deleteLater()


class SheetList(QScrollArea):
    """Rows by item key, in one column or two. Focus follows the desk's focused item and tells it where it went."""

    evidence_clicked = Signal(object)

    def __init__(
        self,
        desk: ScoringDesk,
        keymap: Keymap,
        parent: QWidget | None = None,
        *,
        appeals: AppealsDesk | None = None,
        suggesting: Suggesting | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._appeals = appeals
        self._suggesting = suggesting
        self._keymap = keymap
        self._form: Form | None = None
        self.rows: dict[str, ItemRow] = {}
        self._missing: deque[tuple[_Half, FormGroup | FormItem | None]] = deque()
        self._making = QTimer(self, interval=BETWEEN_ROWS_MS)
        self._making.timeout.connect(self._make_next)
        self.texts = SheetTexts()
        inside = QWidget()
        self._halves = (_Half(), _Half())
        self._columns = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._columns.setSpacing(0)
        for half in self._halves:
            self._columns.addWidget(half)
        whole = QVBoxLayout(inside)
        whole.setContentsMargins(0, 0, 0, GRID)
        whole.setSpacing(0)
        whole.addLayout(self._columns)
        whole.addWidget(self.texts)
        whole.addStretch()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inside)
        desk.item_focused.connect(self.focus_item)
        if appeals is not None:
            appeals.changed.connect(self.show_appeals)
        if suggesting is not None:
            suggesting.changed.connect(self.show_suggestions)
        for box, deed in ((self.texts.notes, desk.set_notes), (self.texts.advice, desk.set_advice)):
            box.typed.connect(deed)
            box.ended.connect(desk.end_typing)
            box.undo_asked.connect(desk.undo)
            box.redo_asked.connect(desk.redo)
        self.retranslate()

    @Slot(object)
    def prepare(self, form: Form) -> None:
        """Make the rows of `form`, one in a turn of the event loop; nothing where there are rows already."""
        if self._form is None:
            self._begin(form)
            self._making.start()

    def show_form(self, form: Form) -> None:
        """Rows for `form`, in place of those of another; what is prepared of them already is not made again."""
        if self._form is None or (self._form.key, self._form.version) != (form.key, form.version):
            self._begin(form)
        while self._missing:
            self._make_next()

    def _begin(self, form: Form) -> None:
        self._form = form
        self.rows = {}
        self._missing.clear()
        for half, groups in zip(self._halves, halved(form), strict=True):
            half.clear()
            for group in groups:
                self._missing.append((half, group))
                self._missing.extend((half, item) for item in group.items)
            self._missing.append((half, None))

    @Slot()
    def _make_next(self) -> None:
        if not self._missing:
            self._making.stop()
            return
        half, what = self._missing.popleft()
        if what is None:
            half.column.addStretch()
            return
        if isinstance(what, FormItem):
            part: QWidget = self._row(ItemRow(what))
        else:
            part = GroupHeading(dict(what.text))
        half.column.addWidget(part)
        part.show()  # now and not with the next layout: the focus may go there at once
        for one in (part, *part.findChildren(QWidget)):
            one.ensurePolished()  # else all of them in the turn in which they are first seen

    def _row(self, row: ItemRow) -> ItemRow:
        self.rows[row.item.key] = row
        self._name_keys(row)
        if self._suggesting is not None and row.item.key in SUGGESTED_KEYS:
            row.show_suggestion(self._suggesting.of(row.item.key))
        desk = self._desk
        row.verdict_asked.connect(self.judge)
        row.note_edited.connect(desk.set_note)
        row.note_ended.connect(desk.end_typing)
        row.evidence_played.connect(self._play)
        row.evidence_removed.connect(desk.remove_evidence)
        row.suggestion_played.connect(self._play)
        row.suggestion_taken.connect(self.take_suggestion)
        row.entered.connect(desk.focus_item)
        row.moved.connect(self._move)
        row.undo_asked.connect(desk.undo)
        row.redo_asked.connect(desk.redo)
        return row

    def set_wide(self, *, on: bool) -> None:
        """Two columns side by side, or one."""
        way = QBoxLayout.Direction.LeftToRight if on else QBoxLayout.Direction.TopToBottom
        self._columns.setDirection(way)
        self._columns.setSpacing(3 * GRID if on else 0)
        for half in range(len(self._halves)):
            self._columns.setStretch(half, int(on))
        self.texts.set_way(way)

    def show_sheet(self, sheet: Sheet, *, editable: bool) -> None:
        """Show every mark and both texts."""
        for key, row in self.rows.items():
            row.show_mark(sheet.mark(key), editable=editable)
        self.texts.show_texts(sheet.notes, sheet.advice, editable=editable)

    @Slot()
    def show_appeals(self) -> None:
        """Show below each item whether it was appealed and what can be done about that."""
        appeals = self._appeals
        if appeals is None:
            return
        read_only = not self._desk.view.editable
        for key, row in self.rows.items():
            made, may = appeals.on_item(key), read_only and appeals.may_appeal(key)
            if made is None and not may:
                row.show_appeal(None)
                continue
            line = row.appeal or self._appeal_line(key, appeals)
            line.show_appeal(made, may_appeal=may, may_settle=appeals.may_settle)
            row.show_appeal(line)

    @Slot()
    def show_suggestions(self) -> None:
        """Show at each item what is suggested for it."""
        if self._suggesting is not None:
            for key in SUGGESTED_KEYS & self.rows.keys():
                self.rows[key].show_suggestion(self._suggesting.of(key))

    @Slot(object)
    def take_suggestion(self, key: str) -> None:
        """Follow what is suggested for an item; nothing happens where nothing is."""
        if self._suggesting is not None:
            self._suggesting.take(key)

    def _appeal_line(self, key: str, appeals: AppealsDesk) -> AppealLine:
        line = AppealLine(self.rows[key].below)
        line.appealed.connect(lambda words: appeals.appeal(key, words))
        line.settled.connect(appeals.settle)
        return line

    def show_keys(self, keymap: Keymap) -> None:
        """Name the keys in force on the rows."""
        self._keymap = keymap
        for row in self.rows.values():
            self._name_keys(row)

    def _name_keys(self, row: ItemRow) -> None:
        keymap, number = self._keymap, row.item.number
        row.show_keys(
            {
                Verdict.CONFORMS: chord_text(keymap, Action.ITEM_CONFORMS),
                Verdict.NOT_APPLICABLE: chord_text(keymap, Action.ITEM_NOT_APPLICABLE),
                Verdict.FAILS: chord_text(keymap, item_action(number)) if number <= KEYED_ITEMS else "",
            },
            note=chord_text(keymap, Action.NOTE),
            play=chord_text(keymap, Action.PLAY_SUGGESTION),
            take=chord_text(keymap, Action.TAKE_SUGGESTION),
        )

    @property
    def focused_row(self) -> ItemRow | None:
        """The row of the desk's focused item."""
        return self.rows.get(self._desk.focused_item)

    def focus_item(self, key: str) -> None:
        """Bring the row of `key` into sight and give it the focus, unless something in it has it."""
        row = self.rows.get(key)
        if row is None:
            return
        self.reveal(row)
        if not row.hasFocus() and not row.isAncestorOf(self.focusWidget() or self):
            row.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_texts(self) -> None:
        """Go on to notes and advice."""
        self.texts.notes.setFocus(Qt.FocusReason.TabFocusReason)
        self.ensureWidgetVisible(self.texts, 0, 0)

    def reveal(self, row: ItemRow) -> None:
        """Scroll until `row` is in sight."""
        self.ensureWidgetVisible(row, 0, 3 * GRID)

    def judge(self, key: str, verdict: Verdict) -> None:
        """A click on a verdict: the given one is taken back, a cross does what the item's key does."""
        desk = self._desk
        if verdict is Verdict.FAILS:
            desk.press_item(key)
        elif desk.sheet.mark(key).verdict is verdict:
            desk.clear(key)
        elif verdict is Verdict.NOT_APPLICABLE:
            desk.not_applicable(key)
        else:
            desk.judge(key, verdict)

    def _play(self, _key: str, span: Span) -> None:
        self.evidence_clicked.emit(span)

    def _move(self, key: str, step: int) -> None:
        keys = list(self.rows)
        at = keys.index(key) + step
        if 0 <= at < len(keys):
            self.rows[keys[at]].setFocus(Qt.FocusReason.OtherFocusReason)
            self.reveal(self.rows[keys[at]])
        elif at == len(keys):
            self.focus_texts()

    def retranslate(self) -> None:
        """Say everything in the language in force."""
        self.setAccessibleName(self.tr("Monitoring sheet"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

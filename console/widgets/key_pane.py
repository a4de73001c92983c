"""The keys of the console, all to be seen, found and changed; the F1 sheet and the settings both show it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from console.desk.action_names import action_name
from console.desk.chords import types_text
from console.desk.key_table import KeyColumn, KeyTable
from console.desk.keymap import Keymap
from console.desk.keys import Action, KeyGroup
from console.desk.preferences import Preferences
from console.widgets import theme
from console.widgets.chord_recorder import ChordRecorder
from console.widgets.label import Label
from console.widgets.row_table import show_rows
from console.widgets.theme import GRID


class KeyCapDelegate(QStyledItemDelegate):
    """Draws chords as key caps and groups as headings."""

    def __init__(self, model: KeyTable) -> None:
        super().__init__(model)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Rows of one height."""
        del option, index
        return QSize(60, QFontMetrics(theme.font("body")).height() + 12)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Ground, then a heading, a name, caps or a remark."""
        look = theme.current()
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        row = self._model.at(index.row())
        text = str(index.data() or "")
        inner = rect.adjusted(GRID, 0, -GRID, 0)
        vertical = Qt.AlignmentFlag.AlignVCenter
        if isinstance(row, KeyGroup):
            painter.setFont(theme.font("strong"))
            painter.setPen(look.muted_text)
            painter.drawText(inner.adjusted(0, 6, 0, 0), int(vertical), text)
            return
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, look.accent_soft)
        if index.column() in (KeyColumn.PLAIN, KeyColumn.IN_TEXT):
            clash = isinstance(row, Action) and self._model.conflicts(row)
            self._paint_caps(painter, inner, text.split(" ") if text else [], clash=clash)
            return
        painter.setFont(theme.font("body"))
        remark = index.column() == KeyColumn.REMARK
        clash = remark and isinstance(row, Action) and self._model.conflicts(row)
        painter.setPen(look.warn if clash else look.muted_text if remark else look.text)
        if clash:
            picture = theme.pixmap("warning", 16, look.warn, ratio=painter.device().devicePixelRatioF())
            painter.drawPixmap(inner.left(), inner.center().y() - 7, picture)
            inner.setLeft(inner.left() + 22)
        text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, int(vertical), text)

    @staticmethod
    def _paint_caps(painter: QPainter, rect: QRect, caps: list[str], *, clash: bool) -> None:
        look = theme.current()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("small"))
        metrics = painter.fontMetrics()
        left = rect.left()
        for cap in caps:
            width = max(metrics.horizontalAdvance(cap) + 12, metrics.height() + 4)
            box = QRect(left, rect.center().y() - metrics.height() // 2 - 1, width, metrics.height() + 3)
            painter.setPen(QPen(look.warn if clash else look.line, 1))
            painter.setBrush(look.window)
            painter.drawRoundedRect(box.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
            painter.setPen(look.text)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), cap)
            left += width + 4
        painter.restore()


class KeyPane(QWidget):
    """Table, search, and the keys of the selected deed to record anew. Changes hold at once."""

    def __init__(self, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self.model = KeyTable(preferences.keymap, self)
        self.search = QLineEdit(self)
        self.search.setClearButtonEnabled(True)
        self.table = QTableView(self)
        self._name, self._problem = Label(self), Label(self)
        self._plain_label, self._text_label = Label(self), Label(self)
        self.plain, self.in_text = ChordRecorder(self), ChordRecorder(self)
        self._reset, self._reset_all = QPushButton(self), QPushButton(self)
        self._set_up_table()
        self._lay_out()
        self.search.textChanged.connect(self.model.search)
        self.search.textChanged.connect(self._after_search)
        self.table.selectionModel().currentRowChanged.connect(self._show_action)
        self.table.doubleClicked.connect(self._record_at)
        self.table.activated.connect(self._record_at)
        self.plain.chord_recorded.connect(self._set_plain)
        self.in_text.chord_recorded.connect(self._set_in_text)
        self._reset.clicked.connect(self._reset_one)
        self._reset_all.clicked.connect(self._reset_every)
        preferences.keymap_changed.connect(self._use_keymap)
        self.retranslate()
        self._after_search()

    def _set_up_table(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.setItemDelegate(KeyCapDelegate(self.model))
        show_rows(table)
        table.verticalHeader().setDefaultSectionSize(QFontMetrics(theme.font("body")).height() + 12)
        head = table.horizontalHeader()
        head.setSectionsClickable(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setSectionResizeMode(KeyColumn.REMARK, QHeaderView.ResizeMode.Stretch)
        for column, width in ((KeyColumn.NAME, 210), (KeyColumn.PLAIN, 120), (KeyColumn.IN_TEXT, 150)):
            head.resizeSection(column, width)

    def _lay_out(self) -> None:
        bar = QFrame(self)
        bar.setProperty("kind", "card")
        row = QHBoxLayout(bar)
        row.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        row.setSpacing(GRID)
        row.addWidget(self._name, 1)
        for label, recorder in ((self._plain_label, self.plain), (self._text_label, self.in_text)):
            label.setProperty("kind", "muted")
            label.setBuddy(recorder)
            recorder.setMinimumWidth(112)
            row.addWidget(label)
            row.addWidget(recorder)
        row.addWidget(self._reset)
        top = QHBoxLayout()
        top.addWidget(self.search, 1)
        top.addWidget(self._reset_all)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        self._problem.setProperty("kind", "danger")
        self._problem.setVisible(False)
        column.addWidget(self._problem)
        column.addWidget(bar)

    @property
    def action(self) -> Action | None:
        """The selected deed."""
        found = self.model.at(self.table.currentIndex().row())
        return found if isinstance(found, Action) else None

    def select(self, action: Action) -> None:
        """Select a deed's row."""
        row = self.model.row_of(action)
        if row >= 0:
            self.table.selectRow(row)

    @Slot()
    def _after_search(self) -> None:
        for row in range(self.model.rowCount()):
            span = len(KeyColumn) if isinstance(self.model.at(row), KeyGroup) else 1
            if self.table.columnSpan(row, 0) != span:
                self.table.setSpan(row, 0, 1, span)
        if self.action is None and self.model.rowCount() > 1:
            self.table.selectRow(1)
        self._show_action()

    @Slot()
    def _show_action(self) -> None:
        action = self.action
        chords = self._preferences.keymap.chords(action) if action else ("", "")
        self._name.setText(action_name(action) if action else "")
        self.plain.set_chord(chords[0])
        self.in_text.set_chord(chords[1])
        for widget in (self.plain, self.in_text):
            widget.setEnabled(action is not None)
        self._reset.setEnabled(action is not None and action in self._preferences.keymap.changed)
        self._reset_all.setEnabled(bool(self._preferences.keymap.changed))
        self._say_problem("")

    @Slot(QModelIndex)
    def _record_at(self, index: QModelIndex) -> None:
        if self.action is not None:
            (self.in_text if index.column() == KeyColumn.IN_TEXT else self.plain).setChecked(True)

    @Slot(str)
    def _set_plain(self, chord: str) -> None:
        if self.action is not None:
            self._preferences.change_keymap(self._preferences.keymap.with_changed(self.action, plain=chord))
            self._show_action()

    @Slot(str)
    def _set_in_text(self, chord: str) -> None:
        if self.action is None:
            return
        if chord and types_text(chord):
            self._show_action()
            self._say_problem(self.tr("This key types in a text box; hold Ctrl or Alt with it."))
            return
        self._preferences.change_keymap(self._preferences.keymap.with_changed(self.action, in_text=chord))
        self._show_action()

    @Slot()
    def _reset_one(self) -> None:
        if self.action is not None:
            self._preferences.change_keymap(self._preferences.keymap.with_default(self.action))
            self._show_action()

    @Slot()
    def _reset_every(self) -> None:
        self._preferences.change_keymap(Keymap())
        self._show_action()

    @Slot(object)
    def _use_keymap(self, keymap: Keymap) -> None:
        action = self.action
        self.model.set_keymap(keymap)
        if action is not None:
            self.select(action)  # a search fills the table anew
        self._show_action()

    def _say_problem(self, text: str) -> None:
        self._problem.setText(text)
        self._problem.setVisible(bool(text))

    def retranslate(self) -> None:
        """Set every word."""
        action = self.action
        self.model.retranslate()
        if action is not None:
            self.select(action)
        self.search.setPlaceholderText(self.tr("Find an action or a key"))
        self.search.setAccessibleName(self.tr("Find an action or a key"))
        self.search.setToolTip(self.tr("Part of a name, or a key such as Ctrl"))
        self.table.setAccessibleName(self.tr("Keys"))
        self._plain_label.setText(self.tr("Key"))
        self._text_label.setText(self.tr("In a text box"))
        self.plain.setAccessibleName(self.tr("Key"))
        self.in_text.setAccessibleName(self.tr("Key in a text box"))
        how = self.tr("Press to record another key; Esc leaves it, Backspace takes it away")
        self.plain.setToolTip(how)
        self.in_text.setToolTip(how)
        self._reset.setText(self.tr("Default"))
        self._reset.setAccessibleName(self.tr("Default keys for this action"))
        self._reset.setToolTip(self.tr("Default keys for this action"))
        self._reset_all.setText(self.tr("All to default"))
        self._reset_all.setAccessibleName(self.tr("Default keys for everything"))
        self._reset_all.setToolTip(self.tr("Default keys for everything"))
        self._after_search()

    def changeEvent(self, event: QEvent) -> None:
        """Follow language and theme."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

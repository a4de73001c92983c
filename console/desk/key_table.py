"""All keys as a table, by group, with conflicts told in the row: what the key sheet shows."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QObject, Qt, Slot

from console.desk.action_names import action_name, chord_text, group_name
from console.desk.item_index import ROOT, AnyIndex
from console.desk.key_defaults import DEFAULTS, can_meet, group_of
from console.desk.keymap import Keymap
from console.desk.keys import Action, KeyGroup

_ORDER = (
    KeyGroup.PLAYING,
    KeyGroup.MARKING,
    KeyGroup.SCORING,
    KeyGroup.ITEMS,
    KeyGroup.LIST,
    KeyGroup.FLOOR,
    KeyGroup.ROOM,
    KeyGroup.PAST,
    KeyGroup.ALERTS,
    KeyGroup.HANDOVER,
    KeyGroup.TIME,
    KeyGroup.PLAN,
    KeyGroup.WINDOW,
)


class KeyColumn(IntEnum):
    """The columns in order."""

    NAME = 0
    PLAIN = 1
    IN_TEXT = 2
    REMARK = 3


class KeyTable(QAbstractTableModel):
    """A heading row per group, a row per action; `search` keeps the rows whose name or key has it."""

    def __init__(self, keymap: Keymap, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._keymap = keymap
        self._search = ""
        self._rows: list[KeyGroup | Action] = []
        self._remarks: dict[Action, str] = {}
        self._fill()

    def at(self, row: int) -> KeyGroup | Action | None:
        """What stands in `row`."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def row_of(self, action: Action) -> int:
        """Where `action` stands, -1 for nowhere."""
        return self._rows.index(action) if action in self._rows else -1

    def conflicts(self, action: Action) -> bool:
        """Whether `action` shares a key with another."""
        return action in self._remarks and bool(self._remarks[action])

    @Slot(object)
    def set_keymap(self, keymap: Keymap) -> None:
        """Show other keys; rows stay where they are."""
        self._keymap = keymap
        if self._search:
            self.beginResetModel()
            self._fill()
            self.endResetModel()
            return
        self._find_conflicts()
        self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(KeyColumn) - 1))

    @Slot(str)
    def search(self, text: str) -> None:
        """Keep the rows with `text` in the name or the keys."""
        self.beginResetModel()
        self._search = text.strip().casefold()
        self._fill()
        self.endResetModel()

    def retranslate(self) -> None:
        """Say everything again."""
        self.search(self._search)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(KeyColumn) - 1)

    def _fill(self) -> None:
        self._rows = []
        for group in _ORDER:
            actions = [a for a in DEFAULTS if group_of(a) is group and self._matches(a)]
            if actions:
                self._rows += [group, *actions]
        self._find_conflicts()

    def _matches(self, action: Action) -> bool:
        keys = (*self._keymap.chords(action), *map(chord_text, self._keymap.chords(action)))
        return any(self._search in text.casefold() for text in (action_name(action), *keys))

    def _find_conflicts(self) -> None:
        others: dict[Action, list[Action]] = {}
        for conflict in self._keymap.conflicts():
            for action in conflict.actions:
                for other in conflict.actions:
                    clash = other is not action and can_meet(action, other)
                    if clash and other not in others.setdefault(action, []):
                        others[action].append(other)
        self._remarks = {
            action: self.tr("Same key as: {names}").format(names=", ".join(map(action_name, shared)))
            for action, shared in others.items()
        }

    def rowCount(self, parent: AnyIndex = ROOT) -> int:
        """Headings and actions."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex = ROOT) -> int:
        """The columns of `KeyColumn`."""
        return 0 if parent.isValid() else len(KeyColumn)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """Headings cannot be selected."""
        if isinstance(self.at(index.row()), KeyGroup):
            return Qt.ItemFlag.ItemIsEnabled
        return super().flags(index)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Names and key caps."""
        row = self.at(index.row()) if index.isValid() else None
        if row is None or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        column = KeyColumn(index.column())
        if isinstance(row, KeyGroup):
            return group_name(row) if column is KeyColumn.NAME else None
        chords = self._keymap.chords(row)
        return {
            KeyColumn.NAME: action_name(row),
            KeyColumn.PLAIN: chord_text(chords.plain),
            KeyColumn.IN_TEXT: chord_text(chords.in_text),
            KeyColumn.REMARK: self._remark(row),
        }[column]

    def _remark(self, action: Action) -> str:
        return self._remarks.get(action) or (self.tr("Changed") if action in self._keymap.changed else "")

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The names of the columns."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(KeyColumn):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return {
            KeyColumn.NAME: self.tr("Action"),
            KeyColumn.PLAIN: self.tr("Key"),
            KeyColumn.IN_TEXT: self.tr("In a text box"),
            KeyColumn.REMARK: "",
        }[KeyColumn(section)]

"""The alerts as item models: what stands, as lines that stay while only time passes; what was alerted, as a table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QAbstractTableModel, QCoreApplication, QObject, Qt, Slot

from console.desk.alert_words import alert_answer, alert_line, alert_tag, alert_what, alert_who, followed_name
from console.desk.coaching_lists import DETAIL_ROLE, NEAR_ROLE, PRESSING_ROLE, TAG_ROLE
from console.desk.floor_alerts import FloorAlerts, asks
from console.desk.floor_words import limit_text
from console.desk.item_index import ROOT, AnyIndex
from console.desk.plain_tip import plain_tip
from console.desk.time_text import length_text, short_moment
from console.domain.alert_outcomes import Outcome
from console.domain.floor import AgentState, LimitLevel
from console.domain.floor_book import AlertKind


@dataclass(frozen=True, slots=True)
class AlertFilter:
    """Which alerts one looks for: of a team, about a state; `help` for calls for help only."""

    team: str = ""
    state: AgentState | None = None
    help: bool = False

    def misses(self, outcome: Outcome, team: str) -> bool:
        """Whether it is not looked for."""
        alert = outcome.alert
        if self.team and team != self.team:
            return True
        if self.help:
            return alert.kind is not AlertKind.HELP
        return self.state is not None and (alert.kind is AlertKind.HELP or alert.state is not self.state)


EVERYTHING = AlertFilter()


class OpenAlerts(QAbstractListModel):
    """A line for each alert that stands, the worst first. Reset only when others stand or in another order."""

    def __init__(self, alerts: FloorAlerts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._alerts = alerts
        self._filter = EVERYTHING
        self._rows: list[Outcome] = []
        alerts.changed.connect(self.show_open)

    def show_filter(self, wanted: AlertFilter) -> None:
        """Only what is looked for."""
        self._filter = wanted
        self.show_open()

    @Slot()
    def show_open(self) -> None:
        """Look again what stands."""
        rows = [one for one in self._alerts.open if not self._filter.misses(one, self._alerts.sitter_of(one).team)]
        if [one.key for one in rows] == [one.key for one in self._rows]:
            self._rows = rows
            self.age()
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    @Slot()
    def age(self) -> None:
        """The lines say another time."""
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def outcome_at(self, row: int) -> Outcome | None:
        """The alert of a line."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def row_of(self, outcome: Outcome | None) -> int:
        """The line of an alert, whatever level it has reached meanwhile; -1 for none."""
        return next((row for row, one in enumerate(self._rows) if outcome and one.key == outcome.key), -1)

    def rowCount(self, parent: AnyIndex = ROOT) -> int:
        """Lines."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Who; what, for how long and what was answered; how bad."""
        one = self.outcome_at(index.row()) if index.isValid() else None
        if one is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._who(one)
        if role == DETAIL_ROLE:
            return self._line(one)
        if role == TAG_ROLE:
            return alert_tag(one)
        if role == PRESSING_ROLE:
            return asks(one) and one.alert.level is LimitLevel.ALARM
        if role == NEAR_ROLE:
            return asks(one) and one.alert.level is LimitLevel.WARN
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return QCoreApplication.translate("Floor", ", ").join([self._who(one), alert_tag(one), self._line(one)])
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip("\n".join([self._who(one), self._line(one), alert_tag(one)]))
        return None

    def _who(self, one: Outcome) -> str:
        team = self._alerts.sitter_of(one).team
        return f"{alert_who(self._alerts, one)}  {team}".rstrip()

    def _line(self, one: Outcome) -> str:
        parts = [alert_line(self._alerts, one), alert_answer(self._alerts, one)]
        return " · ".join(part for part in parts if part)


class PastColumn(IntEnum):
    """The columns in order."""

    WHEN = 0
    WHO = 1
    WHAT = 2
    LASTED = 3
    FOLLOWED = 4
    AFTER = 5
    ANSWER = 6


class PastAlerts(QAbstractTableModel):
    """A row for each stretch that was alerted, newest first, with what followed."""

    def __init__(self, alerts: FloorAlerts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._alerts = alerts
        self._filter = EVERYTHING
        self._rows: list[Outcome] = []
        alerts.changed.connect(self.show_past)

    def show_filter(self, wanted: AlertFilter) -> None:
        """Only what is looked for."""
        self._filter = wanted
        self.show_past()

    @Slot()
    def show_past(self) -> None:
        """Look again what was alerted; nothing moves when it is the same."""
        rows = [one for one in self._alerts.past if not self._filter.misses(one, self._alerts.sitter_of(one).team)]
        if rows == self._rows:
            return
        first = self._rows[0].key if self._rows else None
        new = next((at for at, one in enumerate(rows) if one.key == first), None)
        stay = 0 if new is None else len(rows) - new
        if new is None or [one.key for one in rows[new:]] != [one.key for one in self._rows[:stay]]:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
            return
        if stay < len(self._rows):
            self.beginRemoveRows(ROOT, stay, len(self._rows) - 1)
            del self._rows[stay:]
            self.endRemoveRows()
        if new:  # whoever reads further down stays there
            self.beginInsertRows(ROOT, 0, new - 1)
            self._rows = rows
            self.endInsertRows()
        self._rows = rows
        self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(PastColumn) - 1))

    def retranslate(self) -> None:
        """The headings and words in the language in force."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(PastColumn) - 1)
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(PastColumn) - 1))

    def outcome_at(self, row: int) -> Outcome | None:
        """The stretch of a row."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def rowCount(self, parent: AnyIndex = ROOT) -> int:
        """Stretches."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex = ROOT) -> int:
        """Columns."""
        return 0 if parent.isValid() else len(PastColumn)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The columns' names."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return {
            PastColumn.WHEN: QCoreApplication.translate("Alerts", "When"),
            PastColumn.WHO: QCoreApplication.translate("Alerts", "Agent"),
            PastColumn.WHAT: QCoreApplication.translate("Alerts", "What"),
            PastColumn.LASTED: QCoreApplication.translate("Alerts", "Lasted"),
            PastColumn.FOLLOWED: QCoreApplication.translate("Alerts", "What followed"),
            PastColumn.AFTER: QCoreApplication.translate("Alerts", "After"),
            PastColumn.ANSWER: QCoreApplication.translate("Alerts", "By whom and why"),
        }[PastColumn(section)]

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The words of a cell; the whole row for a screen reader's first cell and for tool tips."""
        one = self.outcome_at(index.row()) if index.isValid() else None
        if one is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(one, PastColumn(index.column()))
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip("\n".join(text for column in PastColumn if (text := self._text(one, column))))
        return None

    def _text(self, one: Outcome, column: PastColumn) -> str:
        alert = one.alert
        if column is PastColumn.WHEN:
            return short_moment(one.first_at)
        if column is PastColumn.WHO:
            return alert_who(self._alerts, one)
        if column is PastColumn.WHAT:
            if alert.kind is AlertKind.HELP:
                return alert_what(one)
            return QCoreApplication.translate("Floor", ", ").join([alert_what(one), limit_text(alert.level)])
        if column is PastColumn.LASTED:
            return "" if one.lasted_ms is None else length_text(one.lasted_ms)
        if column is PastColumn.FOLLOWED:
            return followed_name(one.followed)
        if column is PastColumn.AFTER:
            return "" if one.after_ms is None else length_text(one.after_ms)
        return alert_answer(self._alerts, one)

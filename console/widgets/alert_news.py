"""What has just begun to ask for attention, in one line beside the tabs: nothing moves, it goes by itself."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, QTimer, Slot
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from console.desk.alert_words import alert_news
from console.desk.floor_alerts import FloorAlerts
from console.domain.alert_outcomes import Outcome
from console.domain.floor import LimitLevel
from console.widgets import theme
from console.widgets.dressing import wear

STAYS_MS = 8000
WIDTH = 420


class AlertNews(QPushButton):
    """Over a FloorAlerts; pressed it leads to the alerts. Not seen while there is nothing new."""

    def __init__(self, alerts: FloorAlerts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._alerts = alerts
        self._told: list[Outcome] = []
        self.setFlat(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        keeps = self.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)
        keeps.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
        self.setSizePolicy(keeps)
        self.setMaximumWidth(theme.scaled(WIDTH))
        self._leaving = QTimer(self, singleShot=True, interval=STAYS_MS)
        self._leaving.timeout.connect(self.hide)
        alerts.arrived.connect(self._tell)
        alerts.changed.connect(self._follow)
        self.hide()

    @Slot(object)
    def _tell(self, arrived: Sequence[Outcome]) -> None:
        """Together with what was told just now and still asks."""
        known = self._told if self.isVisible() else []
        self._told = [*arrived, *known]
        self._say()
        self.show()
        self._leaving.start()

    @Slot()
    def _follow(self) -> None:
        """Say nothing of what has gone meanwhile."""
        standing = {one.alert.id for one in self._alerts.open if one.alert.asks}
        told = [one for one in self._told if one.alert.id in standing]
        if len(told) != len(self._told):
            self._told = told
            self._say()
            self.setVisible(self.isVisible() and bool(told))

    def _say(self) -> None:
        if not self._told:
            return
        look = theme.current()
        said = alert_news(self._alerts, self._told)
        alarm = any(one.alert.level is LimitLevel.ALARM for one in self._told)
        ink, ground = (look.danger, look.danger_soft) if alarm else (look.warn, look.warn_soft)
        self.setIcon(theme.icon("warning", ink))
        sheet = (
            f"QPushButton {{ text-align: left; padding: 2px 10px; border: 1px solid transparent; border-radius: 9px;"
            f" color: {ink.name()}; background: {ground.name()}; }}"
            f"QPushButton:focus {{ border-color: {look.accent.name()}; }}"
        )
        wear(self, sheet)  # another is a change of the palette to us
        room = self.width() - theme.scaled(48)
        self.setText(QFontMetrics(self.font()).elidedText(said, Qt.TextElideMode.ElideRight, room).replace("&", "&&"))
        self.setAccessibleName(said)
        self.setToolTip(self.tr("Show the alerts"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme, language and size."""
        if hasattr(self, "_leaving"):
            if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.PaletteChange):
                self._say()
            elif event.type() == QEvent.Type.FontChange:
                self.setMaximumWidth(theme.scaled(WIDTH))
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As much is said as there is room for."""
        super().resizeEvent(event)
        self._say()

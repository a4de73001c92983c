"""The running score, large and always in sight, with what failed, what is missing, and the critical mark beside it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from console.domain.sheet import Score
from console.widgets import theme
from console.widgets.dressing import wear
from console.widgets.label import Label
from console.widgets.theme import GRID


class ScoreBadge(QFrame):
    """Shows one Score. The critical mark is a word in a box, so it is seen in grey too."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._score: Score | None = None
        self.points = Label()
        self.points.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.critical = Label()
        self.critical.setContentsMargins(GRID - 2, 1, GRID - 2, 1)
        self.outcome = Label()
        self.remaining = Label()
        self.remaining.setProperty("kind", "muted")
        words = QVBoxLayout()
        words.setSpacing(0)
        first = QHBoxLayout()
        first.setSpacing(GRID)
        first.addWidget(self.outcome)
        first.addWidget(self.critical)
        first.addStretch()
        words.addStretch()
        words.addLayout(first)
        words.addWidget(self.remaining)
        words.addStretch()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID + GRID // 2)
        row.addWidget(self.points)
        row.addLayout(words, 1)
        self._dress()
        self.retranslate()

    def show_score(self, score: Score | None) -> None:
        """Show `score`; a dash for None."""
        self._score = score
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the language in force."""
        score = self._score
        if score is None:
            self.points.setText("–")
            self.outcome.clear()
            self.remaining.clear()
            self.critical.hide()
            self.setAccessibleName(self.tr("Score: none yet"))
            return
        self.points.setText(str(score.points))
        failed = self.tr("%n failed", "", len(score.failed)) if score.failed else self.tr("Nothing failed")
        remaining = self.tr("%n not scored", "", len(score.unscored)) if score.unscored else self.tr("All scored")
        critical = self.tr("Critical × {count}").format(count=len(score.critical))
        self.outcome.setText(failed)
        self.remaining.setText(remaining)
        self.critical.setText(critical)
        self.critical.setVisible(bool(score.critical))
        spoken = [self.tr("Score {points}").format(points=score.points), failed, remaining]
        if score.critical:
            spoken.append(critical)
        self.setAccessibleName(", ".join(spoken))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language, the theme and the text size."""
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() is QEvent.Type.PaletteChange:
            self._dress()
        super().changeEvent(event)

    def _dress(self) -> None:
        look = theme.current()
        self.points.setFont(theme.font("figure", tabular=True))
        self.points.setMinimumWidth(self.points.fontMetrics().horizontalAdvance("100"))
        self.outcome.setFont(theme.font("strong"))
        self.remaining.setFont(theme.font("small"))
        self.critical.setFont(theme.font("strong"))
        sheet = f"background: {look.danger_soft.name()}; color: {look.danger.name()}; border-radius: 4px;"
        wear(self.critical, sheet)

"""The limits of a team: how long each state may last before it is warned and alarmed of."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from console.desk.action_names import tip
from console.desk.floor_alerts import FloorAlerts
from console.desk.keymap import Keymap
from console.desk.keys import Action
from console.desk.sentences import sentence_of
from console.domain.faults import Fault
from console.domain.floor import DEFAULT_LIMITS, Limits
from console.widgets import theme
from console.widgets.keyboard import OWN_KEYS
from console.widgets.label import Label
from console.widgets.limits_form import LimitsForm
from console.widgets.theme import GRID
from console.widgets.tuning_list import TuningList


class LimitsPane(QWidget):
    """Edits one team's limits over a FloorAlerts; `closed` when it is left (Esc). The database decides who may."""

    closed = Signal()

    def __init__(self, alerts: FloorAlerts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty(OWN_KEYS, ["Esc"])
        self._alerts, self._desk = alerts, alerts.desk
        self._keymap = Keymap()
        self._own = False
        self._saving = ""
        self._answer: Fault | str = ""
        self.team = QComboBox(self)
        self.form = LimitsForm(self)
        self.back, self.save, self.usual, self.undo = (QPushButton(self) for _ in range(4))
        self.title, self.says, self.answer = Label(self), Label(self), Label(self)
        self.effect, self.brought_title, self.brought = Label(self), Label(self), TuningList(self, leads=False)
        self._lay_out()
        self.form.changed.connect(self._changed)
        self.save.setProperty("kind", "primary")
        self.back.setProperty("kind", "quiet")
        self.team.currentIndexChanged.connect(self._show_team)
        self.save.clicked.connect(self._save)
        self.usual.clicked.connect(self._use_usual)
        self.undo.clicked.connect(self._show_team)
        self.back.clicked.connect(self.closed)
        self._desk.plan_changed.connect(self._follow_plan)
        alerts.tallied.connect(self._show_brought)
        self.retranslate()
        self.dress()
        self._follow_plan()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(GRID)
        top.addWidget(self.back)
        top.addWidget(self.title)
        top.addWidget(self.team)
        top.addWidget(self.says, 1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(self.form)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Ignored)
        scroll.setSizeAdjustPolicy(QScrollArea.SizeAdjustPolicy.AdjustToContents)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        for button in (self.save, self.undo, self.usual):
            buttons.addWidget(button)
        buttons.addWidget(self.answer, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(GRID)
        whole.addLayout(top)
        self.effect.setProperty("kind", "muted")
        side = QWidget(self)
        beside = QVBoxLayout(side)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(GRID)
        for widget in (self.effect, self.brought_title):
            widget.setWordWrap(True)
            beside.addWidget(widget)
        beside.addWidget(self.brought, 1)
        middle = QHBoxLayout()
        middle.setSpacing(3 * GRID)
        middle.addWidget(scroll, 1)
        around = QScrollArea(self)
        around.setWidgetResizable(True)
        around.setFrameShape(QFrame.Shape.NoFrame)
        around.setWidget(side)
        middle.addWidget(around, 1)
        whole.addLayout(middle, 1)
        whole.addLayout(buttons)

    # teams

    @property
    def may_set(self) -> bool:
        """Whether this person's role sets limits; the database checks it, and whose team it is."""
        return self._alerts.may_answer

    @property
    def teams(self) -> Sequence[str]:
        """The teams that one sees."""
        return sorted({sitter.team for sitter in self._desk.people.values() if sitter.team})

    def show_team(self, team: str) -> None:
        """Bring a team's limits up, unless others are being changed."""
        if not self.dirty and (at := self.team.findText(team)) >= 0:
            self.team.setCurrentIndex(at)
        self.form.focus_first()

    @Slot()
    def _follow_plan(self) -> None:
        """Teams and limits were read again; what is being typed stays."""
        chosen, teams = self.team.currentText(), self.teams
        if [self.team.itemText(at) for at in range(self.team.count())] != teams:
            with QSignalBlocker(self.team):
                self.team.clear()
                self.team.addItems(list(teams))
                self.team.setCurrentIndex(max(0, self.team.findText(chosen)))
        if not self.dirty or self.team.currentText() != chosen:
            self._fill()
        self._offer()

    @Slot()
    def _show_team(self) -> None:
        self._answer = ""
        self._fill()
        self._offer()

    def _fill(self) -> None:
        team = self.team.currentText()
        self._own = team in self._desk.limits
        self.form.show_limits(self._desk.limits.get(team, DEFAULT_LIMITS))
        self._show_brought()

    @Slot()
    def _show_brought(self) -> None:
        team, tallies = self.team.currentText(), self._alerts.tallies
        self.brought.show_tallies(None if tallies is None else [one for one in tallies if one.team == team])

    # changing

    @property
    def dirty(self) -> bool:
        """Whether anything was changed and not saved."""
        return bool(self.team.count()) and self.form.dirty

    @Slot()
    def _changed(self) -> None:
        self._answer = ""
        self._offer()

    @Slot()
    def _save(self) -> None:
        if self.dirty and self.may_set and not self._saving:
            self._set(self.form.limits)

    @Slot()
    def _use_usual(self) -> None:
        if self.may_set and not self._saving:
            self._set(None)

    def _set(self, limits: Limits | None) -> None:
        team = self.team.currentText()
        self._saving = team
        self._answer = ""
        self._offer()

        def saved() -> None:
            self._saving = ""
            self._answer = team
            self._own = limits is not None
            self.form.show_limits(limits or DEFAULT_LIMITS)
            self._offer()

        def refused(fault: Fault) -> None:
            self._saving = ""
            self._answer = fault
            self._offer()

        self._alerts.set_limits(team, limits, saved, refused)

    def _offer(self) -> None:
        dirty, free = self.dirty, self.may_set and not self._saving and self.team.count() > 0
        self.save.setEnabled(free and dirty)
        self.undo.setEnabled(free and dirty)
        self.usual.setEnabled(free and (self._own or dirty))
        self.team.setEnabled(not dirty and not self._saving)
        self.form.set_open(on=free)
        self.says.setText(self._said())
        if isinstance(self._answer, Fault):
            self.answer.setProperty("kind", "danger")
            self.answer.setText(sentence_of(self._answer))
        else:
            self.answer.setProperty("kind", "good")
            said = self.tr("Saved: {team} is watched by these limits from now on.").format(team=self._answer)
            self.answer.setText(said if self._answer else "")
        self.answer.style().polish(self.answer)

    def _said(self) -> str:
        if not self.team.count():
            return self.tr("No team is known yet.")
        if not self.may_set:
            return self.tr("Supervisors of the team and managers set limits; these are to read.")
        if self._saving:
            return self.tr("Saving…")
        if self.dirty:
            return self.tr("Changed, not saved yet.")
        return self.tr("This team has its own limits.") if self._own else self.tr("This team has the usual limits.")

    # looks

    def retranslate(self) -> None:
        """All words in the language in force."""
        self.title.setText(self.tr("Limits of"))
        self.effect.setText(
            self.tr(
                "A warning comes at the given share of each limit, the alarm at the limit itself; each is told once."
                " New limits hold at once, for everybody who watches the team."
            )
        )
        self.brought_title.setText(self.tr("What the limits brought in the last seven days"))
        self.team.setAccessibleName(self.tr("Whose limits"))
        self.team.setToolTip(self.tr("Whose limits; save or undo before you choose another team"))
        self.save.setText(self.tr("Save"))
        self._name_keys()
        for button, text, why in (
            (self.back, self.tr("Back to the alerts"), self.tr("Back to the alerts (Esc)")),
            (self.undo, self.tr("Undo changes"), self.tr("The limits as they were (Esc)")),
            (self.usual, self.tr("Back to the usual limits"), self.tr("Give up this team's own limits, at once")),
        ):
            button.setText(text)
            button.setToolTip(why)
        self._offer()

    def _name_keys(self) -> None:
        said = self.tr("Watch the team by these limits from now on")
        self.save.setToolTip(tip(Action.LIMITS_SAVE, self._keymap, said))

    def set_keymap(self, keymap: Keymap) -> None:
        """Name these keys from now on."""
        self._keymap = keymap
        self._name_keys()

    def perform(self, action: Action) -> bool:
        """Carry out a key; whether it was one of these."""
        if action is Action.LIMITS_SAVE:
            self.form.take_typed()
            self._save()
        return action is Action.LIMITS_SAVE

    def dress(self) -> None:
        """Icons and faces anew."""
        self.back.setIcon(theme.icon("back"))
        for title in (self.title, self.brought_title):
            title.setFont(theme.font("strong"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc undoes, then leaves."""
        if event.key() == Qt.Key.Key_Escape:
            if self.dirty:
                self._show_team()
            else:
                self.closed.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        if hasattr(self, "answer"):
            if event.type() == QEvent.Type.LanguageChange:
                self.retranslate()
            elif event.type() == QEvent.Type.PaletteChange:
                self.dress()
        super().changeEvent(event)

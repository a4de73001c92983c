"""The alerts that stand, as a list to walk: go to the seat, seen, put off; and what is asked for that, below it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListView,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from console.desk.action_names import tip
from console.desk.alert_lists import AlertFilter, OpenAlerts
from console.desk.alert_words import alert_who
from console.desk.floor_alerts import FloorAlerts
from console.desk.keymap import Keymap
from console.desk.keys import Action
from console.desk.sentences import sentence_of
from console.domain.alert_outcomes import Outcome
from console.widgets import theme
from console.widgets.label import Label
from console.widgets.notice import Notice
from console.widgets.put_off_strip import PutOffStrip
from console.widgets.theme import GRID
from console.widgets.two_line_delegate import TwoLineDelegate

TICK_MS = 1000


class _Lines(QListView):
    """A list that tells of Enter."""

    enter = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """With Ctrl or Alt it is somebody else's."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or not plain:
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            self.enter.emit()


class OpenAlertsPane(QWidget):
    """Over a FloorAlerts. `agent_chosen` carries a number: click twice or Enter. Who is chosen stays so."""

    agent_chosen = Signal(str)

    def __init__(self, alerts: FloorAlerts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._alerts = alerts
        self._keymap = Keymap()
        self._chosen: Outcome | None = None
        self._row = 0
        self._putting_off: Outcome | None = None
        self._filtered = False
        self.model = OpenAlerts(alerts, self)
        self.title, self.list, self.nothing = Label(self), _Lines(self), Notice(self)
        self.list.setModel(self.model)
        self.list.setItemDelegate(TwoLineDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.seen, self.later, self.seat = (QPushButton(self) for _ in range(3))
        self.strip = PutOffStrip(self)
        self._stack = QStackedWidget(self)
        self._clock = QTimer(self, interval=TICK_MS)
        self._lay_out()
        self._clock.timeout.connect(self.model.age)
        self.list.enter.connect(self._go)
        self.list.doubleClicked.connect(self._go)
        self.seat.clicked.connect(self._go)
        self.seen.clicked.connect(self._see)
        self.later.clicked.connect(self._ask)
        self.strip.given.connect(self._put_off)
        self.strip.dropped.connect(self._into_list)
        self.list.selectionModel().currentChanged.connect(self._choose)
        self.model.modelReset.connect(self._find_again)
        alerts.changed.connect(self._follow)
        self.retranslate()
        self.dress()

    def _lay_out(self) -> None:
        self._stack.addWidget(self.nothing)
        self._stack.addWidget(self.list)
        row = QHBoxLayout()
        row.setSpacing(GRID // 2)
        for button in (self.seen, self.later, self.seat):
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self.title)
        column.addWidget(self._stack, 1)
        column.addLayout(row)
        column.addWidget(self.strip)
        self.setFocusProxy(self.list)

    @property
    def chosen(self) -> Outcome | None:
        """The alert in hand."""
        return self.model.outcome_at(self.list.currentIndex().row())

    def set_keymap(self, keymap: Keymap) -> None:
        """Name these keys from now on."""
        self._keymap = keymap
        self._name_keys()

    def perform(self, action: Action) -> bool:
        """Carry out a key; whether it was one of these."""
        if action is Action.ALERT_SEEN:
            self._see()
        elif action is Action.ALERT_PUT_OFF:
            self._ask()
        else:
            return False
        return True

    def show_filter(self, wanted: AlertFilter) -> None:
        """Only what is looked for."""
        self._filtered = wanted != AlertFilter()
        self.model.show_filter(wanted)
        self._follow()

    @Slot()
    def _follow(self) -> None:
        """What depends on what stands."""
        count = self.model.rowCount()
        self._stack.setCurrentWidget(self.list if count else self.nothing)
        self.title.setText(
            self.tr("Open: {count}, waiting: {waiting}").format(
                count=len(self._alerts.open), waiting=self._alerts.waiting
            )
        )
        if not count:
            self._say_nothing()
        self._offer()

    def _say_nothing(self) -> None:
        failed = self._alerts.failed
        if failed is not None:
            self.nothing.say("warning", self.tr("The alerts could not be read"), sentence_of(failed))
        elif not self._alerts.loaded:
            self.nothing.say("clock", self.tr("Reading the alerts"))
        elif self._filtered and self._alerts.open:
            self.nothing.say("filter", self.tr("None like this"), self.tr("Others are open; choose all to see them."))
        else:
            self.nothing.say(
                "check", self.tr("Nothing asks for attention"), self.tr("Everybody is within the limits of their team.")
            )

    def _offer(self) -> None:
        one = self.chosen
        may = one is not None and self._alerts.may_answer
        for button, on in ((self.seen, may), (self.later, may), (self.seat, one is not None)):
            button.setEnabled(on)

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        one = self.model.outcome_at(index.row())
        if one is not None:
            self._chosen, self._row = one, index.row()
        self._offer()

    @Slot()
    def _find_again(self) -> None:
        """The one in hand, or when it has gone the one in its place."""
        row = self.model.row_of(self._chosen)
        if row < 0:
            row = min(self._row, self.model.rowCount() - 1)
        if row >= 0:
            self.list.setCurrentIndex(self.model.index(row))
        if self._putting_off is not None and self.model.row_of(self._putting_off) < 0:
            self._putting_off = None
            self.strip.drop()

    @Slot()
    def _go(self) -> None:
        one = self.chosen
        if one is not None and (number := self._alerts.sitter_of(one).number):
            self.agent_chosen.emit(number)

    @Slot()
    def _see(self) -> None:
        one = self.chosen
        if one is not None and self._alerts.may_answer:
            self._alerts.seen(one)

    @Slot()
    def _ask(self) -> None:
        one = self.chosen
        if one is not None and self._alerts.may_answer:
            self._putting_off = one
            self.strip.ask(alert_who(self._alerts, one))

    @Slot(int, str)
    def _put_off(self, minutes: int, reason: str) -> None:
        one = self.model.outcome_at(self.model.row_of(self._putting_off))  # as it stands now
        self._putting_off = None
        if one is not None:
            self._alerts.put_off(one, minutes, reason)
        self._into_list()

    @Slot()
    def _into_list(self) -> None:
        self._putting_off = None
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self) -> None:
        """All words in the language in force."""
        self.list.setAccessibleName(self.tr("What asks for attention, the worst first"))
        self.seen.setText(self.tr("Seen"))
        self.later.setText(self.tr("Put off…"))
        self.seat.setText(self.tr("Go to the seat"))
        self.seat.setToolTip(self.tr("Show where they sit, to act there (Enter)"))
        self._name_keys()
        self.model.age()
        self._follow()

    def _name_keys(self) -> None:
        if not self._alerts.may_answer:
            for button in (self.seen, self.later):
                button.setToolTip(self.tr("Supervisors of the team and managers answer alerts"))
            return
        self.seen.setToolTip(tip(Action.ALERT_SEEN, self._keymap, self.tr("I know, it may go on")))
        later = self.tr("Say no more of it for some minutes, with a reason")
        self.later.setToolTip(tip(Action.ALERT_PUT_OFF, self._keymap, later))

    def dress(self) -> None:
        """Faces anew."""
        self.title.setFont(theme.font("strong"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        if hasattr(self, "_clock"):
            if event.type() == QEvent.Type.LanguageChange:
                self.retranslate()
            elif event.type() == QEvent.Type.PaletteChange:
                self.dress()
        super().changeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Times run while they are seen."""
        self._clock.start()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody sees them run."""
        self._clock.stop()
        super().hideEvent(event)

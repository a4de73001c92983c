"""The button that begins a round of listening, and chooses whose calls and for how long each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from console.desk.action_names import tip
from console.desk.floor import FloorModel
from console.desk.floor_desk import FloorDesk
from console.desk.keys import Action
from console.desk.live_round import EACH_S, LONGEST_S, SHORTEST_S, LiveRound
from console.desk.preferences import Preferences
from console.domain.floor import ALLOWED, FloorAction
from console.widgets import theme
from console.widgets.round_bar import RoundBar

LENGTHS_S = (5, 10, 15, 20, 30, 60)


class RoundStart(QToolButton):
    """Not shown to whose role hears nobody. What was chosen is kept on this PC for the person. GUI thread."""

    def __init__(
        self,
        going: LiveRound,
        desk: FloorDesk,
        model: FloorModel,
        preferences: Preferences,
        bar: RoundBar,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._round, self._desk, self._floor, self._preferences, self._bar = going, desk, model, preferences, bar
        self._key = f"floor.round.{desk.person.number}"
        self._may = FloorAction.LISTEN in ALLOWED[desk.person.role]
        self.setVisible(self._may)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        menu = QMenu(self)
        self._scopes, self._lengths = QActionGroup(menu), QActionGroup(menu)
        self.looked_for, self.team = self._choice(self._scopes), self._choice(self._scopes)
        menu.addActions(self._scopes.actions())
        menu.addSeparator()
        self.lengths = {seconds: self._choice(self._lengths) for seconds in LENGTHS_S}
        menu.addActions(self._lengths.actions())
        self.setMenu(menu)
        self._take_kept()
        self._scopes.triggered.connect(self._keep)
        self._lengths.triggered.connect(self._keep)
        self.clicked.connect(self.begin)
        preferences.keymap_changed.connect(self.retranslate)
        self.retranslate()

    @staticmethod
    def _choice(group: QActionGroup) -> QAction:
        made = QAction(group)
        made.setCheckable(True)
        return made

    @Slot()
    def begin(self) -> bool:
        """Go round, or have the keys of the round that goes on; whether one may."""
        if not self._may:
            return False
        if not self._round.under_way:
            self._round.each_s = self._each_s()
            self._round.start(self._team if self.team.isChecked() else self._floor.looked_for, self)
        self._bar.take_keys()
        return True

    def _team(self) -> Sequence[str]:
        mine = self._desk.person.team
        return sorted(one.number for one in self._desk.people.values() if one.team == mine)

    # what is chosen

    def _kept(self) -> dict[str, object]:
        kept = self._preferences.kept(self._key)
        return kept if isinstance(kept, dict) else {}

    def _each_s(self) -> int:
        kept = self._kept().get("each_s")
        whole = kept if isinstance(kept, int) and not isinstance(kept, bool) else EACH_S
        return min(max(whole, SHORTEST_S), LONGEST_S)

    def _take_kept(self) -> None:
        has_team = bool(self._desk.person.team)
        self.team.setVisible(has_team)
        (self.team if has_team and self._kept().get("team") is True else self.looked_for).setChecked(True)
        chosen = self.lengths.get(self._each_s())
        if chosen is not None:
            chosen.setChecked(True)

    @Slot()
    def _keep(self) -> None:
        seconds = next((one for one, choice in self.lengths.items() if choice.isChecked()), self._each_s())
        self._preferences.keep(self._key, {"team": self.team.isChecked(), "each_s": seconds})
        self._round.each_s = seconds

    # looks

    @Slot()
    def retranslate(self) -> None:
        """Everything in the language in force."""
        effect = self.tr("Hear all live calls, some seconds each, one after the other")
        self.setToolTip(tip(Action.FLOOR_ROUND, self._preferences.keymap, effect))
        self.setAccessibleName(self.tr("Round of listening"))
        self.setText(self.tr("Round"))
        self.setIcon(theme.icon("round"))
        self.looked_for.setText(self.tr("Whom the floor's filter shows"))
        self.team.setText(self.tr("My team ({team})").format(team=self._desk.person.team))
        for seconds, choice in self.lengths.items():
            choice.setText(self.tr("{seconds} s each").format(seconds=seconds))

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.PaletteChange) and hasattr(self, "lengths"):
            self.retranslate()
        super().changeEvent(event)

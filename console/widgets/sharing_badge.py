"""The place in the status line that says what is kept on this PC, and opens the list of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QToolButton, QWidget

from console.desk.action_names import tip
from console.desk.keymap import Keymap
from console.desk.keys import Action
from console.widgets import theme
from console.widgets.dressing import FollowsLook

if TYPE_CHECKING:
    from console.domain.outbox import Standing

PICTURE = 14


class SharingBadge(FollowsLook, QToolButton):
    """Hidden while nothing waits and the database answers. `clicked` asks for the list."""

    BUILT = "_keymap"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._standing: Standing | None = None
        self._keymap = Keymap()
        self.setObjectName("sharing")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setIconSize(QSize(PICTURE, PICTURE))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.retranslate()

    @property
    def offline(self) -> bool:
        """Whether work goes on without the database."""
        return self._standing is not None and self._standing.offline

    def set_standing(self, standing: Standing | None) -> None:
        """How offline work stands; None where there is no such thing."""
        self._standing = standing
        self.retranslate()

    def set_keymap(self, keymap: Keymap) -> None:
        """Name another key in the tooltip."""
        self._keymap = keymap
        self.retranslate()

    def retranslate(self) -> None:
        """Say and tint it again."""
        standing = self._standing
        if standing is None:
            self.hide()
            return
        from console.desk.waiting_words import badge_text  # here: its words cost the first paint 16 ms

        text = badge_text(standing)
        self.setVisible(bool(text))
        if not text:
            return
        look = theme.current()
        pressing = standing.offline or standing.conflicts or not standing.possible
        tint = look.warn if pressing else look.muted_text
        self.setIcon(theme.icon("warning" if pressing else "inbox", tint))
        self.setText(text)
        self.setFont(theme.font("small", tabular=True))
        self.setStyleSheet(f"#sharing {{ color: {tint.name()}; padding: 0 4px; }}")
        said = self._tip(standing)
        self.setToolTip(said)
        self.setAccessibleName(text)
        self.setAccessibleDescription(said)

    def _tip(self, standing: Standing) -> str:
        if not standing.possible:
            return self.tr("While the database cannot be reached nothing can be kept here; the first message said why")
        if standing.conflicts:
            said = self.tr("Others changed the same meanwhile: look at both and decide")
        else:
            said = self.tr("Kept on this PC, encrypted, until the database has it: what and since when")
        return tip(Action.OUTBOX, self._keymap, said)

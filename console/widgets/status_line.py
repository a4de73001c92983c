"""The line at the foot of the window: who, which database, how the link stands, whether all is saved."""

from __future__ import annotations

import math
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QWidget

from console.desk.people_words import role_name
from console.domain.people import Person
from console.widgets import theme
from console.widgets.dressing import FollowsLook
from console.widgets.label import Label
from console.widgets.theme import GRID

if TYPE_CHECKING:
    from console.desk.telephony_link import TelephonyNow
    from console.domain.outbox import Standing
    from console.widgets.sharing_badge import SharingBadge

PICTURE, MARGIN = 16, 3


class Link(StrEnum):
    """How the database answers."""

    CONNECTED = "connected"
    WAITING = "waiting"
    LOST = "lost"


class Saving(StrEnum):
    """Whether what was done is kept."""

    NOTHING = "nothing"
    SAVING = "saving"
    SAVED = "saved"
    NOT_SAVED = "not_saved"


def line_height() -> int:
    """How high a status line will be, in pixels, reckoned from the body face: a face of its own takes 4 ms to load."""
    small = QFontMetrics(QApplication.font()).height() * 9 / theme.BASE_POINTS
    return max(PICTURE, math.ceil(small)) + 2 * MARGIN


def _make_badge(line: QWidget) -> SharingBadge:
    from console.widgets.sharing_badge import SharingBadge  # its words are not needed for the first paint

    return SharingBadge(line)


class StatusLine(FollowsLook, QFrame):
    """Quiet text with small pictures; a problem takes colour, a shape and words."""

    BUILT = "_parts"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status")
        self._person: Person | None = None
        self._database = ""
        self._link, self._link_detail = Link.CONNECTED, ""
        self._live: bool | None = None
        self._telephony: TelephonyNow | None = None
        self._saving = Saving.NOTHING
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID, MARGIN, 2 * GRID, MARGIN)
        row.setSpacing(GRID // 2)
        self._parts: dict[str, tuple[QLabel, QLabel]] = {}
        self.badge = _make_badge(self)
        for name in ("user", "database", "link", "telephony", "saving"):
            if name == "saving":
                row.addWidget(self.badge)
                row.addStretch(1)
            picture, text = Label(self), Label(self)
            picture.setFixedSize(QSize(PICTURE, PICTURE))
            row.addWidget(picture)
            row.addWidget(text)
            row.addSpacing(2 * GRID)
            self._parts[name] = (picture, text)
        self.retranslate()

    def set_person(self, person: Person | None) -> None:
        """Who is signed on, and has done nothing yet."""
        self._person, self._saving = person, Saving.NOTHING
        self.retranslate()

    def set_database(self, name: str) -> None:
        """Which database, as the user knows it."""
        self._database = name
        self.retranslate()

    def set_link(self, link: Link, detail: str = "") -> None:
        """How the database answers; `detail` is said behind it."""
        self._link, self._link_detail = link, detail
        self.retranslate()

    def set_live(self, *, live: bool | None) -> None:
        """Whether other people's changes show at once; None where nobody else is connected to the database."""
        self._live = live
        self.retranslate()

    def set_telephony(self, telephony: TelephonyNow | None) -> None:
        """How the telephone systems stand; None where there is none, or the person may not see what it tells."""
        if telephony != self._telephony:
            self._telephony = telephony
            self._say_telephony()

    def set_standing(self, standing: Standing | None) -> None:
        """What is kept on this PC; while it goes on without the database the link is not spoken of."""
        self.badge.set_standing(standing)
        self.retranslate()

    def set_saving(self, saving: Saving) -> None:
        """Whether what was done is kept."""
        self._saving = saving
        self.retranslate()

    def retranslate(self) -> None:
        """Say and tint everything again."""
        look = theme.current()
        connected = {
            None: self.tr("Connected"),
            True: self.tr("Connected, live"),
            False: self.tr("Connected; what others do shows late"),
        }[self._live]
        links = {
            Link.CONNECTED: (connected, "check", look.muted_text),
            Link.WAITING: (self.tr("Waiting for the database…"), "clock", look.warn),
            Link.LOST: (self.tr("No connection"), "warning", look.warn),
        }
        savings = {
            Saving.NOTHING: ("", "", look.muted_text),
            Saving.SAVING: (self.tr("Saving…"), "clock", look.muted_text),
            Saving.SAVED: (
                self.tr("All kept on this PC") if self.badge.offline else self.tr("All saved"),
                "check",
                look.muted_text,
            ),
            Saving.NOT_SAVED: (self.tr("Not saved yet; trying again"), "warning", look.warn),
        }
        person = self._person
        who = f"{person.name}  {person.number}  {role_name(person.role)}" if person else ""
        self._say("user", who, "user", look.muted_text)
        self._say("database", self._database, "database", look.muted_text)
        text, picture, colour = links[self._link]
        text = f"{text} · {self._link_detail}" if self._link_detail else text
        spoken_of = (person or self._link is not Link.CONNECTED) and not self.badge.offline
        self._say("link", text if spoken_of else "", picture, colour)
        self._say_telephony()
        self._say("saving", *savings[self._saving])
        self.setStyleSheet(
            f"#status {{ background: {look.window.name()}; border: none; border-top: 1px solid {look.line.name()}; }}"
        )

    def _say_telephony(self) -> None:
        now, look = self._telephony, theme.current()
        if now is None:
            self._say("telephony", "", "", look.muted_text)
            return
        from console.desk.telephony_link import Telephony, telephony_text  # here: nobody needs it before signing on

        picture, colour = {
            Telephony.CONNECTED: ("check", look.muted_text),
            Telephony.BEGINNING: ("clock", look.muted_text),
            Telephony.SILENT: ("clock", look.warn),
            Telephony.DOWN: ("warning", look.warn),
        }[now.state]
        self._say("telephony", telephony_text(now), picture, colour)
        self._parts["telephony"][1].setToolTip(now.words)

    def _say(self, part: str, text: str, picture: str, colour: object) -> None:
        shown, label = self._parts[part]
        shown.setVisible(bool(text))
        label.setVisible(bool(text))
        if not text:
            return
        look = theme.current()
        tint = look.warn if colour == look.warn else look.muted_text
        shown.setPixmap(theme.pixmap(picture, 14, tint, ratio=self.devicePixelRatioF()))
        label.setText(text)
        label.setAccessibleName(text)
        label.setFont(theme.font("small", tabular=True))
        label.setStyleSheet(f"color: {tint.name()};")

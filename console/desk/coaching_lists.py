"""The lists of Coaching as item models: who asks for a talk and why, the notes, the appeals that wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QLocale,
    QObject,
    Qt,
)

from console.desk.item_index import ROOT, AnyIndex
from console.desk.plain_tip import plain_tip
from console.desk.time_text import day_text
from console.domain.appeals import Appeal
from console.domain.coaching import FollowUp, Lack, Note
from console.domain.coaching_reasons import Ask, Reason
from console.domain.forms import Form

if TYPE_CHECKING:
    from console.store.coaching import AgentAsk

DETAIL_ROLE = Qt.ItemDataRole.UserRole
TAG_ROLE = Qt.ItemDataRole.UserRole + 1
PRESSING_ROLE = Qt.ItemDataRole.UserRole + 2
NEAR_ROLE = Qt.ItemDataRole.UserRole + 3
"""It will be pressing soon."""


def item_text(form: Form | None, key: str) -> str:
    """The wording of item `key` in the language in force, with its number; the key itself where no form says it."""
    if form is None:
        return key
    language = "zh_CN" if QLocale().language() is QLocale.Language.Chinese else "en"
    try:
        item = form.item(key)
    except KeyError:
        return key
    return f"{item.number} {item.text.get(language, key)}"


def follow_up_name(state: FollowUp) -> str:
    """Where a note stands, in words."""
    return {
        FollowUp.OPEN: QCoreApplication.translate("Coaching", "Open"),
        FollowUp.ACTION_DUE: QCoreApplication.translate("Coaching", "Action due"),
        FollowUp.IMPROVED: QCoreApplication.translate("Coaching", "Improved"),
        FollowUp.NOT_IMPROVED: QCoreApplication.translate("Coaching", "Not improved"),
        FollowUp.CLOSED: QCoreApplication.translate("Coaching", "Closed"),
    }[state]


def lack_text(lack: Lack) -> str:
    """What a note still needs, said where it is needed."""
    return {
        Lack.AGENT: QCoreApplication.translate("Coaching", "Choose the agent"),
        Lack.STRENGTH: QCoreApplication.translate("Coaching", "Begin with one strength"),
        Lack.TOO_MANY_PRIORITIES: QCoreApplication.translate("Coaching", "At most two priorities"),
        Lack.ACTION: QCoreApplication.translate("Coaching", "Agree on an action"),
        Lack.ACTION_DUE: QCoreApplication.translate("Coaching", "Set a date for the action"),
    }[lack]


def reason_text(ask: Ask, form: Form | None) -> str:
    """Why a talk is due, in one line."""
    item = item_text(form, ask.item_key)
    locale = QLocale()
    said = {
        Reason.CRITICAL: QCoreApplication.translate("Coaching", "Critical: {item}"),
        Reason.SAME_ITEM: QCoreApplication.translate("Coaching", "{count} times in the last five calls: {item}"),
        Reason.FALL: QCoreApplication.translate("Coaching", "Scored {points}, usually {mean}"),
        Reason.PRAISE: QCoreApplication.translate("Coaching", "A great call to praise: {points}"),
    }[ask.reason]
    return said.format(
        item=item,
        count=locale.toString(len(ask.call_ids)),
        points=locale.toString(ask.points),
        mean=locale.toString(ask.mean, ord("f"), 0),
    )


def reason_tag(reason: Reason) -> str:
    """The reason in a word, as a tag."""
    return {
        Reason.CRITICAL: QCoreApplication.translate("Coaching", "Critical"),
        Reason.SAME_ITEM: QCoreApplication.translate("Coaching", "Again"),
        Reason.FALL: QCoreApplication.translate("Coaching", "Fall"),
        Reason.PRAISE: QCoreApplication.translate("Coaching", "Praise"),
    }[reason]


def short_day(note: Note) -> str:
    """The day a note was made."""
    return day_text(note.made_at)


@dataclass(frozen=True)
class TwoLines:
    """One row: a name, a line under it, a tag at its right; `value` is what the row stands for."""

    title: str
    detail: str
    tag: str
    value: object
    pressing: bool = False


class TwoLineList(QAbstractListModel):
    """Rows of two lines, shown as a whole."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: Sequence[TwoLines] = ()

    def show_rows(self, rows: Sequence[TwoLines]) -> None:
        """Show `rows` instead; nothing happens when they are the same."""
        if list(rows) == list(self._rows):
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def value(self, index: AnyIndex) -> object:
        """What the row at `index` stands for."""
        return self._rows[index.row()].value if index.isValid() else None

    def rowCount(self, parent: AnyIndex = ROOT) -> int:
        """Rows shown."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Name, line, tag."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == DETAIL_ROLE:
            return row.detail
        if role == TAG_ROLE:
            return row.tag
        if role == PRESSING_ROLE:
            return row.pressing
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(f"{row.title}\n{row.detail}")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (row.title, row.tag, row.detail) if part)
        return None


def ask_rows(asks: Sequence[AgentAsk], form: Form | None) -> list[TwoLines]:
    """Who asks for coaching, most pressing first."""
    order = list(Reason)
    return [
        TwoLines(
            f"{one.agent_name} {one.agent_number}",
            reason_text(one.ask, form),
            reason_tag(one.ask.reason),
            one,
            one.ask.reason is Reason.CRITICAL,
        )
        for one in sorted(asks, key=lambda one: order.index(one.ask.reason))
    ]


def note_rows(notes: Sequence[Note], form: Form | None, *, by_coach: bool = False) -> list[TwoLines]:
    """The notes: for whom or by whom, when, where each stands, and its first words or else its first item."""
    rows = []
    for note in notes:
        items = [item_text(form, key) for key in note.item_keys]
        first = next((text for text in (note.strength, *note.priorities, note.action, *items) if text.strip()), "")
        tag = follow_up_name(note.follow_up)
        whom = note.coach_name if by_coach else note.agent_name or lack_text(Lack.AGENT)
        rows.append(TwoLines(f"{whom}  {short_day(note)}", " ".join(first.split()), tag, note.id))
    return rows


def appeal_rows(appeals: Sequence[Appeal], form: Form | None) -> list[TwoLines]:
    """The appeals that wait: whose, since when, against which item and why."""
    return [
        TwoLines(
            f"{appeal.agent_name}  {day_text(appeal.made_at)}",
            f"{item_text(form, appeal.item_key)}: {' '.join(appeal.words.split())}",
            QCoreApplication.translate("Coaching", "Appeal"),
            appeal,
            pressing=True,
        )
        for appeal in appeals
    ]

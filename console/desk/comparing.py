"""Two versions of a sheet or a note, line by line, so that a person sees where they differ before deciding."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import partial

from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QLocale, QObject, Qt

from console.desk.coaching_lists import follow_up_name, item_text
from console.desk.item_index import ROOT, AnyIndex
from console.desk.plain_tip import plain_tip
from console.desk.time_text import length_text
from console.domain.coaching import Note
from console.domain.conflicts import Conflict
from console.domain.evaluations import Draft, Revision
from console.domain.forms import Form
from console.domain.sheet import Mark, Sheet, Verdict, score_of

DIFFERS_ROLE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Line:
    """One line of the comparison."""

    label: str
    mine: str
    theirs: str

    @property
    def differs(self) -> bool:
        """Whether the two sides say different things."""
        return self.mine != self.theirs


class Side(IntEnum):
    """The columns."""

    SIGN = 0
    LABEL = 1
    MINE = 2
    THEIRS = 3


def verdict_name(verdict: Verdict) -> str:
    """A verdict in words."""
    return {
        Verdict.UNSCORED: QCoreApplication.translate("Compare", "Not scored"),
        Verdict.CONFORMS: QCoreApplication.translate("Compare", "Conforms"),
        Verdict.FAILS: QCoreApplication.translate("Compare", "Does not conform"),
        Verdict.NOT_APPLICABLE: QCoreApplication.translate("Compare", "Not applicable"),
    }[verdict]


def lines_of(conflict: Conflict) -> list[Line]:
    """Every line of both sides; nothing where there is nothing to compare."""
    mine, theirs = conflict.mine, conflict.theirs
    if isinstance(mine, Note):
        return note_lines(mine, theirs if isinstance(theirs, Note) else None, conflict.form)
    if isinstance(mine, Draft) and conflict.form is not None:
        other = theirs.sheet if isinstance(theirs, Draft | Revision) else None
        return sheet_lines(conflict.form, mine.sheet, other)
    return []


def sheet_lines(form: Form, mine: Sheet, theirs: Sheet | None) -> list[Line]:
    """Score, each item, then the texts; an absent side is empty."""

    def line(label: str, said: Callable[[Sheet], str]) -> Line:
        return Line(label, said(mine), said(theirs) if theirs is not None else "")

    lines = [line(QCoreApplication.translate("Compare", "Score"), lambda sheet: _score(form, sheet))]
    for item in form.items:
        lines.append(line(item_text(form, item.key), partial(_item, item.key)))
    lines.append(line(QCoreApplication.translate("Compare", "Detailed notes"), lambda sheet: sheet.notes))
    lines.append(line(QCoreApplication.translate("Compare", "Advice"), lambda sheet: sheet.advice))
    lines.append(line(QCoreApplication.translate("Compare", "Marks in the call"), _pins))
    return lines


def _score(form: Form, sheet: Sheet) -> str:
    score = score_of(form, sheet)
    said = QLocale().toString(score.points)
    if score.critical:
        said += " · " + QCoreApplication.translate("Compare", "critical")
    return said


def _item(key: str, sheet: Sheet) -> str:
    mark: Mark = sheet.mark(key)
    spans = ", ".join(f"{length_text(span.start_ms)}–{length_text(span.end_ms)}" for span in mark.evidence)
    said = " · ".join(part for part in (verdict_name(mark.verdict), spans) if part)
    return f"{said}\n{mark.note}" if mark.note else said


def _pins(sheet: Sheet) -> str:
    return "\n".join(f"{length_text(pin.at_ms)} {pin.text}".strip() for pin in sheet.pins)


def note_lines(mine: Note, theirs: Note | None, form: Form | None = None) -> list[Line]:
    """What a coaching note says, field by field."""
    locale = QLocale()

    def day(note: Note) -> str:
        if note.action_due is None:
            return ""
        due = note.action_due
        return f"{due.year:04}-{due.month:02}-{due.day:02}"

    def items(note: Note) -> str:
        return "\n".join(item_text(form, key) for key in note.item_keys)

    def yes(note: Note) -> str:
        return (
            QCoreApplication.translate("Compare", "Yes") if note.shared else QCoreApplication.translate("Compare", "No")
        )

    fields: list[tuple[str, Callable[[Note], str]]] = [
        (QCoreApplication.translate("Compare", "Strength"), lambda note: note.strength),
        (QCoreApplication.translate("Compare", "Priorities"), lambda note: "\n".join(note.priorities)),
        (QCoreApplication.translate("Compare", "The agent's words"), lambda note: note.agent_words),
        (QCoreApplication.translate("Compare", "Action"), lambda note: note.action),
        (QCoreApplication.translate("Compare", "Due"), day),
        (QCoreApplication.translate("Compare", "Follow-up"), lambda note: follow_up_name(note.follow_up)),
        (QCoreApplication.translate("Compare", "Items"), items),
        (QCoreApplication.translate("Compare", "Calls"), lambda note: locale.toString(len(note.call_ids))),
        (QCoreApplication.translate("Compare", "Clips"), lambda note: locale.toString(len(note.clips))),
        (QCoreApplication.translate("Compare", "Shown to the agent"), yes),
    ]
    return [Line(label, said(mine), said(theirs) if theirs is not None else "") for label, said in fields]


class Comparison(QAbstractTableModel):
    """The lines as a table: a sign where they differ, what the line is, mine, theirs."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: Sequence[Line] = ()
        self._theirs = ""

    def show_lines(self, lines: Sequence[Line], theirs: str) -> None:
        """Show `lines`; `theirs` names the other side."""
        self.beginResetModel()
        self._lines, self._theirs = lines, theirs
        self.endResetModel()

    @property
    def different(self) -> int:
        """How many lines differ."""
        return sum(line.differs for line in self._lines)

    def differs(self, row: int) -> bool:
        """Whether the two sides differ in this row."""
        return self._lines[row].differs

    def rowCount(self, parent: AnyIndex = ROOT) -> int:
        """A row a line."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: AnyIndex = ROOT) -> int:
        """The columns of `Side`."""
        return 0 if parent.isValid() else len(Side)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The words; for screen readers too whether they differ."""
        if not index.isValid():
            return None
        line, side = self._lines[index.row()], Side(index.column())
        if role == DIFFERS_ROLE:
            return line.differs
        text = {Side.SIGN: "≠" if line.differs else "", Side.LABEL: line.label, Side.MINE: line.mine}.get(
            side, line.theirs
        )
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        if role == Qt.ItemDataRole.ToolTipRole and side is not Side.SIGN:
            return plain_tip(text)
        if role == Qt.ItemDataRole.TextAlignmentRole and side is not Side.SIGN:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignCenter)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            if side is Side.SIGN:
                return (
                    QCoreApplication.translate("Compare", "differs")
                    if line.differs
                    else QCoreApplication.translate("Compare", "the same")
                )
            return text
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What each column is."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return {
            Side.SIGN: "",
            Side.LABEL: "",
            Side.MINE: QCoreApplication.translate("Compare", "Mine, kept on this PC"),
            Side.THEIRS: self._theirs,
        }[Side(section)]

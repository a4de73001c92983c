"""That the sheet in front was made live, how much was heard, how it came to the recording, and who sat beside."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QPushButton, QWidget

from console.domain.calls import Call
from console.domain.ledger import Ledger
from console.domain.reanchor import PlacedBy, on_tape
from console.domain.sheet import MadeLive, Sheet
from console.widgets.label import Label
from console.widgets.theme import GRID


class LiveLine(QFrame):
    """Hidden for a sheet that was made on a recording. Lives in the GUI thread."""

    beside_set = Signal(bool)
    praised = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self._key = ""
        self._shown: tuple[Sheet, Ledger, Call] | None = None
        self.words = Label()
        self.words.setProperty("kind", "muted")
        self.words.setWordWrap(True)
        self.beside = QCheckBox()
        self.beside.clicked.connect(self.beside_set)
        self.praise = QPushButton()
        self.praise.setProperty("kind", "quiet")
        self.praise.clicked.connect(self.praised)
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID + 4, GRID // 2, GRID, GRID // 2)
        row.setSpacing(GRID)
        row.addWidget(self.words, 1)
        row.addWidget(self.praise)
        row.addWidget(self.beside)
        self.hide()

    def set_key(self, key: str) -> None:
        """The key that praises."""
        self._key = key
        self.retranslate()

    def show_sheet(self, sheet: Sheet, ledger: Ledger, call: Call | None, length_ms: int, *, editable: bool) -> None:
        """Show what is known of `sheet`; `length_ms` is how much there was to hear of a call that goes on."""
        live = sheet.live
        if call is None or live is None:
            self._shown = None
            self.hide()
            return
        self._length_ms = length_ms
        self._shown = (sheet, ledger, call)
        self.beside.setChecked(live.beside)
        self.beside.setEnabled(editable)
        self.beside.setVisible(editable or live.beside)
        self.praise.setVisible(editable)
        self.retranslate()
        self.show()

    def retranslate(self) -> None:
        """Say everything in the language in force."""
        self.beside.setText(self.tr("Agent beside me"))
        self.beside.setToolTip(self.tr("Scored side by side: kept with the agent's results, counted in no average"))
        self.praise.setText(self.tr("Well done"))
        tip = self.tr("Mark the last 20 s as well done: a clip for the agent, and a proposal for the library")
        self.praise.setToolTip(f"{tip} ({self._key})" if self._key else tip)
        if self._shown is None:
            return
        sheet, ledger, call = self._shown
        assert sheet.live is not None
        lines = [made_live_words(sheet, ledger, call, self._length_ms)]
        if call.waits_for_sound:
            lines.append(self.tr("its recording has not come yet"))
        elif sheet.live.how == PlacedBy.TIMES.value:
            lines.append(self.tr("placed in the recording by the clocks alone: marks may be seconds off"))
        elif sheet.live.how == PlacedBy.SOUND.value:
            lines.append(self.tr("placed in the recording by its sound"))
        if praised := sum(pin.praised_from_ms is not None for pin in sheet.pins):
            lines.append(self.tr("well done: {count}").format(count=praised))
        self.words.setText(" · ".join(lines))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def made_live_words(sheet: Sheet, ledger: Ledger, call: Call, length_ms: int = 0) -> str:
    """That a sheet was made live and how much was heard; empty for one made on a recording."""
    live: MadeLive | None = sheet.live
    if live is None:
        return ""
    whole_ms = (live.length_ms or length_ms) if on_tape(sheet) else call.duration_ms
    if not whole_ms:
        return QCoreApplication.translate("LiveLine", "Made live")
    share = round(100 * ledger.share_of(whole_ms))
    return QCoreApplication.translate("LiveLine", "Made live, {share} % heard").format(share=share)

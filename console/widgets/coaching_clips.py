"""The calls of a note and the stretches heard together: a line each, played at a click."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from console.desk.coaching import CoachingDesk
from console.desk.coaching_lists import item_text
from console.desk.time_text import length_text, short_moment
from console.domain.coaching import Clip
from console.widgets import theme
from console.widgets.label import Label
from console.widgets.theme import GRID
from console.widgets.wave_geometry import clock


class CoachingClips(QWidget):
    """Bound to a CoachingDesk. `clip_clicked(Clip)` asks to hear one."""

    clip_clicked = Signal(object)

    def __init__(self, desk: CoachingDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._shown: object = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GRID // 2)
        desk.calls_changed.connect(self.show_clips)
        desk.asks_changed.connect(self.show_clips)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language and the theme."""
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.PaletteChange):
            self._shown = None
            self.show_clips()
        super().changeEvent(event)

    def show_clips(self) -> None:
        """Show the calls and clips of the note in hand."""
        note, form = self._desk.note, self._desk.form
        calls = tuple(self._desk.calls.get(call_id) for call_id in note.call_ids) if note else ()
        now = (note.id, note.call_ids, note.clips, calls, form, self._desk.frozen) if note else None
        if now == self._shown:
            return
        self._shown = now
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if note is None:
            return
        for call_id in note.call_ids:
            self._column.addWidget(self._call_line(call_id))
            for clip in note.clips:
                if clip.call_id == call_id:
                    self._column.addWidget(self._clip_line(clip))
        if not note.call_ids:
            hint = Label(self.tr("No call yet. “Coach this” on a scored call brings its failed items and clips."))
            hint.setProperty("kind", "muted")
            hint.setWordWrap(True)
            self._column.addWidget(hint)

    def _call_line(self, call_id: UUID) -> QWidget:
        call = self._desk.calls.get(call_id)
        said = self.tr("A call that is no longer there")
        if call is not None:
            parts = (short_moment(call.started_at), call.queue, length_text(call.duration_ms))
            said = " · ".join(part for part in parts if part)
        line, label = self._line(), Label(said)
        label.setFont(theme.font("strong", tabular=True))
        line.layout().addWidget(label)  # type: ignore[union-attr]
        self._stretch(line)
        if not self._desk.frozen:
            line.layout().addWidget(  # type: ignore[union-attr]
                self._remover(self.tr("Take this call out"), lambda: self._desk.remove_call(call_id))
            )
        return line

    def _clip_line(self, clip: Clip) -> QWidget:
        line = self._line()
        times = f"{clock(clip.span.start_ms)}–{clock(clip.span.end_ms)}"
        play = QPushButton(theme.icon("play"), times)
        play.setFont(theme.font("small", tabular=True))
        play.setToolTip(self.tr("Play {span} (Enter)").format(span=times))
        words = item_text(self._desk.form, clip.item_key) if clip.item_key else ""
        play.setAccessibleName(self.tr("Play {span}, {item}").format(span=times, item=words or clip.text))
        play.setAutoDefault(True)
        play.clicked.connect(lambda: self.clip_clicked.emit(clip))
        label = Label(" · ".join(part for part in (words, clip.text) if part))
        label.setWordWrap(True)
        label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row = line.layout()
        assert row is not None
        row.addWidget(play)
        row.addWidget(label)
        if not self._desk.frozen:
            row.addWidget(self._remover(self.tr("Take this clip out"), lambda: self._desk.remove_clip(clip)))
        return line

    def _line(self) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID + GRID // 2)
        return line

    @staticmethod
    def _stretch(line: QWidget) -> None:
        row = line.layout()
        if isinstance(row, QHBoxLayout):
            row.addStretch(1)

    def _remover(self, name: str, deed: object) -> QToolButton:
        button = QToolButton()
        button.setIcon(theme.icon("close", theme.current().muted_text))
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(deed)
        return button

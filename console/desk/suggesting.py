"""Suggestions for the open sheet: from what the telephone system told of its call and what listening has found."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from console.audio.listening import PassageKind
from console.desk.listening import ListeningDesk
from console.desk.scoring import ScoringDesk
from console.desk.suggestion_words import note_text
from console.domain.calls import Call
from console.domain.sheet import Span
from console.domain.suggestions import SoundFound, Suggestion, suggestions_for


class Suggesting(QObject):
    """`changed` when the open sheet's suggestions are others. Lives in the GUI thread.

    It judges nothing: a suggestion is shown until a person gives a verdict, and taken only when asked.
    """

    changed = Signal()

    def __init__(
        self, scoring: ScoringDesk, listening: ListeningDesk, parent: QObject | None = None, *, on: bool = True
    ) -> None:
        super().__init__(parent)
        self._scoring, self._listening = scoring, listening
        self._on = on
        self._listened: Call | None = None
        self._found: dict[str, Suggestion] = {}
        scoring.opened.connect(self._look)
        scoring.sheet_changed.connect(self.changed)
        listening.opened.connect(self._begin)
        listening.closed.connect(self._begin)
        listening.passages_changed.connect(self._heard)

    def set_on(self, *, on: bool) -> None:
        """Whether anything is suggested at all."""
        if on != self._on:
            self._on = on
            self._look()

    def of(self, key: str) -> Suggestion | None:
        """What is suggested for an item now; None when nothing is, or when it was followed."""
        found = self._found.get(key)
        if found is None or not self._scoring.view.editable:
            return None
        return found if found.stands(self._scoring.sheet.mark(key).verdict) else None

    def take(self, key: str) -> bool:
        """Give item `key` the verdict that is suggested, with places and note, as one step; whether there was one."""
        suggestion = self.of(key)
        if suggestion is None or suggestion.verdict is None:
            return False
        self._scoring.take_suggestion(suggestion, note_text(suggestion))
        return True

    @Slot()
    def _begin(self) -> None:
        """Another call is listened to, or none: what was heard before is not its."""
        self._listened = None
        self._look()

    @Slot()
    def _heard(self) -> None:
        self._listened = self._listening.call
        self._look()

    @Slot()
    def _look(self) -> None:
        view = self._scoring.view
        found: dict[str, Suggestion] = {}
        if self._on and view.call is not None and view.form is not None:
            heard = self._listened is not None and self._listened.id == view.call.id
            found = suggestions_for(view.form, view.call, self._sound() if heard else None)
        if found != self._found:
            self._found = found
        self.changed.emit()

    def _sound(self) -> SoundFound:
        def spans(kind: PassageKind) -> tuple[Span, ...]:
            return tuple(Span(p.start_ms, p.end_ms) for p in self._listening.passages if p.kind is kind)

        return SoundFound(
            spans(PassageKind.SILENCE), spans(PassageKind.RING_BACK), least_ms=self._listening.quiet_min_ms
        )

"""A widget with a look of its own follows language and theme here, for its style sheet makes Qt tell of both again."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QEvent

from console.widgets import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QColor
    from PySide6.QtWidgets import QWidget

    from console.widgets.theme import Theme

    _Widget = QWidget
else:
    _Widget = object  # a second Qt class beside the widget's own would be a second widget


class FollowsLook(_Widget):
    """Stands before the Qt class: `class Bar(FollowsLook, QFrame)`; says `retranslate` and `dress` what that means.

    A theme is followed once, however often it is told. `BUILT` names a field: before it is there nothing is followed.
    """

    BUILT: ClassVar[str]
    _followed: Theme | None = None

    def retranslate(self) -> None:
        """Everything in the language in force."""
        raise NotImplementedError

    def dress(self) -> None:
        """Faces and colours anew; here what `retranslate` says has them too."""
        self.retranslate()

    def changeEvent(self, event: QEvent) -> None:
        """Follow language and theme."""
        super().changeEvent(event)
        if not hasattr(self, self.BUILT):
            return
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() is QEvent.Type.PaletteChange and self._followed is not theme.current():
            self._followed = theme.current()
            self.dress()


def wear(widget: QWidget, sheet: str) -> None:
    """Give it this style sheet, unless it has it: Qt polishes everything below again, and tells of it."""
    if sheet != widget.styleSheet():
        widget.setStyleSheet(sheet)


def bar_sheet(name: str, ground: QColor, mark_ground: QColor, mark_ink: QColor, radius: int = 0) -> str:
    """Of a bar called `name` and the filled sign at its beginning, called `name`-mark; `radius` in pixels."""
    return (
        f"#{name} {{ background: {ground.name()}; border: none; border-radius: {radius}px; }}"
        f"#{name}-mark {{ background: {mark_ground.name()}; color: {mark_ink.name()};"
        " border-radius: 4px; padding: 1px 6px; }"
    )

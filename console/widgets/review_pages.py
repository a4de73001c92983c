"""The two pages behind the rail's Review: the calls with their sheet, and bringing recordings in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from console.desk.key_defaults import REVIEW_GROUPS
from console.desk.keys import Action, KeyGroup
from console.widgets.import_screen import ImportScreen
from console.widgets.review_screen import ReviewScreen


class ReviewPages(QStackedWidget):
    """Shows one of the two; keys go to the review page only while it is in front. Lives in the GUI thread."""

    def __init__(self, review: ReviewScreen, importing: ImportScreen | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.review, self.importing = review, importing
        self.addWidget(review)
        self.setFocusProxy(review.calls.table)
        if importing is not None:
            self.addWidget(importing)
            importing.closed.connect(self.show_review)
            review.import_asked.connect(self.show_import)

    @Slot()
    def show_review(self) -> None:
        """Back to the calls."""
        self.setCurrentWidget(self.review)
        self.setFocusProxy(self.review.calls.table)
        self.review.calls.table.setFocus()

    @Slot()
    def show_import(self) -> None:
        """Bring recordings in."""
        if self.importing is not None:
            self.setCurrentWidget(self.importing)
            self.setFocusProxy(self.importing)
            self.importing.setFocus()

    def perform(self, action: Action) -> bool:
        """Carry out `action` on the review page; nothing while recordings are being brought in."""
        return self.currentWidget() is self.review and self.review.perform(action)

    def key_groups(self) -> frozenset[KeyGroup]:
        """All keys on the calls and their sheet; bringing recordings in has a few of its own."""
        return REVIEW_GROUPS if self.currentWidget() is self.review else frozenset()

    def panes(self) -> Sequence[QWidget]:
        """What F6 walks through."""
        return self.review.panes() if self.currentWidget() is self.review else (self.currentWidget(),)

"""The Floor screen's pages: the room now, and beside it what belongs to it; each is made when it is first shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from console.desk.action_names import tip
from console.desk.key_defaults import FLOOR_GROUPS
from console.desk.keymap import Keymap
from console.desk.keys import Action, KeyGroup
from console.widgets.theme import GRID

NOW, ALERTS, HISTORY, HANDOVER, TIME, PLAN = "now", "alerts", "history", "handover", "time", "plan"
PAGES = (NOW, ALERTS, HISTORY, HANDOVER, TIME, PLAN)
"""In the order of the tabs."""

_GROUP_OF = {
    NOW: KeyGroup.ROOM,
    HISTORY: KeyGroup.PAST,
    ALERTS: KeyGroup.ALERTS,
    HANDOVER: KeyGroup.HANDOVER,
    TIME: KeyGroup.TIME,
    PLAN: KeyGroup.PLAN,
}


@runtime_checkable
class FollowsShowing(Protocol):
    """A page that reads anew whenever it comes to the front."""

    def shown_again(self) -> None:
        """It is in front now."""
        ...


@runtime_checkable
class Performs(Protocol):
    """A page with keys of its own among those of the floor."""

    def perform(self, action: Action) -> bool:
        """Carry out `action`; whether it was one of the page's."""
        ...


@runtime_checkable
class NamesKeys(Protocol):
    """A page whose words name keys."""

    def set_keymap(self, keymap: Keymap) -> None:
        """These keys are in force."""
        ...


class FloorPages(QWidget):
    """A tab for each page that was offered. `page_changed` carries the key of the page in front."""

    page_changed = Signal(str)

    def __init__(self, keymap: Keymap | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keymap = keymap or Keymap()
        self.tabs = QTabBar(self)
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self._make: dict[str, Callable[[], QWidget]] = {}
        self._made: dict[str, QWidget] = {}
        self._stack = QStackedWidget(self)
        self._counts: dict[str, int] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, GRID // 2, 0, 0)
        column.setSpacing(0)
        self._top = QHBoxLayout()
        self._top.setContentsMargins(0, 0, 2 * GRID, 0)
        self._top.addWidget(self.tabs)
        self._top.addStretch(1)
        column.addLayout(self._top)
        column.addWidget(self._stack, 1)
        self.retranslate()
        self.tabs.currentChanged.connect(self._turn)

    def offer(self, key: str, make: Callable[[], QWidget]) -> None:
        """One more page, behind the ones offered before it; `make` is called when it is first shown. KeyError."""
        if key not in PAGES:
            raise KeyError(key)
        self._make[key] = make
        self.tabs.addTab(self._name(key))
        self.tabs.setVisible(len(self._make) > 1)

    @property
    def current(self) -> str:
        """The key of the page in front; empty while none was offered."""
        at = self.tabs.currentIndex()
        return self._keys[at] if at >= 0 else ""

    def page(self, key: str) -> QWidget:
        """That page, made now if it was never shown. KeyError when it was not offered."""
        if key not in self._made:
            page = self._made[key] = self._make[key]()
            self._stack.addWidget(page)
            if isinstance(page, NamesKeys):
                page.set_keymap(self._keymap)
        return self._made[key]

    def show_page(self, key: str) -> None:
        """Bring a page to the front, if it was offered."""
        if key in self._make:
            self.tabs.setCurrentIndex(self._keys.index(key))

    @Slot(object)
    def set_keymap(self, keymap: Keymap) -> None:
        """Other keys are in force."""
        self._keymap = keymap
        for page in self._made.values():
            if isinstance(page, NamesKeys):
                page.set_keymap(keymap)
        self._name_tabs()

    def key_groups(self) -> frozenset[KeyGroup]:
        """The keys of every page, and those of the page in front."""
        own = _GROUP_OF.get(self.current)
        return FLOOR_GROUPS | {own} if own is not None else FLOOR_GROUPS

    def perform(self, action: Action) -> bool:
        """Carry out a key of the floor: turn the page, or what the page in front does with it; whether it was one."""
        if action in (Action.FLOOR_NEXT_PAGE, Action.FLOOR_PREVIOUS_PAGE):
            step = 1 if action is Action.FLOOR_NEXT_PAGE else -1
            self.tabs.setCurrentIndex((self.tabs.currentIndex() + step) % max(1, self.tabs.count()))
            return True
        front = self._stack.currentWidget()
        return isinstance(front, Performs) and front.perform(action)

    def set_count(self, key: str, count: int) -> None:
        """Say on the tab how many wait there; 0 says nothing."""
        self._counts[key] = count
        if key in self._make:
            self.tabs.setTabText(self._keys.index(key), self._name(key))

    def put_beside_tabs(self, widget: QWidget) -> None:
        """Something that is seen from every page."""
        self._top.addWidget(widget, 2)

    def panes(self) -> Sequence[QWidget]:
        """What F6 walks through."""
        front = self._stack.currentWidget()
        return [self.tabs, front] if front is not None else [self.tabs]

    @property
    def _keys(self) -> list[str]:
        return list(self._make)

    @Slot(int)
    def _turn(self, at: int) -> None:
        if at < 0 or at >= len(self._keys) or not self.isVisible():
            return
        key = self._keys[at]
        page = self.page(key)
        if self._stack.currentWidget() is not page:
            self._stack.setCurrentWidget(page)
            self.setFocusProxy(page)
        if isinstance(page, FollowsShowing):
            page.shown_again()
        self.page_changed.emit(key)

    def _name(self, key: str) -> str:
        name = {
            NOW: self.tr("Now"),
            HISTORY: self.tr("Last 24 hours"),
            ALERTS: self.tr("Alerts"),
            HANDOVER: self.tr("Handover"),
            TIME: self.tr("Time kept"),
            PLAN: self.tr("Plan"),
        }[key]
        count = self._counts.get(key, 0)
        return self.tr("{page} ({count})").format(page=name, count=count) if count else name

    def retranslate(self) -> None:
        """The tabs' names in the language in force."""
        self.tabs.setAccessibleName(self.tr("Pages of the floor"))
        for at, key in enumerate(self._keys):
            self.tabs.setTabText(at, self._name(key))
        self._name_tabs()

    def _name_tabs(self) -> None:
        there, back = Action.FLOOR_NEXT_PAGE, Action.FLOOR_PREVIOUS_PAGE
        self.tabs.setToolTip(f"{tip(there, self._keymap)}\n{tip(back, self._keymap)}")

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def showEvent(self, event: object) -> None:
        """The first page is made when the screen is first seen."""
        super().showEvent(event)  # type: ignore[arg-type]
        self._turn(self.tabs.currentIndex())

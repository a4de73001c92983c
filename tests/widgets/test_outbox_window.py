"""What waits, both sides of a conflict and the ways out: by keyboard, in words and signs and not by colour alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from console.desk.background import Background
from console.desk.comparing import DIFFERS_ROLE, Comparison, Side, note_lines, sheet_lines
from console.desk.sharing import Sharing
from console.domain.coaching import Note
from console.domain.conflicts import Conflict, Settlement, Waiting
from console.domain.evaluations import Draft, Revision
from console.domain.faults import FaultKind, PlaceFault
from console.domain.outbox import DeedKind, Standing
from console.domain.people import Person, Role
from console.domain.sheet import Span, Verdict, blank_sheet, fail_with_evidence, rest_conform, set_verdict
from console.store.outbox import Outbox
from console.widgets.language import apply_language
from console.widgets.outbox_window import OutboxWindow
from console.widgets.sharing_badge import SharingBadge
from console.widgets.status_line import Link, Saving, StatusLine
from tests.store.centres import monitoring_form

ME = Person(uuid4(), "2001", "李明", Role.INSPECTOR)
LEAD = Person(uuid4(), "3001", "周强", Role.SUPERVISOR)
OTHER = Person(uuid4(), "2002", "赵敏", Role.INSPECTOR)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FORM = monitoring_form()
CALL, NOTE, ELSE = uuid4(), uuid4(), uuid4()


def mine() -> Draft:
    sheet = rest_conform(FORM, fail_with_evidence(FORM, blank_sheet(FORM), FORM.items[4].key, Span(1000, 9000)))
    return Draft(uuid4(), CALL, ME.id, ME.name, replace(sheet, notes="抢话"))


def theirs() -> Revision:
    sheet = set_verdict(FORM, mine().sheet, FORM.items[4].key, Verdict.CONFORMS)
    return Revision(uuid4(), CALL, 1, OTHER.id, OTHER.name, NOW, replace(sheet, notes="得当"), 100, False)


def a_note(strength: str) -> Note:
    return Note(NOTE, uuid4(), "王芳", ME.id, ME.name, NOW, strength=strength)


@dataclass
class Kept:
    """A store with three things that wait, two of them in conflict."""

    standing: Standing = field(default_factory=lambda: Standing(False, "", 3, 2, frozenset({CALL, NOTE, ELSE})))
    settled: list[tuple[UUID, Settlement, str]] = field(default_factory=list)
    away: bool = False
    theirs: Draft | Revision | None = field(default_factory=theirs)

    def take(self, outbox: Outbox) -> Standing:  # noqa: ARG002
        return self.standing

    def turn_off(self, why: str) -> None:
        raise AssertionError(why)

    def share(self) -> bool:
        return False

    def break_off(self) -> None:
        raise AssertionError

    def waiting(self) -> list[Waiting]:
        found = [
            Waiting(ELSE, DeedKind.SUBMIT, NOW, {"agent": "陈静 1002", "call": "C00017"}),
            Waiting(CALL, DeedKind.SUBMIT, NOW, {"agent": "王芳 1001", "call": "C00012"}, "already_submitted"),
            Waiting(NOTE, DeedKind.SAVE_NOTE, NOW, {"agent": "王芳"}, "changed_elsewhere"),
        ]
        done = {thing for thing, _, _ in self.settled}
        return [one for one in found if one.thing not in done]

    def look(self, thing: UUID) -> Conflict:
        if self.away:
            raise PlaceFault(FaultKind.DATABASE_UNREACHABLE)
        waiting = next(one for one in self.waiting() if one.thing == thing)
        if thing == CALL:
            return Conflict(waiting, mine(), self.theirs, FORM)
        return Conflict(waiting, a_note("mine"), a_note("theirs"))

    def settle(self, conflict: Conflict, how: Settlement, reason: str = "") -> None:
        self.settled.append((conflict.waiting.thing, how, reason))
        things = frozenset(one.thing for one in self.waiting())
        self.standing = Standing(False, "", len(things), len(things) - 1, things)

    def close_outbox(self) -> None:
        pass


@dataclass
class Opened:
    """The window on a store."""

    bot: QtBot
    store: Kept
    window: OutboxWindow

    def shown(self, how: Settlement) -> bool:
        return self.window.pane.ways[how].isVisible()

    def choose(self, row: int) -> None:
        self.window.list.setCurrentIndex(self.window.list.model().index(row, 0))

    def open_conflict(self) -> None:
        self.bot.waitUntil(lambda: self.window.right.currentWidget() is self.window.pane)

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.window, key)


@pytest.fixture
def opened(qtbot: QtBot) -> Iterator[Opened]:
    yield from open_window(qtbot, Kept(), ME)


def no_outbox(_key: bytes) -> Outbox:
    raise AssertionError


def open_window(qtbot: QtBot, store: Kept, person: Person) -> Iterator[Opened]:
    background = Background()
    sharing = Sharing(background, store, bytes, no_outbox, lambda: True)
    window = OutboxWindow(sharing, person)
    qtbot.addWidget(window)
    window.open_on()
    qtbot.waitActive(window)
    qtbot.waitUntil(lambda: window.list.model().rowCount() == 3)
    yield Opened(qtbot, store, window)
    window.close()
    sharing.close()
    background.close()


def test_what_has_to_be_settled_comes_first(opened: Opened) -> None:
    model = opened.window.list.model()
    said = [model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(3)]
    assert ["To settle" in one for one in said] == [True, True, False]
    assert "王芳 1001 · C00012" in said[0]
    opened.open_conflict()
    pane = opened.window.pane
    assert "赵敏" in pane.sentence.text()
    assert "differ: 3 line" in pane.count.text()
    opened.choose(2)
    opened.bot.waitUntil(lambda: opened.window.right.currentWidget() is opened.window.notice)
    assert "陈静 1002" in opened.window.notice.accessibleName()


def test_mine_is_sent_as_a_correction_by_keyboard(opened: Opened) -> None:
    opened.open_conflict()
    button = opened.window.pane.ways[Settlement.AS_CORRECTION]
    button.setFocus(Qt.FocusReason.TabFocusReason)
    opened.press(Qt.Key.Key_Space)
    reason = opened.window.pane.reason
    assert reason.words.hasFocus()
    opened.press(Qt.Key.Key_Return)
    assert opened.store.settled == []  # no reason, no correction
    opened.press(Qt.Key.Key_Escape)
    assert button.isVisible()
    assert button.hasFocus()
    assert opened.window.isVisible()
    opened.press(Qt.Key.Key_Space)
    QTest.keyClicks(reason.words, "heard it otherwise")
    opened.press(Qt.Key.Key_Return)
    opened.bot.waitUntil(lambda: opened.store.settled == [(CALL, Settlement.AS_CORRECTION, "heard it otherwise")])
    opened.bot.waitUntil(lambda: opened.window.list.model().rowCount() == 2)


def test_mine_is_taken_away_only_when_confirmed(opened: Opened) -> None:
    opened.open_conflict()
    pane = opened.window.pane
    pane.ways[Settlement.KEEP_THEIRS].setFocus(Qt.FocusReason.TabFocusReason)
    opened.press(Qt.Key.Key_Space)
    assert pane.keep.hasFocus()  # the harmless one
    assert pane.table.isVisible()  # mine stays readable
    opened.press(Qt.Key.Key_Space)
    assert opened.store.settled == []
    opened.press(Qt.Key.Key_Space)
    pane.confirm.setFocus(Qt.FocusReason.TabFocusReason)
    opened.press(Qt.Key.Key_Space)
    opened.bot.waitUntil(lambda: opened.store.settled == [(CALL, Settlement.KEEP_THEIRS, "")])


def test_a_note_offers_its_own_ways(opened: Opened) -> None:
    opened.open_conflict()
    opened.choose(1)
    opened.bot.waitUntil(lambda: opened.shown(Settlement.OF_ITS_OWN))
    assert opened.shown(Settlement.MINE_OVER)
    assert opened.shown(Settlement.KEEP_THEIRS)
    assert not opened.shown(Settlement.AS_CORRECTION)
    opened.window.pane.ways[Settlement.OF_ITS_OWN].click()
    opened.bot.waitUntil(lambda: opened.store.settled == [(NOTE, Settlement.OF_ITS_OWN, "")])


@pytest.mark.parametrize("person", [ME, LEAD])
def test_anothers_draft_is_waited_for_or_taken_over_by_a_lead(qtbot: QtBot, person: Person) -> None:
    store = Kept(theirs=replace(mine(), inspector_id=OTHER.id, inspector_name=OTHER.name))
    for opened in open_window(qtbot, store, person):
        opened.open_conflict()
        assert "ask a supervisor" in opened.window.pane.sentence.text()
        assert opened.shown(Settlement.TRY_AGAIN)
        assert opened.shown(Settlement.TAKE_OVER) == (person is LEAD)


def test_without_the_database_a_conflict_says_so(qtbot: QtBot) -> None:
    for opened in open_window(qtbot, Kept(away=True), ME):
        opened.bot.waitUntil(lambda: "cannot be reached" in opened.window.notice.accessibleName())  # noqa: B023


def test_every_control_has_a_name_and_can_be_reached(opened: Opened) -> None:
    opened.open_conflict()
    window = opened.window
    for button in window.findChildren(QPushButton):
        if button.isVisible():
            assert button.text()
            assert button.toolTip()
            assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert window.list.accessibleName()
    assert window.pane.table.accessibleName()


def test_it_speaks_chinese_at_once(opened: Opened, qapp: QApplication) -> None:
    opened.open_conflict()
    apply_language(qapp, "zh_CN")
    try:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LanguageChange.value)
        assert opened.window.windowTitle() == "待共享 — Deskside"
        assert opened.window.pane.ways[Settlement.KEEP_THEIRS].text() == "保留对方的"
        assert "3 行" in opened.window.pane.count.text()
    finally:
        apply_language(qapp, "en")


def test_differences_are_signs_and_words(qtbot: QtBot) -> None:  # noqa: ARG001
    model = Comparison()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_lines(sheet_lines(FORM, mine().sheet, theirs().sheet), "赵敏")
    assert model.rowCount() == len(FORM.items) + 4
    differ = [row for row in range(model.rowCount()) if model.index(row, 0).data(DIFFERS_ROLE)]
    assert differ == [0, 5, len(FORM.items) + 1]
    for row in range(model.rowCount()):
        sign = model.index(row, Side.SIGN)
        assert (sign.data() == "≠") == (row in differ)
        assert sign.data(Qt.ItemDataRole.AccessibleTextRole) == ("differs" if row in differ else "the same")
    assert model.index(5, Side.MINE).data() == "Does not conform · 0:01–0:09"
    assert model.index(5, Side.THEIRS).data() == "Conforms · 0:01–0:09"


def test_notes_are_compared_field_by_field() -> None:
    lines = note_lines(a_note("mine"), a_note("theirs"))
    assert [line.label for line in lines if line.differs] == ["Strength"]
    assert not any(line.theirs for line in note_lines(a_note("mine"), None))


# the badge


@pytest.mark.parametrize(
    ("standing", "text"),
    [
        (None, ""),
        (Standing(), ""),
        (Standing(False, "", 0, 0), ""),
        (Standing(True, "", 0, 0), "Offline: working on"),
        (Standing(True, "", 3, 1), "Offline: working on, 3 kept on this PC"),
        (Standing(False, "", 3, 0), "3 waiting to be shared"),
        (Standing(False, "", 3, 1), "2 waiting to be shared · 1 to settle"),
        (Standing(False, "", 1, 1), "1 to settle"),
        (Standing(False, "no_keyring"), "Offline work is off"),
    ],
)
def test_the_badge_says_how_it_stands(qtbot: QtBot, standing: Standing | None, text: str) -> None:
    badge = SharingBadge()
    qtbot.addWidget(badge)
    badge.show()
    badge.set_standing(standing)
    assert badge.isVisible() == bool(text)
    if text:
        assert badge.text() == badge.accessibleName() == text
        assert badge.toolTip()
        assert badge.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert not badge.icon().isNull()


def test_offline_the_status_line_speaks_of_this_pc_and_not_of_the_link(qtbot: QtBot) -> None:
    line = StatusLine()
    qtbot.addWidget(line)
    line.show()
    line.set_person(ME)
    line.set_link(Link.LOST)
    line.set_saving(Saving.SAVED)
    line.set_standing(Standing(True, "", 1, 0))
    said = {name: label.text() for name, (_, label) in line._parts.items() if label.isVisible()}
    assert "link" not in said
    assert said["saving"] == "All kept on this PC"
    line.set_standing(Standing(False, "", 0, 0))
    line.set_link(Link.CONNECTED)
    said = {name: label.text() for name, (_, label) in line._parts.items() if label.isVisible()}
    assert said["link"] == "Connected"
    assert said["saving"] == "All saved"

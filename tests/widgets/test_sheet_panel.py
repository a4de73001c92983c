"""The sheet on the screen: clicks and keys reach the desk, and what the desk says is shown, in words too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, cast

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from console.desk.background import Background
from console.desk.keymap import Keymap
from console.desk.keys import Action, item_action
from console.desk.open_sheet import SheetState
from console.desk.scoring import ScoringDesk
from console.domain.calls import Call
from console.domain.faults import FaultKind, PlaceFault
from console.domain.forms import Form
from console.domain.ledger import Ledger
from console.domain.people import Role
from console.domain.sheet import Sheet, Span, Verdict, set_verdict
from console.widgets.evidence_chip import CROSS, EvidenceChip
from console.widgets.language import apply_language
from console.widgets.sheet_panel import SheetPanel
from console.widgets.sheet_rows import ItemRow
from tests.desk.scoring_fakes import FakePlayer, FakeStore, a_call, a_person


@dataclass
class Screen:
    """A shown panel over a desk with fakes behind it."""

    qtbot: QtBot
    background: Background
    store: FakeStore
    player: FakePlayer
    desk: ScoringDesk
    panel: SheetPanel
    call: Call
    played: list[Span] = field(default_factory=list)

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: self.background.pending == 0)

    def row(self, key: str) -> ItemRow:
        return self.panel.list.rows[key]

    def click(self, key: str, verdict: Verdict) -> None:
        QTest.mouseClick(self.row(key).switch.segments[verdict], Qt.MouseButton.LeftButton)

    def chips(self, key: str) -> list[EvidenceChip]:
        return [chip for chip in self.row(key).findChildren(EvidenceChip) if not chip.isHidden()]

    def verdict(self, key: str) -> Verdict:
        return self.desk.sheet.mark(key).verdict

    @property
    def focused(self) -> QWidget:
        widget = self.panel.window().focusWidget()
        assert widget is not None
        return widget


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:
    assert qtbot
    door = Background()
    yield door
    door.close()


def screen_for(qtbot: QtBot, background: Background, role: Role = Role.INSPECTOR) -> Screen:
    store, player = FakeStore(), FakePlayer()
    desk = ScoringDesk(background, store, cast(Any, player), a_person(role=role))
    panel = SheetPanel(desk)
    qtbot.addWidget(panel)
    panel.resize(460, 690)
    panel.show()
    panel.activateWindow()
    screen = Screen(qtbot, background, store, player, desk, panel, a_call())
    panel.evidence_clicked.connect(screen.played.append)
    return screen


@pytest.fixture
def screen(qtbot: QtBot, background: Background) -> Screen:
    made = screen_for(qtbot, background)
    made.desk.open_call(made.call)
    made.settle()
    return made


def test_twenty_rows_in_three_groups_with_their_keys(screen: Screen) -> None:
    rows = list(screen.panel.list.rows.values())
    assert [row.item.number for row in rows] == list(range(1, 21))
    assert rows[0].cap.sizeHint() == rows[19].cap.sizeHint()
    assert rows[2].accessibleName() == "3 A caller on record is greeted by surname: not scored"
    assert rows[19].accessibleName().endswith(", critical item")
    assert [row.item.number for row in rows if not row.tag.isHidden()] == [18, 19, 20]
    with_na = [row.item.number for row in rows if Verdict.NOT_APPLICABLE in row.switch.segments]
    assert with_na == [3, 4, 6, 7, 8, 13, 15, 16]
    assert "(P)" in rows[19].switch.segments[Verdict.FAILS].toolTip()


def test_the_first_sheet_has_the_rows_that_were_made_one_by_one_beforehand(
    qtbot: QtBot, background: Background
) -> None:
    screen = screen_for(qtbot, background)
    rows, made = screen.panel.list, [0]
    rows._making.timeout.connect(lambda: made.append(len(rows.rows)))
    screen.desk.prepare()
    qtbot.waitUntil(lambda: len(made) > 1 and not rows._making.isActive())
    assert made[-1] == 20
    assert max(after - before for before, after in pairwise(made)) == 1, "one in a turn"
    assert not rows.isVisible(), "nobody sees it come"
    before = dict(rows.rows)
    screen.desk.open_call(screen.call)
    screen.settle()
    assert rows.rows == before
    assert all(row.isVisible() for row in rows.rows.values())
    assert rows.rows["transfer"].cap.isVisible()
    screen.click("transfer", Verdict.CONFORMS)
    assert screen.verdict("transfer") is Verdict.CONFORMS


def test_a_sheet_that_opens_meanwhile_has_all_its_rows(qtbot: QtBot, background: Background) -> None:
    screen = screen_for(qtbot, background)
    rows, opened = screen.panel.list, list[int]()

    def open_at_three() -> None:
        if not opened and len(rows.rows) == 3:
            opened.append(3)
            screen.desk.open_call(screen.call)

    rows._making.timeout.connect(open_at_three)
    screen.desk.prepare()
    qtbot.waitUntil(lambda: bool(opened))
    screen.settle()
    assert [row.item.number for row in rows.rows.values()] == list(range(1, 21))
    first = screen.row("transfer")
    screen.desk.prepare()
    screen.settle()
    assert screen.row("transfer") is first, "what is shown stays"


def test_where_there_is_no_form_yet_nobody_is_told_before_a_sheet_is_asked_for(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    def newest(_key: str) -> Form:
        raise PlaceFault(FaultKind.NOT_FOUND)

    monkeypatch.setattr(screen.store.forms, "newest", newest)
    told: list[object] = []
    screen.desk.faulted.connect(told.append)
    screen.desk.prepare()
    screen.settle()
    assert told == []


def test_clicks_judge_and_a_second_click_takes_it_back(screen: Screen) -> None:
    screen.click("transfer", Verdict.CONFORMS)
    assert screen.verdict("transfer") is Verdict.CONFORMS
    assert screen.row("transfer").switch.segments[Verdict.CONFORMS].isChecked()
    screen.click("transfer", Verdict.NOT_APPLICABLE)
    assert screen.verdict("transfer") is Verdict.NOT_APPLICABLE
    screen.click("transfer", Verdict.NOT_APPLICABLE)
    assert screen.verdict("transfer") is Verdict.UNSCORED
    assert not any(segment.isChecked() for segment in screen.row("transfer").switch.segments.values())


def test_a_cross_while_playing_binds_evidence_that_plays_and_comes_off(screen: Screen) -> None:
    screen.player.start(0)
    screen.player.hear(20_000)
    screen.click("no_argument", Verdict.FAILS)
    (chip,) = screen.chips("no_argument")
    assert chip.text() == "00:12–00:20"
    assert chip.accessibleName() == "Evidence 00:12–00:20"
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    assert screen.played == [Span(12_000, 20_000)]
    assert "evidence: 1" in screen.row("no_argument").accessibleName()
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(chip.width() - CROSS // 2, 10))
    assert screen.chips("no_argument") == []
    assert screen.verdict("no_argument") is Verdict.FAILS


def test_the_score_and_the_critical_mark_stand_in_words(screen: Screen) -> None:
    assert screen.panel.badge.accessibleName() == "Score 100, Nothing failed, 20 not scored"
    screen.panel.perform(item_action(18))
    screen.panel.perform(item_action(1))
    badge = screen.panel.badge
    assert badge.points.text() == "96"
    assert not badge.critical.isHidden()
    assert badge.accessibleName() == "Score 96, 2 failed, 18 not scored, Critical × 1"
    screen.panel.perform(Action.UNDO)
    screen.panel.perform(Action.UNDO)
    assert badge.critical.isHidden()


def test_the_keyboard_does_everything(screen: Screen) -> None:
    panel = screen.panel
    panel.perform(Action.NEXT_UNSCORED)
    assert screen.focused is screen.row("answer_three_rings")
    panel.perform(Action.ITEM_CONFORMS)
    panel.perform(Action.NEXT_UNSCORED)
    QTest.keyClick(screen.focused, Qt.Key.Key_Down)
    assert screen.desk.focused_item == "greet_by_surname"
    panel.perform(Action.ITEM_NOT_APPLICABLE)
    assert screen.verdict("greet_by_surname") is Verdict.NOT_APPLICABLE
    QTest.keyClick(screen.focused, Qt.Key.Key_Up)
    assert screen.desk.focused_item == "greeting_with_number"
    panel.perform(Action.NOTE)
    note = screen.focused
    assert isinstance(note, QLineEdit)
    QTest.keyClicks(note, "no number said")
    QTest.keyClick(note, Qt.Key.Key_Return)
    assert screen.focused is screen.row("greeting_with_number")
    assert screen.desk.sheet.mark("greeting_with_number").note == "no number said"
    screen.desk.bind_range("greeting_with_number", Span(0, 1_000))
    screen.desk.bind_range("greeting_with_number", Span(5_000, 6_000))
    for _ in range(3):
        panel.perform(Action.PLAY_EVIDENCE)
    assert [span.start_ms for span in screen.played] == [0, 5_000, 0]
    QTest.keyClick(screen.focused, Qt.Key.Key_Delete)
    assert screen.desk.sheet.mark("greeting_with_number").evidence == (Span(5_000, 6_000),)
    panel.perform(Action.REST_CONFORM)
    assert not panel.rest_button.isEnabled()
    assert not panel.perform(Action.PLAY)


def test_undo_in_a_note_is_the_sheets_undo(screen: Screen) -> None:
    screen.panel.perform(item_action(13))
    screen.panel.perform(Action.NOTE)
    note = screen.row("transfer").note
    QTest.keyClicks(note, "lost")
    QTest.keyClick(note, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert note.text() == ""
    QTest.keyClick(note, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert screen.desk.sheet.mark("transfer").note == "lost"
    for _ in range(2):
        QTest.keyClick(note, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert screen.verdict("transfer") is Verdict.UNSCORED


def test_notes_and_advice_are_typed_and_come_back_by_undo(screen: Screen) -> None:
    notes, advice = screen.panel.list.texts.notes, screen.panel.list.texts.advice
    QTest.keyClicks(notes, "calm at first")
    advice.insertPlainText("先安抚,\n再核对")
    screen.settle()
    (draft,) = screen.store.evaluations.drafts.values()
    assert (draft.sheet.notes, draft.sheet.advice) == ("calm at first", "先安抚,\n再核对")
    QTest.keyClick(notes, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert advice.toPlainText() == ""
    QTest.keyClick(advice, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert notes.toPlainText() == ""
    QTest.keyClick(notes, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert notes.toPlainText() == "calm at first"


def test_typing_in_the_middle_keeps_the_cursor(screen: Screen) -> None:
    notes = screen.panel.list.texts.notes
    QTest.keyClicks(notes, "ad")
    QTest.keyClick(notes, Qt.Key.Key_Left)
    QTest.keyClicks(notes, "bc")
    assert notes.toPlainText() == "abcd"
    screen.panel.perform(item_action(13))
    screen.panel.perform(Action.NOTE)
    note = screen.row("transfer").note
    QTest.keyClicks(note, "ad")
    QTest.keyClick(note, Qt.Key.Key_Left)
    QTest.keyClicks(note, "bc")
    assert note.text() == "abcd"


def test_submitting_asks_in_place_and_takes_one_there(screen: Screen) -> None:
    panel, strip = screen.panel, screen.panel.strip
    screen.desk.select_range(Span(40_000, 50_000))
    panel.perform(item_action(13))
    panel.perform(Action.SUBMIT)
    assert strip.isVisible()
    assert screen.focused is strip.confirm
    assert panel.submit_button.isHidden()
    assert strip.unscored.sentence.text().startswith("19 not scored")
    assert strip.unheard.sentence.text().startswith("1 judged")
    (there,) = [b for b in strip.unheard.findChildren(QPushButton) if not b.isHidden()]
    QTest.mouseClick(there, Qt.MouseButton.LeftButton)
    assert screen.desk.focused_item == "transfer"
    assert screen.played == [Span(40_000, 50_000)]
    screen.player.start(40_000)
    screen.player.hear(50_000)
    panel.perform(Action.REST_CONFORM)
    assert not strip.clean.isHidden()
    QTest.keyClick(strip.confirm, Qt.Key.Key_Escape)
    assert strip.isHidden()
    assert not panel.submit_button.isHidden()
    panel.perform(Action.SUBMIT)
    screen.settle()
    assert screen.desk.view.state is SheetState.SUBMITTED


def test_submit_anyway_by_return_then_read_only(screen: Screen) -> None:
    panel = screen.panel
    panel.perform(item_action(13))
    panel.perform(Action.SUBMIT)
    QTest.keyClick(panel.strip.confirm, Qt.Key.Key_Return)
    screen.settle()
    assert screen.desk.view.state is SheetState.SUBMITTED
    assert panel.strip.isHidden()
    assert panel.submit_button.isHidden()
    assert panel.rest_button.isHidden()
    assert not panel.coach_button.isHidden()
    assert panel.list.texts.notes.isReadOnly()
    screen.click("transfer", Verdict.CONFORMS)
    assert screen.verdict("transfer") is Verdict.FAILS


def test_a_correction_is_begun_in_place_with_a_reason(screen: Screen) -> None:
    panel, bar = screen.panel, screen.panel.revisions
    panel.perform(Action.REST_CONFORM)
    panel.perform(Action.SUBMIT)
    screen.settle()
    assert bar.isVisible()
    assert bar.picker.currentText() == "Revision 1 · 100 points"
    QTest.mouseClick(bar.correct, Qt.MouseButton.LeftButton)
    assert screen.focused is bar.reason
    assert not bar.start.isEnabled()
    QTest.keyClicks(bar.reason, "heard again")
    QTest.keyClick(bar.reason, Qt.Key.Key_Return)
    screen.settle()
    assert screen.desk.view.correcting
    assert bar.who.text() == "heard again"
    panel.perform(item_action(18))
    assert panel.badge.points.text() == "98"
    bar.picker.activated.emit(0)
    assert panel.badge.points.text() == "100"
    bar.picker.activated.emit(1)
    assert panel.badge.points.text() == "98"
    panel.perform(Action.SUBMIT)
    screen.settle()
    assert [r.number for r in screen.desk.view.revisions] == [1, 2]
    assert "heard again" in bar.who.text()


def test_what_cannot_be_saved_is_said_and_tried_again(screen: Screen) -> None:
    screen.store.evaluations.fails = PlaceFault(FaultKind.DATABASE_LOCKED)
    screen.panel.perform(item_action(13))
    screen.settle()
    banner = screen.panel.banner
    assert banner.isVisible()
    assert banner.sentence.text().startswith("Not saved: ")
    assert screen.panel.saved.text() == "Not saved"
    screen.store.evaluations.fails = None
    QTest.mouseClick(banner.first, Qt.MouseButton.LeftButton)
    screen.settle()
    assert not banner.isVisible()
    assert screen.panel.saved.text() == "Draft saved"


def test_a_draft_changed_elsewhere_offers_both(screen: Screen) -> None:
    evaluations = screen.store.evaluations
    (draft,) = evaluations.drafts.values()
    other = Sheet(draft.sheet.form_key, draft.sheet.form_version, notes="other window")
    evaluations.save_draft(draft.id, draft.version, other, draft.ledger)
    screen.panel.perform(item_action(13))
    screen.settle()
    banner = screen.panel.banner
    assert (banner.first.text(), banner.second.text()) == ("Keep mine", "Open the other version")
    QTest.mouseClick(banner.second, Qt.MouseButton.LeftButton)
    screen.settle()
    assert screen.panel.list.texts.notes.toPlainText() == "other window"


def test_a_draft_that_is_gone_offers_to_keep_mine(screen: Screen) -> None:
    evaluations = screen.store.evaluations
    (draft,) = evaluations.drafts.values()
    evaluations.discard_draft(draft.id, draft.version)
    screen.panel.perform(item_action(13))
    screen.settle()
    banner = screen.panel.banner
    assert (banner.first.text(), banner.second.isHidden()) == ("Keep mine", True)
    QTest.mouseClick(banner.first, Qt.MouseButton.LeftButton)
    screen.settle()
    assert not banner.isVisible()
    assert screen.panel.saved.text() == "Draft saved"
    (kept,) = evaluations.drafts.values()
    assert kept.sheet == screen.desk.sheet


def test_without_the_right_it_says_so_and_nothing_can_be_done(qtbot: QtBot, background: Background) -> None:
    screen = screen_for(qtbot, background, Role.AGENT)
    assert not screen.panel.list.isVisible()
    screen.desk.open_call(screen.call)
    screen.settle()
    assert screen.panel.banner.isVisible()
    assert screen.panel.submit_button.isHidden()
    assert not screen.row("transfer").switch.isEnabled()


def test_other_keys_are_named_at_once(screen: Screen) -> None:
    screen.panel.set_keymap(Keymap().with_changed(item_action(1), plain="F2"))
    tip = screen.row("answer_three_rings").switch.segments[Verdict.FAILS].toolTip()
    assert "(F2)" in tip


def test_every_control_has_a_name_and_a_tooltip_or_a_caption(screen: Screen) -> None:
    screen.panel.perform(item_action(13))
    screen.panel.perform(Action.SUBMIT)
    kinds = (QAbstractButton, QLineEdit, QPlainTextEdit)
    controls = [w for kind in kinds for w in screen.panel.findChildren(kind) if w.isVisibleTo(screen.panel)]
    assert len(controls) > 50
    for control in controls:
        named = control.accessibleName() or (control.text() if isinstance(control, QAbstractButton) else "")
        assert named, control
        if isinstance(control, QAbstractButton):
            assert control.toolTip(), named


def test_giving_a_correction_up_asks_once_in_the_button(screen: Screen) -> None:
    panel, bar = screen.panel, screen.panel.revisions
    panel.perform(Action.REST_CONFORM)
    panel.perform(Action.SUBMIT)
    screen.settle()
    screen.desk.start_correction("reason " * 60)
    screen.settle()
    assert len(bar.who.text()) == 80
    assert bar.who.toolTip().startswith("reason")
    QTest.mouseClick(bar.discard, Qt.MouseButton.LeftButton)
    assert screen.desk.view.correcting
    assert bar.discard.text() == "Yes, give up"
    QTest.mouseClick(bar.discard, Qt.MouseButton.LeftButton)
    screen.settle()
    assert not screen.desk.view.correcting
    assert screen.desk.view.state is SheetState.SUBMITTED


def test_all_twenty_rows_are_in_sight_beside_a_list_on_a_small_screen(screen: Screen) -> None:
    panel = screen.panel
    panel.resize(970, 470)
    last, view = screen.row("confidentiality"), panel.list.viewport()
    screen.qtbot.waitUntil(lambda: last.mapTo(view, QPoint(0, 0)).x() > view.width() // 2)
    screen.qtbot.waitUntil(lambda: last.mapTo(view, QPoint(0, last.height())).y() <= view.height())
    assert panel.submit_button.mapTo(panel, QPoint(0, 0)).y() < panel.list.y()
    panel.resize(420, 690)
    screen.qtbot.waitUntil(lambda: last.mapTo(view, QPoint(0, 0)).x() == 0)
    assert panel.submit_button.mapTo(panel, QPoint(0, 0)).y() > panel.list.y()


def test_the_words_follow_the_language_at_once(screen: Screen) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    screen.panel.perform(item_action(18))
    try:
        apply_language(app, "zh_CN")
        row = screen.row("no_argument")
        screen.qtbot.waitUntil(lambda: row.words.text() == "不争执，不用服务忌语")
        assert row.accessibleName().startswith("18 不争执，不用服务忌语")
        screen.panel.perform(Action.SUBMIT)
    finally:
        apply_language(app, "en")
    screen.qtbot.waitUntil(lambda: row.words.text() == "No argument, no banned phrases")
    assert screen.panel.strip.confirm.text() == "Submit anyway"


def taken_by_another(screen: Screen) -> None:
    """Another inspector's draft of the screen's call, with one item judged."""
    other = a_person("赵敏")
    draft = screen.store.evaluations.open_draft(screen.call.id, other, screen.store.form)
    sheet = set_verdict(screen.store.form, draft.sheet, "transfer", Verdict.FAILS)
    screen.store.evaluations.save_draft(draft.id, draft.version, sheet, Ledger())
    screen.desk.open_call(screen.call)
    screen.settle()


def test_whose_sheet_it_is_is_said_and_an_inspector_can_only_look_again(qtbot: QtBot, background: Background) -> None:
    screen = screen_for(qtbot, background)
    taken_by_another(screen)
    banner = screen.panel.banner
    assert banner.sentence.text().startswith("赵敏 has been scoring this call since ")
    assert (banner.first.text(), banner.second.isHidden()) == ("Look again", True)


def test_a_supervisor_takes_a_sheet_over_with_a_reason_in_the_banner(qtbot: QtBot, background: Background) -> None:
    screen = screen_for(qtbot, background, Role.SUPERVISOR)
    taken_by_another(screen)
    banner = screen.panel.banner
    QTest.mouseClick(banner.second, Qt.MouseButton.LeftButton)
    assert banner.reason.words.hasFocus()
    assert not banner.reason.start.isEnabled()
    QTest.keyClick(banner.reason.words, Qt.Key.Key_Return)
    assert screen.desk.view.state is SheetState.LOCKED
    QTest.keyClick(banner.reason.words, Qt.Key.Key_Escape)
    assert banner.reason.isHidden()
    assert banner.second.hasFocus()
    QTest.keyClick(banner.second, Qt.Key.Key_Space)
    QTest.keyClicks(banner.reason.words, "shift ended")
    QTest.keyClick(banner.reason.words, Qt.Key.Key_Return)
    screen.settle()
    assert screen.desk.view.editable
    assert screen.verdict("transfer") is Verdict.FAILS
    assert banner.isHidden()
    assert banner.reason.isHidden()

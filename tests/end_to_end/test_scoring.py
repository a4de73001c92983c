"""The main job, keyboard only: sign on, open a call, play, fail three items with evidence, note, submit."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from console.audio.player import PlayState
from console.desk.open_sheet import SheetState
from console.domain.audit import AuditKind
from console.domain.calls import Progress
from console.domain.sheet import Verdict
from console.store.store import Store
from tests.end_to_end.conftest import INSPECTOR, PASSWORD, Centre, Hands

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
EVIDENCE_MS = 8000
NOTE = "未报工号,语气生硬"


def test_a_call_is_scored_by_keyboard_alone(hands: Hands, centre: Centre) -> None:
    hands.sign_on(INSPECTOR, PASSWORD)
    place = hands.place
    hands.bot.waitUntil(lambda: place.calls.rowCount() == len(centre.calls))

    hands.press(Qt.Key.Key_F, CTRL)  # find
    hands.type("C1")
    hands.press(Qt.Key.Key_Return)
    hands.bot.waitUntil(lambda: place.calls.rowCount() == 1)
    hands.press(Qt.Key.Key_Return)
    hands.bot.waitUntil(lambda: place.scoring.view.state is SheetState.DRAFT)
    hands.bot.waitUntil(lambda: place.player.state is PlayState.PAUSED)
    assert place.scoring.view.call is not None
    assert place.scoring.view.call.id == centre.call(1)

    pressed: dict[str, int] = {}
    hands.press(Qt.Key.Key_Space)
    for at_ms, key, item in (
        (1500, Qt.Key.Key_2, "greeting_with_number"),
        (2500, Qt.Key.Key_5, "pace_and_tone"),
        (9500, Qt.Key.Key_P, "confidentiality"),
    ):
        hands.wait_for_position(at_ms)
        hands.press(key)
        pressed[item] = place.player.position_ms
        assert place.scoring.sheet.mark(item).verdict is Verdict.FAILS
    hands.press(Qt.Key.Key_Space)
    hands.bot.waitUntil(lambda: place.player.state is PlayState.PAUSED)

    hands.press(Qt.Key.Key_N)  # a note on the item just failed
    hands.type(NOTE)
    hands.press(Qt.Key.Key_Return, CTRL)  # in the text box too: submit asks for what is not scored
    hands.bot.waitUntil(lambda: place.review.sheet.strip.isVisible())
    hands.press(Qt.Key.Key_Escape)
    hands.bot.waitUntil(lambda: not place.review.sheet.strip.isVisible())
    place.review.sheet.focus_sheet()
    hands.press(Qt.Key.Key_Return, SHIFT)  # all the rest conform
    assert place.scoring.score is not None
    assert place.scoring.score.points == 94
    with hands.bot.waitSignal(place.scoring.submitted, timeout=10_000):
        hands.press(Qt.Key.Key_Return, CTRL)
    assert QApplication.focusWidget() is not None

    with Store.open(centre.url) as store:
        (revision,) = store.evaluations.revisions(centre.call(1))
        assert (revision.number, revision.points, revision.critical) == (1, 94, True)
        assert revision.inspector_id == centre.inspector.id
        assert revision.sheet.mark("confidentiality").note == NOTE
        for item, at_ms in pressed.items():
            (span,) = revision.sheet.mark(item).evidence
            assert abs(span.end_ms - at_ms) <= 100
            assert abs(span.start_ms - max(0, span.end_ms - EVIDENCE_MS)) <= 1
            assert revision.ledger.covers(span.start_ms, span.end_ms)
        assert store.evaluations.find_draft(centre.call(1)) is None
        row = store.calls.row(centre.call(1), centre.inspector)
        assert (row.progress, row.points, row.critical) == (Progress.SCORED, 94, True)
        assert row.call.customer_number == "138****8000"
        kinds = [entry.kind for entry in store.audit.entries(subject_id=centre.call(1))]
        assert AuditKind.LISTEN in kinds
        assert any(entry.kind is AuditKind.SUBMIT for entry in store.audit.entries())

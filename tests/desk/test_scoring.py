"""The scoring desk: item keys and their evidence, undo, saving behind every change, submitting, correcting."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID

import pytest
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from console.desk.background import Background
from console.desk.keeping import SaveState
from console.desk.open_sheet import OpenSheet, SheetState
from console.desk.scoring import ScoringDesk
from console.domain.calls import Call
from console.domain.evaluations import Draft, Revision
from console.domain.faults import Fault, FaultKind, PlaceFault
from console.domain.ledger import Heard, Ledger
from console.domain.people import Person, Role
from console.domain.sheet import Pin, Score, Sheet, Span, SubmitCheck, Verdict
from tests.desk.scoring_fakes import FakePlayer, FakeStore, Ticking, a_call, a_person


@dataclass
class Table:
    """A desk with everything around it, and what its signals said."""

    qtbot: QtBot
    background: Background
    store: FakeStore
    player: FakePlayer
    person: Person
    clock: Ticking
    desk: ScoringDesk
    call: Call
    scores: list[Score] = field(default_factory=list)
    views: list[OpenSheet] = field(default_factory=list)
    focused: list[str] = field(default_factory=list)
    checks: list[SubmitCheck] = field(default_factory=list)
    revisions: list[Revision] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    saved: list[SaveState] = field(default_factory=list)

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: self.background.pending == 0)

    def open(self, call: Call | None = None) -> None:
        self.desk.open_call(call or self.call)
        self.settle()

    def verdict(self, key: str) -> Verdict:
        return self.desk.sheet.mark(key).verdict

    def evidence(self, key: str) -> tuple[Span, ...]:
        return self.desk.sheet.mark(key).evidence

    @property
    def stored(self) -> Sheet:
        (draft,) = self.store.evaluations.drafts.values()
        return draft.sheet


def table_for(qtbot: QtBot, background: Background, person: Person, store: FakeStore) -> Table:
    player, clock = FakePlayer(), Ticking()
    desk = ScoringDesk(background, store, cast(Any, player), person, clock=clock)
    table = Table(qtbot, background, store, player, person, clock, desk, a_call())
    desk.score_changed.connect(table.scores.append)
    desk.opened.connect(table.views.append)
    desk.item_focused.connect(table.focused.append)
    desk.check_asked.connect(table.checks.append)
    desk.submitted.connect(table.revisions.append)
    desk.faulted.connect(table.faults.append)
    desk.saved_changed.connect(table.saved.append)
    return table


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:
    assert qtbot
    door = Background()
    yield door
    door.close()


@pytest.fixture
def table(qtbot: QtBot, background: Background) -> Table:
    made = table_for(qtbot, background, a_person(), FakeStore())
    made.open()
    return made


def test_a_new_call_opens_as_a_blank_draft(table: Table) -> None:
    assert [view.state for view in table.views] == [SheetState.LOADING, SheetState.DRAFT]
    assert table.scores[-1].points == 100
    assert len(table.scores[-1].unscored) == 20
    assert all(name.startswith("database") for name in table.store.evaluations.threads)


def test_an_items_key_while_playing_binds_the_last_eight_seconds(table: Table) -> None:
    table.player.start(20_000)
    table.player.hear(40_000)
    table.desk.press_item("no_argument")
    assert table.verdict("no_argument") is Verdict.FAILS
    assert table.evidence("no_argument") == (Span(32_000, 40_000),)
    assert table.scores[-1].points == 98
    assert table.scores[-1].critical == ("no_argument",)
    assert table.focused == ["no_argument"]


def test_evidence_reaches_to_now_although_the_ledger_lags(table: Table) -> None:
    table.player.start(0)
    table.player.hear(10_000)
    table.player.hear(10_700, report=False)
    table.desk.press_item("pace_and_tone")
    assert table.evidence("pace_and_tone") == (Span(2_700, 10_700),)


def test_evidence_ends_where_the_sound_is_although_positions_come_by_timer(table: Table) -> None:
    table.player.start(0)
    table.player.hear(10_000, speed=300)
    table.player.position_ms = 10_090
    table.desk.press_item("pace_and_tone")
    assert table.evidence("pace_and_tone") == (Span(2_090, 10_090),)


def test_the_last_part_of_a_second_heard_is_kept_on_closing(table: Table) -> None:
    table.desk.set_notes("x")
    table.player.start(0)
    table.player.hear(1_000)
    table.player.hear(1_600, report=False)
    table.desk.close_call()
    table.settle()
    (draft,) = table.store.evaluations.drafts.values()
    assert draft.ledger.spans == (Heard(0, 1_600),)


def test_submitting_counts_what_was_heard_at_the_speed_it_was_heard(table: Table) -> None:
    table.player.start(0)
    table.player.hear(5_000, speed=200)
    table.player.hear(5_600, speed=200, report=False)
    table.desk.submit(confirmed=True)
    table.settle()
    assert table.desk.view.revisions[-1].ledger.spans == (Heard(0, 5_600, 200),)


def test_what_played_with_every_lane_silenced_was_not_heard(table: Table) -> None:
    table.player.start(0)
    table.player.silent = True
    table.player.hear(20_000)
    table.desk.press_item("transfer")
    table.player.hear(20_500, report=False)
    table.desk.submit()
    assert table.desk.ledger.spans == ()
    assert table.checks[-1].unheard == ("transfer",)


def test_evidence_is_clipped_at_the_start_and_at_a_jump(table: Table) -> None:
    table.player.start(0)
    table.player.hear(3_000)
    table.desk.press_item("answer_three_rings")
    assert table.evidence("answer_three_rings") == (Span(0, 3_000),)
    table.player.seek(60_000)
    table.player.hear(62_000, report=False)
    table.desk.press_item("grasped_request")
    assert table.evidence("grasped_request") == (Span(60_000, 62_000),)
    table.player.seek(90_000)
    table.player.hear(90_200, report=False)
    table.desk.press_item("expression")
    assert table.evidence("expression") == (Span(82_200, 90_200),), "under a second: the whole length"


def test_evidence_length_is_a_setting(table: Table) -> None:
    table.desk.evidence_ms = 4_000
    table.player.start(0)
    table.player.hear(30_000)
    table.desk.press_item("transfer")
    assert table.evidence("transfer") == (Span(26_000, 30_000),)


def test_a_paused_key_just_fails_and_the_same_key_clears(table: Table) -> None:
    table.player.seek(30_000)
    table.desk.press_item("transfer")
    assert (table.verdict("transfer"), table.evidence("transfer")) == (Verdict.FAILS, ())
    table.desk.set_note("transfer", "wrong extension")
    table.player.start()
    table.player.hear(45_000)
    table.desk.press_item("transfer")
    assert (table.verdict("transfer"), table.evidence("transfer")) == (Verdict.UNSCORED, ())
    assert table.desk.sheet.mark("transfer").note == "wrong extension"
    table.desk.undo()
    assert table.verdict("transfer") is Verdict.FAILS


def test_a_selected_range_is_bound_exactly_and_adds_to_a_failed_item(table: Table) -> None:
    used: list[bool] = []
    table.desk.selection_used.connect(lambda: used.append(True))
    table.desk.press_item("transfer")
    table.desk.select_range(Span(1_234, 5_678))
    table.player.start(70_000)
    table.desk.press_item("transfer")
    assert table.evidence("transfer") == (Span(1_234, 5_678),)
    table.desk.select_range(Span(9_000, 9_500))
    table.desk.press_item("transfer")
    assert table.evidence("transfer") == (Span(1_234, 5_678), Span(9_000, 9_500))
    assert used == [True, True]
    table.desk.press_item("transfer")
    assert table.verdict("transfer") is Verdict.UNSCORED


def test_numbers_are_the_printed_ones(table: Table) -> None:
    table.desk.press_number(20)
    assert table.verdict("confidentiality") is Verdict.FAILS
    table.desk.press_number(21)
    assert len(table.desk.sheet.marks) == 1


def test_not_applicable_only_where_the_form_allows_it(table: Table) -> None:
    table.desk.not_applicable("transfer")
    table.desk.not_applicable("no_argument")
    assert table.verdict("transfer") is Verdict.NOT_APPLICABLE
    assert table.verdict("no_argument") is Verdict.UNSCORED


def test_rest_conform_is_one_step(table: Table) -> None:
    table.desk.press_item("transfer")
    table.desk.rest_conform()
    assert table.scores[-1].unscored == ()
    assert table.scores[-1].points == 98
    table.desk.undo()
    assert len(table.scores[-1].unscored) == 19
    table.desk.redo()
    assert table.scores[-1].unscored == ()


def test_typing_is_one_step_per_run(table: Table) -> None:
    for text in ("c", "ca", "cal", "calm"):
        table.desk.set_note("expression", text)
        table.clock.now += 0.3
    table.clock.now += 5
    table.desk.set_note("expression", "calm!")
    table.desk.set_notes("n")
    table.desk.end_typing()
    table.desk.set_notes("no")
    seen = []
    while table.desk.can_undo:
        table.desk.undo()
        seen.append((table.desk.sheet.mark("expression").note, table.desk.sheet.notes))
    assert seen == [("calm!", "n"), ("calm!", ""), ("calm", ""), ("", "")]
    assert not table.desk.can_undo
    assert table.desk.can_redo


def test_undo_shows_where_it_worked(table: Table) -> None:
    table.desk.press_item("transfer")
    table.desk.focus_item("expression")
    table.desk.undo()
    assert table.focused[-1] == "transfer"


def test_pins_notes_and_advice_are_on_the_sheet(table: Table) -> None:
    table.player.seek(12_345)
    table.desk.pin()
    table.desk.set_notes("详细记录")
    table.desk.set_advice("先安抚")
    table.settle()
    assert table.stored.pins == (Pin(12_345),)
    assert (table.stored.notes, table.stored.advice) == ("详细记录", "先安抚")
    table.desk.remove_pin(Pin(12_345))
    assert table.desk.sheet.pins == ()


def test_next_unscored_goes_round(table: Table) -> None:
    table.desk.next_unscored()
    assert table.desk.focused_item == "answer_three_rings"
    table.desk.judge("greeting_with_number", Verdict.CONFORMS)
    table.desk.next_unscored()
    assert table.desk.focused_item == "greet_by_surname"
    table.desk.focus_item("confidentiality")
    table.desk.next_unscored()
    assert table.desk.focused_item == "answer_three_rings"


def test_every_change_is_queued_at_once_and_in_order(table: Table) -> None:
    gate = table.store.evaluations.gate = threading.Event()
    for key in ("transfer", "expression", "no_argument", "pace_and_tone"):
        table.desk.press_item(key)
        assert table.desk.saved is SaveState.SAVING
        assert table.background.pending >= 1, "on its way in the same turn of the event loop"
    assert table.background.pending <= 2, "one under way, one waiting with the newest"
    gate.set()
    table.settle()
    assert table.stored == table.desk.sheet
    versions = [version for version, _ in table.store.evaluations.saves]
    assert versions == sorted(versions)
    assert table.saved[-1] is SaveState.SAVED


def test_a_failed_save_keeps_everything_tells_once_and_tries_again(table: Table) -> None:
    table.store.evaluations.fails = PlaceFault(FaultKind.DATABASE_LOCKED)
    table.desk.press_item("transfer")
    table.desk.press_item("expression")
    table.settle()
    assert table.desk.saved is SaveState.FAILED
    assert [fault.kind for fault in table.faults] == [FaultKind.DATABASE_LOCKED]
    assert table.desk.save_fault is not None
    assert table.desk.unsaved_drafts == 1
    table.store.evaluations.fails = None
    table.qtbot.waitUntil(lambda: table.desk.saved is SaveState.SAVED, timeout=4_000)
    assert table.stored == table.desk.sheet
    assert table.desk.unsaved_drafts == 0


def test_closing_while_saves_fail_loses_nothing(table: Table) -> None:
    table.store.evaluations.fails = PlaceFault(FaultKind.DISK_FULL)
    table.desk.press_item("transfer")
    table.settle()
    table.desk.close_call()
    other = a_call()
    table.open(other)
    assert table.desk.unsaved_drafts == 1
    table.open(table.call)
    assert table.verdict("transfer") is Verdict.FAILS, "memory still has it"
    assert table.desk.view.state is SheetState.DRAFT
    table.store.evaluations.fails = None
    table.desk.close_call()
    table.settle()
    table.qtbot.waitUntil(lambda: table.desk.unsaved_drafts == 0, timeout=4_000)
    assert table.stored.mark("transfer").verdict is Verdict.FAILS


def test_a_call_only_looked_at_leaves_no_draft(table: Table) -> None:
    table.player.start(0)
    table.player.hear(5_000)
    table.desk.press_item("transfer")
    table.desk.press_item("transfer")
    table.desk.close_call()
    table.settle()
    assert table.store.evaluations.drafts == {}
    assert table.faults == []


def test_reopening_brings_the_draft_back(table: Table) -> None:
    table.player.start(0)
    table.player.hear(5_000)
    table.desk.press_item("transfer")
    sheet, ledger = table.desk.sheet, table.desk.ledger
    table.open(a_call())
    assert table.desk.sheet.marks == {}
    table.open(table.call)
    assert table.desk.sheet == sheet
    assert table.desk.ledger == ledger
    assert not table.desk.can_undo


def test_what_is_heard_while_the_draft_loads_is_kept(table: Table) -> None:
    table.desk.open_call(a_call())
    table.player.heard.emit(Heard(0, 1_000))
    table.settle()
    assert table.desk.ledger.spans == (Heard(0, 1_000),)


def test_quickly_changing_calls_shows_the_last_and_leaves_no_drafts(table: Table) -> None:
    calls = [a_call() for _ in range(4)]
    for call in calls:
        table.desk.open_call(call)
    table.settle()
    assert table.desk.view.call == calls[-1]
    assert [draft.call_id for draft in table.store.evaluations.drafts.values()] == [calls[-1].id]


def test_submit_asks_about_unscored_and_unheard(table: Table) -> None:
    table.desk.select_range(Span(50_000, 60_000))
    table.desk.press_item("transfer")
    table.desk.submit()
    (check,) = table.checks
    assert check.unheard == ("transfer",)
    assert len(check.unscored) == 19
    assert [view.state for view in table.views] == [SheetState.LOADING, SheetState.DRAFT], "nothing happened yet"
    table.desk.submit(confirmed=True)
    table.desk.press_item("expression")
    table.settle()
    (revision,) = table.revisions
    assert (revision.number, revision.points) == (1, 98)
    assert revision.sheet.mark("expression").verdict is Verdict.UNSCORED, "read-only while it is on its way"
    assert table.store.evaluations.drafts == {}
    assert [view.state for view in table.views[2:]] == [SheetState.SUBMITTING, SheetState.SUBMITTED]


def test_a_clean_sheet_submits_without_a_question(table: Table) -> None:
    table.player.start(0)
    table.player.hear(10_000, report=False)
    table.desk.press_item("transfer")
    table.desk.rest_conform()
    table.desk.submit()
    table.settle()
    assert table.checks == []
    assert table.revisions[0].points == 98
    assert table.desk.view.shown == table.revisions[0]
    table.desk.press_item("expression")
    table.desk.undo()
    assert table.desk.sheet == table.revisions[0].sheet
    assert not table.desk.can_undo


def test_a_submission_that_fails_leaves_the_draft_to_go_on_with(table: Table) -> None:
    table.desk.rest_conform()
    table.store.evaluations.fails_submit = PlaceFault(FaultKind.DATABASE_UNREACHABLE)
    table.desk.submit()
    table.settle()
    assert table.faults[-1].kind is FaultKind.DATABASE_UNREACHABLE
    assert table.desk.view.state is SheetState.DRAFT
    table.desk.press_item("transfer")
    table.settle()
    assert table.stored == table.desk.sheet
    table.store.evaluations.fails_submit = None
    table.desk.submit()
    table.settle()
    assert table.revisions[0].points == 98


def test_leaving_while_a_submission_fails_keeps_the_draft(table: Table) -> None:
    table.desk.rest_conform()
    table.store.evaluations.fails_submit = table.store.evaluations.fails = PlaceFault(FaultKind.DISK_FULL)
    table.desk.submit()
    table.desk.close_call()
    table.settle()
    assert table.desk.unsaved_drafts == 1
    table.open(table.call)
    assert table.desk.view.state is SheetState.DRAFT
    assert table.desk.submit_check().unscored == ()
    table.store.evaluations.fails_submit = table.store.evaluations.fails = None
    table.desk.save_again()
    table.settle()
    assert table.stored == table.desk.sheet


class Gate(threading.Event):
    """Holds a save back until it is opened, and says that one has come."""

    def __init__(self) -> None:
        super().__init__()
        self.reached = threading.Event()

    def wait(self, timeout: float | None = None) -> bool:
        self.reached.set()
        return super().wait(timeout)


def submitting_slowly(table: Table) -> Gate:
    """A mark that could not be saved is handed in, and the database answers neither yes nor no."""
    evaluations = table.store.evaluations
    evaluations.fails = PlaceFault(FaultKind.DATABASE_LOCKED)
    table.desk.press_item("transfer")
    table.settle()
    evaluations.gate = gate = Gate()
    table.desk.submit(confirmed=True)
    assert gate.reached.wait(5)
    return gate


def test_leaving_while_a_slow_submission_fails_keeps_the_draft(table: Table) -> None:
    gate = submitting_slowly(table)
    assert table.desk.unsaved_drafts == 1
    table.desk.close_call()
    gate.set()
    table.settle()
    assert table.desk.unsaved_drafts == 1
    table.store.evaluations.fails = None
    table.open(table.call)
    assert table.verdict("transfer") is Verdict.FAILS
    assert table.stored == table.desk.sheet
    assert table.desk.unsaved_drafts == 0


def test_coming_back_while_a_slow_submission_fails_finds_the_last_marks(table: Table) -> None:
    gate = submitting_slowly(table)
    table.desk.open_call(a_call())
    table.desk.open_call(table.call)
    table.player.heard.emit(Heard(0, 1_000))
    gate.set()
    table.settle()
    assert table.desk.view.state is SheetState.DRAFT
    assert table.verdict("transfer") is Verdict.FAILS
    assert table.desk.ledger.spans == (Heard(0, 1_000),)
    table.store.evaluations.fails = None
    table.desk.save_again()
    table.settle()
    kept = table.store.evaluations.find_draft(table.call.id)
    assert kept is not None
    assert kept.sheet == table.desk.sheet
    assert table.desk.unsaved_drafts == 0


def test_passing_over_a_call_whose_slow_submission_fails_keeps_its_draft(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    evaluations = table.store.evaluations
    looked, passed_over = threading.Event(), threading.Event()
    open_draft = evaluations.open_draft

    def look_slowly(call_id: UUID, *asked: Any) -> Draft:
        draft: Draft = open_draft(call_id, *asked)
        looked.set()
        assert passed_over.wait(5)
        return draft

    gate = submitting_slowly(table)
    monkeypatch.setattr(evaluations, "open_draft", look_slowly)
    table.desk.open_call(table.call)
    gate.set()
    assert looked.wait(5)
    table.desk.open_call(a_call())
    passed_over.set()
    table.settle()
    assert table.desk.unsaved_drafts == 1
    evaluations.fails = None
    table.open(table.call)
    kept = evaluations.find_draft(table.call.id)
    assert kept is not None
    assert kept.sheet.mark("transfer").verdict is Verdict.FAILS


def submitted(table: Table) -> None:
    table.desk.press_item("transfer")
    table.desk.rest_conform()
    table.desk.submit(confirmed=True)
    table.settle()


def test_a_correction_needs_a_reason_and_becomes_the_next_revision(table: Table) -> None:
    submitted(table)
    table.desk.start_correction("  ")
    assert table.faults[-1].kind is FaultKind.REASON_MISSING
    table.desk.start_correction("heard it again")
    table.settle()
    assert table.desk.view.correcting
    assert table.desk.view.editable
    assert table.verdict("transfer") is Verdict.FAILS
    table.desk.press_item("transfer")
    table.desk.judge("transfer", Verdict.CONFORMS)
    table.desk.submit()
    table.settle()
    assert [(r.number, r.points, r.reason) for r in table.revisions] == [(1, 98, ""), (2, 100, "heard it again")]
    table.desk.show_revision(1)
    assert table.verdict("transfer") is Verdict.FAILS
    assert table.scores[-1].points == 98


def test_a_correction_of_a_blank_sheet_is_not_taken_for_a_mere_look(table: Table) -> None:
    table.desk.submit(confirmed=True)
    table.settle()
    table.desk.start_correction("appeal")
    table.settle()
    table.desk.close_call()
    table.settle()
    assert [draft.reason for draft in table.store.evaluations.drafts.values()] == ["appeal"]


def scored_and_heard(table: Table) -> None:
    """The first 20 s are heard, and an item failed with the last 8 of them as evidence."""
    table.player.start(0)
    table.player.hear(20_000)
    submitted(table)


def test_a_correction_goes_on_with_what_its_own_inspector_heard(table: Table) -> None:
    scored_and_heard(table)
    table.open(table.call)
    table.player.start(30_000)
    table.player.hear(40_000)
    table.desk.start_correction("heard it again")
    table.settle()
    assert table.desk.ledger == Ledger((Heard(0, 20_000), Heard(30_000, 40_000)))


def test_who_corrects_anothers_sheet_has_heard_only_what_they_heard(
    table: Table, qtbot: QtBot, background: Background
) -> None:
    scored_and_heard(table)
    second = table_for(qtbot, background, a_person("陈静", Role.MANAGER), table.store)
    second.open(table.call)
    second.desk.start_correction("appeal")
    second.settle()
    assert second.desk.ledger == Ledger()
    assert second.desk.submit_check().unheard == ("transfer",)
    second.player.start(14_000)
    second.player.hear(18_000)
    second.desk.submit(confirmed=True)
    second.settle()
    assert [revision.ledger for revision in second.revisions] == [Ledger((Heard(14_000, 18_000),))]


def test_what_somebody_else_heard_before_correcting_is_theirs(
    table: Table, qtbot: QtBot, background: Background
) -> None:
    scored_and_heard(table)
    second = table_for(qtbot, background, a_person("陈静"), table.store)
    second.desk.open_call(table.call)
    second.player.start(5_000)
    second.player.hear(8_000)
    second.settle()
    second.player.hear(20_000)
    second.desk.start_correction("appeal")
    second.settle()
    assert second.desk.ledger == Ledger((Heard(5_000, 20_000),))


def test_a_correction_survives_closing_and_can_be_given_up(table: Table) -> None:
    submitted(table)
    table.desk.start_correction("appeal")
    table.settle()
    table.desk.show_revision(1)
    assert not table.desk.view.editable
    table.desk.show_revision(None)
    assert table.desk.view.editable
    table.open(a_call())
    table.open(table.call)
    assert table.desk.view.correcting
    table.desk.discard_correction()
    table.settle()
    assert table.desk.view.state is SheetState.SUBMITTED
    assert table.call.id not in {draft.call_id for draft in table.store.evaluations.drafts.values()}


def test_somebody_elses_draft_is_locked_and_says_whose(qtbot: QtBot, background: Background) -> None:
    store = FakeStore()
    first = table_for(qtbot, background, a_person("李晓梅"), store)
    second = table_for(qtbot, background, a_person("陈静"), store)
    first.open()
    second.open(first.call)
    view = second.desk.view
    assert view.state is SheetState.LOCKED
    assert view.fault is not None
    assert view.fault.facts["owner"] == "李晓梅"
    second.desk.press_item("transfer")
    assert second.desk.sheet.marks == {}
    first.desk.close_call()
    second.desk.reopen()
    second.settle()
    assert second.desk.view.state is SheetState.DRAFT


def test_who_may_not_score_sees_a_locked_sheet(qtbot: QtBot, background: Background) -> None:
    table = table_for(qtbot, background, a_person(role=Role.AGENT), FakeStore())
    table.open()
    assert table.desk.view.state is SheetState.LOCKED
    assert table.store.evaluations.drafts == {}


def test_a_draft_changed_elsewhere_is_never_overwritten_unasked(table: Table) -> None:
    evaluations = table.store.evaluations
    (draft,) = evaluations.drafts.values()
    other = Sheet(draft.sheet.form_key, draft.sheet.form_version, notes="from the other window")
    evaluations.save_draft(draft.id, draft.version, other, draft.ledger)
    table.desk.press_item("transfer")
    table.settle()
    assert table.faults[-1].kind is FaultKind.CHANGED_ELSEWHERE
    assert table.stored == other
    table.desk.keep_mine()
    table.settle()
    assert table.stored == table.desk.sheet
    assert table.desk.saved is SaveState.SAVED
    evaluations.save_draft(draft.id, draft.version + 2, other, draft.ledger)
    table.desk.press_item("expression")
    table.settle()
    table.desk.reopen()
    table.settle()
    assert table.desk.sheet == other


def test_a_store_that_cannot_be_read_shows_why(table: Table) -> None:
    def broken(_call_id: object) -> list[Revision]:
        raise PlaceFault(FaultKind.DATABASE_UNREACHABLE)

    table.store.evaluations.revisions = broken  # type: ignore[method-assign, assignment]
    table.open(a_call())
    assert table.desk.view.state is SheetState.FAILED
    assert table.desk.view.fault is not None


def test_a_desk_that_is_gone_hears_no_answers_and_loses_nothing(table: Table) -> None:
    other = a_call()
    table.desk.press_item("transfer")
    table.desk.open_call(other)
    table.desk.close_call()
    delete(table.desk)
    table.settle()
    assert table.stored.mark("transfer").verdict is Verdict.FAILS

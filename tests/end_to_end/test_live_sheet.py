"""The whole story: scored while it goes on; the recording comes, and every mark lies where it was heard."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
import wave
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from console.audio.live_call import ULAW, LiveCall
from console.audio.live_tape import from_samples
from console.audio.outputs import NullOutputs
from console.audio.player import Player
from console.audio.rtp import RtpPacket, make_rtp
from console.desk import live_sheets
from console.desk.background import Background
from console.desk.coaching import CoachingDesk
from console.desk.keeping import SaveState
from console.desk.listening import ListeningDesk
from console.desk.live_sheets import LiveSheets
from console.desk.open_sheet import OpenSheet, SheetState
from console.desk.scoring import ScoringDesk
from console.domain.calls import Call, CallFilter, Direction, Progress, SoundSource
from console.domain.evaluations import in_recording
from console.domain.faults import Fault, FaultKind, PlaceFault
from console.domain.people import Person
from console.domain.reanchor import PlacedBy, TapePlace, moved_sheet
from console.domain.sheet import Sheet, Verdict
from console.intake.intake import content_hash
from console.store.ids import new_id
from console.store.store import Store
from tests.audio.live_calls import FRAME, RATE, Samples, speech
from tests.conftest import ROOT
from tests.postgres import PostgresServer
from tests.shared_centre import make_shared_centre
from tests.store.centres import QUICK_HASHES, HandClock, make_centre

BEGAN = datetime(2026, 3, 2, 10, 0, 4, tzinfo=UTC)
"""When one began to listen, by the switch's clock."""
KEY = "1772445600.42"
DEVICE_HZ = 48_000
NEAR_MS = 50
LEAD_S = 6.4
"""What the recording has before it."""


@dataclass
class Centre:
    """A database of either kind, who scores in it, whose call it is, and how it is opened."""

    open: Callable[[], Store]
    open_gateway: Callable[[], Store]
    inspector: Person
    agent: Person
    url: str


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def centre(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Centre]:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'deskside.db'}"
        with Store.open(url, hasher=QUICK_HASHES) as store:
            people = make_centre(store, HandClock()).people
        yield Centre(lambda: Store.open(url), lambda: Store.open(url), people["2001"], people["1001"], url)
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.fresh_database()
    shared = make_shared_centre(server, name)
    yield Centre(
        lambda: Store.open(shared.url, login=shared.login("2001")),
        lambda: Store.open(shared.admin_url),
        shared.person("2001"),
        shared.person("1001"),
        "",
    )
    server.drop_database(name)


class Desk:
    """Everything that one person scores with, a device turned by hand, and a line whose packets the test sends."""

    def __init__(self, qtbot: QtBot, centre: Centre, sound: tuple[Samples, Samples]) -> None:
        self.qtbot, self.centre, self.sound = qtbot, centre, sound
        self.now_s = 100.0
        self.store = centre.open()
        self.background = Background()
        self.outputs = NullOutputs(rate_hz=DEVICE_HZ)
        self.player = Player(outputs=self.outputs)
        self.listening = ListeningDesk(self.player, self.background)
        self.scoring = ScoringDesk(self.background, self.store, self.player, centre.inspector)
        self.sheets = LiveSheets(
            self.background, self.store, self.scoring, self.listening, self.player, now=lambda _number: self.now_at
        )
        self.faults: list[Fault] = []
        self.placed: list[tuple[Call, TapePlace]] = []
        self.scoring.faulted.connect(self.faults.append)
        self.sheets.faulted.connect(self.faults.append)
        self.sheets.placed.connect(lambda call, place: self.placed.append((call, place)))
        self.live: LiveCall | None = None
        self._sent = 0

    @property
    def now_at(self) -> datetime:
        return BEGAN + timedelta(seconds=self.now_s - 100.0)

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: self.background.pending == 0 and self.scoring.saved is SaveState.SAVED)

    def begin(self) -> Call:
        """Listen and score."""
        self.live = LiveCall(clock=lambda: self.now_s)
        agent = self.centre.agent
        call = Call(
            new_id(),
            self.now_at,
            0,
            SoundSource(("",)),
            "",
            agent.id,
            agent.number,
            agent.name,
            agent.team,
            direction=Direction.INBOUND,
            queue="售后",
            call_number=KEY,
        )
        self.listening.open_live(call, self.live)
        assert self.sheets.open_live(call, self.live)
        self.qtbot.waitUntil(lambda: self.scoring.view.state is SheetState.DRAFT)
        self.qtbot.waitUntil(lambda: self.player.at_edge)
        assert self.scoring.view.call is not None
        return self.scoring.view.call

    def go_on(self, seconds: float) -> None:
        """The call goes on, and is heard, by tenths of a second."""
        assert self.live is not None
        for _ in range(round(seconds * 10)):
            for _ in range(5):
                self.now_s += FRAME / RATE
                at = self._sent * FRAME
                self._sent += 1
                for lane, side in enumerate(self.sound):
                    if at + FRAME <= len(side) and self._sent % 29:  # and 3 % are lost
                        codes = from_samples(side[at : at + FRAME]).tobytes()
                        packet = RtpPacket(ULAW, self._sent & 0xFFFF, at, 7 + lane, codes)
                        self.live.take_rtp(lane, make_rtp(packet), self.now_s)
            self.hear(0.1)

    def miss(self, seconds: float) -> None:
        """The call goes on, and nobody listens."""
        assert self.live is not None
        self.live.end("the line broke")
        self.scoring.close_call()
        self.listening.close()
        self.settle()
        self.now_s += seconds
        self._sent += round(seconds * RATE / FRAME)

    def hear(self, seconds: float) -> None:
        """The device plays on."""
        self.outputs.device.turn(round(seconds * DEVICE_HZ))

    def close(self) -> None:
        self.scoring.close_call()
        self.listening.close()
        self.settle()
        self.sheets.close()
        self.player.shut_down()
        self.background.close()
        self.store.close()


@pytest.fixture
def sound() -> tuple[Samples, Samples]:
    """From the first moment that is listened to."""
    return speech(60, seed=41), speech(60, seed=42)


@pytest.fixture
def desk(qtbot: QtBot, centre: Centre, sound: tuple[Samples, Samples]) -> Iterator[Desk]:
    made = Desk(qtbot, centre, sound)
    yield made
    made.close()


def record(folder: Path, sound: tuple[Samples, Samples], seconds: float) -> Path:
    """The same call as the switch has recorded it: more of it before, and to its end."""
    lead = [speech(LEAD_S + 1, seed=seed)[: round(LEAD_S * RATE)] for seed in (51, 52)]
    both = np.stack(
        [np.concatenate([before, side[: round(seconds * RATE)]]) for before, side in zip(lead, sound, strict=True)], 1
    )
    path = folder / "call.wav"
    with closing(wave.open(str(path), "wb")) as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(both.tobytes())
    return path


def bring_in(centre: Centre, path: Path, *, sound_at: datetime | None) -> None:
    """As the gateway does."""
    call = Call(
        id=new_id(),
        started_at=BEGAN - timedelta(seconds=20),
        duration_ms=round((path.stat().st_size - 44) / 4 / RATE * 1000),
        sound=SoundSource((str(path),)),
        content_hash=content_hash((str(path),)),
        agent_number=centre.agent.number,
        call_number=KEY,
        customer_number="13812345678",
        sound_at=sound_at,
    )
    with centre.open_gateway() as store:
        assert store.calls.add_many([call]).added == 1


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which tapes were sketched and compared with recordings: each costs seconds of a long call."""
    done: list[str] = []

    def counted(name: str) -> None:
        plain: Callable[..., object] = getattr(live_sheets, name)

        def count(*args: object) -> object:
            done.append(name)
            return plain(*args)

        monkeypatch.setattr(live_sheets, name, count)

    for name in ("sketch_of_tape", "sketch_of_recording", "anchor"):
        counted(name)
    return done


def test_three_marks_and_a_praise_lie_in_the_recording_where_they_were_heard(
    desk: Desk, centre: Centre, sound: tuple[Samples, Samples], tmp_path: Path, compared: list[str]
) -> None:
    row = desk.begin()
    assert row.waits_for_sound
    heard_at: dict[str, int] = {}

    def mark(item: str) -> None:
        desk.scoring.press_item(item)
        heard_at[item] = desk.player.position_ms

    desk.go_on(12)
    mark("greeting_with_number")
    desk.go_on(10)
    mark("no_argument")
    desk.go_on(6)
    desk.scoring.praise("Well done")
    praised_at = desk.player.position_ms
    desk.player.seek(5_000)  # back once, and heard again
    desk.qtbot.waitUntil(lambda: not desk.player.at_edge)
    desk.qtbot.waitUntil(lambda: desk.player.position_ms >= 5_000)
    desk.hear(4.0)
    mark("pace_and_tone")
    assert 8_500 <= heard_at["pace_and_tone"] <= 9_500
    desk.player.go_to_edge()
    desk.qtbot.waitUntil(lambda: desk.player.at_edge)
    desk.go_on(3)
    desk.scoring.set_notes("客户着急")
    desk.settle()
    on_tape = desk.scoring.sheet

    assert desk.live is not None
    desk.live.end("over")
    # The clock of the switch and ours are 0.7 s apart: by times alone the marks would lie wrong.
    bring_in(centre, record(tmp_path, sound, 40), sound_at=BEGAN - timedelta(seconds=LEAD_S + 0.7))
    desk.sheets.look()
    desk.qtbot.waitUntil(lambda: bool(desk.placed), timeout=20_000)
    ((call, place),) = desk.placed
    assert place.how is PlacedBy.SOUND
    assert call.id == row.id
    assert desk.scoring.view.call == call
    assert desk.listening.live is None
    desk.settle()
    assert sorted(compared) == ["anchor", "sketch_of_recording", "sketch_of_tape"], "once is enough"

    lead_ms = LEAD_S * 1000
    for item, at_ms in heard_at.items():
        (span,) = desk.scoring.sheet.mark(item).evidence
        assert abs(span.end_ms - at_ms - lead_ms) <= NEAR_MS, item
        (before,) = on_tape.mark(item).evidence
        assert abs(span.start_ms - before.start_ms - lead_ms) <= NEAR_MS
        assert desk.scoring.ledger.covers(span.start_ms, span.end_ms)
    (pin,) = desk.scoring.sheet.pins
    assert pin.clip is not None
    assert abs(pin.clip.end_ms - praised_at - lead_ms) <= NEAR_MS
    assert pin.clip.end_ms - pin.clip.start_ms == 20_000
    assert not desk.scoring.ledger.covers(0, round(lead_ms))

    desk.scoring.undo()  # the steps went along
    assert desk.scoring.sheet.notes == ""
    assert desk.scoring.sheet.mark("no_argument").evidence
    desk.scoring.redo()
    desk.scoring.rest_conform()
    desk.scoring.submit(confirmed=True)
    desk.qtbot.waitUntil(lambda: desk.scoring.view.state is SheetState.SUBMITTED)
    assert desk.faults == []
    with centre.open() as store:
        (revision,) = store.evaluations.revisions(row.id)
        assert revision.sheet.live is not None
        assert revision.sheet.live.zero_at == BEGAN
        assert revision.sheet.live.how == "sound"
        assert {key for key in heard_at if revision.sheet.mark(key).verdict is Verdict.FAILS} == set(heard_at)
        assert revision.sheet == desk.scoring.sheet
        assert 20_000 <= revision.ledger.heard_ms <= 35_000
        listed = store.calls.row(row.id, centre.inspector)
        assert (listed.progress, listed.call.waits_for_sound) == (Progress.SCORED, False)


def test_what_was_handed_in_before_the_recording_came_stays_and_is_shown_in_its_place(
    desk: Desk, centre: Centre, sound: tuple[Samples, Samples], tmp_path: Path
) -> None:
    row = desk.begin()
    desk.go_on(15)
    desk.scoring.press_item("no_argument")
    at_ms = desk.player.position_ms
    desk.scoring.rest_conform()
    desk.scoring.submit(confirmed=True)
    desk.qtbot.waitUntil(lambda: desk.scoring.view.state is SheetState.SUBMITTED)
    assert desk.live is not None
    desk.live.end()
    bring_in(centre, record(tmp_path, sound, 30), sound_at=None)
    desk.sheets.look()
    desk.qtbot.waitUntil(lambda: bool(desk.placed), timeout=20_000)
    (shown,) = desk.scoring.sheet.mark("no_argument").evidence
    assert abs(shown.end_ms - at_ms - LEAD_S * 1000) <= NEAR_MS
    with centre.open() as store:
        (kept,) = store.evaluations.revisions(row.id)
        (span,) = kept.sheet.mark("no_argument").evidence
        assert abs(span.end_ms - at_ms) <= NEAR_MS, "what is handed in never changes"
        assert kept.sheet.live is not None
        assert kept.sheet.live.length_ms >= 14_000
        there = in_recording(kept, store.calls.get(row.id))
        assert there.sheet.mark("no_argument").evidence == (shown,)


def test_a_correction_of_a_sheet_made_live_moves_no_clip_again_and_keeps_what_was_heard(
    desk: Desk, centre: Centre, tmp_path: Path
) -> None:
    desk.begin()
    desk.go_on(15)
    desk.scoring.press_item("no_argument")
    desk.scoring.submit(confirmed=True)
    desk.qtbot.waitUntil(lambda: desk.scoring.view.state is SheetState.SUBMITTED)
    desk.go_on(3)
    recorded_since(desk, tmp_path)
    desk.sheets.look()
    desk.qtbot.waitUntil(lambda: bool(desk.placed), timeout=20_000)
    ((call, _place),) = desk.placed
    desk.player.play_span(2_000, 4_000)
    desk.qtbot.waitUntil(lambda: desk.player.position_ms == 2_000)
    desk.hear(3)
    desk.qtbot.waitUntil(lambda: desk.scoring.ledger.covers(2_000, 4_000))
    heard = desk.scoring.ledger
    assert heard.covers(round(LEAD_S * 1000) + 1_000, round(LEAD_S * 1000) + 17_000), "after it was handed in as well"
    with closing(CoachingDesk(desk.background, desk.store, centre.inspector)) as coaching:
        desk.sheets.placed.connect(lambda call, place: coaching.move_clips(call.id, place))
        assert desk.scoring.form is not None
        coaching.start_from(call, desk.scoring.sheet, desk.scoring.form)
        assert coaching.note is not None
        clips = coaching.note.clips
        shown = desk.scoring.sheet.mark("no_argument")
        desk.scoring.start_correction("heard it again")
        desk.qtbot.waitUntil(lambda: desk.scoring.view.correcting)
        desk.settle()
        assert coaching.note.clips == clips
    assert desk.scoring.sheet.mark("no_argument") == shown
    assert desk.scoring.ledger == heard


def out_of_reach_for(monkeypatch: pytest.MonkeyPatch, part: object, deed: str, times: int) -> None:
    """The database is away when `deed` is asked for, so many times."""
    plain: Callable[..., object] = getattr(part, deed)
    left = [PlaceFault(FaultKind.DATABASE_UNREACHABLE)] * times

    def try_it(*args: object) -> object:
        if left:
            raise left.pop()
        return plain(*args)

    monkeypatch.setattr(part, deed, try_it)


@pytest.mark.parametrize("shown", [True, False])
def test_a_place_found_by_sound_outlasts_a_database_that_was_away(
    desk: Desk, centre: Centre, tmp_path: Path, compared: list[str], monkeypatch: pytest.MonkeyPatch, *, shown: bool
) -> None:
    row = desk.begin()
    desk.go_on(15)
    desk.scoring.press_item("no_argument")
    desk.scoring.rest_conform()
    desk.scoring.submit(confirmed=True)
    desk.qtbot.waitUntil(lambda: desk.scoring.view.state is SheetState.SUBMITTED)
    if not shown:
        desk.scoring.close_call()
    out_of_reach_for(monkeypatch, desk.store.evaluations, "place_revision", times=2)
    recorded_since(desk, tmp_path)
    for _ in range(2):
        with desk.qtbot.waitSignal(desk.background.database_answered, check_params_cb=lambda fault: fault is not None):
            desk.sheets.look()
        desk.settle()
        assert desk.sheets.waiting == {row.id}
    assert desk.placed == []
    showings: list[OpenSheet] = []
    desk.scoring.opened.connect(showings.append)
    desk.sheets.look()
    desk.qtbot.waitUntil(lambda: bool(desk.placed))
    assert not desk.sheets.waiting
    with centre.open() as store:
        (kept,) = store.evaluations.revisions(row.id)
    assert kept.place is not None
    assert kept.place.how is PlacedBy.SOUND
    assert [fault.kind for fault in desk.faults] == [FaultKind.DATABASE_UNREACHABLE], "said once"
    assert sorted(compared) == ["anchor", "sketch_of_recording", "sketch_of_tape"], "looked for once"
    assert showings == [], "nor is a sheet shown anew that is shown already"


def test_a_closed_draft_is_moved_by_sound_once_the_database_is_back(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.begin()
    desk.go_on(12)
    desk.scoring.press_item("no_argument")
    at_ms = desk.player.position_ms
    desk.scoring.close_call()
    desk.settle()
    out_of_reach_for(monkeypatch, desk.store.evaluations, "save_draft", times=1)
    recorded_since(desk, tmp_path)
    with desk.qtbot.waitSignal(desk.sheets.faulted):
        desk.sheets.look()
    (call_id,) = desk.sheets.waiting
    desk.scoring.open_call(desk.store.calls.get(call_id))
    desk.qtbot.waitUntil(lambda: bool(desk.placed))
    desk.settle()
    assert lies_where_heard(desk.scoring.sheet, {"no_argument": at_ms})
    live = desk.scoring.sheet.live
    assert live is not None
    assert live.how == "sound"


def test_without_the_tape_a_draft_goes_by_the_clocks_and_says_so(
    desk: Desk, centre: Centre, sound: tuple[Samples, Samples], tmp_path: Path
) -> None:
    desk.begin()
    desk.go_on(12)
    desk.scoring.press_item("no_argument")
    (marked,) = desk.scoring.sheet.mark("no_argument").evidence
    row = desk.scoring.view.call
    assert row is not None
    desk.scoring.close_call()
    desk.listening.close()
    desk.settle()
    desk.sheets.close()  # as a console that was started again
    bring_in(centre, record(tmp_path, sound, 30), sound_at=BEGAN - timedelta(seconds=LEAD_S))
    call = desk.store.calls.get(row.id)
    desk.scoring.open_call(call)
    desk.qtbot.waitUntil(lambda: desk.scoring.view.state is SheetState.DRAFT)
    desk.settle()
    (moved,) = desk.scoring.sheet.mark("no_argument").evidence
    assert moved.start_ms - marked.start_ms == round(LEAD_S * 1000)
    live = desk.scoring.sheet.live
    assert live is not None
    assert live.how == "times"
    desk.scoring.close_call()
    desk.settle()
    draft = desk.store.evaluations.find_draft(row.id)
    assert draft is not None
    assert draft.sheet.mark("no_argument").evidence == (moved,)


def test_having_listened_leaves_nothing_behind(desk: Desk) -> None:
    row = desk.begin()
    desk.go_on(3)
    desk.scoring.close_call()
    desk.listening.close()
    desk.settle()
    desk.settle()
    assert not desk.sheets.waiting
    with pytest.raises(Fault):
        desk.store.calls.get(row.id)


def test_where_no_form_is_published_nothing_is_left_behind_either(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_form(_key: str) -> None:
        raise PlaceFault(FaultKind.NO_FORM)

    monkeypatch.setattr(desk.store.forms, "newest", no_form)
    live = LiveCall(clock=lambda: desk.now_s)
    agent = desk.centre.agent
    before = desk.store.calls.count(CallFilter(), desk.centre.inspector)
    call = Call(new_id(), desk.now_at, 0, SoundSource(("",)), "", agent.id, agent.number, call_number=KEY)
    assert desk.sheets.open_live(call, live)
    desk.qtbot.waitUntil(lambda: desk.scoring.view.state is SheetState.FAILED)
    desk.settle()
    assert desk.store.calls.count(CallFilter(), desk.centre.inspector) == before
    assert not desk.sheets.waiting


def test_somebody_who_listens_again_goes_on_with_the_sheet(desk: Desk, centre: Centre) -> None:
    """The line broke, or the console: the new tape begins later, and the sheet counts on."""
    row = desk.begin()
    desk.go_on(12)
    desk.scoring.press_item("no_argument")
    first = desk.scoring.sheet
    desk.miss(8.0)
    assert desk.begin().id == row.id
    assert desk.scoring.sheet == first
    desk.go_on(5)
    desk.scoring.press_item("pace_and_tone")
    (span,) = desk.scoring.sheet.mark("pace_and_tone").evidence
    assert abs(span.end_ms - 20_000 - desk.player.position_ms) <= NEAR_MS
    assert desk.scoring.in_player(span) is not None
    (before,) = desk.scoring.sheet.mark("no_argument").evidence
    assert desk.scoring.in_player(before) is None
    assert desk.scoring.ledger.covers(0, 11_000)
    assert not desk.scoring.ledger.covers(13_000, 19_000)
    assert centre.inspector.id == desk.scoring.person.id


def marked_on_two_tapes(desk: Desk) -> dict[str, int]:
    """What was marked on a call that somebody listened to twice, and when: ms from the first begin on."""
    desk.begin()
    desk.go_on(12)
    desk.scoring.press_item("no_argument")
    first_ms = desk.player.position_ms
    desk.miss(8.0)
    desk.begin()
    desk.go_on(12)
    desk.scoring.press_item("pace_and_tone")
    return {"no_argument": first_ms, "pace_and_tone": 20_000 + desk.player.position_ms}


def recorded_since(desk: Desk, folder: Path) -> None:
    """That call is over and its recording has come, dated 0.7 s wrong."""
    assert desk.live is not None
    desk.live.end("over")
    sound_at = BEGAN - timedelta(seconds=LEAD_S + 0.7)
    bring_in(desk.centre, record(folder, desk.sound, 40), sound_at=sound_at)


def lies_where_heard(sheet: Sheet, marked_ms: dict[str, int]) -> bool:
    ends = {item: sheet.mark(item).evidence[0].end_ms - round(LEAD_S * 1000) for item in marked_ms}
    return all(abs(ends[item] - at_ms) <= NEAR_MS for item, at_ms in marked_ms.items())


def test_marks_of_two_tapes_lie_in_the_recording_where_they_were_heard(desk: Desk, tmp_path: Path) -> None:
    marked_ms = marked_on_two_tapes(desk)
    on_tapes = desk.scoring.sheet
    recorded_since(desk, tmp_path)
    heard_ms = desk.player.position_ms
    desk.sheets.look()
    desk.qtbot.waitUntil(lambda: bool(desk.placed), timeout=20_000)
    ((_call, place),) = desk.placed
    assert place.how is PlacedBy.SOUND
    assert lies_where_heard(desk.scoring.sheet, marked_ms)
    assert lies_where_heard(moved_sheet(on_tapes, place), marked_ms), "as clips of it are"
    for item in marked_ms:
        (span,) = desk.scoring.sheet.mark(item).evidence
        assert desk.scoring.ledger.covers(span.start_ms, span.end_ms)
    assert not desk.scoring.ledger.covers(13_000 + round(LEAD_S * 1000), 19_000 + round(LEAD_S * 1000))
    assert abs(desk.player.position_ms - heard_ms - 20_000 - LEAD_S * 1000) <= NEAR_MS, "one hears on where one was"
    assert desk.faults == []


def test_a_draft_of_two_tapes_that_was_closed_lies_where_it_was_heard(desk: Desk, tmp_path: Path) -> None:
    marked_ms = marked_on_two_tapes(desk)
    desk.scoring.close_call()
    desk.settle()
    recorded_since(desk, tmp_path)
    desk.sheets.look()
    desk.qtbot.waitUntil(lambda: bool(desk.placed), timeout=20_000)
    ((call, _place),) = desk.placed
    draft = desk.store.evaluations.find_draft(call.id)
    assert draft is not None
    assert lies_where_heard(draft.sheet, marked_ms)
    for item in marked_ms:
        (span,) = draft.sheet.mark(item).evidence
        assert draft.ledger.covers(span.start_ms, span.end_ms)


def test_a_sheet_of_two_tapes_that_was_handed_in_is_shown_where_it_was_heard(desk: Desk, tmp_path: Path) -> None:
    marked_ms = marked_on_two_tapes(desk)
    desk.scoring.rest_conform()
    desk.scoring.submit(confirmed=True)
    desk.qtbot.waitUntil(lambda: desk.scoring.view.state is SheetState.SUBMITTED)
    recorded_since(desk, tmp_path)
    desk.sheets.look()
    desk.qtbot.waitUntil(lambda: bool(desk.placed), timeout=20_000)
    ((call, place),) = desk.placed
    assert lies_where_heard(desk.scoring.sheet, marked_ms)
    with desk.centre.open() as store:
        (kept,) = store.evaluations.revisions(call.id)
        assert kept.place == place
        assert place.how is PlacedBy.SOUND
        assert lies_where_heard(in_recording(kept, call).sheet, marked_ms)


KILLED = """
import sys
from tests.end_to_end.test_live_sheet import scored_until_killed
scored_until_killed(sys.argv[1])
"""


def scored_until_killed(url: str) -> None:
    """A console that marks live, says so, and waits to be killed."""
    from PySide6.QtCore import QCoreApplication, QElapsedTimer

    application = QCoreApplication([])

    class Waiting:
        """Of the bot only what a desk needs."""

        def waitUntil(self, done: Callable[[], bool], timeout: int = 10_000) -> None:
            clock = QElapsedTimer()
            clock.start()
            while not done():
                assert clock.elapsed() < timeout
                application.processEvents()
                time.sleep(0.001)

    with Store.open(url) as store:
        people = {person.number: person for person in store.people.list_people()}
    centre = Centre(lambda: Store.open(url), lambda: Store.open(url), people["2001"], people["1001"], url)
    desk = Desk(Waiting(), centre, (speech(30, seed=41), speech(30, seed=42)))  # type: ignore[arg-type]
    row = desk.begin()
    desk.go_on(10)
    desk.scoring.press_item("no_argument")
    desk.scoring.praise("Well done")
    desk.scoring.set_notes("客户着急")
    desk.settle()
    print(row.id, flush=True)  # noqa: T201
    threading.Event().wait()


def test_a_console_killed_while_it_marks_live_loses_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'deskside.db'}"
    with Store.open(url, hasher=QUICK_HASHES) as store:
        people = make_centre(store, HandClock()).people
    console = subprocess.Popen([sys.executable, "-c", KILLED, url], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert console.stdout is not None
        call_id = console.stdout.readline().strip()
    finally:
        console.kill()
        console.communicate()
    with Store.open(url) as store:
        waiting = store.calls.page(CallFilter(), people["2001"], 0, 5)
        assert [str(row.call.id) for row in waiting] == [call_id]
        draft = store.evaluations.find_draft(waiting[0].call.id)
    assert draft is not None
    assert draft.sheet.mark("no_argument").verdict is Verdict.FAILS
    assert draft.sheet.notes == "客户着急"
    assert [pin.text for pin in draft.sheet.pins] == ["Well done"]
    assert draft.sheet.live is not None
    assert draft.ledger.heard_ms >= 8_000

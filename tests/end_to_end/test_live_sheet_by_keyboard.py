"""A call that goes on is scored at the whole console; its recording comes, and the console goes over to it."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import soundfile
from PySide6.QtCore import Qt

from console.audio.player import PlayState
from console.desk.open_sheet import SheetState
from console.domain.calls import Call, Direction, SoundSource
from console.domain.sheet import Verdict
from console.intake.intake import content_hash
from console.store.ids import new_id
from console.store.store import Store
from tests.audio.live_calls import RATE
from tests.audio.live_line import HandLine
from tests.end_to_end.conftest import INSPECTOR, PASSWORD, Centre, Hands

SHIFT = Qt.KeyboardModifier.ShiftModifier
HEARD_S = 31
LEAD_S = 4


def test_it_is_marked_praised_and_found_again_in_its_recording(hands: Hands, centre: Centre, tmp_path: Path) -> None:
    hands.sign_on(INSPECTOR, PASSWORD)
    place, bot = hands.place, hands.bot
    bot.waitUntil(lambda: place.calls.rowCount() == len(centre.calls))
    line, agent = HandLine(), centre.calls[0]
    line.turn(HEARD_S)
    call = Call(
        new_id(),
        datetime.now(UTC),
        0,
        SoundSource(("",)),
        "",
        agent.agent_id,
        agent.agent_number,
        agent.agent_name,
        "A",
        Direction.INBOUND,
        "600",
        "171.42",
    )
    place._window.show_screen("review")
    place.review.open_live(call, line.call)
    bot.waitUntil(lambda: place.scoring.view.state is SheetState.DRAFT, timeout=10_000)
    bot.waitUntil(lambda: place.player.state is PlayState.PLAYING)
    bot.waitUntil(lambda: place.calls.rowCount() == len(centre.calls) + 1, timeout=10_000)
    place.player.seek(20_000)
    hands.wait_for_position(22_000)
    place.review.sheet.focus_sheet()
    hands.press(Qt.Key.Key_2)
    (marked,) = place.scoring.sheet.mark("greeting_with_number").evidence
    hands.press(Qt.Key.Key_W, SHIFT)
    (pin,) = place.scoring.sheet.pins
    assert pin.clip is not None
    assert place.review.sheet.live.isVisible()
    place.review.sheet.live.beside.click()
    row = place.scoring.view.call
    assert row is not None
    assert row.waits_for_sound

    line.call.end("over")
    both = np.stack([np.resize(side, HEARD_S * RATE) for side in line.sound], 1)
    lead = np.random.default_rng(3).normal(0, 900, (LEAD_S * RATE, 2)).astype(np.int16)
    path = str(tmp_path / "live.wav")
    soundfile.write(path, np.concatenate([lead, both]), RATE, subtype="PCM_16")
    recorded = Call(
        id=new_id(),
        started_at=datetime.now(UTC) - timedelta(seconds=HEARD_S + LEAD_S),
        duration_ms=(HEARD_S + LEAD_S) * 1000,
        sound=SoundSource((path,)),
        content_hash=content_hash((path,)),
        agent_number=agent.agent_number,
        call_number="171.42",
    )
    with closing(Store.open(centre.url)) as store:
        assert store.calls.add_many([recorded]).added == 1
    if place.live is None:
        place.live_sheets.look()  # a gateway inside the console tells so; of a shared database each console is told
    with bot.waitSignal(place.live_sheets.placed, timeout=20_000):
        pass
    (moved,) = place.scoring.sheet.mark("greeting_with_number").evidence
    assert abs(moved.end_ms - marked.end_ms - LEAD_S * 1000) <= 50
    assert place.listening.live is None
    assert place.listening.call is not None
    assert place.listening.call.id == row.id
    assert "by its sound" in place.review.sheet.live.words.text()
    place.scoring.rest_conform()
    with bot.waitSignal(place.scoring.submitted, timeout=10_000):
        place.scoring.submit(confirmed=True)
    with closing(Store.open(centre.url)) as store:
        (revision,) = store.evaluations.revisions(row.id)
        assert revision.sheet.mark("greeting_with_number").verdict is Verdict.FAILS
        assert revision.sheet.live is not None
        assert revision.sheet.live.beside
        month = revision.submitted_at.astimezone().date().replace(day=1)
        assert store.reports.month(month).whole.side_by_side.evaluations == 1
    assert "Made live" in place.review.sheet.revisions.who.text()

"""The database goes in the middle of scoring: by keyboard on, killed, started again, and everything there once."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import keyring
import keyring.backends.fail
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.desk.keeping import SaveState
from console.desk.keys import Action
from console.desk.open_sheet import SheetState
from console.domain.audit import AuditKind
from console.domain.sheet import Verdict
from console.places import HOME_VARIABLE
from console.store.store import Store
from tests.cutting_proxy import CuttingProxy
from tests.end_to_end.away_from_database import (
    KEPT,
    NOTE,
    SCORING,
    STRENGTH,
    OneKeyring,
    open_first_call,
    work_on,
)
from tests.end_to_end.conftest import INSPECTOR, PASSWORD, Centre, Hands, furnish, open_console
from tests.postgres import PostgresServer

pytestmark = pytest.mark.postgresql
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def proxy(postgres_server: PostgresServer) -> Iterator[CuttingProxy]:
    with CuttingProxy(postgres_server.port) as one:
        yield one


@pytest.fixture
def centre(postgres_url: str, tmp_path: Path) -> Centre:
    with Store.open(postgres_url) as store:
        inspector, calls = furnish(store, tmp_path)
    return Centre(postgres_url, inspector, calls)


def through(proxy: CuttingProxy, centre: Centre) -> str:
    database = centre.url.rpartition("/")[2]
    return f"postgresql://127.0.0.1:{proxy.port}/{database}"


@pytest.fixture
def hands(qtbot: QtBot, qapp: QApplication, home: Path, centre: Centre, proxy: CuttingProxy) -> Iterator[Hands]:
    keyring.set_keyring(OneKeyring())
    with open_console(qtbot, qapp, home, through(proxy, centre)) as opened:
        yield opened


def outbox_of(home: Path) -> Path:
    return home / "data" / "outbox"


def assert_unreadable(home: Path, centre: Centre) -> None:
    """No note, name or number in anything of the outbox's folder, however it is coded."""
    content = b"".join(path.name.encode() + path.read_bytes() for path in outbox_of(home).iterdir())
    assert len(content) > 1000
    call = centre.calls[0]
    words = [*NOTE.split(), *STRENGTH.split()[:1], "林晓", "王芳", INSPECTOR, call.agent_number, call.customer_number]
    for word in (*words, "138****8000", "monitoring", "greeting_with_number", str(call.id)):
        for coding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
            assert word.encode(coding) not in content, word


def assert_all_there_once(centre: Centre) -> None:
    with Store.open(centre.url) as store:
        (revision,) = store.evaluations.revisions(centre.call(0))
        assert revision.inspector_id == centre.inspector.id
        assert revision.sheet.mark("pace_and_tone").note == NOTE
        assert {revision.sheet.mark(key).verdict for key in ("greeting_with_number", "pace_and_tone")} == {
            Verdict.FAILS
        }
        assert store.evaluations.find_draft(centre.call(0)) is None
        (note,) = store.coaching.list_notes()
        assert note.strength == STRENGTH
        assert note.call_ids == (centre.call(0),)
        assert len(note.clips) <= 2
        draft = store.evaluations.find_draft(centre.call(1))
        assert draft is not None
        assert sum(mark.verdict is Verdict.FAILS for mark in draft.sheet.marks.values()) == 1
        heard = [entry.subject_id for entry in store.audit.entries(kind=AuditKind.LISTEN)]
        assert heard == [centre.call(1)]
        assert len(store.audit.entries(kind=AuditKind.SUBMIT)) == 1


def test_killed_while_away_and_everything_is_there_once(
    qtbot: QtBot, qapp: QApplication, home: Path, centre: Centre, proxy: CuttingProxy
) -> None:
    environment = os.environ | {HOME_VARIABLE: str(home), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "tests.end_to_end.away_from_database", through(proxy, centre), str(home)]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as inspector:
        assert inspector.stdin is not None
        assert inspector.stdout is not None
        assert inspector.stdout.readline().strip() == SCORING
        proxy.refuse()
        inspector.stdin.write("\n")
        inspector.stdin.flush()
        assert inspector.stdout.readline().strip() == KEPT
        inspector.kill()
    assert_unreadable(home, centre)
    with Store.open(centre.url) as store:
        assert store.evaluations.revisions(centre.call(0)) == []
    keyring.set_keyring(OneKeyring())
    with open_console(qtbot, qapp, home, through(proxy, centre)) as hands:
        waiting = hands.console.sign_on_screen._waiting
        qtbot.waitUntil(waiting.isVisible, timeout=20_000)
        assert INSPECTOR in waiting.text()
        assert "4" in waiting.text()
        proxy.resume()
        hands.sign_on(INSPECTOR, PASSWORD)
        qtbot.waitUntil(lambda: not list(outbox_of(home).iterdir()), timeout=20_000)
        assert not waiting.isVisible()
        offline = hands.place.offline
        assert offline is not None
        qtbot.waitUntil(lambda: offline.sharing.standing.waiting == 0, timeout=20_000)
        assert not hands.console.window.status.badge.isVisible()
    assert_all_there_once(centre)


def test_it_goes_on_and_shares_when_the_database_is_back(
    hands: Hands, home: Path, centre: Centre, proxy: CuttingProxy
) -> None:
    hands.sign_on(INSPECTOR, PASSWORD)
    window, bot = hands.console.window, hands.bot
    open_first_call(hands)
    hands.press(Qt.Key.Key_2)
    bot.waitUntil(lambda: hands.place.unsaved == 0, timeout=20_000)
    offline = hands.place.offline
    assert offline is not None
    bot.waitUntil(lambda: offline.sharing.standing.possible, timeout=20_000)
    proxy.refuse()
    work_on(hands)
    bot.waitUntil(lambda: offline.sharing.standing.waiting == 4 and hands.place.unsaved == 0, timeout=20_000)
    badge = window.status.badge
    assert badge.isVisible()
    assert badge.text() == "Offline: working on, 4 kept on this PC"
    assert "encrypted" in badge.toolTip()
    assert hands.place.scoring.saved is SaveState.SAVED
    assert hands.console.leaving.may_go()  # what is safe on the disk holds nobody up
    hands.act(Action.GO_REVIEW)
    hands.press(Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    bot.waitUntil(lambda: hands.place.scoring.view.state is SheetState.SUBMITTED, timeout=20_000)
    shown = hands.place.scoring.view.shown
    assert shown is not None
    assert shown.provisional
    assert "not shared yet" in hands.place.review.sheet.revisions.who.text()
    assert_unreadable(home, centre)
    proxy.resume()
    offline.sharing.try_now()
    bot.waitUntil(lambda: not list(outbox_of(home).iterdir()), timeout=20_000)
    bot.waitUntil(lambda: not badge.isVisible(), timeout=20_000)
    bot.waitUntil(lambda: (now := hands.place.scoring.view.shown) is not None and not now.provisional, timeout=20_000)
    assert "shared" in window.messages.text
    assert_all_there_once(centre)


def test_a_correction_under_way_goes_on_when_the_database_is_back(
    hands: Hands, home: Path, centre: Centre, proxy: CuttingProxy
) -> None:
    hands.sign_on(INSPECTOR, PASSWORD)
    open_first_call(hands)
    place, bot = hands.place, hands.bot
    scoring, offline, revisions = place.scoring, place.offline, place.review.sheet.revisions
    assert offline is not None
    bot.waitUntil(lambda: offline.sharing.standing.possible and place.unsaved == 0, timeout=20_000)
    proxy.refuse()
    hands.press(Qt.Key.Key_2)
    with bot.waitSignal(scoring.submitted, timeout=20_000):
        scoring.submit(confirmed=True)
    assert "not shared yet" in revisions.who.text()
    scoring.start_correction("heard again")
    bot.waitUntil(lambda: scoring.view.correcting, timeout=20_000)
    notes = place.review.sheet.list.texts.notes
    notes.setFocus()
    hands.type("slow")
    bot.waitUntil(lambda: place.unsaved == 0, timeout=20_000)
    opened: list[SheetState] = []
    scoring.opened.connect(lambda view: opened.append(view.state))
    proxy.resume()
    offline.sharing.try_now()
    bot.waitUntil(lambda: not any(one.provisional for one in scoring.view.revisions), timeout=20_000)
    assert opened == []
    assert QApplication.focusWidget() is notes
    assert scoring.can_undo
    hands.type("er")
    assert notes.toPlainText() == "slower"
    bot.waitUntil(lambda: place.unsaved == 0 and not list(outbox_of(home).iterdir()), timeout=20_000)
    with Store.open(centre.url) as store:
        (revision,) = store.evaluations.revisions(centre.call(0))
        draft = store.evaluations.find_draft(centre.call(0))
    assert draft is not None
    assert (draft.corrects, draft.sheet.notes) == (revision.id, "slower")
    scoring.show_revision(1)
    assert "not shared yet" not in revisions.who.text()
    scoring.show_revision(None)


def test_a_network_that_only_swallows_packets_is_noticed(hands: Hands, centre: Centre, proxy: CuttingProxy) -> None:
    hands.sign_on(INSPECTOR, PASSWORD)
    open_first_call(hands)
    place, bot = hands.place, hands.bot
    offline = place.offline
    assert offline is not None
    bot.waitUntil(lambda: offline.sharing.standing.possible and place.unsaved == 0, timeout=20_000)
    proxy.hang()
    hands.press(Qt.Key.Key_2)
    began = time.monotonic()
    bot.waitUntil(lambda: offline.sharing.standing.offline and place.unsaved == 0, timeout=28_000)
    assert time.monotonic() - began < 25  # a statement's own patience is 30 s
    proxy.resume()
    bot.waitUntil(lambda: offline.sharing.standing.waiting == 0, timeout=28_000)
    with Store.open(centre.url) as store:
        draft = store.evaluations.find_draft(centre.call(0))
        assert draft is not None
        assert draft.sheet.mark("greeting_with_number").verdict is Verdict.FAILS


def test_without_a_keyring_it_says_so_and_writes_nothing(
    qtbot: QtBot, qapp: QApplication, home: Path, centre: Centre, proxy: CuttingProxy
) -> None:
    keyring.set_keyring(keyring.backends.fail.Keyring())  # type: ignore[no-untyped-call]
    with open_console(qtbot, qapp, home, through(proxy, centre)) as hands:
        hands.sign_on(INSPECTOR, PASSWORD)
        badge = hands.console.window.status.badge
        qtbot.waitUntil(badge.isVisible, timeout=20_000)
        assert badge.text() == "Offline work is off"
        assert "keyring" in hands.console.window.messages.text
        hands.press(Qt.Key.Key_Escape)
        open_first_call(hands)
        proxy.refuse()
        hands.press(Qt.Key.Key_2)
        qtbot.waitUntil(lambda: hands.place.scoring.saved is SaveState.FAILED, timeout=20_000)
        assert hands.place.unsaved == 1
        assert not hands.console.leaving.may_go()
        assert not outbox_of(home).exists()
        proxy.resume()
        hands.place.scoring.save_again()
        qtbot.waitUntil(lambda: hands.place.unsaved == 0, timeout=20_000)

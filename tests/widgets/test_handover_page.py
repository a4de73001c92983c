from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from console.desk.background import Background
from console.desk.floor_desk import FloorDesk
from console.desk.handover import HandoverDesk
from console.desk.keys import KeyGroup
from console.domain.coaching import Note
from console.domain.faults import FaultKind, PlaceFault
from console.domain.floor_book import Handover
from console.domain.people import Person, Role
from console.store.ids import new_id
from console.store.people import NewPerson
from console.store.store import Store
from console.widgets import theme
from console.widgets.handover_page import HandoverPage
from tests.desk.small_past import centre_of
from tests.widgets.chinese import in_chinese
from tests.widgets.floor_keys import with_keys

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


class Rig:
    """The page of the next lead; `lead` wrote what is there."""

    def __init__(self, store: Store, background: Background, role: Role = Role.SUPERVISOR) -> None:
        self.store, self.background = store, background
        self.lead = store.people.add(NewPerson("1101", "杨帆", Role.SUPERVISOR, "A 组"))
        self.next = store.people.add(NewPerson("1102", "林涛", role, "A 组"))
        self.room, self.agents = centre_of(store, self.lead, 4, 2)
        self.faults: list[object] = []
        self.desk, self.page = self.page_of(self.next)

    def page_of(self, person: Person) -> tuple[HandoverDesk, HandoverPage]:
        floor = FloorDesk(self.background, self.store, person, None, self.background)
        floor.faulted.connect(self.faults.append)
        floor.start()
        desk = HandoverDesk(floor, floor, now=lambda: NOW)
        page = HandoverPage(desk)
        with_keys(page, KeyGroup.HANDOVER)
        return desk, page

    def write(self, words: str, **pin: object) -> None:
        self.store.floor.hand_over(self.lead, "A 组", words, **pin)  # type: ignore[arg-type]

    def words(self) -> list[str]:
        return [card.words.text() for card in self.page.cards()]


@pytest.fixture
def rig(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Rig]:
    theme.apply_theme(qapp, "light")
    background = Background(qapp)
    with Store.open(tmp_path / "floor.sqlite", now=lambda: NOW) as store:
        rig = Rig(store, background)
        qtbot.addWidget(rig.page)
        rig.page.resize(1300, 640)
        yield rig
        background.close()


def show(qtbot: QtBot, rig: Rig) -> HandoverPage:
    rig.page.show()
    rig.page.shown_again()
    qtbot.waitUntil(lambda: bool(rig.desk.book.names))
    rig.page.activateWindow()
    return rig.page


def press(qtbot: QtBot, widget: QWidget, key: Qt.Key, held: Qt.KeyboardModifier) -> None:
    qtbot.keyClick(widget, key, held)  # type: ignore[no-untyped-call]


def click(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)  # type: ignore[no-untyped-call]


def test_with_nothing_to_hand_over_it_says_so(qtbot: QtBot, rig: Rig) -> None:
    assert "Reading the handover" in rig.page.nothing.accessibleName()
    page = show(qtbot, rig)
    assert "No notes in this shift" in page.nothing.accessibleName()
    assert page.alerts.nothing.isVisible()
    assert page.coaching.nothing.text() == "Nothing waits to be shared, signed or done."
    assert not page.sign_all.isVisible()
    assert not page.send.isEnabled()


def test_each_note_is_signed_and_all_of_them(qtbot: QtBot, rig: Rig) -> None:
    for words in ("一", "二", "三"):
        rig.write(words)
    page = show(qtbot, rig)
    assert sorted(rig.words()) == ["一", "三", "二"]
    assert page.sign_all.text() == "Sign all 3"
    card = page.cards()[0]
    click(qtbot, card.sign)
    qtbot.waitUntil(lambda: page.sign_all.text() == "Sign all 2")
    assert page.cards()[-1] is card, "what waits is on top"
    assert card.signed.text().startswith("Signed by you · ")
    assert not card.sign.isVisible()
    click(qtbot, page.sign_all)
    qtbot.waitUntil(lambda: not rig.desk.waiting)
    assert not page.sign_all.isVisible()
    assert all(card.signed.text().startswith("Signed by you") for card in page.cards())


def test_ones_own_note_is_read_and_not_signed(qtbot: QtBot, rig: Rig) -> None:
    rig.write("一")
    desk, page = rig.page_of(rig.lead)
    qtbot.addWidget(page)
    page.show()
    page.shown_again()
    qtbot.waitUntil(lambda: bool(page.cards()) and bool(desk.book.names))
    (card,) = page.cards()
    assert not card.sign.isVisible()
    assert card.author.text().startswith("You · ")
    assert card.signed.text() == "Not signed yet"


def test_a_note_is_written_with_the_keyboard_for_the_own_team_first(qtbot: QtBot, rig: Rig) -> None:
    page = show(qtbot, rig)
    assert [page.team.itemText(at) for at in range(page.team.count())] == ["all teams", "A 组", "B 组"]
    assert page.team.currentText() == "A 组"
    page.words.setFocus()
    qtbot.waitUntil(page.words.hasFocus)
    qtbot.keyClicks(page.words, "call 2001 back")  # type: ignore[no-untyped-call]
    press(qtbot, page.words, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: rig.words() == ["call 2001 back"])
    assert page.words.toPlainText() == ""
    assert rig.desk.unsaved == 0
    assert not page.send.isEnabled()
    (note,) = rig.store.floor.handovers(NOW)
    assert (note.team, note.by_id) == ("A 组", rig.next.id)


def test_words_that_were_not_kept_stay(qtbot: QtBot, rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    page = show(qtbot, rig)

    def refuse(*_: object) -> None:
        raise PlaceFault(FaultKind.DATABASE_UNREACHABLE)

    monkeypatch.setattr(rig.store.floor, "hand_over", refuse)
    page.words.setPlainText("call back")
    click(qtbot, page.send)
    qtbot.waitUntil(lambda: bool(rig.faults))
    assert page.words.toPlainText() == "call back"
    assert rig.desk.unsaved == 1
    assert page.send.isEnabled()


def test_a_pin_leads_to_its_seat_and_moment(qtbot: QtBot, rig: Rig) -> None:
    rig.write("<b>保持过久</b>", seat_id=rig.room.seats[1].id, about_at=NOW)
    page = show(qtbot, rig)
    (card,) = page.cards()
    assert card.words.text() == "<b>保持过久</b>"
    assert card.pin.text().startswith("A2 · ")
    chosen: list[Handover] = []
    page.pin_chosen.connect(chosen.append)
    click(qtbot, card.pin)
    assert [(note.seat_id, note.about_at) for note in chosen] == [(rig.room.seats[1].id, NOW)]


def test_what_is_left_open_stands_beside_and_leads_on(qtbot: QtBot, rig: Rig) -> None:
    draft = Note(new_id(), rig.agents[0].id, "", rig.lead.id, "", NOW, strength="开场好")
    rig.store.coaching.save(draft)
    page = show(qtbot, rig)
    qtbot.waitUntil(lambda: page.coaching.rows.rowCount() == 1)
    assert page.coaching.title.text() == "Unfinished coaching: 1"
    with qtbot.waitSignal(page.coaching_asked):
        page.coaching.view.clicked.emit(page.coaching.rows.index(0, 0))
    rig.store.coaching.save(replace(draft, version=1, strength="开场很好"))
    page.hide()
    assert not rig.desk._whole


def test_language_and_theme_change_live(qtbot: QtBot, qapp: QApplication, rig: Rig) -> None:
    rig.write("一")
    page = show(qtbot, rig)
    theme.apply_theme(qapp, "dark")
    with in_chinese(qapp):
        assert page.title.text() == "本班记录"
        assert page.cards()[0].sign.text() == "签收"
        assert page.cards()[0].signed.text() == "尚未签收"

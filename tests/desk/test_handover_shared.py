"""The handover between two consoles on one shared database: written at one, seen and signed at the other, live."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from pytestqt.qtbot import QtBot

from console.desk.background import Background
from console.desk.floor_desk import FloorDesk
from console.desk.handover import HandoverDesk
from console.domain.audit import AuditKind
from console.domain.faults import FaultKind, PlaceFault
from console.domain.people import Role
from console.store.floor_listening import FloorListener
from console.store.store import Store
from tests.shared_centre import SharedCentre, Wanted, add_member

pytestmark = pytest.mark.postgresql


class Seat:
    """One lead's console."""

    def __init__(self, centre: SharedCentre, number: str, doors: ExitStack) -> None:
        self.background = Background()
        self.store = doors.enter_context(Store.open(centre.url, login=centre.login(number)))
        doors.callback(self.background.close)
        session = self.store.session
        assert session is not None
        self.faults: list[object] = []
        self.desk = FloorDesk(
            self.background,
            self.store,
            centre.person(number),
            lambda hear, say: FloorListener(session, hear, say),
        )
        self.desk.faulted.connect(self.faults.append)
        self.handover = HandoverDesk(self.desk, self.desk)
        self.desk.start()
        self.handover.start()
        doors.callback(self.desk.stop)

    def words(self) -> list[str]:
        return [note.words for note in self.handover.book.notes]


@pytest.fixture
def doors() -> Iterator[ExitStack]:
    with ExitStack() as doors:
        yield doors


def test_a_note_written_at_one_console_is_seen_and_signed_at_the_other(
    qtbot: QtBot, shared_centre: SharedCentre, doors: ExitStack
) -> None:
    colleague = Wanted("3003", "何洁", Role.SUPERVISOR, "A")
    shared_centre.members["3003"] = add_member(shared_centre.admin_url, colleague)
    mine, theirs = Seat(shared_centre, "3001", doors), Seat(shared_centre, "3003", doors)
    other_team = Seat(shared_centre, "3002", doors)
    for seat in (mine, theirs, other_team):
        qtbot.waitUntil(lambda s=seat: s.handover.loaded)  # type: ignore[misc]
    mine.handover.hand_over("A", "王芳要求调休")
    qtbot.waitUntil(lambda: theirs.words() == ["王芳要求调休"])
    assert len(theirs.handover.waiting) == 1
    mine.handover.hand_over("", "给大家")
    qtbot.waitUntil(lambda: other_team.words() == ["给大家"], timeout=10_000)
    assert mine.handover.waiting == []
    theirs.handover.sign(theirs.handover.waiting[:1])
    signer = shared_centre.person("3003")
    qtbot.waitUntil(lambda: any(note.signed_by == signer.id for note in mine.handover.book.notes))
    (signed,) = [note for note in mine.handover.book.notes if note.signed_by]
    assert signed.words == "王芳要求调休"
    with Store.open(shared_centre.admin_url) as trusted:
        kinds = [entry.kind for entry in trusted.audit.entries()]
        assert kinds.count(AuditKind.HANDOVER_SIGNED) == 1
    with pytest.raises(PlaceFault) as own:
        mine.store.floor.sign(signed.id, shared_centre.person("3001"))
    assert own.value.kind is FaultKind.NO_RIGHT
    assert not [*mine.faults, *theirs.faults, *other_team.faults]

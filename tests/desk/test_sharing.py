"""Opening the outbox, trying the link at growing distances, telling each spell once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any
from uuid import UUID, uuid4

import pytest
from pytestqt.qtbot import QtBot

from console.desk.background import Background
from console.desk.sharing import FIRST_TRY_MS, Sharing
from console.domain.conflicts import Conflict, Settlement, Waiting
from console.domain.faults import Fault, FaultKind, PlaceFault
from console.domain.outbox import DeedKind, Standing
from console.store.outbox import Outbox, Owner

KEY = bytes(32)


@dataclass
class Away:
    """A store that is offline when told; each `share` brings one thing to the database."""

    standing: Standing = field(default_factory=Standing)
    reachable: bool = True
    fault: Fault | None = None
    taken: list[Outbox] = field(default_factory=list)
    shares: int = 0
    settled: list[tuple[UUID, Settlement, str]] = field(default_factory=list)
    closed: bool = False
    hangs: Event = field(default_factory=Event)

    def break_off(self) -> None:
        self.hangs.set()

    def keep(self, *things: UUID, conflicts: int = 0, offline: bool = True) -> None:
        self.standing = Standing(offline, "", len(things), conflicts, frozenset(things), self.standing.shared)

    def take(self, outbox: Outbox) -> Standing:
        self.taken.append(outbox)
        self.standing = replace(self.standing, off_because="")
        return self.standing

    def turn_off(self, why: str) -> None:
        self.standing = Standing(off_because=why)

    def share(self) -> bool:
        self.shares += 1
        if self.fault is not None:
            raise self.fault
        waiting = sorted(self.standing.things)
        self.standing = replace(self.standing, shared=self.standing.shared + len(waiting[:1]))
        self.keep(*waiting[1:], offline=False)
        return len(waiting) > 1

    def waiting(self) -> list[Waiting]:
        return [Waiting(thing, DeedKind.SUBMIT, datetime.now(UTC)) for thing in self.standing.things]

    def look(self, thing: UUID) -> Conflict:
        return Conflict(Waiting(thing, DeedKind.SUBMIT, datetime.now(UTC), conflict="already_submitted"), None, None)

    def settle(self, conflict: Conflict, how: Settlement, reason: str = "") -> None:
        self.settled.append((conflict.waiting.thing, how, reason))
        self.keep(offline=False)

    def close_outbox(self) -> None:
        for outbox in self.taken:
            outbox.close()
        self.closed = True


@dataclass
class Desk:
    """A Sharing over a store that can be away, with what it told."""

    bot: QtBot
    background: Background
    store: Away
    sharing: Sharing
    told: list[tuple[str, Any]] = field(default_factory=list)

    def ask_something(self) -> None:
        """Any piece of database work, after which the standing is looked at."""
        with self.bot.waitSignal(self.background.database_answered):
            self.background.on_database(lambda: None)

    def told_of(self, name: str) -> list[Any]:
        return [what for said, what in self.told if said == name]


MakeDesk = Callable[..., Desk]


@pytest.fixture
def make(qtbot: QtBot, tmp_path: Path) -> Iterator[MakeDesk]:
    background = Background()
    made: list[Desk] = []

    def one(take_key: Callable[[], bytes] = lambda: KEY, **state: Any) -> Desk:
        store = Away(**state)
        sharing = Sharing(
            background,
            store,
            take_key,
            lambda key: Outbox(tmp_path, "outbox", key, Owner("2001", "centre")),
            lambda: store.reachable,
        )
        desk = Desk(qtbot, background, store, sharing)
        for name in ("went_offline", "came_back", "faulted", "shared", "listed", "looked", "settled"):
            signal = getattr(sharing, name)
            if name == "went_offline":
                signal.connect(lambda: desk.told.append(("went_offline", None)))
            else:
                signal.connect(lambda what, name=name: desk.told.append((name, what)))
        made.append(desk)
        return desk

    yield one
    for desk in made:
        desk.sharing.close()
    background.close()


def test_it_opens_the_outbox_and_sends_what_it_finds(make: MakeDesk) -> None:
    desk = make(standing=Standing(waiting=2, things=frozenset({uuid4(), uuid4()})))
    desk.sharing.start()
    desk.bot.waitUntil(lambda: desk.store.shares == 2)
    desk.bot.waitUntil(lambda: desk.sharing.standing.waiting == 0)
    assert desk.sharing.standing.possible
    assert desk.told_of("came_back") == [2]
    assert sum(len(things) for things in desk.told_of("shared")) == 2


def test_without_a_key_it_is_off_and_says_why_once(make: MakeDesk) -> None:
    def no_key() -> bytes:
        raise PlaceFault(FaultKind.OFFLINE_OFF, why="no_keyring")

    desk = make(no_key)
    desk.sharing.start()
    desk.bot.waitUntil(lambda: desk.sharing.standing.off_because == "no_keyring")
    assert [fault.facts["why"] for fault in desk.told_of("faulted")] == ["no_keyring"]
    assert desk.store.taken == []


def test_a_spell_is_told_once_and_its_end_once(make: MakeDesk) -> None:
    desk = make(reachable=False)
    desk.sharing.start()
    desk.bot.waitUntil(lambda: desk.sharing.standing.possible)
    first, second = uuid4(), uuid4()
    desk.store.keep(first)
    desk.ask_something()
    desk.store.keep(first, second)
    desk.ask_something()
    assert desk.told_of("went_offline") == [None]
    desk.store.reachable = True
    desk.sharing.try_now()
    desk.bot.waitUntil(lambda: desk.sharing.standing.waiting == 0)
    desk.bot.waitUntil(lambda: desk.told_of("came_back") == [2])


def test_a_spell_in_which_nothing_was_kept_ends_with_a_word_too(make: MakeDesk) -> None:
    desk = make(reachable=False)
    desk.sharing.start()
    desk.bot.waitUntil(lambda: desk.sharing.standing.possible)
    desk.store.keep()
    desk.ask_something()
    desk.store.reachable = True
    desk.sharing.try_now()
    desk.bot.waitUntil(lambda: desk.told_of("came_back") == [0])


def test_what_was_kept_and_given_up_again_is_not_said_to_be_shared(make: MakeDesk) -> None:
    desk = make(reachable=False)
    desk.sharing.start()
    desk.bot.waitUntil(lambda: desk.sharing.standing.possible)
    desk.store.keep(uuid4())
    desk.ask_something()
    desk.store.keep()
    desk.ask_something()
    desk.store.reachable = True
    desk.sharing.try_now()
    desk.bot.waitUntil(lambda: desk.told_of("came_back") == [0])


def test_what_is_settled_for_the_other_is_no_news_of_sharing(make: MakeDesk) -> None:
    thing = uuid4()
    desk = make()
    desk.sharing.start()
    desk.bot.waitUntil(lambda: desk.sharing.standing.possible)
    desk.store.keep(thing, conflicts=1, offline=False)
    desk.ask_something()
    desk.sharing.settle(desk.store.look(thing), Settlement.KEEP_THEIRS)
    desk.bot.waitUntil(lambda: desk.store.shares == 1 and not desk.sharing._trying)
    assert desk.told_of("shared") == [frozenset({thing})]
    assert desk.told_of("came_back") == []


def test_tries_grow_apart_and_ask_the_server_before_the_database_thread(make: MakeDesk) -> None:
    desk = make(reachable=False)
    desk.sharing.start()
    desk.bot.waitUntil(lambda: desk.sharing.standing.possible)
    desk.store.keep(uuid4())
    desk.ask_something()
    timer = desk.sharing._timer
    waits = []
    for _ in range(7):
        desk.bot.waitUntil(timer.isActive)
        waits.append(timer.interval())
        desk.sharing.try_now()
        assert not timer.isActive()
    assert waits == [1_000, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000]
    desk.bot.waitUntil(timer.isActive)
    assert desk.store.shares == 0
    desk.store.reachable = True
    desk.sharing.try_now()
    desk.bot.waitUntil(lambda: desk.store.shares == 1)
    desk.store.keep(uuid4())
    desk.ask_something()
    assert timer.interval() == FIRST_TRY_MS


def test_a_fault_of_the_link_is_said_once(make: MakeDesk) -> None:
    desk = make(fault=PlaceFault(FaultKind.ACCOUNT_CLOSED))
    desk.sharing.start()
    desk.bot.waitUntil(lambda: desk.sharing.standing.possible)
    desk.store.keep(uuid4())
    desk.ask_something()
    for _ in range(2):
        desk.bot.waitUntil(desk.sharing._timer.isActive)
        desk.sharing.try_now()
    desk.bot.waitUntil(lambda: desk.store.shares == 2)
    desk.bot.waitUntil(desk.sharing._timer.isActive)
    assert [fault.kind for fault in desk.told_of("faulted")] == [FaultKind.ACCOUNT_CLOSED]


def test_a_wait_for_a_server_that_is_gone_is_ended(make: MakeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.desk.sharing.GONE_AFTER_S", 0.05)
    desk = make()
    desk.sharing.start()
    desk.bot.waitUntil(lambda: desk.sharing.standing.possible)
    desk.sharing._watch.setInterval(10)
    with desk.bot.waitSignal(desk.background.database_answered):
        desk.background.on_database(lambda: desk.store.hangs.wait(0.5))  # slow, but there
    assert not desk.store.hangs.is_set()
    desk.store.reachable = False
    ended: list[bool] = []
    desk.background.on_database(lambda: desk.store.hangs.wait(20), ended.append)
    desk.bot.waitUntil(lambda: ended == [True])


def test_what_is_settled_is_sent_at_once(make: MakeDesk) -> None:
    thing = uuid4()
    desk = make()
    desk.sharing.start()
    desk.bot.waitUntil(lambda: desk.sharing.standing.possible)
    desk.store.keep(thing, conflicts=1, offline=False)
    desk.ask_something()
    assert not desk.sharing._timer.isActive()  # a conflict waits for a person, not for the link
    desk.sharing.list_waiting()
    desk.sharing.look_at(thing)
    desk.bot.waitUntil(lambda: len(desk.told_of("looked")) == 1)
    desk.sharing.settle(desk.told_of("looked")[0], Settlement.AS_CORRECTION, "misheard")
    desk.bot.waitUntil(lambda: desk.told_of("settled") == [thing])
    assert desk.store.settled == [(thing, Settlement.AS_CORRECTION, "misheard")]
    desk.bot.waitUntil(lambda: desk.store.shares == 1)


def test_an_outbox_held_by_another_window_is_asked_for_again(
    make: MakeDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.desk.sharing.HELD_MS", 1)
    other = Outbox(tmp_path, "outbox", KEY, Owner("2001", "centre"))
    from tests.store.test_outbox import an_entry

    other.append(an_entry())
    desk = make()
    desk.sharing.start()
    desk.bot.waitUntil(lambda: desk.sharing.standing.off_because == "held")
    other.close()
    desk.bot.waitUntil(lambda: desk.sharing.standing.possible)
    assert len(desk.told_of("faulted")) == 1


def test_closing_lets_go_of_the_file_behind_the_last_saves(make: MakeDesk) -> None:
    desk = make()
    desk.sharing.start()
    desk.bot.waitUntil(lambda: desk.sharing.standing.possible)
    order: list[str] = []
    desk.background.on_database(lambda: order.append("save"))
    desk.sharing.close()
    desk.background.on_database(lambda: order.append("closed" if desk.store.closed else "open"))
    desk.bot.waitUntil(lambda: order == ["save", "closed"])
    desk.background.database_answered.connect(desk.sharing._look)  # so that the fixture can close it again

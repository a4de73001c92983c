"""The floor's alerts at one desk: what stands, the worst first, what was answered, and what followed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from console.desk.alert_reading import ReadAlerts, count_alerts, read_alerts
from console.desk.floor_grid import Sitter
from console.domain.alert_outcomes import Followed, Outcome, Tally
from console.domain.events import LinkState
from console.domain.faults import Fault, PlaceFault
from console.domain.floor import Limits
from console.domain.floor_book import AlertAnswer, AlertKind
from console.domain.people import Role
from console.store.floor_listening import FloorNews

if TYPE_CHECKING:
    from console.desk.floor_desk import FloorDesk

PUT_OFF_MINUTES = (5, 10, 30)
DAYS = (1, 7)
"""How far back the list of what was alerted goes: today, or a week."""

READ_EVERY_MS = 1000
COUNT_AGAIN = timedelta(minutes=5)


def asks(outcome: Outcome) -> bool:
    """Whether it still waits for somebody."""
    return outcome.alert.asks and outcome.followed is not Followed.ACTED


class FloorAlerts(QObject):
    """The alerts of the teams that one sees, from `start` to `stop`. Lives in the GUI thread.

    `changed` when the lists are otherwise, `arrived` with the outcomes that ask from now on, once; `tallied` when the
    week was counted. While nobody watches (`watch`) only what stands is read.
    """

    changed = Signal()
    arrived = Signal(object)
    tallied = Signal()

    def __init__(
        self, desk: FloorDesk, parent: QObject | None = None, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        super().__init__(parent)
        self.desk = desk
        self._now = now
        self.open: list[Outcome] = []
        """What stands: who waits first, then what was answered; of each the worst first."""
        self.past: list[Outcome] = []
        """What was alerted in the last `days`, newest first."""
        self.tallies: list[Tally] | None = None
        """The last week by team, state and level; None until it was counted."""
        self.days = DAYS[0]
        self.loaded = False
        self.failed: Fault | None = None
        self._names: dict[UUID, str] = {desk.person.id: desk.person.name}
        self._asking: frozenset[UUID] | None = None
        self._reading = self._owed = self._watched = self._stopped = self._counting = False
        self._counted_at: datetime | None = None
        self._rest = QTimer(self, singleShot=True, interval=READ_EVERY_MS)
        self._rest.timeout.connect(self._rested)
        desk.alerts_changed.connect(self.read)
        desk.actions_changed.connect(self._heed_actions)
        desk.plan_changed.connect(self._heed_plan)
        desk.link_changed.connect(self._heed_link)

    def start(self) -> None:
        """Read what stands; that is not news."""
        self.read()

    def stop(self) -> None:
        """Read nothing more."""
        self._stopped = True
        self._rest.stop()

    # asking

    @property
    def may_answer(self) -> bool:
        """Whether this person's role answers alerts and sets limits; the database checks it, and whose team it is."""
        return self.desk.person.role in (Role.SUPERVISOR, Role.MANAGER)

    @property
    def waiting(self) -> int:
        """How many wait for somebody."""
        return sum(asks(one) for one in self.open)

    def sitter_of(self, outcome: Outcome) -> Sitter:
        """Whose alert it is; somebody who is no longer here has no number."""
        return self.desk.people.get(outcome.alert.agent_id) or Sitter("")

    def name_of(self, person_id: UUID | None) -> str:
        """Who answered; empty where one may not know."""
        return self._names.get(person_id, "") if person_id else ""

    def lasts_ms(self, outcome: Outcome) -> int | None:
        """How long it has lasted by the telephone system's clock; None while that is not known."""
        if outcome.lasted_ms is not None:
            return outcome.lasted_ms
        at = self.desk.source_at(self.sitter_of(outcome).number)
        return None if at is None else max(0, (at - outcome.alert.since) // timedelta(milliseconds=1))

    # doing

    def watch(self, *, on: bool) -> None:
        """Somebody looks at the lists, or no longer."""
        self._watched = on
        if on:
            self._read_now()
            self.count_week()

    def show_days(self, days: int) -> None:
        """List what was alerted since the morning (1), or in so many days."""
        if days != self.days:
            self.days = days
            self._read_now()

    def seen(self, outcome: Outcome) -> None:
        """Somebody knows."""
        self._answer(outcome, AlertAnswer.SEEN)

    def put_off(self, outcome: Outcome, minutes: int, reason: str) -> None:
        """Say no more of it for so long. InputFault(REASON_MISSING), by the desk's `faulted`, without a reason."""
        at = self.desk.source_at(self.sitter_of(outcome).number) or self._now()
        self._answer(outcome, AlertAnswer.SNOOZED, reason, at + timedelta(minutes=minutes))

    def _answer(self, outcome: Outcome, answer: AlertAnswer, reason: str = "", until: datetime | None = None) -> None:
        key, by = outcome.alert.id, self.desk.person
        self.desk.ask_database(
            lambda store: store.floor.answer(key, by, answer, reason, until),
            self._answered,
        )

    def _answered(self, _: None) -> None:
        self._rest.stop()
        self.desk.look_again(frozenset({FloorNews.ALERTS}))

    def set_limits(
        self, team: str, limits: Limits | None, done: Callable[[], None], failed: Callable[[Fault], None]
    ) -> None:
        """Watch a team by these from now on, with None by the usual ones; the database decides who may."""
        by = self.desk.person

        def saved(_: None) -> None:
            done()
            self.desk.look_again(frozenset({FloorNews.LIMITS}))

        self.desk.ask_database(lambda store: store.floor.set_limits(team, limits, by), saved, failed)

    # reading

    def _read_now(self) -> None:
        self._rest.stop()
        self.read()

    @Slot()
    def read(self) -> None:
        """Read what stands, and for who watches what was alerted; at most once a second."""
        if self._stopped:
            return
        if self._reading or self._rest.isActive():
            self._owed = True
            return
        self._reading = True
        since = self._since() if self._watched else None
        known = frozenset(self._names)
        now = self._now()
        self.desk.ask_database(lambda store: read_alerts(store, now, since, known), self._use, self._not_read)

    def _since(self) -> datetime:
        morning = self._now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
        return morning if self.days == 1 else self._now() - timedelta(days=self.days)

    def _use(self, read: ReadAlerts) -> None:
        self._reading = False
        if self._stopped:
            return
        self._names |= read.names
        self.open = sorted(read.open, key=self._order)
        if self._watched:
            self.past = read.past
        self.loaded, self.failed = True, None
        asking = frozenset(one.alert.id for one in self.open if asks(one))
        news = [] if self._asking is None else [one for one in self.open if one.alert.id in asking - self._asking]
        self._asking = asking
        self.changed.emit()
        if news:
            self.arrived.emit(news)
        self._rest.start()

    def _not_read(self, fault: Fault) -> None:
        self._reading = False
        if self._stopped:
            return
        if not self.loaded:
            self.failed = fault
            self.changed.emit()
        elif not isinstance(fault, PlaceFault):
            self.desk.faulted.emit(fault)
        self._rest.start()

    @Slot()
    def _rested(self) -> None:
        if self._owed:
            self._owed = False
            self.read()

    @Slot()
    def _heed_plan(self) -> None:
        self.changed.emit()
        if self._watched:
            self.count_week()

    @Slot()
    def _heed_actions(self) -> None:
        if self.open:
            self.read()

    @Slot(object)
    def _heed_link(self, state: LinkState) -> None:
        if state is LinkState.CONNECTED:
            self.read()

    def _order(self, outcome: Outcome) -> tuple[object, ...]:
        alert = outcome.alert
        share = (self.lasts_ms(outcome) or 0) / alert.limit_ms if alert.limit_ms else 0.0
        return (not asks(outcome), alert.kind is not AlertKind.HELP, -alert.level, -share, alert.raised_at, alert.id)

    # the week

    def count_week(self, *, anew: bool = False) -> None:
        """Count the last seven days, unless that was done just now."""
        at = self._now()
        if self._counting or self._stopped or not self.desk.people:
            return
        if not anew and self._counted_at is not None and at - self._counted_at < COUNT_AGAIN:
            return
        self._counting = True
        teams = {key: sitter.team for key, sitter in self.desk.people.items()}
        limits = dict(self.desk.limits)

        since = at - timedelta(days=DAYS[-1])
        self.desk.ask_database(
            lambda store: count_alerts(store, since, teams, limits), self._use_tallies, self._not_counted
        )
        self._counted_at = at

    def _use_tallies(self, tallies: list[Tally]) -> None:
        self._counting = False
        self.tallies = tallies
        self.tallied.emit()

    def _not_counted(self, fault: Fault) -> None:
        self._counting, self._counted_at = False, None
        if not isinstance(fault, PlaceFault):
            self.desk.faulted.emit(fault)

"""A second server: reports read from it and nothing is written to it, and when it takes over, consoles go on by it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date

import psycopg
import pytest

from console.domain.audit import AuditKind
from console.domain.calls import CallFilter, Progress
from console.domain.faults import FaultKind, PlaceFault
from console.domain.sheet import rest_conform
from console.store.connecting import Login
from console.store.store import Store
from tests.postgres import PostgresServer, start_server, start_standby, stop_server
from tests.shared_centre import SharedCentre, make_shared_centre
from tests.store.centres import HEARD, START, HandClock

pytestmark = pytest.mark.postgresql

MARCH = date(2026, 3, 1)


def wait_until_followed(primary_url: str, standby_url: str) -> None:
    """Return when the standby has everything that the primary has now."""
    with psycopg.connect(primary_url, autocommit=True) as connection:
        (place,) = connection.execute("SELECT pg_current_wal_flush_lsn()").fetchone() or (None,)
    with psycopg.connect(standby_url, autocommit=True) as connection:
        for _ in range(800):
            if connection.execute("SELECT pg_last_wal_replay_lsn() >= %s", (place,)).fetchone() == (True,):
                return
            connection.execute("SELECT pg_sleep(0.025)")
    raise AssertionError("the standby does not follow")


@dataclass
class Pair:
    """Two servers, the second following the first, and a centre on them."""

    primary: PostgresServer
    standby: PostgresServer
    centre: SharedCentre

    @property
    def both(self) -> str:
        """The address that consoles are given."""
        ports = f"{self.primary.port},{self.standby.port}"
        hosts = "host=127.0.0.1,127.0.0.1"
        return f"postgresql:///{self.centre.database}?{hosts}&port={ports}&target_session_attrs=read-write"

    @property
    def follower(self) -> str:
        """The address for reports."""
        return f"postgresql://127.0.0.1:{self.standby.port}/{self.centre.database}"

    def login(self, number: str) -> Login:
        return Login(number, self.centre.password(number))

    def follow(self) -> None:
        wait_until_followed(self.centre.admin_url, self.standby.url(self.centre.database))

    def switch_over(self) -> None:
        """The first server is gone as by a power cut; the second takes its place."""
        self.primary.stop("immediate")
        self.standby.promote()


@pytest.fixture
def pair() -> Iterator[Pair]:
    primary = start_server()
    standby = None
    try:
        centre = make_shared_centre(primary, primary.fresh_database())
        with Store.open(centre.admin_url, now=HandClock()) as store:
            draft = store.evaluations.open_draft(centre.calls["A"][0].id, centre.person("2001"), centre.form)
            store.evaluations.submit(draft.id, draft.version, at=START)
        standby = start_standby(primary)
        yield Pair(primary, standby, centre)
    finally:
        if standby is not None:
            stop_server(standby)
        stop_server(primary)


def test_a_standby_is_read_and_never_written_and_a_switch_over_is_passed_by(pair: Pair) -> None:
    """One long story, for a pair of servers takes its time to make."""
    pair.follow()
    with Store.open(pair.follower, login=pair.login("4001")) as follower:
        manager = pair.centre.person("4001")
        assert follower.reports.month(MARCH, zone=UTC).whole.drawn.evaluations == 1
        assert follower.calls.count(CallFilter(), manager) == 12
        for deed in (
            lambda: follower.audit.append(AuditKind.EXPORT, manager),
            lambda: follower.people.sign_on_here(),
        ):
            with pytest.raises(PlaceFault) as refused:
                deed()
            assert refused.value.kind is FaultKind.NO_RIGHT
        with pytest.raises(PlaceFault) as refused:
            follower.ping()
        assert refused.value.kind is FaultKind.DATABASE_UNREACHABLE  # what waits on a PC is not sent there

    with Store.open(pair.both, login=pair.login("2001")) as store:
        inspector = store.people.sign_on_here()
        call = pair.centre.calls["A"][1]
        draft = store.evaluations.open_draft(call.id, inspector, pair.centre.form)
        sheet = rest_conform(pair.centre.form, draft.sheet)
        version = store.evaluations.save_draft(draft.id, draft.version, sheet, HEARD)
        pair.follow()

        pair.primary.stop("immediate")
        with pytest.raises(PlaceFault) as away:
            store.evaluations.save_draft(draft.id, version, sheet, HEARD)
        assert away.value.kind is FaultKind.DATABASE_UNREACHABLE
        with pytest.raises(PlaceFault) as still_away:
            store.calls.count(CallFilter(), inspector)
        assert still_away.value.kind is FaultKind.DATABASE_UNREACHABLE

        pair.standby.promote()
        version = store.evaluations.save_draft(draft.id, version, sheet, HEARD)
        revision = store.evaluations.submit(draft.id, version)
        assert store.calls.row(call.id, inspector).progress is Progress.SCORED
        assert store.evaluations.revisions(call.id) == [revision]
    with Store.open(pair.both, login=pair.login("4001")) as store:
        assert store.audit.verify().broken is None
        assert store.reports.month(MARCH, zone=UTC).whole.drawn.evaluations == 1


def test_a_switch_over_between_two_deeds_is_not_even_noticed(pair: Pair) -> None:
    with Store.open(pair.both, login=pair.login("2001")) as store:
        inspector = store.people.sign_on_here()
        call = pair.centre.calls["A"][1]
        draft = store.evaluations.open_draft(call.id, inspector, pair.centre.form)
        pair.follow()
        pair.switch_over()
        assert store.evaluations.find_draft(call.id) == draft
        assert store.evaluations.save_draft(draft.id, draft.version, draft.sheet, HEARD) == draft.version + 1

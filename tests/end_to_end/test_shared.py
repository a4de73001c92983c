"""Several people, several consoles, one shared database: every one signs on with an own login, and sees the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from console.desk.keeping import SaveState
from console.desk.keys import Action, item_action
from console.desk.open_sheet import SheetState
from console.domain.appeals import Outcome
from console.domain.calls import Progress
from console.domain.coaching import FollowUp
from console.domain.people import Role
from console.domain.sheet import Verdict
from console.store.people import NewPerson
from console.store.store import Store
from console.widgets.appeal_line import AppealLine
from tests.cutting_proxy import CuttingProxy
from tests.end_to_end.conftest import AGENT, INSPECTOR, PASSWORD, Centre, Hands, add_logins, furnish, open_console
from tests.memory_keyring import MemoryKeyring
from tests.postgres import PostgresServer
from tests.store.centres import a_call

pytestmark = pytest.mark.postgresql

OTHER, SUPERVISOR, MANAGER, ADMINISTRATOR = "5002", "5101", "5201", "5301"
GREETING = "greeting_with_number"
WITHIN_MS = 1000
"""Another console shows a change within a second."""

OpenConsole = Callable[..., Hands]


@pytest.fixture
def centre(postgres_url: str, tmp_path: Path) -> Centre:
    """The small centre with everybody who has something to do in it."""
    with Store.open(postgres_url) as store:
        inspector, calls = furnish(store, tmp_path)
        assert store.session is not None
        add_logins(
            store.session,
            [
                NewPerson(OTHER, "韩梅", Role.INSPECTOR, team="A"),
                NewPerson(SUPERVISOR, "周强", Role.SUPERVISOR, team="A"),
                NewPerson(MANAGER, "郑华", Role.MANAGER),
                NewPerson(ADMINISTRATOR, "孙伟", Role.ADMINISTRATOR),
            ],
        )
    return Centre(postgres_url, inspector, calls)


@pytest.fixture
def console(qtbot: QtBot, qapp: QApplication, home: Path, centre: Centre) -> Iterator[OpenConsole]:
    """Opens consoles on the centre, each signed on as somebody; all are closed at the end."""
    with ExitStack() as opened:

        def open_one(number: str = "", url: str = centre.url) -> Hands:
            folder = home / f"pc-{number or 'nobody'}"
            folder.mkdir(parents=True, exist_ok=True)
            hands = opened.enter_context(open_console(qtbot, qapp, folder, url))
            if number:
                sign_on(hands, number)
            return hands

        yield open_one


def sign_on(hands: Hands, number: str, password: str = PASSWORD) -> None:
    """Type number and password; the console is in front."""
    hands.console.sign_on_screen.password.clear()
    hands.console.window.activateWindow()
    hands.bot.waitActive(hands.console.window)
    hands.sign_on(number, password)
    place = hands.place
    hands.bot.waitUntil(lambda: place.live is not None and "live" in status(hands), timeout=5000)


def try_to_sign_on(hands: Hands, number: str, password: str) -> str:
    """What the page says when it refuses."""
    screen, desk = hands.console.sign_on_screen, hands.console.sign_on
    screen.number.setText(number)
    screen.password.setText(password)
    with hands.bot.waitSignal(desk.refused, timeout=20_000):
        screen.sign_on()
    return screen._problem.text()


def status(hands: Hands) -> str:
    """What the status line says."""
    return " ".join(label.text() for label in hands.console.window.status.findChildren(QLabel) if label.isVisible())


def said(hands: Hands) -> str:
    """What the message strip says."""
    return hands.console.window.messages.text


def open_call(hands: Hands, centre: Centre, state: SheetState = SheetState.DRAFT) -> None:
    """Open the newest call."""
    hands.place.review.open_call(centre.calls[0])
    view = hands.place.scoring
    hands.bot.waitUntil(lambda: view.view.state in (state, SheetState.FAILED), timeout=5000)
    assert view.view.state is state, view.view.fault


def submit(hands: Hands) -> None:
    """All conforms but the greeting; submitted though hardly heard."""
    if hands.place.scoring.sheet.mark(GREETING).verdict is not Verdict.FAILS:
        hands.act(item_action(2))
    hands.act(Action.REST_CONFORM)
    with hands.bot.waitSignal(hands.place.scoring.submitted, timeout=10_000):
        hands.place.scoring.submit(confirmed=True)


def progress(hands: Hands, centre: Centre) -> tuple[Progress, str, int | None] | None:
    """How the newest call stands in the list, as far as it is shown."""
    at = hands.place.calls.row_of(centre.call(0))
    row = hands.place.calls.row_at(at) if at is not None else None
    return (row.progress, row.inspector_name, row.points) if row is not None else None


def connections_of(centre: Centre, number: str) -> int:
    """How many sessions a login has at the server."""
    with psycopg.connect(centre.url, autocommit=True) as connection:
        row = connection.execute("SELECT count(*) FROM pg_stat_activity WHERE usename = %s", (number,)).fetchone()
    assert row is not None
    return int(row[0])


# signing on


def test_each_signs_on_with_an_own_connection_that_ends_with_signing_off(console: OpenConsole, centre: Centre) -> None:
    hands = console(INSPECTOR)
    assert connections_of(centre, INSPECTOR) >= 1
    hands.act(Action.SIGN_OFF)
    hands.bot.waitUntil(lambda: hands.console.workplace is None)
    hands.bot.waitUntil(lambda: connections_of(centre, INSPECTOR) == 0, timeout=5000)
    sign_on(hands, SUPERVISOR)
    assert hands.place.person.name == "周强"
    assert connections_of(centre, INSPECTOR) == 0


def test_wrong_password_unknown_number_and_closed_account_are_told(console: OpenConsole, centre: Centre) -> None:
    hands = console()
    wrong = "Work number or password is not right."
    assert try_to_sign_on(hands, INSPECTOR, "wrong") == wrong
    assert try_to_sign_on(hands, "no-such-number", PASSWORD) == wrong
    with psycopg.connect(centre.url, autocommit=True) as connection:
        connection.execute("SELECT set_person_active(%s, false)", (OTHER,))
    try:
        assert try_to_sign_on(hands, OTHER, PASSWORD).startswith("This account is closed")
        assert hands.console.workplace is None
        sign_on(hands, INSPECTOR)
    finally:
        with psycopg.connect(centre.url, autocommit=True) as connection:
            connection.execute("SELECT set_person_active(%s, true)", (OTHER,))


def test_a_server_that_is_away_is_told_and_can_be_signed_on_to_when_it_is_back(
    console: OpenConsole, centre: Centre, postgres_server: PostgresServer
) -> None:
    with CuttingProxy(postgres_server.port) as proxy:
        hands = console(url=centre.url.replace(f":{postgres_server.port}", f":{proxy.port}"))
        proxy.refuse()
        assert try_to_sign_on(hands, INSPECTOR, PASSWORD).startswith("The database cannot be reached.")
        assert hands.console.sign_on_screen.password.text() == PASSWORD
        proxy.resume()
        sign_on(hands, INSPECTOR)
        hands.act(Action.SIGN_OFF)
        hands.bot.waitUntil(lambda: hands.console.workplace is None)


def test_a_database_without_a_form_or_without_a_schema_says_who_can_help(
    console: OpenConsole, postgres_server: PostgresServer
) -> None:
    database = postgres_server.fresh_database()
    url = postgres_server.url(database)
    bare = console(url=url)
    assert try_to_sign_on(bare, INSPECTOR, PASSWORD).startswith("The database is of an older version")
    with Store.open(url) as store:
        assert store.session is not None
        add_logins(store.session, [NewPerson(INSPECTOR, "林晓", Role.INSPECTOR, team="A")])
    sign_on(bare, INSPECTOR)
    bare.bot.waitUntil(lambda: said(bare).startswith("No monitoring form is published"), timeout=5000)
    bare.act(Action.SIGN_OFF)
    bare.bot.waitUntil(lambda: bare.console.background.pending == 0)
    postgres_server.drop_database(database)


def test_a_password_remembered_on_this_pc_fills_the_page(
    console: OpenConsole, home: Path, memory_keyring: MemoryKeyring
) -> None:
    hands = console()
    screen = hands.console.sign_on_screen
    hands.bot.waitUntil(screen.remember.isEnabled)
    screen.remember.setChecked(True)
    sign_on(hands, INSPECTOR)
    hands.bot.waitUntil(lambda: PASSWORD in memory_keyring.kept.values())
    hands.act(Action.SIGN_OFF)
    hands.bot.waitUntil(lambda: screen.password.text() == PASSWORD)
    with hands.bot.waitSignal(hands.console.signed_on, timeout=20_000):
        screen.sign_on()
    hands.console.preferences.write()
    for file in home.rglob("*"):
        assert not file.is_file() or PASSWORD.encode() not in file.read_bytes()


def test_the_own_password_is_changed_and_nobody_reads_it_in_the_servers_log(
    console: OpenConsole, centre: Centre, postgres_server: PostgresServer
) -> None:
    hands = console(OTHER)
    hands.console.window.show_screen("settings")
    pane = hands.place.settings_screen.password
    assert pane is not None
    changed = hands.place.password
    assert changed is not None
    try:
        with psycopg.connect(centre.url, autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET log_statement = 'all'")
            connection.execute("SELECT pg_reload_conf()")
        for old, new in (("not-it", "a-new-secret-word"), (PASSWORD, "short")):
            with hands.bot.waitSignal(changed.refused):
                fill(hands, old, new)
        with hands.bot.waitSignal(changed.changed):
            fill(hands, PASSWORD, "a-new-secret-word")
        hands.act(Action.SIGN_OFF)
        hands.bot.waitUntil(lambda: hands.console.workplace is None)
        assert try_to_sign_on(hands, OTHER, PASSWORD) == "Work number or password is not right."
        sign_on(hands, OTHER, "a-new-secret-word")
    finally:
        with psycopg.connect(centre.url, autocommit=True) as connection:
            connection.execute("ALTER SYSTEM RESET log_statement")
            connection.execute("SELECT pg_reload_conf()")
    log = postgres_server.log.read_text(encoding="utf-8", errors="replace")
    assert "set_verifier" in log
    assert "a-new-secret-word" not in log


def fill(hands: Hands, old: str, new: str) -> None:
    """Type into the password boxes and press the button."""
    pane = hands.place.settings_screen.password
    assert pane is not None
    for box, words in zip(pane.boxes, (old, new, new), strict=True):
        box.setText(words)
    pane.change.click()


# what others do


def test_a_claim_a_take_over_and_a_submit_show_at_once_on_the_other_console(
    console: OpenConsole, centre: Centre
) -> None:
    first, second = console(INSPECTOR), console(SUPERVISOR)
    bot = first.bot
    bot.waitUntil(lambda: progress(second, centre) == (Progress.OPEN, "", None))
    open_call(first, centre)
    bot.waitUntil(lambda: progress(second, centre) == (Progress.DRAFT, "林晓", None), timeout=WITHIN_MS)
    first.act(item_action(2))
    bot.waitUntil(lambda: first.place.scoring.saved is SaveState.SAVED)

    open_call(second, centre, SheetState.LOCKED)
    second.place.scoring.take_over("on sick leave")
    bot.waitUntil(lambda: second.place.scoring.view.state is SheetState.DRAFT, timeout=5000)
    bot.waitUntil(lambda: first.place.scoring.view.state is SheetState.LOCKED, timeout=WITHIN_MS)
    bot.waitUntil(lambda: said(first) == "周强 has taken over the sheet that was open here.", timeout=WITHIN_MS)
    bot.waitUntil(lambda: progress(first, centre) == (Progress.DRAFT, "周强", None), timeout=WITHIN_MS)

    submit(second)
    bot.waitUntil(lambda: progress(first, centre) == (Progress.SCORED, "周强", 98), timeout=WITHIN_MS)
    bot.waitUntil(lambda: first.place.scoring.view.state is SheetState.SUBMITTED, timeout=WITHIN_MS)
    assert said(first) == "周强 has submitted the sheet that is open here."


def test_new_calls_come_in_without_moving_what_is_looked_at(console: OpenConsole, centre: Centre) -> None:
    hands = console(SUPERVISOR)
    table = hands.place.review.calls.table
    hands.bot.waitUntil(lambda: hands.place.calls.rowCount() == 3)
    table.select_row(1)
    chosen = hands.place.calls.row_at(1)
    assert chosen is not None
    with Store.open(centre.url) as store:
        store.calls.add_many([a_call(900, agent_number=AGENT, team="A")])
    hands.bot.waitUntil(lambda: hands.place.calls.rowCount() == 4, timeout=WITHIN_MS)
    now = hands.place.calls.row_at(table.current_row())
    assert now is not None
    assert now.call.id == chosen.call.id


def test_what_was_missed_while_the_line_was_cut_is_caught_up_with(
    console: OpenConsole, centre: Centre, postgres_server: PostgresServer
) -> None:
    with CuttingProxy(postgres_server.port) as proxy:
        far = console(SUPERVISOR, url=centre.url.replace(f":{postgres_server.port}", f":{proxy.port}"))
        near = console(INSPECTOR)
        far.bot.waitUntil(lambda: progress(far, centre) == (Progress.OPEN, "", None))
        proxy.refuse()
        proxy.cut()
        far.bot.waitUntil(lambda: "late" in status(far), timeout=5000)
        open_call(near, centre)
        proxy.resume()
        far.bot.waitUntil(lambda: progress(far, centre) == (Progress.DRAFT, "林晓", None), timeout=20_000)
        far.bot.waitUntil(lambda: "live" in status(far))
        far.act(Action.SIGN_OFF)
        far.bot.waitUntil(lambda: far.console.workplace is None)


# coaching and appeals


def test_the_agent_signs_at_the_supervisors_pc_with_the_own_number_and_password(
    console: OpenConsole, centre: Centre
) -> None:
    hands = console(SUPERVISOR)
    agents_own = console(AGENT)
    desk = hands.place.coaching
    open_call(hands, centre)
    submit(hands)
    hands.place.coach_this()
    hands.bot.waitUntil(lambda: desk.note is not None)
    desk.set_strength("calm and clear")
    desk.set_follow_up(FollowUp.OPEN)
    hands.bot.waitUntil(lambda: desk.saved is SaveState.SAVED)
    desk.share()
    hands.bot.waitUntil(lambda: desk.note is not None and desk.note.shared, timeout=5000)
    agents_own.bot.waitUntil(lambda: said(agents_own) == "Coaching notes to read and acknowledge: 1", timeout=WITHIN_MS)
    agents_own.console.window.show_screen("coaching")
    agents_own.bot.waitUntil(lambda: len(agents_own.place.coaching.notes) == 1, timeout=5000)

    signing = hands.place.coaching_screen._note._signing
    assert "password" in signing._pin.placeholderText()
    for number, password in ((AGENT, "wrong"), (INSPECTOR, PASSWORD)):
        with hands.bot.waitSignal(desk.acknowledge_refused, timeout=5000):
            desk.acknowledge(number, password)
        assert signing._wrong.text() == "Work number or password is not right."
        assert not desk.signed
    (note,) = agents_own.place.coaching.notes
    agents_own.place.coaching.open_note(note.id)
    agents_own.bot.waitUntil(lambda: agents_own.place.coaching.note is not None)
    desk.acknowledge(AGENT, PASSWORD)
    hands.bot.waitUntil(lambda: desk.signed, timeout=5000)
    agents_own.bot.waitUntil(lambda: agents_own.place.coaching.signed, timeout=WITHIN_MS)
    with psycopg.connect(centre.url) as connection:
        by = connection.execute("SELECT login FROM audit WHERE kind = 'acknowledge'").fetchall()
    assert by == [(AGENT,)]


def line_of(hands: Hands, key: str) -> AppealLine | None:
    """What stands below an item about its appeal."""
    row = hands.place.review.sheet.list.rows.get(key)
    return row.appeal if row is not None else None


def test_an_agent_reads_own_results_appeals_and_hears_the_answer(console: OpenConsole, centre: Centre) -> None:
    key = GREETING
    inspector = console(INSPECTOR)
    open_call(inspector, centre)
    submit(inspector)
    agent, manager = console(AGENT), console(MANAGER)
    bot = agent.bot
    bot.waitUntil(lambda: agent.place.calls.rowCount() == 1, timeout=5000)
    assert agent.place.pages.importing is None
    open_call(agent, centre, SheetState.SUBMITTED)
    sheet = agent.place.review.sheet
    for button in (sheet.submit_button, sheet.rest_button, sheet.coach_button, sheet.revisions.correct):
        assert not button.isVisible()
    agent.act(Action.COACH_THIS)
    agent.act(item_action(3))
    assert agent.console.window.current_screen == "review"
    assert line_of(agent, "pace_and_tone") is None
    bot.waitUntil(lambda: line_of(agent, key) is not None)
    line = line_of(agent, key)
    assert line is not None
    line.ask.click()
    line.reason.words.setText("报了工号，录音第 3 秒")
    line.reason.start.click()
    bot.waitUntil(lambda: "报了工号" in line.words.text(), timeout=5000)
    assert not line.ask.isVisible()

    bot.waitUntil(lambda: len(manager.place.appeals.waiting) == 1, timeout=WITHIN_MS)
    assert said(manager) == "Appeals to settle, under Coaching: 1"
    manager.place.show_appeal(manager.place.appeals.waiting[0])
    bot.waitUntil(lambda: (found := line_of(manager, key)) is not None and found.uphold.isVisible(), timeout=5000)
    assert manager.place.scoring.focused_item == key
    settling = line_of(manager, key)
    assert settling is not None
    settling.uphold.click()
    settling.reason.words.setText("听到了，判定有误")
    settling.reason.start.click()
    bot.waitUntil(lambda: not manager.place.appeals.waiting, timeout=5000)
    bot.waitUntil(lambda: "听到了" in line.words.text(), timeout=WITHIN_MS)
    with Store.open(centre.url) as store:
        (appeal,) = store.appeals.list_appeals()
        assert (appeal.outcome, appeal.settled_by_name) == (Outcome.UPHELD, "郑华")


def test_who_keeps_accounts_sees_no_calls(console: OpenConsole) -> None:
    hands = console(ADMINISTRATOR)
    window = hands.console.window
    assert window.current_screen == "settings"
    window.show_screen("review")
    window.show_screen("coaching")
    assert window.current_screen == "settings"

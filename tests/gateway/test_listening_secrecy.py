"""Where live sound is fetched only the one who asked knows: it is looked for everywhere else, by everybody else."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import sql

from console.domain.faults import FaultKind, PlaceFault
from console.domain.floor import FloorAction
from console.domain.floor_book import ActionState, HearAt
from console.store.store import Store
from tests.gateway.listening_console import ListeningConsole
from tests.gateway.listening_stage import Stage, away
from tests.gateway.scripted_media import MARK
from tests.shared_centre import SharedCentre, connect, connect_trusted

pytestmark = pytest.mark.postgresql

PORT = 54321
"""Of the console; found again in what is written."""


ASK = "SELECT ask_action(gen_random_uuid(), (SELECT id FROM person WHERE number = '1001'),"


@pytest.fixture
def stage(gateway_centre: SharedCentre, open_gateway_store: Callable[[], Store]) -> Stage:
    return Stage(gateway_centre, open_gateway_store)


def tables_with(centre: SharedCentre, what: str) -> set[str]:
    """The tables in any of whose rows it stands."""
    with connect_trusted(centre) as root:
        names = root.execute(
            "SELECT relnamespace::regnamespace::text, relname FROM pg_class WHERE relkind IN ('r', 'm')"
            " AND relnamespace IN ('public'::regnamespace, 'parts'::regnamespace)"
        ).fetchall()
        found = set()
        for schema, name in names:
            query = sql.SQL("SELECT count(*) FROM {} t WHERE t::text LIKE %s").format(sql.Identifier(schema, name))
            ((count,),) = root.execute(query, (f"%{what}%",)).fetchall()
            if count:
                found.add(name)
    return found


def written_with(centre: SharedCentre, what: str) -> list[str]:
    """Files of the server's log and write-ahead log in which it stands."""
    with connect_trusted(centre) as root:
        ((folder,),) = root.execute("SHOW data_directory").fetchall()
    files = [centre.server.log, *(centre.server.folder / folder / "pg_wal").glob("0*")]
    return [path.name for path in files if what.encode() in path.read_bytes()]


@pytest.fixture
def overheard(gateway_centre: SharedCentre) -> Iterator[psycopg.Connection[tuple[str, ...]]]:
    """A superuser's ear on every channel there is."""
    with connect_trusted(gateway_centre) as ear:
        channels = [name for (name,) in ear.execute("SELECT channel FROM floor_team").fetchall()]
        for channel in ("deskside_floor", "deskside_floor_asked", *channels):
            ear.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
        yield ear


def test_an_address_is_nowhere_but_with_the_one_who_asked(
    stage: Stage, overheard: psycopg.Connection[tuple[str, ...]], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    texts: list[str] = []

    async def story(stage: Stage) -> None:
        console = await away(stage.console)
        key = await away(console.ask, "1.7", HearAt("127.0.0.1", PORT, PORT + 2))
        await away(console.settled, key)
        assert await away(tables_with, stage.centre, MARK) == {"media_offer"}
        assert await away(tables_with, stage.centre, str(PORT)) == set()  # gone with its taking up
        offer = await away(console.store.live.offer, console.person, key)
        assert MARK not in repr(offer)
        assert await away(tables_with, stage.centre, MARK) == set()
        for again in (key, uuid4()):
            with pytest.raises(PlaceFault) as caught:
                await away(console.store.live.offer, console.person, again)
            texts.append(f"{caught.value!r} {caught.value.facts}")
        await away(console.turns, key, FloorAction.WHISPER)
        await away(console.store.live.stop, console.person, key)
        await away(console.over, key)
        assert await away(tables_with, stage.centre, MARK) == set()

    stage.play(story)
    texts += [notice.payload for notice in overheard.notifies(timeout=0.5)]
    assert len(texts) > 5
    texts.append(caplog.text)
    for secret in (MARK, str(PORT)):
        assert not [text for text in texts if secret in text]
        assert written_with(stage.centre, secret) == []


def test_what_nobody_fetched_is_forgotten(stage: Stage) -> None:
    async def story(stage: Stage) -> None:
        console = await away(stage.console)
        key = await away(console.ask)
        await away(console.settled, key)
        with connect_trusted(stage.centre) as root:
            root.execute("UPDATE media_offer SET made_at = made_at - interval '31 seconds'")
            with pytest.raises(PlaceFault):
                await away(console.store.live.offer, console.person, key)
            root.execute("UPDATE floor_action SET at = at - interval '31 seconds'")
            while root.execute("SELECT count(*) FROM media_offer").fetchall() != [(0,)]:
                await away(console.listening, key)

    stage.play(story)


@pytest.mark.parametrize("number", ["2001", "2002", "4001", "1001", "9001", "gateway-9"])
def test_anybody_else_is_told_there_is_nothing(stage: Stage, number: str) -> None:
    """A colleague of the same team, a manager, the agent, the administrator, the gateway; with the right id at hand."""

    async def story(stage: Stage) -> None:
        console = await away(stage.console)
        key = await away(console.ask)
        await away(console.settled, key)
        with connect(stage.centre, number) as session:
            for deed in (
                "SELECT take_offer(%(key)s)",
                "SELECT take_offer(%(key)s, on_behalf => (SELECT id FROM person WHERE number = '3001'))",
                "SELECT stop_listening(%(key)s)",
                f"{ASK} 'whisper', listening => %(key)s)",
                f"{ASK} 'whisper', call_key => '1.7')",
                f"{ASK} 'take_over', listening => %(key)s)",
                "SELECT * FROM media_offer",
                "UPDATE media_offer SET taken_at = NULL",
                "UPDATE floor_action SET by_id = (SELECT id FROM person WHERE number = '2002')",
                "SELECT finish_action(%(key)s, 'accepted', '', false, '{}')",
                "SELECT * FROM take_actions('pbx')",
            ):
                with pytest.raises(psycopg.Error) as refused:
                    session.execute(deed, {"key": key})
                assert MARK not in str(refused.value)
        assert stage.media.asked == [("listen", "1001", "3001")]
        assert (await away(console.store.live.offer, console.person, key)).agent  # still there for whom it is

    stage.play(story)


def test_a_forged_notice_makes_nobody_hear_or_end_anything(stage: Stage) -> None:
    async def story(stage: Stage) -> None:
        console = await away(stage.console)
        key, _ = await away(console.hears)
        with connect(stage.centre, "1001") as session:
            for channel in ("deskside_floor", "deskside_floor_asked"):
                for said in ("actions", f'{{"stop": "{key}"}}', "[]"):
                    session.execute("SELECT pg_notify(%s, %s)", (channel, said))
        assert (await away(console.turns, key, FloorAction.WHISPER)).state is ActionState.DONE
        assert (await away(console.listening, key)).open
        assert [deed for deed, *_ in stage.media.asked] == ["listen", "whisper"]

    stage.play(story)


def test_who_sees_the_team_no_longer_fetches_nothing(stage: Stage) -> None:
    async def story(stage: Stage) -> None:
        console = await away(stage.console, "2001")
        key = await away(console.ask)
        await away(console.settled, key)
        with connect(stage.centre, "9001") as session:
            session.execute("SELECT revoke_team('2001', 'A')")
        with pytest.raises(PlaceFault) as refused:
            await away(console.store.live.offer, console.person, key)
        assert refused.value.kind is FaultKind.NOT_FOUND
        with pytest.raises(PlaceFault):
            await away(console.ask)

    stage.play(story)


@pytest.mark.parametrize("deed", ["SELECT revoke_team('2001', 'A')", "SELECT set_person_active('2001', false)"])
def test_who_may_not_hear_any_more_hears_no_more(stage: Stage, deed: str) -> None:
    async def story(stage: Stage) -> None:
        console, lead = await away(stage.console, "2001"), await away(stage.console)
        key, _ = await away(console.hears)
        with connect(stage.centre, "9001") as session:
            session.execute(deed)
            try:
                assert (await away(lead.over, key)).words == "not allowed any more"
            finally:  # logins are the whole server's
                session.execute("SELECT set_person_active('2001', true)")
        assert stage.media.open == {}

    stage.play(story)


def test_an_inspector_listens_and_does_no_more(stage: Stage) -> None:
    async def story(stage: Stage) -> None:
        console: ListeningConsole = await away(stage.console, "2001")
        key: UUID = (await away(console.hears))[0]
        heard = await away(console.listening, key)
        for mode in (FloorAction.WHISPER, FloorAction.JOIN, FloorAction.TAKE_OVER):
            with pytest.raises(PlaceFault) as refused:
                await away(console.store.live.mode, console.person, heard, mode)
            assert refused.value.kind is FaultKind.NO_RIGHT
        with pytest.raises(PlaceFault):
            await away(console.ask, "1.7", None, "1002")  # of another team
        assert [deed for deed, *_ in stage.media.asked] == ["listen"]

    stage.play(story)

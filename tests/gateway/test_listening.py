"""Listening asked for at a console, carried out at a telephone system, through a real PostgreSQL between them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from statistics import median
from time import perf_counter
from typing import Any

import pytest

from console.domain.faults import FaultKind, PlaceFault
from console.domain.floor import FloorAction
from console.domain.floor_book import ActionState, HearAt
from console.domain.live import Transport as Told
from console.gateway import listening as gateway_listening
from console.gateway.gateway import Pace
from console.store.store import Store
from console.telephony.live import Ending, MediaWish, Mode, Offer, Transport
from tests.gateway.listening_console import ListeningConsole
from tests.gateway.listening_stage import Stage, away
from tests.gateway.scripted import agent
from tests.gateway.scripted_media import AUTHORITY, MARK
from tests.shared_centre import SharedCentre, connect, connect_trusted

pytestmark = pytest.mark.postgresql

OFFERED_MS = 100.0


@pytest.fixture
def stage(gateway_centre: SharedCentre, open_gateway_store: Callable[[], Store]) -> Stage:
    return Stage(gateway_centre, open_gateway_store)


def audit(centre: SharedCentre) -> list[tuple[str, dict[str, Any]]]:
    with connect_trusted(centre) as root:
        rows = root.execute("SELECT kind, facts FROM audit WHERE kind LIKE 'floor_action%' ORDER BY id").fetchall()
    return [(kind, facts) for kind, facts in rows]


def test_a_call_is_heard_and_the_record_says_by_whom_and_how_long(stage: Stage) -> None:
    async def story(stage: Stage) -> None:
        console = await away(stage.console)
        key, offer = await away(console.hears)
        assert stage.media.asked == [("listen", "1001", "3001")]
        assert (offer.transport, offer.form, offer.rate_hz) == (Told.WEBSOCKET, "slin16", 16000)
        assert offer.authority == AUTHORITY
        assert offer.agent.endswith(f"{MARK}-agent-1")
        assert offer.customer.endswith(f"{MARK}-customer-1")
        (heard,) = await away(console.store.live.listenings)
        assert (heard.action_id, heard.by_id, heard.mode) == (key, console.person.id, FloorAction.LISTEN)
        assert heard.open
        await away(console.store.live.stop, console.person, key)
        over = await away(console.over, key)
        assert (over.state, over.words) == (ActionState.DONE, "ended by whoever listened")
        assert stage.media.open == {}
        assert await away(console.store.live.listenings) == []
        (heard,) = await away(console.store.live.listenings, timedelta(hours=1))
        assert heard.until == over.ended_at

    stage.play(story)
    (_, asked), (_, ended) = audit(stage.centre)
    assert (asked["action"], asked["agent"], asked["call"]) == ("listen", "1001", "1.7")
    assert (ended["id"], ended["call"], ended["outcome"]) == (asked["id"], "1.7", "done")
    assert ended["seconds"] in (0, 1)


def test_modes_change_ones_own_listening_and_each_is_recorded(stage: Stage) -> None:
    async def story(stage: Stage) -> None:
        console = await away(stage.console)
        key, _ = await away(console.hears)
        for mode, switch in ((FloorAction.WHISPER, Mode.WHISPER), (FloorAction.JOIN, Mode.JOIN)):
            turned = await away(console.turns, key, mode)
            assert turned.state is ActionState.DONE
            offer = await away(console.store.live.offer, console.person, turned.id)
            assert offer.talk.endswith(f"{MARK}-talk-{mode.value}")
            assert stage.media.open == {"key-1": switch}
            assert (await away(console.listening, key)).mode is mode
        back = await away(console.turns, key, FloorAction.LISTEN)
        assert back.state is ActionState.DONE
        with pytest.raises(PlaceFault):  # there is nothing new to fetch
            await away(console.store.live.offer, console.person, back.id)
        assert not (await away(console.listening, key)).speaks
        await away(console.turns, key, FloorAction.TAKE_OVER)
        assert (await away(console.listening, key)).mode is FloorAction.TAKE_OVER

    stage.play(story)
    modes = [facts["action"] for kind, facts in audit(stage.centre) if "listening" in facts]
    assert modes == ["whisper", "join", "listen", "take_over"]


def test_what_the_switch_refuses_is_said_without_its_addresses(stage: Stage) -> None:
    refusals: list[Offer | Exception] = [
        Offer(ok=False, words=f"no way to wss://pbx.example:8089/media/{MARK}-x at 10.1.2.3:8089"),
        RuntimeError(f"wss://pbx.example/media/{MARK}"),
    ]
    stage.media.answers = refusals

    async def story(stage: Stage) -> None:
        console = await away(stage.console)
        first = await away(console.settled, await away(console.ask))
        assert (first.state, first.words) == (ActionState.REFUSED, "no way to … at …")
        second = await away(console.settled, await away(console.ask))
        assert (second.state, second.words) == (ActionState.REFUSED, "the gateway failed: RuntimeError")
        other_call = await away(console.settled, await away(console.ask, "1.6"))
        assert other_call.words == "the call that was meant is over"
        stage.switch.turn(agent("1001"))
        no_call = await away(console.settled, await away(console.ask, ""))
        assert no_call.words == "1001 has no call"
        assert await away(console.store.live.listenings) == []

    stage.play(story)


def test_the_call_ends_and_so_does_the_listening(stage: Stage) -> None:
    async def story(stage: Stage) -> None:
        console = await away(stage.console)
        key, _ = await away(console.hears)
        stage.switch.end_listening("key-1", Ending.CALL_OVER)
        over = await away(console.over, key)
        assert (over.state, over.words) == (ActionState.DONE, "the call is over")
        with pytest.raises(PlaceFault):
            await away(console.store.live.mode, console.person, heard_of(key, console), FloorAction.JOIN)
        # One that ends while its mode is being changed, and one that ends before its key is known.
        key, _ = await away(console.hears)
        whisper = await away(
            console.store.live.mode, console.person, await away(console.listening, key), FloorAction.JOIN
        )
        stage.switch.end_listening("key-2", Ending.CONSOLE_GONE)
        assert (await away(console.over, key)).words == "the console is gone"
        await away(console.settled, whisper)
        stage.switch.end_listening("key-3")
        key = await away(console.ask)
        assert (await away(console.over, key)).state is ActionState.REFUSED

    def heard_of(key: Any, console: ListeningConsole) -> Any:
        return next(one for one in console.store.live.listenings(timedelta(hours=1)) if one.action_id == key)

    stage.play(story)


def test_whoever_stops_before_it_has_begun_leaves_nothing(stage: Stage) -> None:
    async def story(stage: Stage) -> None:
        console = await away(stage.console)
        stage.media.hold = asyncio.Event()
        key = await away(console.ask)
        while not stage.media.asked:
            await asyncio.sleep(0.01)
        await away(console.store.live.stop, console.person, key)
        await asyncio.sleep(0.3)
        stage.media.hold.set()
        over = await away(console.over, key)
        assert over.began_at is None
        assert stage.media.open == {}

    stage.play(story)


def test_two_hear_one_call_and_see_each_other(stage: Stage) -> None:
    async def story(stage: Stage) -> None:
        supervisor, inspector = await away(stage.console), await away(stage.console, "2001")
        mine, _ = await away(supervisor.hears)
        theirs, _ = await away(inspector.hears)
        await away(supervisor.turns, mine, FloorAction.WHISPER)
        seen = await away(inspector.store.live.listenings)
        assert [(one.by_id, one.mode) for one in seen] == [
            (supervisor.person.id, FloorAction.WHISPER),
            (inspector.person.id, FloorAction.LISTEN),
        ]
        await away(supervisor.store.live.stop, supervisor.person, mine)
        await away(supervisor.over, mine)
        assert [one.action_id for one in await away(inspector.store.live.listenings)] == [theirs]
        assert stage.media.open == {"key-2": Mode.LISTEN}

    stage.play(story)


def test_a_console_says_where_it_hears_and_only_where_it_is(stage: Stage) -> None:
    async def story(stage: Stage) -> None:
        console = await away(stage.console)
        assert await away(console.store.live.own_address) == "127.0.0.1"
        await away(console.settled, await away(console.ask, "1.7", HearAt("127.0.0.1", 40000, 40002)))
        assert stage.media.wishes == [MediaWish("127.0.0.1", 40000, 40002)]
        for elsewhere in (HearAt("127.0.0.2", 40000, 40002), HearAt("x", 40000, 40002), HearAt("127.0.0.1", 22, 40002)):
            with pytest.raises(PlaceFault) as refused:
                await away(console.ask, "1.7", elsewhere)
            assert refused.value.kind is FaultKind.NO_RIGHT

    stage.play(story)


def test_when_the_gateway_ends_nobody_listens_any_more(stage: Stage) -> None:
    keys = []

    async def story(stage: Stage) -> None:
        keys.append((await away((await away(stage.console)).hears))[0])

    stage.play(story)
    assert stage.media.open == {}
    with connect(stage.centre, "4001") as session:
        rows = session.execute("SELECT state, words, ended_at IS NULL FROM floor_action WHERE id = %s", keys).fetchall()
    assert rows == [("done", "the gateway ended", False)]


def test_a_customer_who_was_taken_over_goes_on_talking_when_the_gateway_ends(stage: Stage) -> None:
    keys = []

    async def story(stage: Stage) -> None:
        console = await away(stage.console)
        for mode in (FloorAction.TAKE_OVER, FloorAction.JOIN):
            keys.append((await away(console.hears))[0])
            await away(console.turns, keys[-1], mode)

    stage.play(story)
    assert stage.media.open == {"key-1": Mode.TAKE_OVER}
    with connect(stage.centre, "4001") as session:
        query = "SELECT words, ended_at IS NULL FROM floor_action WHERE id = ANY(%s)"
        assert session.execute(query, [keys]).fetchall() == [("the gateway ended", False)] * 2


def test_a_console_that_is_gone_hears_nothing_more(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where sound is sent as RTP nothing else would tell; what is fetched goes on as long as it is fetched."""
    monkeypatch.setattr(gateway_listening, "GONE_S", 0.5)

    async def story(stage: Stage) -> None:
        gone, there = await away(ListeningConsole, stage.centre, "3001"), await away(stage.console, "2001")
        fetched = await away(ListeningConsole, stage.centre, "4001")
        fetching, _ = await away(fetched.hears)
        stage.media.transport = Transport.RTP
        key, _ = await away(gone.hears)
        kept, _ = await away(there.hears)
        await asyncio.sleep(1.0)
        assert len(stage.media.open) == 3
        await away(fetched.close)
        await away(gone.close)
        assert (await away(there.over, key)).words == "the console is gone"
        assert set(stage.media.open) == {"key-1", "key-3"}
        assert [one.action_id for one in await away(there.store.live.listenings)] == [fetching, kept]

    stage.play(story)


def test_an_open_listening_outlives_a_restart_of_the_database(stage: Stage) -> None:
    async def story(stage: Stage) -> None:
        console = await away(stage.console)
        key, _ = await away(console.hears)
        with connect_trusted(stage.centre) as root:
            root.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'gateway-9'")
        await asyncio.sleep(0.5)
        assert (await away(console.turns, key, FloorAction.WHISPER)).state is ActionState.DONE
        assert (await away(console.listening, key)).open

    stage.play(story)


def test_the_next_call_is_heard_while_the_one_before_still_is(stage: Stage) -> None:
    """As a round of listening goes from call to call."""

    async def story(stage: Stage) -> None:
        console = await away(stage.console, "4001")
        first, _ = await away(console.hears)
        second = await away(partial(console.ask, agent="1002"))
        assert (await away(console.settled, second)).state is ActionState.ACCEPTED
        offer = await away(console.store.live.offer, console.person, second)
        assert offer.agent.endswith(f"{MARK}-agent-2")
        both = await away(console.store.live.listenings)
        assert [one.action_id for one in both] == [first, second]
        await away(console.store.live.stop, console.person, first)
        assert (await away(console.over, first)).words == "ended by whoever listened"
        (heard,) = await away(console.store.live.listenings)
        assert (heard.action_id, stage.media.open) == (second, {"key-2": Mode.LISTEN})
        whisper = await away(console.turns, second, FloorAction.WHISPER)
        assert whisper.state is ActionState.DONE
        await away(console.store.live.stop, console.person, second)
        await away(console.over, second)

    stage.play(story)
    kinds = [(facts["agent"], facts.get("outcome", "asked")) for _, facts in audit(stage.centre) if "agent" in facts]
    assert kinds.count(("1001", "asked")) == 1
    assert {number for number, _ in kinds} == {"1001", "1002"}


def test_the_offer_comes_within_a_tenth_of_a_second(stage: Stage) -> None:
    took_ms: list[float] = []

    def hear(console: ListeningConsole) -> None:
        began_s = perf_counter()
        key, _ = console.hears()
        took_ms.append((perf_counter() - began_s) * 1000)
        console.store.live.stop(console.person, key)
        console.over(key)

    async def story(stage: Stage) -> None:
        console = await away(stage.console)
        for _ in range(25):
            await away(hear, console)

    Stage(stage.centre, lambda: stage._store, Pace()).play(story)
    print(f"click to offer through PostgreSQL: median {median(took_ms):.0f} ms, worst {max(took_ms):.0f} ms")  # noqa: T201
    assert median(took_ms) <= OFFERED_MS

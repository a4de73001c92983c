"""Live sound over TLS at a console: believed by whom its gateway names, told in words where nobody vouches for it."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from console.audio.live_talk import TalkStage
from console.desk.background import Background
from console.desk.live_now import Stage
from console.desk.live_words import asking_text
from console.desk.talk_words import trouble_text
from console.domain.faults import FaultKind
from console.domain.floor import FloorAction
from console.domain.floor_book import ActionState, Stop
from console.domain.live import LiveOffer, Transport
from console.store.store import Store
from tests.audio.test_live_lines import Switch, frames_of, serving
from tests.certificates import Authority
from tests.desk.live_rig import LiveRig, live_rig
from tests.desk.test_talking import TalkRig

NOT_TRUSTED = "does not trust the telephone system's certificate"


@pytest.fixture
def authority() -> Authority:
    return Authority()


@pytest.fixture
def port(authority: Authority, tmp_path: Path) -> Iterator[int]:
    """Of a switch whose certificate that authority has signed."""
    chain = tmp_path / "switch.pem"
    chain.write_bytes(b"".join(authority.server()))
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(chain)
    with serving(Switch(frames_of("ulaw")), tls) as found:
        yield found


@pytest.fixture
def rig(qtbot: QtBot, tmp_path: Path) -> Iterator[LiveRig]:
    background = Background()
    with Store.open(tmp_path / "tls.sqlite") as store, live_rig(store, background, qtbot) as made:
        made.talk("2000")
        yield made
    background.close()


def offered(rig: LiveRig, port: int, authority: str) -> None:
    rig.live.listen("2000")
    todo = rig.take_listening()
    agent, customer = (f"wss://127.0.0.1:{port}/media/{side}" for side in "ab")
    offer = LiveOffer(Transport.WEBSOCKET, "ulaw", 8000, agent, customer, authority=authority)
    rig.gateway.finish(todo.id, ActionState.ACCEPTED, "", last=False, offer=offer)
    rig.news()


def test_a_switch_for_which_the_gateway_vouches_is_heard(
    rig: LiveRig, qtbot: QtBot, port: int, authority: Authority
) -> None:
    offered(rig, port, authority.certificate.decode())
    qtbot.waitUntil(lambda: rig.live.now.stage is Stage.HEARING, timeout=15_000)
    call = rig.live.call
    assert call is not None
    qtbot.waitUntil(lambda: all(leg.figures(0.0).packets > 10 for leg in call.legs))


def test_one_for_which_nobody_vouches_is_told_in_words_and_taken_down(rig: LiveRig, qtbot: QtBot, port: int) -> None:
    offered(rig, port, "")
    qtbot.waitUntil(lambda: rig.live.now.stage is Stage.REFUSED, timeout=15_000)
    assert rig.live.now.fault is not None
    assert rig.live.now.fault.kind is FaultKind.MEDIA_NOT_TRUSTED
    assert NOT_TRUSTED in asking_text(rig.live.now)
    qtbot.waitUntil(lambda: rig.background.pending == 0)
    assert [one.stop for one in rig.taken()] == [Stop.ASKED]


@pytest.mark.parametrize("mode", [FloorAction.WHISPER, FloorAction.TAKE_OVER])
def test_the_microphone_goes_by_the_same_trust(
    tmp_path: Path, qtbot: QtBot, port: int, authority: Authority, mode: FloorAction
) -> None:
    rig = TalkRig(tmp_path, qtbot)
    try:
        for vouched in (authority.certificate.decode(), ""):
            url = f"wss://127.0.0.1:{port}/media/a"
            ways = {"talk": url} if mode is FloorAction.WHISPER else {"customer": url}
            offer = LiveOffer(Transport.WEBSOCKET, "ulaw", 8000, authority=vouched, **ways)  # type: ignore[arg-type]
            rig.talking.open(mode, [], offer)
            rig.until(TalkStage.READY if vouched else TalkStage.FAILED)
        assert NOT_TRUSTED in trouble_text(rig.talking.now)
    finally:
        rig.close()

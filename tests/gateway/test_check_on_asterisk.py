"""`deskside gateway --check` before a real Asterisk: says what live sound lacks, and disturbs nobody who listens."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from console.telephony.asterisk_media import LiveSite
from console.telephony.live import MediaWish
from tests.conftest import ROOT
from tests.gateway.programs import gateway_file
from tests.pbx.asterisk import Asterisk, start_asterisk, stop_asterisk
from tests.pbx.conftest import own_asterisk  # noqa: F401 - a fixture
from tests.pbx.live_scene import by_ari, by_manager, scene
from tests.shared_centre import SharedCentre

pytestmark = [pytest.mark.asterisk, pytest.mark.postgresql]


WEBSOCKET = '[media]\nuser = "deskside"\npassword_file = "pbx.password"\ntls = false\nport = {http}\n'
BY_TLS = '[media]\nuser = "deskside"\npassword_file = "pbx.password"\nport = {https}\n'
RTP = '[media]\ntransport = "rtp"\ntake_over = "live-rtp"\n'

Edit = tuple[str, str, str]


def without(*modules: str) -> list[Edit]:
    """The rig's modules but for these."""
    return [("modules.conf", f"load = {module}.so\n", "") for module in modules]


def checked(switch: Asterisk, centre: SharedCentre, folder: Path, media: str) -> str:
    """What `deskside gateway --check` says."""
    account = (switch.address, switch.ami_port, *switch.login)
    more = media.format(http=switch.http_port, https=switch.https_port, ca=switch.ca_file)
    file = gateway_file(folder, centre, account, more=more)
    command = [sys.executable, "-W", "error", "-m", "console", "gateway", "--config", str(file), "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stderr
    return done.stderr


@pytest.mark.parametrize(
    ("media", "edits", "said"),
    [
        pytest.param(WEBSOCKET, [], "", id="whole"),
        pytest.param(BY_TLS + 'ca_file = "{ca}"\n', [], "", id="whole-by-tls"),
        pytest.param(RTP, [], "", id="whole-by-rtp"),
        pytest.param(
            WEBSOCKET,
            [("http.conf", "enabled = yes", "enabled = no")],
            "nobody answers there (enabled, bindaddr",
            id="http",
        ),
        pytest.param(WEBSOCKET, [("ari.conf", "enabled = yes", "enabled = no")], "it answers with 404", id="ari"),
        pytest.param(WEBSOCKET, [("ari.conf", "[deskside]", "[other]")], "the login deskside is refused", id="account"),
        pytest.param(
            WEBSOCKET,
            [("ari.conf", "type = user", "type = user\nread_only = yes")],
            "the login deskside may only read (read_only = no in ari.conf)",
            id="read-only",
        ),
        pytest.param(WEBSOCKET, without("chan_websocket"), "chan_websocket.so does not run", id="chan_websocket"),
        pytest.param(WEBSOCKET, without("res_stasis_snoop"), "res_stasis_snoop.so does not run", id="snoop"),
        pytest.param(WEBSOCKET, without("res_stasis_playback"), "res_stasis_playback.so does not run", id="playback"),
        pytest.param(WEBSOCKET, without("res_ari_bridges"), "res_ari_bridges.so does not run", id="bridges"),
        pytest.param(WEBSOCKET, without("res_ari_applications"), "res_ari_applications.so does not", id="applications"),
        pytest.param(WEBSOCKET, without("res_ari_asterisk"), "res_ari_asterisk.so does not run", id="asterisk"),
        pytest.param(WEBSOCKET, without("res_ari_events"), "res_ari_events.so", id="events"),
        pytest.param(
            WEBSOCKET, without("app_stasis"), "app_stasis.so does not run: a call can be taken over by", id="stasis"
        ),
        pytest.param(BY_TLS, [], "its certificate is not trusted", id="certificate"),
        pytest.param(BY_TLS.replace("{https}", "{http}"), [], "speaks no TLS (tlsenable", id="no-tls"),
        pytest.param(
            WEBSOCKET + 'consoles = "127.0.0.1:9"\n', [], "at 127.0.0.1:9: nobody answers there", id="consoles"
        ),
        pytest.param(RTP, without("app_chanspy"), "does app_chanspy.so run?", id="chanspy"),
        pytest.param(RTP, without("chan_rtp"), "does chan_rtp.so run?", id="chan_rtp"),
        pytest.param(RTP, without("app_senddtmf"), "whisper and join will not work", id="senddtmf"),
        pytest.param(
            RTP,
            [("manager.conf", "write = call,agent,originate", "write = call,agent")],
            "may not Originate (write = originate)",
            id="originate",
        ),
    ],
)
def test_each_part_that_is_taken_away_is_named(
    gateway_centre: SharedCentre,
    tmp_path: Path,
    media: str,
    edits: list[Edit],
    said: str,
) -> None:
    switch = start_asterisk(edits)
    try:
        words = checked(switch, gateway_centre, tmp_path, media)
        left = switch.cli("core show channels concise")
    finally:
        stop_asterisk(switch)
    assert said in words
    if not said:
        assert "LISTEN" in words
        assert len(words.splitlines()) == 3, words
    assert "deskside" not in left


def test_what_lacks_is_said_and_who_listens_is_left_alone(
    own_asterisk: Asterisk,  # noqa: F811
    gateway_centre: SharedCentre,
    tmp_path: Path,
) -> None:
    switch = own_asterisk

    def check(media: str) -> str:
        return checked(switch, gateway_centre, tmp_path, media)

    async def left_alone(site: LiveSite, media: str) -> str:
        async with scene(switch, site) as here:
            offer = await here.live.listen(here.number, "1101", MediaWish("127.0.0.1", 40000, 40001))
            assert offer.ok, offer.words
            before = here.left()
            words = await asyncio.to_thread(check, media)
            assert here.left() == before
            assert not here.ended
            await here.live.stop(offer.key)
            await here.nothing_left()
            return words

    words = asyncio.run(left_alone(by_ari(switch), WEBSOCKET))
    assert "LISTEN" in words
    assert "will not work" not in words
    words = asyncio.run(left_alone(by_manager(switch), '[media]\ntransport = "rtp"\ntake_over = "nine"\n'))
    assert "JOIN" in words
    assert "Dial(UnicastRTP/${DESKSIDE_TO}/c(ulaw))" in words
    refused = check(WEBSOCKET.replace('"deskside"', '"nobody"'))
    assert "the login nobody is refused (ari.conf). Live listening will not work." in refused

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
from tests.pbx.asterisk import Asterisk
from tests.pbx.conftest import own_asterisk  # noqa: F401 - a fixture
from tests.pbx.live_scene import by_ari, by_manager, scene
from tests.shared_centre import SharedCentre

pytestmark = [pytest.mark.asterisk, pytest.mark.postgresql]


def test_what_lacks_is_said_and_who_listens_is_left_alone(
    own_asterisk: Asterisk,  # noqa: F811
    gateway_centre: SharedCentre,
    tmp_path: Path,
) -> None:
    switch = own_asterisk
    account = (switch.address, switch.ami_port, *switch.login)

    def checked(media: str) -> str:
        file = gateway_file(tmp_path, gateway_centre, account, more=media)
        command = [sys.executable, "-W", "error", "-m", "console", "gateway", "--config", str(file), "--check"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, text=True)
        assert done.returncode == 0, done.stderr
        return done.stderr

    websocket = f'[media]\nuser = "deskside"\npassword_file = "pbx.password"\ntls = false\nport = {switch.http_port}\n'

    async def left_alone(site: LiveSite, media: str) -> str:
        async with scene(switch, site) as here:
            offer = await here.live.listen(here.number, "1101", MediaWish("127.0.0.1", 40000, 40001))
            assert offer.ok, offer.words
            before = here.left()
            words = await asyncio.to_thread(checked, media)
            assert here.left() == before
            assert not here.ended
            await here.live.stop(offer.key)
            await here.nothing_left()
            return words

    words = asyncio.run(left_alone(by_ari(switch), websocket))
    assert "LISTEN" in words
    assert "will not work" not in words
    words = asyncio.run(left_alone(by_manager(switch), '[media]\ntransport = "rtp"\ntake_over = "nine"\n'))
    assert "JOIN" in words
    assert "Dial(UnicastRTP/${DESKSIDE_TO}/c(ulaw))" in words
    refused = checked(websocket.replace('"deskside"', '"nobody"'))
    assert "the login nobody is refused (ari.conf). Live listening will not work." in refused

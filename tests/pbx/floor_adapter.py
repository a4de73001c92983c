"""The console's own adapter for the Asterisk of a test, with the least-privilege login."""

from __future__ import annotations

from console.telephony.ami import AmiLogin
from console.telephony.asterisk import Asterisk as AsteriskAdapter
from console.telephony.asterisk_site import AsteriskSite
from tests.pbx.asterisk import Asterisk


def floor_adapter(switch: Asterisk, *, host: str = "", port: int = 0) -> AsteriskAdapter:
    """Not started yet; reaches the switch at another address where told, a proxy's."""
    name, secret = switch.login
    site = AsteriskSite(recordings=("/mnt/spool/monitor", str(switch.recordings)))
    return AsteriskAdapter(AmiLogin(host or switch.address, name, secret, port or switch.ami_port), site)

"""The console's own adapter for the Asterisk of a test, with the least-privilege login."""

from __future__ import annotations

from console.telephony.ami import AmiLogin
from console.telephony.asterisk import Asterisk as AsteriskAdapter
from console.telephony.asterisk_site import AsteriskSite
from console.telephony.rules import SiteRules
from tests.pbx.asterisk import Asterisk

WRAPPING_QUEUE, WRAP_UP_S = "wrapping", 2
"""A queue with time after a call of its own, which the switch's manager does not tell: the site does."""


def floor_adapter(switch: Asterisk, *, host: str = "", port: int = 0) -> AsteriskAdapter:
    """Not started yet; reaches the switch at another address where told, a proxy's."""
    name, secret = switch.login
    rules = SiteRules(wrap_up_s={WRAPPING_QUEUE: WRAP_UP_S})
    site = AsteriskSite(recordings=("/mnt/spool/monitor", str(switch.recordings)), rules=rules)
    return AsteriskAdapter(AmiLogin(host or switch.address, name, secret, port or switch.ami_port), site)

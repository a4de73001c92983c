"""The telephone systems that a gateway can be told to hold."""

from __future__ import annotations

from collections.abc import Callable

from console.gateway.config import GatewayConfig
from console.gateway.missed import Place
from console.intake.sources import ImportSource
from console.telephony.ami import AmiLogin
from console.telephony.asterisk import Asterisk
from console.telephony.asterisk_ari import AriLogin
from console.telephony.asterisk_media import LiveSite
from console.telephony.asterisk_site import AsteriskSite
from console.telephony.interface import Telephony
from console.telephony.rules import SiteRules


def telephony_of(config: GatewayConfig) -> Callable[[], Telephony]:
    """Makes the telephone system that `config` names, not yet started, as often as it is asked to."""
    pbx, recordings = config.pbx, config.recordings
    rules = SiteRules(wrap_up_s=pbx.wrap_up_s)
    if pbx.away_words:
        rules = SiteRules(wrap_up_s=pbx.wrap_up_s, away_words={**rules.away_words, **pbx.away_words})
    site = AsteriskSite(
        numbers=pbx.agents,
        take_over_context=pbx.take_over_context,
        recordings=(recordings.switch, recordings.here),
        rules=rules,
    )
    login = AmiLogin(pbx.host, pbx.user, pbx.password, pbx.port, pbx.tls, pbx.ca_file)
    live = _live_site(config)
    return lambda: Asterisk(login, site, live=live)


def _live_site(config: GatewayConfig) -> LiveSite | None:
    media = config.media
    if media is None:
        return None
    ari = AriLogin(media.host, media.user, media.password, media.port, media.tls, media.ca_file)
    return LiveSite(
        ari if media.websocket else None,
        media.consoles,
        media.take_over,
        media.app,
        only_look=config.only_look,
        tell_agent=media.tell_agent,
    )


def place_of_recordings(config: GatewayConfig) -> Place | None:
    """Where calls that were missed are looked for; None where the file does not say."""
    recordings = config.recordings
    folder = recordings.here or recordings.switch
    source = ImportSource(preset=recordings.names)
    return Place(folder, shown_to_consoles(config), source) if folder else None


def shown_to_consoles(config: GatewayConfig) -> Callable[[str], str]:
    """A recording's path as consoles open it."""
    here, consoles = config.recordings.here, config.recordings.consoles

    def shown(path: str) -> str:
        return consoles + path.removeprefix(here) if consoles and path.startswith(here) else path

    return shown

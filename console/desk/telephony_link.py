"""How the telephone systems stand, in one line: the worst of them, with its age and its own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QCoreApplication

from console.desk.switch_words import switch_words
from console.desk.time_text import length_text
from console.domain.floor import STALE_AFTER
from console.domain.floor_book import GatewayNow

_CONNECTING = ("", "connecting", "not connected yet", "not started")
_LONGEST_WORDS = 60


class Telephony(StrEnum):
    """How far the floor can be believed."""

    CONNECTED = "connected"
    BEGINNING = "beginning"
    SILENT = "silent"
    DOWN = "down"


@dataclass(frozen=True)
class TelephonyNow:
    """`silent_ms`: how long nothing was heard; `words`: why, as the telephone system or its gateway says it."""

    state: Telephony
    silent_ms: int = 0
    words: str = ""


def telephony_now(gateways: Mapping[str, GatewayNow], age_ms: int | None) -> TelephonyNow:
    """The worst of the gateways, of which the quietest was heard `age_ms` ago (None: none yet)."""
    down = [gateway for gateway in gateways.values() if gateway.link == "down"]
    for gateway in down:
        if gateway.words not in _CONNECTING:
            return TelephonyNow(Telephony.DOWN, words=gateway.words)
    if age_ms is None or down:
        return TelephonyNow(Telephony.BEGINNING)
    if age_ms > STALE_AFTER.total_seconds() * 1000:
        return TelephonyNow(Telephony.SILENT, age_ms // 1000 * 1000)
    slow = [gateway.words for gateway in gateways.values() if gateway.link == "degraded"]
    return TelephonyNow(Telephony.CONNECTED, words=slow[0] if slow else "")


def telephony_text(now: TelephonyNow) -> str:
    """That in the language in force, short enough for a line."""
    words = _said(now.words)
    if len(words) > _LONGEST_WORDS:
        words = words[:_LONGEST_WORDS].rstrip() + "…"
    if now.state is Telephony.DOWN:
        return QCoreApplication.translate("Telephony", "Telephony not connected: {words}").format(words=words)
    if now.state is Telephony.BEGINNING:
        return QCoreApplication.translate("Telephony", "Connecting to telephony…")
    if now.state is Telephony.SILENT:
        silent = QCoreApplication.translate("Telephony", "No word from telephony for {age}")
        seconds = QCoreApplication.translate("Telephony", "%n s", "", now.silent_ms // 1000)
        return silent.format(age=seconds if now.silent_ms < 60_000 else length_text(now.silent_ms))
    if words:
        return QCoreApplication.translate("Telephony", "Telephony connected: {words}").format(words=words)
    return QCoreApplication.translate("Telephony", "Telephony connected")


def _said(words: str) -> str:
    """Words of our own in the language in force; those of a telephone system as they are."""
    return {
        "the gateway was ended": QCoreApplication.translate("Telephony", "the gateway was ended"),
        "the gateway failed": QCoreApplication.translate("Telephony", "the gateway failed"),
        "stopped": QCoreApplication.translate("Telephony", "stopped"),
        "cut for practice": QCoreApplication.translate("Telephony", "cut for practice"),
    }.get(words) or switch_words(words)

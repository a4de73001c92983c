"""How the telephone systems stand, in one line."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pytestqt.qtbot import QtBot

from console.desk.telephony_link import Telephony, TelephonyNow, telephony_now, telephony_text
from console.domain.floor_book import GatewayNow

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
WELL = GatewayNow("pbx", NOW, "up")
ENDED = GatewayNow("other", NOW, "down", "the gateway was ended")


@pytest.mark.parametrize(
    ("gateways", "age_ms", "state", "text"),
    [
        ((WELL,), 400, Telephony.CONNECTED, "Telephony connected"),
        ((WELL,), 5000, Telephony.CONNECTED, "Telephony connected"),
        ((WELL,), 7900, Telephony.SILENT, "No word from telephony for 7 s"),
        ((WELL,), 125_000, Telephony.SILENT, "No word from telephony for 2:05"),
        ((), None, Telephony.BEGINNING, "Connecting to telephony…"),
        ((GatewayNow("pbx", NOW, "down", "connecting"),), 100, Telephony.BEGINNING, "Connecting to telephony…"),
        ((WELL, ENDED), 9000, Telephony.DOWN, "Telephony not connected: the gateway was ended"),
        ((GatewayNow("pbx", NOW, "degraded", "slow"),), 100, Telephony.CONNECTED, "Telephony connected: slow"),
    ],
)
def test_the_worst_is_said(
    qtbot: QtBot,  # noqa: ARG001 - words need an application
    gateways: tuple[GatewayNow, ...],
    age_ms: int | None,
    state: Telephony,
    text: str,
) -> None:
    now = telephony_now({gateway.name: gateway for gateway in gateways}, age_ms)
    assert (now.state, telephony_text(now)) == (state, text)


def test_long_words_are_cut(qtbot: QtBot) -> None:  # noqa: ARG001 - words need an application
    assert len(telephony_text(TelephonyNow(Telephony.DOWN, words="x" * 300))) < 100

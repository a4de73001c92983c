"""What a telephone system can do, as the floor asks for it."""

from __future__ import annotations

from console.domain.floor import FloorAction
from console.telephony.interface import Cap, able


def test_every_action_needs_one_ability() -> None:
    assert able(Cap.NONE) == frozenset()
    assert able(~Cap.NONE) == set(FloorAction)
    assert able(Cap.END_CALL | Cap.HOLD_SECONDS) == {FloorAction.END_CALL}

"""Who hears whom follows from what was asked, in whatever order it is read; addresses stay where they belong."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.floor import FloorAction
from console.domain.floor_book import ActionState, AskedAction, HearAt
from console.domain.live import LiveOffer, Transport, heard_by, listenings, without_addresses

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
WANG, LEAD, INSPECTOR = UUID(int=100), UUID(int=1), UUID(int=2)
OFFER = LiveOffer(Transport.WEBSOCKET, "slin16", 16000, "wss://pbx:8089/media/a1", "wss://pbx:8089/media/b2", "")


def at(seconds: int) -> datetime:
    return NOW + timedelta(seconds=seconds)


def listen(key: int, seconds: int, by: UUID = LEAD, ended: int | None = None) -> AskedAction:
    state = ActionState.ACCEPTED if ended is None else ActionState.DONE
    asked = AskedAction(UUID(int=key), at(seconds), by, WANG, FloorAction.LISTEN, call_key="1.7", state=state)
    return replace(asked, began_at=at(seconds), ended_at=None if ended is None else at(ended), words="the call is over")


def turn(key: int, seconds: int, of: int, mode: FloorAction, state: ActionState = ActionState.DONE) -> AskedAction:
    return AskedAction(
        UUID(int=key), at(seconds), LEAD, WANG, mode, state=state, ended_at=at(seconds), listening_id=UUID(int=of)
    )


CHANGES = (
    turn(11, 5, 10, FloorAction.WHISPER),
    turn(12, 6, 10, FloorAction.JOIN, ActionState.REFUSED),
    turn(13, 7, 20, FloorAction.JOIN),
    turn(14, 8, 20, FloorAction.LISTEN),
    turn(15, 9, 20, FloorAction.TAKE_OVER, ActionState.PENDING),
)
ROWS = (
    listen(10, 0),
    listen(20, 2, INSPECTOR, ended=60),
    AskedAction(UUID(int=30), at(3), LEAD, WANG, FloorAction.LISTEN, state=ActionState.PENDING),
    AskedAction(UUID(int=31), at(3), LEAD, WANG, FloorAction.SIGN_OFF, state=ActionState.DONE, began_at=None),
    *CHANGES,
)


@given(st.permutations(ROWS))
def test_modes_are_those_that_came_to_be_last(rows: list[AskedAction]) -> None:
    first, second = listenings(rows)
    assert (first.action_id, first.mode, first.open, first.words) == (UUID(int=10), FloorAction.WHISPER, True, "")
    assert first.speaks
    assert (second.mode, second.until, second.words) == (FloorAction.LISTEN, at(60), "the call is over")
    assert heard_by((first, second), WANG) == [first]
    assert heard_by((first, second), LEAD) == []


def test_an_offer_is_written_and_read_and_shows_no_address() -> None:
    assert LiveOffer.from_json(OFFER.to_json()) == OFFER
    told = replace(OFFER, told=True, authority="-----BEGIN CERTIFICATE-----")
    assert LiveOffer.from_json(told.to_json()) == told
    older = {name: value for name, value in json.loads(told.to_json()).items() if name not in ("told", "authority")}
    assert LiveOffer.from_json(json.dumps(older)) == OFFER, "an older gateway does not say"
    assert "media" not in repr(OFFER)
    assert "10.1" not in repr(HearAt("10.1.2.3", 40000, 40002))


@pytest.mark.parametrize("text", ["", "[]", "null", '{"transport": "pigeon"}', OFFER.to_json().replace("16000", '"x"')])
def test_what_is_no_offer_is_refused_without_quoting_it(text: str) -> None:
    with pytest.raises(ValueError, match=r"^not an offer of live sound$"):
        LiveOffer.from_json(text)


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("no way to wss://pbx.example:8089/media/abc now", "no way to … now"),
        ("GET /media/abc-def failed", "GET … failed"),
        ("nothing at 10.1.2.3:40000 or [fe80::1]:5", "nothing at … or …"),
        ("rtp://10.0.0.1:9", "…"),
        ("1001 has no call", "1001 has no call"),
    ],
)
def test_words_of_a_switch_are_without_its_addresses(words: str, left: str) -> None:
    assert without_addresses(words) == left

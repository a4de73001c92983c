"""How the line of a live call does once the agent was released and one talks to the customer oneself."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from console.audio.live_call import ULAW, LineFigures, LiveCall, Quality, Trouble
from console.audio.live_tape import from_samples
from console.audio.rtp import RtpPacket, make_rtp
from console.desk.live_words import line_text
from tests.audio.live_calls import DEVICE, FRAME, speech

PERIOD = DEVICE // 100
SOUND = speech(40, seed=4)
AGENT, CUSTOMER = 0, 1


@dataclass
class Heard:
    """A call that is heard, on a clock turned by hand; `sending` are the sides of which anything comes."""

    now_s: float = 100.0
    sending: tuple[int, ...] = (AGENT, CUSTOMER)
    sent: int = 0
    call: LiveCall = field(init=False)

    def __post_init__(self) -> None:
        self.call = LiveCall(clock=lambda: self.now_s)
        self.head = self.call.head(DEVICE)

    def turn(self, seconds: float) -> LineFigures:
        for _ in range(round(seconds * 50)):
            at = self.sent * FRAME
            self.sent += 1
            self.now_s += 0.02
            for lane in self.sending:
                payload = from_samples(SOUND[at : at + FRAME]).tobytes()
                self.call.take_rtp(lane, make_rtp(RtpPacket(ULAW, self.sent, at, 7 + lane, payload)), self.now_s)
            for _ in range(2):
                self.head.render(PERIOD, self.now_s)
            if self.sent % 50 == 0:
                self.call.figures()
        return self.call.figures()


@pytest.fixture
def taken() -> Heard:
    """A call that is taken over: the agent is released, and half a second later that is known."""
    heard = Heard()
    assert heard.turn(5).quality is Quality.GOOD
    heard.sending = (CUSTOMER,)
    heard.turn(0.5)
    heard.call.let_agent_go()
    return heard


def test_an_agent_who_was_released_is_not_missed(taken: Heard) -> None:
    for _ in range(12):
        figures = taken.turn(1)
        assert (figures.quality, figures.trouble) == (Quality.GOOD, Trouble.NOTHING), figures
    assert figures.concealed == pytest.approx(0, abs=0.001)


def test_a_customer_who_is_not_heard_after_a_taking_over_is_told(taken: Heard) -> None:
    taken.turn(5)
    taken.sending = (AGENT,)  # a switch may go on sending silence there
    figures = taken.turn(4)
    assert (figures.quality, figures.trouble) == (Quality.NONE, Trouble.NO_PACKETS)
    assert line_text(figures) == "No data for 4 s: a firewall?"


def test_what_a_customer_lost_on_the_way_counts_whole_after_a_taking_over(taken: Heard) -> None:
    for _ in range(50):
        taken.turn(0.18)
        taken.sending = ()
        taken.turn(0.02)
        taken.sending = (CUSTOMER,)
    figures = taken.turn(0.02)
    assert figures.concealed == pytest.approx(0.1, abs=0.03)
    assert figures.trouble is Trouble.LOSS

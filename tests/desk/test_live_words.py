"""What the light's tooltip says of a line: everything that is measured, a dash for what is not known yet."""

from __future__ import annotations

from console.audio.live_call import LineFigures, Quality, Trouble
from console.audio.live_leg import LegFigures
from console.desk.live_words import figures_text


def test_all_that_is_measured_of_a_line_is_said() -> None:
    agent = LegFigures(4000, lost=3, late=7, jitter_ms=12.4, target_ms=60.0, age_s=0.02)
    customer = LegFigures(4000, lost=0, late=1, jitter_ms=2.6, target_ms=40.0, age_s=4.23)
    assert figures_text(LineFigures((agent, customer), 61.6, -34.6, 0.0234, Quality.FAIR, Trouble.LOSS)) == (
        "Heard 62 ms after it was sent\n"
        "Irregular by 12 ms (agent), 3 ms (customer)\n"
        "Last data: 0.0 s ago (agent), 4.2 s ago (customer)\n"
        "Lost packets: 3 (agent), 0 (customer)\n"
        "Too late to be heard: 7 (agent), 1 (customer)\n"
        "Filled in during the last 10 s: 2.3 %\n"
        "The clocks differ by -35 millionths"
    )


def test_what_is_not_known_yet_is_a_dash() -> None:
    said = figures_text(LineFigures((LegFigures(), LegFigures()), 0, 0, None, Quality.NONE, Trouble.NOTHING))
    assert "Heard – ms after it was sent" in said
    assert "Last data: – s ago (agent), – s ago (customer)" in said
    assert "Filled in during the last 10 s: – %" in said

"""The log tells where it went wrong, and neither numbers nor what a database quotes."""

from __future__ import annotations

import logging
import sys

from console.discreet_log import DiscreetFormatter
from console.domain.faults import FaultKind, PlaceFault

NUMBER = "13800001234"
NAME = "李晓梅"


def _written(message: str, *arguments: object, error: BaseException | None = None) -> str:
    triple = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("console.part", logging.ERROR, __file__, 1, message, arguments, triple)
    return DiscreetFormatter().format(record)


def test_numbers_are_masked_wherever_they_stand() -> None:
    fault = PlaceFault(FaultKind.FILE_MISSING, path=f"/rec/out-{NUMBER}-1001.wav")
    written = _written("ring-back not looked for: %s", fault)
    assert NUMBER not in written
    assert "138****1234" in written
    assert "console.part" in written


def test_an_error_gives_its_places_and_the_first_line_of_each_cause() -> None:
    try:
        try:
            raise ValueError(f"refused\nDETAIL: Failing row contains ({NAME}, {NUMBER})")
        except ValueError as cause:
            raise RuntimeError(f"while keeping {NUMBER}") from cause
    except RuntimeError:
        error = sys.exc_info()[1]
    assert error is not None
    written = _written("background work failed", error=error)
    assert written.index("ValueError: refused") < written.index("RuntimeError: while keeping 138****1234")
    assert "test_discreet_log.py" in written
    assert NAME not in written
    assert NUMBER not in written

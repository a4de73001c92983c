"""Whether a real part is there: tests that need one skip with the command that enables it, or fail when required."""

from __future__ import annotations

import os

import pytest


def missing(part: str, command: str) -> None:
    """Skip for want of `part`, naming `command`; with DESKSIDE_REQUIRE=all (or naming the part) fail instead.

    `all,-Wine` requires all but that one.
    """
    required = os.environ.get("DESKSIDE_REQUIRE", "").split(",")
    message = f"{part} is not here; enable with: {command}"
    if part in required or ("all" in required and f"-{part}" not in required):
        pytest.fail(message)
    pytest.skip(message)

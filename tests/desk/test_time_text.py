from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale

from console.desk.sentences import sentence_of
from console.desk.time_text import (
    clock_text,
    dated_moment,
    day_text,
    long_day,
    long_moment,
    month_name,
    seconds_clock,
    short_moment,
)
from console.domain.faults import FaultKind, PlaceFault

AT = datetime(2026, 3, 5, 15, 24, 7).astimezone()
CONSOLE = Path(__file__).resolve().parent.parent.parent / "console"
BY_ITSELF = re.compile(r"""FormatType\.|QLocale\(\)\.dateT?|strftime|["'][^"']*(HH:|dd MMM|MMMM y|yyyy)[^"']*["']""")


@pytest.fixture(autouse=True)
def locale() -> Iterator[None]:
    before = QLocale()
    yield
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("en_US", "05 Mar 15:24|05 Mar 2026 15:24|05 Mar 2026|Thursday 5 March 2026 15:24:07|March 2026"),
        ("en_GB", "05 Mar 15:24|05 Mar 2026 15:24|05 Mar 2026|Thursday 5 March 2026 15:24:07|March 2026"),
        ("zh_CN", "03-05 15:24|2026-03-05 15:24|2026-03-05|2026年3月5日 星期四 15:24:07|2026年3月"),
    ],
)
def test_a_moment_is_written_one_way_in_a_language_whatever_the_country(name: str, said: str) -> None:
    QLocale.setDefault(QLocale(name))
    written = (short_moment(AT), dated_moment(AT), day_text(AT), long_moment(AT), month_name(AT))
    assert "|".join(written) == said
    assert day_text(date(2026, 3, 5)) == day_text(AT)
    assert long_moment(AT) == f"{long_day(AT.date())} {seconds_clock(AT)}"
    assert dated_moment(AT) == f"{day_text(AT)} {clock_text(AT)}"


def test_a_sentence_writes_them_the_same_way() -> None:
    QLocale.setDefault(QLocale("en_US"))
    said = sentence_of(PlaceFault(FaultKind.DRAFT_TAKEN, owner="王芳", since=AT.isoformat()))
    assert said.endswith(f"since {dated_moment(AT)}.")
    said = sentence_of(PlaceFault(FaultKind.DRAFT_TAKEN, owner="王芳", since="2026-03-05"))
    assert said.endswith("since 05 Mar 2026.")
    said = sentence_of(PlaceFault(FaultKind.DRAFT_TAKEN, owner="王芳", since="2026-13-05"))
    assert said.endswith("since 2026-13-05.")


def test_nobody_else_writes_days_and_times() -> None:
    found = [
        f"{path.name}:{number}: {line.strip()}"
        for folder in ("desk", "widgets")
        for path in sorted((CONSOLE / folder).glob("*.py"))
        if path.name != "time_text.py"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if BY_ITSELF.search(line)
    ]
    assert found == []

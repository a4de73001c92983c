"""The table of measurements: rows with their peer, ratio and bar, printed and kept in build/bench.json."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

BUILD = Path(__file__).resolve().parents[2] / "build"
FILE = BUILD / "bench.json"


@dataclass(frozen=True)
class Row:
    """One measurement. `ratio` is value / peer; `met` says whether it keeps its bar, None where there is none."""

    name: str
    value: float
    unit: str
    peer: str | None = None
    ratio: float | None = None
    bar: str | None = None
    met: bool | None = None


_rows: list[Row] = []


def record(
    name: str,
    value: float,
    unit: str,
    *,
    peer: str | None = None,
    ratio: float | None = None,
    bar: float | None = None,
) -> Row:
    """Keep one measurement and write the file anew.

    `peer` says what it is compared with. `bar` is the most that `ratio` (or, without one, `value`) may be.
    """
    measured = value if ratio is None else ratio
    row = Row(
        name,
        round(value, 3),
        unit,
        peer,
        None if ratio is None else round(ratio, 3),
        None if bar is None else f"<= {bar:g}{f' {unit}' if ratio is None else ' x'}",
        None if bar is None else measured <= bar,
    )
    _rows.append(row)
    BUILD.mkdir(exist_ok=True)
    FILE.write_text(json.dumps([asdict(kept) for kept in _rows], indent=1, ensure_ascii=False), encoding="utf-8")
    return row


def table() -> str:
    """All rows as text in columns."""
    head = ("name", "value", "ratio", "bar", "", "peer")
    lines = [
        (
            row.name,
            f"{row.value:,.6g} {row.unit}",
            "" if row.ratio is None else f"{row.ratio:.2f} x",
            row.bar or "",
            {True: "met", False: "MISSED", None: ""}[row.met],
            row.peer or "",
        )
        for row in _rows
    ]
    widths = [max(len(line[column]) for line in [head, *lines]) for column in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in [head, *lines]
    )

"""A month's report as plain text for a terminal, as a table for spreadsheets, and as JSON for programs."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from console.domain.reports import MonthReport, ReportItem, Tallies, Tally

KINDS = ("drawn", "hand_picked", "side_by_side")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NOBODY = "(unknown)"


@dataclass(frozen=True)
class Export:
    """A report with who took it out and when; every shape carries both (DOMAIN §8)."""

    report: MonthReport
    by: str
    at: datetime

    @property
    def month(self) -> str:
        """2026-11."""
        return f"{self.report.first_day:%Y-%m}"


def as_text(export: Export) -> str:
    """For reading: everybody, teams, agents, items, and what stands apart."""
    report = export.report
    whole = report.whole
    of = "" if report.teams is None else " · teams " + ", ".join(team or _NOBODY for team in report.teams)
    teams = [(line.team or _NOBODY, *_figures(line.tallies.drawn)) for line in report.by_team]
    agents = [
        (line.number or _NOBODY, line.name, ", ".join(line.teams), *_figures(line.tallies.drawn))
        for line in report.by_agent
    ]
    items = [
        (
            _item(item, report),
            str(whole.drawn.judged[at]),
            str(whole.drawn.failed[at]),
            _share(whole.drawn.failure_rate(at)),
        )
        for at, item in enumerate(report.items)
    ]
    apart = [
        (name, *_figures(tally))
        for name, tally in (("hand-picked", whole.hand_picked), ("side by side", whole.side_by_side))
    ]
    figures = ("evaluations", "mean", "critical")
    blocks = [
        [f"Month {export.month}{of}"],
        _columns([("", *figures), ("all", *_figures(whole.drawn))]),
        _columns([("team", *figures), *teams]) if teams else [],
        _columns([("agent", "name", "team", *figures), *agents]) if agents else [],
        _columns([("item", "judged", "failed", "rate"), *items]) if items else [],
        ["Not in the figures above:", *_columns([("", *figures), *apart])],
        [f"Taken out by {export.by}, {export.at.astimezone():%Y-%m-%d %H:%M}."],
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def as_csv(export: Export) -> str:
    """A row for everybody, each team and each agent, each way of choosing apart; failure rates by item at the right.

    Shares are 0..1, empty where there is nothing to divide by. No cell is a formula to a spreadsheet.
    """
    report = export.report
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    head = ("month", "scope", "team", "number", "name", "chosen", "evaluations", "mean", "critical_rate")
    writer.writerow([*head, *(_item(item, report) for item in report.items), "exported_by", "exported_at"])
    for scope, team, number, name, tallies in _lines(report):
        for kind in KINDS:
            tally: Tally = getattr(tallies, kind)
            if not tally.evaluations and kind != "drawn":
                continue
            rates = [_plain(tally.failure_rate(at)) for at in range(len(report.items))]
            row = [export.month, scope, *(_harmless(words) for words in (team, number, name)), kind]
            row += [str(tally.evaluations), _plain(tally.mean), _plain(tally.critical_rate), *rates]
            writer.writerow([*row, _harmless(export.by), export.at.isoformat(timespec="seconds")])
    return out.getvalue()


def as_json(export: Export) -> str:
    """Everything, counts and all."""
    report = export.report
    whole: dict[str, Any] = {
        "month": export.month,
        "teams": None if report.teams is None else list(report.teams),
        "exported_by": export.by,
        "exported_at": export.at.isoformat(timespec="seconds"),
        "items": [{"form": item.form_key, "item": item.key} for item in report.items],
        "all": _counts(report.whole),
        "by_team": [{"team": line.team, **_counts(line.tallies)} for line in report.by_team],
        "by_agent": [
            {"number": line.number, "name": line.name, "teams": list(line.teams), **_counts(line.tallies)}
            for line in report.by_agent
        ],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _lines(report: MonthReport) -> Iterator[tuple[str, str, str, str, Tallies]]:
    yield "all", "", "", "", report.whole
    for team in report.by_team:
        yield "team", team.team, "", "", team.tallies
    for agent in report.by_agent:
        yield "agent", ", ".join(agent.teams), agent.number, agent.name, agent.tallies


def _counts(tallies: Tallies) -> dict[str, Any]:
    return {
        kind: {
            "evaluations": tally.evaluations,
            "mean": tally.mean,
            "critical": tally.critical,
            "critical_rate": tally.critical_rate,
            "judged": list(tally.judged),
            "failed": list(tally.failed),
        }
        for kind in KINDS
        for tally in [getattr(tallies, kind)]
    }


def _item(item: ReportItem, report: MonthReport) -> str:
    several = len({other.form_key for other in report.items}) > 1
    return f"{item.form_key}.{item.key}" if several else item.key


def _figures(tally: Tally) -> tuple[str, str, str]:
    mean = "" if tally.mean is None else f"{tally.mean:.1f}"
    return str(tally.evaluations), mean, _share(tally.critical_rate)


def _share(rate: float | None) -> str:
    return "" if rate is None else f"{rate:.1%}"


def _plain(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"


def _harmless(words: str) -> str:
    """A name that begins like a formula is text, not a formula."""
    return f"'{words}" if words.startswith(_FORMULA) else words


def _columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Words to the left, figures to the right; a Chinese character is as wide as two others."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    right = [all(_is_figure(cell) for cell in column[1:]) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            " " * (width - _width(cell)) + cell if to_right else cell + " " * (width - _width(cell))
            for cell, width, to_right in zip(row, widths, right, strict=True)
        ).rstrip()
        for row in rows
    ]


def _is_figure(cell: str) -> bool:
    return not cell or cell.rstrip("%").replace(".", "", 1).isdigit()


def _width(words: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in words)

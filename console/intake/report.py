"""What became of every recording of an import, so that nothing is refused or skipped in silence."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from console.domain.faults import Fault
from console.domain.naming import Misfit


class Outcome(StrEnum):
    """What became of one recording."""

    ADDED = "added"
    KNOWN = "known"
    REFUSED = "refused"
    PASSED_OVER = "passed_over"


class Remark(StrEnum):
    """What to know of a recording besides its outcome."""

    TIME_FROM_FILE = "time_from_file"
    NAME_MISFIT = "name_misfit"
    NO_TABLE_LINE = "no_table_line"
    AGENT_UNKNOWN = "agent_unknown"
    MIX_OF_PAIR = "mix_of_pair"
    TWICE_HERE = "twice_here"
    BREAKS_OFF = "breaks_off"


@dataclass(frozen=True, slots=True)
class Line:
    """One recording worth a look: refused, known already, left out, or added with remarks."""

    path: str
    outcome: Outcome
    fault: Fault | None = None
    remarks: tuple[Remark, ...] = ()
    misfit: Misfit | None = None


@dataclass
class Report:
    """The sum of an import. Recordings added without a remark are only counted, so memory follows the trouble.

    `stopped` tells an import that was cancelled, `fault` one that the place ended (full disk, locked database);
    either way what was added is whole and stays.
    """

    total: int = 0
    added: int = 0
    known: int = 0
    refused: int = 0
    passed_over: int = 0
    sound_ms: int = 0
    seconds: float = 0.0
    lines: list[Line] = field(default_factory=list)
    stopped: bool = False
    fault: Fault | None = None
    table_lines_repeated: int = 0

    @property
    def done(self) -> int:
        """Recordings whose outcome is known."""
        return self.added + self.known + self.refused

    @property
    def left(self) -> int:
        """Recordings not reached."""
        return max(0, self.total - self.done)

    @property
    def rate(self) -> float:
        """Recordings a second."""
        return self.done / self.seconds if self.seconds > 0 else 0.0

    def remark_counts(self) -> dict[Remark, int]:
        """How often each remark was made."""
        counted = Counter(remark for line in self.lines for remark in line.remarks)
        return {remark: counted[remark] for remark in Remark if counted[remark]}


def report_as_csv(report: Report, header: Sequence[str], sentence: Callable[[Line], Sequence[str]]) -> bytes:
    """The lines of `report` as a table that office programs open rightly: UTF-8 with mark, one line a recording.

    `sentence` gives the cells after the path, in the reader's language. Cells that a spreadsheet would take for a
    formula are made plain text.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    for line in report.lines:
        writer.writerow([_plain(cell) for cell in (line.path, *sentence(line))])
    return out.getvalue().encode("utf-8-sig", errors="replace")


def _plain(cell: str) -> str:
    return "'" + cell if cell[:1] in ("=", "+", "-", "@", "\t") else cell

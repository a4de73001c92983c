"""When a day of work begins and ends: the rule books of DOMAIN §5, of which a centre has one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import time


@dataclass(frozen=True)
class AttendanceRules:
    """When a day begins and ends, in local time; `lunch` is nobody's busy without leave. The default: DOMAIN §5."""

    sign_on_due: time = time(8, 25)
    late_after: time = time(8, 30)
    early_before: time = time(17, 35)
    lunch: tuple[time, time] | None = None

    def __post_init__(self) -> None:
        if not self.sign_on_due <= self.late_after < self.early_before:
            raise ValueError("a day is due to begin before it is late, and late before it ends")
        if self.lunch is not None and self.lunch[0] > self.lunch[1]:
            raise ValueError("lunch begins before it ends")

    def to_json(self) -> str:
        """`{"early_before": "17:35", "late_after": "08:30", "lunch": null, "sign_on_due": "08:25"}`."""
        lunch = [f"{moment:%H:%M}" for moment in self.lunch] if self.lunch else None
        moments = {name: f"{getattr(self, name):%H:%M}" for name in ("sign_on_due", "late_after", "early_before")}
        return json.dumps({**moments, "lunch": lunch}, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> AttendanceRules:
        """The rules that `to_json` wrote. Raises ValueError for anything else."""
        raw = json.loads(text)
        try:
            moments = (time.fromisoformat(raw[name]) for name in ("sign_on_due", "late_after", "early_before"))
            lunch = tuple(time.fromisoformat(moment) for moment in raw["lunch"] or ())
            due, late, early = moments
            return cls(due, late, early, (lunch[0], lunch[1]) if lunch else None)
        except (KeyError, TypeError, IndexError) as error:
            raise ValueError("not the rules of a day") from error


SECOND_RULE_BOOK = AttendanceRules(time(8, 45), time(8, 45), time(17, 30), (time(12, 0), time(13, 30)))
"""With lunch in it."""

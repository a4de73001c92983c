"""The sheet being filled in: a verdict, note and evidence per item, edited only by the functions here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from console.domain.forms import Form
from console.domain.ledger import Ledger


class Verdict(StrEnum):
    """What the inspector says of one item."""

    UNSCORED = "unscored"
    CONFORMS = "conforms"
    FAILS = "fails"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, order=True)
class Span:
    """A stretch of call time in milliseconds, start before end."""

    start_ms: int
    end_ms: int

    def __post_init__(self) -> None:
        if not 0 <= self.start_ms < self.end_ms:
            raise ValueError(f"not a span: {self.start_ms}..{self.end_ms} ms")


@dataclass(frozen=True)
class Mark:
    """What one item carries."""

    verdict: Verdict = Verdict.UNSCORED
    note: str = ""
    evidence: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Pin:
    """A place in the call that the inspector marked, not bound to an item."""

    at_ms: int
    text: str = ""
    praised_from_ms: int | None = None
    """Praise: from here to `at_ms` is worth hearing again, for the agent and for the library."""

    def __lt__(self, other: Pin) -> bool:
        return (self.at_ms, self.text, self.praised_from_ms or 0) < (
            other.at_ms,
            other.text,
            other.praised_from_ms or 0,
        )

    @property
    def clip(self) -> Span | None:
        """The praised stretch; None for a plain mark."""
        since = self.praised_from_ms
        return None if since is None or since >= self.at_ms else Span(since, self.at_ms)


@dataclass(frozen=True)
class MadeLive:
    """That a sheet was begun while its call went on, and what its times are of.

    The tape's first moment was at `zero_at`; `length_ms` of it had been heard or could have been when it was handed in.
    `placed` empty: times are of that tape. Else they are of the recording, moved by these pieces and in this way
    (console/domain/reanchor.py). `beside`: the agent sat with whoever scored.
    """

    zero_at: datetime
    length_ms: int = 0
    placed: tuple[tuple[int, int], ...] = ()
    how: str = ""
    beside: bool = False


UNMARKED = Mark()

LEAST_EVIDENCE_MS = 1000
"""A stretch shorter than this shows nothing."""


@dataclass(frozen=True)
class Sheet:
    """One evaluation's content. Pinned to a form version; items without an entry are unscored."""

    form_key: str
    form_version: int
    marks: Mapping[str, Mark] = field(default_factory=dict)
    pins: tuple[Pin, ...] = ()
    notes: str = ""
    advice: str = ""
    live: MadeLive | None = None

    def mark(self, key: str) -> Mark:
        """The mark of item `key`, unmarked when nothing was said."""
        return self.marks.get(key, UNMARKED)


@dataclass(frozen=True)
class Score:
    """The arithmetic of a sheet: `points` = total - deduction x failed; `critical` stands beside it."""

    points: int
    failed: tuple[str, ...]
    critical: tuple[str, ...]
    unscored: tuple[str, ...]
    not_applicable: tuple[str, ...]


def blank_sheet(form: Form) -> Sheet:
    """An unscored sheet pinned to `form`'s version."""
    return Sheet(form.key, form.version)


def score_of(form: Form, sheet: Sheet) -> Score:
    """The score of `sheet` on `form`; unscored and not applicable items never deduct (DOMAIN §2)."""
    by: dict[Verdict, list[str]] = {verdict: [] for verdict in Verdict}
    for item in form.items:
        by[sheet.mark(item.key).verdict].append(item.key)
    failed = tuple(by[Verdict.FAILS])
    return Score(
        points=form.total - form.deduction * len(failed),
        failed=failed,
        critical=tuple(key for key in failed if form.item(key).critical),
        unscored=tuple(by[Verdict.UNSCORED]),
        not_applicable=tuple(by[Verdict.NOT_APPLICABLE]),
    )


def _with_mark(sheet: Sheet, key: str, mark: Mark) -> Sheet:
    marks = {k: m for k, m in sheet.marks.items() if k != key}
    if mark != UNMARKED:
        marks[key] = mark
    return replace(sheet, marks=marks)


def set_verdict(form: Form, sheet: Sheet, key: str, verdict: Verdict) -> Sheet:
    """`sheet` with item `key` judged. ValueError where "not applicable" is not allowed; KeyError for no such item."""
    item = form.item(key)
    if verdict is Verdict.NOT_APPLICABLE and not item.may_not_apply:
        raise ValueError(f"{key} always applies")
    return _with_mark(sheet, key, replace(sheet.mark(key), verdict=verdict))


def clear_item(form: Form, sheet: Sheet, key: str) -> Sheet:
    """`sheet` with the verdict and evidence of `key` taken back; its note stays."""
    form.item(key)
    return _with_mark(sheet, key, Mark(note=sheet.mark(key).note))


def set_item_note(form: Form, sheet: Sheet, key: str, note: str) -> Sheet:
    """`sheet` with the note of item `key` replaced."""
    form.item(key)
    return _with_mark(sheet, key, replace(sheet.mark(key), note=note))


def add_evidence(form: Form, sheet: Sheet, key: str, span: Span) -> Sheet:
    """`sheet` with `span` bound to item `key`; overlapping evidence of the same item becomes one span."""
    form.item(key)
    mark = sheet.mark(key)
    kept = []
    start, end = span.start_ms, span.end_ms
    for old in mark.evidence:
        if old.end_ms < start or old.start_ms > end:
            kept.append(old)
        else:
            start, end = min(start, old.start_ms), max(end, old.end_ms)
    merged = tuple(sorted([*kept, Span(start, end)]))
    return _with_mark(sheet, key, replace(mark, evidence=merged))


def remove_evidence(form: Form, sheet: Sheet, key: str, span: Span) -> Sheet:
    """`sheet` without evidence `span` of item `key`."""
    form.item(key)
    mark = sheet.mark(key)
    return _with_mark(sheet, key, replace(mark, evidence=tuple(s for s in mark.evidence if s != span)))


def fail_with_evidence(form: Form, sheet: Sheet, key: str, span: Span | None) -> Sheet:
    """`sheet` with item `key` not conforming and, where given, `span` as its evidence: one deed, one undo."""
    judged = set_verdict(form, sheet, key, Verdict.FAILS)
    return add_evidence(form, judged, key, span) if span else judged


def last_heard(ledger: Ledger, at_ms: int, length_ms: int) -> Span | None:
    """The evidence an item's key binds at `at_ms`: the unbroken stretch just heard, at most `length_ms` long.

    Clipped at the call's start and where the listener jumped in, so that nobody is judged on seconds not heard;
    when less than a second was heard since the jump, all of `length_ms` is taken. None at the very start.
    """
    start = ledger.run_before(at_ms, length_ms)
    if at_ms - start < LEAST_EVIDENCE_MS:
        start = max(0, at_ms - length_ms)
    return Span(start, at_ms) if start < at_ms else None


def rest_conform(form: Form, sheet: Sheet) -> Sheet:
    """`sheet` with every unscored item conforming."""
    for key in score_of(form, sheet).unscored:
        sheet = set_verdict(form, sheet, key, Verdict.CONFORMS)
    return sheet


def add_pin(sheet: Sheet, pin: Pin) -> Sheet:
    """`sheet` with one more pin, in order of time."""
    return replace(sheet, pins=tuple(sorted({*sheet.pins, pin})))


def praise(sheet: Sheet, at_ms: int, length_ms: int, text: str) -> Sheet:
    """`sheet` with the last `length_ms` up to `at_ms` praised; nothing where nothing has been said yet."""
    since = max(0, at_ms - length_ms)
    return add_pin(sheet, Pin(at_ms, text, since)) if since < at_ms else sheet


def remove_pin(sheet: Sheet, pin: Pin) -> Sheet:
    """`sheet` without `pin`."""
    return replace(sheet, pins=tuple(p for p in sheet.pins if p != pin))


def changed_keys(form: Form, before: Sheet, after: Sheet) -> tuple[str, ...]:
    """Items whose mark differs between two sheets, in the form's order."""
    return tuple(item.key for item in form.items if before.mark(item.key) != after.mark(item.key))


@dataclass(frozen=True)
class SubmitCheck:
    """What should be looked at before submitting; empty lists mean nothing to ask."""

    unscored: tuple[str, ...]
    unheard: tuple[str, ...]
    heard_share: float

    @property
    def clean(self) -> bool:
        """True when there is nothing to ask about."""
        return not self.unscored and not self.unheard


def check_before_submit(form: Form, sheet: Sheet, ledger: Ledger, duration_ms: int) -> SubmitCheck:
    """Items not scored, and items whose evidence (any part) was never heard."""
    unheard = tuple(
        item.key
        for item in form.items
        if any(not ledger.covers(span.start_ms, span.end_ms) for span in sheet.mark(item.key).evidence)
    )
    return SubmitCheck(score_of(form, sheet).unscored, unheard, ledger.share_of(duration_ms))


def sheet_to_dict(sheet: Sheet) -> dict[str, Any]:
    """The JSON shape of a sheet, as a draft is kept."""
    raw = {
        "form": [sheet.form_key, sheet.form_version],
        "marks": {
            key: [mark.verdict.value, mark.note, [[s.start_ms, s.end_ms] for s in mark.evidence]]
            for key, mark in sorted(sheet.marks.items())
        },
        "pins": pins_to_list(sheet.pins),
        "notes": sheet.notes,
        "advice": sheet.advice,
    }
    return raw if sheet.live is None else raw | {"live": live_to_dict(sheet.live)}


def sheet_from_dict(raw: Mapping[str, Any]) -> Sheet:
    """The sheet that `sheet_to_dict` wrote."""
    return Sheet(
        form_key=raw["form"][0],
        form_version=raw["form"][1],
        marks={
            key: Mark(Verdict(verdict), note, tuple(Span(a, b) for a, b in spans))
            for key, (verdict, note, spans) in raw["marks"].items()
        },
        pins=pins_from_list(raw["pins"]),
        notes=raw["notes"],
        advice=raw["advice"],
        live=live_from_dict(raw.get("live")),
    )


def pins_to_list(pins: Iterable[Pin]) -> list[list[Any]]:
    """The JSON shape of pins."""
    return [[pin.at_ms, pin.text, *([] if pin.clip is None else [pin.praised_from_ms])] for pin in pins]


def pins_from_list(raw: Iterable[Sequence[Any]]) -> tuple[Pin, ...]:
    """The pins that `pins_to_list` wrote."""
    return tuple(Pin(*pin) for pin in raw)


def live_to_dict(live: MadeLive) -> dict[str, Any]:
    """The JSON shape of how a sheet was made live."""
    placed = [list(piece) for piece in live.placed]
    return {
        "zero_at": live.zero_at.isoformat(),
        "length_ms": live.length_ms,
        "placed": placed,
        "how": live.how,
        "beside": live.beside,
    }


def live_from_dict(raw: Mapping[str, Any] | None) -> MadeLive | None:
    """What `live_to_dict` wrote; None of None."""
    if raw is None:
        return None
    placed = tuple((int(begins), int(add)) for begins, add in raw["placed"])
    zero_at = datetime.fromisoformat(raw["zero_at"])
    return MadeLive(zero_at, raw["length_ms"], placed, raw["how"], beside=bool(raw["beside"]))

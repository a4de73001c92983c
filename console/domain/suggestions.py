"""What telephone system and sound offer for an item: a suggestion with its reason and its place; a person decides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from console.domain.calls import Call, Direction, StretchKind
from console.domain.forms import Form
from console.domain.sheet import Sheet, Span, Verdict, add_evidence, set_item_note, set_verdict

THREE_RINGS = "answer_three_rings"
APOLOGY = "apology_for_delay"
LONG_WAIT = "no_long_wait"

SUGGESTED_KEYS = frozenset((THREE_RINGS, APOLOGY, LONG_WAIT))
"""The items that anything is ever suggested for."""

LIMITS_MS: Mapping[str, int] = {THREE_RINGS: 15_000, LONG_WAIT: 20_000}
"""Where the form's item says nothing else."""

GREETING_MS = 15_000
"""An apology for the delay comes with the greeting or not at all."""

_RING_AGAIN_MS = 4_000
"""A ring is answered within the pause after it: so much longer may it have rung than is heard."""

_FIRST_RINGS_MS = 5_000
"""Ring-back that begins later is that of a transfer."""


class Reason(StrEnum):
    """What was measured."""

    RANG = "rang"
    RANG_HEARD = "rang_heard"
    HELD = "held"
    SILENT = "silent"
    LONGEST_WAIT = "longest_wait"


class EvidenceSource(StrEnum):
    """Who says so."""

    TELEPHONE = "telephone"
    SOUND = "sound"
    BOTH = "both"


@dataclass(frozen=True)
class SoundFound:
    """What was found by listening: where nobody speaks for `least_ms` or longer, and ring-back."""

    silences: tuple[Span, ...] = ()
    rings: tuple[Span, ...] = ()
    least_ms: int = 0


@dataclass(frozen=True)
class Suggestion:
    """For one item. `verdict` None: it applies to this call, and only listening tells. `spans` are where to listen.

    `measured_ms` is in whole tenths of a second: what is told and what is judged are the same.
    """

    key: str
    verdict: Verdict | None
    reason: Reason
    measured_ms: int
    limit_ms: int
    source: EvidenceSource
    spans: tuple[Span, ...] = ()

    def stands(self, given: Verdict) -> bool:
        """Whether it still says something beside the verdict `given`: nothing was given, or another."""
        return given is Verdict.UNSCORED or self.verdict not in (None, given)


def suggestions_for(form: Form, call: Call, sound: SoundFound | None = None) -> dict[str, Suggestion]:
    """What is suggested for `form`'s items, by item. `sound` None: nobody has listened yet.

    Nothing without evidence: what was not measured suggests nothing.
    """
    items = {item.key: item for item in form.items}
    found = (*_of_ringing(form, call, sound), *_of_waiting(form, call, sound))
    return {
        one.key: one
        for one in found
        if one.key in items and (one.verdict is not Verdict.NOT_APPLICABLE or items[one.key].may_not_apply)
    }


def take(form: Form, sheet: Sheet, suggestion: Suggestion, note: str) -> Sheet:
    """`sheet` with the suggested verdict; what does not conform gets its places, and `note` where it has none."""
    key, verdict = suggestion.key, suggestion.verdict
    if verdict is None:
        return sheet
    sheet = set_verdict(form, sheet, key, verdict)
    if verdict is Verdict.FAILS:
        for span in suggestion.spans:
            sheet = add_evidence(form, sheet, key, span)
        if not sheet.mark(key).note:
            sheet = set_item_note(form, sheet, key, note)
    return sheet


def limit_of(form: Form, key: str) -> int:
    """The limit of an item in ms: the form's own, else the trade's."""
    for item in form.items:
        if item.key == key and item.limit_ms is not None:
            return item.limit_ms
    return LIMITS_MS[key]


def _of_ringing(form: Form, call: Call, sound: SoundFound | None) -> Iterator[Suggestion]:
    if call.direction is Direction.OUTBOUND:
        return  # it rang at the customer's
    limit_ms = limit_of(form, THREE_RINGS)
    spans = tuple(Span(s.start_ms, s.end_ms) for s in call.stretches if s.kind is StretchKind.RING)[:1]
    heard = [ring for ring in sound.rings if ring.start_ms <= _FIRST_RINGS_MS][:1] if sound is not None else []
    if call.ring_ms is not None:
        rang_ms, reason, source = _tenths(call.ring_ms), Reason.RANG, EvidenceSource.TELEPHONE
        spans = spans or tuple(heard)
    elif heard:
        rang_ms, reason, source, spans = _length(heard[0]), Reason.RANG_HEARD, EvidenceSource.SOUND, tuple(heard)
        if rang_ms <= limit_ms and (rang_ms + _RING_AGAIN_MS > limit_ms or heard[0].start_ms == 0):
            return  # it may have rung for longer than was recorded
    else:
        return
    late = rang_ms > limit_ms
    verdict = Verdict.FAILS if late else Verdict.CONFORMS
    yield Suggestion(THREE_RINGS, verdict, reason, rang_ms, limit_ms, source, spans)
    if not late:
        yield Suggestion(APOLOGY, Verdict.NOT_APPLICABLE, reason, rang_ms, limit_ms, source)
        return
    answered_ms = spans[0].end_ms if spans else 0
    greeting_ends_ms = min(call.duration_ms, answered_ms + GREETING_MS)
    greeting = (Span(answered_ms, greeting_ends_ms),) if answered_ms < greeting_ends_ms else ()
    yield Suggestion(APOLOGY, None, reason, rang_ms, limit_ms, source, greeting)


def _of_waiting(form: Form, call: Call, sound: SoundFound | None) -> Iterator[Suggestion]:
    limit_ms = limit_of(form, LONG_WAIT)
    answered_ms = max((s.end_ms for s in call.stretches if s.kind is StretchKind.RING), default=0)
    holds = [Span(s.start_ms, s.end_ms) for s in call.stretches if s.kind is StretchKind.HOLD]
    silences = [
        Span(max(span.start_ms, answered_ms), span.end_ms)
        for span in (sound.silences if sound is not None else ())
        if span.end_ms > answered_ms
    ]
    waits = [(Reason.HELD, span) for span in holds] + [(Reason.SILENT, span) for span in silences]
    long = [(reason, span) for reason, span in waits if _length(span) > limit_ms]
    if long:
        reason, longest = max(long, key=lambda wait: (_length(wait[1]), wait[0] is Reason.HELD))
        by = EvidenceSource.TELEPHONE if reason is Reason.HELD else EvidenceSource.SOUND
        places = _joined(span for _, span in long)
        yield Suggestion(LONG_WAIT, Verdict.FAILS, reason, _length(longest), limit_ms, by, places)
        return
    # Nobody waited too long only where the telephone system counted every hold and somebody listened to all of it.
    counted = call.hold_ms is not None and (bool(holds) or _tenths(call.hold_ms) <= limit_ms)
    if counted and sound is not None and sound.least_ms <= limit_ms:
        held_ms = _tenths(call.hold_ms) if not holds and call.hold_ms is not None else 0
        longest_ms = max([held_ms, *(_length(span) for _, span in waits)])
        both = EvidenceSource.BOTH
        yield Suggestion(LONG_WAIT, Verdict.CONFORMS, Reason.LONGEST_WAIT, longest_ms, limit_ms, both)


def _length(span: Span) -> int:
    return _tenths(span.end_ms - span.start_ms)


def _tenths(length_ms: int) -> int:
    return (length_ms + 50) // 100 * 100


def _joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """In order; what overlaps is one."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start_ms <= joined[-1].end_ms:
            joined[-1] = Span(joined[-1].start_ms, max(joined[-1].end_ms, span.end_ms))
        else:
            joined.append(span)
    return tuple(joined)

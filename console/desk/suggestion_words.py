"""What a suggestion says: on its chip, in its tooltip, and in the note that taking it leaves."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QLocale

from console.desk.time_text import seconds_text
from console.desk.wording import words
from console.domain.sheet import Verdict
from console.domain.suggestions import EvidenceSource, Reason, Suggestion

_VERDICTS: Mapping[Verdict | None, str] = {
    Verdict.CONFORMS: words("Suggestions", "Suggested: conforms"),
    Verdict.FAILS: words("Suggestions", "Suggested: does not conform"),
    Verdict.NOT_APPLICABLE: words("Suggestions", "Suggested: not applicable"),
    None: words("Suggestions", "Suggested: listen for it here"),
}

_REASONS: Mapping[Reason, str] = {
    Reason.RANG: words("Suggestions", "rang {length} s"),
    Reason.RANG_HEARD: words("Suggestions", "ring-back heard for {length} s"),
    Reason.HELD: words("Suggestions", "on hold {length} s"),
    Reason.SILENT: words("Suggestions", "both silent {length} s"),
    Reason.LONGEST_WAIT: words("Suggestions", "longest wait {length} s"),
}

_SOURCES: Mapping[EvidenceSource, str] = {
    EvidenceSource.TELEPHONE: words("Suggestions", "Measured by the telephone system."),
    EvidenceSource.SOUND: words("Suggestions", "Heard in the recording."),
    EvidenceSource.BOTH: words("Suggestions", "By the telephone system and the recording."),
}


def reason_text(suggestion: Suggestion) -> str:
    """What was measured, with its figure."""
    if suggestion.reason is Reason.LONGEST_WAIT and not suggestion.measured_ms:
        return QCoreApplication.translate("Suggestions", "nobody waited")
    return QCoreApplication.translate("Suggestions", _REASONS[suggestion.reason]).format(
        length=seconds_text(suggestion.measured_ms)
    )


def figure_text(suggestion: Suggestion) -> str:
    """The figure alone; empty where it says nothing."""
    if not suggestion.measured_ms:
        return ""
    length = seconds_text(suggestion.measured_ms)
    return QCoreApplication.translate("Suggestions", "{length} s").format(length=length)


def suggestion_text(suggestion: Suggestion) -> str:
    """The verdict and why: "Suggested: does not conform · rang 18.2 s"."""
    return f"{QCoreApplication.translate('Suggestions', _VERDICTS[suggestion.verdict])} · {reason_text(suggestion)}"


def note_text(suggestion: Suggestion) -> str:
    """What was measured beside what may be."""
    return QCoreApplication.translate("Suggestions", "{reason}, at most {limit} s").format(
        reason=reason_text(suggestion), limit=_limit(suggestion.limit_ms)
    )


def suggestion_tip(suggestion: Suggestion, *, play_key: str, take_key: str) -> str:
    """All of it, a line each, with what can be done and by which keys."""
    verdict = QCoreApplication.translate("Suggestions", _VERDICTS[suggestion.verdict])
    lines = [verdict, note_text(suggestion), QCoreApplication.translate("Suggestions", _SOURCES[suggestion.source])]
    if suggestion.spans:
        lines.append(QCoreApplication.translate("Suggestions", "Play: click, or {key}").format(key=play_key))
    if suggestion.verdict is not None:
        lines.append(QCoreApplication.translate("Suggestions", "Take it: +, or {key}").format(key=take_key))
    return "\n".join(lines)


def _limit(limit_ms: int) -> str:
    return seconds_text(limit_ms) if limit_ms % 1000 else QLocale().toString(limit_ms // 1000)

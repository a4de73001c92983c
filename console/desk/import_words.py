"""What the import says of files, names and columns, in the language in force."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QLocale

from console.desk.sentences import sentence_of
from console.domain.naming import CallField, Misfit, MisfitReason
from console.intake.report import Line, Outcome, Remark


def field_name(field: CallField) -> str:
    """The heading of what a file name or a column says."""
    return {
        CallField.FILE: QCoreApplication.translate("Import", "File name"),
        CallField.STARTED: QCoreApplication.translate("Import", "Date and time"),
        CallField.DATE: QCoreApplication.translate("Import", "Date"),
        CallField.TIME: QCoreApplication.translate("Import", "Time of day"),
        CallField.EPOCH: QCoreApplication.translate("Import", "Seconds since 1970"),
        CallField.AGENT: QCoreApplication.translate("Import", "Agent's number"),
        CallField.AGENT_NAME: QCoreApplication.translate("Import", "Agent's name"),
        CallField.TEAM: QCoreApplication.translate("Import", "Team"),
        CallField.QUEUE: QCoreApplication.translate("Import", "Queue"),
        CallField.CUSTOMER: QCoreApplication.translate("Import", "Customer's number"),
        CallField.DIRECTION: QCoreApplication.translate("Import", "Direction"),
        CallField.CALL: QCoreApplication.translate("Import", "Call number"),
        CallField.UNIQUEID: QCoreApplication.translate("Import", "Call number"),
        CallField.RING: QCoreApplication.translate("Import", "Ring seconds"),
        CallField.HOLD: QCoreApplication.translate("Import", "Hold seconds"),
        CallField.ANY: QCoreApplication.translate("Import", "Anything"),
    }[field]


def figure(value: float, *, places: int = 0) -> str:
    """A number as the locale writes it, with `places` decimals."""
    return QLocale().toString(float(value), ord("f"), places)


def outcome_name(outcome: Outcome) -> str:
    """What became of a recording, in a word or two."""
    return {
        Outcome.ADDED: QCoreApplication.translate("Import", "Added"),
        Outcome.KNOWN: QCoreApplication.translate("Import", "Already in"),
        Outcome.REFUSED: QCoreApplication.translate("Import", "Refused"),
        Outcome.PASSED_OVER: QCoreApplication.translate("Import", "Left out"),
    }[outcome]


def remark_text(remark: Remark) -> str:
    """What to know of a recording besides its outcome."""
    return {
        Remark.TIME_FROM_FILE: QCoreApplication.translate("Import", "Time taken from the file"),
        Remark.NAME_MISFIT: QCoreApplication.translate("Import", "The name does not fit the pattern"),
        Remark.NO_TABLE_LINE: QCoreApplication.translate("Import", "Not in the table"),
        Remark.AGENT_UNKNOWN: QCoreApplication.translate("Import", "No agent with this number or name"),
        Remark.MIX_OF_PAIR: QCoreApplication.translate("Import", "The mix of a pair that is imported"),
        Remark.BREAKS_OFF: QCoreApplication.translate("Import", "The recording breaks off early"),
        Remark.TWICE_HERE: QCoreApplication.translate("Import", "The same recording twice in this import"),
    }[remark]


def misfit_sentence(misfit: Misfit) -> str:
    """Where a name leaves the pattern."""
    found = misfit.found if len(misfit.found) <= 40 else misfit.found[:39] + "…"
    said = {
        MisfitReason.EXPECTED: QCoreApplication.translate("Import", "Expected {expected}, found “{found}”")
        if found
        else QCoreApplication.translate("Import", "Expected {expected}, but the name ends"),
        MisfitReason.LEFT_OVER: QCoreApplication.translate("Import", "“{found}” is left over at the end"),
        MisfitReason.NO_SUCH_TIME: QCoreApplication.translate("Import", "“{found}” is no date or time"),
        MisfitReason.TOO_FEW_FOLDERS: QCoreApplication.translate("Import", "The pattern speaks of more folders"),
    }[misfit.reason]
    literal = not misfit.expected.startswith("{")
    return said.format(expected=f"“{misfit.expected}”" if literal else misfit.expected, found=found)


def reason_text(line: Line) -> str:
    """Why a recording was refused, or what to know of it; empty when there is nothing to say."""
    if line.fault:
        known = {name: value for name, value in line.fault.facts.items() if name not in ("name", "path", "file")}
        return sentence_of(type(line.fault)(line.fault.kind, **known))  # the file is named beside it already
    said = [remark_text(remark) for remark in line.remarks]
    if line.misfit:
        said.append(misfit_sentence(line.misfit))
    return " · ".join(said)


def line_cells(line: Line) -> Sequence[str]:
    """The cells of the exported report after the path."""
    return [outcome_name(line.outcome), reason_text(line)]


def report_header() -> Sequence[str]:
    """The headings of the exported report."""
    return [
        QCoreApplication.translate("Import", "File"),
        QCoreApplication.translate("Import", "Outcome"),
        QCoreApplication.translate("Import", "Reason"),
    ]

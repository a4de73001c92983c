"""What waits on this PC, in words: what it is, when it was done, where it stands, and what can become of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QCoreApplication, QLocale

from console.desk.coaching_lists import TwoLines
from console.desk.time_text import short_moment
from console.domain.coaching import Note
from console.domain.conflicts import Conflict, Settlement, Waiting
from console.domain.evaluations import Draft, Revision
from console.domain.faults import FaultKind
from console.domain.outbox import NOTE_DEEDS, DeedKind, Standing
from console.domain.people import Person


def badge_text(standing: Standing | None) -> str:
    """What the status line says of it; empty when there is nothing to say."""
    if standing is None or standing.off_because == "starting":
        return ""
    locale = QLocale()
    if not standing.possible:
        return QCoreApplication.translate("Outbox", "Offline work is off")
    if standing.offline and standing.waiting:
        return QCoreApplication.translate("Outbox", "Offline: working on, {n} kept on this PC").format(
            n=locale.toString(standing.waiting)
        )
    if standing.offline:
        return QCoreApplication.translate("Outbox", "Offline: working on")
    unsent = standing.waiting - standing.conflicts
    parts = []
    if unsent:
        parts.append(QCoreApplication.translate("Outbox", "{n} waiting to be shared").format(n=locale.toString(unsent)))
    if standing.conflicts:
        parts.append(
            QCoreApplication.translate("Outbox", "{n} to settle").format(n=locale.toString(standing.conflicts))
        )
    return " · ".join(parts)


def what_it_is(waiting: Waiting) -> str:
    """The thing in a few words."""
    if waiting.kind is DeedKind.RECORD:
        return QCoreApplication.translate("Outbox", "Record of listening")
    kind = (
        QCoreApplication.translate("Outbox", "Coaching note")
        if waiting.kind in NOTE_DEEDS
        else QCoreApplication.translate("Outbox", "Sheet")
    )
    return " · ".join(part for part in (kind, waiting.about.get("agent", ""), waiting.about.get("call", "")) if part)


def last_deed(waiting: Waiting) -> str:
    """What was done last, and when."""
    done = {
        DeedKind.OPEN_DRAFT: QCoreApplication.translate("Outbox", "Begun"),
        DeedKind.SAVE_DRAFT: QCoreApplication.translate("Outbox", "Changed"),
        DeedKind.SUBMIT: QCoreApplication.translate("Outbox", "Submitted"),
        DeedKind.DISCARD_DRAFT: QCoreApplication.translate("Outbox", "Discarded"),
        DeedKind.SAVE_NOTE: QCoreApplication.translate("Outbox", "Written"),
        DeedKind.SHARE_NOTE: QCoreApplication.translate("Outbox", "Shown to the agent"),
        DeedKind.RECORD: QCoreApplication.translate("Outbox", "Heard"),
    }[waiting.kind]
    return f"{done} · {short_moment(waiting.at)}"


def waiting_rows(waiting: Sequence[Waiting]) -> list[TwoLines]:
    """The list, what has to be settled first."""
    first = sorted(waiting, key=lambda one: not one.conflict)
    return [
        TwoLines(
            what_it_is(one),
            last_deed(one),
            QCoreApplication.translate("Outbox", "To settle")
            if one.conflict
            else QCoreApplication.translate("Outbox", "Waiting"),
            one,
            bool(one.conflict),
        )
        for one in first
    ]


def call_moment(waiting: Waiting) -> str:
    """When the call of a sheet began; empty where that is not known."""
    began = waiting.about.get("started_at", "")
    return short_moment(datetime.fromisoformat(began)) if began else ""


def what_happened(conflict: Conflict, person: Person) -> str:
    """Why it could not be shared as it is, in one sentence."""
    theirs, waiting = conflict.theirs, conflict.waiting
    if isinstance(theirs, Revision):
        return QCoreApplication.translate("Outbox", "{name} submitted this sheet meanwhile.").format(
            name=theirs.inspector_name
        )
    if isinstance(theirs, Draft) and theirs.inspector_id != person.id:
        return QCoreApplication.translate(
            "Outbox", "{name} is scoring this call now. Wait until that is done, or ask a supervisor."
        ).format(name=theirs.inspector_name)
    if isinstance(theirs, Draft):
        return QCoreApplication.translate("Outbox", "You changed this sheet at another console meanwhile.")
    if isinstance(theirs, Note) and theirs.acknowledged_at is not None:
        return QCoreApplication.translate("Outbox", "The agent has signed this note meanwhile.")
    if isinstance(theirs, Note):
        return QCoreApplication.translate("Outbox", "This note was changed at another console meanwhile.")
    if waiting.conflict == FaultKind.NO_RIGHT:
        return QCoreApplication.translate("Outbox", "The database does not allow this any more.")
    if conflict.mine is None:
        return QCoreApplication.translate("Outbox", "The database would not take this.")
    return QCoreApplication.translate("Outbox", "The database has nothing of this any more.")


def their_name(conflict: Conflict) -> str:
    """The heading over the other side."""
    theirs = conflict.theirs
    if isinstance(theirs, Revision):
        return QCoreApplication.translate("Outbox", "{name}, submitted").format(name=theirs.inspector_name)
    if isinstance(theirs, Draft):
        return QCoreApplication.translate("Outbox", "{name}, not submitted yet").format(name=theirs.inspector_name)
    return QCoreApplication.translate("Outbox", "In the database")


def way_name(how: Settlement, conflict: Conflict) -> str:
    """What the button of a way out says."""
    if how is Settlement.KEEP_THEIRS and conflict.theirs is None:
        return QCoreApplication.translate("Outbox", "Discard mine")
    if how is Settlement.MINE_OVER and conflict.theirs is None:
        return QCoreApplication.translate("Outbox", "Begin again with mine")
    return {
        Settlement.KEEP_THEIRS: QCoreApplication.translate("Outbox", "Keep theirs"),
        Settlement.AS_CORRECTION: QCoreApplication.translate("Outbox", "Send mine as a correction…"),
        Settlement.MINE_OVER: QCoreApplication.translate("Outbox", "Put mine in its place"),
        Settlement.TAKE_OVER: QCoreApplication.translate("Outbox", "Take over with mine…"),
        Settlement.OF_ITS_OWN: QCoreApplication.translate("Outbox", "Keep mine as a note of its own"),
        Settlement.TRY_AGAIN: QCoreApplication.translate("Outbox", "Try again"),
    }[how]

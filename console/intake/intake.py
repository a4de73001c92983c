"""One import: surveys the paths, prepares whole calls in small batches off any thread, and keeps them in the store."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any, Protocol

from console.audio.reader import open_sound
from console.domain.calls import Call, SoundSource
from console.domain.faults import Fault, FaultKind, InputFault, PlaceFault
from console.domain.naming import CallField, Misfit, Named, NamePattern, read_name
from console.domain.people import Person
from console.intake.csv_columns import CallTable, direction_of, guess_mapping, join_table, milliseconds_of, read_table
from console.intake.pairing import Recording, pair_up
from console.intake.report import Line, Outcome, Remark, Report
from console.intake.sources import ImportSource, zone_of
from console.intake.walk import find_recordings
from console.store.ids import new_id

BATCH_CALLS = 100
"""Most calls in one transaction: large enough to be cheap, small enough that a cancel loses little work."""
BATCH_SECONDS = 0.4
"""A batch ends early after this, so that progress moves and a cancel is heard."""
BLOCK_BYTES = 1 << 20


class CallKeeper(Protocol):
    """What an import needs of the store's calls."""

    def known_hashes(self, hashes: Sequence[str]) -> set[str]:
        """Those of `hashes` whose calls are kept already."""
        ...

    def add_many(self, calls: Sequence[Call], person: Person | None = None) -> Any:
        """Keep `calls`, all or none; raises PlaceFault where the place refuses."""
        ...


@dataclass(frozen=True)
class Plan:
    """What to import and how to read it."""

    paths: tuple[str, ...]
    source: ImportSource = field(default_factory=ImportSource)
    csv_path: str = ""


@dataclass(frozen=True)
class Survey:
    """What lies under the paths, before anything is opened."""

    recordings: Sequence[Recording]
    lines: Sequence[Line]
    passed_over: int
    table: CallTable | None


@dataclass(frozen=True)
class Prepared:
    """A call ready to be kept, with the remarks its line will carry."""

    recording: Recording
    call: Call
    remarks: tuple[Remark, ...]
    misfit: Misfit | None


@dataclass(frozen=True)
class Batch:
    """Calls ready to be kept together, and the lines of recordings refused on the way to them."""

    prepared: Sequence[Prepared]
    refused: Sequence[Line]
    current: str


@dataclass(frozen=True)
class Kept:
    """What the store made of a batch: hashes of the calls it had before."""

    known: frozenset[str]


@dataclass(frozen=True)
class Progress:
    """How far an import is. `rate` is recordings a second, `seconds_left` None until it can be told."""

    done: int
    total: int
    rate: float
    current: str
    added: int
    known: int
    refused: int
    seconds_left: float | None


def survey(plan: Plan, *, stop: Callable[[], bool] = lambda: False) -> Survey:
    """Finds and pairs the recordings and reads the table. Raises InputFault(BAD_CSV), PlaceFault for the table."""
    table = None
    if plan.csv_path:
        raw = read_table(plan.csv_path)
        mapping = plan.source.mapping or guess_mapping(raw.header)
        table = join_table(raw, mapping, zone_of(plan.source.time_zone), plan.source.date_format)
    found = find_recordings(plan.paths, stop=stop)
    own = os.path.abspath(plan.csv_path) if plan.csv_path else ""  # noqa: PTH100
    paired = pair_up((path for path in found.files if path != own), plan.source.agent_file)
    lines = [Line(p, Outcome.REFUSED, _missing(p, FaultKind.FILE_MISSING)) for p in found.missing]
    lines += [Line(p, Outcome.REFUSED, _missing(p, FaultKind.FILE_UNREADABLE)) for p in found.unreadable]
    lines += [Line(path, Outcome.PASSED_OVER, remarks=(Remark.MIX_OF_PAIR,)) for path in paired.mixes]
    return Survey(paired.recordings, lines, found.passed_over + len(paired.mixes), table)


def _missing(path: str, kind: FaultKind) -> PlaceFault:
    return PlaceFault(kind, name=os.path.basename(path), path=path)  # noqa: PTH119


class _Cancelled(Exception):
    """The import was stopped while a file was being read."""


def content_hash(paths: Sequence[str], *, stop: Callable[[], bool] = lambda: False) -> str:
    """SHA-256 of the content, hexadecimal. Raises OSError; ends between blocks when `stop` says so.

    Of a pair: of both digests in order of value, so that the same two files are one call whichever side is the agent.
    """
    digests = []
    for path in paths:
        digest = hashlib.sha256()
        with Path(path).open("rb") as file:
            while block := file.read(BLOCK_BYTES):
                digest.update(block)
                if stop():
                    raise _Cancelled
        digests.append(digest.digest())
    return digests[0].hex() if len(digests) == 1 else hashlib.sha256(b"".join(sorted(digests))).hexdigest()


class Roster:
    """Who an agent written in a name or a table is: by work number, else by a name that only one person has."""

    def __init__(self, people: Iterable[Person]) -> None:
        everyone = list(people)
        names = [person.name.casefold() for person in everyone]
        self._numbers = {person.number.casefold(): person for person in everyone}
        self._names = {p.name.casefold(): p for p in everyone if names.count(p.name.casefold()) == 1}

    def find(self, number: str, name: str) -> Person | None:
        """The person meant, None when nobody or more than one may be."""
        return (
            self._numbers.get(number.casefold())
            or self._names.get(name.casefold())
            or self._names.get(number.casefold())
            or None
        )


class Intake:
    """One run over a survey: batches pass through `prepare`, `keep` and `settle` in that order.

    `prepare` may run in any one thread at a time, `keep` belongs to the database's thread, `settle` and `report` to
    whoever owns the run.
    """

    def __init__(
        self,
        plan: Plan,
        surveyed: Survey,
        people: Iterable[Person],
        *,
        stop: Callable[[], bool] = lambda: False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Raises InputFault where the plan's pattern or zone cannot be used."""
        self._plan = plan
        self._patterns: tuple[NamePattern, ...] = plan.source.name_patterns()
        self._zone: tzinfo = zone_of(plan.source.time_zone)
        self._surveyed = surveyed
        self._roster = Roster(people)
        self._stop = stop
        self._clock = clock
        self._began = clock()
        self._next = 0
        self._seen: set[str] = set()
        self.report = Report(
            total=len(surveyed.recordings) + sum(line.outcome is Outcome.REFUSED for line in surveyed.lines),
            refused=sum(line.outcome is Outcome.REFUSED for line in surveyed.lines),
            passed_over=surveyed.passed_over,
            lines=list(surveyed.lines),
            table_lines_repeated=surveyed.table.repeated if surveyed.table else 0,
        )

    def prepare(self) -> Batch | None:
        """The next calls, hashed and opened; None when there are no more or the run was stopped."""
        prepared: list[Prepared] = []
        refused: list[Line] = []
        current = ""
        began = self._clock()
        while self._next < len(self._surveyed.recordings) and not self._stop():
            recording = self._surveyed.recordings[self._next]
            try:
                prepared.append(self._prepare_one(recording))
            except Fault as fault:
                refused.append(Line(recording.paths[0], Outcome.REFUSED, fault))
            except _Cancelled:
                break
            self._next += 1
            current = recording.shown
            if len(prepared) + len(refused) >= BATCH_CALLS or self._clock() - began > BATCH_SECONDS:
                break
        return Batch(prepared, refused, current) if prepared or refused else None

    def _prepare_one(self, recording: Recording) -> Prepared:
        if any("\ud800" <= sign <= "\udfff" for path in recording.paths for sign in path):
            # bytes that are no text in this system's encoding: no database and no screen could carry the name
            raise PlaceFault(FaultKind.FILE_UNREADABLE, name=ascii(recording.shown), path=ascii(recording.paths[0]))
        source = SoundSource(recording.paths, self._plan.source.side, self._plan.source.raw_rate_hz)
        with open_sound(source) as reader:
            duration_ms, breaks_off = reader.info.duration_ms, reader.info.truncated
        try:
            key = content_hash(recording.paths, stop=self._stop)
            changed_at = Path(recording.paths[0]).stat().st_mtime
        except FileNotFoundError as error:
            raise _missing(recording.paths[0], FaultKind.FILE_MISSING) from error
        except OSError as error:
            raise _missing(recording.paths[0], FaultKind.FILE_UNREADABLE) from error
        remarks = [Remark.BREAKS_OFF] if breaks_off else []
        said = read_name(self._patterns, recording.name, self._zone)
        misfit = said if isinstance(said, Misfit) else None
        named = said if isinstance(said, Named) else Named({})
        values = dict(named.values)
        started_at = named.started_at
        if self._surveyed.table:
            row = self._surveyed.table.row_for((*recording.paths, recording.name), values.get(CallField.CALL, ""))
            if row:
                values |= row.values
                started_at = row.started_at or started_at
                misfit = None
            else:
                remarks.append(Remark.NO_TABLE_LINE)
        if misfit:
            remarks.append(Remark.NAME_MISFIT)
        if started_at is None:
            remarks.append(Remark.TIME_FROM_FILE)
            started_at = _end_less(changed_at, duration_ms)
        number, name = values.get(CallField.AGENT, ""), values.get(CallField.AGENT_NAME, "")
        person = self._roster.find(number, name)
        if person is None and (number or name):
            remarks.append(Remark.AGENT_UNKNOWN)
        if not name and not number.isascii():
            number, name = "", number
        call = Call(
            id=new_id(),
            started_at=started_at,
            duration_ms=duration_ms,
            sound=source,
            content_hash=key,
            agent_id=person.id if person else None,
            agent_number=person.number if person else number,
            agent_name=person.name if person else name,
            team=(person.team if person else "") or values.get(CallField.TEAM, ""),
            direction=direction_of(values.get(CallField.DIRECTION, "")),
            queue=values.get(CallField.QUEUE, ""),
            call_number=values.get(CallField.CALL, ""),
            customer_number=values.get(CallField.CUSTOMER, ""),
            ring_ms=milliseconds_of(values.get(CallField.RING, "")),
            hold_ms=milliseconds_of(values.get(CallField.HOLD, "")),
        )
        return Prepared(recording, call, tuple(remarks), misfit)

    def settle(self, batch: Batch, kept: Kept) -> Progress:
        """Enter in the report what became of `batch`; how far the run is."""
        report = self.report
        for one in batch.prepared:
            path, key = one.recording.paths[0], one.call.content_hash
            if key in kept.known or key in self._seen:
                report.known += 1
                twice = (Remark.TWICE_HERE,) if key in self._seen else ()
                report.lines.append(Line(path, Outcome.KNOWN, remarks=twice))
                continue
            self._seen.add(key)
            report.added += 1
            report.sound_ms += one.call.duration_ms
            if one.remarks:
                report.lines.append(Line(path, Outcome.ADDED, None, one.remarks, one.misfit))
        report.refused += len(batch.refused)
        report.lines.extend(batch.refused)
        report.seconds = self._clock() - self._began
        return self.progress(batch.current)

    def progress(self, current: str = "") -> Progress:
        """How far the run is now."""
        report = self.report
        left = report.left / report.rate if report.rate > 0 else None
        return Progress(
            report.done, report.total, report.rate, current, report.added, report.known, report.refused, left
        )

    def finish(self, fault: Fault | None = None) -> Report:
        """The report, closed: `fault` when the place ended the run."""
        self.report.fault = fault
        self.report.stopped = fault is None and self.report.left > 0
        self.report.seconds = self._clock() - self._began
        return self.report


def _end_less(changed_at: float, duration_ms: int) -> datetime:
    """When a recording began whose file was last written when it ended."""
    try:
        return datetime.fromtimestamp(changed_at, UTC) - timedelta(milliseconds=duration_ms)
    except (OverflowError, OSError, ValueError):
        return datetime(1970, 1, 1, tzinfo=UTC)


def keep(batch: Batch, calls: CallKeeper, person: Person | None = None) -> Kept:
    """Keep the calls of `batch` that are new, all or none, `person` being who imports.

    Raises what the store raises; then none was kept.
    """
    by_hash: dict[str, Call] = {}
    for one in batch.prepared:
        by_hash.setdefault(one.call.content_hash, one.call)
    if not by_hash:
        return Kept(frozenset())
    known = frozenset(calls.known_hashes(list(by_hash)))
    fresh = [call for key, call in by_hash.items() if key not in known]
    if fresh:
        calls.add_many(fresh, person)
    return Kept(known)


def run_through(intake: Intake, calls: CallKeeper, on_progress: Callable[[Progress], None]) -> Report:
    """The whole run in the calling thread. What was kept before a fault of the place stays and is in the report."""
    while (batch := intake.prepare()) is not None:
        try:
            kept = keep(batch, calls)
        except PlaceFault as fault:
            return intake.finish(fault)
        on_progress(intake.settle(batch, kept))
    return intake.finish()


__all__ = [
    "Batch",
    "InputFault",
    "Intake",
    "Plan",
    "Progress",
    "Survey",
    "content_hash",
    "keep",
    "run_through",
    "survey",
]

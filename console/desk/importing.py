"""Import recordings…: what is chosen, what the names and the table would say of it, the run, and its report."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Signal, Slot

from console.desk.background import Background, Job
from console.desk.import_words import line_cells, report_header
from console.desk.table_file import write_table
from console.domain.faults import Fault, FaultKind, InputFault, PlaceFault
from console.domain.naming import CallField, Misfit, Named, read_name
from console.domain.people import Person
from console.intake.csv_columns import CallTable, CsvRow, Table, guess_mapping, join_table, read_table
from console.intake.intake import Batch, CallKeeper, Intake, Kept, Plan, Progress, Survey, keep, survey
from console.intake.pairing import AgentFile, Recording
from console.intake.report import Line, Outcome, Remark, Report, report_as_csv
from console.intake.sources import ImportSource, load_sources, save_sources, zone_names, zone_of

PREVIEW_ROWS = 20


class PeopleSource(Protocol):
    """What an import needs of the store's people."""

    def list_people(self) -> Sequence[Person]:
        """Everybody."""
        ...


class ImportStore(Protocol):
    """The two parts of the store that an import uses."""

    @property
    def calls(self) -> CallKeeper:
        """Calls."""

    @property
    def people(self) -> PeopleSource:
        """People."""


class ImportState(StrEnum):
    """Where an import stands."""

    CHOOSING = "choosing"
    LOOKING = "looking"
    READY = "ready"
    RUNNING = "running"
    STOPPING = "stopping"
    ENDED = "ended"


@dataclass(frozen=True)
class PreviewRow:
    """What one recording would become. `values` as the table and the name say, `started_at` UTC or None."""

    name: str
    values: Mapping[CallField, str]
    started_at: datetime | None
    misfit: Misfit | None
    sides: int
    from_table: bool


class Importing(QObject):
    """One import at a time. Lives in the GUI thread; the file pool reads, the database thread keeps.

    `cancel` is heard within a block of a file; what was added before is whole and stays.
    """

    state_changed = Signal(object)
    choice_changed = Signal()
    preview_changed = Signal()
    sources_changed = Signal()
    progress_changed = Signal(object)
    ended = Signal(object)
    calls_added = Signal(object)
    report_exported = Signal(object)
    fault_happened = Signal(object)

    def __init__(
        self,
        background: Background,
        store: ImportStore,
        person: Person | None,
        sources_path: Path,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._store = store
        self._person = person
        self._sources_path = sources_path
        self._stop = threading.Event()
        self._survey_job: Job | None = None
        self._survey_stop = threading.Event()
        self._surveyed: Survey | None = None
        self._joining: Job | None = None
        self._joined: CallTable | None = None
        self._source_fault: Fault | None = None
        self._table_fault: Fault | None = None
        self._intake: Intake | None = None
        self.state = ImportState.CHOOSING
        self.paths: tuple[str, ...] = ()
        self.source = ImportSource(preset="freepbx")
        self.csv_path = ""
        self.table: Table | None = None
        self.sources: list[ImportSource] = []
        self.report: Report | None = None

    # --- choosing ---------------------------------------------------------------------------------------------

    @property
    def found(self) -> int:
        """Recordings found under the chosen paths."""
        return len(self._surveyed.recordings) if self._surveyed else 0

    @property
    def passed_over(self) -> int:
        """Files found that are no recordings."""
        return self._surveyed.passed_over if self._surveyed else 0

    @property
    def source_fault(self) -> Fault | None:
        """Why names or table cannot be read as the source says; None where nothing is in the way."""
        return self._source_fault or self._table_fault

    @property
    def can_start(self) -> bool:
        """Whether there is something to import and nothing in the way; a table has to be read and joined first."""
        joined = not self.csv_path or (self._joined is not None and self._joining is None)
        return self.state is ImportState.READY and self.found > 0 and joined and self.source_fault is None

    @property
    def busy(self) -> bool:
        """Whether a run is under way."""
        return self.state in (ImportState.RUNNING, ImportState.STOPPING)

    def set_person(self, person: Person | None) -> None:
        """Who imports from now on; it goes into the record."""
        self._person = person

    def load_sources(self) -> None:
        """Fetch the saved sources."""
        path = self._sources_path
        self._background.on_files(lambda: load_sources(path), self._take_sources, self.fault_happened.emit)

    def save_source(self, name: str) -> None:
        """Keep the present settings under `name`, replacing the one of that name."""
        source = self.source = replace(self.source, name=name.strip())
        self._write_sources(source.name, [source])

    def remove_source(self, name: str) -> None:
        """Forget the source `name`; its settings stay chosen."""
        if self.source.name == name:
            self.source = replace(self.source, name="")
        self._write_sources(name, [])

    def use_source(self, name: str) -> None:
        """Take the settings of the saved source `name`."""
        for one in self.sources:
            if one.name == name:
                self.set_source(one)

    def add_paths(self, paths: Iterable[str]) -> None:
        """Add files or folders to what is to be imported. A table dropped among them becomes the table."""
        given = list(paths)
        tables = [path for path in given if path.lower().endswith((".csv", ".tsv", ".txt")) and Path(path).is_file()]
        self.paths = tuple(dict.fromkeys([*self.paths, *(path for path in given if path not in tables)]))
        if tables:
            self.set_csv(tables[-1])
        self._look()

    def clear(self) -> None:
        """Back to nothing chosen, for the next import; the source's settings stay."""
        if self.busy:
            return
        self.paths, self.csv_path, self.table, self.report = (), "", None, None
        self._join()
        self._look()

    def set_source(self, source: ImportSource) -> None:
        """Read names and tables as `source` says; the preview follows."""
        pairs_change = source.agent_file is not self.source.agent_file
        before = self._reading()
        self.source = source
        self._check_source()
        if self._reading() != before:
            self._join()
        self.choice_changed.emit()
        if pairs_change:
            self._look()
        else:
            self.preview_changed.emit()

    def set_csv(self, path: str) -> None:
        """Take who, when and which queue from the table at `path`; an empty path takes it away."""
        self.csv_path, self.table = path, None
        self.source = replace(self.source, mapping={}, date_format="")
        self._join()
        self.choice_changed.emit()
        if path:
            self._background.on_files(
                lambda: read_table(path),
                lambda table: self._take_table(path, table),
                lambda fault: self._refuse_table(path, fault),
            )
        else:
            self.preview_changed.emit()

    def mapping(self) -> dict[CallField, str]:
        """Which column holds which field: as chosen, else as guessed."""
        return dict(self.source.mapping) or (guess_mapping(self.table.header) if self.table else {})

    def map_column(self, heading: str, field: CallField | None) -> None:
        """Say that the column `heading` holds `field`, or nothing of interest."""
        mapping = {which: column for which, column in self.mapping().items() if column != heading and which != field}
        if field is not None:
            mapping[field] = heading
        self.set_source(replace(self.source, mapping=mapping))

    def table_preview(self, rows: int = 4) -> Sequence[tuple[str, ...]]:
        """The first lines of the table."""
        return self.table.rows[:rows] if self.table else ()

    def preview(self) -> list[PreviewRow]:
        """What the first recordings would become under the present settings; with a bad pattern, names only."""
        if not self._surveyed:
            return []
        try:
            patterns, zone = self.source.name_patterns(), zone_of(self.source.time_zone)
        except InputFault:
            patterns, zone = (), zone_of("")
        rows = []
        for recording in self._surveyed.recordings[:PREVIEW_ROWS]:
            said = read_name(patterns, recording.name, zone)
            named = said if isinstance(said, Named) else Named({})
            line = self._line_of(recording, named)
            rows.append(
                PreviewRow(
                    recording.shown,
                    {**named.values, **(line.values if line else {})},
                    (line.started_at if line else None) or named.started_at,
                    said if isinstance(said, Misfit) and not line else None,
                    len(recording.paths),
                    line is not None,
                )
            )
        return rows

    def _line_of(self, recording: Recording, named: Named) -> CsvRow | None:
        if self._joined is None:
            return None
        return self._joined.row_for((*recording.paths, recording.name), named.values.get(CallField.CALL, ""))

    def _take_sources(self, sources: list[ImportSource]) -> None:
        self.sources = sources
        self.sources_changed.emit()

    def _write_sources(self, name: str, instead: list[ImportSource]) -> None:
        """Have `instead` in the place of the source `name`; the others stay as they are in the file."""
        path = self._sources_path

        def write() -> list[ImportSource]:
            try:
                others = [one for one in load_sources(path) if one.name != name]
                save_sources(path, [*others, *instead])
            except (OSError, PlaceFault) as error:
                raise PlaceFault(FaultKind.SETTINGS_NOT_KEPT, why=str(error)) from error
            return load_sources(path)

        self._background.on_files(write, self._take_sources, self.fault_happened.emit)

    def _take_table(self, path: str, table: Table) -> None:
        if path != self.csv_path:
            return
        self.table = table
        self._join()
        self.choice_changed.emit()

    def _refuse_table(self, path: str, fault: Fault) -> None:
        if path != self.csv_path:
            return
        self.csv_path, self.table = "", None
        self.choice_changed.emit()
        self.fault_happened.emit(fault)

    def _check_source(self) -> None:
        self._source_fault = None
        try:
            self.source.name_patterns()
            zone_of(self.source.time_zone)
        except InputFault as fault:
            self._source_fault = fault

    def _reading(self) -> tuple[Mapping[CallField, str], str, str]:
        return self.mapping(), self.source.time_zone, self.source.date_format

    def _join(self) -> None:
        """Read the lines of the table as chosen, in the file pool: ten thousand take longer than a frame."""
        if self._joining:
            self._joining.forget()
        self._joining = self._table_fault = None
        if self.table is None:
            self._joined = None
            return
        table, (mapping, zone, shape) = self.table, self._reading()
        self._joining = self._background.on_files(
            lambda: join_table(table, mapping, zone_of(zone), shape),
            lambda joined: self._take_joined(joined, None),
            lambda fault: self._take_joined(None, fault),
        )

    def _take_joined(self, joined: CallTable | None, fault: Fault | None) -> None:
        self._joining, self._joined, self._table_fault = None, joined, fault
        self.choice_changed.emit()
        self.preview_changed.emit()

    def _look(self) -> None:
        self._survey_stop.set()
        if self._survey_job:
            self._survey_job.forget()
        self._surveyed = None
        if not self.paths:
            self._enter(ImportState.CHOOSING)
            self.preview_changed.emit()
            return
        stop = self._survey_stop = threading.Event()
        plan = Plan(self.paths, self.source)
        self._enter(ImportState.LOOKING)
        self.preview_changed.emit()
        self._survey_job = self._background.on_files(
            lambda: survey(plan, stop=stop.is_set), self._take_survey, self._refuse_survey
        )

    def _take_survey(self, surveyed: Survey) -> None:
        own = self.csv_path
        kept = [one for one in surveyed.recordings if own not in one.paths]
        self._surveyed = replace(surveyed, recordings=kept)
        self._enter(ImportState.READY)
        self.preview_changed.emit()

    def _refuse_survey(self, fault: Fault) -> None:
        self._enter(ImportState.CHOOSING)
        self.fault_happened.emit(fault)

    # --- the run ----------------------------------------------------------------------------------------------

    @Slot()
    def start(self) -> None:
        """Import what was found."""
        if not self.can_start:
            return
        self._stop = threading.Event()
        self.report = None
        self._enter(ImportState.RUNNING)
        self._background.on_database(self._store.people.list_people, self._begin, self._end_with)

    @Slot()
    def go_on(self) -> None:
        """Take up an ended run again: what is in already is known and costs little."""
        if self.state is ImportState.ENDED:
            self._enter(ImportState.READY)
            self.start()

    @Slot()
    def cancel(self) -> None:
        """End the run; what was added stays."""
        self._stop.set()
        if self.state is ImportState.RUNNING:
            self._enter(ImportState.STOPPING)

    def shut_down(self) -> None:
        """End whatever is under way, for good; nothing is told any more. Called before the background closes."""
        self._stop.set()
        self._survey_stop.set()

    def export_report(self, path: str) -> None:
        """Write the report to `path` as a table that office programs open."""
        report = self.report
        if report is None:
            return
        self._background.on_files(
            lambda: write_table(path, report_as_csv(report, report_header(), line_cells)),
            self.report_exported.emit,
            self.fault_happened.emit,
        )

    def _begin(self, people: Sequence[Person]) -> None:
        if self._surveyed is None:
            return
        plan = Plan(self.paths, self.source, self.csv_path)
        surveyed = replace(self._surveyed, table=self._joined)
        try:
            self._intake = Intake(plan, surveyed, people, stop=self._stop.is_set)
        except InputFault as fault:
            self._end_with(fault)
            return
        self.progress_changed.emit(self._intake.progress())
        self._prepare(self._intake)

    def _prepare(self, intake: Intake) -> None:
        self._background.on_files(intake.prepare, self._prepared, self._end_with)

    def _prepared(self, batch: Batch | None) -> None:
        if self._intake is None:
            return
        if batch is None:
            self._finish(None)
            return
        calls, person = self._store.calls, self._person

        def keep_batch() -> tuple[Batch, Kept]:
            return batch, keep(batch, calls, person)

        self._background.on_database(keep_batch, self._kept, self._end_with)

    def _kept(self, done: tuple[Batch, Kept]) -> None:
        if self._intake is None:
            return
        self.progress_changed.emit(self._intake.settle(*done))
        self._prepare(self._intake)

    def _end_with(self, fault: Fault) -> None:
        if self._intake is None:
            self._enter(ImportState.READY)
            self.fault_happened.emit(fault)
            return
        self._finish(fault)

    def _finish(self, fault: Fault | None) -> None:
        intake, self._intake = self._intake, None
        if intake is None:
            return
        self.report = intake.finish(fault)
        self._enter(ImportState.ENDED)
        self.ended.emit(self.report)
        if self.report.added:
            self.calls_added.emit(self.report.added)

    def _enter(self, state: ImportState) -> None:
        self.state = state
        self.state_changed.emit(state)


__all__ = [
    "AgentFile",
    "ImportSource",
    "ImportState",
    "Importing",
    "Line",
    "Outcome",
    "PreviewRow",
    "Progress",
    "Remark",
    "Report",
    "Table",
    "zone_names",
]

"""The one door to background work: a single thread for the database, one for files, results in the GUI thread."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from console.domain.faults import BugFault, Fault, FaultKind

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

T = TypeVar("T")
log = logging.getLogger(__name__)


class Job:
    """A piece of work under way. `forget()` drops the result; the work itself still ends in its thread.

    It alone holds the work, until it is delivered: what the work refers to (a desk that is gone meanwhile) is let go
    in the GUI thread and never in the worker's.
    """

    def __init__(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None] | None,
        failed: Callable[[Fault], None] | None,
    ) -> None:
        self._work: Callable[[], Any] | None = work
        self.done = done
        self.failed = failed
        self.forgotten = False
        self.asked_at_s = time.monotonic()

    def run(self) -> Any:
        """Do the work; called by the worker."""
        return self._work() if self._work else None

    def let_go(self) -> None:
        """Drop the work and whoever waits for it; called in the GUI thread when it is delivered."""
        self._work = None
        self.done = None
        self.failed = None

    def forget(self) -> None:
        """Nobody is told any more how it ends."""
        self.forgotten = True
        self.done = None
        self.failed = None


class Background(QObject):
    """Runs work off the GUI thread and hands results back in it. Lives in the GUI thread.

    Database work keeps its order (one thread). File work (decode, peaks, import) has its own small pool.
    A failure without a `failed` handler reaches `fault_happened`. `database_answered` carries the Fault or None of
    every piece of database work.
    """

    fault_happened = Signal(object)
    busy_changed = Signal(int)
    database_answered = Signal(object)
    _finished = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: list[Job] = []
        self._closed = False
        self._asked_database: list[Job] = []
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @cached_property
    def _database(self) -> ThreadPoolExecutor:
        from concurrent.futures import ThreadPoolExecutor  # here, with the first work: it follows the first paint

        return ThreadPoolExecutor(max_workers=1, thread_name_prefix="database")

    @cached_property
    def _files(self) -> ThreadPoolExecutor:
        from concurrent.futures import ThreadPoolExecutor

        return ThreadPoolExecutor(max_workers=2, thread_name_prefix="files")

    def on_database(
        self,
        work: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[Fault], None] | None = None,
    ) -> Job:
        """Run `work` in the database thread, then `done(result)` or `failed(fault)` in the GUI thread.

        Once closed nothing is run and nobody is told: what a last turn of the event loop still asks is let go.
        """
        job = Job(work, done, failed)
        if not self._closed:
            self._asked_database.append(job)
        return self._submit(self._database, job)

    def on_files(
        self,
        work: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[Fault], None] | None = None,
    ) -> Job:
        """Like `on_database`, in the file pool; order is not promised."""
        return self._submit(self._files, Job(work, done, failed))

    def _submit(self, pool: ThreadPoolExecutor, job: Job) -> Job:
        if self._closed:
            job.forget()
            return job
        self._jobs.append(job)
        self.busy_changed.emit(self.pending)
        future = pool.submit(job.run)
        future.add_done_callback(lambda ended: self._finished.emit((job, ended)))
        return job

    @Slot(object)
    def _deliver(self, ended: tuple[Job, Future[Any]]) -> None:
        job, future = ended
        self._jobs.remove(job)
        self.busy_changed.emit(self.pending)
        if not future.cancelled():
            self._tell(job, future)
        job.let_go()

    def _tell(self, job: Job, future: Future[Any]) -> None:
        error = future.exception()
        if error is not None and not isinstance(error, Fault):
            log.error("background work failed", exc_info=error)
            error = BugFault(FaultKind.BUG, what=type(error).__name__)
        if job in self._asked_database:
            self._asked_database.remove(job)
            self.database_answered.emit(error)
        if error is None:
            if job.done:
                job.done(future.result())
        elif job.failed:
            job.failed(error)
        elif job.forgotten:
            log.info("forgotten work ended with %s", error.kind)
        else:
            self.fault_happened.emit(error)

    @property
    def database_waits_s(self) -> float:
        """How long the oldest unanswered piece of database work has been waiting; 0 when none is."""
        return time.monotonic() - self._asked_database[0].asked_at_s if self._asked_database else 0.0

    def forget_all(self) -> None:
        """Let everything under way end, but tell nobody: those who asked are going."""
        for job in self._jobs:
            job.forget()

    @property
    def pending(self) -> int:
        """Pieces of work not delivered yet."""
        return len(self._jobs)

    def close(self) -> None:
        """Finish what is queued, then end the threads. Call once, last."""
        self._closed = True
        self._database.shutdown(wait=True)
        self._files.shutdown(wait=True, cancel_futures=True)

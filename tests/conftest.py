"""Shared fixtures: every test ends with the threads it began with, offscreen unless told otherwise."""

from __future__ import annotations

import gc
import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from PySide6.QtCore import QCoreApplication, QEvent

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

pytest_plugins = ("tests.postgres", "tests.safe_server", "tests.shared_centre")

ROOT = Path(__file__).resolve().parent.parent

# How long an example takes says how busy the machine is, and nothing of the program.
settings.register_profile("deskside", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("deskside")

ALONE = ("audio", "end_to_end", "gateway", "pbx", "windows")
"""Folders whose tests play in real time or before a real telephone system: .ci/run runs nothing beside them."""


COLLECT_EVERY = 20
"""Tests between two full collections: one takes as long as a small test."""

_tests_ended = 0


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what wants the machine for itself."""
    alone = {ROOT / "tests" / folder for folder in ALONE}
    for item in items:
        if alone & set(item.path.parents) or item.get_closest_marker("pulseaudio"):
            item.add_marker(pytest.mark.alone)


def pytest_sessionstart() -> None:
    """As in the console itself, garbage is collected in the main thread only (console/desk/collecting.py)."""
    gc.disable()


_status = pytest.ExitCode.INTERNAL_ERROR


def pytest_sessionfinish(exitstatus: int) -> None:
    """What is left is freed while the application still stands: Qt objects that outlive it crash at the exit."""
    global _status
    _status = pytest.ExitCode(exitstatus)
    for _ in range(3):
        gc.collect()
        app = QCoreApplication.instance()
        if app is not None:
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
            app.processEvents()


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """Leave with the status at once: the interpreter's own end may free Qt objects after the application and crash."""
    if _status is not pytest.ExitCode.INTERNAL_ERROR:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(_status)


@pytest.fixture(autouse=True)
def no_garbage_elsewhere() -> Iterator[None]:
    """Collect after the test, in the main thread: QObjects in cycles must not be freed by a worker."""
    global _tests_ended
    yield
    if QCoreApplication.instance() is not None:  # a view must not outlive its model into the next test
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    _tests_ended += 1
    gc.collect(2 if _tests_ended % COLLECT_EVERY == 0 else 1)


@pytest.fixture(autouse=True)
def no_leaked_threads() -> Iterator[None]:
    """Fail a test that leaves a thread behind (a second of grace for pools that are ending)."""
    before = set(threading.enumerate())
    yield
    until = time.monotonic() + 1.0
    leaked: list[threading.Thread] = []
    while time.monotonic() < until:
        leaked = [t for t in threading.enumerate() if t not in before and t.is_alive() and t.name != "pytest_timeout"]
        if not leaked:
            return
        time.sleep(0.01)
    pytest.fail(f"leaked threads: {[t.name for t in leaked]}")

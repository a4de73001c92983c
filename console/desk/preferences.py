"""The settings while the window is open: one holder that tells who asked what changed, and keeps them."""

from __future__ import annotations

import errno
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from console.desk.keymap import Keymap, keymap_from_dict
from console.domain.faults import Fault, FaultKind, InputFault, PlaceFault
from console.policy import Policy
from console.settings import ADDRESSES, LIMITS, Settings, load, save, without_password

WRITE_AFTER_MS = 400
"""Changes within this time are written once."""


class Preferences(QObject):
    """Holds the settings, writes them shortly after a change and at `close`. Lives in the GUI thread.

    What the `policy` locks holds over what this person chose, is not changed, and is not written as a choice.

    `changed` carries the frozenset of the names that changed, `keymap_changed` the new Keymap.
    """

    changed = Signal(object)
    keymap_changed = Signal(object)
    fault_happened = Signal(object)

    def __init__(self, path: Path, parent: QObject | None = None, *, policy: Policy | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self.policy = policy or Policy(path)
        self._chosen, self._first_fault = load(path)
        self._left_alone = self._first_fault is not None and self._first_fault.kind is FaultKind.SETTINGS_LEFT_ALONE
        self._settings = self.policy.settle(self._chosen)
        self._keymap = keymap_from_dict(self._settings.keys)
        self._writing = QTimer(self)
        self._writing.setSingleShot(True)
        self._writing.setInterval(WRITE_AFTER_MS)
        self._writing.timeout.connect(self.write)

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self._settings

    @property
    def keymap(self) -> Keymap:
        """The keys in force."""
        return self._keymap

    @property
    def locked(self) -> frozenset[str]:
        """Names of the settings that an administrator has settled."""
        return frozenset(self.policy.locked)

    def take_first_fault(self) -> Fault | None:
        """What was wrong with the file at the start; told once, None afterwards."""
        fault, self._first_fault = self._first_fault, None
        return fault

    def change(self, **values: Any) -> None:
        """Replace settings by name; numbers are brought into their limits. Nothing happens where all is equal.

        What is locked stays. A database address with a password is refused by `fault_happened`: the settings are a
        plain text file.
        """
        values = {name: value for name, value in values.items() if name not in self.policy.locked}
        for name in ADDRESSES:
            if name in values and values[name] != without_password(values[name]):
                del values[name]
                self.fault_happened.emit(InputFault(FaultKind.PASSWORD_IN_ADDRESS))
        for name, (low, high) in LIMITS.items():
            if name in values:
                values[name] = min(max(values[name], low), high)
        names = frozenset(name for name, value in values.items() if getattr(self._settings, name) != value)
        if not names:
            return
        self._settings = replace(self._settings, **values)
        self._writing.start()
        self.changed.emit(names)

    def change_keymap(self, keymap: Keymap) -> None:
        """Use and keep other keys."""
        if keymap == self._keymap:
            return
        self._keymap = keymap
        self.change(keys=keymap.to_dict())
        self.keymap_changed.emit(keymap)

    def kept(self, name: str, default: Any = None) -> Any:
        """What a screen kept under `name`."""
        return self._settings.kept.get(name, default)

    def keep(self, name: str, value: Any) -> None:
        """Keep `value` (JSON) for a screen under `name`; None forgets it."""
        kept = {key: old for key, old in self._settings.kept.items() if key != name}
        if value is not None:
            kept[name] = value
        self.change(kept=kept)

    @Slot()
    def write(self) -> None:
        """Write now. A failure is told and the settings stay in force. A file not read is not written over."""
        self._writing.stop()
        if self._left_alone:
            self.fault_happened.emit(PlaceFault(FaultKind.SETTINGS_NOT_KEPT, file=str(self._path)))
            return
        try:
            save(replace(self._settings, **{name: getattr(self._chosen, name) for name in self.locked}), self._path)
        except OSError as error:
            kind = FaultKind.DISK_FULL if error.errno == errno.ENOSPC else FaultKind.SETTINGS_NOT_KEPT
            self.fault_happened.emit(PlaceFault(kind, file=str(self._path)))

    def close(self) -> None:
        """Write what is waiting to be written."""
        if self._writing.isActive():
            self.write()

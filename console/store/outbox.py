"""What waits to be shared, on this PC's disk: a small SQLite file in which everything that means anything is sealed."""

from __future__ import annotations

import hashlib
import logging
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID, uuid4

from console.domain.faults import Fault, FaultKind, PlaceFault
from console.domain.outbox import Entry, entry_from_dict, entry_to_dict
from console.store.sealing import NotReadable, Seal
from console.store.translating import faults

OUTBOX_ID = 0x0DE5C50B
"""In the header of the file, so that a stranger's is never taken for one."""

SUFFIX = ".outbox"
KEPT = ".kept"
GONE = ".gone"
HEAD_BYTES = 100
_MAGIC = b"SQLite format 3\0"
COMPANIONS = ("", "-wal", "-shm", "-journal")
_ZEROS = bytes(65536)

log = logging.getLogger(__name__)


def outbox_name(database: str, person_id: UUID) -> str:
    """What the outbox of a person on a database is called; it tells neither. `database` without its host.

    The host is left out because an address may change while something waits.
    """
    return hashlib.sha256(f"{database}\n{person_id}".encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Owner:
    """Whose outbox it is, written sealed into the file for the sign-on page."""

    number: str
    database: str


class Outbox:
    """The entries of one person on one database, in order. Lives in the database thread.

    The file is made with the first entry, held alone while it is there, and gone with the last. What a method says
    it kept is on the disk. PlaceFault from every method: DISK_FULL, DATABASE_UNREACHABLE, OFFLINE_OFF(why="held")
    when another console of the same person holds it.
    """

    def __init__(self, folder: Path, name: str, key: bytes, owner: Owner) -> None:
        self.path = folder / f"{name}{SUFFIX}"
        self.mishap: Fault | None = None
        self._name, self._owner = name, owner
        self._seal = Seal(key)
        self._connection: sqlite3.Connection | None = None
        self._entries: dict[int, Entry] = {}
        self._places: dict[int, bytes] = {}
        if self.path.exists():
            self._take_up()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Everything that waits, oldest first."""
        return tuple(self._entries.values())

    def append(self, entry: Entry) -> Entry:
        """Put an entry last; the entry with its number."""
        return self.change(append=(entry,))[0]

    def change(
        self, *, remove: Iterable[int] = (), put: Sequence[Entry] = (), append: Sequence[Entry] = ()
    ) -> list[Entry]:
        """Take entries out, put others in their own places, and more at the end, all or none; those at the end."""
        gone = [seq for seq in remove if seq in self._entries]
        with faults():
            if append or put or len(gone) < len(self._entries):
                added = self._write(gone, put, append)
            else:
                added = []
                self._remove_file()
        for seq in gone:
            self._entries.pop(seq)
            self._places.pop(seq)
        for entry in (*put, *added):
            self._entries[entry.seq] = entry
        return added

    def close(self) -> None:
        """Let go of the file; what waits stays in it."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    # writing

    def _write(self, gone: Sequence[int], put: Sequence[Entry], append: Sequence[Entry]) -> list[Entry]:
        connection = self._opened()
        added: list[Entry] = []
        places: dict[int, bytes] = {}
        with _transaction(connection):
            connection.executemany("DELETE FROM entry WHERE seq = ?", [(seq,) for seq in gone])
            for entry in put:
                sealed = self._seal.close(entry_to_dict(entry), self._place(self._places[entry.seq]))
                connection.execute("UPDATE entry SET sealed = ? WHERE seq = ?", (sealed, entry.seq))
            for entry in append:
                opaque = uuid4().bytes
                sealed = self._seal.close(entry_to_dict(entry), self._place(opaque))
                done = connection.execute("INSERT INTO entry (id, sealed) VALUES (?, ?)", (opaque, sealed))
                seq = int(done.lastrowid or 0)
                places[seq] = opaque
                added.append(replace(entry, seq=seq))
        self._places |= places
        return added

    def _place(self, opaque: bytes) -> bytes:
        return self._name.encode() + opaque

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._connection = _open_alone(self.path)
            self._make()
        return self._connection

    def _make(self) -> None:
        assert self._connection is not None
        with _transaction(self._connection) as connection:
            if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'entry'").fetchone():
                return
            connection.execute(
                "CREATE TABLE entry (seq INTEGER PRIMARY KEY AUTOINCREMENT, id BLOB NOT NULL, sealed BLOB NOT NULL)"
            )
            opaque = uuid4().bytes
            owner = {"number": self._owner.number, "database": self._owner.database}
            sealed = self._seal.close({"owner": owner}, self._place(opaque))
            connection.execute("INSERT INTO entry (id, sealed) VALUES (?, ?)", (opaque, sealed))

    # taking up what a former run left

    def _take_up(self) -> None:
        """Read the file; what cannot be read is kept aside with it, and the rest goes on in a new one."""
        try:
            with faults():
                self._connection = _open_alone(self.path)
                rows = _rows(self._connection)
        except PlaceFault as fault:
            self.close()
            if fault.kind is not FaultKind.DATABASE_BROKEN:
                raise
            self._set_aside()
            return
        unreadable = 0
        for seq, opaque, sealed in rows:
            try:
                raw = self._seal.open(sealed, self._place(opaque))
                if "owner" not in raw:
                    self._entries[seq] = entry_from_dict(raw, seq)
                    self._places[seq] = opaque
            except (NotReadable, KeyError, TypeError, ValueError):
                unreadable += 1
        if unreadable:
            saved = self.entries
            self._entries, self._places = {}, {}
            self.close()
            self._set_aside()
            self.change(append=saved)
        elif not self._entries:
            with faults():
                self._remove_file()

    def _set_aside(self) -> None:
        kept = _free_name(self.path)
        for companion in COMPANIONS:
            file = Path(f"{self.path}{companion}")
            if file.exists():
                file.replace(f"{kept}{companion}")
        log.warning("an outbox could not be read whole and is kept as %s", kept.name)
        self.mishap = PlaceFault(FaultKind.OUTBOX_DAMAGED, file=str(kept))

    # ending

    def _remove_file(self) -> None:
        """Nothing waits any more: blank the file, then remove it, while nobody else can have opened it."""
        if self._connection is None:
            return
        connection, self._connection = self._connection, None
        with closing(connection):
            connection.execute("DELETE FROM entry")  # secure_delete writes zeros over it
            connection.execute("PRAGMA wal_checkpoint(FULL)")
            log_file = Path(f"{self.path}-wal")
            if log_file.exists():
                with log_file.open("r+b") as file:
                    _blank(file)
            connection.execute("PRAGMA journal_mode = DELETE")  # the log goes now, and none comes at the closing
            if os.name == "posix":  # while it is still held: whoever comes next makes a new one
                with self.path.open("r+b") as file:
                    self.path.unlink()
                    _blank(file)
                return
        # Here an open file cannot be removed, nor be given another name: whoever opened it just now may have theirs.
        gone = self.path.with_suffix(GONE)
        with suppress(FileNotFoundError, PermissionError):
            self.path.replace(gone)
            with gone.open("r+b") as file:
                _blank(file)
            gone.unlink()


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _open_alone(path: Path) -> sqlite3.Connection:
    """Open the file, or make it, so that no other program reads or writes it until it is closed.

    PlaceFault: DATABASE_BROKEN for a file that is none of ours, which stays untouched; OFFLINE_OFF(why="held").
    """
    head = _head(path) if path.exists() else b""
    if head and (not head.startswith(_MAGIC) or head[68:72] != OUTBOX_ID.to_bytes(4, "big")):
        raise PlaceFault(FaultKind.DATABASE_BROKEN, why="not an outbox")
    connection = sqlite3.connect(path, timeout=0.2, isolation_level=None, check_same_thread=False)
    try:
        for pragma in (
            "locking_mode = EXCLUSIVE",  # first: the log then needs no shared memory file
            *(() if head else (f"application_id = {OUTBOX_ID}",)),  # before the log is there, so that the file has it
            "journal_mode = WAL",
            "synchronous = FULL",
            "secure_delete = ON",
            "temp_store = MEMORY",
            "trusted_schema = OFF",
        ):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("COMMIT")
    except BaseException as error:
        connection.close()
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise PlaceFault(FaultKind.OFFLINE_OFF, why="held") from error
        raise
    return connection


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD_BYTES)


def _rows(connection: sqlite3.Connection) -> list[tuple[int, bytes, bytes]]:
    """Every row of an outbox. PlaceFault(DATABASE_BROKEN) when it is damaged."""
    if not connection.execute("SELECT 1 FROM sqlite_master").fetchone():
        return []  # made, and cut short before anything was written
    (sound,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    try:
        rows: list[Any] = connection.execute("SELECT seq, id, sealed FROM entry ORDER BY seq").fetchall()
    except sqlite3.OperationalError as error:
        raise PlaceFault(FaultKind.DATABASE_BROKEN, why=str(error)) from error
    if sound != "ok" and not rows:
        raise PlaceFault(FaultKind.DATABASE_BROKEN, why=str(sound))
    return [(int(seq), bytes(opaque), bytes(sealed)) for seq, opaque, sealed in rows]


def _blank(file: BinaryIO) -> None:
    """Write zeros over a whole file, as far as the file system writes in place."""
    left = os.fstat(file.fileno()).st_size
    while left > 0:
        left -= file.write(_ZEROS[:left])
    file.flush()
    os.fsync(file.fileno())


def _free_name(path: Path) -> Path:
    number = 1
    while (kept := path.with_name(f"{path.stem}.{number}{KEPT}")).exists():
        number += 1
    return kept


# what the sign-on page may know


@dataclass(frozen=True)
class LeftHere:
    """How much of somebody's work waits on this PC; `number` is empty where the key to it is missing."""

    number: str
    waiting: int


def left_here(folder: Path, database: str) -> list[LeftHere]:
    """What waits for `database` in the outboxes here, by work number. Asks the keyring; changes nothing."""
    from console.store.outbox_key import take_key

    found = []
    for path in sorted(folder.glob(f"*{SUFFIX}")) if folder.is_dir() else ():
        try:
            key = take_key(path.stem, make=False)
        except PlaceFault:
            found.append(LeftHere("", 1))
            continue
        try:
            owner, things = _look(path, Seal(key))
        except (PlaceFault, sqlite3.Error, OSError, NotReadable):
            continue  # in use, or damaged: it is said when its owner signs on
        if things and owner.database == database:
            found.append(LeftHere(owner.number, things))
    return sorted(found, key=lambda left: left.number)


def _look(path: Path, seal: Seal) -> tuple[Owner, int]:
    owner, things = Owner("", ""), set()
    with faults(), closing(_open_alone(path)) as connection:
        for _seq, opaque, sealed in _rows(connection):
            raw = seal.open(sealed, path.stem.encode() + opaque)
            if "owner" in raw:
                owner = Owner(str(raw["owner"]["number"]), str(raw["owner"]["database"]))
            else:
                things.add(raw["thing"])
    return owner, len(things)

"""The file of what waits: readable by nobody without the key, whole after a crash, gone when everything was shared."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import keyring
import keyring.backends.fail
import keyring.backends.null
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keyring.backend import KeyringBackend

from console.domain.faults import FaultKind, PlaceFault
from console.domain.outbox import DeedKind, Entry
from console.store.outbox import LeftHere, Outbox, Owner, left_here, outbox_name
from console.store.outbox_key import take_key
from console.store.sealing import NotReadable, Seal
from tests.memory_keyring import MemoryKeyring, memory_keyring

__all__ = ["memory_keyring"]

KEY = bytes(range(32))
PERSON = UUID(int=7)
NAME = outbox_name("centre", PERSON)
OWNER = Owner("2001", "centre")
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SECRETS = ("说话太快，抢话三次", "李明", "2001", "138****5678", "The customer's name is Obel", "monitoring", "submit")


def an_entry(words: str = "", thing: UUID | None = None, kind: DeedKind = DeedKind.SAVE_DRAFT) -> Entry:
    return Entry(kind, thing or uuid4(), AT, {"words": words})


def an_outbox(folder: Path, key: bytes = KEY) -> Outbox:
    return Outbox(folder, NAME, key, OWNER)


def every_byte(folder: Path) -> bytes:
    return b"".join(path.name.encode() + path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def assert_unreadable(content: bytes) -> None:
    for secret in SECRETS:
        for coding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
            assert secret.encode(coding) not in content, f"{secret} as {coding}"
        assert json.dumps(secret)[1:-1].encode() not in content


def test_nothing_is_on_the_disk_before_something_waits(tmp_path: Path) -> None:
    outbox = an_outbox(tmp_path / "outbox")
    assert outbox.entries == ()
    outbox.change(remove=[1])
    assert list(tmp_path.iterdir()) == []


def test_what_waits_comes_back_in_order(tmp_path: Path) -> None:
    outbox = an_outbox(tmp_path)
    kept = [outbox.append(an_entry(words)) for words in SECRETS]
    outbox.close()
    again = an_outbox(tmp_path)
    assert list(again.entries) == kept
    assert again.append(an_entry("last")).seq > kept[-1].seq
    again.close()


def test_no_word_can_be_read_in_any_of_its_files(tmp_path: Path) -> None:
    outbox = an_outbox(tmp_path)
    for words in SECRETS:
        entry = outbox.append(an_entry(words))
        assert_unreadable(every_byte(tmp_path))
        outbox.change(put=[Entry(entry.kind, entry.thing, entry.at, {"words": words * 30}, seq=entry.seq)])
    assert (tmp_path / f"{outbox.path.name}-wal").stat().st_size > 0  # or the search would have missed it
    assert_unreadable(every_byte(tmp_path))
    outbox.close()
    assert_unreadable(every_byte(tmp_path))
    assert len(every_byte(tmp_path)) > 1000


def test_the_search_would_find_words_that_are_there(tmp_path: Path) -> None:
    (tmp_path / "plain").write_text(SECRETS[0], encoding="utf-16-le")
    with pytest.raises(AssertionError):
        assert_unreadable(every_byte(tmp_path))


def test_only_number_opaque_id_and_ciphertext_are_columns(tmp_path: Path) -> None:
    outbox = an_outbox(tmp_path)
    outbox.append(an_entry("a"))
    outbox.append(an_entry("a" * 100))
    outbox.close()
    connection = sqlite3.connect(outbox.path)
    tables = connection.execute("SELECT name FROM sqlite_master").fetchall()
    rows = connection.execute("SELECT * FROM entry").fetchall()
    connection.close()
    assert tables == [("entry",), ("sqlite_sequence",)]
    assert {tuple(map(type, row)) for row in rows} == {(int, bytes, bytes)}
    assert len({len(sealed) for _, _, sealed in rows}) <= 2  # its length does not tell what it is
    assert len({sealed[:12] for _, _, sealed in rows}) == 3  # no nonce twice


def test_the_file_is_gone_with_the_last_entry(tmp_path: Path) -> None:
    outbox = an_outbox(tmp_path)
    first, second = outbox.append(an_entry()), outbox.append(an_entry())
    outbox.change(remove=[first.seq])
    assert outbox.path.exists()
    outbox.change(remove=[second.seq])
    assert list(tmp_path.iterdir()) == []
    outbox.append(an_entry("and again"))
    assert outbox.path.exists()
    outbox.close()


def test_whoever_reads_it_as_it_goes_finds_nothing(tmp_path: Path) -> None:
    outbox = an_outbox(tmp_path)
    last = outbox.append(an_entry())
    with outbox.path.open("rb") as held:
        outbox.change(remove=[last.seq])
        if os.name == "posix":
            assert list(tmp_path.iterdir()) == []
            assert not any(held.read())  # what was left of it on the disk is zeros
    again = an_outbox(tmp_path)  # Windows removes no file that is read: it stays, without a row
    assert again.entries == ()
    again.append(an_entry("and again"))
    again.close()


def test_what_another_console_keeps_while_the_file_goes_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outbox = an_outbox(tmp_path)
    first = outbox.append(an_entry("first"))
    others: list[Outbox] = []

    @contextmanager
    def closing_late(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
        monkeypatch.undo()
        yield connection
        connection.close()
        others.append(an_outbox(tmp_path))
        others[0].append(an_entry("second"))

    monkeypatch.setattr("console.store.outbox.closing", closing_late)
    outbox.change(remove=[first.seq])
    others[0].close()
    again = an_outbox(tmp_path)
    assert [entry.content for entry in again.entries] == [{"words": "second"}]
    again.close()


def test_a_second_console_of_the_same_person_keeps_nothing_here(tmp_path: Path) -> None:
    outbox = an_outbox(tmp_path)
    outbox.append(an_entry())
    with pytest.raises(PlaceFault) as caught:
        an_outbox(tmp_path)
    assert (caught.value.kind, caught.value.facts["why"]) == (FaultKind.OFFLINE_OFF, "held")
    outbox.close()
    again = an_outbox(tmp_path)
    assert len(again.entries) == 1
    again.close()


@pytest.mark.parametrize("junk", [b"not a database at all", b"SQLite format 3\0" + bytes(400), b"\xff" * 5000])
def test_a_strangers_file_is_kept_as_it_is(tmp_path: Path, junk: bytes) -> None:
    path = tmp_path / f"{NAME}.outbox"
    path.write_bytes(junk)
    outbox = an_outbox(tmp_path)
    assert outbox.mishap is not None
    assert outbox.mishap.kind is FaultKind.OUTBOX_DAMAGED
    assert Path(str(outbox.mishap.facts["file"])).read_bytes() == junk
    outbox.append(an_entry("goes on"))
    outbox.close()
    assert len(an_outbox_closed(tmp_path)) == 1


def an_outbox_closed(folder: Path) -> tuple[Entry, ...]:
    outbox = an_outbox(folder)
    outbox.close()
    return outbox.entries


def test_a_foreign_sqlite_file_is_kept_byte_for_byte(tmp_path: Path) -> None:
    path = tmp_path / f"{NAME}.outbox"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE entry (seq, id, sealed)")
    connection.commit()
    connection.close()
    before = path.read_bytes()
    outbox = an_outbox(tmp_path)
    assert outbox.mishap is not None
    assert Path(str(outbox.mishap.facts["file"])).read_bytes() == before


def test_a_damaged_entry_costs_only_itself_and_the_file_is_kept(tmp_path: Path) -> None:
    outbox = an_outbox(tmp_path)
    kept = [outbox.append(an_entry(words)) for words in "abc"]
    outbox.close()
    connection = sqlite3.connect(outbox.path)
    connection.execute("UPDATE entry SET sealed = ? WHERE seq = ?", (b"x" * 300, kept[1].seq))
    connection.commit()
    connection.close()
    again = an_outbox(tmp_path)
    assert [entry.content["words"] for entry in again.entries] == ["a", "c"]
    assert again.mishap is not None
    assert Path(str(again.mishap.facts["file"])).exists()
    again.close()
    assert [entry.content["words"] for entry in an_outbox_closed(tmp_path)] == ["a", "c"]


def test_an_entry_moved_to_anothers_place_is_not_taken(tmp_path: Path) -> None:
    outbox = an_outbox(tmp_path)
    first, second = outbox.append(an_entry("first")), outbox.append(an_entry("second"))
    outbox.close()
    connection = sqlite3.connect(outbox.path)
    ((sealed,),) = connection.execute("SELECT sealed FROM entry WHERE seq = ?", (first.seq,)).fetchall()
    connection.execute("UPDATE entry SET sealed = ? WHERE seq = ?", (sealed, second.seq))
    connection.commit()
    connection.close()
    again = an_outbox(tmp_path)
    assert [entry.content["words"] for entry in again.entries] == ["first"]
    again.close()


def test_with_another_key_the_file_is_kept(tmp_path: Path) -> None:
    outbox = an_outbox(tmp_path)
    outbox.append(an_entry("mine"))
    outbox.close()
    other = an_outbox(tmp_path, key=bytes(32))
    assert other.entries == ()
    assert other.mishap is not None
    kept = Path(str(other.mishap.facts["file"]))
    kept.replace(outbox.path)
    assert [entry.content["words"] for entry in an_outbox_closed(tmp_path)] == ["mine"]


def test_a_kill_loses_nothing_that_was_told(tmp_path: Path) -> None:
    """A process writes as fast as it can, tells each entry that is kept, and is killed."""
    program = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path\n"
        "from tests.store.test_outbox import an_entry, an_outbox\n"
        "outbox = an_outbox(Path(sys.argv[2]))\n"
        "for number in range(10_000):\n"
        "    outbox.append(an_entry(str(number)))\n"
        "    print(number, flush=True)\n"
    )
    root = str(Path(__file__).resolve().parents[2])
    with subprocess.Popen(
        [sys.executable, "-c", program, root, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        told = -1
        while told < 50:
            told = int(writer.stdout.readline())
        writer.kill()
        told = max([told, *(int(line) for line in writer.stdout if line.endswith("\n"))])
    found = [entry.content["words"] for entry in an_outbox_closed(tmp_path)]
    assert found[: told + 1] == [str(number) for number in range(told + 1)]
    assert len(found) <= told + 2


Step = tuple[str, int]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["append", "put", "remove", "reopen"]), st.integers(0, 5)), max_size=25))
def test_it_always_holds_what_a_list_would(steps: list[Step]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        outbox, model = an_outbox(Path(folder)), list[Entry]()
        for number, (step, at) in enumerate(steps):
            if step == "append":
                model.append(outbox.append(an_entry(str(number))))
            elif step == "reopen":
                outbox.close()
                outbox = an_outbox(Path(folder))
            elif model and step == "put":
                old = model[at % len(model)]
                new = Entry(old.kind, old.thing, AT, {"words": f"{number}"}, ("tried",), seq=old.seq)
                model[at % len(model)] = new
                outbox.change(put=[new])
            elif model:
                outbox.change(remove=[model.pop(at % len(model)).seq])
            assert list(outbox.entries) == model
            assert outbox.path.exists() == bool(model)
        outbox.close()


def test_a_seal_tells_every_change() -> None:
    seal = Seal(KEY)
    sealed = seal.close({"words": "\x00 \ud800 席边"}, b"here")
    assert seal.open(sealed, b"here") == {"words": "\x00 \ud800 席边"}
    for broken, place in [
        (sealed, b"there"),
        (sealed[:-1], b"here"),
        (b"", b"here"),
        (sealed[:20] + bytes([sealed[20] ^ 1]) + sealed[21:], b"here"),
    ]:
        with pytest.raises(NotReadable):
            seal.open(broken, place)


# the key


def test_the_key_is_made_once_and_kept_in_the_keyring(memory_keyring: MemoryKeyring) -> None:
    key = take_key(NAME, make=True)
    assert take_key(NAME, make=True) == take_key(NAME, make=False) == key
    assert len(key) == 32
    assert list(memory_keyring.kept) == [("deskside", NAME)]
    assert take_key("another", make=True) != key


def test_a_missing_key_is_said(memory_keyring: MemoryKeyring) -> None:
    assert why_off(make=False) == "key_missing"
    memory_keyring.kept["deskside", NAME] = "broken"
    assert why_off(make=True) == "key_missing"


def test_a_locked_keyring_is_said(memory_keyring: MemoryKeyring) -> None:
    memory_keyring.broken = True
    assert why_off(make=True) == "keyring_failed"


@pytest.mark.usefixtures("memory_keyring")
@pytest.mark.parametrize("none", [keyring.backends.fail.Keyring, keyring.backends.null.Keyring])
def test_without_a_real_keyring_there_is_no_key(none: type[KeyringBackend]) -> None:
    keyring.set_keyring(none())
    assert why_off(make=True) == "no_keyring"


def why_off(*, make: bool) -> str:
    with pytest.raises(PlaceFault) as caught:
        take_key(NAME, make=make)
    assert caught.value.kind is FaultKind.OFFLINE_OFF
    return str(caught.value.facts["why"])


def test_the_sign_on_page_learns_whose_work_waits(tmp_path: Path, memory_keyring: MemoryKeyring) -> None:
    assert left_here(tmp_path / "nowhere", "centre") == []
    outbox = Outbox(tmp_path, NAME, take_key(NAME, make=True), OWNER)
    thing = uuid4()
    for kind in (DeedKind.OPEN_DRAFT, DeedKind.SAVE_DRAFT, DeedKind.SUBMIT):
        outbox.append(an_entry("", thing, kind))
    outbox.append(an_entry())
    assert left_here(tmp_path, "centre") == []  # in use: its owner is at work
    outbox.close()
    before = outbox.path.read_bytes()
    assert left_here(tmp_path, "centre") == [LeftHere("2001", 2)]
    assert left_here(tmp_path, "training") == []
    assert outbox.path.read_bytes() == before
    memory_keyring.kept.clear()
    assert left_here(tmp_path, "centre") == [LeftHere("", 1)]


@pytest.mark.skipif(os.name != "posix", reason="rights of files are another thing there")
def test_the_folder_is_its_users_alone(tmp_path: Path) -> None:
    outbox = an_outbox(tmp_path / "outbox")
    outbox.append(an_entry())
    assert (tmp_path / "outbox").stat().st_mode & 0o077 == 0
    outbox.close()

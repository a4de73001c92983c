"""`admin retention`: a dry run changes nothing; files go from the shares that were named, and from nowhere else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from console.admin.growth import Share
from console.domain.calls import SoundSource
from console.store.store import Store
from tests.admin.conftest import Admin
from tests.store.centres import a_call

OLD = datetime.now(UTC) - timedelta(days=400)


def test_a_share_knows_what_lies_on_it(tmp_path: Path) -> None:
    here = tmp_path / "share"
    (here / "2026").mkdir(parents=True)
    share = Share("/mnt/rec", here)
    assert share.find("/mnt/rec/2026/a.wav") == here / "2026" / "a.wav"
    for path in ("/mnt/rec", "/mnt/recordings/a.wav", "/etc/passwd", "/mnt/rec/../secret", "/mnt/rec/2026/..", "a.wav",
                 "", "//other/mnt/rec/a.wav", r"C:\mnt\rec\a.wav"):  # fmt: skip
        assert share.find(path) is None, path


def test_a_way_out_of_a_share_is_not_gone(tmp_path: Path) -> None:
    here = tmp_path / "share"
    here.mkdir()
    (here / "way-out").symlink_to(tmp_path)
    assert Share("/mnt/rec", here).find("/mnt/rec/way-out/a.wav") is None


def test_a_share_of_windows_is_found_under_its_other_name(tmp_path: Path) -> None:
    share = Share(r"\\files\rec", tmp_path)
    assert share.find(r"\\FILES\rec\2026\a.wav") == tmp_path / "2026" / "a.wav"
    assert share.find(r"\\files\rec\..\other\a.wav") is None
    assert Share("R:\\", tmp_path).find(r"r:\a.wav") == tmp_path / "a.wav"
    assert Share("R:\\", tmp_path).find(r"S:\a.wav") is None


@pytest.fixture
def share(url: str, tmp_path: Path) -> Path:
    """Recordings of three calls: old on the share, old elsewhere, and new on the share."""
    folder = tmp_path / "rec"
    folder.mkdir()
    for name in ("old.wav", "new.wav"):
        (folder / name).write_bytes(b"sound")
    (tmp_path / "elsewhere.wav").write_bytes(b"sound")
    paths = (str(folder / "old.wav"), str(tmp_path / "elsewhere.wav"), str(folder / "new.wav"))
    times = (OLD, OLD, datetime.now(UTC) - timedelta(days=2))
    calls = [
        replace(a_call(at), sound=SoundSource((path,)), started_at=when)
        for at, (path, when) in enumerate(zip(paths, times, strict=True))
    ]
    with Store.open(url) as store:
        store.calls.add_many(calls)
    return folder


def gone(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT count(*) FROM call WHERE sound_gone_at IS NOT NULL").fetchone()
        return int(row[0]) if row else -1


@pytest.mark.postgresql
def test_a_dry_run_changes_nothing(admin: Admin, url: str, share: Path) -> None:
    done = admin("retention", "--recordings", str(share), "--database", url)
    assert done.code == 0
    assert [line.split()[:3] for line in done.out.splitlines() if line.startswith("recordings")] == [
        ["recordings", "6", "months"]
    ]
    assert "Nothing was removed" in done.out
    assert len(list(share.iterdir())) == 2
    assert gone(url) == 0


@pytest.mark.postgresql
def test_only_what_is_due_and_on_the_share_goes(admin: Admin, url: str, share: Path) -> None:
    done = admin("retention", "--apply", "--recordings", str(share), "--database", url)
    assert done.code == 1
    assert "those of 1 calls were removed" in done.out
    assert "elsewhere.wav is on no share named with --recordings" in done.out
    assert [file.name for file in share.iterdir()] == ["new.wav"]
    assert (share.parent / "elsewhere.wav").exists()
    assert gone(url) == 1
    with psycopg.connect(url) as connection:
        kinds = connection.execute("SELECT kind FROM audit ORDER BY id DESC LIMIT 1").fetchall()
    assert kinds == [("retention",)]
    again = admin("retention", "--apply", "--recordings", str(share.parent), "--database", url)
    assert again.code == 0
    assert gone(url) == 2


@pytest.mark.postgresql
def test_the_folder_may_have_another_name_here(admin: Admin, url: str, share: Path, tmp_path: Path) -> None:
    moved = share.rename(tmp_path / "here")
    done = admin("retention", "--apply", "--recordings", f"{share}={moved}", "--database", url)
    assert "those of 1 calls were removed" in done.out
    assert [file.name for file in moved.iterdir()] == ["new.wav"]


@pytest.mark.postgresql
def test_a_policy_is_set_and_said(admin: Admin, url: str) -> None:
    done = admin("retention", "--set", "recordings=3", "--set", "logs=24", "--database", url)
    assert done.code == 0
    assert "Recordings are kept 3 months." in done.out
    assert [line.split()[1] for line in admin("retention", "--database", url).out.splitlines()[1:3]] == ["3", "24"]


@pytest.mark.postgresql
@pytest.mark.parametrize("words", ["recordings", "recordings=0", "recordings=-1", "recordings=x", "sheets=3", "logs=²"])
def test_what_is_no_policy_is_refused(admin: Admin, url: str, words: str) -> None:
    done = admin("retention", "--set", words, "--apply", "--database", url)
    assert (done.code, done.out) == (2, "")


@pytest.mark.postgresql
def test_a_share_that_is_not_here_is_said_before_anything_goes(admin: Admin, url: str, share: Path) -> None:
    done = admin("retention", "--apply", "--recordings", str(share / "nowhere"), "--database", url)
    assert (done.code, done.out) == (2, "")
    assert len(list(share.iterdir())) == 2

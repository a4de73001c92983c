"""Every recording is found once, at any depth, whatever the folders do."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from console.intake.walk import find_recordings, has_audio_name, stem_of
from tests.intake.sounds import write_wav


def _names(files: list[str]) -> list[str]:
    return [Path(file).name for file in files]


def test_folders_of_any_depth_in_order_of_name(tmp_path: Path) -> None:
    write_wav(tmp_path / "b" / "2.wav")
    write_wav(tmp_path / "a" / "x" / "y" / "1.wav")
    write_wav(tmp_path / "0.WAV")
    (tmp_path / "notes.txt").write_text("no sound", encoding="utf-8")
    found = find_recordings([tmp_path])
    assert _names(found.files) == ["0.WAV", "1.wav", "2.wav"]
    assert found.passed_over == 1
    assert all(Path(file).is_absolute() for file in found.files)


def test_a_file_named_by_hand_counts_whatever_its_name_and_nothing_counts_twice(tmp_path: Path) -> None:
    odd = tmp_path / "recording.bin"
    odd.write_bytes(b"\0" * 10)
    assert _names(find_recordings([odd, odd, tmp_path]).files) == ["recording.bin"]
    assert find_recordings([tmp_path]).passed_over == 1


def test_sound_under_a_wrong_name_is_found_by_its_first_bytes(tmp_path: Path) -> None:
    write_wav(tmp_path / "call.wav").rename(tmp_path / "call.dat")
    assert _names(find_recordings([tmp_path]).files) == ["call.dat"]


def test_a_loop_of_links_ends(tmp_path: Path) -> None:
    write_wav(tmp_path / "a" / "1.wav")
    try:
        (tmp_path / "a" / "again").symlink_to(tmp_path, target_is_directory=True)
    except OSError:
        pytest.skip("links need a right here")
    assert _names(find_recordings([tmp_path]).files) == ["1.wav"]


def test_a_link_that_leads_nowhere_and_a_path_that_is_not_there_are_named(tmp_path: Path) -> None:
    try:
        (tmp_path / "gone.wav").symlink_to(tmp_path / "nothing.wav")
    except OSError:
        pytest.skip("links need a right here")
    found = find_recordings([tmp_path, tmp_path / "missing"])
    assert _names(found.missing) == ["gone.wav", "missing"]


def test_a_folder_that_cannot_be_listed_is_named_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_wav(tmp_path / "a" / "1.wav")
    write_wav(tmp_path / "b" / "2.wav")
    real = os.scandir

    def scandir(path: str) -> Any:
        if Path(path).name == "a":
            raise PermissionError
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    found = find_recordings([tmp_path])
    assert _names(found.files) == ["2.wav"]
    assert _names(found.unreadable) == ["a"]


def test_a_folder_that_vanishes_while_it_is_walked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_wav(tmp_path / "a" / "1.wav")
    write_wav(tmp_path / "b" / "2.wav")
    real = os.scandir

    def scandir(path: str) -> Any:
        entries = real(path)
        if Path(path).name == "a":
            (tmp_path / "b" / "2.wav").unlink()
            (tmp_path / "b").rmdir()
        return entries

    monkeypatch.setattr(os, "scandir", scandir)
    found = find_recordings([tmp_path])
    assert _names(found.files) == ["1.wav"]
    assert _names(found.unreadable) == ["b"]


def test_names_keep_their_dots() -> None:
    assert stem_of("1730799012.42.wav") == "1730799012.42"
    assert stem_of("1730799012.42") == "1730799012.42"
    assert has_audio_name("A.WAV")
    assert not has_audio_name("1730799012.42")


def test_stopping_ends_the_walk(tmp_path: Path) -> None:
    write_wav(tmp_path / "1.wav")
    assert find_recordings([tmp_path], stop=lambda: True).files == []

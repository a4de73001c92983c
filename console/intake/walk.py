"""Finds recordings under the paths a person gave, at any depth, once each, whatever the disk does meanwhile."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

_NAMES = (
    ".wav .wave .wav49 .flac .mp3 .ogg .oga .opus .au .aif .aiff .w64 .rf64 .gsm "
    ".ul .ulaw .ulw .mulaw .pcmu .al .alaw .alw .pcma .pcm .raw .slin .sln .sln16 .sln24 .sln48 "
    ".g722 .g729 .g723 .amr .m4a .aac .wma .mp4 .webm .silk .vox"
)
AUDIO_EXTENSIONS = frozenset(_NAMES.split())
"""Names that promise sound. Some of these no reader here knows: they are refused by name, not passed over."""

_MAGIC = (b"RIFF", b"RF64", b"fLaC", b"OggS", b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")


@dataclass
class Found:
    """What a walk met. Paths are absolute, in the order of folder and name."""

    files: list[str] = field(default_factory=list)
    passed_over: int = 0
    unreadable: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def has_audio_name(path: str) -> bool:
    """Whether the name promises sound."""
    return os.path.splitext(path)[1].lower() in AUDIO_EXTENSIONS  # noqa: PTH122 - pathlib costs 10x here


def stem_of(path: str) -> str:
    """`path` without the extension, where that is one of sound: `1730799012.42` keeps its `.42`."""
    root, extension = os.path.splitext(path)  # noqa: PTH122
    return root if extension.lower() in AUDIO_EXTENSIONS else path


def _begins_like_sound(path: str) -> bool:
    try:
        with Path(path).open("rb") as file:
            return file.read(4).startswith(_MAGIC)
    except OSError:
        return False


def find_recordings(paths: Iterable[str | Path], *, stop: Callable[[], bool] = lambda: False) -> Found:
    """Every recording at or under `paths`.

    A named file counts whatever its name; files under a folder only when their name or first bytes promise sound.
    Links to folders already seen are not followed again.
    """
    found = Found()
    seen_folders: set[tuple[int, int]] = set()
    taken: set[str] = set()
    for given in paths:
        path = os.path.abspath(given)  # noqa: PTH100 - resolve() would lose the name the person knows
        if not os.path.exists(path):  # noqa: PTH110
            found.missing.append(path)
            continue
        for file in _files_under(path, found, seen_folders, stop) if os.path.isdir(path) else (path,):  # noqa: PTH112
            if file in taken:
                continue
            if file == path or has_audio_name(file) or _begins_like_sound(file):
                taken.add(file)
                found.files.append(file)
            else:
                found.passed_over += 1
    return found


def _files_under(folder: str, found: Found, seen: set[tuple[int, int]], stop: Callable[[], bool]) -> Iterator[str]:
    waiting = [folder]
    while waiting and not stop():
        here = waiting.pop()
        try:
            status = os.stat(here)  # noqa: PTH116
            if (status.st_dev, status.st_ino) in seen:
                continue
            if status.st_ino:
                seen.add((status.st_dev, status.st_ino))
            with os.scandir(here) as entries:
                inside = sorted(entries, key=lambda entry: entry.name)
        except OSError:  # vanished or locked since it was named: said in the report
            found.unreadable.append(here)
            continue
        folders = []
        for entry in inside:
            try:
                if entry.is_dir():
                    folders.append(entry.path)
                elif entry.is_file():
                    yield entry.path
                elif entry.is_symlink() and has_audio_name(entry.path):
                    found.missing.append(entry.path)
            except OSError:
                found.unreadable.append(entry.path)
        waiting.extend(reversed(folders))

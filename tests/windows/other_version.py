"""Makes the frozen program of another version out of the one there is, where freezing twice would take minutes."""

from __future__ import annotations

import marshal
import os
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

from console import __version__
from windows.steps import PROGRAMS

COOKIE = struct.Struct("!8sIIii64s")
MAGIC = b"MEI\014\013\012\013\016"
ENTRY = struct.Struct("!iIIIBc")
"""Of PyInstaller's archive at the end of a program: length, place, packed, unpacked, how packed, of what kind."""


def other_version(frozen: Path, made: Path, left_out: str) -> str:
    """Make the folder `made` out of `frozen` with a higher version, without the file `left_out`; that version.

    What is the same is linked, not copied.
    """
    for folder, _, names in os.walk(frozen):
        into = made / Path(folder).relative_to(frozen)
        into.mkdir(parents=True)
        for name in names:
            (into / name).hardlink_to(Path(folder) / name)
    (made / left_out).unlink()
    content = {name: (frozen / name).read_bytes() for name in PROGRAMS}
    for version in _higher():
        changed = {name: _changed(data, version) for name, data in content.items()}
        if all(changed.values()):
            break
    else:
        raise AssertionError("no version packs as small as this one")
    for name, data in changed.items():
        (made / name).unlink()
        (made / name).write_bytes(data)
    return version


def _higher() -> Iterator[str]:
    """Versions of the same length; the packed module may not grow."""
    major, minor, patch = __version__.split(".")
    for digits in range(10 ** len(patch)):
        yield f"{major}.{'9' * len(minor)}.{digits:0{len(patch)}}"


def _changed(program: bytes, version: str) -> bytes:
    """The program that calls itself `version`; empty where that takes more room."""
    end = program.rindex(MAGIC) + COOKIE.size
    _, length, contents, contents_length, _, _ = COOKIE.unpack_from(program, end - COOKIE.size)
    start = end - length
    modules = start + _place_of_modules(program[start + contents :][:contents_length])
    (table,) = struct.unpack_from("!i", program, modules + 8)
    places = dict(marshal.loads(program[modules + table : start + contents]))
    _, place, size = places["console"]
    code = zlib.decompress(program[modules + place :][:size])
    assert code.count(__version__.encode()) == 1
    packed = zlib.compress(code.replace(__version__.encode(), version.encode()), 9)
    if len(packed) > size:
        return b""
    at = modules + place
    named = program[:start].replace(__version__.encode("utf-16-le"), version.encode("utf-16-le"))
    return named + program[start:at] + packed.ljust(size, b"\0") + program[at + size :]


def _place_of_modules(contents: bytes) -> int:
    at = 0
    while at < len(contents):
        length, place, _, _, _, kind = ENTRY.unpack_from(contents, at)
        if kind == b"z":
            return int(place)
        at += length
    raise AssertionError("no archive of modules")

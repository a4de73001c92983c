"""Who may import whom (docs/architecture.md), read from the source; a fault is named by file and line."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CONSOLE = ROOT / "console"

MAY_SEE = {
    "domain": set[str](),
    "store": {"domain"},
    "audio": {"domain"},
    "telephony": {"domain"},
    "intake": {"store", "audio", "domain"},
    "gateway": {"store", "telephony", "intake", "audio", "domain"},
    "desk": {"store", "intake", "audio", "domain"},
    "admin": {"desk", "store", "domain"},
    "widgets": {"desk", "audio", "domain"},
}
"""Besides itself. Modules beside the packages (app, workplace …) put everything together and may see everything."""

FOR_ALL = {"places", "policy", "settings", "json_file", "discreet_log", "__init__"}
"""Modules beside the packages that the packages may see too."""

FREE_OF_QT = {"domain", "store", "intake", "audio", "telephony", "gateway"}
QT_IN_AUDIO = CONSOLE / "audio" / "player.py"
PYAUDIO_IN = CONSOLE / "audio" / "devices.py"
FORBIDDEN_NAMES = {"utils", "util", "misc", "helper", "helpers", "manager", "managers", "common"}

FILES = sorted(CONSOLE.rglob("*.py"))


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Every module that `path` imports, anywhere in it, with its line; relative names made whole."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (base, node.module or "") if part)
            yield module, node.lineno
            for alias in node.names:  # `from console import store` names a package too
                yield f"{module}.{alias.name}", node.lineno


def part_of(path: Path) -> str:
    """The package of a file within console/; empty for the modules beside the packages."""
    inside = path.relative_to(CONSOLE).parts
    return inside[0] if len(inside) > 1 else ""


def faults(path: Path) -> Iterator[str]:
    part = part_of(path)
    for module, line in imports(path):
        where = f"{path.relative_to(ROOT).as_posix()}:{line}"
        top, *rest = module.split(".")
        if top == "PyAudio".lower() and path != PYAUDIO_IN:
            yield f"{where}: PyAudio is imported in {PYAUDIO_IN.relative_to(ROOT).as_posix()} only"
        if top == "PySide6" and part in FREE_OF_QT and path != QT_IN_AUDIO:
            yield f"{where}: {part} is free of Qt"
        if top == "sqlalchemy" and part not in ("store", ""):
            yield f"{where}: SQLAlchemy is the store's own"
        if part == "domain" and top not in sys.stdlib_module_names and not module.startswith("console.domain"):
            if module != "console":
                yield f"{where}: domain needs the standard library only, not {module}"
            continue
        if part in MAY_SEE and top == "console" and rest:
            seen = rest[0]
            if seen in MAY_SEE:
                if seen != part and seen not in MAY_SEE[part]:
                    yield f"{where}: {part} must not see {seen}"
            elif seen not in FOR_ALL and (CONSOLE / f"{seen}.py").exists():
                yield f"{where}: {part} must not see console.{seen}"


@pytest.mark.parametrize("part", ["", *MAY_SEE])
def test_nobody_imports_what_it_must_not_see(part: str) -> None:
    found = [fault for path in FILES if part_of(path) == part for fault in faults(path)]
    assert not found, "\n" + "\n".join(found)


def test_the_rules_cover_every_package() -> None:
    packages = {path.parent.name for path in CONSOLE.glob("*/__init__.py")}
    assert packages == set(MAY_SEE)


def test_nothing_is_called_a_heap() -> None:
    assert [path for path in FILES if path.stem in FORBIDDEN_NAMES] == []


def test_no_file_hits_the_wall() -> None:
    """400 lines are talked about, 600 are a wall; the median stays small."""
    lines = sorted((len(path.read_text(encoding="utf-8").splitlines()), path.name) for path in FILES)
    assert [(count, name) for count, name in lines if count > 600] == []
    assert lines[len(lines) // 2][0] <= 200


def test_a_wrong_import_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "console" / "widgets").mkdir(parents=True)
    wrong = tmp_path / "console" / "widgets" / "wrong.py"
    wrong.write_text("import os\n\nfrom console.store import tables\nfrom ..store import calls\nimport pyaudio\n")
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    monkeypatch.setattr(sys.modules[__name__], "CONSOLE", tmp_path / "console")
    monkeypatch.setattr(sys.modules[__name__], "PYAUDIO_IN", tmp_path / "console" / "audio" / "devices.py")
    found = set(faults(wrong))
    assert "console/widgets/wrong.py:3: widgets must not see store" in found
    assert "console/widgets/wrong.py:4: widgets must not see store" in found
    assert any(fault.startswith("console/widgets/wrong.py:5: PyAudio") for fault in found)

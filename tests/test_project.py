"""What holds for the project as a whole: versions agree, nothing names a machine, the set-up is runnable."""

from __future__ import annotations

import re
import subprocess
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
TEXT = {".py", ".md", ".toml", ".txt", ".sh", ".json", ".ts", ".cfg", ".yml", ""}

MACHINE = re.compile(
    rf"{re.escape(str(ROOT))}|(?<![\w.])/root/"  # a folder of one machine
    r"|(?:index-url|trusted-host)\s*[= ]"  # where packages come from is the machine's to say
    r"|https?://(?:registry\.|\S*(?:/simple\b|/packages/|/debian\b))"  # an index of packages, whoever runs it
)


def tracked() -> list[Path]:
    """The files that git keeps; in an archive without git, every file outside what is made here."""
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout.decode()
        return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]
    except (OSError, subprocess.CalledProcessError):
        made = {".venv", "build", "dist", "__pycache__", ".git"}
        return [p for p in ROOT.rglob("*") if p.is_file() and not made & set(p.relative_to(ROOT).parts)]


def metadata() -> dict[str, list[str]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {"run": project["dependencies"], **project["optional-dependencies"]}


def constraints() -> dict[str, str]:
    lines = (ROOT / "packaging" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("==") for line in lines if line.strip() and not line.startswith("#"))
    return {canonical(name): exact.strip() for name, exact in pairs}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name.strip()).lower()


def test_every_dependency_is_held_to_a_version_that_its_range_allows() -> None:
    held = constraints()
    for asked in (Requirement(line) for lines in metadata().values() for line in lines):
        assert canonical(asked.name) in held, f"{asked.name} is missing in packaging/constraints.txt"
        assert asked.specifier.contains(held[canonical(asked.name)]), f"{asked} excludes the held version"


def test_what_is_installed_is_what_is_held() -> None:
    wrong = []
    for name, exact in constraints().items():
        try:
            if version(name) != exact:
                wrong.append(f"{name}: {version(name)} is installed, {exact} is held")
        except PackageNotFoundError:
            continue
    assert not wrong


def test_packaging_is_no_package() -> None:
    """With an __init__.py the folder would hide the `packaging` library."""
    assert not (ROOT / "packaging" / "__init__.py").exists()


def test_nothing_names_a_machine_or_a_registry() -> None:
    found = []
    for path in tracked():
        if path.suffix not in TEXT or path == Path(__file__).resolve():
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if MACHINE.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}")
    assert not found, "\n" + "\n".join(found)


def test_what_ships_stays_small() -> None:
    large = [(path.name, path.stat().st_size) for path in tracked() if path.stat().st_size > 2_000_000]
    assert not large
    assert sum(path.stat().st_size for path in (ROOT / "resources" / "demo" / "sounds").iterdir()) < 8_000_000


@pytest.mark.parametrize("script", ["packaging/setup.sh", ".ci/run"])
def test_scripts_parse(script: str) -> None:
    shell = "bash" if script == ".ci/run" else "sh"
    subprocess.run([shell, "-n", script], cwd=ROOT, check=True)


def test_make_help_lists_the_two_commands() -> None:
    shown = subprocess.run(["make", "-s", "help"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert "make run" in shown
    assert "make test" in shown


def test_decisions_are_numbered_in_order_and_all_in_the_index() -> None:
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    records = sorted(path for path in folder.glob("*.md") if path.name != "README.md")
    for number, path in enumerate(records, start=1):
        heading = path.read_text(encoding="utf-8").splitlines()[0]
        assert path.name.startswith(f"{number:04}-")
        assert heading.startswith(f"# {number:04} ")
        assert f"- [{heading[2:]}]({path.name})" in index

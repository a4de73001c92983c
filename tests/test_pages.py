"""What the pages for people name is there: keys, commands, options, links; and both languages say the same."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from console.__main__ import _parser
from console.desk.key_defaults import DEFAULTS
from console.widgets.rail import SCREENS

ROOT = Path(__file__).resolve().parent.parent
GUIDES = ("docs/guide.en.md", "docs/guide.zh-CN.md")
READMES = ("README.md", "README.zh-CN.md")
PAGES = (
    *READMES,
    *GUIDES,
    "CONTRIBUTING.md",
    "docs/architecture.md",
    "docs/deployment.md",
    "docs/performance.md",
    "docs/telephony.md",
    "docs/windows.md",
)
ARROWS = {"←": "Left", "→": "Right", "↑": "Up", "↓": "Down"}
NAMES = {"−": "-", "Enter": "Return", "Delete": "Del", "PgDn": "PgDown", "空格": "Space"} | ARROWS
_PLAIN = r"F\d+|Esc|Tab|Space|Home|End|PgUp|[A-Z0-9.,/=+\[\]-]"
_KEY = re.compile(rf"((?:(?:Ctrl|Alt|Shift)\+)*)({_PLAIN}|{'|'.join(NAMES)})")
OF_A_LIST = {"Up", "Down", "Return"}
"""Keys that every list has and nobody can change."""


@cache
def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def keys_of(page: str) -> set[str]:
    """Every key that a page names, as the program writes it."""
    without_blocks = re.sub(r"```.*?```", "", text_of(page), flags=re.DOTALL)
    found = (_KEY.fullmatch(word) for word in re.findall(r"`([^`\n]+)`", without_blocks))
    return {one[1] + NAMES.get(one[2], one[2]) for one in found if one is not None}


@cache
def options() -> dict[str, set[str]]:
    """The options of each command, and of the program itself under an empty name."""
    commands = ("import", "add-person", "report", "gateway", "policy", "tour", "admin")
    known = {"": set(re.findall(r"--[a-z-]+", _parser([]).format_help()))}
    for command in commands:
        made = _parser([command])
        chosen = next(one for one in made._subparsers._group_actions if one.choices)  # type: ignore[union-attr]
        parser = chosen.choices[command]  # type: ignore[index]
        known[command] = set(re.findall(r"--[a-z-]+", parser.format_help()))
    return known


@pytest.mark.parametrize("page", [*READMES, *GUIDES])
def test_every_key_is_one_that_the_program_has(page: str) -> None:
    has = {chord for chords in DEFAULTS.values() for chord in chords} | OF_A_LIST
    named = keys_of(page)
    assert len(named) > 15
    assert named - has == set()


@pytest.mark.parametrize("pages", [READMES, GUIDES], ids=["readme", "guide"])
def test_both_languages_say_the_same(pages: tuple[str, str]) -> None:
    english, chinese = pages
    assert keys_of(english) == keys_of(chinese)
    for mark in (r"^#+ ", r"^```$", r"^\| ", r"^- "):
        counts = [len(re.findall(mark, text_of(page), flags=re.MULTILINE)) for page in pages]
        assert counts[0] == counts[1], mark


@pytest.mark.parametrize("page", PAGES)
def test_every_target_of_make_is_there(page: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", text_of("Makefile"), flags=re.MULTILINE))
    named = set(re.findall(r"(?:`|^|sudo |-E )make ([a-z-]+)", text_of(page), flags=re.MULTILINE))
    assert named - targets == set()


@pytest.mark.parametrize("page", PAGES)
def test_every_command_and_option_is_there(page: str) -> None:
    wrong = []
    for line in re.findall(r"(?:(?<=`)|^|bin/)deskside(?:-command\.exe)? ([^`\n]*)", text_of(page), flags=re.MULTILINE):
        words = line.split("#")[0].split()
        command = next((word for word in words if word in options()), "")
        if command == "admin":  # its commands have options of their own, tried in tests/admin
            continue
        known = options()[""] | options()[command]
        wrong += [f"{command} {word}" for word in words if re.fullmatch(r"--[a-z-]+", word) and word not in known]
    assert wrong == []


def test_what_administrators_copy_sees_the_version_and_waits_for_the_end() -> None:
    page = text_of("docs/windows.md")
    assert r"Uninstall\Deskside /v DisplayVersion /reg:64" in page
    assert "if exist" not in page, "then no later version would ever come"
    assert r'"%ProgramW6432%\Deskside\uninstall.exe" /S /ALLUSERS _?=%ProgramW6432%\Deskside' in page
    assert "`Deskside.exe --smoke" not in page, "nobody waits for a window's program, nor sees how it ends"


def test_what_the_makefile_hands_on_as_an_example_is_an_option() -> None:
    named = re.findall(r'make run ARGS="(--[a-z-]+)', text_of("Makefile"))
    assert named
    assert set(named) - options()[""] == set()


def test_every_screen_that_has_a_key_is_built() -> None:
    """The key sheet lists whatever has a key: a screen that is not there must not stand in it."""
    built = re.findall(r'add_screen\("([a-z]+)"', text_of("console/workplace.py"))
    assert set(built) == set(SCREENS)


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text_of(page))
    assert [link for link in links if ":" not in link and not ((ROOT / page).parent / link).exists()] == []

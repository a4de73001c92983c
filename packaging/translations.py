"""Gathers what is said on screen, keeps its Chinese beside it, and builds what the program loads.

    python packaging/translations.py update [TABLE.tsv ...]   gather into resources/i18n/*.ts; fill gaps from the tables
    python packaging/translations.py build                    make the .qm files that the program loads
    python packaging/translations.py check                    fail where a string is missing, stale or not translated

The gathering is our own and not lupdate's: that one loses the class of a `self.tr` which stands in the same
statement as a `QCoreApplication.translate`. A table has English, a tab, and Chinese on each line.
"""

from __future__ import annotations

import argparse
import ast
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "i18n"
FORMS = {"zh_CN": 1, "en": 2}
"""Plural forms of each language."""

HOLES = re.compile(r"\{[^{}]*\}|%n")
HALF_WIDTH = re.compile("[\u4e00-\u9fff] ?[,:;!?]|[\u4e00-\u9fff][(]|(?:[,!?)]|(?<!;);)[\u4e00-\u9fff]")


@dataclass(frozen=True, order=True)
class Message:
    """One thing said: where, in English, and whether it counts something."""

    context: str
    source: str
    counted: bool = False


@dataclass(frozen=True)
class Trouble:
    """A place in the code that cannot be gathered."""

    place: str
    what: str


def gather(folder: Path) -> tuple[dict[Message, str], list[Trouble]]:
    """Every message under `folder` with the first file that says it, and what could not be gathered."""
    found: dict[Message, str] = {}
    troubles: list[Trouble] = []
    for path in sorted(folder.rglob("*.py")):
        name = path.relative_to(folder.parent).as_posix()
        for message in _messages(ast.parse(path.read_text(encoding="utf-8")), name, "", troubles):
            found.setdefault(message, name)
    return found, troubles


def _messages(node: ast.AST, name: str, context: str, troubles: list[Trouble]) -> Iterator[Message]:
    for child in ast.iter_child_nodes(node):
        inner = child.name if isinstance(child, ast.ClassDef) else context
        if isinstance(child, ast.Call):
            message = _message_of(child, context)
            if isinstance(message, Message):
                yield message
            elif message:
                troubles.append(Trouble(f"{name}:{child.lineno}", message))
        yield from _messages(child, name, inner, troubles)


def _message_of(call: ast.Call, context: str) -> Message | str | None:
    """The message that `call` says, what is wrong with it, or None where it says nothing."""
    called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if called == "tr" and isinstance(call.func, ast.Attribute) and call.args:
        source = _literal(call.args[0])
        if source is None:
            return "tr() wants a plain string"
        return Message(context, source, len(call.args) > 2)
    if called in ("translate", "words") and len(call.args) >= 2:
        where, source = _literal(call.args[0]), _literal(call.args[1])
        if where is None:
            return None
        if source is None:
            return f"{called}() wants a plain string" if isinstance(call.args[1], ast.JoinedStr) else None
        return Message(where, source, len(call.args) > 3)
    return None


def _literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def read_tables(paths: Iterable[Path]) -> tuple[dict[str, str], list[str]]:
    """English to Chinese from tables; the first wins, and the complaints name those that differ."""
    words: dict[str, str] = {}
    complaints = []
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), start=1):
            if not line.strip():
                continue
            english, tab, chinese = line.partition("\t")
            english, chinese = english.replace("\\n", "\n"), chinese.rstrip().replace("\\n", "\n")
            if not tab or not chinese:
                complaints.append(f"{path.name}:{number}: no translation")
            elif words.setdefault(english, chinese) != chinese:
                complaints.append(
                    f"{path.name}:{number}: {english!r} is {words[english]!r} elsewhere, here {chinese!r}"
                )
    return words, complaints


def read_ts(path: Path) -> dict[Message, tuple[str, ...]]:
    """The messages of a .ts file with their forms; an empty form is not translated."""
    if not path.exists():
        return {}
    found: dict[Message, tuple[str, ...]] = {}
    for context in ElementTree.parse(path).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            forms: tuple[str, ...] = ()
            if translation is not None:
                plural = translation.findall("numerusform")
                forms = tuple(form.text or "" for form in plural) if plural else (translation.text or "",)
            key = Message(context.findtext("name", ""), message.findtext("source", ""), message.get("numerus") == "yes")
            found[key] = forms
    return found


def write_ts(
    path: Path, language: str, messages: Mapping[Message, tuple[str, ...]], files: Mapping[Message, str]
) -> None:
    """Write a .ts file in one order, without line numbers, so that a change shows only what changed."""
    root = ElementTree.Element("TS", version="2.1", language=language)
    contexts: dict[str, ElementTree.Element] = {}
    for message in sorted(messages):
        context = contexts.get(message.context)
        if context is None:
            context = contexts[message.context] = ElementTree.SubElement(root, "context")
            ElementTree.SubElement(context, "name").text = message.context
        entry = ElementTree.SubElement(context, "message", {"numerus": "yes"} if message.counted else {})
        ElementTree.SubElement(entry, "location", filename=f"../../{files[message]}")
        ElementTree.SubElement(entry, "source").text = message.source
        forms = messages[message]
        translation = ElementTree.SubElement(entry, "translation", {} if all(forms) else {"type": "unfinished"})
        if message.counted:
            for form in forms:
                ElementTree.SubElement(translation, "numerusform").text = form
        else:
            translation.text = forms[0]
    ElementTree.indent(root, "    ")
    path.parent.mkdir(parents=True, exist_ok=True)
    text = ElementTree.tostring(root, encoding="unicode")
    path.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{text}\n', encoding="utf-8", newline="\n")


def english_forms(source: str) -> tuple[str, str]:
    """One and many of a counted English string: "%n call(s)" gives "%n call" and "%n calls"."""
    return source.replace("(s)", ""), source.replace("(s)", "s")


def update(tables: Sequence[Path], *, again: bool = False) -> int:
    """Gather, keep what is translated, fill from `tables`; returns how many are left untranslated.

    What is translated stays as it is, for another place may say the same with other words; `again` lets tables win.
    """
    files, troubles = gather(ROOT / "console")
    words, complaints = read_tables(tables)
    for line in (*complaints, *(f"{t.place}: {t.what}" for t in troubles)):
        print(line, file=sys.stderr)
    path = FOLDER / "deskside_zh_CN.ts"
    kept = read_ts(path)
    same = {message.source: forms for message, forms in kept.items() if all(forms)}
    chinese: dict[Message, tuple[str, ...]] = {}
    for message in files:
        old = kept.get(message, ())
        if message.source in words and (again or not (old and all(old))):
            chinese[message] = (words[message.source],)
        else:
            chinese[message] = old if old and all(old) else same.get(message.source, ("",))
    write_ts(path, "zh_CN", chinese, files)
    counted = {message: english_forms(message.source) for message in files if message.counted}
    write_ts(FOLDER / "deskside_en.ts", "en", counted, files)
    missing = [message for message, forms in chinese.items() if not all(forms)]
    for message in sorted(missing):
        print(f"not translated: {message.context}: {message.source!r} ({files[message]})", file=sys.stderr)
    print(f"{len(chinese)} strings, {len(missing)} not translated")
    return len(missing)


def check() -> list[str]:
    """What is wrong with the .ts files: strings missing, stale, not translated, or with other holes."""
    files, troubles = gather(ROOT / "console")
    wrong = [f"{t.place}: {t.what}" for t in troubles]
    for language, forms_wanted in FORMS.items():
        kept = read_ts(FOLDER / f"deskside_{language}.ts")
        wanted = {message for message in files if language == "zh_CN" or message.counted}
        wrong += [f"{language}: missing: {m.context}: {m.source!r} ({files[m]})" for m in sorted(wanted - kept.keys())]
        wrong += [f"{language}: stale: {m.context}: {m.source!r}" for m in sorted(kept.keys() - wanted)]
        for message in sorted(wanted & kept.keys()):
            forms = kept[message]
            if not all(forms) or len(forms) != (forms_wanted if message.counted else 1):
                wrong.append(f"{language}: not translated: {message.context}: {message.source!r} ({files[message]})")
            elif any(sorted(HOLES.findall(form)) != sorted(HOLES.findall(message.source)) for form in forms):
                wrong.append(f"{language}: holes differ: {message.context}: {message.source!r} is {forms!r}")
            elif language == "zh_CN" and any(HALF_WIDTH.search(form) for form in forms):
                wrong.append(f"{language}: punctuation of Chinese is full width: {message.context}: {forms!r}")
    return wrong


def build(folder: Path = FOLDER) -> list[Path]:
    """Make a .qm beside each .ts, with the lrelease that PySide6 ships."""
    import PySide6

    tools = Path(PySide6.__file__).parent
    tool = next(t for t in (tools / "lrelease", tools / "lrelease.exe", tools / "Qt/libexec/lrelease") if t.exists())
    made = []
    for source in sorted(folder.glob("*.ts")):
        target = source.with_suffix(".qm")
        fresh = target.with_suffix(".qm.new")
        subprocess.run([tool, "-silent", source, "-qm", fresh], check=True)
        fresh.replace(target)  # an open console has the old one mapped, and would fall if it were written into
        made.append(target)
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; see the top of the file."""
    parser = argparse.ArgumentParser(description="Translations: gather, build, check.")
    deeds = parser.add_subparsers(dest="deed", required=True)
    updating = deeds.add_parser("update")
    updating.add_argument("tables", nargs="*", type=Path)
    updating.add_argument("--again", action="store_true", help="let the tables win over what is translated")
    deeds.add_parser("build")
    deeds.add_parser("check")
    given = parser.parse_args(arguments)
    if given.deed == "update":
        update(given.tables, again=given.again)
        return 0
    if given.deed == "build":
        for path in build():
            print(path.relative_to(ROOT))
        return 0
    wrong = check()
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

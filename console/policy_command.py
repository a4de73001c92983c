"""`deskside policy`: shows what is settled for this PC, or changes it, for the installer and for administrators."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TextIO

from console.domain.faults import FaultKind
from console.places import settings_file
from console.policy import KEYS, LOCKABLE, SETTING_OF, decoded, load_policy, parsed, policy_file, read_policy
from console.settings import Settings, load, save, settings_from_dict, without_password

DONE, NOT_DONE = 0, 1

_EPILOG = f"""\
Names: {", ".join(KEYS)},
and under [settings]: {", ".join(LOCKABLE)}.
An empty value takes a line away. No password belongs into an address.
exit codes: 0 done, 1 not done, with one sentence that says why."""


class _NotDone(Exception):
    """Nothing was changed; the words say why."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `deskside policy`."""
    parser.epilog = _EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description = "What is settled for everybody on this PC, or with --user chosen for this person."
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="may be given several times")
    parser.add_argument(
        "--user", action="store_true", help="this person's own settings instead of the machine's policy"
    )
    parser.add_argument("--show", action="store_true", help="the file, what it settles and what is wrong with it")


def run(args: argparse.Namespace, out: TextIO | None = None, err: TextIO | None = None) -> int:
    """Do what `args` say; the exit code. A window's program has nowhere to write to and gives the code alone."""
    out, err = out or sys.stdout, err or sys.stderr
    try:
        wanted = dict(_pair(words) for words in args.set)
        if wanted:
            file = _change_own(wanted) if args.user else _change_machine(wanted)
            _say(out, f"Settled in {file}.")
        elif not args.show:
            raise _NotDone("say what to do, with --set NAME=VALUE or --show")
        return _show(out) if args.show else DONE
    except _NotDone as error:
        _say(err, f"deskside policy: {error}.")
    except OSError as error:
        _say(err, f"deskside policy: {error.filename} cannot be written ({error.strerror}).")
    return NOT_DONE


def _say(stream: TextIO | None, words: str) -> None:
    if stream is not None:
        stream.write(f"{words}\n")
        stream.flush()


def _pair(words: str) -> tuple[str, str]:
    name, equals, value = words.partition("=")
    name, value = name.strip(), value.strip()
    if not equals:
        raise _NotDone(f"“{name}” has no value; write NAME=VALUE")
    if name not in KEYS and name not in LOCKABLE:
        raise _NotDone(f"“{name}” is not known; deskside policy --help names what is")
    if without_password(value) != value:
        raise _NotDone(f"the value of {name} holds a password; leave it out, each person's own goes to the keyring")
    return name, value


def _typed(name: str, value: str) -> Any:
    """The value as its setting has it; `value` itself for an address."""
    default = getattr(Settings(), name, "")
    words = {"true": True, "false": False}
    if isinstance(default, bool):
        typed: Any = words.get(value.lower(), value)
    elif isinstance(default, int) and value.isascii() and value.isdigit():
        typed = int(value)
    else:
        typed = value
    if name in LOCKABLE:
        try:
            settings_from_dict({name: typed})
        except ValueError:
            raise _NotDone(f"{name} cannot be “{value}”") from None
    return typed


def _change_own(wanted: Mapping[str, str]) -> Path:
    file = settings_file()
    settings, fault = load(file)
    if fault is not None and fault.kind is FaultKind.BAD_SETTINGS:
        raise _NotDone(f"{file} was damaged and has been put aside; try again")
    if fault is not None and fault.kind is FaultKind.SETTINGS_LEFT_ALONE:
        raise _NotDone(f"{file} cannot be read now and stays as it is")
    values: dict[str, Any] = {}
    for name, value in wanted.items():
        own = SETTING_OF.get(KEYS[name], "") if name in KEYS else name
        if not own:
            raise _NotDone(f"{name} is settled for a machine, not for one person")
        values[own] = _typed(name, value) if value or name in KEYS else getattr(Settings(), name)
    save(replace(settings, **values), file)
    return file


def _change_machine(wanted: Mapping[str, str]) -> Path:
    file = policy_file()
    try:
        text = decoded(file.read_bytes())
        parsed(text.encode())
    except FileNotFoundError:
        text = ""
    except ValueError as error:
        raise _NotDone(f"{file} is broken and was left as it is ({error})") from None
    for name, value in wanted.items():
        table, key = KEYS.get(name, ("settings", name))
        text = with_value(text, table, key, _typed(name, value) if value else None)
    changed = read_policy(file, parsed(text.encode()))
    if changed.fault is not None:
        raise _NotDone(f"{file} was left as it is: {changed.problems[0].rstrip('.')}")
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f"{file.name}.new")
    with fresh.open("w", encoding="utf-8", newline="\n") as written:
        written.write(text)
        written.flush()
        os.fsync(written.fileno())
    fresh.replace(file)
    return file


def with_value(text: str, table: str, key: str, value: Any) -> str:
    """A policy's text with one value put in, or taken away by None; every other line stays as it is.

    Raises _NotDone where lines alone cannot do that, in a file written in an unusual way.
    """
    wanted = parsed(text.encode())
    within = wanted.setdefault(table, {})
    if not isinstance(within, dict):
        raise _NotDone(f"“{table}” in the file is no table; mend it by hand")
    if value is None:
        within.pop(key, None)
    else:
        within[key] = value
    lines = text.replace("\r\n", "\n").removesuffix("\n").split("\n") if text else []
    header = re.compile(rf"\s*\[\s*{re.escape(table)}\s*\]\s*(#.*)?$")
    begin = next((at for at, line in enumerate(lines) if header.match(line)), None)
    if begin is None:
        begin = len(lines) + bool(lines)
        lines += [*([""] if lines else []), f"[{table}]"]
    end = next((at for at in range(begin + 1, len(lines)) if lines[at].lstrip().startswith("[")), len(lines))
    line = re.compile(rf"\s*{re.escape(key)}\s*=")
    there = next((at for at in range(begin + 1, end) if line.match(lines[at])), None)
    fresh = [] if value is None else [f"{key} = {json.dumps(value, ensure_ascii=False)}"]
    if there is None:
        lines[begin + 1 : begin + 1] = fresh
    else:
        lines[there : there + 1] = fresh
    changed = "\n".join(lines) + "\n"
    try:
        good = parsed(changed.encode()) == wanted
    except ValueError:
        good = False
    if not good:
        raise _NotDone(f"[{table}] {key} is written in a way that this command cannot change; do it by hand")
    return changed


def _show(out: TextIO | None) -> int:
    policy = load_policy()
    if not policy.there:
        _say(out, f"No policy: {policy.file} is not there.")
        return DONE
    _say(out, str(policy.file))
    for name, value in sorted(policy.locked.items()):
        _say(out, f"{name} = {json.dumps(value, ensure_ascii=False)}")
    for name, words in (("update-from", policy.update_from), ("update-key", policy.update_key)):
        if words:
            _say(out, f"{name} = {json.dumps(words)}")
    for problem in policy.problems:
        _say(out, f"! {problem}")
    return NOT_DONE if policy.fault is not None else DONE

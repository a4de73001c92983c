"""`deskside import`: the same import without a window, for a script or a nightly job."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, TextIO

from console.domain.calls import AgentSide
from console.domain.faults import Fault, FaultKind, InputFault
from console.domain.naming import PRESETS, preset
from console.intake.intake import Intake, Plan, Progress, run_through, survey
from console.intake.pairing import AgentFile
from console.intake.report import Line, Outcome, Report
from console.intake.sources import ImportSource, load_sources, zone_of
from console.places import config_folder, embedded_database_url

ALL_IN, SOME_REFUSED, NOT_USABLE, PLACE_FAILED, CANCELLED = 0, 1, 2, 3, 130
"""Exit codes: everything is in (added or known) · some files were refused · arguments, pattern or table unusable ·
the database or disk ended the run, what was added stays · stopped by Ctrl+C, what was added stays."""

_EPILOG = """\
exit codes: 0 everything is in, 1 some files were refused, 2 the arguments, pattern or table cannot be used,
3 the database or the disk ended the run, 130 stopped with Ctrl+C. Calls added before a stop are whole and stay.
Recordings are opened where they are and never copied."""


def sources_file() -> Path:
    """Where named sources are kept."""
    return config_folder() / "sources.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `deskside import`."""
    parser.epilog = _EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description = (
        "Bring recordings in: files or folders, any depth. A file that is already in is not added again."
    )
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a recording, or a folder of them")
    parser.add_argument(
        "--csv", metavar="FILE", help="a table that says who, when, which queue and number, by file name"
    )
    parser.add_argument(
        "--pattern",
        metavar="NAME|TEXT",
        help="how file names are made: " + ", ".join(one.key for one in PRESETS) + ", or a pattern such as "
        "{queue}-{agent}-{date:%%Y%%m%%d}-{time:%%H%%M%%S}-{uniqueid}",
    )
    parser.add_argument("--source", metavar="NAME", help="a source saved in the console; other options change it")
    parser.add_argument(
        "--side", choices=[side.value for side in AgentSide], help="where the agent is in stereo files (left)"
    )
    parser.add_argument(
        "--agent-file",
        choices=[one.value for one in AgentFile],
        help="which file of an -in/-out pair is the agent's (out)",
    )
    parser.add_argument("--timezone", metavar="ZONE", help="the zone of times in names and tables, e.g. Asia/Shanghai")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    parser.add_argument("--database", metavar="URL", default=argparse.SUPPRESS, help="see deskside --help")


def run(args: argparse.Namespace, out: TextIO | None = None, err: TextIO | None = None) -> int:
    """Import as `args` say; the exit code."""
    out, err = out or sys.stdout, err or sys.stderr
    stopped = False

    def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal stopped
        stopped = True

    before = _on_interrupt(ask_to_stop)
    try:
        source = _source(args)
        plan = Plan(tuple(args.paths), source, args.csv or "")
        source.name_patterns()
        zone_of(source.time_zone)
        surveyed = survey(plan, stop=lambda: stopped)
        with _opened(args) as store:
            intake = Intake(plan, surveyed, store.people.list_people(), stop=lambda: stopped)
            report = run_through(intake, store.calls, _teller(err, as_json=args.json))
    except Fault as fault:
        _say_fault(fault, out, err, as_json=args.json)
        return NOT_USABLE if isinstance(fault, InputFault) else PLACE_FAILED
    finally:
        if before is not None:
            signal.signal(signal.SIGINT, before)
    if args.json:
        json.dump(report_to_dict(report), out, ensure_ascii=False, indent=2)
        out.write("\n")
    else:
        _write_text(report, out)
    if report.fault:
        return PLACE_FAILED
    if stopped:
        return CANCELLED
    return SOME_REFUSED if report.refused else ALL_IN


def _on_interrupt(handler: Callable[[int, FrameType | None], None]) -> Any:
    try:
        return signal.signal(signal.SIGINT, handler)
    except ValueError:  # not in the main thread: nobody can press Ctrl+C here
        return None


@contextmanager
def _opened(args: argparse.Namespace) -> Iterator[Any]:
    from console.policy import settings_in_force
    from console.store.store import Store  # late: a wrong argument is told before a database is opened

    url = getattr(args, "database", None) or settings_in_force().database_url or embedded_database_url()
    store = Store.open(url)
    try:
        yield store
    finally:
        store.close()


def _source(args: argparse.Namespace) -> ImportSource:
    base = ImportSource()
    if args.source:
        named = [one for one in load_sources(sources_file()) if one.name == args.source]
        if not named:
            raise InputFault(FaultKind.NOT_FOUND, what="source", name=args.source)
        base = named[0]
    pattern = args.pattern or ""
    is_preset = preset(pattern) is not None
    return ImportSource(
        name=base.name,
        preset=pattern if is_preset else "" if pattern else base.preset,
        patterns="" if is_preset else pattern or base.patterns,
        side=AgentSide(args.side) if args.side else base.side,
        agent_file=AgentFile(args.agent_file) if args.agent_file else base.agent_file,
        time_zone=args.timezone if args.timezone is not None else base.time_zone,
        mapping=base.mapping,
        date_format=base.date_format,
        raw_rate_hz=base.raw_rate_hz,
    )


def _teller(err: TextIO, *, as_json: bool) -> Callable[[Progress], None]:
    if as_json or not err.isatty():
        return lambda _progress: None

    def tell(now: Progress) -> None:
        err.write(f"\r{now.done}/{now.total}  {now.rate:.0f}/s  {now.current[:48]:<48}")
        if now.done == now.total:
            err.write("\n")
        err.flush()

    return tell


def _say_fault(fault: Fault, out: TextIO, err: TextIO, *, as_json: bool) -> None:
    if as_json:
        json.dump({"fault": _fault_dict(fault)}, out, ensure_ascii=False, indent=2)
        out.write("\n")
    else:
        err.write(f"deskside import: {fault_text(fault)}\n")


def fault_text(fault: Fault) -> str:
    """A fault in plain English for a terminal and a log; the window has its own, translated sentences."""
    said = fault.kind.value.replace("_", " ")
    if fault.facts.get("why"):
        said += f": {str(fault.facts['why']).replace('_', ' ')}"
    if fault.facts.get("part"):
        said += f" “{fault.facts['part']}”"
    spoken = ("path", "name", "why", "part", "at", "pattern")
    rest = ", ".join(f"{name} {value}" for name, value in fault.facts.items() if name not in spoken and value)
    return f"{said} ({rest})" if rest else said


def _fault_dict(fault: Fault) -> dict[str, Any]:
    return {"kind": fault.kind.value, **fault.facts}


def line_to_dict(line: Line) -> dict[str, Any]:
    """One line of the report as JSON."""
    said: dict[str, Any] = {"path": line.path, "outcome": line.outcome.value}
    if line.fault:
        said["reason"] = _fault_dict(line.fault)
    if line.remarks:
        said["remarks"] = [remark.value for remark in line.remarks]
    if line.misfit:
        said["misfit"] = {"expected": line.misfit.expected, "found": line.misfit.found}
    return said


def report_to_dict(report: Report) -> dict[str, Any]:
    """The whole report as JSON; `lines` names what was refused, known, left out or remarked on."""
    return {
        "total": report.total,
        "added": report.added,
        "known": report.known,
        "refused": report.refused,
        "passed_over": report.passed_over,
        "not_reached": report.left,
        "sound_seconds": round(report.sound_ms / 1000, 1),
        "seconds": round(report.seconds, 3),
        "per_second": round(report.rate, 1),
        "cancelled": report.stopped,
        "fault": _fault_dict(report.fault) if report.fault else None,
        "remarks": {remark.value: count for remark, count in report.remark_counts().items()},
        "lines": [line_to_dict(line) for line in report.lines],
    }


def _write_text(report: Report, out: TextIO) -> None:
    for line in report.lines:
        if line.outcome is Outcome.REFUSED and line.fault:
            out.write(f"refused  {_printable(line.path)}: {fault_text(line.fault)}\n")
    for remark, count in report.remark_counts().items():
        out.write(f"remark   {remark.value.replace('_', ' ')}: {count}\n")
    out.write(
        f"{report.added} added, {report.known} already in, {report.refused} refused, "
        f"{report.passed_over} not recordings; {report.done} of {report.total} in {report.seconds:.1f} s "
        f"({report.rate:.0f}/s)\n"
    )
    if report.fault:
        out.write(f"ended early: {fault_text(report.fault)}; what was added is whole and stays\n")
    elif report.stopped:
        out.write(f"stopped: {report.left} not reached; what was added is whole and stays\n")


def _printable(path: str) -> str:
    return path.encode("utf-8", "replace").decode("utf-8")

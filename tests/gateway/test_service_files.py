"""What is shipped to run a gateway as a service says what it must, in words that the gateway understands."""

from __future__ import annotations

import argparse
import re
from configparser import ConfigParser
from pathlib import PureWindowsPath
from xml.etree import ElementTree

from console.gateway.command import add_arguments
from tests.conftest import ROOT

SPACE = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"


def parsed(words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    program, *rest = (quoted or plain for quoted, plain in re.findall(r'"([^"]*)"|(\S+)', words))
    assert program == "gateway"
    return parser.parse_args(rest)


def test_the_task_of_windows_runs_one_gateway_for_ever() -> None:
    task = ElementTree.parse(ROOT / "packaging" / "deskside-gateway.xml").getroot()
    said = {one.tag.removeprefix(SPACE): (one.text or "").strip() for one in task.iter()}
    assert said["MultipleInstancesPolicy"] == "IgnoreNew"
    assert said["ExecutionTimeLimit"] == "PT0S"
    assert said["Interval"] == "PT1M"
    assert "BootTrigger" in said
    assert [one.tag.removeprefix(SPACE) for one in task] == [
        *("RegistrationInfo", "Triggers", "Principals", "Settings", "Actions")
    ]
    args = parsed(said["Arguments"])
    assert args.config.endswith("gateway.toml")
    assert args.log.endswith("gateway.log")
    folder = PureWindowsPath(args.log).parent
    assert folder != PureWindowsPath(r"C:\ProgramData\Deskside"), "there only administrators write"
    assert PureWindowsPath(args.config).parent == folder
    page = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
    assert f'$folder = "{folder}"' in page
    assert PureWindowsPath(said["Command"]).name == "deskside-command.exe"


def test_the_unit_of_systemd_runs_it_too() -> None:
    unit = ConfigParser(strict=False, interpolation=None)
    unit.read(ROOT / "packaging" / "deskside-gateway.service")
    program, _, words = unit["Service"]["ExecStart"].partition(" ")
    assert program.endswith("/deskside")
    assert parsed(words).config == "/etc/deskside/gateway.toml"
    assert unit["Service"]["Restart"] == "on-failure"

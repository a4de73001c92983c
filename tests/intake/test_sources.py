"""Sources are kept whole or not at all, and a broken file of them is told, not overwritten."""

from __future__ import annotations

import errno
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from console.domain.calls import AgentSide
from console.domain.faults import FaultKind, InputFault, PlaceFault
from console.domain.naming import CallField
from console.intake.pairing import AgentFile
from console.intake.sources import ImportSource, SystemZone, load_sources, save_sources, zone_names, zone_of

SOURCE = ImportSource(
    "总机",
    "",
    "{queue}-{agent}",
    AgentSide.RIGHT,
    AgentFile.IN,
    "Asia/Shanghai",
    {CallField.FILE: "录音"},
    "%Y",
    16_000,
)


def test_what_is_saved_is_loaded_by_name(tmp_path: Path) -> None:
    path = tmp_path / "config" / "sources.json"
    assert load_sources(path) == []
    save_sources(path, [SOURCE, ImportSource("a")])
    assert load_sources(path) == [ImportSource("a"), SOURCE]
    assert [file.name for file in path.parent.iterdir()] == ["sources.json"]


@pytest.mark.parametrize("content", ["", "[]", '{"sources": [{"name": "x", "side": "above"}]}', '{"sources": [7]}'])
def test_a_broken_file_is_told_and_put_aside(tmp_path: Path, content: str) -> None:
    path = tmp_path / "sources.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputFault) as caught:
        load_sources(path)
    aside = tmp_path / "sources.json.broken"
    assert (caught.value.kind, caught.value.facts["file"]) == (FaultKind.BAD_SETTINGS, str(aside))
    assert load_sources(path) == []
    assert aside.read_text(encoding="utf-8") == content


@pytest.mark.parametrize("content", ["{", '{"sources": []}'])
def test_a_file_that_cannot_be_read_or_put_aside_now_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, "held by another program")

    path = tmp_path / "sources.json"
    path.write_text(content, encoding="utf-8")
    with monkeypatch.context() as held:
        held.setattr(Path, "read_bytes" if content != "{" else "rename", refuse)
        with pytest.raises(PlaceFault) as caught:
            load_sources(path)
    assert caught.value.kind is FaultKind.FILE_UNREADABLE
    assert [(one.name, one.read_text(encoding="utf-8")) for one in tmp_path.iterdir()] == [("sources.json", content)]


def test_patterns_written_by_hand_go_before_the_preset() -> None:
    assert [p.text for p in ImportSource(preset="asterisk", patterns="{agent}").name_patterns()] == ["{agent}"]
    assert len(ImportSource(preset="asterisk").name_patterns()) == 4
    assert ImportSource().name_patterns() == ()


def test_zones() -> None:
    assert zone_of("Asia/Shanghai") == ZoneInfo("Asia/Shanghai")
    local = datetime(2026, 7, 1, 12, tzinfo=SystemZone())
    assert local.astimezone(UTC) == datetime(2026, 7, 1, 12).astimezone(UTC)
    assert isinstance(local.utcoffset(), timedelta)
    assert zone_names()[0] == "Asia/Shanghai"

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    """The script under packaging/, which is no package on purpose."""
    spec = importlib.util.spec_from_file_location("translations", ROOT / "packaging" / "translations.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["translations"] = module
    spec.loader.exec_module(module)
    return module


CODE = """
from x import words
NAME = words("Names", "Play")
class Pane(QWidget):
    def say(self):
        a = QCoreApplication.translate("Other", "World"), self.tr("Hello {n}").format(n=1)
        return self.tr("%n call(s)", "", 3)
    class Inner(QObject):
        def say(self): return self.tr("Inside")
    def table(self): return QCoreApplication.translate("Names", NAME)
    def wrong(self, n): return self.tr(f"bad {n}")
"""


@pytest.fixture
def project(tmp_path: Path, tool: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "console").mkdir()
    (tmp_path / "console" / "pane.py").write_text(CODE.replace("    def wrong", "    #"), encoding="utf-8")
    monkeypatch.setattr(tool, "ROOT", tmp_path)
    monkeypatch.setattr(tool, "FOLDER", tmp_path / "i18n")
    return tmp_path


def test_every_way_of_saying_is_gathered(tool: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "console").mkdir()
    (tmp_path / "console" / "pane.py").write_text(CODE, encoding="utf-8")
    found, troubles = tool.gather(tmp_path / "console")
    assert {(m.context, m.source, m.counted) for m in found} == {
        ("Names", "Play", False),
        ("Other", "World", False),
        ("Pane", "Hello {n}", False),
        ("Pane", "%n call(s)", True),
        ("Inner", "Inside", False),
    }
    assert [t.what for t in troubles] == ["tr() wants a plain string"]


def test_fill_build_and_speak(tool: ModuleType, project: Path, qapp: QCoreApplication) -> None:
    del qapp
    table = project / "a.tsv"
    table.write_text("Play\t播放\nHello {n}\t你好 {n}\n%n call(s)\t%n 通\nWorld\t世界\n", encoding="utf-8")
    assert tool.update([table]) == 1
    assert [line for line in tool.check() if "Inside" in line]
    table.write_text("Inside\t里面\n", encoding="utf-8")
    assert tool.update([table]) == 0, "what was translated stays without its table"
    assert tool.check() == []
    for path in tool.build(project / "i18n"):
        assert path.stat().st_size > 0
    chinese, english = QTranslator(), QTranslator()
    assert chinese.load(str(project / "i18n" / "deskside_zh_CN.qm"))
    assert english.load(str(project / "i18n" / "deskside_en.qm"))
    assert chinese.translate("Inner", "Inside") == "里面"
    assert chinese.translate("Pane", "%n call(s)", "", 3) == "%n 通"
    assert english.translate("Pane", "%n call(s)", "", 1) == "%n call"
    assert english.translate("Pane", "%n call(s)", "", 3) == "%n calls"


def test_what_an_open_console_reads_is_not_written_into(
    tool: ModuleType, project: Path, qapp: QCoreApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Qt maps a .qm file: one that is written anew under an open console takes it down."""
    del qapp
    folder = project / "i18n"
    tool.update([])
    first = {path: path.read_bytes() for path in tool.build(folder)}
    run = tool.subprocess.run

    def looked_at(command: list[object], **how: object) -> object:
        done = run(command, **how)
        assert all(path.read_bytes() == content for path, content in first.items()), "written in place"
        return done

    (project / "a.tsv").write_text("Play\t播放\n", encoding="utf-8")
    tool.update([project / "a.tsv"])
    monkeypatch.setattr(tool.subprocess, "run", looked_at)
    built = tool.build(folder)
    assert any(path.read_bytes() != first[path] for path in built)
    assert not list(folder.glob("*.new"))


def test_what_is_wrong_is_found(tool: ModuleType, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = project / "a.tsv"
    table.write_text(
        "Play\t播放,\nHello {n}\t你好\nWorld\t世界\nWorld\t天下\nInside\n%n call(s)\t通\n", encoding="utf-8"
    )
    assert tool.main(["update", str(table)]) == 0
    complaints = capsys.readouterr().err
    assert "天下" in complaints
    assert "no translation" in complaints
    assert tool.main(["check"]) == 1
    wrong = capsys.readouterr().err
    assert "holes differ: Pane: 'Hello {n}'" in wrong
    assert "not translated: Inner" in wrong
    assert "full width: Names" in wrong
    (project / "console" / "pane.py").write_text("", encoding="utf-8")
    assert any("stale" in line for line in tool.check())


def test_everything_said_by_the_console_is_translated(tool: ModuleType) -> None:
    assert tool.check() == []

"""The import page with a hand on it: choosing, patterns, columns, the run and its report, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QPlainTextEdit, QPushButton, QTableView, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from console.desk.background import Background
from console.desk.import_tables import PreviewTable, ReportTable
from console.desk.importing import Importing, ImportSource, ImportState
from console.domain.calls import AgentSide
from console.domain.people import Role
from console.store.people import NewPerson
from console.store.store import Store
from console.widgets.import_choice import DropArea, ImportChoice
from console.widgets.import_mapping import ImportMapping
from console.widgets.import_report import ImportReport
from console.widgets.import_screen import ImportScreen
from tests.intake.sounds import write_wav

NAME = "external-1001-13800138000-20261105-093012-1762306212.{:05}.wav"


@pytest.fixture
def importing(qtbot: QtBot, tmp_path: Path) -> Iterator[Importing]:
    assert qtbot
    background = Background()
    with Store.open(f"sqlite:///{(tmp_path / 'centre.db').as_posix()}") as store:
        store.people.add(NewPerson("1001", "张伟", Role.AGENT))
        made = Importing(background, store, None, tmp_path / "sources.json")
        yield made
        made.shut_down()
        background.close()


@pytest.fixture
def screen(qtbot: QtBot, importing: Importing) -> ImportScreen:
    made = ImportScreen(importing)
    qtbot.addWidget(made)
    made.resize(1300, 700)
    made.show()
    return made


def _folder(tmp_path: Path, count: int = 3) -> Path:
    for seed in range(count):
        write_wav(tmp_path / "rec" / NAME.format(seed), seed=seed)
    (tmp_path / "rec" / "坏.wav").write_bytes(b"")
    return tmp_path / "rec"


def _button(widget: QWidget, text: str) -> QPushButton:
    return next(one for one in widget.findChildren(QPushButton) if one.text().startswith(text))


def _ready(qtbot: QtBot, importing: Importing, *paths: Path) -> None:
    importing.add_paths([str(path) for path in paths])
    qtbot.waitUntil(lambda: importing.state is ImportState.READY)


def test_every_control_has_a_name_and_a_hint(qtbot: QtBot, screen: ImportScreen, tmp_path: Path) -> None:
    _ready(qtbot, screen._importing, _folder(tmp_path))
    for kind in (QPushButton, QComboBox, QPlainTextEdit):
        for control in screen.findChildren(kind):
            if isinstance(control, QPushButton) and not control.text():
                continue  # a notice without a deed
            assert control.accessibleName(), control
            assert control.toolTip(), control.accessibleName()


def test_from_the_drop_to_the_report_and_back(qtbot: QtBot, screen: ImportScreen, tmp_path: Path) -> None:
    importing = screen._importing
    start = next(one for one in screen.findChildren(QPushButton) if one.text() == "Import")
    assert not start.isEnabled()
    area = screen.findChild(DropArea)
    assert area is not None
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(_folder(tmp_path)))])
    drop = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    area.dropEvent(drop)
    qtbot.waitUntil(lambda: importing.state is ImportState.READY)
    assert start.text() == "Import (4)"
    with qtbot.waitSignal(importing.ended):
        QTest.keyClick(screen, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    report = screen.findChild(ImportReport)
    assert report is not None
    assert report.isVisible()
    view = report.findChild(QTableView)
    assert view is not None
    model = view.model()
    assert model.rowCount() == 1
    assert model.index(0, 0).data() == "坏.wav"
    assert model.index(0, 2).data() == "The recording is empty."
    QTest.mouseClick(_button(report, "Added"), Qt.MouseButton.LeftButton)
    assert model.rowCount() == 0
    QTest.mouseClick(_button(report, "Import more"), Qt.MouseButton.LeftButton)
    assert importing.state is ImportState.CHOOSING
    assert not report.isVisible()


def test_the_preview_follows_the_pattern_as_it_is_typed(qtbot: QtBot, screen: ImportScreen, tmp_path: Path) -> None:
    importing = screen._importing
    _ready(qtbot, importing, _folder(tmp_path))
    view = next(one for one in screen.findChildren(QTableView) if isinstance(one.model(), PreviewTable))
    model = view.model()
    assert model.index(0, 2).data() == "1001"
    assert model.index(0, 4).data() == "138****8000"
    choice = screen.findChild(ImportChoice)
    assert choice is not None
    pattern = choice.findChild(QPlainTextEdit)
    assert pattern is not None
    pattern.setPlainText("{queue}-{agent}-{any}-{date}-{time}-{uniqueid}")
    assert importing.source.preset == ""
    assert model.index(0, 3).data() == "external"
    pattern.setPlainText("{queue")
    assert importing.source_fault is not None
    assert not _button(screen, "Import (").isEnabled()
    pattern.setPlainText("x-{queue}")
    assert not view.isColumnHidden(model.columnCount() - 1)
    assert "Expected “x-”" in model.index(0, model.columnCount() - 1).data()


def test_side_zone_and_preset_are_choices(qtbot: QtBot, screen: ImportScreen) -> None:
    importing = screen._importing
    boxes = {box.accessibleName(): box for box in screen.findChildren(QComboBox)}
    for name, row in (("Agent in stereo files", 1), ("File names", 2)):
        boxes[name].setCurrentIndex(row)
        boxes[name].activated.emit(row)
    at = boxes["Times are in"].findData("Asia/Shanghai")
    boxes["Times are in"].setCurrentIndex(at)
    boxes["Times are in"].activated.emit(at)
    assert importing.source == ImportSource(preset="issabel", side=AgentSide.RIGHT, time_zone="Asia/Shanghai")
    assert qtbot


def test_columns_of_a_table_are_shown_with_their_first_values_and_can_be_chosen(
    qtbot: QtBot, screen: ImportScreen, tmp_path: Path
) -> None:
    importing = screen._importing
    table = tmp_path / "t.csv"
    table.write_text(f"录音文件,客户号码,备注\n{NAME.format(0)},13800138000,你好\n", encoding="gb18030")
    _ready(qtbot, importing, _folder(tmp_path), table)
    qtbot.waitUntil(lambda: importing.table is not None)
    mapping = screen.findChild(ImportMapping)
    assert mapping is not None
    assert mapping.isVisible()
    boxes = mapping.findChildren(QComboBox)
    assert [box.currentText() for box in boxes] == ["File name", "Customer's number", "Not used"]
    at = boxes[2].findText("Queue")
    boxes[2].setCurrentIndex(at)
    boxes[2].activated.emit(at)
    qtbot.waitUntil(lambda: importing.can_start)
    assert importing.preview()[0].values["queue"] == "你好"  # type: ignore[index]
    QTest.mouseClick(_button(screen, "Remove"), Qt.MouseButton.LeftButton)
    assert not mapping.isVisible()


def test_the_report_can_be_saved(
    qtbot: QtBot, screen: ImportScreen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    importing = screen._importing
    _ready(qtbot, importing, _folder(tmp_path, 1))
    with qtbot.waitSignal(importing.ended):
        importing.start()
    target = tmp_path / "报告.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    with qtbot.waitSignal(importing.report_exported):
        QTest.mouseClick(_button(screen, "Save this report"), Qt.MouseButton.LeftButton)
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")


def test_choosing_with_dialogs_and_another_language(
    qtbot: QtBot, screen: ImportScreen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    importing = screen._importing
    folder = _folder(tmp_path)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    QTest.keyClick(screen, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: importing.state is ImportState.READY)
    before = importing.source
    QApplication.sendEvent(screen, QEvent(QEvent.Type.LanguageChange))
    assert importing.source == before


def test_the_models_keep_the_rules_of_models(qtbot: QtBot, qtmodeltester: ModelTester, screen: ImportScreen) -> None:
    assert qtbot
    for view in screen.findChildren(QTableView):
        assert isinstance(view.model(), PreviewTable | ReportTable)
        qtmodeltester.check(view.model())  # type: ignore[no-untyped-call]

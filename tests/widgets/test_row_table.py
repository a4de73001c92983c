"""A table of rows by keyboard: a whole row is chosen, nothing is edited, and Tab goes on to what comes next."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit, QTableView, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from console.widgets.row_table import show_rows

Key = Qt.Key


def test_one_row_is_chosen_and_left_by_tab(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    table, behind = QTableView(page), QLineEdit(page)
    model = QStandardItemModel(table)
    for row in ("first", "second"):
        model.appendRow([QStandardItem(row), QStandardItem("more")])
    table.setModel(model)
    show_rows(table)
    column = QVBoxLayout(page)
    column.addWidget(table)
    column.addWidget(behind)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is page)
    table.setFocus()
    table.selectRow(0)
    QTest.keyClick(table, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert [index.row() for index in table.selectionModel().selectedRows()] == [1]
    assert len(table.selectedIndexes()) == 2
    QTest.keyClick(table, Key.Key_F2)
    QTest.keyClick(table, Key.Key_X)
    assert table.state() is not QAbstractItemView.State.EditingState
    QTest.keyClick(table, Key.Key_Tab)
    assert behind.hasFocus()
    assert not table.verticalHeader().isVisible()

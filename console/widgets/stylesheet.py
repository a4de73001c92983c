"""The few strokes that Fusion and a palette cannot draw: flat controls, quiet headers, thin scroll bars."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from string import Template
from typing import Any

# Set a dynamic property to ask for a role: button.setProperty("kind", "primary" | "quiet"),
# frame.setProperty("kind", "card"), label.setProperty("kind", "muted").
_SHEET = Template("""
QToolTip { background: $surface; color: $text; border: 1px solid $line; padding: 4px 6px; }
QPushButton { background: $surface; border: 1px solid $line; border-radius: 6px; padding: 5px 12px; min-height: 18px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed, QPushButton:checked { background: $sunken; }
QPushButton:checked { border-color: $accent; color: $accent; }
QPushButton:focus { border: 1px solid $accent; }
QPushButton:disabled { color: $muted_text; background: $window; }
QPushButton[kind="primary"] { background: $accent; color: $accent_text; border-color: $accent; font-weight: 600; }
QPushButton[kind="primary"]:hover { background: $accent_hover; }
QPushButton[kind="primary"]:focus { border: 1px solid $text; }
QPushButton[kind="primary"]:disabled { background: $sunken; color: $muted_text; border-color: $line; }
QPushButton[kind="quiet"] { background: transparent; border-color: transparent; }
QPushButton[kind="quiet"]:hover { background: $hover; }
QPushButton[kind="quiet"]:focus { border: 1px solid $accent; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 4px; }
QToolButton:hover { background: $hover; }
QToolButton:pressed { background: $sunken; }
QToolButton:checked { background: $accent_soft; color: $accent; }
QToolButton:focus { border: 1px solid $accent; }
QToolButton::menu-button { border: none; width: 18px; background: transparent; }
QToolButton::menu-arrow { image: url("$icons/arrow-down-$shade.svg"); width: 12px; height: 12px; }
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSpinBox {
    background: $surface; border: 1px solid $line; border-radius: 6px; padding: 4px 8px; min-height: 20px;
    selection-background-color: $accent_soft; selection-color: $text; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QAbstractSpinBox:focus {
    border: 1px solid $accent; }
QLineEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled { background: $window; color: $muted_text; }
QLineEdit[wrong="true"] { border: 1px solid $danger; }
QComboBox { padding-right: 22px; }
QComboBox::drop-down, QDateEdit::drop-down { border: none; width: 22px; }
QComboBox::down-arrow, QDateEdit::down-arrow { image: url("$icons/arrow-down-$shade.svg"); width: 14px; height: 14px; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $line; padding: 4px; outline: none; }
QAbstractSpinBox { padding-right: 20px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: none; width: 18px; background: transparent; }
QAbstractSpinBox::up-arrow { image: url("$icons/arrow-up-$shade.svg"); width: 12px; height: 12px; }
QAbstractSpinBox::down-arrow { image: url("$icons/arrow-down-$shade.svg"); width: 12px; height: 12px; }
QHeaderView { background: $window; border: none; }
QHeaderView::section { background: $window; color: $muted_text; border: none; border-bottom: 1px solid $line;
    padding: 6px 8px; font-weight: 500; }
QTableCornerButton::section { background: $window; border: none; }
QHeaderView::up-arrow { image: url("$icons/arrow-up-$shade.svg"); width: 14px; height: 14px; }
QHeaderView::down-arrow { image: url("$icons/arrow-down-$shade.svg"); width: 14px; height: 14px; }
QTableView, QListView, QTreeView { background: $surface; border: 1px solid transparent; outline: none;
    selection-background-color: $accent_soft; selection-color: $text; gridline-color: $line; }
QTableView:focus, QListView:focus, QTreeView:focus { border-color: $accent; }
QSlider, QCheckBox { border: 1px solid transparent; border-radius: 4px; }
QSlider:focus, QCheckBox:focus { border-color: $accent; }
QCheckBox::indicator:unchecked { width: 12px; height: 12px; border: 1px solid $muted_text; border-radius: 3px;
    background: $surface; }
QCheckBox::indicator:unchecked:disabled { border-color: $line; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: $grip; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $muted_text; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSplitter::handle { background: $line; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QSplitter::handle:hover { background: $accent; }
QTabBar::tab { background: transparent; color: $muted_text; padding: 6px 12px; margin-left: 4px;
    border: none; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; }
QTabBar::tab:hover:!selected { color: $text; }
QTabBar::tab:focus { background: $accent_soft; }
QMenu { background: $surface; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 4px; }
QMenu::item:selected { background: $accent_soft; color: $text; }
QFrame[kind="card"] { background: $surface; border: 1px solid $line; border-radius: 8px; }
QLabel[kind="muted"] { color: $muted_text; }
QLabel[kind="danger"] { color: $danger; }
QLabel[kind="warn"] { color: $warn; }
QLabel[kind="good"] { color: $good; }
QProgressBar { background: $sunken; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
""")


def sheet_for(tokens: Mapping[str, Any], icons: Path) -> str:
    """The style sheet of a theme, given as its tokens (QColor by name, and `dark`)."""
    colours = {name: value.name() for name, value in tokens.items() if name != "dark"}
    accent = tokens["accent"]
    return _SHEET.substitute(
        colours,
        icons=icons.as_posix(),
        shade="dark" if tokens["dark"] else "light",
        accent_hover=(accent.lighter(112) if tokens["dark"] else accent.darker(112)).name(),
        grip=tokens["silence"].name(),
    )

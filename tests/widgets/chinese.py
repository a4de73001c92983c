"""The window's words in Chinese for a while: what does not follow the language fails, and is never skipped for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtWidgets import QApplication

from console.places import resources_folder
from console.widgets.language import apply_language
from console.widgets.theme import apply_theme
from tests.requirements_met import missing


@contextmanager
def in_chinese(qapp: QApplication, *, dark: bool = False) -> Iterator[None]:
    """Everything said within is Chinese (and `dark`), and English in the light again behind it."""
    if not (resources_folder() / "i18n" / "deskside_zh_CN.qm").exists():
        missing("the built translations", "make translations")
    try:
        apply_language(qapp, "zh_CN")
        if dark:
            apply_theme(qapp, "dark")
        qapp.processEvents()
        yield
    finally:
        apply_language(qapp, "en")
        if dark:
            apply_theme(qapp, "light")
        qapp.processEvents()

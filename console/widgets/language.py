"""The language of the window: translators swapped live, Qt's own words too, and the locale of dates and numbers."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from console.places import resources_folder

LANGUAGES = (("zh_CN", "简体中文"), ("en", "English"))
"""Code and own name of each language; a language's own name is never translated."""

_installed: list[QTranslator] = []


def system_language() -> str:
    """The language to use where none is chosen: Chinese on a Chinese system, else English."""
    return "zh_CN" if QLocale.system().language() is QLocale.Language.Chinese else "en"


def current_language() -> str:
    """The code of the language in force."""
    return "zh_CN" if QLocale().language() is QLocale.Language.Chinese else "en"


def apply_language(app: QApplication, choice: str) -> str:
    """Speak `choice` ("" is the system's) from now on; every widget gets a LanguageChange. Returns the code in force.

    A missing .qm leaves the English of the source standing.
    """
    code = choice or system_language()
    while _installed:
        app.removeTranslator(_installed.pop())
    QLocale.setDefault(QLocale("zh_CN") if code == "zh_CN" else _english())
    own = resources_folder() / "i18n"
    qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for folder, name in ((qt, f"qtbase_{code}"), (str(own), f"deskside_{code}")):
        translator = QTranslator(app)
        if translator.load(name, folder):
            app.installTranslator(translator)
            _installed.append(translator)
    return code


def _english() -> QLocale:
    """English as the system's country writes it, where the system speaks English; else that of Britain (24 hours)."""
    system = QLocale.system()
    named = system.language() is QLocale.Language.English
    return system if named else QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)

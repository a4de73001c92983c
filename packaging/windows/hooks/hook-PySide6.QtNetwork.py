"""Instead of PyInstaller's own, which brings TLS: Qt's network is used between windows of one PC, and for no more."""

hiddenimports = ["PySide6.QtCore"]

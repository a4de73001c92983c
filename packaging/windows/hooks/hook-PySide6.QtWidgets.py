"""Instead of PyInstaller's own, which weighs every plugin of Qt first: the controls need no more than the drawing."""

hiddenimports = ["PySide6.QtCore", "PySide6.QtGui"]

"""Instead of PyInstaller's own, which weighs every plugin of Qt first: what draws SVG is kept by the drawing's."""

hiddenimports = ["PySide6.QtCore", "PySide6.QtGui"]

"""Instead of PyInstaller's own, which weighs every plugin and all words of Qt first: Chinese words of its boxes."""

from PyInstaller.utils.hooks import get_package_paths  # type: ignore[import-untyped]

_words = get_package_paths("PySide6")[1] + "/translations/"

datas = [(f"{_words}qtbase_{language}.qm", "PySide6/translations") for language in ("zh_CN", "en")]

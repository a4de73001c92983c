"""Instead of PyInstaller's own, which weighs every plugin of Qt first: platforms, pictures in SVG and ICO."""

from PyInstaller.utils.hooks import get_package_paths  # type: ignore[import-untyped]

_KEPT = (
    *("platforms/qwindows", "platforms/qoffscreen", "platforms/qminimal"),
    *("imageformats/qsvg", "imageformats/qico", "iconengines/qsvgicon"),
)
_plugins = get_package_paths("PySide6")[1] + "/plugins/"

hiddenimports = ["PySide6.QtCore"]
binaries = [(f"{_plugins}{name}.dll", f"PySide6/plugins/{name.partition('/')[0]}") for name in _KEPT]

"""One place for how things look: colour tokens for light and dark, the type scale, spacing and tinted icons."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from console.places import resources_folder
from console.widgets.stylesheet import sheet_for

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon, QPixmap

GRID = 8
"""Pixels of the spacing rhythm; use GRID // 2, GRID, 2 * GRID, 3 * GRID."""


Size = Literal["small", "body", "strong", "heading", "title", "figure"]


@dataclass(frozen=True)
class Theme:
    """Colour tokens. `danger` is for a passed limit, a critical item or a fault only; state is never colour alone."""

    dark: bool
    window: QColor
    surface: QColor
    sunken: QColor
    hover: QColor
    line: QColor
    text: QColor
    muted_text: QColor
    accent: QColor
    accent_text: QColor
    accent_soft: QColor
    danger: QColor
    danger_soft: QColor
    warn: QColor
    warn_soft: QColor
    good: QColor
    good_soft: QColor
    lane_agent: QColor
    lane_customer: QColor
    evidence: QColor
    heard: QColor
    silence: QColor
    talkover: QColor
    playhead: QColor
    focus: QColor


LIGHT = Theme(
    dark=False,
    window=QColor("#f4f5f6"),
    surface=QColor("#ffffff"),
    sunken=QColor("#eaecef"),
    hover=QColor("#edeff1"),
    line=QColor("#d9dde1"),
    text=QColor("#1c2024"),
    muted_text=QColor("#5b6670"),
    accent=QColor("#0b7582"),
    accent_text=QColor("#ffffff"),
    accent_soft=QColor("#dceff1"),
    danger=QColor("#bf2c2c"),
    danger_soft=QColor("#fbe6e5"),
    warn=QColor("#8f5a00"),
    warn_soft=QColor("#fcf0d9"),
    good=QColor("#24713f"),
    good_soft=QColor("#e0f2e6"),
    lane_agent=QColor("#1d6f9c"),
    lane_customer=QColor("#a65d21"),
    evidence=QColor("#c98a06"),
    heard=QColor("#3a9a78"),
    silence=QColor("#b9c1c9"),
    talkover=QColor("#a2559b"),
    playhead=QColor("#1c2024"),
    focus=QColor("#0b7582"),
)

DARK = Theme(
    dark=True,
    window=QColor("#1a1d21"),
    surface=QColor("#22262b"),
    sunken=QColor("#14171a"),
    hover=QColor("#2a2f35"),
    line=QColor("#363c44"),
    text=QColor("#e5e8eb"),
    muted_text=QColor("#9aa5b0"),
    accent=QColor("#45b3bf"),
    accent_text=QColor("#08191b"),
    accent_soft=QColor("#1c3a3f"),
    danger=QColor("#f08079"),
    danger_soft=QColor("#412424"),
    warn=QColor("#e2aa4b"),
    warn_soft=QColor("#3b301a"),
    good=QColor("#6cc48a"),
    good_soft=QColor("#1f3728"),
    lane_agent=QColor("#58aede"),
    lane_customer=QColor("#dd9557"),
    evidence=QColor("#e6b450"),
    heard=QColor("#58bd98"),
    silence=QColor("#4c545d"),
    talkover=QColor("#cb86c4"),
    playhead=QColor("#ffffff"),
    focus=QColor("#45b3bf"),
)

SEAT_LIGHT: Mapping[str, tuple[str, str, str]] = {
    "EMPTY": ("#f4f5f6", "#c3c9cf", "#5b6670"),
    "SIGNED_OFF": ("#dde0e4", "#bcc3ca", "#3d464e"),
    "READY": ("#b9e3c3", "#b9e3c3", "#10391d"),
    "RINGING": ("#ffe88a", "#6b5200", "#3a2d00"),
    "TALKING": ("#2f6fb3", "#2f6fb3", "#ffffff"),
    "ON_HOLD": ("#2f6fb3", "#1b4676", "#ffffff"),
    "CONSULTING": ("#cfe6f8", "#98c4e9", "#0c2f4d"),
    "CONFERENCE": ("#cfe6f8", "#98c4e9", "#0c2f4d"),
    "AFTER_CALL": ("#f6b065", "#d6862a", "#3b2000"),
    "BUSY": ("#86573a", "#6d4329", "#ffffff"),
    "AWAY": ("#d6c5f0", "#b295dd", "#2d1655"),
    "TRAINING": ("#9adbd4", "#78cbc2", "#063b36"),
    "HELP": ("#bf2c2c", "#ffffff", "#ffffff"),
    "UNKNOWN": ("#ffffff", "#8b959f", "#1c2024"),
}
SEAT_DARK: Mapping[str, tuple[str, str, str]] = {
    "EMPTY": ("#1a1d21", "#444b54", "#9aa5b0"),
    "SIGNED_OFF": ("#2a2f36", "#454d57", "#b4bcc5"),
    "READY": ("#22583a", "#22583a", "#e0f6e7"),
    "RINGING": ("#5f5010", "#f0d24a", "#fff4bd"),
    "TALKING": ("#2f6fb3", "#2f6fb3", "#ffffff"),
    "ON_HOLD": ("#2f6fb3", "#1b4676", "#ffffff"),
    "CONSULTING": ("#22435c", "#396789", "#e2f1fc"),
    "CONFERENCE": ("#22435c", "#396789", "#e2f1fc"),
    "AFTER_CALL": ("#8d5214", "#5f3507", "#ffeedd"),
    "BUSY": ("#5d3c28", "#452a19", "#f8e9de"),
    "AWAY": ("#4a3669", "#6a5194", "#f0e8fc"),
    "TRAINING": ("#14524c", "#23756c", "#dcf7f4"),
    "HELP": ("#c53434", "#ffffff", "#ffffff"),
    "UNKNOWN": ("#e5e8eb", "#8b959f", "#1c2024"),
}
"""Seats of the floor by the name of their fill: ground, texture, words. Words keep 4.5:1 to the ground."""

SEAT_WARN = ("#ffb300", "#2b1d00")
SEAT_ALARM = ("#d01616", "#ffffff")
"""The outline of a limit that is near or has passed, and the words on it; the same in light and dark."""

_current = LIGHT


def current() -> Theme:
    """The theme in force; ask again on `QEvent.Type.PaletteChange`."""
    return _current


FUSION = "deskside.fusion"
"""Set on an application that has the Fusion style already; asking the style itself costs the first paint 10 ms."""
_FOLLOWER = "deskside.follower"
_SIZED = "deskside.sized"


class _SystemFollower(QObject):
    """Applies the system's own change between light and dark while the choice is "system". Lives with the app."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.choice = "system"
        app.styleHints().colorSchemeChanged.connect(self._follow)

    @Slot()
    def _follow(self) -> None:
        app = QApplication.instance()
        if self.choice == "system" and isinstance(app, QApplication):
            _dress(app, _system_theme(app))


def _follower(app: QApplication) -> _SystemFollower:
    found = app.property(_FOLLOWER)  # not app.children(): wrapping them all costs the first paint 30 ms
    if isinstance(found, _SystemFollower):
        return found
    made = _SystemFollower(app)
    app.setProperty(_FOLLOWER, made)
    return made


def _system_theme(app: QApplication) -> Theme:
    return DARK if app.styleHints().colorScheme() is Qt.ColorScheme.Dark else LIGHT


def apply_theme(app: QApplication, choice: str) -> Theme:
    """Dress the whole application, now and live; every widget gets a PaletteChange. Returns the theme in force."""
    follower = _follower(app)
    follower.choice = choice
    scheme = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark, "system": Qt.ColorScheme.Unknown}[choice]
    app.styleHints().setColorScheme(scheme)
    theme = _system_theme(app) if choice == "system" else DARK if choice == "dark" else LIGHT
    _dress(app, theme)
    return theme


def _dress(app: QApplication, theme: Theme) -> None:
    global _current
    _current = theme
    if app.property(FUSION) is None:
        from PySide6.QtWidgets import QStyleFactory

        app.setProperty(FUSION, True)
        app.setStyle(QStyleFactory.create("Fusion"))
    sheet = sheet_for({f.name: getattr(theme, f.name) for f in fields(theme)}, resources_folder() / "icons")
    faces = _given_faces() if app.styleSheet() not in ("", sheet) else []
    app.setPalette(palette_of(theme))
    if app.styleSheet() != sheet:
        app.setStyleSheet(sheet)
    for widget, face in faces:
        if isValid(widget):
            widget.setFont(face)


def _given_faces() -> list[tuple[QWidget, QFont]]:
    """Widgets with a face of their own: a new style sheet makes Qt forget some of them."""
    return [(w, w.font()) for w in QApplication.allWidgets() if w.testAttribute(Qt.WidgetAttribute.WA_SetFont)]


def palette_of(theme: Theme) -> QPalette:
    """The Qt palette of `theme`, every role and group set, so that plain Fusion widgets fit in."""
    palette = QPalette()
    role = QPalette.ColorRole
    both = {
        role.Window: theme.window,
        role.Base: theme.surface,
        role.AlternateBase: theme.window,
        role.Button: theme.surface,
        role.ToolTipBase: theme.surface,
        role.Light: theme.surface,
        role.Midlight: theme.hover,
        role.Mid: theme.line,
        role.Dark: theme.line.darker(120),
        role.Shadow: QColor(0, 0, 0, 90),
        role.Highlight: theme.accent_soft,
        role.Accent: theme.accent,
    }
    words = {
        role.WindowText: theme.text,
        role.Text: theme.text,
        role.ButtonText: theme.text,
        role.ToolTipText: theme.text,
        role.BrightText: theme.accent_text,
        role.HighlightedText: theme.text,
        role.PlaceholderText: theme.muted_text,
        role.Link: theme.accent,
        role.LinkVisited: theme.accent,
    }
    for which, colour in {**both, **words}.items():
        palette.setColor(QPalette.ColorGroup.All, which, colour)
    faint = QColor(theme.muted_text)
    faint.setAlpha(150)
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, faint)
    return palette


BASE_POINTS = 9.75
"""Body text at 100 %: 13 pixels at 96 dots an inch; "small" is 9 pt, the least there is."""

_SCALE: dict[Size, tuple[float, QFont.Weight]] = {
    "small": (9.0 / BASE_POINTS, QFont.Weight.Normal),
    "body": (1.0, QFont.Weight.Normal),
    "strong": (1.0, QFont.Weight.DemiBold),
    "heading": (1.16, QFont.Weight.DemiBold),
    "title": (1.7, QFont.Weight.DemiBold),
    "figure": (2.3, QFont.Weight.Normal),
}


_LAST_RESORTS = ("DejaVu Sans", "Sans Serif", "Sans", "Bitstream Vera Sans")
_BEHIND = ("Microsoft YaHei UI", "PingFang SC", "Noto Sans CJK SC", "Noto Sans SC", "WenQuanYi Micro Hei")
"""Faces for Chinese, so that Latin and Chinese come from pairs that sit on one line."""
_OF_WINDOWS = ("Segoe UI", "Microsoft YaHei UI")
"""Windows' own: it names the second in Chinese. An older face that a program of long ago would get is neither."""


def _families() -> list[str]:
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    if sys.platform == "win32":
        return [system if system in _OF_WINDOWS else _OF_WINDOWS[0], *_BEHIND, system]
    if system in _LAST_RESORTS:  # no desktop chose a face: take the Chinese one for Latin too
        return [*_BEHIND[2:], system]
    return [system, *_BEHIND]


def apply_text_size(app: QApplication, percent: int) -> None:
    """Set the size of all text, live; 100 is the base."""
    face = QFont(_families())
    face.setPointSizeF(BASE_POINTS * percent / 100)
    times = face.pointSizeF() / app.font().pointSizeF() if app.property(_SIZED) else 1.0
    given = _given_faces() if times != 1.0 else []
    app.setProperty(_SIZED, True)
    app.setFont(face)
    if times != 1.0:
        app.setStyleSheet(app.styleSheet())  # or widgets that it touched would keep the old size
    for widget, own in given:
        if isValid(widget):
            own.setPointSizeF(own.pointSizeF() * times)
            widget.setFont(own)


def scaled(pixels: int) -> int:
    """What measures `pixels` at 100 % of text size, at the size in force; for what holds words in a fixed width."""
    return round(pixels * max(1.0, QApplication.font().pointSizeF() / BASE_POINTS))


def font(size: Size = "body", *, tabular: bool = False) -> QFont:
    """A face of the type scale; `tabular` gives every figure one width, for columns and running clocks."""
    times, weight = _SCALE[size]
    face = QFont(QApplication.font())
    face.setPointSizeF(max(9.0, face.pointSizeF() * times))
    face.setWeight(weight)
    if tabular:
        face.setFeature(QFont.Tag("tnum"), 1)
    return face


_ICON_PIXELS = (16, 20, 24)


def icon(name: str, colour: QColor | None = None) -> QIcon:
    """`resources/icons/<name>.svg` with `currentColor` set to `colour` (the text colour when None).

    Ask again on PaletteChange. KeyError where no such icon ships.
    """
    from PySide6.QtGui import QIcon  # here, as below: what the first paint does not draw with is not loaded for it

    tint = (colour or _current.text).name()
    made = QIcon()
    for ratio in {screen.devicePixelRatio() for screen in QApplication.screens()}:
        for pixels in _ICON_PIXELS:
            made.addPixmap(_drawn(name, tint, pixels, ratio))
    return made


def pixmap(name: str, pixels: int, colour: QColor | None = None, *, ratio: float = 1.0) -> QPixmap:
    """One picture of an icon, `pixels` wide and high at device pixel ratio `ratio`."""
    return _drawn(name, (colour or _current.text).name(), pixels, ratio)


@lru_cache(maxsize=64)
def _svg(name: str) -> str:
    path = resources_folder() / "icons" / f"{name}.svg"
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise KeyError(name) from error


@lru_cache(maxsize=512)
def _drawn(name: str, tint: str, pixels: int, ratio: float) -> QPixmap:
    from PySide6.QtCore import QByteArray, QRectF
    from PySide6.QtGui import QPainter, QPixmap
    from PySide6.QtSvg import QSvgRenderer

    renderer = QSvgRenderer(QByteArray(_svg(name).replace("currentColor", tint).encode()))
    side = round(pixels * ratio)
    made = QPixmap(side, side)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made

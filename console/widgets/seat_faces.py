"""The cache of seat faces and of words on them: a seat is three blits and no text layout."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPixmap

from console.desk.floor_seat import Look, SeatNow
from console.desk.floor_words import floor_state_name, seat_letter, short_name
from console.desk.time_text import length_text
from console.domain.floor import HELP_LETTER, LETTERS, AgentState, LimitLevel
from console.widgets import theme
from console.widgets.seat_face import (
    DIMMED,
    Detail,
    FaceGeometry,
    FillLook,
    draw_face,
    draw_ring,
    face_geometry,
    fill_look,
    timer_ground,
    timer_ink,
)

MOST_WORDS = 6000
"""Words kept as pixels; when there are more, all are made again."""

UNTIMED = (AgentState.SIGNED_OFF,)
"""States whose length nobody waits for."""


class SeatFaces:
    """Faces of one size and theme. GUI thread; `dress` after anything but the seats changed."""

    def __init__(self) -> None:
        self.flashed = False
        self._size = (0, 0)
        self._ratio = 1.0
        self.dress(120, 56, 1.0)

    def dress(self, width: int, height: int, ratio: float) -> None:
        """Take size, theme, faces and language anew."""
        self._size, self._ratio = (width, height), ratio
        self._small, self._strong = theme.font("small", tabular=True), theme.font("strong", tabular=True)
        self._strong.setPointSizeF(self._small.pointSizeF())
        self._metrics = QFontMetrics(self._strong)
        self._line = self._metrics.height()
        self.geometry: FaceGeometry = face_geometry(width, height, self._line)
        self._faces: dict[tuple[Look, str, bool, bool], QPixmap] = {}
        self._words: dict[tuple[str, int, int, int], QPixmap] = {}
        self._looks: dict[tuple[Look, bool], tuple[FillLook, QColor, QColor]] = {}
        self._times: dict[int, str] = {}

    def draw(self, painter: QPainter, x: int, y: int, seat: SeatNow, now_s: float, *, selected: bool) -> None:
        """One seat at `x`, `y`. Only blits, once its words and its face were seen before."""
        look, agent = seat.look, seat.agent
        letter = "" if agent is None else LETTERS[agent.state]
        key = (look, letter, selected, self.flashed)
        face = self._faces.get(key)
        if face is None:
            face = self._faces[key] = self._face(seat, selected=selected)
        painter.drawPixmap(x, y, face)
        place = self.geometry
        if place.detail < Detail.NAME:
            return
        found = self._looks.get((look, self.flashed))
        if found is None:
            found = self._looks[look, self.flashed] = self._inks(look)
        _, ink, clock_ink = found
        name = place.name
        words = self._word(short_name(seat), ink, name.width())
        painter.drawPixmap(x + name.left(), y + name.top(), words)
        if place.detail < Detail.TIMER or agent is None or not seat.heard or agent.state in UNTIMED:
            return
        seconds = int(now_s - seat.since_s)
        text = self._times.get(seconds)
        if text is None:
            text = self._times[seconds] = length_text(seconds * 1000)
        words = self._word(text, clock_ink, place.timer.width())
        left = x + place.timer.right() + 1 - round(words.width() / self._ratio)
        painter.drawPixmap(left, y + place.timer.top() + (place.timer.height() - self._line) // 2, words)

    def _inks(self, look: Look) -> tuple[FillLook, QColor, QColor]:
        fill, level, dim = look
        colours = fill_look(fill, theme.current(), flashed=self.flashed)
        return colours, self._faded(colours.ink, dim=dim), self._faded(timer_ink(colours, level), dim=dim)

    @staticmethod
    def _faded(colour: QColor, *, dim: bool) -> QColor:
        if not dim:
            return colour
        quiet = QColor(theme.current().muted_text)
        quiet.setAlphaF(0.7)
        return quiet

    def _word(self, text: str, colour: QColor, width: int, face: QFont | None = None) -> QPixmap:
        key = (text, colour.rgba(), width, 0 if face is None else 1)
        words = self._words.get(key)
        if words is None:
            if len(self._words) >= MOST_WORDS:
                self._words.clear()
                self._times.clear()
            words = self._words[key] = self._written(text, colour, width, face or self._small)
        return words

    def _written(self, text: str, colour: QColor, width: int, face: QFont) -> QPixmap:
        metrics = QFontMetrics(face)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
        wide = max(1, min(width, metrics.horizontalAdvance(shown) + 1))
        words = QPixmap(round(wide * self._ratio), round(self._line * self._ratio))
        words.setDevicePixelRatio(self._ratio)
        words.fill(Qt.GlobalColor.transparent)
        painter = QPainter(words)
        painter.setFont(face)
        painter.setPen(colour)
        painter.drawText(QRect(0, 0, wide, self._line), Qt.AlignmentFlag.AlignVCenter, shown)
        painter.end()
        return words

    def _face(self, seat: SeatNow, *, selected: bool) -> QPixmap:
        """Ground, texture, outline, letter and the state's name where there is room: the same for every such seat."""
        width, height = self._size
        fill, level, dim = seat.look
        scheme, place = theme.current(), self.geometry
        face = QPixmap(round(width * self._ratio), round(height * self._ratio))
        face.setDevicePixelRatio(self._ratio)
        face.fill(scheme.window)
        painter = QPainter(face)
        if dim:
            painter.setOpacity(DIMMED)
        colours = fill_look(fill, scheme, flashed=self.flashed)
        draw_face(painter, place, colours, level)
        agent = seat.agent
        if agent is not None and place.detail >= Detail.LETTER:
            timed = seat.heard and agent.state not in UNTIMED
            self._draw_marks(painter, seat, colours, level if timed else LimitLevel.NONE)
        painter.setOpacity(1.0)
        if selected:
            draw_ring(painter, place, scheme)
        painter.end()
        return face

    def _draw_marks(self, painter: QPainter, seat: SeatNow, colours: FillLook, level: LimitLevel) -> None:
        place, agent = self.geometry, seat.agent
        assert agent is not None
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._strong)
        if place.detail >= Detail.NAME:
            chip = QRect(place.letter)
            if agent.help:
                chip.setWidth(self._metrics.horizontalAdvance(HELP_LETTER + "W") + 4)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.ink)
            painter.drawRoundedRect(chip, 3, 3)
            painter.setPen(colours.ground)
            painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, seat_letter(seat))
        else:
            painter.setPen(colours.ink)
            painter.drawText(place.letter, Qt.AlignmentFlag.AlignCenter, seat_letter(seat))
        ground = timer_ground(level)
        if ground is not None and place.detail >= Detail.TIMER:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            wide = min(place.timer.width(), self._metrics.horizontalAdvance("00:00") + 2)
            painter.drawRoundedRect(place.timer.adjusted(place.timer.width() - wide, 0, 3, 0), 3, 3)
        if place.detail is Detail.STATE:
            painter.setFont(self._small)
            painter.setPen(colours.ink)
            words = floor_state_name(agent.state)
            words = QFontMetrics(self._small).elidedText(words, Qt.TextElideMode.ElideRight, place.state.width())
            painter.drawText(place.state, Qt.AlignmentFlag.AlignVCenter, words)

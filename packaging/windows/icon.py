"""Makes the Windows icon from the program's own drawing: every size that Windows shows, each drawn and not scaled."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path

SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)


def write_icon(drawing: Path, target: Path, sizes: Sequence[int] = SIZES) -> None:
    """Draw the SVG `drawing` at each of `sizes` (pixels, at most 256) into the one .ico file `target`."""
    pictures = [_png(drawing, size) for size in sizes]
    # An ICO file: the number of pictures; size, depth, length and place of each; then PNG files as they are.
    head = struct.pack("<HHH", 0, 1, len(pictures))
    offset = len(head) + 16 * len(pictures)
    entries = b""
    for size, picture in zip(sizes, pictures, strict=True):
        entries += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(picture), offset)
        offset += len(picture)
    target.write_bytes(head + entries + b"".join(pictures))


def _png(drawing: Path, size: int) -> bytes:
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(drawing)).render(painter)
    painter.end()
    bytes_ = QByteArray()
    buffer = QBuffer(bytes_)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(bytes_.data())

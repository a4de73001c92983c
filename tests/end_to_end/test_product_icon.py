"""The windows carry the product's own picture, not that of the toolkit."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end_to_end.conftest import Hands


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """Nothing here is about the kind of database."""
    return f"sqlite:///{(tmp_path / 'centre.db').as_posix()}"


@pytest.mark.parametrize("pixels", [32, 256])
def test_the_picture_is_drawn_at_every_size(hands: Hands, pixels: int) -> None:
    window = hands.console.window
    hands.bot.waitUntil(lambda: not window.windowIcon().isNull())
    picture = window.windowIcon().pixmap(pixels, pixels).toImage()
    assert picture.width() == pixels
    assert picture.pixelColor(pixels // 2, pixels // 8).name() == "#0b7582"

"""That the root is made once, however many ask, and again when it is half made or old; the making itself is not run."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.pbx import asterisk_root
from tests.pbx.asterisk_root import RECIPE, NotMade, cache_folder, is_complete, made_root


@pytest.fixture
def makings(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Every root that was made, by what stands in for debootstrap and apt."""
    made: list[Path] = []

    def make(root: Path) -> None:
        made.append(root)
        root.mkdir(exist_ok=True)
        (root / "made-by-recipe").write_text(RECIPE)

    monkeypatch.setattr(asterisk_root, "_make", make)
    monkeypatch.setattr("os.geteuid", lambda: 0)
    return made


def test_two_who_ask_at_once_get_the_same_made_once(tmp_path: Path, makings: list[Path]) -> None:
    root = tmp_path / "cache" / "asterisk-root"
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(made_root, [root] * 4)) == {root}
    assert makings == [root]


@pytest.mark.parametrize("stamp", [None, "", "0"])
def test_half_made_and_old_ones_are_made_again(tmp_path: Path, makings: list[Path], stamp: str | None) -> None:
    root = tmp_path / "asterisk-root"
    root.mkdir()
    if stamp is not None:
        (root / "made-by-recipe").write_text(stamp)
    assert not is_complete(root)
    made_root(root)
    made_root(root)
    assert makings == [root]


def test_without_the_right_to_make_one_the_words_say_what_helps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with pytest.raises(NotMade, match=r"^sudo make test"):
        made_root(tmp_path / "asterisk-root")


def test_it_is_kept_outside_the_clone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DESKSIDE_CACHE", raising=False)
    assert not cache_folder().is_relative_to(Path(__file__).resolve().parents[2])
    monkeypatch.setenv("DESKSIDE_CACHE", str(tmp_path))
    assert cache_folder() == tmp_path

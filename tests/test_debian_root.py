"""That a root is made once, however many ask, and again when it is half made or old; the making itself is not run."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import debian_root
from debian_root import NotMade, Recipe, cache_folder, is_complete, made_root

RECIPE = Recipe("2", "make something", ("a-package",), lambda _root: [])


@pytest.fixture
def makings(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Every root that was made, by what stands in for debootstrap and apt."""
    made: list[Path] = []

    def make(root: Path, recipe: Recipe) -> None:
        made.append(root)
        root.mkdir(exist_ok=True)
        (root / "made-by-recipe").write_text(recipe.number)

    monkeypatch.setattr(debian_root, "make", make)
    monkeypatch.setattr("os.geteuid", lambda: 0)
    return made


def test_two_who_ask_at_once_get_the_same_made_once(tmp_path: Path, makings: list[Path]) -> None:
    root = tmp_path / "cache" / "some-root"
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(made_root, [root] * 4, [RECIPE] * 4)) == {root}
    assert makings == [root]


@pytest.mark.parametrize("stamp", [None, "", "0"])
def test_half_made_and_old_ones_are_made_again(tmp_path: Path, makings: list[Path], stamp: str | None) -> None:
    root = tmp_path / "some-root"
    root.mkdir()
    if stamp is not None:
        (root / "made-by-recipe").write_text(stamp)
    assert not is_complete(root, RECIPE)
    made_root(root, RECIPE)
    made_root(root, RECIPE)
    assert makings == [root]


def test_without_the_right_to_make_one_the_words_say_what_helps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with pytest.raises(NotMade, match=r"^sudo make something"):
        made_root(tmp_path / "some-root", RECIPE)


def test_a_place_that_debootstrap_does_not_bear_is_said_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setattr("shutil.which", lambda name: name)
    with pytest.raises(NotMade, match=r"^DESKSIDE_CACHE=folder make something"):
        made_root(tmp_path / "a user" / "some-root", RECIPE)


def test_it_is_kept_outside_the_clone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DESKSIDE_CACHE", raising=False)
    assert not cache_folder().is_relative_to(Path(__file__).resolve().parents[1])
    monkeypatch.setenv("DESKSIDE_CACHE", str(tmp_path))
    assert cache_folder() == tmp_path

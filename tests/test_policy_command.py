"""The installer's way to the policy: it changes what it is told, keeps every other line, and says why it does not."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.__main__ import main
from console.places import HOME_VARIABLE, settings_file
from console.policy import POLICY_VARIABLE, load_policy, parsed
from console.policy_command import with_value
from console.settings import Settings, load, save

URL = "postgresql://server/deskside"


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    monkeypatch.setenv(POLICY_VARIABLE, str(tmp_path / "machine" / "policy.toml"))
    return tmp_path / "machine" / "policy.toml"


def test_it_makes_the_file_and_shows_it(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["policy", "--set", f"database={URL}", "--set", "language=zh_CN"]) == 0
    assert load_policy().locked == {"database_url": URL, "language": "zh_CN"}
    assert capsys.readouterr().out == f"Settled in {file}.\n"
    assert main(["policy", "--show"]) == 0
    assert capsys.readouterr().out.splitlines() == [str(file), f'database_url = "{URL}"', 'language = "zh_CN"']
    assert not settings_file().exists()


def test_every_other_line_stays(file: Path) -> None:
    file.parent.mkdir()
    file.write_text('# ours\n[later]\nx = 1\n\n[database] # the centre\nurl = "sqlite:///a" # old\n# end\n')
    assert main(["policy", "--set", f"database={URL}", "--set", "suggestions=false", "--set", "text_percent=125"]) == 0
    assert file.read_text().splitlines() == [
        *("# ours", "[later]", "x = 1", "", "[database] # the centre", f'url = "{URL}"', "# end", ""),
        *("[settings]", "text_percent = 125", "suggestions = false"),
    ]


def test_an_empty_value_takes_the_line_away() -> None:
    main(["policy", "--set", f"database={URL}", "--set", "theme=dark"])
    assert main(["policy", "--set", "theme="]) == 0
    assert load_policy().locked == {"database_url": URL}


def test_for_one_person_it_changes_the_own_settings(file: Path) -> None:
    save(Settings(theme="dark", language="en"), settings_file())
    assert main(["policy", "--user", "--set", f"database={URL}", "--set", "language=zh_CN"]) == 0
    assert load(settings_file())[0] == Settings(theme="dark", language="zh_CN", database_url=URL)
    assert main(["policy", "--user", "--set", "language="]) == 0
    assert load(settings_file())[0].language == ""
    assert not file.exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--set", "database=postgresql://u:secret@s/d"], "holds a password"),
        (["--set", "database=server"], "has to begin with"),
        (["--set", "colour=red"], "is not known"),
        (["--set", "database"], "has no value"),
        (["--set", "language=fr"], "cannot be"),
        (["--set", "text_percent=big"], "cannot be"),
        (["--user", "--set", "update-from=https://x"], "not for one person"),
        ([], "say what to do"),
    ],
)
def test_what_it_does_not_do_it_says_and_changes_nothing(
    words: list[str], said: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["policy", *words]) == 1
    told = capsys.readouterr().err
    assert said in told
    assert "secret" not in told
    assert len(told.splitlines()) == 1
    assert not file.exists()
    assert not settings_file().exists()


def test_a_broken_file_is_left_as_it_is(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.parent.mkdir()
    file.write_text("[database\n")
    assert main(["policy", "--set", f"database={URL}"]) == 1
    assert "is broken" in capsys.readouterr().err
    assert file.read_text() == "[database\n"
    assert main(["policy", "--show"]) == 1
    assert "! The file cannot be read" in capsys.readouterr().out


def test_own_settings_that_cannot_be_read_now_are_left_as_they_are(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> bytes:
        raise PermissionError

    save(Settings(theme="dark"), settings_file())
    with monkeypatch.context() as held:
        held.setattr(Path, "read_bytes", refuse)
        assert main(["policy", "--user", "--set", "language=zh_CN"]) == 1
    assert "stays as it is" in capsys.readouterr().err
    assert load(settings_file())[0] == Settings(theme="dark")


def test_a_folder_that_cannot_be_written_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "plain").write_text("")
    monkeypatch.setenv(POLICY_VARIABLE, str(tmp_path / "plain" / "policy.toml"))
    assert main(["policy", "--set", f"database={URL}"]) == 1
    assert capsys.readouterr().err.startswith("deskside policy: ")


def test_a_window_s_program_gives_the_code_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    assert main(["policy", "--set", f"database={URL}"]) == 0
    assert main(["policy", "--set", "colour=red"]) == 1


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x7f"), max_size=20)


@given(st.dictionaries(st.sampled_from("abc"), TEXTS | st.integers(-9, 9) | st.booleans()), TEXTS, TEXTS)
def test_what_is_put_in_is_read_back_beside_what_was_there(before: dict[str, object], one: str, other: str) -> None:
    text = "[other]\n" + "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in before.items())
    text = with_value(text, "settings", "theme", one)
    text = with_value(text, "settings", "theme", other)
    assert parsed(text.encode()) == {"other": before, "settings": {"theme": other}}

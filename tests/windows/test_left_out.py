"""The list of tests that are not run under Windows: each entry has a reason and meets a test."""

from __future__ import annotations

import pytest

from windows.left_out import LIST, BadList, Entry, idle, read

IDS = ["tests/a/test_b.py::test_c[x]", "tests/a/test_b.py::test_c[y]", "tests/a/test_d.py::test_e"]


def test_an_entry_is_a_pattern_and_a_reason() -> None:
    text = "# tests\n\ntests/a/test_b.py::test_c*\tfor one\ntests/a/test_d.py::*\tfor another\n"
    assert read(text) == [Entry("tests/a/test_b.py::test_c*", "for one"), Entry("tests/a/test_d.py::*", "for another")]


@pytest.mark.parametrize("line", ["tests/a/test_d.py::*", "tests/a/test_d.py::*\t", "tests/a/test_d.py::* no tab"])
def test_an_entry_without_a_reason_is_refused(line: str) -> None:
    with pytest.raises(BadList, match=r"line 2 has no reason: tests/a/test_d\.py::\*"):
        read(f"# tests\n{line}\n")


def test_brackets_are_those_of_an_id() -> None:
    one = Entry("tests/a/test_b.py::test_c[x]", "")
    assert [node_id for node_id in IDS if one.matches(node_id)] == IDS[:1]


def test_an_entry_that_meets_no_test_is_named() -> None:
    entries = read("tests/a/test_b.py::*\tmet\ntests/a/test_gone.py::*\tgone\n")
    assert idle(entries, IDS) == ["tests/a/test_gone.py::*"]


def test_the_list_itself_can_be_read() -> None:
    assert read(LIST.read_text(encoding="utf-8"))

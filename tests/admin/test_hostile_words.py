"""Hostile words typed at the administrator's commands come back as they went in, or are refused in a sentence."""

from __future__ import annotations

import json

import pytest

from console.store.store import Store
from tests.admin.conftest import Admin
from tests.store.hostile import HOSTILE, MEGABYTE

PASSWORD = "a long enough secret"
TYPED = {name: words for name, words in HOSTILE.items() if "\0" not in words}
"""No argument of a program can hold a NUL."""


def everybody(admin: Admin, url: str) -> list[dict[str, object]]:
    listed = admin("list-users", "--json", "--database", url)
    assert listed.code == 0
    people: list[dict[str, object]] = json.loads(listed.out)
    return people


@pytest.mark.postgresql
@pytest.mark.parametrize("words", [*TYPED.values(), MEGABYTE.replace("\0", "")], ids=[*TYPED, "megabyte"])
def test_a_person_keeps_what_was_typed_or_is_as_before(admin: Admin, url: str, words: str) -> None:
    there = ("--database", url)
    told = ("--name", "王芳", "--role", "inspector", "--password-stdin")
    assert admin("add-user", "1", *told, *there, typed=f"{PASSWORD}\n").code == 0
    before = everybody(admin, url)
    changed = admin("change-user", "1", "--name", words, "--seat", words, *there)
    granted = admin("grant-team", "1", words, *there)
    assert "Traceback" not in changed.err + granted.err
    (person,) = everybody(admin, url)
    if changed.code == 0:
        with Store.open(url) as store:
            (read,) = store.people.list_people()
        assert (read.name, read.seat) == (words, words)
    else:
        assert (person["name"], person["seat"]) == (before[0]["name"], before[0]["seat"])
        assert len(changed.err.strip().splitlines()) == 1
    assert len(person["granted"]) == (1 if granted.code == 0 else 0)  # type: ignore[arg-type]
    revoked = admin("revoke-team", "1", words, *there)
    assert everybody(admin, url)[0]["granted"] == []
    assert revoked.code == 0 or len(revoked.err.strip().splitlines()) == 1

"""Who may do what: the table of DOMAIN §1, cell by cell where a mistake would matter."""

from __future__ import annotations

import uuid

import pytest

from console.domain.people import RIGHTS, Person, Right, Role


def _may(role: Role, *, active: bool = True) -> set[Right]:
    person = Person(uuid.uuid4(), "1001", "王磊", role, active=active)
    return {right for right in Right if person.may(right)}


def test_every_role_has_its_rights_written_down() -> None:
    assert set(RIGHTS) == set(Role)


def test_an_agent_may_do_nothing_at_the_console() -> None:
    assert _may(Role.AGENT) == set()


def test_only_the_administrator_manages_people_and_only_the_manager_forms() -> None:
    assert {role for role in Role if Right.MANAGE_PEOPLE in _may(role)} == {Role.ADMINISTRATOR}
    assert {role for role in Role if Right.MANAGE_FORMS in _may(role)} == {Role.MANAGER}
    assert {role for role in Role if Right.SETTLE in _may(role)} == {Role.MANAGER}


@pytest.mark.parametrize("right", [Right.SCORE, Right.CORRECT, Right.COACH, Right.REVEAL])
def test_the_administrator_neither_scores_nor_sees_numbers(right: Right) -> None:
    assert {role for role in Role if right in _may(role)} == {Role.INSPECTOR, Role.SUPERVISOR, Role.MANAGER}


def test_who_left_may_do_nothing() -> None:
    assert all(_may(role, active=False) == set() for role in Role)

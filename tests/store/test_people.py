"""Accounts: who gets in, who does not, and when the door is shut."""

from __future__ import annotations

import pytest

from console.domain.audit import AuditKind
from console.domain.faults import Fault, FaultKind, InputFault, PlaceFault
from console.domain.people import Role
from console.store.ids import new_id
from console.store.people import NewPerson
from console.store.store import Store
from tests.store.centres import Centre


def test_signs_on_with_own_number_and_password(centre: Centre) -> None:
    person = centre.store.people.sign_on(" 2001 ", "secret")
    assert person == centre.li
    assert centre.store.audit.entries(kind=AuditKind.SIGN_ON)[-1].person_id == centre.li.id


@pytest.mark.parametrize(("number", "password"), [("2001", "wrong"), ("7777", "secret"), ("1001", ""), ("1001", "x")])
def test_refuses_a_wrong_sign_on_without_saying_which_part(centre: Centre, number: str, password: str) -> None:
    with pytest.raises(InputFault) as caught:
        centre.store.people.sign_on(number, password)
    assert caught.value.kind is FaultKind.WRONG_SIGN_ON
    assert caught.value.facts == {}


def test_five_wrong_passwords_shut_the_door_for_a_quarter_of_an_hour(centre: Centre) -> None:
    people = centre.store.people
    kinds = []
    for _ in range(5):
        with pytest.raises(InputFault) as caught:
            people.sign_on("2001", "wrong")
        kinds.append(caught.value.kind)
    assert kinds == [FaultKind.WRONG_SIGN_ON] * 4 + [FaultKind.TOO_MANY_TRIES]
    centre.clock.turn(minutes=14, seconds=30)
    with pytest.raises(InputFault) as caught:
        people.sign_on("2001", "secret")
    assert caught.value.facts == {"minutes": 1}
    centre.clock.turn(seconds=30)
    assert people.sign_on("2001", "secret") == centre.li


def test_the_right_secret_begins_the_count_anew(centre: Centre) -> None:
    people = centre.store.people
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(InputFault):
                people.check_pin(centre.wang.id, "0000")
        people.check_pin(centre.wang.id, "1234")


def test_five_wrong_pins_shut_the_pin_only(centre: Centre) -> None:
    people = centre.store.people
    people.set_password(centre.wang.id, "mine")
    for _ in range(5):
        with pytest.raises(InputFault):
            people.check_pin(centre.wang.id, "0000")
    with pytest.raises(InputFault) as caught:
        people.check_pin(centre.wang.id, "1234")
    assert caught.value.kind is FaultKind.TOO_MANY_TRIES
    assert people.sign_on("1001", "mine") == centre.wang
    people.set_pin(centre.wang.id, "4321")
    people.check_pin(centre.wang.id, "4321")


def test_somebody_who_left_does_not_get_in(centre: Centre) -> None:
    centre.store.people.set_active(centre.li.id, active=False)
    with pytest.raises(InputFault):
        centre.store.people.sign_on("2001", "secret")
    centre.store.people.set_active(centre.li.id, active=True)
    assert centre.store.people.sign_on("2001", "secret").active


def test_a_work_number_is_used_once_and_all_or_none_are_added(centre: Centre) -> None:
    new = [NewPerson("3001", "周", Role.SUPERVISOR), NewPerson("1001", "吴", Role.AGENT)]
    with pytest.raises(InputFault) as caught:
        centre.store.people.add_many(new)
    assert caught.value.kind is FaultKind.NUMBER_TAKEN
    assert caught.value.facts == {"number": "1001"}
    assert "3001" not in {person.number for person in centre.store.people.list_people()}


def test_lists_people_by_number_and_role(centre: Centre) -> None:
    assert [p.number for p in centre.store.people.list_people()] == ["1001", "1002", "2001", "2002", "9001"]
    assert centre.store.people.list_people(Role.AGENT) == [centre.wang, centre.chen]
    assert centre.store.people.get(centre.li.id) == centre.li


def test_says_when_nobody_is_meant(store: Store) -> None:
    for deed in (
        lambda: store.people.get(new_id()),
        lambda: store.people.set_password(new_id(), "x"),
        lambda: store.people.set_active(new_id(), active=False),
    ):
        with pytest.raises(Fault) as caught:
            deed()
        assert isinstance(caught.value, PlaceFault)
        assert caught.value.kind is FaultKind.NOT_FOUND


def test_keeps_no_secret_readable(centre: Centre) -> None:
    centre.store.people.set_password(centre.li.id, "correct horse")
    with centre.store._database.reading() as connection:
        kept = str(connection.exec_driver_sql("SELECT * FROM person").all())
    assert "correct horse" not in kept
    assert "$argon2id$" in kept

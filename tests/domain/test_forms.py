"""Forms as data: the one that ships says what the trade says; a wrong one is refused by name."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given

from console.domain.faults import FaultKind, InputFault
from console.domain.forms import Form, form_from_dict, form_to_dict
from tests.domain.values import FORM_FILE, forms, monitoring


@given(forms())
def test_a_form_reads_back_equal(form: Form) -> None:
    assert form_from_dict(json.loads(json.dumps(form_to_dict(form)))) == form


@given(forms())
def test_the_score_never_falls_below_nothing(form: Form) -> None:
    assert form.lowest >= 0
    assert form.lowest == form.total - form.deduction * len(form.items)


def test_the_form_that_ships_is_the_trades() -> None:
    form = monitoring()
    assert [len(group.items) for group in form.groups] == [6, 2, 12]
    assert [item.number for item in form.items] == list(range(1, 21))
    assert (form.total, form.deduction, form.lowest) == (100, 2, 60)
    assert [item.number for item in form.items if item.may_not_apply] == [3, 4, 6, 7, 8, 13, 15, 16]
    assert [item.number for item in form.items if item.critical] == [18, 19, 20]
    assert form.item("transfer").number == 13
    with pytest.raises(KeyError):
        form.item("nonsense")


def _raw() -> dict[str, Any]:
    raw: dict[str, Any] = json.loads(FORM_FILE.read_text(encoding="utf-8"))
    return raw


def _same_key_twice(raw: dict[str, Any]) -> None:
    raw["groups"][1]["items"][0]["key"] = raw["groups"][0]["items"][0]["key"]


def _one_language(raw: dict[str, Any]) -> None:
    raw["groups"][0]["items"][3]["text"].pop("en")


def _endless(raw: dict[str, Any]) -> None:
    raw["total"] = float("inf")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: raw.pop("groups"),
        lambda raw: raw.update(groups=[]),
        lambda raw: raw.update(groups="all"),
        lambda raw: raw.update(deduction=0),
        lambda raw: raw.update(deduction=6),
        lambda raw: raw.update(version=0),
        lambda raw: raw.update(total="many"),
        lambda raw: raw.update(title={"zh_CN": "监听", "en": " "}),
        lambda raw: raw["groups"][0].update(items=None),
        lambda raw: raw["groups"][0]["items"][0].update(hint=[]),
        _same_key_twice,
        _one_language,
        _endless,
    ],
)
def test_a_wrong_form_is_refused(spoil: Callable[[dict[str, Any]], object]) -> None:
    raw = _raw()
    spoil(raw)
    with pytest.raises(InputFault) as told:
        form_from_dict(raw)
    assert told.value.kind is FaultKind.BAD_FORM
    assert "where" in told.value.facts

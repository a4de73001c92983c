"""Published forms are kept as they were."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from console.domain.faults import FaultKind, InputFault, PlaceFault
from tests.store.centres import Centre, OpenStore


def test_a_published_form_is_read_back_equal(centre: Centre, open_store: OpenStore) -> None:
    assert open_store().forms.get("monitoring", 1) == centre.form
    assert centre.store.forms.newest("monitoring") == centre.form


def test_publishing_the_same_again_is_nothing_and_another_content_is_refused(centre: Centre) -> None:
    centre.store.forms.publish(centre.form)
    with pytest.raises(InputFault) as caught:
        centre.store.forms.publish(replace(centre.form, deduction=3))
    assert caught.value.kind is FaultKind.BAD_FORM
    assert centre.store.forms.get("monitoring", 1).deduction == 2


def test_the_newest_version_counts(centre: Centre, open_store: OpenStore) -> None:
    for version in (9, 10):
        centre.store.forms.publish(replace(centre.form, version=version))
    assert open_store().forms.newest("monitoring").version == 10


def test_says_when_there_is_no_such_form(centre: Centre) -> None:
    deeds: list[Callable[[], object]] = [
        lambda: centre.store.forms.get("monitoring", 5),
        lambda: centre.store.forms.newest("other"),
    ]
    for deed in deeds:
        with pytest.raises(PlaceFault) as caught:
            deed()
        assert caught.value.kind is FaultKind.NOT_FOUND

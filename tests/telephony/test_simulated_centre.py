"""The figures a simulated centre is made of."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest

from console.domain.floor import AgentState
from console.telephony.simulated_centre import EARLY, HOUR_MS, Centre, Habits, Length, breaks_of, talk_plan


def test_half_of_the_lengths_are_below_the_median_and_none_is_outside() -> None:
    chance, length = Random(1), Length(100, 0.8, 20, 300)
    drawn = [length.draw_ms(chance) for _ in range(4000)]
    assert 0.47 < sum(ms < 100_000 for ms in drawn) / len(drawn) < 0.53
    assert min(drawn) == 20_000
    assert max(drawn) == 300_000


@pytest.mark.parametrize("agents", [12, 40, 500, 10_000])
def test_callers_are_as_many_as_those_who_are_there_can_bear(agents: int) -> None:
    centre = Centre(tuple(map(str, range(agents))))
    for hour in (9.0, 11.0, 15.0, 19.5):
        erlangs = centre.calls_per_ms(hour) * 1000 * centre.handling_s
        assert 0.2 < erlangs / centre.staffed(hour) < 0.8
    assert centre.staffed(3) == 0 == centre.calls_per_ms(3)
    assert centre.staffed(14) == agents


def test_a_plan_begins_and_ends_with_talk_unless_it_is_transferred() -> None:
    chance = Random(2)
    plans = [talk_plan(Habits(), chance) for _ in range(4000)]
    for plan, transferred in plans:
        assert plan[0][0] is AgentState.TALKING
        assert plan[-1][0] is (AgentState.CONSULTING if transferred else AgentState.TALKING)
        assert all(before != after for (before, _), (after, _) in pairwise(plan))
        assert all(ms > 0 for _, ms in plan)
    assert 20 < sum(transferred for _, transferred in plans) < 90
    holds = sum(state is AgentState.ON_HOLD for plan, _ in plans for state, _ in plan)
    assert 0.2 < holds / len(plans) < 0.45


def test_everybody_has_one_meal_and_some_rests() -> None:
    chance = Random(3)
    for _ in range(50):
        breaks = breaks_of(EARLY, Habits(), 0, chance)
        assert [one.reason for one in breaks].count("meal") == 1
        assert all(8 * HOUR_MS < one.due_ms < 18 * HOUR_MS for one in breaks)
        assert all((one.state is AgentState.AWAY) == bool(one.reason) for one in breaks)


def test_a_centre_needs_a_queue_and_numbers_of_its_own() -> None:
    with pytest.raises(ValueError, match="queue"):
        Centre(("1",), queues=())
    with pytest.raises(ValueError, match="number"):
        Centre(("1", "1"))
    assert Centre(()).calls_per_ms(10) == 0
    assert {Centre(("1", "2"), queues=("q",)).queues_of(at) for at in range(4)} == {("q",)}

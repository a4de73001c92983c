"""Who should be coached: each rule at its edge, and what always holds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from console.domain.coaching_reasons import FALL_POINTS, Reason, Result, reasons_to_coach

START = datetime(2026, 3, 2, tzinfo=UTC)


def result(number: int, points: int = 98, *failed: str, critical: str = "", **more: bool) -> Result:
    keys = frozenset(failed) | ({critical} if critical else frozenset())
    return Result(
        call_id=UUID(int=number),
        started_at=START + timedelta(hours=number),
        points=points,
        failed=keys,
        critical=frozenset({critical} if critical else ()),
        hand_picked=more.get("hand_picked", False),
        coached=more.get("coached", False),
    )


def found(*results: Result) -> list[tuple[Reason, str, list[int]]]:
    return [(ask.reason, ask.item_key, [call.int for call in ask.call_ids]) for ask in reasons_to_coach(results)]


def test_nothing_asks_for_nothing() -> None:
    assert found() == []
    assert found(result(1, 98, "a")) == []


def test_the_same_item_twice_in_five_calls() -> None:
    between = [result(n) for n in (2, 3, 4)]
    assert found(result(1, 98, "a"), *between, result(5, 98, "a")) == [(Reason.SAME_ITEM, "a", [5, 1])]
    assert found(result(1, 98, "a"), *between, result(5), result(6, 98, "a")) == []


def test_the_same_item_is_done_when_its_newest_call_was_coached() -> None:
    assert found(result(1, 98, "a"), result(2, 98, "a", coached=True)) == []
    assert found(result(1, 98, "a", coached=True), result(2, 98, "a")) == [(Reason.SAME_ITEM, "a", [2, 1])]


def test_a_fall_of_five_points_against_the_own_mean() -> None:
    earlier = [result(n, points) for n, points in enumerate((96, 98, 97), start=1)]
    (ask,) = reasons_to_coach([*earlier, result(4, 92)])
    assert (ask.reason, ask.points, ask.mean) == (Reason.FALL, 92, 97.0)
    assert found(*earlier, result(4, 93)) == []
    assert found(*earlier[:2], result(4, 80)) == []
    assert found(*earlier, result(4, 92, coached=True)) == []


def test_hand_picked_calls_stay_out_of_the_mean_but_not_out_of_sight() -> None:
    earlier = [result(n, 98) for n in (1, 2, 3)]
    assert found(*earlier, result(4, 60, hand_picked=True)) == []
    assert found(*earlier, result(4, 98, critical="x", hand_picked=True)) == [(Reason.CRITICAL, "x", [4])]


def test_a_critical_item_comes_first_until_coached() -> None:
    assert found(result(1, 100), result(2, 96, critical="x"), result(3, 96, "x")) == [
        (Reason.CRITICAL, "x", [2]),
        (Reason.SAME_ITEM, "x", [3, 2]),
        (Reason.PRAISE, "", [1]),
    ]
    assert found(result(1, 98, critical="x", coached=True)) == []


def test_a_perfect_call_is_worth_praise_once() -> None:
    assert found(result(1, 100), result(2, 100)) == [(Reason.PRAISE, "", [2])]
    assert found(result(1, 100, coached=True)) == []


KEYS = ("a", "b", "c")
RESULTS = st.lists(
    st.tuples(st.integers(60, 100), st.sets(st.sampled_from(KEYS)), st.booleans(), st.booleans()), max_size=12
)


@given(RESULTS, st.randoms())
def test_order_of_arrival_does_not_matter_and_every_ask_is_borne_out(
    rows: list[tuple[int, set[str], bool, bool]], dice: object
) -> None:
    results = [
        result(n, points, *failed, hand_picked=picked, coached=coached)
        for n, (points, failed, picked, coached) in enumerate(rows)
    ]
    shuffled = list(results)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    asks = reasons_to_coach(shuffled)
    assert asks == reasons_to_coach(results)
    by_id = {r.call_id: r for r in results}
    for ask in asks:
        assert ask.call_ids
        assert not by_id[ask.call_ids[0]].coached
        if ask.reason is Reason.SAME_ITEM:
            assert len(ask.call_ids) >= 2
            assert all(ask.item_key in by_id[call].failed for call in ask.call_ids)
        if ask.reason is Reason.FALL:
            assert ask.mean - ask.points >= FALL_POINTS

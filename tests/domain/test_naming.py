"""File names are read as their exchange wrote them, never guessed, and a misfit says where and why."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.faults import FaultKind, InputFault
from console.domain.naming import (
    PRESETS,
    CallField,
    Misfit,
    MisfitReason,
    Named,
    PatternTrouble,
    Preset,
    parse_pattern,
    parse_patterns,
    preset,
    read_name,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
HALF_PAST_NINE = datetime(2026, 11, 5, 1, 30, 12, tzinfo=UTC)
STAMP = "20261105-093012-1762306212.42"


def _read(key: str, name: str) -> Named:
    ready = preset(key)
    assert ready is not None
    said = read_name(parse_patterns(ready.text), name, SHANGHAI)
    assert isinstance(said, Named), said
    return said


@pytest.mark.parametrize(
    ("key", "name", "values"),
    [
        ("freepbx", f"q-600-13800138000-{STAMP}", {"direction": "inbound", "queue": "600", "customer": "13800138000"}),
        ("freepbx", f"out-13800138000-1001-{STAMP}", {"direction": "outbound", "agent": "1001"}),
        ("freepbx", f"external-1001-+8613800138000-{STAMP}", {"agent": "1001", "customer": "+8613800138000"}),
        ("freepbx", f"internal-1001-1002-{STAMP}", {"direction": "internal", "agent": "1001"}),
        ("freepbx", f"exten-403-unknown-{STAMP}", {"agent": "403", "customer": "unknown"}),
        ("freepbx", f"rg-601-13800138000-{STAMP}", {"queue": "601"}),
        ("freepbx", f"in-02012345678-13800138000-{STAMP}", {"direction": "inbound", "customer": "13800138000"}),
        ("freepbx", f"force-082112348663-3201-{STAMP}", {"call": "1762306212.42"}),
        ("issabel", f"q600-{STAMP}", {"queue": "600", "direction": "inbound"}),
        ("issabel", f"OUT201-{STAMP}", {"agent": "201", "direction": "outbound"}),
        ("issabel", f"g601-{STAMP}", {"queue": "601"}),
        ("issabel", STAMP, {"call": "1762306212.42"}),
        ("issabel", f"q-600-13800138000-{STAMP}", {"queue": "600", "customer": "13800138000"}),
        ("asterisk", f"投诉-张伟-{STAMP}", {"queue": "投诉", "agent": "张伟"}),
        ("asterisk", f"1001-{STAMP}", {"agent": "1001"}),
        ("asterisk", STAMP, {"call": "1762306212.42"}),
        ("vicidial", "20261105-093012_13800138000_1001_1001-all", {"customer": "13800138000", "agent": "1001"}),
        ("vicidial", "20261105-093012_13800138000-all", {"customer": "13800138000"}),
    ],
)
def test_the_presets_read_the_names_their_exchanges_write(key: str, name: str, values: dict[str, str]) -> None:
    said = _read(key, name)
    assert said.started_at == HALF_PAST_NINE
    for field, text in values.items():
        assert said.values[CallField(field)] == text


def test_an_agents_seat_is_never_taken_for_a_customers_number() -> None:
    assert CallField.AGENT not in _read("freepbx", f"force-082112348663-13800138000-{STAMP}").values
    assert CallField.CUSTOMER not in _read("freepbx", f"internal-1001-1002-{STAMP}").values


def test_a_channel_id_alone_tells_the_time_in_utc_whatever_the_zone() -> None:
    said = _read("asterisk", "1762306212.42")
    assert said.started_at == datetime.fromtimestamp(1762306212, UTC)
    assert said.values == {CallField.CALL: "1762306212.42"}
    named_system = parse_pattern("{uniqueid}").read("pbx1-1762306212.42", SHANGHAI)
    assert isinstance(named_system, Named)
    assert named_system.started_at == said.started_at


def test_the_date_in_the_name_goes_before_the_channel_id() -> None:
    assert _read("issabel", STAMP).started_at == HALF_PAST_NINE


def test_folders_count_when_the_pattern_speaks_of_them() -> None:
    pattern = parse_pattern("{agent}/{date:%Y-%m-%d}/{time:%H.%M}[_{customer}].{any}")
    assert pattern.folders == 2
    said = pattern.read("D:\\recordings\\1001\\2026-11-05\\09.30_138", SHANGHAI)
    assert isinstance(said, Named)
    assert said.values == {CallField.AGENT: "1001", CallField.CUSTOMER: "138"}
    short = pattern.read("2026-11-05/09.30", SHANGHAI)
    assert isinstance(short, Misfit)
    assert short.reason is MisfitReason.TOO_FEW_FOLDERS


def test_optional_parts_and_escaped_signs() -> None:
    pattern = parse_pattern(r"\[{queue}\][-{agent}]")
    assert pattern.read("[vip]-1001") == Named({CallField.QUEUE: "vip", CallField.AGENT: "1001"})
    assert pattern.read("[vip]") == Named({CallField.QUEUE: "vip"})


@pytest.mark.parametrize(
    ("name", "reason", "expected", "found"),
    [
        ("q-600", MisfitReason.EXPECTED, "-", ""),
        ("x-600-1001", MisfitReason.EXPECTED, "q-", "x-600-1001"),
        ("q-600-monday", MisfitReason.EXPECTED, "{date:%Y%m%d}", "monday"),
        ("q-600-20261105-more", MisfitReason.LEFT_OVER, "{date:%Y%m%d}", "-more"),
        ("q-600-20261341", MisfitReason.NO_SUCH_TIME, "%Y%m%d", "20261341"),
    ],
)
def test_a_misfit_says_where_the_name_leaves_the_pattern(
    name: str, reason: MisfitReason, expected: str, found: str
) -> None:
    assert parse_pattern("q-{queue}-{date}").read(name) == Misfit(reason, expected, found)


def test_of_several_patterns_the_one_that_got_furthest_explains() -> None:
    said = read_name(parse_patterns("out-{agent}-{date}\n\n# queues\nq-{queue}-{date}\n"), "q-600-later")
    assert said == Misfit(MisfitReason.EXPECTED, "{date:%Y%m%d}", "later")


def test_without_patterns_nothing_is_read_and_nothing_is_wrong() -> None:
    assert read_name((), "anything") == Named({})


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("", PatternTrouble.EMPTY),
        ("{direction=inbound}", PatternTrouble.EMPTY),
        ("{nobody}", PatternTrouble.UNKNOWN_FIELD),
        ("{ring}", PatternTrouble.UNKNOWN_FIELD),
        ("{colour=red}-{agent}", PatternTrouble.UNKNOWN_FIELD),
        ("{agent", PatternTrouble.NOT_CLOSED),
        ("a[b", PatternTrouble.NOT_CLOSED),
        ("[a[b]]{agent}", PatternTrouble.NESTED),
        ("{queue}{agent}", PatternTrouble.FIELDS_TOUCH),
        ("{queue}[{agent}]", PatternTrouble.FIELDS_TOUCH),
        ("{agent}-{agent}", PatternTrouble.TWICE),
        ("{date:%Q}", PatternTrouble.BAD_FORMAT),
        ("{date:%Y/%m}", PatternTrouble.BAD_FORMAT),
        ("{agent:%Y}", PatternTrouble.BAD_FORMAT),
    ],
)
def test_a_pattern_that_could_mislead_is_refused_with_its_trouble(text: str, trouble: PatternTrouble) -> None:
    with pytest.raises(InputFault) as caught:
        parse_pattern(text)
    assert caught.value.kind is FaultKind.BAD_PATTERN
    assert caught.value.facts["why"] == trouble.value
    assert text.find(str(caught.value.facts["part"])) <= int(caught.value.facts["at"]) <= len(text)


def test_every_preset_line_is_a_good_pattern_and_the_extension_may_be_written() -> None:
    for one in PRESETS:
        assert len(parse_patterns(one.text)) == len(one.patterns)
    assert parse_pattern("{queue}-{agent}.wav").read("a-b") == Named({CallField.QUEUE: "a", CallField.AGENT: "b"})
    assert preset("nobody") is None


_word = st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="-/\\"), min_size=1, max_size=20)
_moment = st.datetimes(datetime(1990, 1, 1), datetime(2099, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@given(queue=_word, agent=_word, when=_moment)
def test_what_a_pattern_writes_it_reads_back(queue: str, agent: str, when: datetime) -> None:
    when = when.replace(microsecond=0)
    name = f"{queue}-{agent}-{when:%Y%m%d}-{when:%H%M%S}"
    said = parse_pattern("{queue}-{agent}-{date}-{time}").read(name)
    assert said == Named({CallField.QUEUE: queue, CallField.AGENT: agent}, when)


@given(st.text(max_size=255), st.sampled_from(PRESETS))
def test_any_name_is_read_or_explained_never_an_exception(name: str, ready: Preset) -> None:
    said = read_name(parse_patterns(ready.text), name)
    assert isinstance(said, Named | Misfit)


@given(st.text(alphabet="{}[]:%=-_/\\ adgnetqu", max_size=30))
def test_any_text_is_a_pattern_or_a_named_trouble(text: str) -> None:
    try:
        pattern = parse_pattern(text)
    except InputFault as fault:
        PatternTrouble(str(fault.facts["why"]))
    else:
        assert isinstance(pattern.whole, re.Pattern)


def test_a_hostile_name_of_255_signs_is_read_in_no_time() -> None:
    pattern = parse_pattern("{queue}-{agent}-{customer}-{team}-{any}-{date}-{time}-{uniqueid}")
    assert isinstance(pattern.read("1-" * 127), Misfit)

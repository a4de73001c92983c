"""A table of calls is understood as it comes out of an exchange or an office program, in Chinese and in English."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.calls import Direction
from console.domain.faults import FaultKind, InputFault, PlaceFault
from console.domain.naming import CallField
from console.intake.csv_columns import (
    decoded,
    direction_of,
    guess_date_format,
    guess_mapping,
    join_table,
    key_of,
    milliseconds_of,
    read_table,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
CHINESE = (
    "录音文件,开始时间,工号,坐席姓名,技能组,客户号码,呼叫方向,振铃时长\r\n"
    "一号.wav,2026-11-05 09:30:12,1001,张伟,投诉,13800138000,呼入,12\r\n"
)


@pytest.mark.parametrize(
    ("encode", "encoding"),
    [
        (lambda text: text.encode(), "utf-8"),
        (lambda text: text.encode("utf-8-sig"), "utf-8-sig"),
        (lambda text: text.encode("gbk"), "gb18030"),
        (lambda text: text.encode("gb18030"), "gb18030"),
        (lambda text: text.encode("utf-16"), "utf-16"),
        (lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"), "utf-16"),
    ],
)
def test_a_chinese_table_in_every_encoding_it_comes_in(
    tmp_path: Path, encode: Callable[[str], bytes], encoding: str
) -> None:
    file = tmp_path / "通话.csv"
    file.write_bytes(encode(CHINESE))
    table = read_table(file)
    assert table.encoding == encoding
    mapping = guess_mapping(table.header)
    row = join_table(table, mapping, SHANGHAI).row_for(["/somewhere/一号.WAV"])
    assert row is not None
    assert row.started_at == datetime(2026, 11, 5, 1, 30, 12, tzinfo=UTC)
    assert row.values[CallField.AGENT] == "1001"
    assert row.values[CallField.AGENT_NAME] == "张伟"
    assert row.values[CallField.QUEUE] == "投诉"
    assert direction_of(row.values[CallField.DIRECTION]) is Direction.INBOUND
    assert milliseconds_of(row.values[CallField.RING]) == 12_000


def test_utf16_without_its_mark_is_known_by_its_zero_bytes() -> None:
    text = "recordingfile,calldate\na.wav,2026-11-05 09:30:12\n"
    assert decoded(text.encode("utf-16-le")) == (text, "utf-16-le")
    assert decoded(text.encode("utf-16-be")) == (text, "utf-16-be")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_seen_even_beside_quoted_ones(tmp_path: Path, delimiter: str) -> None:
    file = tmp_path / "t.csv"
    lines = [delimiter.join(("file", "agent", "queue")), delimiter.join(("a.wav", '"Li, Wei; x"', "q"))]
    file.write_text("\n".join(lines), encoding="utf-8")
    table = read_table(file)
    assert table.delimiter == delimiter
    assert table.rows == [("a.wav", "Li, Wei; x", "q")]


def test_a_declared_delimiter_and_ragged_lines(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("sep=;\nfile;agent\na.wav\n\nb.wav;1001;extra\n", encoding="utf-8")
    assert read_table(file).rows == [("a.wav", ""), ("b.wav", "1001")]


def test_an_exchange_s_own_call_records_join_by_number_where_there_is_no_file(tmp_path: Path) -> None:
    file = tmp_path / "cdr.csv"
    file.write_text("uniqueid,calldate,src,dst\n1762306212.42,2026-11-05 09:30:12,13800138000,1001\n", encoding="utf-8")
    table = read_table(file)
    joined = join_table(table, guess_mapping(table.header), SHANGHAI)
    row = joined.row_for(["x.wav"], "1762306212.42")
    assert row is not None
    assert row.values[CallField.CUSTOMER] == "13800138000"
    assert joined.row_for(["x.wav"]) is None


def test_a_lone_time_column_is_the_moment_and_headings_forgive_spelling() -> None:
    assert guess_mapping(["File Name", "Time", "Agent_ID"]) == {
        CallField.FILE: "File Name",
        CallField.STARTED: "Time",
        CallField.AGENT: "Agent_ID",
    }
    assert guess_mapping(["录音文件名", "通话日期", "时间", "振铃时长(秒)"])[CallField.RING] == "振铃时长(秒)"
    assert guess_mapping(["天气", "心情"]) == {}


@pytest.mark.parametrize(
    ("words", "shape"),
    [
        (["2026-11-05 09:30:12"], "%Y-%m-%d %H:%M:%S"),
        (["2026/11/5 9:30"], "%Y/%m/%d %H:%M"),
        (["2026年11月5日 9:30:12"], "%Y年%m月%d日 %H:%M:%S"),
        (["11/05/2026 09:30", "11/25/2026 09:30"], "%m/%d/%Y %H:%M"),
        (["05/11/2026 09:30", "25/11/2026 09:30"], "%d/%m/%Y %H:%M"),
        (["20261105093012"], "%Y%m%d%H%M%S"),
        (["soon"], ""),
    ],
)
def test_the_form_of_dates_is_guessed_from_all_of_them(words: list[str], shape: str) -> None:
    assert guess_date_format(words) == shape


def test_date_and_time_in_two_columns_and_moments_with_their_own_zone(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("file,date,time\na.wav,2026/11/05,09:30:12\n", encoding="utf-8")
    table = read_table(file)
    row = join_table(table, guess_mapping(table.header), SHANGHAI).by_file["a"]
    assert row.started_at == datetime(2026, 11, 5, 1, 30, 12, tzinfo=UTC)
    file.write_text("file,started\na.wav,2026-11-05T09:30:12+01:00\nb.wav,when\n", encoding="utf-8")
    table = read_table(file)
    joined = join_table(table, guess_mapping(table.header), SHANGHAI)
    assert joined.by_file["a"].started_at == datetime(2026, 11, 5, 8, 30, 12, tzinfo=UTC)
    assert joined.no_time == 1


def test_of_two_lines_for_one_file_the_first_stands(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("file,agent\na.wav,1001\nC:\\rec\\A.WAV,1002\n", encoding="utf-8")
    table = read_table(file)
    joined = join_table(table, guess_mapping(table.header), UTC)
    assert joined.by_file["a"].values[CallField.AGENT] == "1001"
    assert joined.repeated == 1


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"\xff\x00\xfe\x81\x30\xff", "encoding"),
        (b"nothing here is a table\nat all\n", "header"),
        (b"file,agent\n\0\0\0,x\n", "not_text"),
    ],
)
def test_what_is_no_table_is_refused_with_the_reason(tmp_path: Path, content: bytes, why: str) -> None:
    file = tmp_path / "t.csv"
    file.write_bytes(content)
    with pytest.raises(InputFault) as caught:
        read_table(file)
    assert caught.value.kind is FaultKind.BAD_CSV
    assert caught.value.facts["why"] == why


def test_a_table_without_a_key_column_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("agent,queue\n1001,q\n", encoding="utf-8")
    table = read_table(file)
    with pytest.raises(InputFault) as caught:
        join_table(table, guess_mapping(table.header), UTC)
    assert caught.value.facts["why"] == "no_key"


def test_a_missing_table_is_the_places_fault(tmp_path: Path) -> None:
    with pytest.raises(PlaceFault) as caught:
        read_table(tmp_path / "none.csv")
    assert caught.value.kind is FaultKind.FILE_MISSING


@pytest.mark.parametrize(
    ("words", "ms"),
    [
        ("12", 12_000),
        ("1.5", 1500),
        ("0:12", 12_000),
        ("00:01:05", 65_000),
        ("12秒", 12_000),
        ("x", None),
        ("-3", None),
    ],
)
def test_lengths_in_seconds_and_clock_form(words: str, ms: int | None) -> None:
    assert milliseconds_of(words) == ms


def test_names_join_whatever_their_case_path_and_unicode_form() -> None:
    assert key_of("https://pbx/rec/Caf\u00e9.WAV?token=1") == key_of("cafe\u0301.wav") == "caf\u00e9"


@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_a_named_fault(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    file = tmp_path_factory.mktemp("t") / "t.csv"
    file.write_bytes(content)
    try:
        table = read_table(file)
    except InputFault as fault:
        kind = fault.kind
    else:
        kind = FaultKind.BAD_CSV
        assert all(len(row) == len(table.header) for row in table.rows)
    assert kind is FaultKind.BAD_CSV

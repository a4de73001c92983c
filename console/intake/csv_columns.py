"""Reads a table of calls as exchanges and office programs write it: any encoding, delimiter, header and date form."""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from console.domain.calls import Direction
from console.domain.faults import FaultKind, InputFault, PlaceFault
from console.domain.naming import CallField
from console.intake.walk import stem_of

MOST_BYTES = 256 * 1024 * 1024
"""A table larger than this is not a list of calls."""
DELIMITERS = ",;\t|"

_HEADERS: dict[CallField, str] = {
    CallField.FILE: "file filename recording recordingfile recordfile path location monitorfile wav audio url "
    "文件 文件名 录音 录音文件 录音文件名 录音路径 录音地址 录音名称",
    CallField.STARTED: "started startedat start starttime calldate datetime timestamp calltime begin begintime "
    "开始时间 通话时间 呼叫时间 通话开始时间 起始时间 录音时间 来电时间 拨打时间",
    CallField.DATE: "date day 日期 通话日期 录音日期",
    CallField.TIME: "time clock timeofday 时间 时刻 几点",
    CallField.EPOCH: "epoch starttimestamp unixtime 时间戳",
    CallField.AGENT: "agent agentid agentnumber agentno extension ext exten user userid workno employeeid dst "
    "工号 坐席工号 坐席号 座席工号 座席号 分机 分机号 坐席分机 员工号 客服工号",
    CallField.AGENT_NAME: "agentname name fullname username operator membername "
    "坐席 座席 坐席姓名 座席姓名 姓名 客服 客服姓名 员工姓名 接听人",
    CallField.TEAM: "team group department dept 班组 组 组别 团队 部门 小组",
    CallField.QUEUE: "queue queuename skill skillgroup campaign campaignid did "
    "队列 队列名 技能组 技能 业务 业务组 项目",
    CallField.CUSTOMER: "customer customernumber phone phonenumber caller callerid callernumber src ani clid number "
    "客户号码 客户电话 电话 电话号码 主叫 主叫号码 来电号码 手机 手机号 号码 对方号码",
    CallField.DIRECTION: "direction calltype type inout 方向 呼叫方向 呼叫类型 通话类型 类型 呼入呼出",
    CallField.CALL: "call callid callnumber uniqueid linkedid sessionid id recordid "
    "流水号 通话编号 呼叫编号 录音编号 通话id 话单号 通话流水号 编号",
    CallField.RING: "ring ringtime ringseconds ringsec ringing 振铃 振铃时长 振铃秒数 振铃时间 响铃时长",
    CallField.HOLD: "hold holdtime holdseconds holdsec 保持 保持时长 保持秒数 保持时间",
}
_GUESSES = {word: which for which, words in _HEADERS.items() for word in words.split()}
_DIRECTIONS = {
    Direction.INBOUND: "in inbound incoming received 呼入 来电 进线 接听",
    Direction.OUTBOUND: "out outbound outgoing dialed 呼出 外呼 去电 拨出 回访",
    Direction.INTERNAL: "internal local 内部 内线",
}
DATE_FORMATS = (
    "%Y-%m-%d %H:%M:%S",
    "%Y/%m/%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d %H:%M",
    "%Y年%m月%d日 %H:%M:%S",
    "%Y年%m月%d日 %H:%M",
    "%Y年%m月%d日 %H时%M分%S秒",
    "%Y年%m月%d日%H时%M分%S秒",
    "%Y.%m.%d %H:%M:%S",
    "%Y%m%d %H%M%S",
    "%Y%m%d%H%M%S",
    "%Y%m%d-%H%M%S",
    "%Y%m%d %H:%M:%S",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%m/%d/%Y %I:%M:%S %p",
)


@dataclass(frozen=True)
class Table:
    """A table as read. Rows are as long as the header; `encoding` and `delimiter` are what was recognised."""

    header: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    encoding: str
    delimiter: str


@dataclass(frozen=True)
class CsvRow:
    """What one line says of a call; `started_at` is UTC. Empty cells are absent."""

    values: Mapping[CallField, str] = field(default_factory=dict)
    started_at: datetime | None = None


def decoded(raw: bytes) -> tuple[str, str]:
    """(text, encoding) of a table: byte-order marks first, then UTF-16 by its zero bytes, UTF-8, GB18030."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if raw.startswith(mark):
            candidates = [name]
            break
    else:
        head = raw[:4096]
        candidates = ["utf-8", "gb18030"]
        if head[1::2].count(0) > len(head) // 4:
            candidates = ["utf-16-le"]
        elif head[0::2].count(0) > len(head) // 4:
            candidates = ["utf-16-be"]
    for name in candidates:
        try:
            return raw.decode(name), name
        except UnicodeDecodeError:
            continue
    raise InputFault(FaultKind.BAD_CSV, why="encoding")


def _delimiter_of(text: str) -> str:
    lines = [re.sub(r'"[^"]*"', "", line) for line in text.splitlines()[:30] if line.strip()]

    def fitness(sign: str) -> tuple[int, int]:
        counts = [line.count(sign) for line in lines]
        if not counts or not counts[0]:
            return (0, 0)
        return (sum(count == counts[0] for count in counts), counts[0])

    return max(DELIMITERS, key=fitness)


def read_table(path: str | Path) -> Table:
    """The table at `path`.

    Raises InputFault(BAD_CSV) with `why` encoding, not_text, empty, header, too_long or broken (with its `line`),
    PlaceFault(FILE_MISSING/FILE_UNREADABLE).
    """
    place = Path(path)
    try:
        if place.stat().st_size > MOST_BYTES:
            raise InputFault(FaultKind.BAD_CSV, path=str(path), why="too_long")
        raw = place.read_bytes()
    except FileNotFoundError as error:
        raise PlaceFault(FaultKind.FILE_MISSING, path=str(path)) from error
    except OSError as error:
        raise PlaceFault(FaultKind.FILE_UNREADABLE, path=str(path)) from error
    try:
        text, encoding = decoded(raw)
    except InputFault as fault:
        raise InputFault(FaultKind.BAD_CSV, path=str(path), **fault.facts) from fault
    declared = re.match(r"sep=(.)\r?\n", text)
    if declared:
        text = text[declared.end() :]
    delimiter = declared.group(1) if declared else _delimiter_of(text)
    if "\0" in text:
        raise InputFault(FaultKind.BAD_CSV, path=str(path), why="not_text")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        lines = [tuple(cell.strip() for cell in row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise InputFault(FaultKind.BAD_CSV, path=str(path), why="broken", line=reader.line_num) from error
    if not lines:
        raise InputFault(FaultKind.BAD_CSV, path=str(path), why="empty")
    header, *rows = lines
    if len(header) < 2 and not _field_of(header[0]):
        raise InputFault(FaultKind.BAD_CSV, path=str(path), why="header")
    width = len(header)
    return Table(header, [(*row, *[""] * (width - len(row)))[:width] for row in rows], encoding, delimiter)


def _field_of(heading: str) -> CallField | None:
    bare = unicodedata.normalize("NFKC", heading).casefold()
    bare = re.sub(r"\(.*?\)|[\s_\-./#:]+", "", bare)
    return _GUESSES.get(bare)


def guess_mapping(header: Sequence[str]) -> dict[CallField, str]:
    """Which heading holds which field, as far as the words tell; every field and heading at most once."""
    guessed: dict[CallField, str] = {}
    for heading in header:
        which = _field_of(heading)
        if which and which not in guessed and heading not in guessed.values():
            guessed[which] = heading
    if CallField.STARTED not in guessed and CallField.DATE not in guessed and CallField.TIME in guessed:
        guessed[CallField.STARTED] = guessed.pop(CallField.TIME)  # a lone "time" column is the moment
    return guessed


def _moment(words: str, shape: str, zone: tzinfo) -> datetime:
    return datetime.strptime(words, shape).replace(tzinfo=zone).astimezone(UTC)


def guess_date_format(samples: Iterable[str]) -> str:
    """The one of DATE_FORMATS that reads most of `samples`, empty when none reads any.

    Month and day in doubt are settled by the days above 12 among them; still in doubt, month first.
    """
    words = [sample for sample in samples if sample][:500]
    best, most = "", 0
    for shape in DATE_FORMATS:
        fits = 0
        for word in words:
            try:
                _moment(word, shape, UTC)
            except (ValueError, OverflowError):
                continue
            fits += 1
        if fits > most:
            best, most = shape, fits
    return best


def _started(cells: Mapping[CallField, str], shape: str, zone: tzinfo) -> datetime | None:
    words = cells.get(CallField.STARTED) or " ".join(
        cells[which] for which in (CallField.DATE, CallField.TIME) if cells.get(which)
    )
    try:
        if cells.get(CallField.EPOCH):
            return datetime.fromtimestamp(float(cells[CallField.EPOCH]), UTC)
        if not words:
            return None
        if shape:
            return _moment(words, shape, zone)
        when = datetime.fromisoformat(words)
    except (ValueError, OverflowError, OSError):
        return None
    return (when if when.tzinfo else when.replace(tzinfo=zone)).astimezone(UTC)


def key_of(name: str) -> str:
    """The join key of a file name or path: last part, no sound extension, case and Unicode form evened out."""
    last = re.split(r"[/\\]", name.strip())[-1].partition("?")[0]
    return unicodedata.normalize("NFC", stem_of(last)).casefold()


@dataclass(frozen=True)
class CallTable:
    """The table joined to files: by file name, or by call number. `no_time` counts lines whose time is unreadable."""

    by_file: Mapping[str, CsvRow]
    by_call: Mapping[str, CsvRow]
    repeated: int
    no_time: int
    date_format: str

    def row_for(self, names: Iterable[str], call_number: str = "") -> CsvRow | None:
        """The line for a call whose files (or base name) are `names`, else the line with its call number."""
        for name in names:
            row = self.by_file.get(key_of(name))
            if row:
                return row
        return self.by_call.get(call_number) if call_number else None


def join_table(table: Table, mapping: Mapping[CallField, str], zone: tzinfo, date_format: str = "") -> CallTable:
    """The lines of `table` read by `mapping` (field to heading), times without zone in `zone`.

    Of two lines with one file name the first stands. Raises InputFault(BAD_CSV, why="no_key") without a column of
    file names or call numbers.
    """
    places = {which: table.header.index(heading) for which, heading in mapping.items() if heading in table.header}
    if CallField.FILE not in places and CallField.CALL not in places:
        raise InputFault(FaultKind.BAD_CSV, why="no_key")
    if not date_format and (CallField.STARTED in places or CallField.DATE in places):
        parts = [places[w] for w in (CallField.STARTED, CallField.DATE, CallField.TIME) if w in places]
        parts = parts[:1] if CallField.STARTED in places else parts
        date_format = guess_date_format(" ".join(row[at] for at in parts) for row in table.rows[:500])
    by_file: dict[str, CsvRow] = {}
    by_call: dict[str, CsvRow] = {}
    repeated = no_time = 0
    for line in table.rows:
        cells = {which: line[at] for which, at in places.items() if line[at]}
        row = CsvRow(
            {k: v for k, v in cells.items() if k not in (CallField.DATE, CallField.TIME, CallField.STARTED)},
            _started(cells, date_format, zone),
        )
        no_time += row.started_at is None
        if CallField.CALL in cells:
            by_call.setdefault(cells[CallField.CALL], row)
        if CallField.FILE in cells:
            key = key_of(cells[CallField.FILE])
            repeated += key in by_file
            by_file.setdefault(key, row)
    return CallTable(by_file, by_call, repeated, no_time, date_format)


def direction_of(words: str) -> Direction:
    """The direction that `words` of a table or pattern name; UNKNOWN for anything else."""
    low = words.strip().casefold()
    for direction, synonyms in _DIRECTIONS.items():
        if low == direction.value or low in synonyms.split():
            return direction
    return Direction.UNKNOWN


def milliseconds_of(words: str) -> int | None:
    """A length written as seconds (`12`, `12.5`) or as a clock (`0:12`, `00:01:05`), in ms; None when it is neither."""
    parts = words.strip().removesuffix("秒").removesuffix("s").split(":")
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        return None
    if len(numbers) > 3 or any(not 0 <= number < 1e7 for number in numbers):
        return None
    seconds = 0.0
    for number in numbers:
        seconds = seconds * 60 + number
    return round(seconds * 1000)

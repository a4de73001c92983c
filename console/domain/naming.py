"""What a recording's file name says: a small pattern language, presets for known exchanges, and why a name misfits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from itertools import pairwise

from console.domain.faults import FaultKind, InputFault


class CallField(StrEnum):
    """What a file name or a line of a table may say of a call. The value is the word used in patterns."""

    FILE = "file"
    STARTED = "started"
    DATE = "date"
    TIME = "time"
    EPOCH = "epoch"
    AGENT = "agent"
    AGENT_NAME = "agent_name"
    TEAM = "team"
    QUEUE = "queue"
    CUSTOMER = "customer"
    DIRECTION = "direction"
    CALL = "call"
    UNIQUEID = "uniqueid"
    RING = "ring"
    HOLD = "hold"
    ANY = "any"


class PatternTrouble(StrEnum):
    """What is wrong with a pattern as written."""

    EMPTY = "empty"
    UNKNOWN_FIELD = "unknown_field"
    NOT_CLOSED = "not_closed"
    FIELDS_TOUCH = "fields_touch"
    TWICE = "twice"
    BAD_FORMAT = "bad_format"
    NESTED = "nested"


class MisfitReason(StrEnum):
    """Why a name does not follow a pattern."""

    EXPECTED = "expected"
    LEFT_OVER = "left_over"
    NO_SUCH_TIME = "no_such_time"
    TOO_FEW_FOLDERS = "too_few_folders"


@dataclass(frozen=True)
class Misfit:
    """Where a name leaves the pattern: what was `expected` there and the text `found` instead."""

    reason: MisfitReason
    expected: str
    found: str


@dataclass(frozen=True)
class Named:
    """What a name said. `started_at` is UTC, None when the name holds no time. Texts are never empty."""

    values: Mapping[CallField, str]
    started_at: datetime | None = None


_DEFAULT_FORMATS = {CallField.DATE: "%Y%m%d", CallField.TIME: "%H%M%S", CallField.STARTED: "%Y%m%d%H%M%S"}
_DIGITS = {"Y": r"\d{4}", "m": r"\d{2}", "d": r"\d{2}", "H": r"\d{2}", "M": r"\d{2}", "S": r"\d{2}", "y": r"\d{2}"}
_NOT_IN_NAMES = {CallField.FILE, CallField.RING, CallField.HOLD}
_UNIQUEID = r"(?:[A-Za-z]\w*-)?\d{9,11}\.\d+"
"""Asterisk's channel id: seconds since 1970, a dot, a counter; a system name may stand before it."""
_EXTENSION = re.compile(r"\.(wav|wave|gsm|mp3|flac|ogg|oga|opus|ul|ulaw|al|alaw|\{any\})$", re.IGNORECASE)


@dataclass(frozen=True)
class _Piece:
    """One stretch of a pattern: literal `text`, or a `field`, or an optional run of pieces."""

    text: str = ""
    field: CallField | None = None
    format: str = ""
    constant: bool = False
    optional: tuple[_Piece, ...] = ()

    @property
    def shown(self) -> str:
        """How the piece is written in a pattern."""
        if self.field is None:
            return self.text
        return f"{{{self.field}:{self.format}}}" if self.format else f"{{{self.field}}}"

    @property
    def fixed(self) -> bool:
        """Whether the piece's shape is known without looking at what follows."""
        return self.field in (CallField.DATE, CallField.TIME, CallField.STARTED, CallField.EPOCH, CallField.UNIQUEID)


@dataclass(frozen=True)
class NamePattern:
    """A pattern made ready. `folders` is how many folders above the file it speaks of."""

    text: str
    pieces: tuple[_Piece, ...]
    whole: re.Pattern[str]
    folders: int

    def read(self, path: str, zone: tzinfo = UTC) -> Named | Misfit:
        """What the end of `path` (no extension, `/` between folders) says; times without zone are in `zone`."""
        parts = [part for part in path.replace("\\", "/").split("/") if part]
        if len(parts) <= self.folders:
            return Misfit(MisfitReason.TOO_FEW_FOLDERS, self.text, path)
        tail = "/".join(parts[-self.folders - 1 :])
        match = self.whole.fullmatch(tail)
        if not match:
            return self._misfit(tail)
        values = {CallField(name): text for name, text in match.groupdict().items() if text}
        constants = {p.field: p.text for p in self.pieces if p.constant and p.field}
        formats = {p.field: p.format for p in _flat(self.pieces) if p.field and p.format}
        try:
            started = _start(values, formats, zone)
        except (ValueError, OverflowError, OSError):
            said = [
                values[k] for k in (CallField.STARTED, CallField.DATE, CallField.TIME, CallField.EPOCH) if k in values
            ]
            return Misfit(MisfitReason.NO_SUCH_TIME, " ".join(formats.values()), " ".join(said))
        times = (CallField.STARTED, CallField.DATE, CallField.TIME, CallField.EPOCH)
        said_of_call = {k: v for k, v in values.items() if k not in times}
        if CallField.UNIQUEID in said_of_call:
            said_of_call.setdefault(CallField.CALL, said_of_call[CallField.UNIQUEID])
            del said_of_call[CallField.UNIQUEID]
        return Named({**constants, **said_of_call}, started)

    def _misfit(self, tail: str) -> Misfit:
        at, expected = 0, self.pieces[0].shown
        for count in range(1, len(self.pieces) + 1):
            match = re.compile(_regex(self.pieces[:count], self.pieces[count : count + 1])).match(tail)
            if not match:
                return Misfit(MisfitReason.EXPECTED, self.pieces[count - 1].shown, tail[at:])
            at, expected = match.end(), self.pieces[count - 1].shown
        return Misfit(MisfitReason.LEFT_OVER, expected, tail[at:])


def _flat(pieces: Iterable[_Piece]) -> list[_Piece]:
    flat: list[_Piece] = []
    for piece in pieces:
        flat.extend(_flat(piece.optional) if piece.optional else [piece])
    return flat


def _start(values: Mapping[CallField, str], formats: Mapping[CallField, str], zone: tzinfo) -> datetime | None:
    if CallField.STARTED in values:
        local = datetime.strptime(values[CallField.STARTED], formats[CallField.STARTED]).replace(tzinfo=zone)
        return local.astimezone(UTC)
    if CallField.DATE in values:
        words, shape = values[CallField.DATE], formats[CallField.DATE]
        if CallField.TIME in values:
            words, shape = f"{words} {values[CallField.TIME]}", f"{shape} {formats[CallField.TIME]}"
        return datetime.strptime(words, shape).replace(tzinfo=zone).astimezone(UTC)
    seconds = values.get(CallField.EPOCH) or values.get(CallField.UNIQUEID, "").rpartition("-")[2].partition(".")[0]
    return datetime.fromtimestamp(int(seconds), UTC) if seconds else None


def _field_regex(piece: _Piece, following: Sequence[_Piece]) -> str:
    if piece.format:
        out, text = "", piece.format
        while text:
            if text[0] == "%":
                out, text = out + _DIGITS[text[1]], text[2:]
            else:
                out, text = out + re.escape(text[0]), text[1:]
        return out
    if piece.field is CallField.EPOCH:
        return r"\d{9,11}"
    if piece.field is CallField.UNIQUEID:
        return _UNIQUEID
    # A text runs to the first character that may follow it: linear to match, and the reader can foresee it.
    stops = "".join(sorted(_first_characters(following)))
    return f"[^/{re.escape(stops)}]+"


def _first_characters(following: Sequence[_Piece]) -> set[str]:
    stops: set[str] = set()
    for piece in following:
        if piece.constant:
            continue
        if piece.optional:
            stops |= _first_characters(piece.optional)
            continue
        if piece.field is None:
            stops.add(piece.text[0])
        return stops
    return stops


def _regex(pieces: Sequence[_Piece], after: Sequence[_Piece] = ()) -> str:
    out = ""
    for index, piece in enumerate(pieces):
        following = [*pieces[index + 1 :], *after]
        if piece.constant:
            continue
        if piece.optional:
            out += f"(?:{_regex(piece.optional, following)})?"
        elif piece.field is None:
            out += re.escape(piece.text)
        elif piece.field is CallField.ANY:
            out += _field_regex(piece, following)
        else:
            out += f"(?P<{piece.field}>{_field_regex(piece, following)})"
    return out


def _fault(text: str, trouble: PatternTrouble, part: str = "") -> InputFault:
    at = max(0, text.rfind(part) if trouble is PatternTrouble.TWICE else text.find(part))
    return InputFault(FaultKind.BAD_PATTERN, pattern=text, why=trouble.value, at=at, part=part)


def _parse_field(text: str, body: str) -> _Piece:
    name, equals, constant = body.partition("=")
    if equals:
        word = name.strip()
        if word not in set(CallField) or CallField(word) in _NOT_IN_NAMES or not constant:
            raise _fault(text, PatternTrouble.UNKNOWN_FIELD, body)
        return _Piece(text=constant.strip(), field=CallField(word), constant=True)
    name, _, shape = body.partition(":")
    word = name.strip()
    if word not in set(CallField) or CallField(word) in _NOT_IN_NAMES:
        raise _fault(text, PatternTrouble.UNKNOWN_FIELD, word)
    which = CallField(word)
    shape = shape or _DEFAULT_FORMATS.get(which, "")
    bare = re.sub("%[" + "".join(_DIGITS) + "]", "", shape)
    if "%" in bare or "/" in bare or (shape and which not in _DEFAULT_FORMATS):
        raise _fault(text, PatternTrouble.BAD_FORMAT, body)
    return _Piece(field=which, format=shape)


def _parse(text: str, body: str, *, inside: bool) -> tuple[_Piece, ...]:
    pieces: list[_Piece] = []
    literal = ""
    at = 0

    def flush() -> None:
        nonlocal literal
        if literal:
            pieces.append(_Piece(text=literal))
        literal = ""

    while at < len(body):
        sign = body[at]
        if sign == "\\" and at + 1 < len(body):
            literal += body[at + 1]
            at += 2
            continue
        if sign not in "{[":
            literal += sign
            at += 1
            continue
        if sign == "[" and inside:
            raise _fault(text, PatternTrouble.NESTED, body[at:])
        end = body.find("}" if sign == "{" else "]", at)
        if end < 0:
            raise _fault(text, PatternTrouble.NOT_CLOSED, body[at:])
        flush()
        inner = body[at + 1 : end]
        pieces.append(_parse_field(text, inner) if sign == "{" else _Piece(optional=_parse(text, inner, inside=True)))
        at = end + 1
    flush()
    return tuple(pieces)


def _check(text: str, pieces: tuple[_Piece, ...]) -> None:
    flat = [piece for piece in _flat(pieces) if not piece.constant]
    if not flat:
        raise _fault(text, PatternTrouble.EMPTY)
    for left, right in pairwise(flat):
        if left.field and right.field and not left.fixed:
            raise _fault(text, PatternTrouble.FIELDS_TOUCH, left.shown + right.shown)
    named = [piece.field for piece in _flat(pieces) if piece.field and piece.field is not CallField.ANY]
    for which in named:
        if named.count(which) > 1:
            raise _fault(text, PatternTrouble.TWICE, which.value)


def parse_pattern(text: str) -> NamePattern:
    """The pattern written as `text`; raises InputFault(BAD_PATTERN): `why` (a PatternTrouble), `at` (index), `part`.

    `{agent}` takes text up to the next literal, `{date:%Y%m%d}` a date, `[...]` may be absent, `{direction=inbound}`
    states what names of this form always mean, `{any}` skips, `/` separates folders, a backslash takes a sign as it is.
    """
    shown = text.strip()
    pieces = _parse(shown, _EXTENSION.sub("", shown), inside=False)
    _check(shown, pieces)
    folders = sum(piece.text.count("/") for piece in _flat(pieces) if piece.field is None)
    return NamePattern(shown, pieces, re.compile(_regex(pieces)), folders)


def parse_patterns(text: str) -> tuple[NamePattern, ...]:
    """One pattern per line; blank lines and lines starting with # are passed over. Raises as `parse_pattern`."""
    lines = [line.strip() for line in text.splitlines()]
    return tuple(parse_pattern(line) for line in lines if line and not line.startswith("#"))


def read_name(patterns: Sequence[NamePattern], path: str, zone: tzinfo = UTC) -> Named | Misfit:
    """What the first fitting pattern reads; otherwise the misfit of the pattern that got furthest."""
    nearest: Misfit | None = None
    for pattern in patterns:
        said = pattern.read(path, zone)
        if isinstance(said, Named):
            return said
        if nearest is None or len(said.found) < len(nearest.found):
            nearest = said
    return nearest or Named({})


@dataclass(frozen=True)
class Preset:
    """Ready patterns for one kind of exchange. `name` is a product name, the same in every language."""

    key: str
    name: str
    patterns: tuple[str, ...] = field(default_factory=tuple)

    @property
    def text(self) -> str:
        """The patterns as the editor shows them."""
        return "\n".join(self.patterns)


_STAMP = "{date:%Y%m%d}-{time:%H%M%S}-{uniqueid}"
_FREEPBX = (
    "{direction=inbound}q-{queue}-{customer}-" + _STAMP,
    "{direction=outbound}out-{customer}-{agent}-" + _STAMP,
    "{direction=inbound}external-{agent}-{customer}-" + _STAMP,
    "{direction=internal}internal-{agent}-{any}-" + _STAMP,
    "exten-{agent}-{customer}-" + _STAMP,
    "{direction=inbound}rg-{queue}-{customer}-" + _STAMP,
    "{direction=inbound}in-{any}-{customer}-" + _STAMP,
    # force-, generic-, ondemand-: which of the two numbers is the customer's depends on the dial plan
    "{any}-{any}-{any}-" + _STAMP,
)
PRESETS = (
    Preset(
        "asterisk",
        "Asterisk MixMonitor",
        ("{queue}-{agent}-" + _STAMP, "{agent}-" + _STAMP, _STAMP, "{uniqueid}"),
    ),
    Preset("freepbx", "FreePBX", _FREEPBX),
    Preset(
        "issabel",
        "Issabel",
        (
            *_FREEPBX,
            "{direction=outbound}OUT{agent}-" + _STAMP,
            "{direction=inbound}IN{customer}-" + _STAMP,
            "{direction=inbound}q{queue}-" + _STAMP,
            "{direction=inbound}g{queue}-" + _STAMP,
            _STAMP,
        ),
    ),
    Preset(
        "vicidial",
        "VICIdial",
        (
            "{date:%Y%m%d}-{time:%H%M%S}_{customer}_{agent}_{any}[-all]",
            "{date:%Y%m%d}-{time:%H%M%S}_{customer}[_{agent}][-all]",
        ),
    ),
)


def preset(key: str) -> Preset | None:
    """The preset called `key`, None when there is none."""
    return next((one for one in PRESETS if one.key == key), None)

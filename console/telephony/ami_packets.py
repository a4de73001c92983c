"""Packets of Asterisk's manager interface out of bytes that arrive cut anywhere, bounded whatever is sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

END = b"\r\n\r\n"
MOST_BYTES = 1 << 18
"""A longer packet is dropped whole: half of one would be a half-truth."""

GREETING = b"Asterisk Call Manager/"
_LONGEST_GREETING = 256
_NOTHING: Mapping[str, tuple[str, ...]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Packet:
    """One event or response. Of a key that is repeated `fields` has the first value, `repeated` has all."""

    fields: Mapping[str, str]
    repeated: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NOTHING)

    def __getitem__(self, key: str) -> str:
        """The value of `key`; empty when it is not there."""
        return self.fields.get(key, "")

    def all(self, key: str) -> tuple[str, ...]:
        """Every value of `key`, in order."""
        if key in self.repeated:
            return self.repeated[key]
        return (self.fields[key],) if key in self.fields else ()

    @property
    def event(self) -> str:
        """The event's name; empty for a response."""
        return self.fields.get("Event", "")

    @property
    def switch_s(self) -> float | None:
        """When the switch says that it happened: seconds since 1970 of its own clock; None where it does not say."""
        return seconds(self.fields.get("Timestamp", ""))

    def whole(self, key: str) -> int:
        """A number of the switch's; 0 for anything that is none."""
        value = self.fields.get(key, "")
        return int(value) if value.isascii() and value.isdigit() and len(value) < 16 else 0


def seconds(text: str) -> float | None:
    """A moment as the switch writes it (`1763797000.123456`); None for anything else."""
    whole, _, part = text.partition(".")
    if not (text.isascii() and whole.isdigit() and len(text) < 24 and (part.isdigit() or not part)):
        return None
    return float(text)


class NotAsterisk(Exception):
    """What answers there is something else."""


class Packets:
    """Takes bytes, gives packets. `dropped` counts those that were too long to be kept.

    Only CR LF ends a line: a name with a line feed or any other of Unicode's line ends in it stays one value.
    """

    def __init__(self) -> None:
        self.greeting = ""
        self.dropped = 0
        self._kept = bytearray()
        self._scanned = 0
        self._dropping = False

    def feed(self, data: bytes) -> list[Packet]:
        """The packets that are whole now. Raises NotAsterisk."""
        kept = self._kept
        kept += data
        if not self.greeting and not self._greet():
            return []
        found: list[Packet] = []
        begin = 0
        end = kept.find(END, self._scanned)
        while end >= 0:
            if self._dropping or end - begin > MOST_BYTES:
                self._dropping = False
                self.dropped += 1
            elif end > begin:
                packet = parsed(bytes(kept[begin:end]))
                if packet is not None:
                    found.append(packet)
            begin = end + len(END)
            end = kept.find(END, begin)
        del kept[:begin]
        if len(kept) > MOST_BYTES + len(END):
            self._dropping = True
            del kept[: -len(END) + 1]
        self._scanned = max(0, len(kept) - len(END) + 1)
        return found

    def _greet(self) -> bool:
        line, end, rest = self._kept.partition(b"\r\n")
        seen = min(len(line), len(GREETING))
        if line[:seen] != GREETING[:seen] or len(line) > _LONGEST_GREETING or (end and seen < len(GREETING)):
            raise NotAsterisk(bytes(line[:80]).decode(errors="replace"))
        if not end:
            return False
        self.greeting = line.decode(errors="replace")
        self._kept[:] = rest
        return True


def parsed(block: bytes) -> Packet | None:
    """The packet of these lines; None when not one of them is `key: value`."""
    fields: dict[str, str] = {}
    repeated: dict[str, list[str]] | None = None
    for line in block.decode("utf-8", "replace").split("\r\n"):
        key, colon, value = line.partition(":")
        if not colon or not key:
            continue
        if value[:1] == " ":
            value = value[1:]
        if key not in fields:
            fields[key] = value
        else:
            repeated = {} if repeated is None else repeated
            repeated.setdefault(key, [fields[key]]).append(value)
    if not fields:
        return None
    if repeated is None:
        return Packet(MappingProxyType(fields))
    every = MappingProxyType({key: tuple(values) for key, values in repeated.items()})
    return Packet(MappingProxyType(fields), every)


def written(pairs: Iterable[tuple[str, str]]) -> bytes:
    """An action as it is sent. Raises ValueError for a value that would be more than one line."""
    lines = []
    for key, value in pairs:
        if any(sign in key + value for sign in "\r\n\0"):
            raise ValueError(f"{key} has a line end in it")
        lines.append(f"{key}: {value}\r\n")
    return "".join(lines).encode("utf-8", "replace") + b"\r\n"

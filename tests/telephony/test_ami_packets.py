"""Packets come out whole however the bytes are cut, and nothing that is sent makes them grow without end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.telephony.ami_packets import MOST_BYTES, NotAsterisk, Packets, seconds, written

GREETING = b"Asterisk Call Manager/11.0.0\r\n"
KEYS = st.from_regex(r"[A-Za-z][A-Za-z()/-]{0,12}", fullmatch=True)
VALUES = st.text(st.characters(exclude_characters="\r", exclude_categories=["Cs"]), max_size=30)


@st.composite
def cut_up(draw: st.DrawFn, data: bytes) -> list[bytes]:
    cuts = sorted(draw(st.lists(st.integers(0, len(data)), max_size=20)))
    return [data[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(data)], strict=True)]


@given(st.lists(st.lists(st.tuples(KEYS, VALUES), min_size=1, max_size=6), max_size=6), st.data())
def test_what_was_written_is_read_however_it_is_cut(sent: list[list[tuple[str, str]]], data: st.DataObject) -> None:
    stream = GREETING + b"".join(
        b"".join(f"{key}: {value}\r\n".encode() for key, value in pairs) + b"\r\n" for pairs in sent
    )
    packets = Packets()
    found = [packet for piece in data.draw(cut_up(stream)) for packet in packets.feed(piece)]
    assert [
        [(key, value) for key in dict(pairs) for value in packet.all(key)]
        for pairs, packet in zip(sent, found, strict=True)
    ] == [[(key, value) for key in dict(pairs) for other, value in pairs if other == key] for pairs in sent]


@given(st.binary(max_size=300).map(lambda raw: raw.replace(b"\0", b"\r\n")), st.data())
def test_any_bytes_mean_the_same_however_they_are_cut(raw: bytes, data: st.DataObject) -> None:
    whole, pieces = Packets(), Packets()
    expected = whole.feed(GREETING + raw)
    assert [packet for piece in data.draw(cut_up(GREETING + raw)) for packet in pieces.feed(piece)] == expected


def test_too_long_a_packet_is_dropped_and_the_next_one_kept() -> None:
    packets = Packets()
    packets.feed(GREETING + b"Event: Long\r\nName: ")
    for _ in range(64):
        assert packets.feed(b"x" * (MOST_BYTES // 16)) == []
        assert len(packets._kept) <= 2 * MOST_BYTES
    (after,) = packets.feed(b"\r\n\r\nEvent: Next\r\n\r\n")
    assert (after.event, packets.dropped) == ("Next", 1)


def test_too_long_a_packet_in_one_piece_is_dropped_too() -> None:
    packets = Packets()
    found = packets.feed(GREETING + b"Event: A\r\nB: " + b"x" * MOST_BYTES + b"\r\n\r\nEvent: C\r\n\r\n")
    assert ([packet.event for packet in found], packets.dropped) == (["C"], 1)


def test_no_line_end_but_its_own_ends_a_line() -> None:
    name = "a\nEvent: Hangup\u2028\x85\x0b\x1e: b"
    (packet,) = Packets().feed(GREETING + f"Event: QueueMemberAdded\r\nMemberName: {name}\r\n\r\n".encode())
    assert (packet.event, packet["MemberName"]) == ("QueueMemberAdded", name)


def test_a_name_cannot_say_what_event_it_is() -> None:
    (packet,) = Packets().feed(GREETING + b"Event: Newchannel\r\nCallerIDName: x\r\nEvent: Hangup\r\n\r\n")
    assert packet.event == "Newchannel"


def test_something_else_that_answers_is_told_at_once() -> None:
    for other in (b"SSH-2.0-OpenSSH_9.2\r\n", b"HTTP/1.1 400 Bad Request\r\n", b"Asterisk\r\n", b"A" * 300):
        with pytest.raises(NotAsterisk):
            Packets().feed(other)


def test_an_action_is_never_two() -> None:
    for value in ("x\r\nAction: Hangup", "x\nAction: Hangup", "x\0"):
        with pytest.raises(ValueError, match="line end"):
            written((("Reason", value),))


@pytest.mark.parametrize("text", ["", "1.", "now", "-1.5", "1e9", "nan", "9" * 30, "1.2.3", "１"])
def test_what_is_no_moment_is_none(text: str) -> None:
    assert seconds(text) is None or text == "1."
    assert seconds("1763797000.250000") == 1763797000.25

from __future__ import annotations

import struct

from hypothesis import given
from hypothesis import strategies as st

from console.audio.rtp import Placing, RtpPacket, make_rtp, read_rtp


def packet(seq: int, stamp: int, source: int = 7) -> RtpPacket:
    return RtpPacket(0, seq & 0xFFFF, stamp & 0xFFFFFFFF, source, b"\xff" * 160)


@given(st.binary(max_size=400))
def test_whatever_comes_is_a_packet_or_nothing(datagram: bytes) -> None:
    read = read_rtp(datagram)
    assert read is None or (read.payload and datagram[0] >> 6 == 2)


@given(
    st.integers(0, 127),
    st.integers(0, 65535),
    st.integers(0, 2**32 - 1),
    st.integers(0, 2**32 - 1),
    st.binary(min_size=1),
)
def test_what_was_made_is_read(kind: int, seq: int, stamp: int, source: int, payload: bytes) -> None:
    made = RtpPacket(kind, seq, stamp, source, payload)
    assert read_rtp(make_rtp(made)) == read_rtp(make_rtp(made, first=True)) == made


def test_extensions_sources_and_padding_are_no_sound() -> None:
    head = struct.pack("!BBHII", 0x80 | 0x20 | 0x10 | 2, 8, 1, 2, 3) + bytes(8)
    read = read_rtp(head + struct.pack("!HH", 0xBEDE, 1) + b"ABCD" + b"sound" + b"\0\0\3")
    assert read is not None
    assert (read.kind, read.payload) == (8, b"sound")


def test_counters_that_turn_over_go_on() -> None:
    placing = Placing()
    places = [placing.place(packet(65530 + n, 2**32 - 500 + 160 * n)) for n in range(12)]
    assert [one.at for one in places if one] == [160 * n for n in range(12)]
    assert placing.lost == 0


def test_what_is_lost_is_counted_until_it_comes_after_all() -> None:
    placing = Placing()
    for n in (0, 1, 5):
        placing.place(packet(n, 160 * n))
    assert placing.lost == 3
    late = placing.place(packet(3, 480))
    assert late is not None
    assert (late.at, late.begins, placing.lost) == (480, False, 2)
    ahead = placing.place(packet(6, 960))
    assert ahead is not None
    assert ahead.at == 960


def test_a_new_source_begins_anew_and_one_stray_packet_does_not() -> None:
    placing = Placing()
    placing.place(packet(100, 0))
    assert placing.place(packet(40_000, 9)) is None, "one packet out of nowhere"
    again = placing.place(packet(101, 160))
    assert again is not None
    assert (again.at, again.begins) == (160, False)
    assert placing.place(packet(50_000, 77)) is None
    moved = placing.place(packet(50_001, 237))
    assert moved is not None
    assert moved.begins
    other = placing.place(packet(5, 5, source=8))
    assert other is not None
    assert other.begins

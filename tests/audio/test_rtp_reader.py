"""The thread that hears all ports begins with the first and ends with the last, as often as that happens."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from console.audio.rtp_reader import RtpReader

HOST = "127.0.0.1"
WITHIN_S = 5.0


class Heard:
    """A port that notes what came."""

    def __init__(self) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setblocking(False)
        self.socket.bind((HOST, 0))
        self.came: list[bytes] = []
        self.some = threading.Event()

    def gather(self, most: int) -> list[bytes]:
        found: list[bytes] = []
        try:
            while len(found) < most:
                found.append(self.socket.recv(100))
        except BlockingIOError:
            pass
        return found

    def put(self, came: list[bytes]) -> None:
        self.came += came
        self.some.set()

    def keep_open(self, word: bytes) -> None:
        """Nobody is there."""

    def hears(self, word: bytes) -> bool:
        self.some.clear()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mouth:
            mouth.sendto(word, self.socket.getsockname())
        return self.some.wait(WITHIN_S) and self.came[-1] == word


@pytest.fixture
def ports() -> Iterator[list[Heard]]:
    made = [Heard(), Heard()]
    yield made
    for port in made:
        port.socket.close()


def test_a_port_that_goes_as_soon_as_it_came_leaves_the_next_one_heard(ports: list[Heard]) -> None:
    reader = RtpReader(b"")
    for _ in range(300):
        reader.add(ports[0])
        reader.drop(ports[0])
        assert not [thread for thread in threading.enumerate() if thread.name == "live-rtp"]
    reader.add(ports[1])
    assert ports[1].hears(b"still there")
    reader.drop(ports[1])


def test_one_goes_and_the_other_is_heard_on(ports: list[Heard]) -> None:
    reader = RtpReader(b"")
    for port in ports:
        reader.add(port)
    assert ports[0].hears(b"one")
    reader.drop(ports[0])
    assert ports[1].hears(b"two")
    reader.drop(ports[1])


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_port_that_breaks_the_thread_does_not_break_the_next_one(ports: list[Heard]) -> None:
    reader = RtpReader(b"")
    ports[0].socket.close()  # no port of ours does so before it is dropped
    reader.add(ports[0])
    reader.drop(ports[0])
    reader.add(ports[1])
    assert ports[1].hears(b"after all")
    reader.drop(ports[1])
    assert not [thread for thread in threading.enumerate() if thread.name == "live-rtp"]

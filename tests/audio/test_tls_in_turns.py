"""TLS that two threads use: never both at once inside OpenSSL, and nobody waits for ever for a switch that hangs."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from console.audio import live_lines
from console.audio.live_call import LiveCall
from console.audio.live_lines import MediaSocket, open_media
from console.audio.tls_in_turns import TlsInTurns
from console.domain.faults import FaultKind, PlaceFault
from tests.audio.test_live_lines import PACE, Switch, frames_of, serving
from tests.certificates import Authority

HELD_UP_S = 0.003
"""How long a busy machine may leave a thread lying inside OpenSSL."""
SOON_S = 4.0
MANY = 3_000_000


class Watched(ssl.SSLSocket):
    """Notes who reads and who writes at the same time."""

    inside: set[str] = set()  # noqa: RUF012 - of the one connection of a test
    both: list[str] = []  # noqa: RUF012

    def _visit(self, deed: str) -> None:
        if self.inside:
            self.both.append(deed)
        self.inside.add(deed)
        PACE.wait(HELD_UP_S)

    def recv(self, buflen: int = 1024, flags: int = 0) -> bytes:
        self._visit("read")
        try:
            return super().recv(buflen, flags)
        finally:
            self.inside.discard("read")

    def send(self, data: Any, flags: int = 0) -> int:
        self._visit("write")
        try:
            return super().send(data, flags)
        finally:
            self.inside.discard("write")


@pytest.fixture
def authority() -> Authority:
    return Authority()


@pytest.fixture
def tls(authority: Authority, tmp_path: Path) -> ssl.SSLContext:
    """A switch's side."""
    chain = tmp_path / "switch.pem"
    chain.write_bytes(b"".join(authority.server()))
    made = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    made.load_cert_chain(chain)
    return made


def test_a_line_is_never_read_and_written_at_once(
    qtbot: QtBot, authority: Authority, tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust = live_lines._trust

    def watched(pem: str) -> ssl.SSLContext:
        made = trust(pem)
        made.sslsocket_class = Watched
        return made

    monkeypatch.setattr(live_lines, "_trust", watched)
    monkeypatch.setattr(Watched, "inside", set())
    monkeypatch.setattr(Watched, "both", [])
    switch = Switch(frames_of("ulaw"))
    with serving(switch, tls) as port:
        call = LiveCall()
        line = MediaSocket(call, 0, f"wss://127.0.0.1:{port}/media/a", "ulaw", authority=authority.certificate.decode())
        line.start()
        said = 0
        while call.legs[0].figures(0.0).packets < 40:
            line.send(b"\x55" * 160)
            said += 1
        qtbot.waitUntil(lambda: switch.heard == [b"\x55" * 160] * said, timeout=10_000)
        line.stop()
    assert said > 10
    assert Watched.both == []


@contextmanager
def silent(tls: ssl.SSLContext) -> Iterator[tuple[int, Future[ssl.SSLSocket]]]:
    """A switch that shakes hands, hands out its session tickets, and hangs; its port, and who has connected."""

    def meet() -> ssl.SSLSocket:
        other, _ = listening.accept()
        return tls.wrap_socket(other, server_side=True)

    with socket.create_server(("127.0.0.1", 0)) as listening, ThreadPoolExecutor(1) as waiting:
        listening.settimeout(SOON_S)
        met = waiting.submit(meet)
        yield listening.getsockname()[1], met
        met.result().close()


def test_a_switch_that_hangs_is_given_up_in_time(
    authority: Authority, tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_lines, "OPEN_S", 0.5)
    with silent(tls) as (port, met):
        ends = threading.Timer(SOON_S, lambda: met.result().shutdown(socket.SHUT_RDWR))
        ends.start()  # else what is wrong here would wait for ever
        began_s = time.monotonic()
        try:
            with pytest.raises(PlaceFault) as gave_up:
                open_media(f"wss://127.0.0.1:{port}/media/a", authority.certificate.decode())
        finally:
            ends.cancel()
            ends.join()
        assert gave_up.value.kind is FaultKind.MEDIA_UNREACHABLE
        assert time.monotonic() - began_s < SOON_S


@contextmanager
def connected(authority: Authority, tls: ssl.SSLContext) -> Iterator[tuple[TlsInTurns, ssl.SSLSocket]]:
    trust = ssl.create_default_context(cadata=authority.certificate.decode())
    with silent(tls) as (port, met):
        plain = socket.create_connection(("127.0.0.1", port))
        ours = TlsInTurns(trust.wrap_socket(plain, server_hostname="127.0.0.1"))
        try:
            yield ours, met.result()
        finally:
            ours.close()


def test_much_goes_both_ways_at_once_whole(authority: Authority, tls: ssl.SSLContext) -> None:
    there, here = bytes(range(256)) * (MANY // 256), bytes(reversed(range(256))) * (MANY // 256)
    came = bytearray()
    with connected(authority, tls) as (ours, theirs):
        theirs.settimeout(SOON_S)

        def answer() -> None:
            got = 0
            while got < len(there):
                got += len(part := theirs.recv(65536))
                assert there[got - len(part) : got] == part
            theirs.sendall(here)

        def hear() -> None:
            while len(came) < len(here):
                came.extend(ours.recv(65536))

        threads = [threading.Thread(target=one) for one in (answer, hear)]
        for thread in threads:
            thread.start()
        ours.sendall(there)
        for thread in threads:
            thread.join()
    assert came == here


def test_waiting_ends_with_its_time_with_the_other_end_and_with_the_socket(
    authority: Authority, tls: ssl.SSLContext
) -> None:
    with connected(authority, tls) as (ours, theirs):
        ours.settimeout(0.05)
        with pytest.raises(TimeoutError):
            ours.recv(100)
        with pytest.raises(TimeoutError):
            ours.sendall(bytes(20 * MANY))  # nobody reads it
        ours.settimeout(None)
        ended: list[bytes | OSError] = []

        def wait() -> None:
            try:
                ended.append(ours.recv(100))
            except OSError as error:
                ended.append(error)

        waiting = threading.Thread(target=wait)
        waiting.start()
        ours.close()
        waiting.join(SOON_S)
        assert ended
        assert not (isinstance(ended[0], bytes) and ended[0])
        with pytest.raises(OSError, match=r".*"):
            ours.recv(100)
    with connected(authority, tls) as (ours, theirs):
        theirs.shutdown(socket.SHUT_RDWR)
        assert ours.recv(100) == b""

"""The failing network fails as it says, and is a good one otherwise."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from tests.cutting_proxy import CuttingProxy


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(5)
        yield listening


@pytest.fixture
def proxy(listener: socket.socket) -> Iterator[CuttingProxy]:
    with CuttingProxy(listener.getsockname()[1]) as between:
        yield between


Ends = tuple[socket.socket, socket.socket]


@pytest.fixture
def ends(proxy: CuttingProxy, listener: socket.socket) -> Iterator[Ends]:
    with socket.create_connection(("127.0.0.1", proxy.port), timeout=5) as client:
        server, _ = listener.accept()
        with server:
            server.settimeout(5)
            client.sendall(b"!")
            assert server.recv(1) == b"!"
            proxy.round_trips = 0
            yield client, server


def test_bytes_go_both_ways_and_the_turns_are_counted(proxy: CuttingProxy, ends: Ends) -> None:
    client, server = ends
    server.sendall(b"?")
    assert client.recv(1) == b"?"
    for _ in range(3):
        client.sendall(b"ask")
        assert server.recv(10) == b"ask"
        server.sendall(b"answer")
        assert client.recv(10) == b"answer"
    assert proxy.round_trips == 3


def test_an_end_that_closes_closes_the_other(ends: Ends) -> None:
    client, server = ends
    server.close()
    assert client.recv(1) == b""


def test_cut_resets_and_takes_new_connections(proxy: CuttingProxy, ends: Ends, listener: socket.socket) -> None:
    client, server = ends
    proxy.cut()
    for end in (client, server):
        with pytest.raises(ConnectionResetError):
            end.recv(1)
    with socket.create_connection(("127.0.0.1", proxy.port), timeout=5):
        listener.accept()[0].close()


def test_what_hung_goes_on(proxy: CuttingProxy, ends: Ends) -> None:
    client, server = ends
    proxy.hang()
    client.sendall(b"ask")
    server.settimeout(0.1)
    with pytest.raises(TimeoutError):
        server.recv(3)
    proxy.resume()
    server.settimeout(5)
    assert server.recv(3) == b"ask"


def test_swallowed_answers_are_gone_while_questions_arrive(proxy: CuttingProxy, ends: Ends) -> None:
    client, server = ends
    proxy.swallow_answers()
    client.sendall(b"ask")
    assert server.recv(3) == b"ask"
    server.sendall(b"answer")
    client.settimeout(0.1)
    with pytest.raises(TimeoutError):
        client.recv(1)


def test_refused_until_it_resumes_on_the_same_port(proxy: CuttingProxy, ends: Ends, listener: socket.socket) -> None:
    proxy.refuse()
    with pytest.raises(ConnectionResetError):
        ends[0].recv(1)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", proxy.port), timeout=5)
    proxy.resume()
    with socket.create_connection(("127.0.0.1", proxy.port), timeout=5):
        listener.accept()[0].close()


def test_it_ends_while_it_hangs_with_connections_open(listener: socket.socket) -> None:
    with CuttingProxy(listener.getsockname()[1]) as proxy:
        proxy.hang()
        waiting = [socket.create_connection(("127.0.0.1", proxy.port), timeout=5) for _ in range(3)]
    for end in waiting:
        with end, suppress(ConnectionResetError):
            assert end.recv(1) == b""


def test_one_who_does_not_read_keeps_nobody_else_waiting(
    proxy: CuttingProxy, ends: Ends, listener: socket.socket
) -> None:
    client, server = ends
    flood = bytes(30_000_000)
    with ThreadPoolExecutor(1) as pool:
        server.settimeout(30)
        sending = pool.submit(server.sendall, flood)
        with socket.create_connection(("127.0.0.1", proxy.port), timeout=5) as other:
            far, _ = listener.accept()
            with far:
                other.sendall(b"ask")
                assert far.recv(3) == b"ask"
        got = 0
        while got < len(flood):
            got += len(client.recv(1 << 20))
        sending.result()
    assert got == len(flood)

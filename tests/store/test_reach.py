"""Whether a server answers is found out without a login, and soon, whatever the network does."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from console.domain.faults import FaultKind, PlaceFault
from console.store.reach import answers, database_name
from console.store.store import Store
from tests.cutting_proxy import CuttingProxy
from tests.postgres import PostgresServer

pytestmark = pytest.mark.postgresql


@pytest.fixture
def proxy(postgres_server: PostgresServer) -> Iterator[CuttingProxy]:
    with CuttingProxy(postgres_server.port) as one:
        yield one


def test_a_server_is_told_from_silence_refusal_and_strangers(proxy: CuttingProxy) -> None:
    url = f"postgresql://127.0.0.1:{proxy.port}/centre"
    assert answers(url)
    proxy.hang()
    began = time.monotonic()
    assert not answers(url, timeout_s=0.3)
    assert time.monotonic() - began < 5
    proxy.resume()
    assert answers(url)
    proxy.refuse()
    assert not answers(url)
    with socket.create_server(("127.0.0.1", 0)) as stranger:  # takes connections and says nothing
        assert not answers(f"postgresql://127.0.0.1:{stranger.getsockname()[1]}/centre", timeout_s=0.2)


def test_one_of_several_servers_is_enough(proxy: CuttingProxy) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        closed = probe.getsockname()[1]
    assert answers(f"postgresql://127.0.0.1:{closed},127.0.0.1:{proxy.port}/centre?target_session_attrs=read-write")
    assert not answers(f"postgresql://127.0.0.1:{closed},127.0.0.1:{closed}/centre")


@pytest.mark.parametrize("url", ["postgresql:///centre", "postgresql:///centre?host=/run/postgresql", "no address"])
def test_what_only_libpq_can_reach_is_tried_by_it(url: str) -> None:
    assert answers(url)


def test_a_wait_on_a_silent_network_can_be_ended(proxy: CuttingProxy, postgres_url: str) -> None:
    url = f"postgresql://deskside@127.0.0.1:{proxy.port}/{postgres_url.rpartition('/')[2]}"
    with Store.open(url) as store, ThreadPoolExecutor(1) as database:
        store.break_off()  # nothing waits: nothing happens but a connection made anew
        store.ping()
        proxy.hang()
        began = time.monotonic()
        waiting = database.submit(store.ping)
        with pytest.raises(TimeoutError):
            waiting.result(timeout=0.3)
        store.break_off()
        error = waiting.exception(timeout=15)
        assert isinstance(error, PlaceFault)
        assert error.kind is FaultKind.DATABASE_UNREACHABLE
        assert time.monotonic() - began < 5  # not the 30 s of a statement, nor the 10 s of each try of another way
        proxy.resume()
        store.ping()


def test_the_databases_name_is_in_its_url() -> None:
    assert database_name("postgresql://db1.example,db2.example/centre?sslmode=verify-full") == "centre"
    assert database_name("postgresql:///?service=deskside") == ""
    assert database_name("no address") == ""

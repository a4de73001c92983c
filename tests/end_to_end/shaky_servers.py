"""A pair of servers, primary and standby, behind a network of their own, and everything that may happen to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from psycopg import sql

from tests.cutting_proxy import CuttingProxy
from tests.postgres import PostgresServer, start_server, start_standby, stop_server

QUICK_TO_RETURN = {"wal_retrieve_retry_interval": "100ms", "wal_receiver_status_interval": "1"}


class ShakyServers:
    """Commits wait for both servers, so what is safe on one is safe on the other. Clients reach them by proxies."""

    def __init__(
        self, primary: PostgresServer, standby: PostgresServer, link: CuttingProxy, proxies: list[CuttingProxy]
    ) -> None:
        self.primary = primary
        self.standby = standby
        self.link = link
        self.proxies = proxies

    def client_url(self, database: str) -> str:
        """Both servers by way of the proxies; whoever may be written to is taken."""
        hosts = ",".join(f"127.0.0.1:{proxy.port}" for proxy in self.proxies)
        return f"postgresql://{hosts}/{database}?target_session_attrs=read-write"

    def restart(self, how: str) -> None:
        """Stop the primary and start it again."""
        self.primary.stop(how)
        self.primary.start()

    def restart_standby(self) -> None:
        """Nothing can be called safe while it is away."""
        self.standby.stop("immediate")
        self.standby.start()

    def end_backends(self) -> None:
        """As an administrator's hand would, whatever they were doing."""
        self.primary.execute(
            sql.SQL("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'client backend'"
                    " AND pid <> pg_backend_pid()")
        )  # fmt: skip

    def switch_over(self, meanwhile: Callable[[], None]) -> None:
        """Lose the link, a while later the primary, for good; the standby takes its place and is given one of its own.

        What the primary called safe in that while would be lost if it had not asked the standby.
        """
        lost, self.primary = self.primary, self.standby
        self.link.hang()
        meanwhile()
        lost.stop("immediate")
        self.primary.promote()
        self.link.target_port = self.primary.port
        self.link.cut()
        self.link.resume()
        self.standby = start_standby(self.primary, QUICK_TO_RETURN, by_port=self.link.port)
        for proxy in self.proxies:
            if proxy.target_port == lost.port:
                proxy.target_port = self.standby.port
        stop_server(lost)

    @contextmanager
    def network(self, fails: Callable[[CuttingProxy], None]) -> Iterator[None]:
        """A network that fails so until the block ends; then every connection is new."""
        for proxy in self.proxies:
            fails(proxy)
        try:
            yield
        finally:
            for proxy in self.proxies:
                proxy.cut()
                proxy.resume()


@contextmanager
def shaky_servers() -> Iterator[ShakyServers]:
    """Both servers and their proxies, running; at the end all are gone."""
    with ExitStack() as stack:
        primary = start_server(QUICK_TO_RETURN)
        stack.callback(lambda: stop_server(servers.primary))
        # Written before the copy is made, so that it holds for the copy too once that is promoted.
        primary.execute(sql.SQL("ALTER SYSTEM SET synchronous_standby_names = '*'"))
        link = stack.enter_context(CuttingProxy(primary.port))
        standby = start_standby(primary, QUICK_TO_RETURN, by_port=link.port)
        stack.callback(lambda: stop_server(servers.standby))
        primary.execute(sql.SQL("SELECT pg_reload_conf()"))
        proxies = [stack.enter_context(CuttingProxy(server.port)) for server in (primary, standby)]
        servers = ShakyServers(primary, standby, link, proxies)
        yield servers

"""A shared centre with a gateway's account, and what it is told in its file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from console.domain.people import Role
from console.store.engine import Login
from console.store.store import Store
from tests.shared_centre import SharedCentre, Wanted, add_member


@pytest.fixture
def gateway_centre(shared_centre: SharedCentre) -> SharedCentre:
    """The centre, where gateway-9 may sign on."""
    member = add_member(shared_centre.admin_url, Wanted("gateway-9", "gateway", Role.GATEWAY))
    shared_centre.members["gateway-9"] = member
    return shared_centre


@pytest.fixture
def open_gateway_store(gateway_centre: SharedCentre) -> Iterator[Callable[[], Store]]:
    """Opens the store as the gateway; all are closed at the end."""
    opened: list[Store] = []

    def open_one() -> Store:
        store = Store.open(gateway_centre.url, login=Login("gateway-9", gateway_centre.password("gateway-9")))
        opened.append(store)
        return store

    yield open_one
    for store in opened:
        store.close()


@pytest.fixture
def config_file(tmp_path: Path, gateway_centre: SharedCentre) -> Path:
    """A gateway's file for that centre."""
    for name, secret in (("database", gateway_centre.password("gateway-9")), ("pbx", "amp111")):
        path = tmp_path / f"{name}.password"
        path.write_text(f"{secret}\n", encoding="utf-8")
        path.chmod(0o600)
    path = tmp_path / "gateway.toml"
    path.write_text(
        f"""
name = "pbx"

[database]
url = "{gateway_centre.url}"
login = "gateway-9"
password_file = "database.password"

[pbx]
kind = "asterisk"
host = "127.0.0.1"
user = "deskside"
password_file = "pbx.password"
tls = false

[pbx.agents]
"Local/2001@agents" = "1002"

[pbx.away_words]
lunch = "meal"

[recordings]
switch = "/var/spool/asterisk/monitor"
here = "/srv/recordings"
consoles = "//files/recordings"
""",
        encoding="utf-8",
    )
    return path

"""`deskside gateway`: reads its file, holds the telephone system until it is told to end, and says what happens."""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TextIO

from console.discreet_log import DiscreetFormatter
from console.domain.faults import Fault, FaultKind, PlaceFault
from console.domain.people import Role
from console.gateway.calls import CallTaker
from console.gateway.config import BadConfig, GatewayConfig, read_config
from console.gateway.gateway import Gateway
from console.gateway.missed import MissedCalls
from console.gateway.systems import place_of_recordings, shown_to_consoles, telephony_of
from console.store.engine import Login, Patience
from console.store.floor_listening import AskedListener
from console.store.store import Store
from console.telephony.interface import Link, LinkChanged, Telephony

DONE, PLACE_FAILED, NOT_USABLE = 0, 1, 2

PATIENCE = Patience(lock_s=2.0, connect_s=3, answer_s=3.0)
"""A database that takes longer is as good as gone: another gateway may have it already."""

CHECK_S = 15.0

LOG_BYTES = 5_000_000

_EPILOG = """\
The file is described in docs/deployment.md. Passwords stand in files of their own that it names.
exit codes: 0 ended as asked, 1 the database or the telephone system did not let us in, 2 the file cannot be used."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `deskside gateway`."""
    parser.epilog = _EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description = "Hold a telephone system: write its floor to the database, carry out what is asked there."
    parser.add_argument("--config", metavar="FILE", required=True, help="a TOML file")
    parser.add_argument("--log", metavar="FILE", default="", help="write what happens there instead of to stderr")
    parser.add_argument("--check", action="store_true", help="try both logins, say what is found, and end")


def run(
    args: argparse.Namespace,
    make: Callable[[GatewayConfig], Callable[[], Telephony]] = telephony_of,
    out: TextIO | None = None,
) -> int:
    """Do what `args` say until SIGTERM or SIGINT; the exit code."""
    out = out or sys.stderr
    try:
        config = read_config(Path(args.config))
    except BadConfig as error:
        out.write(f"deskside gateway: {error}\n")
        return NOT_USABLE
    try:
        _write_log(args.log, out)
    except OSError as error:
        out.write(f"deskside gateway: {args.log}: {error.strerror}\n")
        return NOT_USABLE
    try:
        looking = replace(config, only_look=True)
        return asyncio.run(_check(config, make(looking), out) if args.check else _serve(config, make(config)))
    except Fault as fault:
        out.write(f"deskside gateway: {said(fault)}\n")
        return PLACE_FAILED


def _write_log(file: str, out: TextIO) -> None:
    """To `out`, whose reader knows the time, or to a file that never grows without end; numbers masked. OSError."""
    handler: logging.Handler = logging.StreamHandler(out)
    if file:
        handler = RotatingFileHandler(file, maxBytes=LOG_BYTES, backupCount=3, encoding="utf-8")
    handler.setFormatter(DiscreetFormatter("%(asctime)s %(message)s" if file else "%(message)s"))
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)


def said(fault: Fault) -> str:
    """A fault in a plain sentence, for the log."""
    facts = ", ".join(f"{name} {value}" for name, value in fault.facts.items())
    return f"{_SENTENCES.get(fault.kind, fault.kind.value.replace('_', ' '))}" + (f" ({facts})" if facts else "")


_SENTENCES = {
    FaultKind.WRONG_SIGN_ON: "the login or its password is wrong",
    FaultKind.NO_RIGHT: "this login may not do that",
    FaultKind.DATABASE_UNREACHABLE: "the database cannot be reached",
    FaultKind.DATABASE_OLDER: "the database is of an older version; upgrade it with deskside admin init",
    FaultKind.DATABASE_NEWER: "the database is of a newer version; upgrade this program",
    FaultKind.SERVER_NOT_TRUSTED: "the server's certificate is not to be trusted",
    FaultKind.ACCOUNT_CLOSED: "this account is closed",
    FaultKind.TELEPHONE_REFUSED: "the telephone system refuses this login",
}


def _open(config: GatewayConfig) -> Store:
    return Store.open(config.database_url, login=Login(config.login, config.password), patience=PATIENCE)


async def _serve(config: GatewayConfig, make: Callable[[], Telephony]) -> int:
    loop = asyncio.get_running_loop()
    store = await _opened(config)
    session = store.session
    if session is None:
        raise PlaceFault(FaultKind.DATABASE_UNREACHABLE, why="a gateway needs a shared database")
    calls = CallTaker(lambda: _open(config), shown_to_consoles(config))
    place = place_of_recordings(config)
    missed = MissedCalls(lambda: _open(config), place, lambda: calls.expected) if place else None
    writing, on_gap = store.floor_writing(config.name), missed.look if missed else _nothing
    gateway = Gateway(make, writing, calls.take, on_recording=calls.ended, on_gap=on_gap)
    asked = AskedListener(session, lambda _: loop.call_soon_threadsafe(gateway.ask))
    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(number, gateway.stop)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(gateway.stop))
    calls.start()
    if missed is not None:
        missed.start()
    asked.start()
    try:
        await gateway.run()
    finally:
        await loop.run_in_executor(None, asked.stop)
        if missed is not None:
            await loop.run_in_executor(None, missed.stop)
        await loop.run_in_executor(None, calls.stop)
        store.close()
    return DONE


def _nothing() -> None:
    """Nobody knows where recordings lie."""


async def _opened(config: GatewayConfig) -> Store:
    """The store, once the database is there; a login that is refused is refused for good."""
    while True:
        try:
            return await asyncio.to_thread(_open, config)
        except PlaceFault as fault:
            if fault.kind not in (FaultKind.DATABASE_UNREACHABLE, FaultKind.TOO_MANY_CONNECTIONS):
                raise
            logging.getLogger(__name__).info("%s", said(fault))
            await asyncio.sleep(1.0)


async def _check(config: GatewayConfig, make: Callable[[], Telephony], out: TextIO) -> int:
    """Try both logins. Nothing is changed on either side but the record that we signed on."""
    with await asyncio.to_thread(_open, config) as store:
        person = store.people.sign_on_here()
    if person.role is not Role.GATEWAY:
        out.write(f"The database knows {config.login} as {person.role.value}, not as a gateway.\n")
        return PLACE_FAILED
    out.write(f"The database lets {config.login} in, as a gateway.\n")
    telephony = make()
    changes = telephony.changes()
    try:
        await asyncio.wait_for(telephony.start(), CHECK_S)
    except TimeoutError:
        await telephony.stop()  # the end of its changes
        why = [one.words async for one in changes if isinstance(one, LinkChanged) and one.link is Link.DOWN]
        out.write(f"{config.pbx.host}:{config.pbx.port}{f': {why[-1]}' if why else ' does not answer'}.\n")
        return PLACE_FAILED
    else:
        agents = telephony.snapshot().agents
        out.write(f"The telephone system lets {config.pbx.user} in. Agents it knows: {len(agents)}.\n")
        out.write(f"It can: {telephony.caps}.\n")
        for words in await telephony.missing():
            out.write(f"{words}\n")
    finally:
        with suppress(Exception):
            await telephony.stop()
    return DONE

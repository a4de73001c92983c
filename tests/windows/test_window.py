"""The installed program in its window on Wine, at the keyboard: a call is heard whole and scored, and what is kept."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from console.audio.reader import open_sound
from console.demo_people import PASSWORD, STAFF
from console.domain.audit import AuditKind
from console.domain.calls import SoundSource
from console.domain.sheet import Verdict
from console.store.ids import new_id
from console.store.store import Store
from tests.audio.sound_server import SoundServer
from tests.certificates import Authority
from tests.end_to_end.conftest import INSPECTOR as INSPECTOR_THERE
from tests.end_to_end.conftest import PASSWORD as PASSWORD_THERE
from tests.end_to_end.conftest import a_recording, furnish
from tests.requirements_met import missing
from tests.safe_server import FAR, SafeServer
from tests.windows.desktop import SIZE, STRIP, Desktop, until
from tests.windows.driven import PROGRAM, Home, running
from tests.windows.monitors import Monitor, Wave, heard_part, sounding_s, upsampled
from windows.__main__ import INSTALLER, ROOT
from windows.wine import Wine, present_root

pytestmark = [pytest.mark.wine, pytest.mark.slow]

PICTURES = ROOT / "build" / "windows-pictures"
DESK, HEADSET = "Desk", "Headset"
INSPECTOR = STAFF[0]
AGENT = "2009"
NOTE = "no name, no number"
ITEMS = 20
DISTRUST = "not one that this PC trusts"
MOST_SEAMS = 3
MOST_LOST_S = 0.3
"""Of the sound, at a change of device: what the first one had taken and never played."""


@pytest.fixture(scope="module")
def wine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wine]:
    """A Windows on which the program was installed for all."""
    root = present_root()
    if root is None or not INSTALLER.exists():
        missing("Wine", "sudo make windows")
        raise AssertionError
    folder = tmp_path_factory.mktemp("windows")
    made = Wine(root, folder / "prefix", {ROOT / "dist": "/dist"}, {})
    made.run(rf"Z:\dist\{INSTALLER.name}", "/S", "/ALLUSERS", f"/D={PROGRAM}", timeout_s=300)
    yield made
    shutil.rmtree(folder)


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    made = Desktop(tmp_path)
    yield made
    made.keep(PICTURES / "last.png")
    made.close()


@dataclass(frozen=True)
class Outputs:
    """A sound server with two outputs more, of which the first is the system's own."""

    server: SoundServer
    modules: dict[str, str]

    def unplug(self, name: str) -> None:
        self.server.control("unload-module", self.modules[name])


@pytest.fixture
def outputs(tmp_path: Path) -> Iterator[Outputs]:
    folder = tmp_path / "pulse"
    folder.mkdir()
    server = SoundServer(folder)
    modules = {}
    for name in (DESK, HEADSET):
        form = ("rate=48000", "channels=2", "format=s16le", f"sink_properties=device.description={name}")
        modules[name] = server.control("load-module", "module-null-sink", f"sink_name={name}", *form).strip()
    server.control("set-default-sink", DESK)
    yield Outputs(server, modules)
    server.close()


@dataclass
class AtWork:
    """Somebody at the keyboard of the program, and where what it writes and plays can be seen."""

    desktop: Desktop
    home: Home

    def sign_on(self, number: str, password: str, seen: Callable[[], object]) -> None:
        """From the start to the calls; `seen` looks whether the database knows of it."""
        self.desktop.take_focus("Deskside")
        self.desktop.rest("the sign-on page")
        self.desktop.press("ctrl+a")
        self.desktop.type(number)
        self.desktop.press("Return")
        self.desktop.type(password)
        page = self.desktop.picture()
        self.desktop.press("Return")
        until(seen, "signed on")
        self.desktop.rest("the calls", unlike=page)

    def find(self, words: str) -> None:
        """Open the first call that is found by these words."""
        self.desktop.press("ctrl+f")
        self.desktop.type(words)
        self.desktop.rest("the calls that were found")
        self.desktop.press("Return")
        self.desktop.rest("the list with the keyboard in it")
        self.desktop.press("Return")

    def drafts(self) -> list[tuple[str, str]]:
        """Call and verdicts of the sheets that this inspector has open."""
        return [
            (call, marks)
            for call, marks in self.home.rows(
                "SELECT call_id, sheet FROM draft JOIN person ON person.id = inspector_id"
                " WHERE number = ? AND opened_at >= (SELECT max(at) FROM audit WHERE kind = 'sign_on')",
                INSPECTOR.number,
            )
        ]

    def verdicts(self) -> dict[str, str]:
        """Of the items that are marked in the open sheet, as the database has it."""
        marks = (json.loads(sheet)["marks"] for _call, sheet in self.drafts())
        return {item: mark[0] for some in marks for item, mark in some.items()}

    def fails(self, item: str) -> bool:
        return self.verdicts().get(item) == Verdict.FAILS.value

    def signed_on(self) -> bool:
        return bool(self.home.rows("SELECT 1 FROM audit WHERE kind = 'sign_on'"))


def sound_of(home: Home, call: str) -> Wave:
    """What is to be heard of a call, both sides in one."""
    ((paths,),) = home.rows("SELECT sound_paths FROM call WHERE id = ?", call)
    with closing(open_sound(SoundSource(tuple(str(home.here(path)) for path in json.loads(paths))))) as reader:
        samples = reader.read(0, reader.info.frames)
        return upsampled(samples[:, 0], reader.info.rate_hz) + upsampled(samples[:, 1], reader.info.rate_hz)


def is_busy() -> bool:
    """Whether others take so much of this machine that Wine, which has no precedence for sound, comes late."""
    return os.getloadavg()[0] > (os.cpu_count() or 1) + 1


def test_a_call_is_heard_whole_and_scored(wine: Wine, desktop: Desktop, outputs: Outputs, tmp_path: Path) -> None:
    shown = {**wine.shown, tmp_path / "pulse": "/deskside/pulse"}
    home = Home(replace(wine, shown=shown), "centre")
    home.choose(language="zh_CN", theme="light")
    work = AtWork(desktop, home)
    with ExitStack() as open_now:
        settings = {"DISPLAY": desktop.display, "PULSE_SERVER": "unix:/deskside/pulse/native"}
        program = open_now.enter_context(running(home, settings))
        desk, headset = (Monitor(outputs.server, name, tmp_path) for name in (DESK, HEADSET))
        open_now.callback(desk.close)
        open_now.callback(headset.close)

        work.sign_on(INSPECTOR.number, PASSWORD, work.signed_on)
        desktop.keep(PICTURES / "calls-zh.png")
        work.find(AGENT)
        until(work.drafts, "an open sheet")
        ((call, _sheet),) = work.drafts()
        desktop.rest("the sheet")
        desktop.press("Right", "Right", "space")  # past the ringing, which is like itself everywhere
        until(lambda: desk.loud_s() > 3, "sound at the desk")
        desktop.press("2")
        until(lambda: work.fails("greeting_with_number"), "an item that fails")

        sheet = desktop.picture()
        desktop.press("ctrl+comma")
        desktop.rest("the settings", unlike=sheet)
        desktop.press("Down", "Tab", HEADSET[0])
        until(lambda: home.chosen("output_device") == HEADSET, "another output")
        until(lambda: headset.loud_s() > 3, "sound in the headset")
        desktop.press("alt+2")
        desktop.press("p")
        until(lambda: work.fails("confidentiality"), "a second item that fails")
        desktop.keep(PICTURES / "playing-zh.png")

        at_desk, playing = desk.heard(), desktop.picture()
        outputs.unplug(HEADSET)
        desktop.rest("what is said of an output that is gone", unlike=playing, by=STRIP)
        desktop.keep(PICTURES / "unplugged-zh.png")
        in_headset, before_s = headset.heard(), desk.loud_s()
        desktop.press("space")
        until(lambda: desk.loud_s() > before_s + 2, "sound at the desk again")
        desktop.press("space")
        desktop.rest("the player that was halted")
        again = desk.heard()[len(at_desk) :]

        desktop.press("n")
        desktop.type(NOTE)
        desktop.press("Escape", "shift+Return")
        until(lambda: len(work.verdicts()) == ITEMS, "every item scored")
        desktop.press("ctrl+Return")
        until(lambda: home.rows("SELECT 1 FROM revision WHERE call_id = ?", call), "a submitted sheet")
        desktop.keep(PICTURES / "submitted-zh.png")
        desktop.press("ctrl+q")
        assert program.wait(30) == 0

    with home.copy() as copied, Store.open(f"sqlite:///{copied}") as store:
        (revision,) = store.evaluations.revisions(UUID(call))
        assert (revision.number, revision.points, revision.critical) == (1, 96, True)
        assert revision.inspector_name == INSPECTOR.name
        assert revision.sheet.mark("confidentiality").note == NOTE
        for item in ("greeting_with_number", "confidentiality"):
            (span,) = revision.sheet.mark(item).evidence
            assert revision.ledger.covers(span.start_ms, span.end_ms)
        kinds = {entry.kind for entry in store.audit.entries(subject_id=UUID(call))}
        assert AuditKind.LISTEN in kinds
        (submitted,) = store.audit.entries(kind=AuditKind.SUBMIT, subject_id=revision.id)
        assert submitted.person_id == revision.inspector_id

    sound = sound_of(home, call)
    parts = [heard_part(heard.sum(axis=1), sound) for heard in (at_desk, in_headset, again)]
    for part in parts:
        assert part.end_s - part.begin_s > 1
        assert part.late_ms > -1, "some of the sound is missing"
    if not is_busy():
        assert all(part.seams <= MOST_SEAMS for part in parts), parts
        for before, after in pairwise(parts):
            assert sounding_s(sound, before.end_s, after.begin_s) <= MOST_LOST_S, parts


@pytest.fixture
def fine_desktop(wine: Wine, tmp_path: Path) -> Iterator[Desktop]:
    """A screen of 144 dots to the inch, as Windows is told in its settings: everything is half as large again."""
    set_dots(wine, 144)
    made = Desktop(tmp_path, (SIZE[0] * 3 // 2, SIZE[1] * 3 // 2))
    yield made
    made.keep(PICTURES / "last-fine.png")
    made.close()
    set_dots(wine, 96)


def set_dots(wine: Wine, count: int) -> None:
    wine.run("reg", "add", r"HKCU\Control Panel\Desktop", "/v", "LogPixels", "/t", "REG_DWORD", "/d", str(count), "/f")


@pytest.mark.postgresql
def test_a_sheet_is_saved_on_a_server_over_tls(
    wine: Wine, fine_desktop: Desktop, safe_server: SafeServer, tmp_path: Path
) -> None:
    server, desktop = safe_server.server, fine_desktop
    safe_server.show(*safe_server.authority.server())
    trust = tmp_path / "trust"
    trust.mkdir()
    (trust / "ca.crt").write_bytes(safe_server.authority.certificate)
    (trust / "stranger.crt").write_bytes(Authority().certificate)
    database = server.fresh_database()
    recording = a_recording(trust / "call.wav")
    with Store.open(server.url(database)) as store:
        inspector, (newest, *_others) = furnish(store, tmp_path)
        call = replace(newest, id=new_id(), call_number="W1", content_hash="W1", started_at=datetime.now(UTC))
        store.calls.add_many([replace(call, sound=SoundSource((rf"Z:\deskside\trust\{recording.name}",)))])

    home = Home(replace(wine, shown={**wine.shown, trust: "/deskside/trust"}), "shared")
    address = f"postgresql://{FAR}:{server.port}/{database}?sslrootcert=Z:/deskside/trust/"
    said = home.tell("--database", f"{address}stranger.crt", "--diagnose")
    assert DISTRUST in said, said

    home.choose(language="en", theme="light", database_url=f"{address}ca.crt")
    work = AtWork(desktop, home)

    def asked(question: str, *values: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(server.url(database)) as connection:
            return connection.execute(question.encode(), values).fetchall()

    with running(home, {"DISPLAY": desktop.display}) as program:
        signed_on = "SELECT 1 FROM audit WHERE kind = 'sign_on'"
        work.sign_on(INSPECTOR_THERE, PASSWORD_THERE, lambda: asked(signed_on))
        secured = "SELECT ssl, version FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE usename = %s"
        assert {(True, "TLSv1.3")} == set(asked(secured, INSPECTOR_THERE))
        work.find("W1")
        until(lambda: asked("SELECT 1 FROM draft WHERE call_id = %s", call.id), "an open sheet")
        desktop.rest("the sheet")
        desktop.press("2", "shift+Return", "ctrl+Return")
        until(lambda: asked("SELECT 1 FROM revision WHERE call_id = %s", call.id), "a submitted sheet")
        desktop.rest("the sheet that was submitted")
        desktop.keep(PICTURES / "submitted-en-144.png")
        desktop.press("ctrl+q")
        assert program.wait(60) == 0

    with Store.open(server.url(database)) as store:
        (revision,) = store.evaluations.revisions(call.id)
        assert (revision.number, revision.inspector_id, revision.critical) == (1, inspector.id, False)
        assert revision.sheet.mark("greeting_with_number").verdict is Verdict.FAILS
        (entry,) = store.audit.entries(kind=AuditKind.SUBMIT, subject_id=revision.id)
        assert (entry.person_id, entry.login) == (inspector.id, inspector.number)

"""Only what the policy's key has signed is offered, and only the installer that was signed is opened."""

from __future__ import annotations

import contextlib
import errno
import http.server
import io
import json
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from console import __version__, update
from console.update import NOTE, NotUsable, UpdateNote, fetch, is_newer, look, read_note, signed
from publish_update import load_key, make_key, public_half, publish
from tests.certificates import Authority

KEY = Ed25519PrivateKey.generate()
PUBLIC = public_half(KEY)
INSTALLER = b"an installer" * 1000
NEWS = {"en": "Faster.", "zh_CN": "更快。"}


@pytest.fixture
def share(tmp_path: Path) -> Path:
    """Where version 99 was published."""
    (tmp_path / "Deskside-99.0.0-setup.exe").write_bytes(INSTALLER)
    publish(tmp_path / "Deskside-99.0.0-setup.exe", "99.0.0", NEWS, KEY, tmp_path / "share")
    return tmp_path / "share"


def test_what_is_published_is_found_and_fetched(share: Path, tmp_path: Path) -> None:
    note = look(str(share), PUBLIC)
    assert (note.version, note.file, note.news) == ("99.0.0", "Deskside-99.0.0-setup.exe", NEWS)
    kept = fetch(note, str(share), tmp_path / "kept")
    assert kept.read_bytes() == INSTALLER
    assert list((tmp_path / "kept").iterdir()) == [kept]


def test_what_was_brought_before_is_not_brought_again_and_older_ones_go(share: Path, tmp_path: Path) -> None:
    note = look(str(share), PUBLIC)
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "Deskside-98.0.0-setup.exe").write_bytes(INSTALLER)
    kept = fetch(note, str(share), tmp_path / "kept")
    assert list((tmp_path / "kept").iterdir()) == [kept]
    (share / note.file).unlink()
    assert fetch(note, str(share), tmp_path / "kept") == kept
    kept.write_bytes(INSTALLER[:-1] + b"X")
    with pytest.raises(NotUsable, match="cannot be read there"):
        fetch(note, str(share), tmp_path / "kept")


def test_a_folder_that_cannot_be_written_is_said(share: Path, tmp_path: Path) -> None:
    (tmp_path / "plain").touch()
    with pytest.raises(NotUsable, match="cannot be kept"):
        fetch(look(str(share), PUBLIC), str(share), tmp_path / "plain" / "kept")


class GoneMeanwhile(io.BytesIO):
    """A file on a share that goes away while it is read."""

    def read1(self, _size: int | None = -1) -> bytes:
        raise OSError(errno.EIO, "Input/output error")


def test_a_share_that_goes_while_it_is_read_is_said(
    share: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = look(str(share), PUBLIC)
    monkeypatch.setattr(update, "_opened", lambda _where, _name: GoneMeanwhile())
    with pytest.raises(NotUsable, match=r"breaks off: OSError Input/output error"):
        look(str(share), PUBLIC)
    with pytest.raises(NotUsable, match="breaks off"):
        fetch(note, str(share), tmp_path / "kept")
    assert list((tmp_path / "kept").iterdir()) == []


@pytest.mark.parametrize("harm", ["changed", "longer", "shorter", "gone"])
def test_an_installer_that_is_another_is_not_kept(share: Path, tmp_path: Path, harm: str) -> None:
    note = look(str(share), PUBLIC)
    lies = share / note.file
    content = {"changed": INSTALLER[:-1] + b"X", "longer": INSTALLER + b"X", "shorter": INSTALLER[:-1]}.get(harm)
    if content is None:
        lies.unlink()
    else:
        lies.write_bytes(content)
    with pytest.raises(NotUsable):
        fetch(note, str(share), tmp_path / "kept")
    assert list((tmp_path / "kept").iterdir()) == []


def rewritten(share: Path, **changed: object) -> None:
    raw = json.loads((share / NOTE).read_bytes())
    raw["note"].update(changed)
    (share / NOTE).write_text(json.dumps(raw), encoding="utf-8")


def test_a_note_that_was_changed_after_signing_is_not_believed(share: Path) -> None:
    rewritten(share, sha256="0" * 64)
    with pytest.raises(NotUsable, match="not signed with the key"):
        look(str(share), PUBLIC)


def test_another_key_s_note_is_not_believed(share: Path) -> None:
    with pytest.raises(NotUsable, match="not signed with the key"):
        look(str(share), public_half(Ed25519PrivateKey.generate()))


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"7", b"\xff", b'{"note": {}, "signature": 7}', b"[" * 50_000])
def test_a_broken_note_is_no_note(share: Path, data: bytes) -> None:
    (share / NOTE).write_bytes(data)
    with pytest.raises(NotUsable, match=r"broken or not signed"):
        look(str(share), PUBLIC)


@pytest.mark.parametrize(
    "odd",
    [
        {"file": "../Deskside.exe"},
        {"file": "a/b.exe"},
        {"file": r"\\server\x.exe"},
        {"file": ""},
        {"version": "latest"},
        {"sha256": "abc"},
        {"bytes": 0},
        {"bytes": True},
        {"bytes": 10**12},
        {"news": {"en": 7}},
    ],
)
def test_a_signed_note_that_says_what_cannot_be_is_refused(odd: dict[str, object]) -> None:
    note = UpdateNote("99.0", "setup.exe", "0" * 64, 5, NEWS)
    assert read_note(signed(note, KEY), PUBLIC) == note
    with pytest.raises(NotUsable, match="cannot be"):
        read_note(signed(replace(note, **odd), KEY), PUBLIC)  # type: ignore[arg-type]


@pytest.mark.parametrize("version", [__version__, "0.0.1"])
def test_what_is_not_newer_is_not_offered(share: Path, tmp_path: Path, version: str) -> None:
    publish(tmp_path / "Deskside-99.0.0-setup.exe", version, NEWS, KEY, share)
    with pytest.raises(NotUsable, match="not newer"):
        look(str(share), PUBLIC)


@given(st.lists(st.integers(0, 99), min_size=2, max_size=4), st.lists(st.integers(0, 99), min_size=2, max_size=4))
def test_versions_are_compared_as_numbers(one: list[int], other: list[int]) -> None:
    def padded(numbers: list[int]) -> list[int]:
        return numbers + [0] * (4 - len(numbers))

    assert is_newer(".".join(map(str, one)), ".".join(map(str, other))) == (padded(one) > padded(other))


@pytest.mark.parametrize(
    ("where", "key", "said"),
    [
        ("", PUBLIC, "names no place"),
        ("/share", "", "no key"),
        (str(Path("not-there").absolute()), PUBLIC, "cannot be read"),
        ("share", PUBLIC, "neither an HTTPS address nor a whole path"),
        ("http://127.0.0.1:9/", PUBLIC, "not an HTTPS address"),
        ("file:///share", PUBLIC, "not an HTTPS address"),
        ("https://127.0.0.1:9/", PUBLIC, "cannot be had"),
        ("https://[server/", PUBLIC, "cannot be had"),
        ("https://server:port/", PUBLIC, "cannot be had"),
        ("https://服务器 /更新", PUBLIC, "cannot be had"),
        (str(Path("not\0there").absolute()), PUBLIC, "cannot be read"),
    ],
    ids=["none", "no key", "gone", "no whole path", "http", "file", "silent", "bracket", "port", "host", "nul"],
)
def test_places_that_cannot_be_asked(where: str, key: str, said: str) -> None:
    with pytest.raises(NotUsable, match=said):
        look(where, key)


def test_a_key_that_is_none_is_said(share: Path) -> None:
    with pytest.raises(NotUsable, match="not an Ed25519 key"):
        look(str(share), "secret")


# over HTTPS


class Quiet(http.server.ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Who hangs up is no news."""


class Answers(http.server.BaseHTTPRequestHandler):
    """The share over HTTPS; `/away/` leads elsewhere, `/slow/` never comes to an end, `/long/` neither."""

    share: Path
    asked: list[str]
    leads_to = ""
    go_on = threading.Event()

    def do_GET(self) -> None:
        self.asked.append(f"{self.path} {self.headers['User-Agent']}")
        place, _, name = self.path.partition("?")[0].lstrip("/").partition("/")
        if place == "away":
            self.send_response(302)
            self.send_header("Location", self.leads_to + name)
            self.end_headers()
            return
        self.send_response(200 if (self.share / name).exists() else 404)
        self.end_headers()
        with contextlib.suppress(OSError):
            if place == "long":
                self.wfile.write(b" " * 1_000_000)
            elif place == "slow":
                while not self.go_on.wait(0.01):
                    self.wfile.write(b" ")
            elif (self.share / name).exists():
                self.wfile.write((self.share / name).read_bytes())

    def log_message(self, *_words: object) -> None:
        pass


@pytest.fixture
def address(share: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    authority = Authority()
    certificate, key = tmp_path / "server.crt", tmp_path / "server.key"
    for file, pem in zip((certificate, key), authority.server(), strict=True):
        file.write_bytes(pem)
    (tmp_path / "ca.crt").write_bytes(authority.certificate)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.crt"))
    monkeypatch.setenv("no_proxy", "*")
    Answers.share, Answers.asked, Answers.go_on = share, [], threading.Event()
    server = Quiet(("127.0.0.1", 0), Answers)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    serving.start()
    yield f"https://127.0.0.1:{server.server_port}"
    Answers.go_on.set()
    server.shutdown()
    serving.join()
    server.server_close()


def test_over_https_it_is_the_same(address: str, tmp_path: Path) -> None:
    note = look(f"{address}/share", PUBLIC)
    assert fetch(note, f"{address}/share/", tmp_path / "kept").read_bytes() == INSTALLER
    assert Answers.asked == [f"/share/{NOTE} Deskside", f"/share/{note.file} Deskside"]  # nothing of who asks


def test_an_address_may_have_blanks_chinese_and_a_query(address: str) -> None:
    assert look(f"{address}/席 边?token=a%2Bb", PUBLIC).version == "99.0.0"
    assert Answers.asked == [f"/%E5%B8%AD%20%E8%BE%B9/{NOTE}?token=a%2Bb Deskside"]


def test_a_server_that_is_not_trusted_is_not_asked(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(NotUsable, match=r"SSLCertVerificationError [a-z]"):  # and why: a clock may be wrong
        look(f"{address}/share", PUBLIC)
    assert Answers.asked == []


def test_nobody_is_led_away_from_https(address: str) -> None:
    Answers.leads_to = "http://127.0.0.1:9/"
    with pytest.raises(NotUsable):
        look(f"{address}/away", PUBLIC)
    Answers.leads_to = f"{address}/share/"
    assert look(f"{address}/away", PUBLIC).version == "99.0.0"


def test_a_slow_or_endless_answer_is_given_up(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(update, "NOTE_S", 0.1)
    with pytest.raises(NotUsable, match="too slowly"):
        look(f"{address}/slow", PUBLIC)
    monkeypatch.setattr(update, "NOTE_S", 30)
    with pytest.raises(NotUsable, match="longer"):
        look(f"{address}/long", PUBLIC)


# the tool of whoever publishes


def test_the_tool_makes_a_key_once_and_signs_with_it(tmp_path: Path) -> None:
    tool = Path(__file__).resolve().parent.parent / "packaging" / "publish_update.py"
    (tmp_path / "setup.exe").write_bytes(INSTALLER)

    def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(tool), *map(str, words)], capture_output=True, text=True, check=False
        )

    made = run("key", tmp_path / "secret.pem")
    assert made.returncode == 0
    public = made.stdout.split('key = "')[1].rstrip('"\n')
    assert public == public_half(load_key(tmp_path / "secret.pem"))
    assert run("key", tmp_path / "secret.pem").returncode == 1
    if sys.platform != "win32":
        assert (tmp_path / "secret.pem").stat().st_mode & 0o077 == 0
    options: list[str | Path] = ["--key", tmp_path / "secret.pem", "--to", tmp_path / "share", "--news-zh", "更快。"]
    assert run("publish", tmp_path / "setup.exe", "--version", "99.1", *options).returncode == 0
    assert look(str(tmp_path / "share"), public).news == {"en": "", "zh_CN": "更快。"}
    odd = run("publish", tmp_path / "setup.exe", "--version", "newest", *options)
    assert (odd.returncode, odd.stderr) == (1, "its note says something that cannot be\n")
    assert make_key(tmp_path / "other.pem") != public

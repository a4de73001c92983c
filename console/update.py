"""Whether a newer version lies where the administrator said: a signed note tells, and nothing else is believed."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from console import __version__

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

NOTE = "deskside-update.json"
MOST_NOTE_BYTES = 65_536
MOST_INSTALLER_BYTES = 1_000_000_000
SOCKET_S = 5.0
NOTE_S = 10.0
INSTALLER_S = 1800.0
LANGUAGES = ("en", "zh_CN")

_PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,120}")
_OF_A_PATH = "%/:=&~+!$,;'@()*"
"""Stays in an address as it is; blanks and Chinese are written as a server is told them."""
_VERSION = re.compile(r"\d{1,5}(\.\d{1,5}){1,3}")


class NotUsable(Exception):
    """There is nothing to offer; the words are for whoever looks after the PC, in English."""


@dataclass(frozen=True)
class UpdateNote:
    """A version that is there: its installer's name beside the note, hash and length, and what is new by language."""

    version: str
    file: str
    sha256: str
    bytes: int
    news: Mapping[str, str]


def signed(note: UpdateNote, key: Ed25519PrivateKey) -> bytes:
    """The file that tells of `note`."""
    content = asdict(note)
    signature = base64.b64encode(key.sign(_canonical(content))).decode()
    return json.dumps({"note": content, "signature": signature}, ensure_ascii=False, indent=2).encode()


def read_note(data: bytes, key: str) -> UpdateNote:
    """The note in `data`, signed with the key whose public half is `key` (base64). NotUsable says what is wrong."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key, validate=True))
    except (binascii.Error, ValueError):
        raise NotUsable("the key in the policy is not an Ed25519 key in base64") from None
    try:
        raw = json.loads(data)
        content, signature = raw["note"], base64.b64decode(raw["signature"], validate=True)
        public.verify(signature, _canonical(content))
    except InvalidSignature:
        raise NotUsable("its note is not signed with the key in the policy") from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise NotUsable("its note is broken or not signed") from None
    return _checked(content)


def is_newer(version: str, than: str = __version__) -> bool:
    """Whether `version` comes after `than`; numbers are compared as numbers."""
    return _numbers(version) > _numbers(than)


def look(where: str, key: str) -> UpdateNote:
    """The newer version that lies at `where`, a folder or an HTTPS address; may take NOTE_S.

    NotUsable where there is none: unreachable, unsigned, broken, or not newer than this one.
    """
    if not where:
        raise NotUsable("no update is looked for: the policy names no place")
    if not key:
        raise NotUsable("no update is looked for: the policy has no key to check it with")
    with _opened(where, NOTE) as source:
        data = b"".join(_pieces(source, MOST_NOTE_BYTES, NOTE_S))
    note = read_note(data, key)
    if not is_newer(note.version):
        raise NotUsable(f"version {note.version} is there, which is not newer than this one")
    return note


def fetch(note: UpdateNote, where: str, folder: Path) -> Path:
    """The installer of `note`, brought into `folder` and found to be what the note says. NotUsable where it is not.

    It is checked as it lies here: what lies there may be another one a moment later. One that was brought before is
    not brought again, for it may be open; others that were go.
    """
    target = folder / note.file
    part = target.with_name(f"{note.file}.part")
    digest, size = hashlib.sha256(), 0
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if _is_whole(target, note):
            return target
        for old in folder.iterdir():
            with suppress(OSError):
                old.unlink()
        with _opened(where, note.file) as source, part.open("wb") as kept:
            for piece in _pieces(source, note.bytes, INSTALLER_S):
                digest.update(piece)
                size += len(piece)
                kept.write(piece)
        if size != note.bytes or digest.hexdigest() != note.sha256:
            raise NotUsable("the installer is not the one that its note was signed for")
        part.replace(target)
    except OSError as error:
        raise NotUsable(f"the installer cannot be kept: {error.strerror or type(error).__name__}") from None
    finally:
        with suppress(OSError):
            part.unlink()
    return target


def _is_whole(file: Path, note: UpdateNote) -> bool:
    try:
        with file.open("rb") as kept:
            return hashlib.file_digest(kept, "sha256").hexdigest() == note.sha256
    except OSError:
        return False


def _canonical(content: object) -> bytes:
    return json.dumps(content, sort_keys=True, separators=(",", ":")).encode()


def _checked(content: Any) -> UpdateNote:
    if not isinstance(content, dict):
        raise NotUsable("its note is broken")
    version, file, sha256, size, news = (content.get(k) for k in ("version", "file", "sha256", "bytes", "news"))
    if not (
        isinstance(version, str)
        and _VERSION.fullmatch(version)
        and isinstance(file, str)
        and _PLAIN_NAME.fullmatch(file)
        and isinstance(sha256, str)
        and re.fullmatch(r"[0-9a-f]{64}", sha256)
        and type(size) is int
        and 0 < size <= MOST_INSTALLER_BYTES
        and isinstance(news, dict)
        and all(isinstance(words, str) for words in news.values())
    ):
        raise NotUsable("its note says something that cannot be")
    return UpdateNote(version, file, sha256, size, {language: news.get(language, "") for language in LANGUAGES})


def _numbers(version: str) -> tuple[int, ...]:
    found = tuple(int(part) for part in re.findall(r"\d+", version)[:4])
    return found + (0,) * (4 - len(found))


def _opened(where: str, name: str) -> BinaryIO:
    """`name` at `where`, to be read once. NotUsable where it cannot be reached."""
    if "://" in where:
        return _opened_address(where, name)
    folder = Path(where)
    if not folder.is_absolute():
        raise NotUsable("the place in the policy is neither an HTTPS address nor a whole path")
    try:
        return (folder / name).open("rb")
    except (OSError, ValueError) as error:
        raise NotUsable(f"{name} cannot be read there: {_why(error)}") from None


def _opened_address(where: str, name: str) -> BinaryIO:
    import ssl
    from http.client import HTTPException
    from urllib.parse import quote, urlsplit, urlunsplit
    from urllib.request import (
        HTTPDefaultErrorHandler,
        HTTPErrorProcessor,
        HTTPRedirectHandler,
        HTTPSHandler,
        OpenerDirector,
        ProxyHandler,
        Request,
        UnknownHandler,
    )

    if not where.lower().startswith("https://"):
        raise NotUsable("the address in the policy is not an HTTPS address")
    opener = OpenerDirector()  # without handlers for anything else, so that nothing leads to another scheme
    try:  # the address, or the certificates of this PC, may be such that nothing can be asked at all
        handlers = (ProxyHandler(), HTTPSHandler(context=ssl.create_default_context()), HTTPRedirectHandler())
        for handler in (*handlers, HTTPErrorProcessor(), HTTPDefaultErrorHandler(), UnknownHandler()):
            opener.add_handler(handler)
        parts = urlsplit(where)
        path = quote(f"{parts.path.rstrip('/')}/{name}", safe=_OF_A_PATH)
        address = urlunsplit(parts._replace(path=path, fragment=""))
        request = Request(address, headers={"User-Agent": "Deskside"})  # noqa: S310 - https
        return cast("BinaryIO", opener.open(request, timeout=SOCKET_S))
    except (OSError, HTTPException, ValueError) as error:
        raise NotUsable(f"{name} cannot be had there: {_why(error)}") from None


def _why(error: Exception) -> str:
    """In a few words; a server that answers no has a number, a certificate that is not trusted a reason."""
    reason = getattr(error, "reason", error)  # an HTTPError's is a text
    cause = reason if isinstance(reason, BaseException) else error
    said = (getattr(error, "code", ""), getattr(cause, "verify_message", ""), getattr(cause, "strerror", ""))
    words = next((str(one) for one in said if one), "")
    return f"{type(cause).__name__} {words}".strip()


def _pieces(source: BinaryIO, most_bytes: int, most_s: float) -> Iterator[bytes]:
    """All of `source`. NotUsable where there is too much, it takes too long or breaks off."""
    from http.client import HTTPException

    end, size = time.monotonic() + most_s, 0
    read = getattr(source, "read1", source.read)  # what has come, however little: a slow server is noticed
    while True:
        try:
            piece = read(65_536)
        except (OSError, HTTPException) as error:
            raise NotUsable(f"it breaks off: {_why(error)}") from None
        if not piece:
            return
        size += len(piece)
        if size > most_bytes:
            raise NotUsable("it is longer than it should be")
        if time.monotonic() > end:
            raise NotUsable("it comes too slowly")
        yield piece

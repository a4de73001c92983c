"""For whoever gives out versions: makes a key once, and puts an installer with its signed note where consoles look."""

from __future__ import annotations

import argparse
import base64
import hashlib
import os
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from console.update import NOTE, NotUsable, UpdateNote, read_note, signed


def make_key(file: Path) -> str:
    """A new key in `file`, which only its owner may read; its public half for the policy. Raises FileExistsError."""
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as written:
        written.write(pem)
    return public_half(key)


def public_half(key: Ed25519PrivateKey) -> str:
    """What stands in the policy as [update] key."""
    raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return base64.b64encode(raw).decode()


def load_key(file: Path) -> Ed25519PrivateKey:
    """The key in `file`. Raises OSError, or ValueError where it is none."""
    key = serialization.load_pem_private_key(file.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError(f"{file} is no Ed25519 key")
    return key


def publish(installer: Path, version: str, news: dict[str, str], key: Ed25519PrivateKey, folder: Path) -> UpdateNote:
    """Put `installer` into `folder` and then the note that tells of it. Raises OSError, or NotUsable for odd words."""
    folder.mkdir(parents=True, exist_ok=True)
    with installer.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    note = UpdateNote(version, installer.name, sha256, installer.stat().st_size, news)
    data = signed(note, key)
    read_note(data, public_half(key))  # what a console would refuse is refused here
    if installer.resolve() != (folder / installer.name).resolve():
        shutil.copyfile(installer, folder / f"{installer.name}.part")
        (folder / f"{installer.name}.part").replace(folder / installer.name)
    (folder / f"{NOTE}.part").write_bytes(data)
    (folder / f"{NOTE}.part").replace(folder / NOTE)  # last: whoever reads it finds the installer
    return note


def main() -> int:
    """Read the arguments; 0, or 1 with a sentence."""
    parser = argparse.ArgumentParser(description=__doc__)
    deeds = parser.add_subparsers(dest="deed", required=True)
    making = deeds.add_parser("key", help="make a key")
    making.add_argument("file", type=Path, help="where the secret half is kept; it leaves this machine never")
    giving = deeds.add_parser("publish", help="sign an installer and put it where consoles look")
    giving.add_argument("installer", type=Path)
    giving.add_argument("--version", required=True, help="x.y.z")
    giving.add_argument("--key", type=Path, required=True, help="the secret half")
    giving.add_argument("--to", type=Path, required=True, metavar="FOLDER", help="a share, or what a web server shows")
    giving.add_argument("--news-en", default="", help="what is new, one sentence")
    giving.add_argument("--news-zh", default="", help="the same in Chinese")
    asked = parser.parse_args()
    try:
        if asked.deed == "key":
            sys.stdout.write(f'[update]\nkey = "{make_key(asked.file)}"\n')
        else:
            news = {"en": asked.news_en, "zh_CN": asked.news_zh}
            note = publish(asked.installer, asked.version, news, load_key(asked.key), asked.to)
            sys.stdout.write(f"{note.file} {note.version}, sha256 {note.sha256}\n")
    except (OSError, ValueError, NotUsable) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

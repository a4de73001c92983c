"""What consoles are told of who signed a switch's certificate: certificates, and never a key that lies beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.telephony.asterisk_authority import LARGEST, authority_in
from tests.certificates import Authority


def test_all_certificates_of_the_file_and_no_key(tmp_path: Path) -> None:
    one, other = Authority(), Authority()
    chain, key = one.server()
    path = tmp_path / "ca.pem"
    path.write_bytes(b"# ours\n" + one.certificate + key + other.certificate + chain)
    told = authority_in(path)
    assert told.count("BEGIN CERTIFICATE") == 3
    assert "PRIVATE KEY" not in told


@pytest.mark.parametrize("content", [b"", b"no certificate", b"\xff\xfe\x00", b"-----BEGIN PRIVATE KEY-----\nAAAA\n"])
def test_what_holds_none_tells_nothing(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "ca.pem"
    path.write_bytes(content)
    assert authority_in(path) == ""


def test_no_file_and_one_that_is_not_there_tell_nothing(tmp_path: Path) -> None:
    assert authority_in(None) == ""
    assert authority_in(tmp_path / "missing.pem") == ""


def test_a_whole_system_list_is_not_sent_with_every_offer(tmp_path: Path) -> None:
    one = Authority().certificate
    path = tmp_path / "ca.pem"
    path.write_bytes(one * (LARGEST // len(one) + 2))
    assert authority_in(path) == ""

"""What a gateway is told: read whole, and every mistake is named by its place."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from console.domain.floor import AwayReason
from console.gateway.config import BadConfig, RecordingsConfig, read_config
from console.gateway.systems import place_of_recordings, shown_to_consoles, telephony_of
from console.telephony.interface import Telephony
from tests.certificates import Authority

GOOD = """
name = "pbx"
[database]
url = "postgresql://db.example/deskside"
login = "gateway-1"
password_file = "secret"
[pbx]
kind = "asterisk"
host = "pbx.example"
user = "deskside"
password_file = "secret"
[pbx.agents]
"Local/2001@agents" = "1002"
[pbx.away_words]
Lunch = "meal"
[recordings]
switch = "/var/spool/asterisk/monitor"
here = "/srv/recordings"
consoles = "//files/recordings"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    secret = tmp_path / "secret"
    secret.write_text("s3cret\nanything\n", encoding="utf-8")
    secret.chmod(0o600)
    path = tmp_path / "gateway.toml"
    path.write_text(GOOD, encoding="utf-8")
    return path


def test_a_good_file_is_read_whole(file: Path) -> None:
    config = read_config(file)
    assert (config.name, config.login, config.password) == ("pbx", "gateway-1", "s3cret")
    assert (config.pbx.host, config.pbx.port, config.pbx.tls) == ("pbx.example", 5039, True)
    assert config.pbx.agents == {"Local/2001@agents": "1002"}
    assert config.pbx.away_words == {"lunch": AwayReason.MEAL}
    assert "s3cret" not in repr(config)
    shown = shown_to_consoles(config)
    assert shown("/srv/recordings/a.wav") == "//files/recordings/a.wav"
    system: Telephony = telephony_of(config)()
    assert system.caps is not None


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('name = "pbx"', "", "name is missing"),
        ('name = "pbx"', 'name = " "', "name is empty"),
        ('name = "pbx"', "name = 7", "name: text is wanted"),
        ('kind = "asterisk"', 'kind = "avaya"', "pbx.kind"),
        ('host = "pbx.example"', 'host = "pbx.example"\nport = true', "pbx.port: a whole number"),
        ('host = "pbx.example"', 'host = "pbx.example"\nhots = 1', "pbx.hots is nothing"),
        ('Lunch = "meal"', 'Lunch = "dinner"', "pbx.away_words"),
        ('"Local/2001@agents" = "1002"', '"Local/2001@agents" = 1002', "pbx.agents: text is wanted for each"),
        ("[database]", "[database", "gateway.toml"),
        ('login = "gateway-1"\npassword_file = "secret"', 'login = "g"\npassword_file = "gone"', "gone"),
    ],
)
def test_a_mistake_is_named(file: Path, old: str, new: str, says: str) -> None:
    assert old in GOOD
    file.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadConfig) as caught:
        read_config(file)
    assert says in str(caught.value)


MEDIA = """
[media]
user = "deskside-ari"
password_file = "secret"
consoles = "pbx.example:8089"
"""


def test_live_sound_is_had_by_ari_where_the_switch_is_unless_told(file: Path) -> None:
    assert read_config(file).media is None
    (file.parent / "ca.pem").write_bytes(Authority().certificate)
    file.write_text(
        GOOD.replace('user = "deskside"', 'user = "deskside"\nca_file = "ca.pem"') + MEDIA, encoding="utf-8"
    )
    media = read_config(file).media
    assert media is not None
    assert (media.websocket, media.user, media.password, media.host) == (True, "deskside-ari", "s3cret", "pbx.example")
    assert (media.port, media.tls, media.ca_file) == (8089, True, file.parent / "ca.pem")
    assert (media.consoles, media.take_over, media.app) == ("pbx.example:8089", "live", "deskside")
    assert "s3cret" not in repr(media)
    assert telephony_of(read_config(file))().live is not None
    file.write_text(GOOD + '[media]\ntransport = "rtp"\n', encoding="utf-8")
    media = read_config(file).media
    assert media is not None
    assert not media.websocket
    assert not media.tell_agent


@pytest.mark.parametrize("media", [MEDIA, '[media]\ntransport = "rtp"\n'])
def test_agents_are_told_where_the_file_says_so(file: Path, media: str) -> None:
    file.write_text(f"{GOOD}{media}tell_agent = true\n", encoding="utf-8")
    told = read_config(file).media
    assert told is not None
    assert told.tell_agent


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("[media]", '[media]\ntransport = "pigeon"', "media.transport"),
        ('user = "deskside-ari"', "", "media.user is missing"),
        ('"pbx.example:8089"', '"https://pbx.example"', "media.consoles: host:port"),
        ("[media]", '[media]\napp = "a-b"', "media.app"),
        ("[media]", "[media]\nhots = 1", "media.hots is nothing"),
        (MEDIA, "[media]", "media.user is missing"),
        (MEDIA, '[media]\ntransport = "rtp"\nuser = "x"', "media.user is nothing"),
    ],
)
def test_a_mistake_about_live_sound_is_named(file: Path, old: str, new: str, says: str) -> None:
    file.write_text(GOOD + MEDIA.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadConfig) as caught:
        read_config(file)
    assert says in str(caught.value)


@pytest.mark.parametrize("account", ["deskside", "deskside-ari"])
def test_an_authority_that_cannot_be_read_is_named(file: Path, account: str) -> None:
    """By the telephone system it would only look as if nobody answered there, for ever."""
    words = (GOOD + MEDIA).replace(f'user = "{account}"', f'user = "{account}"\nca_file = "ca.pem"')
    file.write_text(words, encoding="utf-8")
    with pytest.raises(BadConfig, match=r"ca\.pem: No such file"):
        read_config(file)
    (file.parent / "ca.pem").write_text("no certificate", encoding="utf-8")
    with pytest.raises(BadConfig, match=r"ca\.pem: it holds no certificate"):
        read_config(file)
    (file.parent / "ca.pem").write_bytes(Authority().certificate)
    assert read_config(file).media is not None


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps rights otherwise")
def test_a_secret_that_everybody_may_read_is_refused(file: Path) -> None:
    (file.parent / "secret").chmod(0o644)
    with pytest.raises(BadConfig, match="chmod 600"):
        read_config(file)


def test_the_names_of_recordings_are_of_a_known_kind(file: Path) -> None:
    file.write_text(GOOD + 'names = "freepbx"\n', encoding="utf-8")
    config = read_config(file)
    place = place_of_recordings(config)
    assert place is not None
    assert (place.folder, place.source.preset) == ("/srv/recordings", "freepbx")
    assert place.shown("/srv/recordings/2026/a.wav") == "//files/recordings/2026/a.wav"
    file.write_text(GOOD + 'names = "nobody"\n', encoding="utf-8")
    with pytest.raises(BadConfig, match="known are asterisk, freepbx"):
        read_config(file)
    assert place_of_recordings(replace(config, recordings=RecordingsConfig())) is None

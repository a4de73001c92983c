"""One place that turns a fault into one sentence for the user, in the language in force."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from pathlib import PurePath

from PySide6.QtCore import QCoreApplication, QLocale

from console.desk.time_text import dated_moment, day_text
from console.desk.wording import words
from console.domain.faults import Fault, FaultKind

# Wordings from the fullest to the barest: the first whose facts are all known is said.
_WORDS: Mapping[FaultKind, tuple[str, ...]] = {
    FaultKind.DATABASE_LOCKED: (
        words("Sentences", "The database is busy with another program; your work is kept and tried again."),
    ),
    FaultKind.DATABASE_UNREACHABLE: (
        words("Sentences", "The database cannot be reached. Check the network and the address in Settings."),
    ),
    FaultKind.ADDRESS_UNSAFE: (
        words(
            "Sentences",
            "The address asks for a connection without a checked certificate (sslmode={sslmode}); take that out of it.",
        ),
        words("Sentences", "The address asks for a connection without a checked certificate; take that out of it."),
    ),
    FaultKind.SERVER_NOT_TRUSTED: (
        words(
            "Sentences",
            "The server's certificate is out of date or not one that this PC trusts, so nothing was sent to it.",
        ),
    ),
    FaultKind.TOO_MANY_CONNECTIONS: (
        words("Sentences", "The server has no connection left; try again in a moment, or ask an administrator."),
    ),
    FaultKind.ACCOUNT_CLOSED: (words("Sentences", "This account is closed; an administrator can open it again."),),
    FaultKind.DATABASE_NEWER: (
        words("Sentences", "The database was made by a newer version of Deskside; update this one to open it."),
    ),
    FaultKind.NO_FORM: (
        words(
            "Sentences", "No monitoring form is published in this database yet; a manager or administrator does that."
        ),
    ),
    FaultKind.NOT_REMEMBERED: (
        words("Sentences", "This PC's keyring did not take the password, so it is not remembered."),
    ),
    FaultKind.DATABASE_OLDER: (
        words("Sentences", "The database is of an older version of Deskside; an administrator has to update it first."),
    ),
    FaultKind.DATABASE_BROKEN: (
        words("Sentences", "The database is damaged or is not one of Deskside; nothing was written to it."),
    ),
    FaultKind.DISK_FULL: (
        words("Sentences", "The disk is full; make room, then go on. What was saved before is safe."),
    ),
    FaultKind.NO_RIGHT: (words("Sentences", "Your role does not allow this."),),
    FaultKind.CHANGED_ELSEWHERE: (
        words("Sentences", "This was changed in another window meanwhile; open it again to see the latest."),
    ),
    FaultKind.DRAFT_TAKEN: (
        words("Sentences", "{owner} has been scoring this call since {since}."),
        words("Sentences", "{owner} is already scoring this call."),
        words("Sentences", "Another inspector is already scoring this call."),
    ),
    FaultKind.NO_OUTPUT_DEVICE: (
        words("Sentences", "No sound output was found; plug in a headset or choose one in Settings."),
    ),
    FaultKind.DEVICE_LOST: (
        words("Sentences", "The sound output “{device}” is gone; playing stopped at this place."),
        words("Sentences", "The sound output is gone; playing stopped at this place."),
    ),
    FaultKind.NO_INPUT_DEVICE: (
        words("Sentences", "The microphone “{device}” is not there; plug it in, or choose another one in Settings."),
        words("Sentences", "No microphone was found; plug in a headset or choose one in Settings."),
    ),
    FaultKind.INPUT_LOST: (
        words("Sentences", "The microphone “{device}” is gone; you are muted."),
        words("Sentences", "The microphone is gone; you are muted."),
    ),
    FaultKind.FILE_MISSING: (
        words("Sentences", "{file}: the file is no longer there."),
        words("Sentences", "The file is no longer there."),
    ),
    FaultKind.FILE_UNREADABLE: (
        words("Sentences", "{file}: the file may not be read."),
        words("Sentences", "The file may not be read."),
    ),
    FaultKind.FILE_NOT_WRITTEN: (
        words("Sentences", "{file}: the file could not be written."),
        words("Sentences", "The file could not be written."),
    ),
    FaultKind.SETTINGS_NOT_KEPT: (
        words("Sentences", "The settings could not be saved; they hold until the window closes."),
    ),
    FaultKind.SETTINGS_LEFT_ALONE: (
        words(
            "Sentences",
            "The settings file cannot be read now: defaults hold until the window closes, and the file stays as it is.",
        ),
    ),
    FaultKind.OFFLINE_OFF: (
        words("Sentences", "Working without the database is off on this PC; nothing is kept here meanwhile."),
    ),
    FaultKind.OUTBOX_DAMAGED: (
        words("Sentences", "What waited here to be shared could not be read whole; it is kept untouched as {file}."),
        words("Sentences", "What waited here to be shared could not be read whole; it is kept untouched."),
    ),
    FaultKind.TELEPHONE_REFUSED: (
        words("Sentences", "The telephone system refuses the gateway's login; an administrator has to mend it."),
    ),
    FaultKind.MEDIA_UNREACHABLE: (
        words(
            "Sentences", "The call's sound does not reach this PC: look at the firewall and at the telephone system."
        ),
    ),
    FaultKind.MEDIA_NOT_TRUSTED: (
        words(
            "Sentences",
            "This PC does not trust the telephone system's certificate, so the call is not heard: an administrator"
            " names whoever signed it at the gateway (ca_file).",
        ),
    ),
    FaultKind.NEEDS_DATABASE: (
        words("Sentences", "This needs the database, which cannot be reached now; try again when it is back."),
    ),
    FaultKind.NOT_AUDIO: (
        words("Sentences", "{file}: this is not a sound recording."),
        words("Sentences", "This is not a sound recording."),
    ),
    FaultKind.AUDIO_EMPTY: (
        words("Sentences", "{file}: the recording is empty."),
        words("Sentences", "The recording is empty."),
    ),
    FaultKind.AUDIO_TRUNCATED: (
        words("Sentences", "{file}: the recording breaks off early; what is there can be heard."),
        words("Sentences", "The recording breaks off early; what is there can be heard."),
    ),
    FaultKind.AUDIO_UNSUPPORTED: (
        words("Sentences", "{file}: this kind of sound cannot be played ({format})."),
        words("Sentences", "{file}: this kind of sound cannot be played."),
        words("Sentences", "This kind of sound cannot be played."),
    ),
    FaultKind.PAIR_MISMATCH: (words("Sentences", "The agent's and the customer's files do not belong together."),),
    FaultKind.RECORDING_AWAITED: (
        words("Sentences", "The recording of this call has not come yet; what was marked live is kept."),
    ),
    FaultKind.RECORDING_REMOVED: (
        words("Sentences", "The recording was removed on {on}; the centre's rules keep recordings no longer."),
        words("Sentences", "The recording was removed; the centre's rules keep recordings no longer."),
    ),
    FaultKind.BAD_FORM: (
        words("Sentences", "The monitoring form has a mistake at “{where}” and was not used."),
        words("Sentences", "The monitoring form has a mistake and was not used."),
    ),
    FaultKind.BAD_CSV: (
        words("Sentences", "{file}: this table cannot be read, line {line}."),
        words("Sentences", "{file}: this table cannot be read."),
        words("Sentences", "This table cannot be read."),
    ),
    FaultKind.BAD_PATTERN: (
        words("Sentences", "The file-name pattern has a mistake at character {at}."),
        words("Sentences", "The file-name pattern has a mistake."),
    ),
    FaultKind.BAD_SETTINGS: (
        words("Sentences", "The settings file was damaged; defaults are used and the old one is kept as {file}."),
        words("Sentences", "The settings file was damaged; defaults are used."),
    ),
    FaultKind.BAD_GATEWAY_FILE: (
        words("Sentences", "The gateway file named in Settings cannot be used: {why}"),
        words("Sentences", "The gateway file named in Settings cannot be used."),
    ),
    FaultKind.POLICY_BROKEN: (
        words(
            "Sentences",
            "The policy of this PC cannot be read, so no database is opened. Tell your administrator: {place}",
        ),
        words("Sentences", "The policy of this PC cannot be read, so no database is opened. Tell your administrator."),
    ),
    FaultKind.UPDATE_REFUSED: (
        words(
            "Sentences",
            "The installer cannot be had, or is not the one that was signed, so it is not opened. "
            "Tell your administrator.",
        ),
    ),
    FaultKind.PASSWORD_IN_ADDRESS: (
        words(
            "Sentences",
            "The database's address holds a password, which is never kept here; put it into a .pgpass or service file.",
        ),
    ),
    FaultKind.WRONG_SIGN_ON: (words("Sentences", "Work number or password is not right."),),
    FaultKind.PASSWORD_TOO_SHORT: (
        words("Sentences", "A password has at least {least} characters."),
        words("Sentences", "This password is too short."),
    ),
    FaultKind.WRONG_PIN: (words("Sentences", "Work number or PIN is not right."),),
    FaultKind.TOO_MANY_TRIES: (
        words("Sentences", "Too many wrong tries; try again in {minutes} min."),
        words("Sentences", "Too many wrong tries; try again later."),
    ),
    FaultKind.NUMBER_TAKEN: (
        words("Sentences", "Work number {number} belongs to somebody else."),
        words("Sentences", "This work number belongs to somebody else."),
    ),
    FaultKind.NUMBER_UNUSABLE: (
        words("Sentences", "Work number {number} cannot be the name of a login."),
        words("Sentences", "This work number cannot be the name of a login."),
    ),
    FaultKind.ALREADY_SUBMITTED: (
        words("Sentences", "This sheet is already submitted; start a correction to change it."),
    ),
    FaultKind.ALREADY_APPEALED: (words("Sentences", "This item is already appealed."),),
    FaultKind.REASON_MISSING: (words("Sentences", "Give a reason; it goes into the record."),),
    FaultKind.TEXT_TOO_LONG: (words("Sentences", "A name or number is too long for the database; shorten it."),),
    FaultKind.NOT_FOUND: (words("Sentences", "This is no longer in the database."),),
    FaultKind.NOTE_INCOMPLETE: (
        words("Sentences", "The coaching note is not complete yet; fill in what it still needs, then share it."),
    ),
    FaultKind.BUG: (
        words("Sentences", "Something went wrong in Deskside; it is in the log. Your work is kept; you can go on."),
    ),
}

# Sharper wordings where the fault says why.
_WHY: Mapping[tuple[FaultKind, str], str] = {
    (FaultKind.DATABASE_UNREACHABLE, "not_let_in"): words(
        "Sentences", "The server lets nobody in from this PC; an administrator can allow it in pg_hba.conf."
    ),
    (FaultKind.DATABASE_UNREACHABLE, "password_changed"): words(
        "Sentences", "The server takes your password no longer; sign off, and sign on with the new one."
    ),
    (FaultKind.DATABASE_UNREACHABLE, "no_such_database"): words(
        "Sentences", "The server has no database of this name; check the address in Settings."
    ),
    (FaultKind.SERVER_NOT_TRUSTED, "no_tls"): words(
        "Sentences",
        "The server offers no encrypted connection, so nothing was sent to it; an administrator can turn TLS on.",
    ),
    (FaultKind.SERVER_NOT_TRUSTED, "host_name"): words(
        "Sentences", "The server's certificate is for another name than the address in Settings."
    ),
    (FaultKind.SERVER_NOT_TRUSTED, "no_roots"): words(
        "Sentences", "The file of trusted certificates that the address names cannot be read."
    ),
    (FaultKind.NUMBER_UNUSABLE, "empty"): words("Sentences", "A work number cannot be empty."),
    (FaultKind.NUMBER_UNUSABLE, "characters"): words(
        "Sentences", "A work number cannot begin or end with a space or hold characters that do not show."
    ),
    (FaultKind.NUMBER_UNUSABLE, "too_long"): words("Sentences", "A work number has at most 63 Latin letters."),
    (FaultKind.NUMBER_UNUSABLE, "reserved"): words("Sentences", "PostgreSQL keeps the name {number} for itself."),
    (FaultKind.NUMBER_UNUSABLE, "login_of_another"): words(
        "Sentences", "The server has a login named {number} that does not belong to Deskside."
    ),
    (FaultKind.BAD_CSV, "encoding"): words("Sentences", "The table is in no known encoding; save it as UTF-8 or GBK."),
    (FaultKind.BAD_CSV, "not_text"): words("Sentences", "{file}: this is not a table of text."),
    (FaultKind.BAD_CSV, "empty"): words("Sentences", "{file}: the table is empty."),
    (FaultKind.BAD_CSV, "header"): words("Sentences", "{file}: the first line must name the columns."),
    (FaultKind.BAD_CSV, "too_long"): words("Sentences", "{file}: the table is too long for one import."),
    (FaultKind.BAD_CSV, "no_key"): words("Sentences", "Choose the column with the file name or the call number."),
    (FaultKind.BAD_PATTERN, "empty"): words("Sentences", "The file-name pattern is empty."),
    (FaultKind.BAD_PATTERN, "unknown_field"): words(
        "Sentences", "The file-name pattern has an unknown field at character {at}."
    ),
    (FaultKind.BAD_PATTERN, "not_closed"): words(
        "Sentences", "The file-name pattern lacks a closing bracket for character {at}."
    ),
    (FaultKind.BAD_PATTERN, "fields_touch"): words(
        "Sentences", "Two fields of the pattern touch at character {at}; put something between them."
    ),
    (FaultKind.BAD_PATTERN, "bad_format"): words(
        "Sentences", "The pattern has an unknown form of date or time at character {at}."
    ),
    (FaultKind.BAD_PATTERN, "nested"): words(
        "Sentences", "The pattern has optional parts inside each other at character {at}."
    ),
    (FaultKind.OFFLINE_OFF, "no_keyring"): words(
        "Sentences",
        "This PC has no keyring to lock work up with, so nothing can be done while the database cannot be reached.",
    ),
    (FaultKind.OFFLINE_OFF, "keyring_failed"): words(
        "Sentences",
        "This PC's keyring did not open, so nothing can be done while the database cannot be reached.",
    ),
    (FaultKind.OFFLINE_OFF, "key_missing"): words(
        "Sentences",
        "Work waits on this PC, but its key is no longer in the keyring; the file is kept. Ask whoever keeps this PC.",
    ),
    (FaultKind.OFFLINE_OFF, "held"): words(
        "Sentences", "Another window of yours keeps work on this PC; go on there, or close it first."
    ),
    (FaultKind.NEEDS_DATABASE, "first_opening"): words(
        "Sentences", "This call was not opened before the database went away; it can be opened when that is back."
    ),
    (FaultKind.NEEDS_DATABASE, "take_over"): words(
        "Sentences", "A sheet can be taken over only while the database can be reached."
    ),
    (FaultKind.NEEDS_DATABASE, "reveal"): words(
        "Sentences", "A number can be shown only while the database can be reached, because that is recorded there."
    ),
    (FaultKind.NEEDS_DATABASE, "acknowledge"): words(
        "Sentences", "An agent can sign only while the database can be reached."
    ),
    (FaultKind.NEEDS_DATABASE, "import"): words(
        "Sentences", "Recordings can be brought in only while the database can be reached."
    ),
    (FaultKind.POLICY_BROKEN, "password"): words(
        "Sentences",
        "The database's address in the policy of this PC holds a password, so it is not opened. "
        "Tell your administrator: {place}",
    ),
    (FaultKind.POLICY_BROKEN, "address"): words(
        "Sentences",
        "The policy of this PC names no database that can be opened. Tell your administrator: {place}",
    ),
    (FaultKind.POLICY_BROKEN, "writable"): words(
        "Sentences",
        "Everybody may change the policy of this PC, so it is not trusted. Tell your administrator: {place}",
    ),
    (FaultKind.BAD_SETTINGS, "time_zone"): words("Sentences", "This computer knows no time zone “{zone}”."),
    (FaultKind.BAD_PATTERN, "twice"): words(
        "Sentences", "The file-name pattern names a field twice, at character {at}."
    ),
}


def _said_facts(fault: Fault) -> dict[str, str]:
    facts = dict(fault.facts)
    for name in ("path", "name", "file"):
        if name in facts:
            facts["file"] = PurePath(str(facts[name]).replace("\\", "/")).name
    said = {name: _said(value) for name, value in facts.items()}
    if "at" in facts and isinstance(facts["at"], int):
        said["at"] = _said(facts["at"] + 1)
    return said


def _said(value: str | int | float) -> str:
    """Numbers and times as the locale writes them; other words as they are."""
    if isinstance(value, int | float):
        return QLocale().toString(value)
    if len(value) == 10 and value[4:5] == value[7:8] == "-":
        with suppress(ValueError):
            return day_text(date.fromisoformat(value))
    if len(value) >= 16 and value[4:5] == "-" and "T" in value:
        with suppress(ValueError):
            return dated_moment(datetime.fromisoformat(value))
    return value


def sentence_of(fault: Fault) -> str:
    """What to tell the user of `fault`: one sentence, without codes."""
    facts = _said_facts(fault)
    wordings = _WORDS.get(fault.kind, _WORDS[FaultKind.BUG])
    sharper = _WHY.get((fault.kind, str(fault.facts.get("why", ""))))
    for wording in (*((sharper,) if sharper else ()), *wordings):
        said = QCoreApplication.translate("Sentences", wording)
        try:
            return said.format_map(facts)
        except KeyError:
            continue
    return QCoreApplication.translate("Sentences", wordings[-1])


def kinds_with_sentence() -> frozenset[FaultKind]:
    """The kinds that have a sentence; a test holds it to be all of them."""
    return frozenset(_WORDS)

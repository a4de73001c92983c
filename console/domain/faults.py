"""What can go wrong, typed by whose fault it is, so that one place can say it in one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class FaultKind(StrEnum):
    """Every failure the user may be told of; each has one sentence in `console/desk/sentences.py`."""

    # the place
    DATABASE_LOCKED = "database_locked"
    DATABASE_UNREACHABLE = "database_unreachable"
    ADDRESS_UNSAFE = "address_unsafe"
    SERVER_NOT_TRUSTED = "server_not_trusted"
    TOO_MANY_CONNECTIONS = "too_many_connections"
    ACCOUNT_CLOSED = "account_closed"
    DATABASE_NEWER = "database_newer"
    DATABASE_OLDER = "database_older"
    DATABASE_BROKEN = "database_broken"
    NO_FORM = "no_form"
    NOT_REMEMBERED = "not_remembered"
    DISK_FULL = "disk_full"
    NO_RIGHT = "no_right"
    CHANGED_ELSEWHERE = "changed_elsewhere"
    DRAFT_TAKEN = "draft_taken"
    NO_OUTPUT_DEVICE = "no_output_device"
    DEVICE_LOST = "device_lost"
    NO_INPUT_DEVICE = "no_input_device"
    INPUT_LOST = "input_lost"
    FILE_MISSING = "file_missing"
    FILE_UNREADABLE = "file_unreadable"
    FILE_NOT_WRITTEN = "file_not_written"
    SETTINGS_NOT_KEPT = "settings_not_kept"
    SETTINGS_LEFT_ALONE = "settings_left_alone"
    POLICY_BROKEN = "policy_broken"
    UPDATE_REFUSED = "update_refused"
    OFFLINE_OFF = "offline_off"
    OUTBOX_DAMAGED = "outbox_damaged"
    NEEDS_DATABASE = "needs_database"
    TELEPHONE_REFUSED = "telephone_refused"
    MEDIA_UNREACHABLE = "media_unreachable"
    MEDIA_NOT_TRUSTED = "media_not_trusted"
    # the input
    NOT_AUDIO = "not_audio"
    AUDIO_EMPTY = "audio_empty"
    AUDIO_TRUNCATED = "audio_truncated"
    AUDIO_UNSUPPORTED = "audio_unsupported"
    PAIR_MISMATCH = "pair_mismatch"
    RECORDING_REMOVED = "recording_removed"
    RECORDING_AWAITED = "recording_awaited"
    BAD_FORM = "bad_form"
    BAD_CSV = "bad_csv"
    BAD_PATTERN = "bad_pattern"
    BAD_SETTINGS = "bad_settings"
    BAD_GATEWAY_FILE = "bad_gateway_file"
    PASSWORD_IN_ADDRESS = "password_in_address"  # noqa: S105 - the name of a mistake
    WRONG_SIGN_ON = "wrong_sign_on"
    PASSWORD_TOO_SHORT = "password_too_short"  # noqa: S105 - the name of a mistake
    WRONG_PIN = "wrong_pin"
    TOO_MANY_TRIES = "too_many_tries"
    NUMBER_TAKEN = "number_taken"
    NUMBER_UNUSABLE = "number_unusable"
    ALREADY_SUBMITTED = "already_submitted"
    ALREADY_APPEALED = "already_appealed"
    REASON_MISSING = "reason_missing"
    TEXT_TOO_LONG = "text_too_long"
    NOT_FOUND = "not_found"
    NOTE_INCOMPLETE = "note_incomplete"
    # ours
    BUG = "bug"


class Fault(Exception):
    """A failure with its kind and the facts its sentence needs; never a finished sentence."""

    def __init__(self, kind: FaultKind, **facts: str | int | float) -> None:
        super().__init__(f"{kind}: {facts}")
        self.kind = kind
        self.facts: Mapping[str, str | int | float] = facts


class PlaceFault(Fault):
    """The place is at fault: database, disk, device, rights. Trying again may help."""


class InputFault(Fault):
    """What was given is at fault: a broken file, a bad form, a wrong password."""


class BugFault(Fault):
    """We are at fault; the log has the traceback, the user hears it once."""

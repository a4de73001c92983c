"""The keys that actions have until somebody gives them others, by group, and which groups share a screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from console.desk.keys import Action, KeyGroup, item_action


class Chords(NamedTuple):
    """The key of an action outside text boxes, and inside one. Empty means none; plain keys type in a text box."""

    plain: str
    in_text: str


_ITEM_KEYS = (*"1234567890", *"QWERTYUIOP")

_GROUPS: Mapping[KeyGroup, Mapping[Action, Chords]] = {
    KeyGroup.PLAYING: {
        Action.PLAY: Chords("Space", "Ctrl+Space"),
        Action.BACK_5_S: Chords("Left", "Alt+Shift+Left"),
        Action.FORWARD_5_S: Chords("Right", "Alt+Shift+Right"),
        Action.BACK_15_S: Chords("Shift+Left", ""),
        Action.FORWARD_15_S: Chords("Shift+Right", ""),
        Action.BACK_1_S: Chords("Ctrl+Left", ""),
        Action.FORWARD_1_S: Chords("Ctrl+Right", ""),
        Action.SLOWER: Chords("-", "Ctrl+-"),
        Action.FASTER: Chords("+", "Ctrl++"),
        Action.NORMAL_SPEED: Chords("=", "Ctrl+="),
        Action.AGENT_ONLY: Chords("A", "Ctrl+1"),
        Action.CUSTOMER_ONLY: Chords("C", "Ctrl+2"),
        Action.BOTH_LANES: Chords("B", "Ctrl+3"),
        Action.SKIP_SILENCE: Chords("Shift+S", ""),
        Action.ZOOM_IN: Chords("Ctrl+Up", ""),
        Action.ZOOM_OUT: Chords("Ctrl+Down", ""),
        Action.ZOOM_WHOLE: Chords("Ctrl+Home", ""),
        Action.FOLLOW: Chords("F", ""),
        Action.GO_TO_LIVE: Chords("End", "Alt+End"),
        Action.STOP_LISTENING: Chords("Shift+L", ""),
    },
    KeyGroup.MARKING: {
        Action.MARK: Chords("M", "Ctrl+M"),
        Action.PREVIOUS_MARK: Chords("Alt+Left", "Alt+Left"),
        Action.NEXT_MARK: Chords("Alt+Right", "Alt+Right"),
        Action.LOOP_IN: Chords("[", ""),
        Action.LOOP_OUT: Chords("]", ""),
        Action.LOOP: Chords("L", ""),
    },
    KeyGroup.ITEMS: {item_action(n): Chords(key, "") for n, key in enumerate(_ITEM_KEYS, start=1)},
    KeyGroup.SCORING: {
        Action.NEXT_UNSCORED: Chords("Tab", ""),
        Action.ITEM_CONFORMS: Chords(".", ""),
        Action.ITEM_NOT_APPLICABLE: Chords("X", ""),
        Action.PLAY_EVIDENCE: Chords("V", ""),
        Action.PLAY_SUGGESTION: Chords("Shift+V", ""),
        Action.TAKE_SUGGESTION: Chords("G", ""),
        Action.NOTE: Chords("N", ""),
        Action.UNDO: Chords("Ctrl+Z", ""),
        Action.REDO: Chords("Ctrl+Y", ""),
        Action.REST_CONFORM: Chords("Shift+Return", ""),
        Action.SUBMIT: Chords("Ctrl+Return", "Ctrl+Return"),
        Action.COACH_THIS: Chords("Ctrl+K", "Ctrl+Shift+K"),
        Action.PRAISE: Chords("Shift+W", "Alt+Shift+W"),
    },
    KeyGroup.LIST: {
        Action.FIND: Chords("/", "Ctrl+F"),
        Action.NEXT_CALL: Chords("Ctrl+PgDown", "Ctrl+PgDown"),
        Action.PREVIOUS_CALL: Chords("Ctrl+PgUp", "Ctrl+PgUp"),
        Action.IMPORT: Chords("Ctrl+O", "Ctrl+O"),
        Action.LISTEN_HERE: Chords("Ctrl+L", "Ctrl+L"),
    },
    KeyGroup.FLOOR: {
        Action.FLOOR_FIND: Chords("/", "Ctrl+F"),
        Action.FLOOR_NEXT_PAGE: Chords("Ctrl+PgDown", "Ctrl+PgDown"),
        Action.FLOOR_PREVIOUS_PAGE: Chords("Ctrl+PgUp", "Ctrl+PgUp"),
        Action.FLOOR_LARGER: Chords("Ctrl+=", "Ctrl+="),
        Action.FLOOR_SMALLER: Chords("Ctrl+-", "Ctrl+-"),
        Action.FLOOR_WHOLE: Chords("Ctrl+0", "Ctrl+0"),
        Action.FLOOR_WINDOW: Chords("F9", "F9"),
        Action.FLOOR_FULL_SCREEN: Chords("F11", "F11"),
    },
    KeyGroup.ROOM: {
        Action.FLOOR_WORST: Chords("G", "Ctrl+G"),
        Action.FLOOR_LISTEN: Chords("L", ""),
        Action.FLOOR_ROUND: Chords("R", ""),
        Action.FLOOR_AWAY: Chords("Shift+A", ""),
        Action.FLOOR_READY: Chords("Shift+R", ""),
        Action.FLOOR_SIGN_OFF: Chords("Shift+X", ""),
        Action.FLOOR_END_CALL: Chords("Shift+H", ""),
        Action.FLOOR_TAKE_OVER: Chords("Shift+T", ""),
        Action.FLOOR_WHY: Chords("W", ""),
    },
    KeyGroup.PAST: {
        Action.PAST_PLAY: Chords("Space", ""),
        Action.PAST_BACK_5_S: Chords("Left", ""),
        Action.PAST_FORWARD_5_S: Chords("Right", ""),
        Action.PAST_BACK_1_MIN: Chords("Shift+Left", ""),
        Action.PAST_FORWARD_1_MIN: Chords("Shift+Right", ""),
        Action.PAST_BACK_10_MIN: Chords("Ctrl+Left", ""),
        Action.PAST_FORWARD_10_MIN: Chords("Ctrl+Right", ""),
        Action.PAST_BEGIN: Chords("Home", ""),
        Action.PAST_END: Chords("End", ""),
        Action.PAST_PREVIOUS: Chords("P", ""),
        Action.PAST_NEXT: Chords("N", ""),
        Action.PAST_NOTE: Chords("M", ""),
        Action.PAST_LEAVE: Chords("B", ""),
    },
    KeyGroup.ALERTS: {
        Action.ALERT_SEEN: Chords("S", ""),
        Action.ALERT_PUT_OFF: Chords("P", ""),
        Action.LIMITS_SAVE: Chords("Ctrl+Return", "Ctrl+Return"),
    },
    KeyGroup.HANDOVER: {
        Action.HAND_OVER: Chords("Ctrl+Return", "Ctrl+Return"),
    },
    KeyGroup.TIME: {
        Action.DAY_BEFORE: Chords("Alt+Left", "Alt+Left"),
        Action.DAY_AFTER: Chords("Alt+Right", "Alt+Right"),
        Action.DAY_TODAY: Chords("Alt+Home", "Alt+Home"),
    },
    KeyGroup.PLAN: {
        Action.PLAN_TOGGLE: Chords("Space", ""),
        Action.PLAN_UNSEAT: Chords("Del", ""),
        Action.PLAN_RENAME: Chords("F2", ""),
        Action.PLAN_UNDO: Chords("Ctrl+Z", ""),
        Action.PLAN_REDO: Chords("Ctrl+Y", ""),
        Action.PLAN_SAVE: Chords("Ctrl+S", "Ctrl+S"),
    },
    KeyGroup.WINDOW: {
        Action.GO_FLOOR: Chords("Alt+1", "Alt+1"),
        Action.GO_REVIEW: Chords("Alt+2", "Alt+2"),
        Action.GO_COACHING: Chords("Alt+3", "Alt+3"),
        Action.GO_SETTINGS: Chords("Ctrl+,", "Ctrl+,"),
        Action.NEXT_PANE: Chords("F6", "F6"),
        Action.PREVIOUS_PANE: Chords("Shift+F6", "Shift+F6"),
        Action.DISMISS: Chords("Esc", "Esc"),
        Action.TALK: Chords("F8", "F8"),
        Action.OPEN_MICROPHONE: Chords("Shift+F8", "Shift+F8"),
        Action.KEYS: Chords("F1", "F1"),
        Action.OUTBOX: Chords("Ctrl+Shift+O", "Ctrl+Shift+O"),
        Action.SIGN_OFF: Chords("Ctrl+Shift+L", "Ctrl+Shift+L"),
        Action.QUIT: Chords("Ctrl+Q", "Ctrl+Q"),
    },
}

DEFAULTS: Mapping[Action, Chords] = {action: chords for group in _GROUPS.values() for action, chords in group.items()}
_GROUP_OF: Mapping[Action, KeyGroup] = {action: group for group, actions in _GROUPS.items() for action in actions}

REVIEW_GROUPS = frozenset(
    {
        KeyGroup.PLAYING,
        KeyGroup.MARKING,
        KeyGroup.SCORING,
        KeyGroup.ITEMS,
        KeyGroup.LIST,
        KeyGroup.WINDOW,
    }
)
"""The keys of calls and their sheets."""

FLOOR_GROUPS = frozenset({KeyGroup.FLOOR, KeyGroup.WINDOW})
"""The keys of every page of the floor."""

ROOM_GROUPS = FLOOR_GROUPS | {KeyGroup.ROOM}
"""The keys of a room as it is now."""

_PAGES = (KeyGroup.ROOM, KeyGroup.PAST, KeyGroup.ALERTS, KeyGroup.HANDOVER, KeyGroup.TIME, KeyGroup.PLAN)
_SCREENS = (REVIEW_GROUPS, *(FLOOR_GROUPS | {page} for page in _PAGES))


def group_of(action: Action) -> KeyGroup:
    """The group that `action` is listed under."""
    return _GROUP_OF[action]


def can_meet(one: Action, other: Action) -> bool:
    """Whether there is a screen on which both act, so that they cannot have the same key."""
    groups = {_GROUP_OF[one], _GROUP_OF[other]}
    return any(groups <= screen for screen in _SCREENS)

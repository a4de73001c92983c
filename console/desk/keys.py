"""Which key does what: every action of the console with its keys, remappable and checked for conflicts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from console.desk.chords import normal_chord


class KeyGroup(StrEnum):
    """Where a key acts, and its heading on the key sheet."""

    WINDOW = "window"
    LIST = "list"
    PLAYING = "playing"
    MARKING = "marking"
    SCORING = "scoring"
    ITEMS = "items"
    FLOOR = "floor"


class Action(StrEnum):
    """Everything a key can do. Clearing has no key of its own: an item's key pressed again clears it."""

    PLAY = "play"
    BACK_5_S = "back_5_s"
    FORWARD_5_S = "forward_5_s"
    BACK_15_S = "back_15_s"
    FORWARD_15_S = "forward_15_s"
    BACK_1_S = "back_1_s"
    FORWARD_1_S = "forward_1_s"
    SLOWER = "slower"
    FASTER = "faster"
    NORMAL_SPEED = "normal_speed"
    AGENT_ONLY = "agent_only"
    CUSTOMER_ONLY = "customer_only"
    BOTH_LANES = "both_lanes"
    SKIP_SILENCE = "skip_silence"
    LOOP_IN = "loop_in"
    LOOP_OUT = "loop_out"
    LOOP = "loop"
    MARK = "mark"
    PREVIOUS_MARK = "previous_mark"
    NEXT_MARK = "next_mark"
    ZOOM_IN = "zoom_in"
    ZOOM_OUT = "zoom_out"
    ZOOM_WHOLE = "zoom_whole"
    FOLLOW = "follow"
    GO_TO_LIVE = "go_to_live"

    ITEM_1 = "item_1"
    ITEM_2 = "item_2"
    ITEM_3 = "item_3"
    ITEM_4 = "item_4"
    ITEM_5 = "item_5"
    ITEM_6 = "item_6"
    ITEM_7 = "item_7"
    ITEM_8 = "item_8"
    ITEM_9 = "item_9"
    ITEM_10 = "item_10"
    ITEM_11 = "item_11"
    ITEM_12 = "item_12"
    ITEM_13 = "item_13"
    ITEM_14 = "item_14"
    ITEM_15 = "item_15"
    ITEM_16 = "item_16"
    ITEM_17 = "item_17"
    ITEM_18 = "item_18"
    ITEM_19 = "item_19"
    ITEM_20 = "item_20"

    NEXT_UNSCORED = "next_unscored"
    ITEM_CONFORMS = "item_conforms"
    ITEM_NOT_APPLICABLE = "item_not_applicable"
    PLAY_EVIDENCE = "play_evidence"
    PLAY_SUGGESTION = "play_suggestion"
    TAKE_SUGGESTION = "take_suggestion"
    NOTE = "note"
    UNDO = "undo"
    REDO = "redo"
    REST_CONFORM = "rest_conform"
    SUBMIT = "submit"
    COACH_THIS = "coach_this"

    FIND = "find"
    NEXT_CALL = "next_call"
    PREVIOUS_CALL = "previous_call"
    IMPORT = "import"

    FLOOR_FIND = "floor_find"
    FLOOR_WORST = "floor_worst"
    FLOOR_AWAY = "floor_away"
    FLOOR_READY = "floor_ready"
    FLOOR_SIGN_OFF = "floor_sign_off"
    FLOOR_END_CALL = "floor_end_call"
    FLOOR_TAKE_OVER = "floor_take_over"
    FLOOR_WHY = "floor_why"
    FLOOR_LARGER = "floor_larger"
    FLOOR_SMALLER = "floor_smaller"
    FLOOR_WHOLE = "floor_whole"
    FLOOR_WINDOW = "floor_window"
    FLOOR_NEXT_PAGE = "floor_next_page"
    FLOOR_PREVIOUS_PAGE = "floor_previous_page"

    GO_FLOOR = "go_floor"
    GO_REVIEW = "go_review"
    GO_COACHING = "go_coaching"
    GO_QUALITY = "go_quality"
    GO_REPORTS = "go_reports"
    GO_SETTINGS = "go_settings"
    NEXT_PANE = "next_pane"
    PREVIOUS_PANE = "previous_pane"
    DISMISS = "dismiss"
    KEYS = "keys"
    OUTBOX = "outbox"
    SIGN_OFF = "sign_off"
    QUIT = "quit"

    @property
    def item_number(self) -> int | None:
        """1 to 20 for an item's key, else None."""
        return int(self.value[5:]) if self.value.startswith("item_") and self.value[5:].isdigit() else None


def item_action(number: int) -> Action:
    """The action of item `number`, 1 to 20."""
    return Action(f"item_{number}")


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
    },
    KeyGroup.LIST: {
        Action.FIND: Chords("/", "Ctrl+F"),
        Action.NEXT_CALL: Chords("Ctrl+PgDown", "Ctrl+PgDown"),
        Action.PREVIOUS_CALL: Chords("Ctrl+PgUp", "Ctrl+PgUp"),
        Action.IMPORT: Chords("Ctrl+O", "Ctrl+O"),
    },
    KeyGroup.FLOOR: {
        Action.FLOOR_FIND: Chords("/", "Ctrl+F"),
        Action.FLOOR_WORST: Chords("G", "Ctrl+G"),
        Action.FLOOR_AWAY: Chords("Shift+A", ""),
        Action.FLOOR_READY: Chords("Shift+R", ""),
        Action.FLOOR_SIGN_OFF: Chords("Shift+X", ""),
        Action.FLOOR_END_CALL: Chords("Shift+H", ""),
        Action.FLOOR_TAKE_OVER: Chords("Shift+T", ""),
        Action.FLOOR_WHY: Chords("W", ""),
        Action.FLOOR_LARGER: Chords("Ctrl+=", "Ctrl+="),
        Action.FLOOR_SMALLER: Chords("Ctrl+-", "Ctrl+-"),
        Action.FLOOR_WHOLE: Chords("Ctrl+0", "Ctrl+0"),
        Action.FLOOR_WINDOW: Chords("F9", "F9"),
        Action.FLOOR_NEXT_PAGE: Chords("Ctrl+PgDown", "Ctrl+PgDown"),
        Action.FLOOR_PREVIOUS_PAGE: Chords("Ctrl+PgUp", "Ctrl+PgUp"),
    },
    KeyGroup.WINDOW: {
        Action.GO_FLOOR: Chords("Alt+1", "Alt+1"),
        Action.GO_REVIEW: Chords("Alt+2", "Alt+2"),
        Action.GO_COACHING: Chords("Alt+3", "Alt+3"),
        Action.GO_QUALITY: Chords("Alt+4", "Alt+4"),
        Action.GO_REPORTS: Chords("Alt+5", "Alt+5"),
        Action.GO_SETTINGS: Chords("Ctrl+,", "Ctrl+,"),
        Action.NEXT_PANE: Chords("F6", "F6"),
        Action.PREVIOUS_PANE: Chords("Shift+F6", "Shift+F6"),
        Action.DISMISS: Chords("Esc", "Esc"),
        Action.KEYS: Chords("F1", "F1"),
        Action.OUTBOX: Chords("Ctrl+Shift+O", "Ctrl+Shift+O"),
        Action.SIGN_OFF: Chords("Ctrl+Shift+L", "Ctrl+Shift+L"),
        Action.QUIT: Chords("Ctrl+Q", "Ctrl+Q"),
    },
}

DEFAULTS: Mapping[Action, Chords] = {action: chords for group in _GROUPS.values() for action, chords in group.items()}
_GROUP_OF: Mapping[Action, KeyGroup] = {action: group for group, actions in _GROUPS.items() for action in actions}

REVIEW_GROUPS = frozenset(KeyGroup) - {KeyGroup.FLOOR}
"""The keys of calls and their sheets."""

FLOOR_GROUPS = frozenset({KeyGroup.FLOOR, KeyGroup.WINDOW})
"""The keys of the floor. It is another screen than the calls: their letters may be the same."""


def group_of(action: Action) -> KeyGroup:
    """The group that `action` is listed under."""
    return _GROUP_OF[action]


def can_meet(one: Action, other: Action) -> bool:
    """Whether there is a screen on which both act, so that they cannot have the same key."""
    groups = {_GROUP_OF[one], _GROUP_OF[other]}
    return groups <= REVIEW_GROUPS or groups <= FLOOR_GROUPS


@dataclass(frozen=True)
class Conflict:
    """Two or more actions on the same chord where each of them and another can be meant."""

    chord: str
    actions: tuple[Action, ...]
    in_text: bool = False


@dataclass(frozen=True)
class Keymap:
    """The keys in force: the defaults with `changed` laid over them. Immutable; changing gives a new map."""

    changed: Mapping[Action, Chords] = field(default_factory=dict)

    def chords(self, action: Action) -> Chords:
        """The keys of `action`."""
        return self.changed.get(action, DEFAULTS[action])

    def with_changed(self, action: Action, *, plain: str | None = None, in_text: str | None = None) -> Keymap:
        """A map with a key of `action` replaced; None leaves that one alone, "" takes it away."""
        old = self.chords(action)
        new = Chords(
            old.plain if plain is None else normal_chord(plain),
            old.in_text if in_text is None else normal_chord(in_text),
        )
        changed = {a: c for a, c in self.changed.items() if a is not action}
        if new != DEFAULTS[action]:
            changed[action] = new
        return Keymap(changed)

    def with_default(self, action: Action) -> Keymap:
        """A map with `action` back on its default keys."""
        return Keymap({a: c for a, c in self.changed.items() if a is not action})

    def conflicts(self) -> tuple[Conflict, ...]:
        """Chords that more than one action answers to, in the order of the actions.

        Outside text boxes both chords of an action serve, inside only the second.
        """
        found = []
        for in_text in (False, True):
            users: dict[str, list[Action]] = {}
            for action in DEFAULTS:
                plain, typed = self.chords(action)
                for chord in {typed} if in_text else {plain, typed}:
                    if chord:
                        users.setdefault(chord, []).append(action)
            for chord, sharing in users.items():
                who = tuple(a for a in sharing if any(b is not a and can_meet(a, b) for b in sharing))
                if who:
                    found.append(Conflict(chord, who, in_text))
        return tuple(found)

    def actions_on(self, chord: str, *, in_text: bool = False) -> tuple[Action, ...]:
        """Which actions answer to `chord`."""
        wanted = normal_chord(chord)
        return tuple(a for a in DEFAULTS if wanted and self.chords(a)[int(in_text)] == wanted)

    def to_dict(self) -> dict[str, tuple[str, str]]:
        """The differences from the defaults, as the settings keep them."""
        return {action.value: (chords.plain, chords.in_text) for action, chords in self.changed.items()}


def keymap_from_dict(raw: Mapping[str, Iterable[str]]) -> Keymap:
    """The map the settings keep; actions and chords this version does not know are left out."""
    keymap = Keymap()
    for name, pair in raw.items():
        try:
            plain, in_text = pair
            keymap = keymap.with_changed(Action(name), plain=plain, in_text=in_text)
        except ValueError:
            continue
    return keymap

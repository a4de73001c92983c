"""What actions, key groups and keys are called on screen, in the language in force."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from console.desk.keymap import Keymap
from console.desk.keys import Action, KeyGroup
from console.desk.wording import words

_NAMES: Mapping[Action, str] = {
    Action.PLAY: words("Actions", "Play / pause"),
    Action.BACK_5_S: words("Actions", "Back 5 s"),
    Action.FORWARD_5_S: words("Actions", "Forward 5 s"),
    Action.BACK_15_S: words("Actions", "Back 15 s"),
    Action.FORWARD_15_S: words("Actions", "Forward 15 s"),
    Action.BACK_1_S: words("Actions", "Back 1 s"),
    Action.FORWARD_1_S: words("Actions", "Forward 1 s"),
    Action.SLOWER: words("Actions", "Slower"),
    Action.FASTER: words("Actions", "Faster"),
    Action.NORMAL_SPEED: words("Actions", "Normal speed"),
    Action.AGENT_ONLY: words("Actions", "Agent only"),
    Action.CUSTOMER_ONLY: words("Actions", "Customer only"),
    Action.BOTH_LANES: words("Actions", "Both sides"),
    Action.SKIP_SILENCE: words("Actions", "Skip silence"),
    Action.ZOOM_IN: words("Actions", "Zoom in"),
    Action.ZOOM_OUT: words("Actions", "Zoom out"),
    Action.ZOOM_WHOLE: words("Actions", "Whole call"),
    Action.FOLLOW: words("Actions", "Follow the position"),
    Action.GO_TO_LIVE: words("Actions", "To what is said now"),
    Action.STOP_LISTENING: words("Actions", "Stop listening to a live call"),
    Action.TALK: words("Actions", "Speak into a live call"),
    Action.OPEN_MICROPHONE: words("Actions", "Microphone open / muted"),
    Action.MARK: words("Actions", "Mark this place"),
    Action.PREVIOUS_MARK: words("Actions", "Previous mark"),
    Action.NEXT_MARK: words("Actions", "Next mark"),
    Action.LOOP_IN: words("Actions", "Loop starts here"),
    Action.LOOP_OUT: words("Actions", "Loop ends here"),
    Action.LOOP: words("Actions", "Loop on / off"),
    Action.NEXT_UNSCORED: words("Actions", "Next item not scored"),
    Action.ITEM_CONFORMS: words("Actions", "Item conforms"),
    Action.ITEM_NOT_APPLICABLE: words("Actions", "Item not applicable"),
    Action.PLAY_EVIDENCE: words("Actions", "Play the item's evidence"),
    Action.PLAY_SUGGESTION: words("Actions", "Play what is suggested"),
    Action.TAKE_SUGGESTION: words("Actions", "Take the suggestion"),
    Action.NOTE: words("Actions", "Note on the item"),
    Action.UNDO: words("Actions", "Undo"),
    Action.REDO: words("Actions", "Redo"),
    Action.REST_CONFORM: words("Actions", "All the rest conform"),
    Action.SUBMIT: words("Actions", "Submit"),
    Action.COACH_THIS: words("Actions", "Coach this"),
    Action.PRAISE: words("Actions", "Well done: the last 20 s"),
    Action.FIND: words("Actions", "Find a call"),
    Action.NEXT_CALL: words("Actions", "Next call"),
    Action.PREVIOUS_CALL: words("Actions", "Previous call"),
    Action.IMPORT: words("Actions", "Import recordings…"),
    Action.LISTEN_HERE: words("Actions", "Listen to a local input…"),
    Action.FLOOR_FIND: words("Actions", "Find a seat"),
    Action.FLOOR_WORST: words("Actions", "Go to the worst"),
    Action.FLOOR_WHY: words("Actions", "Why it says that"),
    Action.FLOOR_LISTEN: words("Actions", "Listen to the agent's call"),
    Action.FLOOR_ROUND: words("Actions", "Listen to one call after another"),
    Action.FLOOR_AWAY: words("Actions", "Set the agent away"),
    Action.FLOOR_READY: words("Actions", "Set the agent ready"),
    Action.FLOOR_SIGN_OFF: words("Actions", "Sign the agent off"),
    Action.FLOOR_END_CALL: words("Actions", "End the agent's call"),
    Action.FLOOR_TAKE_OVER: words("Actions", "Take over the agent's call"),
    Action.FLOOR_LARGER: words("Actions", "Larger seats"),
    Action.FLOOR_SMALLER: words("Actions", "Smaller seats"),
    Action.FLOOR_WHOLE: words("Actions", "The whole room"),
    Action.FLOOR_WINDOW: words("Actions", "The floor in its own window"),
    Action.FLOOR_FULL_SCREEN: words("Actions", "Full screen, in the floor's own window"),
    Action.FLOOR_NEXT_PAGE: words("Actions", "Next page of the floor"),
    Action.FLOOR_PREVIOUS_PAGE: words("Actions", "Previous page of the floor"),
    Action.PAST_PLAY: words("Actions", "Let the past go on / stop it"),
    Action.PAST_BACK_5_S: words("Actions", "Back 5 s"),
    Action.PAST_FORWARD_5_S: words("Actions", "Forward 5 s"),
    Action.PAST_BACK_1_MIN: words("Actions", "Back 1 min"),
    Action.PAST_FORWARD_1_MIN: words("Actions", "Forward 1 min"),
    Action.PAST_BACK_10_MIN: words("Actions", "Back 10 min"),
    Action.PAST_FORWARD_10_MIN: words("Actions", "Forward 10 min"),
    Action.PAST_BEGIN: words("Actions", "24 hours ago"),
    Action.PAST_END: words("Actions", "The newest moment"),
    Action.PAST_PREVIOUS: words("Actions", "The moment before worth stopping at"),
    Action.PAST_NEXT: words("Actions", "The next moment worth stopping at"),
    Action.PAST_NOTE: words("Actions", "Pin a note"),
    Action.PAST_LEAVE: words("Actions", "Back to now"),
    Action.ALERT_SEEN: words("Actions", "Alert seen"),
    Action.ALERT_PUT_OFF: words("Actions", "Put the alert off"),
    Action.LIMITS_SAVE: words("Actions", "Save the limits"),
    Action.HAND_OVER: words("Actions", "Hand the note over"),
    Action.DAY_BEFORE: words("Actions", "The day before"),
    Action.DAY_AFTER: words("Actions", "The day after"),
    Action.DAY_TODAY: words("Actions", "Today"),
    Action.PLAN_TOGGLE: words("Actions", "Seat or aisle"),
    Action.PLAN_UNSEAT: words("Actions", "Nobody sits there"),
    Action.PLAN_RENAME: words("Actions", "Name the seat"),
    Action.PLAN_UNDO: words("Actions", "Undo"),
    Action.PLAN_REDO: words("Actions", "Redo"),
    Action.PLAN_SAVE: words("Actions", "Save the plan"),
    Action.GO_FLOOR: words("Actions", "Floor"),
    Action.GO_REVIEW: words("Actions", "Review"),
    Action.GO_COACHING: words("Actions", "Coaching"),
    Action.GO_SETTINGS: words("Actions", "Settings"),
    Action.NEXT_PANE: words("Actions", "Next pane"),
    Action.PREVIOUS_PANE: words("Actions", "Previous pane"),
    Action.DISMISS: words("Actions", "Close the message"),
    Action.KEYS: words("Actions", "Keys"),
    Action.OUTBOX: words("Actions", "Waiting to be shared"),
    Action.SIGN_OFF: words("Actions", "Sign off"),
    Action.QUIT: words("Actions", "Quit"),
}
_ITEM = words("Actions", "Item {number}")

_GROUP_NAMES: Mapping[KeyGroup, str] = {
    KeyGroup.PLAYING: words("Actions", "Playing"),
    KeyGroup.MARKING: words("Actions", "Marks and loop"),
    KeyGroup.ITEMS: words("Actions", "Items: mark as not conforming; again to clear"),
    KeyGroup.SCORING: words("Actions", "Scoring"),
    KeyGroup.LIST: words("Actions", "Calls"),
    KeyGroup.FLOOR: words("Actions", "Floor"),
    KeyGroup.ROOM: words("Actions", "Floor: now"),
    KeyGroup.PAST: words("Actions", "Floor: last 24 hours"),
    KeyGroup.ALERTS: words("Actions", "Floor: alerts"),
    KeyGroup.HANDOVER: words("Actions", "Floor: handover"),
    KeyGroup.TIME: words("Actions", "Floor: time kept"),
    KeyGroup.PLAN: words("Actions", "Floor: plan"),
    KeyGroup.WINDOW: words("Actions", "Window"),
}

_KEY_SIGNS: Mapping[str, str] = {
    "Left": "←",
    "Right": "→",
    "Up": "↑",
    "Down": "↓",
    "Return": "Enter",
    "-": "−",
    "PgDown": "PgDn",
}


def action_name(action: Action) -> str:
    """What `action` is called."""
    if action.item_number is not None:
        return QCoreApplication.translate("Actions", _ITEM).format(number=action.item_number)
    return QCoreApplication.translate("Actions", _NAMES[action])


def group_name(group: KeyGroup) -> str:
    """The heading of `group`."""
    return QCoreApplication.translate("Actions", _GROUP_NAMES[group])


def chord_text(chord: str) -> str:
    """`chord` as printed on a key cap: "Shift+Left" is "Shift ←"."""
    if not chord:
        return ""
    key = "+" if chord.endswith("+") else chord.rpartition("+")[2]
    held = [part for part in chord[: len(chord) - len(key)].split("+") if part]
    return " ".join([*held, _KEY_SIGNS.get(key, key)])


def tip(action: Action, keymap: Keymap, text: str = "") -> str:
    """A tooltip that names the key: `text` (or the action's name), then the key in brackets."""
    plain, in_text = keymap.chords(action)
    chord = chord_text(plain or in_text)
    name = text or action_name(action)
    return f"{name} ({chord})" if chord else name

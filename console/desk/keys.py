"""What a key can do: every action of the console, and the places where keys act."""

from __future__ import annotations

from enum import StrEnum


class KeyGroup(StrEnum):
    """Where a key acts, and its heading on the key sheet."""

    WINDOW = "window"
    LIST = "list"
    PLAYING = "playing"
    MARKING = "marking"
    SCORING = "scoring"
    ITEMS = "items"
    FLOOR = "floor"
    ROOM = "room"
    PAST = "past"
    ALERTS = "alerts"
    HANDOVER = "handover"
    TIME = "time"
    PLAN = "plan"


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
    STOP_LISTENING = "stop_listening"
    TALK = "talk"
    OPEN_MICROPHONE = "open_microphone"
    LISTEN_HERE = "listen_here"

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
    PRAISE = "praise"

    FIND = "find"
    NEXT_CALL = "next_call"
    PREVIOUS_CALL = "previous_call"
    IMPORT = "import"

    FLOOR_FIND = "floor_find"
    FLOOR_WORST = "floor_worst"
    FLOOR_LISTEN = "floor_listen"
    FLOOR_ROUND = "floor_round"
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
    FLOOR_FULL_SCREEN = "floor_full_screen"
    FLOOR_NEXT_PAGE = "floor_next_page"
    FLOOR_PREVIOUS_PAGE = "floor_previous_page"

    PAST_PLAY = "past_play"
    PAST_BACK_5_S = "past_back_5_s"
    PAST_FORWARD_5_S = "past_forward_5_s"
    PAST_BACK_1_MIN = "past_back_1_min"
    PAST_FORWARD_1_MIN = "past_forward_1_min"
    PAST_BACK_10_MIN = "past_back_10_min"
    PAST_FORWARD_10_MIN = "past_forward_10_min"
    PAST_BEGIN = "past_begin"
    PAST_END = "past_end"
    PAST_PREVIOUS = "past_previous"
    PAST_NEXT = "past_next"
    PAST_NOTE = "past_note"
    PAST_LEAVE = "past_leave"

    ALERT_SEEN = "alert_seen"
    ALERT_PUT_OFF = "alert_put_off"
    LIMITS_SAVE = "limits_save"

    HAND_OVER = "hand_over"

    DAY_BEFORE = "day_before"
    DAY_AFTER = "day_after"
    DAY_TODAY = "day_today"

    PLAN_TOGGLE = "plan_toggle"
    PLAN_UNSEAT = "plan_unseat"
    PLAN_RENAME = "plan_rename"
    PLAN_UNDO = "plan_undo"
    PLAN_REDO = "plan_redo"
    PLAN_SAVE = "plan_save"

    GO_FLOOR = "go_floor"
    GO_REVIEW = "go_review"
    GO_COACHING = "go_coaching"
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


LIVE_ACTIONS = (Action.GO_TO_LIVE, Action.STOP_LISTENING)
"""What means something only while a live call is open."""

TALK_ACTIONS = (Action.TALK, Action.OPEN_MICROPHONE)
"""What means something only while one can be heard."""

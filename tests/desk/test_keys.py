from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.desk.action_names import action_name, chord_text, group_name, tip
from console.desk.chords import normal_chord, types_text
from console.desk.key_defaults import DEFAULTS, Chords, can_meet, group_of
from console.desk.keymap import Keymap, keymap_from_dict
from console.desk.keys import Action, KeyGroup, item_action

UX_TABLE = {
    Action.PLAY: ("Space", "Ctrl+Space"),
    Action.BACK_5_S: ("Left", "Alt+Shift+Left"),
    Action.FORWARD_15_S: ("Shift+Right", ""),
    Action.BACK_1_S: ("Ctrl+Left", ""),
    Action.SLOWER: ("-", "Ctrl+-"),
    Action.FASTER: ("+", "Ctrl++"),
    Action.NORMAL_SPEED: ("=", "Ctrl+="),
    Action.AGENT_ONLY: ("A", "Ctrl+1"),
    Action.CUSTOMER_ONLY: ("C", "Ctrl+2"),
    Action.BOTH_LANES: ("B", "Ctrl+3"),
    Action.LOOP_IN: ("[", ""),
    Action.SKIP_SILENCE: ("Shift+S", ""),
    Action.MARK: ("M", "Ctrl+M"),
    Action.ITEM_1: ("1", ""),
    Action.ITEM_10: ("0", ""),
    Action.ITEM_11: ("Q", ""),
    Action.ITEM_20: ("P", ""),
    Action.NEXT_UNSCORED: ("Tab", ""),
    Action.REST_CONFORM: ("Shift+Return", ""),
    Action.SUBMIT: ("Ctrl+Return", "Ctrl+Return"),
}


@pytest.mark.parametrize(("action", "chords"), UX_TABLE.items())
def test_the_keys_promised(action: Action, chords: tuple[str, str]) -> None:
    assert Keymap().chords(action) == chords


def test_every_action_has_a_place_a_name_and_a_key() -> None:
    assert set(DEFAULTS) == set(Action)
    for action in Action:
        assert group_of(action) in KeyGroup
        assert action_name(action)
        assert DEFAULTS[action].plain
    assert all(group_name(group) for group in KeyGroup)


def test_the_defaults_do_not_conflict_and_are_spelt_normally() -> None:
    assert Keymap().conflicts() == ()
    for chords in DEFAULTS.values():
        assert tuple(map(normal_chord, chords)) == chords
        assert not chords.in_text or not types_text(chords.in_text)


@pytest.mark.parametrize(
    ("given", "normal"),
    [
        ("shift + left", "Shift+Left"),
        ("Shift+Ctrl+a", "Ctrl+Shift+A"),
        ("ctrl++", "Ctrl++"),
        ("+", "+"),
        ("enter", "Return"),
        ("pgdown", "PgDown"),
        ("", ""),
        (" ", ""),
    ],
)
def test_one_spelling(given: str, normal: str) -> None:
    assert normal_chord(given) == normal
    assert normal_chord(normal) == normal


def test_a_modifier_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="Hyper"):
        normal_chord("Hyper+A")


def test_remapping_keeps_the_old_map_and_shows_the_conflict() -> None:
    first = Keymap()
    second = first.with_changed(Action.MARK, plain="l")
    assert first.chords(Action.MARK).plain == "M"
    assert second.chords(Action.MARK) == Chords("L", "Ctrl+M")
    (conflict,) = second.conflicts()
    assert conflict.chord == "L"
    assert set(conflict.actions) == {Action.MARK, Action.LOOP}
    assert set(conflict.actions) <= set(second.actions_on("L"))
    assert second.with_default(Action.MARK) == first


def test_a_chord_in_text_also_conflicts_outside() -> None:
    conflicts = Keymap().with_changed(Action.UNDO, plain="Ctrl+M").conflicts()
    assert [(c.chord, c.in_text) for c in conflicts] == [("Ctrl+M", False)]


@given(
    st.dictionaries(
        st.sampled_from(list(Action)), st.tuples(st.sampled_from(["", "F9", "Ctrl+J", "z", "+"]), st.just("F10"))
    )
)
def test_a_map_survives_being_kept(changes: dict[Action, tuple[str, str]]) -> None:
    keymap = Keymap()
    for action, (plain, in_text) in changes.items():
        keymap = keymap.with_changed(action, plain=plain, in_text=in_text)
    assert keymap_from_dict(keymap.to_dict()) == keymap


def test_what_this_version_does_not_know_is_left_out() -> None:
    raw = {"beam_up": ("F5", ""), "play": ("Hyper+A", ""), "mark": ("K", "Ctrl+M"), "note": ("N",)}
    assert keymap_from_dict(raw).changed == {Action.MARK: Chords("K", "Ctrl+M")}


def test_items_are_numbered() -> None:
    assert [item_action(n).item_number for n in range(1, 21)] == list(range(1, 21))
    assert Action.ITEM_CONFORMS.item_number is None


def test_key_caps_and_tips() -> None:
    assert chord_text("Shift+Left") == "Shift ←"
    assert chord_text("Ctrl++") == "Ctrl +"
    assert chord_text("") == ""
    assert tip(Action.SUBMIT, Keymap()) == "Submit (Ctrl Enter)"
    assert tip(Action.PLAY, Keymap().with_changed(Action.PLAY, plain="", in_text="")) == "Play / pause"


def test_the_floor_and_the_calls_may_have_the_same_letter_but_not_with_the_window() -> None:
    assert Keymap().chords(Action.FLOOR_FIND).plain == Keymap().chords(Action.FIND).plain
    assert not can_meet(Action.FLOOR_FIND, Action.FIND)
    (clash,) = Keymap().with_changed(Action.FLOOR_WORST, plain="F1").conflicts()
    assert clash.actions == (Action.FLOOR_WORST, Action.KEYS)
    assert Keymap().with_changed(Action.FLOOR_WORST, plain="M").conflicts() == ()
    three = Keymap().with_changed(Action.FLOOR_WORST, plain="Shift+A").with_changed(Action.MARK, plain="Shift+A")
    assert [clash.actions for clash in three.conflicts()] == [(Action.FLOOR_WORST, Action.FLOOR_AWAY)]


def test_pages_of_the_floor_meet_the_whole_floor_but_not_each_other() -> None:
    keymap = Keymap()
    assert keymap.chords(Action.PAST_PREVIOUS).plain == keymap.chords(Action.ALERT_PUT_OFF).plain == "P"
    assert not can_meet(Action.PAST_PREVIOUS, Action.ALERT_PUT_OFF)
    assert not can_meet(Action.PAST_PLAY, Action.PLAY)
    assert keymap.with_changed(Action.PAST_NEXT, plain="G").conflicts() == (), "the worst is gone to in the room now"
    for page in (Action.FLOOR_WORST, Action.PAST_NEXT, Action.ALERT_SEEN, Action.HAND_OVER, Action.DAY_TODAY):
        (clash,) = keymap.with_changed(page, plain="F9").conflicts()
        assert set(clash.actions) == {page, Action.FLOOR_WINDOW}

"""Key chords in one spelling, and whether one types where text is typed."""

from __future__ import annotations

_MODIFIERS = ("Meta", "Ctrl", "Alt", "Shift")
_SAME = {"Enter": "Return", "Escape": "Esc", "Delete": "Del", "Insert": "Ins", "Pgdown": "PgDown", "Pgup": "PgUp"}


def _parts(chord: str) -> tuple[set[str], str]:
    """The modifiers held and the key pressed, in Qt's spelling. ValueError for a modifier that does not exist."""
    text = chord.replace(" ", "")
    key = "+" if text.endswith("+") else text.rpartition("+")[2]
    held = {part.capitalize() for part in text[: len(text) - len(key)].split("+") if part}
    strange = held.difference(_MODIFIERS)
    if strange:
        raise ValueError(f"not a modifier: {', '.join(sorted(strange))}")
    key = key.upper() if len(key) == 1 else key[:1].upper() + key[1:]
    return held, _SAME.get(key.capitalize(), key)


def normal_chord(chord: str) -> str:
    """`chord` in one spelling, Qt's order of modifiers and names of keys: "shift + left" is "Shift+Left"."""
    held, key = _parts(chord)
    return "+".join([*(m for m in _MODIFIERS if m in held), key]) if key else ""


def types_text(chord: str) -> bool:
    """Whether pressing `chord` in a text box would type or edit there, so that it cannot serve as a chord in text."""
    held, key = _parts(chord)
    function_key = key[:1] == "F" and key[1:].isdigit()
    return not ({"Ctrl", "Alt", "Meta"} & held or function_key or key == "Esc")

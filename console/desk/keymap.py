"""The keys in force: the defaults with somebody's own laid over them, checked for conflicts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from console.desk.chords import normal_chord
from console.desk.key_defaults import DEFAULTS, Chords, can_meet
from console.desk.keys import Action


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

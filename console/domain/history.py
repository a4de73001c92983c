"""Undo and redo over whole values: each deed is one step, typing in one place is one step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

T = TypeVar("T")

LIMIT = 500
"""Steps kept; far above what one sheet takes."""


@dataclass(frozen=True)
class History(Generic[T]):
    """A present value with what came before and what was undone. `typing` names the field being typed in."""

    present: T
    past: tuple[T, ...] = ()
    future: tuple[T, ...] = ()
    typing: str = ""

    def do(self, value: T, *, typing: str = "") -> History[T]:
        """The history after a deed. Successive deeds with the same `typing` are one step.

        A deed that changes nothing is no step; it ends a run of typing elsewhere but never begins one, or the
        next keystroke would melt into the step before it.
        """
        if value == self.present:
            return self if typing == self.typing else replace(self, typing="")
        if typing and typing == self.typing:
            return replace(self, present=value, future=())
        past = (*self.past, self.present)[-LIMIT:]
        return History(value, past, (), typing)

    def undo(self) -> History[T]:
        """One step back; unchanged when there is none."""
        if not self.past:
            return self
        return History(self.past[-1], self.past[:-1], (self.present, *self.future))

    def redo(self) -> History[T]:
        """One step forward again; unchanged when there is none."""
        if not self.future:
            return self
        return History(self.future[0], (*self.past, self.present), self.future[1:])

    def mapped(self, change: Callable[[T], T]) -> History[T]:
        """The same steps, each value changed alike."""
        past, future = (tuple(change(one) for one in values) for values in (self.past, self.future))
        return History(change(self.present), past, future, self.typing)

"""The monitoring form as data: groups, items, deduction; a published version never changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from console.domain.faults import FaultKind, InputFault

LANGUAGES = ("zh_CN", "en")


@dataclass(frozen=True)
class FormItem:
    """One line of the sheet. `text` maps language to wording; `number` is what is printed beside it.

    `limit_ms` is how long what the item speaks of may last, where this form says so.
    """

    key: str
    number: int
    text: Mapping[str, str]
    may_not_apply: bool = False
    critical: bool = False
    hint: Mapping[str, str] = field(default_factory=dict)
    limit_ms: int | None = None


@dataclass(frozen=True)
class FormGroup:
    """A titled run of items."""

    key: str
    text: Mapping[str, str]
    items: tuple[FormItem, ...]


@dataclass(frozen=True)
class Form:
    """A published form. Score = total - deduction x items that did not conform (DOMAIN §2)."""

    key: str
    version: int
    title: Mapping[str, str]
    total: int
    deduction: int
    groups: tuple[FormGroup, ...]

    @property
    def items(self) -> tuple[FormItem, ...]:
        """All items in printed order."""
        return tuple(item for group in self.groups for item in group.items)

    def item(self, key: str) -> FormItem:
        """The item called `key`; KeyError when the form has none."""
        for item in self.items:
            if item.key == key:
                return item
        raise KeyError(key)

    @property
    def lowest(self) -> int:
        """The score when every item fails."""
        return self.total - self.deduction * len(self.items)


def _text(raw: object, where: str) -> dict[str, str]:
    if not isinstance(raw, dict) or any(not str(raw.get(lang, "")).strip() for lang in LANGUAGES):
        raise InputFault(FaultKind.BAD_FORM, where=where, why="a text is missing in one language")
    return {str(lang): str(words) for lang, words in raw.items()}


def _limit_ms(raw_item: Mapping[str, Any]) -> int | None:
    if "limit_s" not in raw_item:
        return None
    limit_ms = round(float(raw_item["limit_s"]) * 1000)
    if limit_ms <= 0:
        raise InputFault(FaultKind.BAD_FORM, where=str(raw_item["key"]), why="a limit must be above 0")
    return limit_ms


def form_from_dict(raw: Mapping[str, Any]) -> Form:
    """The form in `raw` (parsed JSON). Raises InputFault(BAD_FORM) naming the place that is wrong."""
    try:
        groups = []
        number = 0
        for raw_group in raw["groups"]:
            items = []
            for raw_item in raw_group["items"]:
                number += 1
                items.append(
                    FormItem(
                        key=str(raw_item["key"]),
                        number=number,
                        text=_text(raw_item["text"], str(raw_item["key"])),
                        may_not_apply=bool(raw_item.get("may_not_apply", False)),
                        critical=bool(raw_item.get("critical", False)),
                        hint={str(k): str(v) for k, v in raw_item.get("hint", {}).items()},
                        limit_ms=_limit_ms(raw_item),
                    )
                )
            groups.append(
                FormGroup(
                    key=str(raw_group["key"]),
                    text=_text(raw_group["text"], str(raw_group["key"])),
                    items=tuple(items),
                )
            )
        form = Form(
            key=str(raw["key"]),
            version=int(raw["version"]),
            title=_text(raw["title"], "title"),
            total=int(raw["total"]),
            deduction=int(raw["deduction"]),
            groups=tuple(groups),
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise InputFault(FaultKind.BAD_FORM, where=str(error), why="missing or of the wrong kind") from error
    _check(form)
    return form


def _check(form: Form) -> None:
    keys = [item.key for item in form.items]
    if not keys:
        raise InputFault(FaultKind.BAD_FORM, where="groups", why="the form has no items")
    if len(set(keys)) != len(keys):
        raise InputFault(FaultKind.BAD_FORM, where="groups", why="two items have the same key")
    if form.deduction <= 0 or form.version <= 0:
        raise InputFault(FaultKind.BAD_FORM, where="deduction, version", why="must be above 0")
    if form.lowest < 0:
        raise InputFault(FaultKind.BAD_FORM, where="deduction", why="the score could fall below 0")


def form_to_dict(form: Form) -> dict[str, Any]:
    """The JSON shape that `form_from_dict` reads back to an equal form."""
    return {
        "key": form.key,
        "version": form.version,
        "title": dict(form.title),
        "total": form.total,
        "deduction": form.deduction,
        "groups": [
            {
                "key": group.key,
                "text": dict(group.text),
                "items": [_item_to_dict(item) for item in group.items],
            }
            for group in form.groups
        ],
    }


def _item_to_dict(item: FormItem) -> dict[str, Any]:
    content = {
        "key": item.key,
        "text": dict(item.text),
        "may_not_apply": item.may_not_apply,
        "critical": item.critical,
        "hint": dict(item.hint),
    }
    return content if item.limit_ms is None else content | {"limit_s": item.limit_ms / 1000}

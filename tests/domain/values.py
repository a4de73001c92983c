"""Strategies for the values of the trade, shared by the property tests."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from hypothesis import strategies as st

from console.domain.forms import Form, FormGroup, FormItem, form_from_dict
from console.domain.ledger import Heard
from console.domain.sheet import Mark, Pin, Sheet, Span, Verdict, add_evidence, blank_sheet, set_item_note, set_verdict

FORM_FILE = Path(__file__).resolve().parents[2] / "resources" / "forms" / "monitoring-1.json"


@lru_cache(maxsize=1)
def monitoring() -> Form:
    """The form that ships."""
    return form_from_dict(json.loads(FORM_FILE.read_text(encoding="utf-8")))


KEYS = tuple(item.key for item in monitoring().items)
keys = st.sampled_from(KEYS)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
words = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12)


@st.composite
def spans(draw: st.DrawFn, longest_ms: int = 400) -> Span:
    """A span in a short call, so that overlaps are common."""
    start = draw(st.integers(0, longest_ms))
    return Span(start, start + draw(st.integers(1, 60)))


@st.composite
def heard(draw: st.DrawFn) -> Heard:
    """A heard stretch of a short call; some are empty, some backwards."""
    start = draw(st.integers(0, 300))
    return Heard(start, start + draw(st.integers(-5, 80)), draw(st.sampled_from((50, 100, 150, 300))))


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    """A sheet that the deeds can make."""
    form = monitoring()
    sheet = blank_sheet(form)
    for item in draw(st.lists(st.sampled_from(form.items), max_size=20, unique_by=lambda i: i.key)):
        verdicts = [v for v in Verdict if item.may_not_apply or v is not Verdict.NOT_APPLICABLE]
        sheet = set_verdict(form, sheet, item.key, draw(st.sampled_from(verdicts)))
        for span in draw(st.lists(spans(), max_size=3)):
            sheet = add_evidence(form, sheet, item.key, span)
        sheet = set_item_note(form, sheet, item.key, draw(texts))
    pins = tuple(sorted(draw(st.sets(st.builds(Pin, st.integers(0, 10**7), texts), max_size=3))))
    return Sheet(sheet.form_key, sheet.form_version, sheet.marks, pins, draw(texts), draw(texts))


@st.composite
def forms(draw: st.DrawFn) -> Form:
    """Any form that may be published."""
    names = draw(st.lists(words, min_size=1, max_size=12, unique=True))
    two = st.fixed_dictionaries({"zh_CN": words, "en": words})
    limits = st.none() | st.integers(1, 10**6)
    items = [
        FormItem(name, number, draw(two), draw(st.booleans()), draw(st.booleans()), limit_ms=draw(limits))
        for number, name in enumerate(names, start=1)
    ]
    cut = draw(st.integers(0, len(items) - 1))
    groups = tuple(
        FormGroup(f"g{n}", draw(two), tuple(part)) for n, part in enumerate((items[:cut], items[cut:])) if part
    )
    deduction = draw(st.integers(1, 5))
    total = deduction * len(items) + draw(st.integers(0, 50))
    return Form(draw(words), draw(st.integers(1, 99)), draw(two), total, deduction, groups)


marks = st.builds(Mark, st.sampled_from(list(Verdict)), texts, st.just(()))

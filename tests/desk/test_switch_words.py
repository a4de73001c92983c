"""Whatever our own gateway can say has words in the language in force; a telephone system's own stand as they are."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication

from console.desk.floor_why_words import why_words
from console.desk.switch_words import switch_words
from console.desk.telephony_link import Telephony, TelephonyNow, telephony_text
from console.store import floor_writing_here

ROOT = Path(__file__).resolve().parents[2]
SPEAKERS = (
    "console/telephony/ami.py",
    "console/telephony/asterisk_deeds.py",
    "console/gateway/gateway.py",
    "console/gateway/deeds.py",
    "console/gateway/listening.py",
)
LOGGING = frozenset({"log.info", "log.exception", "_log.info", "_log.error", "_log.exception", "self._say"})
NEVER_SHOWN = frozenset(
    {
        "permission denied",
        "not dynamic",
        "not there",
        "already there",
        "no such channel",
        "not connected yet",
        "ended by a supervisor",
    }
)
"""What the telephone system is heard to say, or is told."""

SAID = (
    "fixed in 600 (Member not dynamic), so paused there instead: accepted, but not seen to be done within 4 s",
    "fixed in 600 (Member not dynamic), so paused there instead; accepted, but not seen to be done within 4 s",
    "not noted in the switch's own log: no answer to QueueLog within 5 s; accepted, but not seen to be done within 4 s",
    (
        "TAKEN OUT of a and not put back (no answer to QueueAdd within 5 s): the agent must sign on again; "
        "TAKEN OUT of b and not put back (the connection was given up): the agent must sign on again"
    ),
)


class Marking(QTranslator):
    """Marks whatever it is asked for, so that what nobody asked for stands out."""

    def translate(self, context: str, text: str, disambiguation: str | None = None, n: int = -1) -> str:
        del context, disambiguation, n
        return f"«{text}»"


@pytest.fixture
def marking(qapp: QApplication) -> Iterator[None]:
    translator = Marking()
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


def unmarked(said: str) -> str:
    """What of it is in no language but the program's own."""
    depth, left = 0, ""
    for sign in said:
        depth += (sign == "«") - (sign == "»")
        left += sign if not depth and sign != "»" else ""
    return left


def phrases(path: str) -> Iterator[str]:
    """Every phrase in that file which is for neither its log nor its reader; holes are filled with a 4."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    apart = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            apart.add(id(node.value))
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in LOGGING:
            apart |= {id(one) for one in ast.walk(node)}
        elif isinstance(node, ast.JoinedStr):
            apart |= {id(one) for one in node.values}
    for node in ast.walk(tree):
        if id(node) not in apart and isinstance(node, ast.JoinedStr | ast.Constant):
            said = "".join(_part(one) for one in (node.values if isinstance(node, ast.JoinedStr) else [node]))
            if " " in said.replace("\0", "").strip(" :;,") and said not in NEVER_SHOWN:
                yield said.replace("\0", "4")


def _part(node: ast.expr) -> str:
    if not isinstance(node, ast.Constant):
        return "\0"
    return node.value if isinstance(node.value, str) else ""


@pytest.mark.parametrize("said", [one for path in SPEAKERS for one in phrases(path)])
@pytest.mark.usefixtures("marking")
def test_every_phrase_of_our_own_is_known(said: str) -> None:
    shown = telephony_text(TelephonyNow(Telephony.DOWN, words=said))
    assert "«" in switch_words(said) or shown.count("«") == 2, said


@pytest.mark.parametrize("said", SAID)
@pytest.mark.usefixtures("marking")
def test_phrases_of_our_own_that_stand_together_are_all_known(said: str) -> None:
    assert unmarked(switch_words(said)) == ""


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("the gateway failed: KeyError", "the gateway failed"),
        (SAID[0], "fixed in 600 (Member not dynamic), so paused there instead; not seen to be done within 4 s"),
        (
            "TAKEN OUT of a and not put back (Unable to add): the agent must sign on again",
            "taken out of a and not put back (Unable to add): the agent must sign on again",
        ),
        ("Interface; not found", "Interface; not found"),
    ],
)
def test_how_it_reads(said: str, shown: str) -> None:
    assert switch_words(said) == shown


@pytest.mark.usefixtures("marking")
def test_why_somebody_is_unknown_without_a_gateway_has_words() -> None:
    for why in (floor_writing_here.NEW_LEADER, "0: the gateway was ended", "0: another gateway took over"):
        assert why_words(why).startswith("«Rule")


@pytest.mark.usefixtures("marking")
def test_why_telephony_is_not_connected_has_words() -> None:
    for said in ("10.0.0.5 cannot be reached", "no sign of life for 3 s", "the telephone system answers late"):
        assert telephony_text(TelephonyNow(Telephony.DOWN, words=said)).count("«") == 2

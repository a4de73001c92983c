"""A live call in words: how the line does and why, how listening ended, who else listens and as what."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from console.audio.live_call import LineFigures, Quality, Trouble
from console.desk.deed_words import refusal, why_not
from console.desk.listeners import Listener
from console.desk.live_now import LiveNow, Stage, Why
from console.desk.switch_words import switch_words
from console.domain.floor import FloorAction

ENDINGS_OF_CALLS = "the call is over"
"""As a gateway says it; then it is enough to say that, as where nothing was said."""


def quality_letter(quality: Quality) -> str:
    """What the light says besides its form."""
    return {
        Quality.GOOD: QCoreApplication.translate("Live", "G"),
        Quality.FAIR: QCoreApplication.translate("Live", "F"),
        Quality.POOR: QCoreApplication.translate("Live", "P"),
        Quality.NONE: QCoreApplication.translate("Live", "–"),
    }[quality]


def quality_name(quality: Quality) -> str:
    """The quality in a word."""
    return {
        Quality.GOOD: QCoreApplication.translate("Live", "clear"),
        Quality.FAIR: QCoreApplication.translate("Live", "fair"),
        Quality.POOR: QCoreApplication.translate("Live", "poor"),
        Quality.NONE: QCoreApplication.translate("Live", "no sound"),
    }[quality]


def line_text(figures: LineFigures) -> str:
    """How the line does, and the reason where it is not good."""
    legs = [leg for leg in figures.legs if not leg.gone]
    ages = [leg.age_s for leg in legs]
    if figures.trouble is Trouble.NO_PACKETS:
        known = [age for age in ages if age is not None]
        if not known:
            return QCoreApplication.translate("Live", "Nothing received yet: a firewall?")
        said = QCoreApplication.translate("Live", "No data for {seconds} s: a firewall?")
        return said.format(seconds=round(min(known)))
    if figures.trouble is Trouble.ONE_SIDE:
        agent_gone = ages[0] is None or (ages[1] is not None and ages[0] > ages[1])
        if agent_gone:
            return QCoreApplication.translate("Live", "Nothing comes of the agent's side")
        return QCoreApplication.translate("Live", "Nothing comes of the customer's side")
    if figures.trouble is Trouble.LOSS:
        said = QCoreApplication.translate("Live", "Data is lost on the way: {percent} % of the sound is filled in")
        if not any(leg.lost for leg in legs):
            said = QCoreApplication.translate("Live", "Data comes too late: {percent} % of the sound is filled in")
        return said.format(percent=max(1, round(100 * (figures.concealed or 0.0))))
    if figures.trouble is Trouble.UNREST:
        said = QCoreApplication.translate("Live", "The network is restless: heard {delay} ms late")
        return said.format(delay=round(max(leg.target_ms for leg in legs)))
    if figures.trouble is Trouble.ENDED:
        return QCoreApplication.translate("Live", "over")
    if figures.quality is Quality.NONE:
        return QCoreApplication.translate("Live", "Waiting for the first sound…")
    return quality_name(figures.quality)


def figures_text(figures: LineFigures) -> str:
    """Everything that is measured of the line, for a tooltip."""
    agent, customer = figures.legs
    concealed = "–" if figures.concealed is None else f"{100 * figures.concealed:.1f}"
    ages = ["–" if leg.age_s is None else f"{leg.age_s:.1f}" for leg in figures.legs]
    lines = (
        QCoreApplication.translate("Live", "Heard {delay} ms after it was sent").format(
            delay=round(figures.behind_ms) or "–"
        ),
        QCoreApplication.translate("Live", "Irregular by {agent} ms (agent), {customer} ms (customer)").format(
            agent=round(agent.jitter_ms), customer=round(customer.jitter_ms)
        ),
        QCoreApplication.translate("Live", "Last data: {agent} s ago (agent), {customer} s ago (customer)").format(
            agent=ages[0], customer=ages[1]
        ),
        QCoreApplication.translate("Live", "Lost packets: {agent} (agent), {customer} (customer)").format(
            agent=agent.lost, customer=customer.lost
        ),
        QCoreApplication.translate("Live", "Too late to be heard: {agent} (agent), {customer} (customer)").format(
            agent=agent.late, customer=customer.late
        ),
        QCoreApplication.translate("Live", "Filled in during the last 10 s: {percent} %").format(percent=concealed),
        QCoreApplication.translate("Live", "The clocks differ by {ppm} millionths").format(
            ppm=round(figures.drift_ppm)
        ),
    )
    return "\n".join(lines)


def asking_text(now: LiveNow) -> str:
    """How far asking to listen has come, or why it came to nothing; empty while one hears, or wants nothing."""
    if now.stage in (Stage.ASKED, Stage.CONNECTING):
        return QCoreApplication.translate("Live", "Listen: asking…")
    if now.stage is not Stage.REFUSED:
        return ""
    return QCoreApplication.translate("Live", "Listen: {why}").format(why=_why_not(now))


def skipped_text(now: LiveNow | None) -> str:
    """Who was left out of a round, and why; empty for nobody."""
    if now is None:
        return ""
    return QCoreApplication.translate("Live", "Left out: {name} ({why})").format(name=now.name, why=_why_not(now))


def _why_not(now: LiveNow) -> str:
    if now.fault is not None:
        return refusal(now.fault)
    if now.why is Why.NOT_OFFERED:
        return why_not(now.offer)
    if now.why is Why.NO_ANSWER:
        return QCoreApplication.translate("Live", "the telephone system did not answer")
    refused = QCoreApplication.translate("Live", "refused")
    return switch_words(now.words) or refused


def ended_text(now: LiveNow) -> str:
    """That it is over, why, and that what was heard is still there."""
    kept = QCoreApplication.translate("Live", "What was heard can be played again.")
    if now.why is Why.STOPPED:
        over = QCoreApplication.translate("Live", "You listen no longer.")
    elif now.words and now.words != ENDINGS_OF_CALLS:
        said = switch_words(now.words)
        over = QCoreApplication.translate("Live", "Listening has ended ({why}).").format(why=said)
    else:
        over = QCoreApplication.translate("Live", "The call has ended.")
    return QCoreApplication.translate("Live", "{over} {kept}").format(over=over, kept=kept)


def mode_word(mode: FloorAction) -> str:
    """What somebody is to the call, in a word."""
    return {
        FloorAction.LISTEN: QCoreApplication.translate("Live", "listening"),
        FloorAction.WHISPER: QCoreApplication.translate("Live", "whispering"),
        FloorAction.JOIN: QCoreApplication.translate("Live", "joined"),
        FloorAction.TAKE_OVER: QCoreApplication.translate("Live", "took over"),
    }.get(mode, "")


def listeners_text(listeners: Sequence[Listener]) -> str:
    """Who else hears the call, and as what: "also here: 郭静 (listening)"; empty for nobody."""
    somebody = QCoreApplication.translate("Live", "somebody else")
    named = QCoreApplication.translate("Live", "{name} ({mode})")
    others = [named.format(name=one.name or somebody, mode=mode_word(one.mode)) for one in listeners if not one.mine]
    if not others:
        return ""
    comma = QCoreApplication.translate("Live", ", ")
    return QCoreApplication.translate("Live", "Also here: {names}").format(names=comma.join(others))


def heard_by_text(listeners: Sequence[Listener]) -> str:
    """Who hears the call, oneself too; empty for nobody."""
    you, somebody = QCoreApplication.translate("Live", "you"), QCoreApplication.translate("Live", "somebody else")
    named = QCoreApplication.translate("Live", "{name} ({mode})")
    names = [
        named.format(name=you if one.mine else one.name or somebody, mode=mode_word(one.mode)) for one in listeners
    ]
    if not names:
        return ""
    comma = QCoreApplication.translate("Live", ", ")
    return QCoreApplication.translate("Live", "Heard by: {names}").format(names=comma.join(names))


def behind_text(length: str) -> str:
    """How far one is behind what is said now."""
    return QCoreApplication.translate("Live", "{length} behind").format(length=length)

"""What the picture of a call says in words: tooltips by place, and where the sound is for a screen reader."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from console.audio.listening import Passage, PassageKind
from console.desk.plain_tip import plain_tip
from console.domain.sheet import Pin
from console.widgets.wave_geometry import View, clock
from console.widgets.waveform_layers import clock_length
from console.widgets.waveform_scene import EvidenceMark, Scene, passage_at, praise_at


def kind_words(kind: PassageKind) -> str:
    """What a passage is called."""
    return {
        PassageKind.SILENCE: QCoreApplication.translate("WavePicture", "Silence"),
        PassageKind.TALK_OVER: QCoreApplication.translate("WavePicture", "Both talking"),
        PassageKind.RING_BACK: QCoreApplication.translate("WavePicture", "Ring-back tone"),
    }[kind]


def mark_words(mark: EvidenceMark) -> str:
    """The tooltip of an evidence mark."""
    said = QCoreApplication.translate("WavePicture", "Evidence for item {number}: {start} to {end}. Click to play.")
    return said.format(number=mark.number, start=clock(mark.span.start_ms, 1), end=clock(mark.span.end_ms, 1))


def passage_words(passage: Passage) -> str:
    """The tooltip of a passage."""
    return QCoreApplication.translate("WavePicture", "{kind} from {start}, {length}").format(
        kind=kind_words(passage.kind),
        start=clock(passage.start_ms, 1),
        length=clock_length(passage.end_ms - passage.start_ms),
    )


def praise_words(pin: Pin) -> str:
    """The tooltip of a stretch that was praised."""
    clip = pin.clip
    assert clip is not None
    said = QCoreApplication.translate("WavePicture", "{praise}: {start} to {end}. A clip for the agent.")
    praise = pin.text or QCoreApplication.translate("WavePicture", "Well done")
    return plain_tip(said.format(praise=praise, start=clock(clip.start_ms, 1), end=clock(clip.end_ms, 1)))


def whereabouts(scene: Scene, view: View, position_ms: int, length_ms: float) -> str:
    """Where the sound is, what is there, and which stretch is shown."""
    words = [
        QCoreApplication.translate("WavePicture", "Position {position} of {total}.").format(
            position=clock(position_ms, 1), total=clock(length_ms, 1)
        )
    ]
    passage = passage_at(scene.passages, position_ms)
    if passage is not None:
        words.append(
            QCoreApplication.translate("WavePicture", "{kind} until {end}.").format(
                kind=kind_words(passage.kind), end=clock(passage.end_ms, 1)
            )
        )
    here = [mark.number for mark in scene.evidence if mark.span.start_ms <= position_ms <= mark.span.end_ms]
    if here:
        numbers = ", ".join(str(number) for number in here)
        words.append(QCoreApplication.translate("WavePicture", "Evidence for items {numbers}.").format(numbers=numbers))
    praised = praise_at(scene.pins, position_ms)
    if praised is not None and praised.clip is not None:
        said = QCoreApplication.translate("WavePicture", "Praised until {end}.")
        words.append(said.format(end=clock(praised.clip.end_ms, 1)))
    words.append(
        QCoreApplication.translate("WavePicture", "Shown: {start} to {end}.").format(
            start=clock(view.start_ms, 1), end=clock(view.end_ms, 1)
        )
    )
    return " ".join(words)

"""The steps that hear: where somebody speaks, and the words, a window at a time, none of them heard twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from core.intake.recording import NO_SOUND, SILENT
from domains.telemedicine.pipeline.folder import FACTS, HEARD, RECOGNISED, SPEECH, WorkFolder
from domains.telemedicine.speech import activity, sound
from domains.telemedicine.speech.language import spoken
from domains.telemedicine.speech.models import TINY, opened
from domains.telemedicine.speech.recognising import Recogniser, line
from domains.telemedicine.speech.remarks import Loudness, remarks
from domains.telemedicine.speech.windows import Window, windows

Report = Callable[[float, str], None]
LISTEN, RECOGNISE = "listen", "recognise"
LOUDNESS = "loudness.json"
MOST, VOTES = 75.0, 3


def listen(folder: WorkFolder, report: Report) -> None:
    """Find the stretches of speech, and leave them in ``speech.json``.

    Args:
        folder: With ``sound.pcm`` in it.
        report: Told the fraction done and what is being done.
    """
    if folder.done(LISTEN):
        return

    def tell(fraction: float) -> None:
        folder.tell(LISTEN, fraction)
        report(fraction, "Listening for speech.")

    found = activity.spans(folder.sound, sound.gain_at(_loudness(folder)), tell)
    folder.write_json(SPEECH, [list(span) for span in found])


def recognise(folder: WorkFolder, options: Mapping[str, Any], report: Report, most: float = MOST) -> bool:
    """Hear the next windows; each is kept as soon as it is heard. Whether all windows are heard now.

    Args:
        folder: With ``sound.pcm`` and ``speech.json`` in it.
        options: ``model`` and ``language``.
        report: Told the fraction done and what is being done.
        most: After so many seconds of sound the rest is left for the next call, so that others have their turn.

    Raises:
        ModelRefused: the speech model cannot be used.
    """
    if folder.done(RECOGNISE):
        return True
    spans = [(start, end) for start, end in folder.read_json(SPEECH)]
    planned = windows(folder.sound, spans)
    done = {one["window"]: one for one in folder.lines(HEARD)}
    waiting = [one for one in planned if one.number not in done]
    if waiting:
        _hear(folder, planned, waiting, [*done.values()], options, report, most)
    if len(done := {one["window"]: one for one in folder.lines(HEARD)}) < len(planned):
        return False
    folder.write_json(RECOGNISED, _told(folder, planned, [done[one.number] for one in planned], options))
    return True


def _hear(
    folder: WorkFolder,
    planned: Sequence[Window],
    waiting: Sequence[Window],
    done: Sequence[Mapping[str, Any]],
    options: Mapping[str, Any],
    report: Report,
    most: float,
) -> None:
    model, gain = opened(_model(options)), sound.gain_at(_loudness(folder))
    whole = max(sum(one.seconds for one in planned), 1e-9)
    heard = whole - sum(one.seconds for one in waiting)
    _report(folder, heard / whole, report)
    language = done[0]["language"] if done else _language(model, folder, planned, gain, options)
    recogniser, stop = Recogniser(model, language), heard + most
    for window in waiting:
        folder.append(HEARD, line(recogniser.hear(window, window.samples(folder.sound, gain))))
        heard += window.seconds
        _report(folder, heard / whole, report)
        if heard >= stop:
            return


def _report(folder: WorkFolder, fraction: float, report: Report) -> None:
    folder.tell(RECOGNISE, fraction)
    report(fraction, "Writing down the words.")


def _language(
    model: Any, folder: WorkFolder, planned: Sequence[Window], gain: float, options: Mapping[str, Any]
) -> str:
    """The language of the recording, told from three windows spread over it."""
    places = sorted({round(at * (len(planned) - 1) / max(VOTES - 1, 1)) for at in range(VOTES)})
    pieces = [planned[at].samples(folder.sound, gain) for at in places]
    return spoken(model, pieces, str(options.get("language", "en")))


def _told(
    folder: WorkFolder, planned: Sequence[Window], heard: Sequence[Mapping[str, Any]], options: Mapping[str, Any]
) -> dict[str, Any]:
    expected, model = str(options.get("language", "en")), _model(options)
    facts = folder.read_json(FACTS) if folder.done("unpack") else {}
    told = {SILENT, NO_SOUND} & set(facts.get("notices", ()))
    loud = _loudness(folder)
    loudness = Loudness(sound.gain_at(loud), folder.seconds, sound.silent_at(loud), bool(told))
    return {
        "windows": len(planned),
        "language": heard[0]["language"] if heard else expected,
        "model": model,
        "seconds": facts.get("seconds", folder.seconds),
        "speech": round(sum(one.seconds for one in planned), 3),
        "notices": remarks(heard, expected, model, loudness, bool(heard) and opened(model).model.is_multilingual),
    }


def _loudness(folder: WorkFolder) -> float:
    """Decibels of the whole sound, measured once: each call hears but a piece of it."""
    if not folder.file(LOUDNESS).is_file():
        folder.write_json(LOUDNESS, round(sound.loudness(folder.sound), 3))
    return float(folder.read_json(LOUDNESS))


def _model(options: Mapping[str, Any]) -> str:
    return str(options.get("model") or TINY)

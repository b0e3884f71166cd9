"""The steps that make sense of what was heard: whose voice it is, and what was said by whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from core.weights import WeightsError
from domains.telemedicine.pipeline.beside import beside, joined
from domains.telemedicine.pipeline.folder import FACTS, FRAMES, HEARD, RECOGNISED, SPEECH, TOLD, VOICES, WorkFolder
from domains.telemedicine.transcripts import Transcript, Utterance, Word

Report = Callable[[float, str], None]
SPEAKER = "S1"
NO_VOICES: dict[str, Any] = {"speakers": {}, "turns": [], "overlap": [], "notices": []}


def voices(folder: WorkFolder, report: Report) -> None:
    """Tell the voices apart, and leave them in ``voices.json``.

    Where the speaker encoder's weights are absent or altered, the notice says so and one voice is told.

    Args:
        folder: With ``sound.pcm``, ``speech.json`` and the words in it.
        report: Told the fraction done and what is being done.
    """
    if folder.done("voices"):
        return

    def tell(fraction: float) -> None:
        folder.tell("voices", fraction)
        report(fraction, "Telling the voices apart.")

    folder.write_json(VOICES, _apart(folder, tell))


def _apart(folder: WorkFolder, tell: Callable[[float], None]) -> dict[str, Any]:
    from domains.telemedicine.voices.telling import tell_apart

    spans = [(start, end) for start, end in folder.read_json(SPEECH)]
    try:
        return tell_apart(folder.sound, spans, words(folder), tell).json()
    except WeightsError as error:
        return {**NO_VOICES, "notices": [f"The voices could not be told apart: {error}"]}


def understand(folder: WorkFolder, options: Mapping[str, Any], report: Report) -> None:
    """Tell what was said by whom, and what follows from it, and leave it in ``told.json``.

    Args:
        folder: With what all the other steps leave.
        options: ``soap``.
        report: Told the fraction done and what is being done.
    """
    from domains.telemedicine.analysis import analysed

    if folder.done("understand"):
        return
    report(0.1, "Putting words and voices together.")
    heard, transcript = folder.read_json(VOICES), joined(transcribed(folder), beside(folder))
    folder.tell("understand", 0.2)
    report(0.2, "Reading what was said.")
    told = analysed(transcript, bool(options.get("soap", False)), heard, measured(folder))
    recognised = folder.read_json(RECOGNISED)
    folder.write_json(TOLD, {**told, "language": recognised["language"], "seconds": recognised["seconds"]})


def words(folder: WorkFolder) -> list[Word]:
    """All words that were heard, in order."""
    return [Word(*word) for line in folder.lines(HEARD) for part in line["segments"] for word in part["words"]]


def transcribed(folder: WorkFolder) -> Transcript:
    """What was said, by whom and when, with the notices of all the steps before."""
    told = folder.read_json(VOICES)
    turns = [(start, end, label) for start, end, label in told["turns"]]
    said = _by_voice(folder, turns) if turns else _alone(folder)
    facts = folder.read_json(FACTS)
    notices = [*facts.get("notices", ()), *folder.read_json(RECOGNISED)["notices"], *told.get("notices", ())]
    return Transcript(tuple(said), tuple(dict.fromkeys(notices)))


def measured(folder: WorkFolder) -> dict[str, Any]:
    """What was measured of the recording: length, loudness, who talks for how long, pauses, frames."""
    from domains.telemedicine.triage.pauses import pauses_of

    facts, told = folder.read_json(FACTS), folder.read_json(VOICES)
    frames = folder.read_json(FRAMES) if folder.file(FRAMES).is_file() else []
    return {
        "seconds": facts["seconds"],
        "talk": {label: one["seconds"] for label, one in told["speakers"].items()},
        "overlap": told["overlap"],
        "levels": facts["levels"],
        "frames": frames,
        "pauses": pauses_of(folder.sound),
    }


def _by_voice(folder: WorkFolder, turns: Sequence[tuple[float, float, str]]) -> Sequence[Utterance]:
    from domains.telemedicine.voices.utterances import utterances

    return utterances(words(folder), turns)


def _alone(folder: WorkFolder) -> list[Utterance]:
    """Sentences of one speaker, where no voice could be heard well enough."""
    return [
        Utterance(part["text"], SPEAKER, part["start"], part["end"], tuple(Word(*word) for word in part["words"]))
        for line in folder.lines(HEARD)
        for part in line["segments"]
    ]

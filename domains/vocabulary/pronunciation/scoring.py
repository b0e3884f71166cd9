"""How a recording came near a word, or in one sentence why that cannot be told; never a grade."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

import numpy as np

from core.engine.task import EngineClosed, QueueFull, Task, TaskFailed
from domains.vocabulary.exercises.forms import base
from domains.vocabulary.pronunciation import acoustics
from domains.vocabulary.pronunciation.alignment import Word, likelihoods
from domains.vocabulary.pronunciation.goodness import Fit, fits
from domains.vocabulary.pronunciation.judging import apart, features, shipped, whole, wordness
from domains.vocabulary.pronunciation.phones import IPA, spoken
from domains.vocabulary.pronunciation.recording import NotScored, Prepared, prepared, read
from domains.vocabulary.views import Phone, Pronunciation

if TYPE_CHECKING:
    from core.engine.task import Report
    from ui.kit.context import Engine

COMPARE = "Listen to the word, then to your recording, and compare."
LONGEST, TIMEOUT = 20.0, 60.0
FULL, PARTLY = 0.75, 0.4


def can_score(language: str) -> bool:
    """Whether there is an acoustic model of a language: English alone, where pocketsphinx is installed."""
    return base(language) == "en" and acoustics.installed()


def score(
    word: str, ipa: str, language: str, recording: bytes, engine: Engine, longest: float = LONGEST
) -> Pronunciation:
    """Score a recording of a word, sound by sound, in a worker.

    Args:
        word: What should have been said; a word or a short phrase.
        ipa: How, where it is known; for English the CMU dictionary's ways are right as well.
        language: Of the word (BCP 47).
        recording: An audio file as it came from the browser.
        engine: Where the work runs.
        longest: Seconds.
    """
    if base(language) != "en":
        return Pronunciation(False, f"Only English can be scored. {COMPARE}")
    if not acoustics.installed():
        return Pronunciation(False, f"Nothing is installed here that scores pronunciation. {COMPARE}")
    payload = {"word": word, "ipa": ipa, "recording": recording, "longest": longest}
    entry = "domains.vocabulary.pronunciation.scoring:listen"
    try:
        task = Task(entry, payload, kind="listen", domain="vocabulary", timeout=TIMEOUT)
        return cast(Pronunciation, engine.submit(task).result())
    except (TaskFailed, QueueFull, EngineClosed) as failure:
        return Pronunciation(False, f"The recording could not be scored. {failure} {COMPARE}")


def listen(payload: Mapping[str, object], report: Report) -> object:
    """Entry of the engine task: ``{"word", "ipa", "recording", "longest"}`` to a `Pronunciation`."""
    if not payload:
        acoustics.model()
        return None
    try:
        recording, longest = cast(bytes, payload["recording"]), cast(float, payload["longest"])
        return judged(str(payload["word"]), str(payload["ipa"]), prepared(read(recording, longest)))
    except NotScored as reason:
        return Pronunciation(False, f"{reason} {COMPARE}")


def judged(word: str, ipa: str, ready: Prepared) -> Pronunciation:
    """Score a prepared recording of a word.

    Raises:
        NotScored: nobody knows how the word is said, or it is not what was said.
    """
    model, ways = acoustics.model(), _ways(word, ipa)
    scores = acoustics.scores(ready.samples)
    ways = [way for way in ways if len(scores) > 3 * len(way)]
    if not ways:
        raise NotScored(f"The recording is too short for “{word}”: record again.")
    told = likelihoods(scores, ways, model)
    best = int(told.argmax())
    found = fits(scores, ways[best], model)
    mean = np.mean([features(fit) for fit in found], axis=0)
    if wordness(apart(float(told[best]), scores, model), mean, shipped()) < shipped().least:
        raise NotScored(
            f"“{word}” cannot be made out in the recording: say it alone, in a quiet place, and record again."
        )
    return _told(found, model, ready.begins)


def _ways(word: str, ipa: str) -> list[Word]:
    model = acoustics.model()
    numbers = {name: at for at, name in enumerate(model.phones)}
    ways = [tuple(numbers[phone] for phone in way) for way in spoken(word, ipa)]
    if not ways:
        raise NotScored(f"It is not known how “{word}” is pronounced.")
    return ways


def _told(found: tuple[Fit, ...], model: acoustics.Model, begins: float) -> Pronunciation:
    calibration = shipped()
    values = [calibration.score(fit) for fit in found]
    heard = tuple(_phone(fit, value, model, begins) for fit, value in zip(found, values, strict=True))
    return Pronunciation(True, _sentence(heard), heard, whole(values))


def _phone(fit: Fit, value: float, model: acoustics.Model, begins: float) -> Phone:
    start, end = (round(max(begins + frame * acoustics.FRAME, 0.0), 2) for frame in (fit.start, fit.end))
    return Phone(IPA[model.phones[fit.phone]], round(value, 3), start, end)


def _sentence(heard: tuple[Phone, ...]) -> str:
    weak = [each.phone for each in heard if (each.score or 0.0) < PARTLY]
    if weak:
        return f"Listen again for {_listed(weak)}, and compare."
    if all((each.score or 0.0) >= FULL for each in heard):
        return "Every sound was made out clearly."
    return "The word was made out; the paler sounds less clearly."


def _listed(sounds: list[str]) -> str:
    shown = [f"/{each}/" for each in dict.fromkeys(sounds)]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"

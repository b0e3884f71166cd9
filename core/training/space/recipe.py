"""`chiron train space`: the shared space from sets of emoji, their names, and synthesised speech."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from core.training.space import corpus
from core.training.space.concepts import LANGUAGES, SPOKEN, Concept, concepts
from core.training.space.corpus import Words
from core.training.space.icons import Icons, icon_sets
from core.training.space.listening import Listening, Spoken, speech_sounds
from core.training.space.shown import Shown, describer, show, together

if TYPE_CHECKING:
    from core.encoders.pictured import Describer
    from core.training.loop import Report
    from core.training.run import TrainingRun
    from core.training.space.fitting import Fitted

CLASSES = "imagenet.json"
OTHERS = 0.25
"""Share of the words that are no names from which the heads learn."""


@dataclass(frozen=True)
class Size:
    """How much is made; smaller for a trial.

    Attributes:
        concepts: Most concepts.
        voices: Voices in which each name is said.
        words: Most other words of a language.
        languages: Which are spoken.
        listen: Passes of the network that listens.
        meet: Passes of the heads.
    """

    concepts: int = 10_000
    voices: int = 3
    words: int = corpus.WORDS
    languages: tuple[str, ...] = tuple(SPOKEN)
    listen: int = 12
    meet: int = 8


FULL = Size()


def train(run: TrainingRun, size: Size = FULL) -> None:
    """Make the sealed folder: heads without the held-out concepts, for the figures, and heads with everything.

    The network that listens hears no held-out name for either.

    The data folder holds the sets of emoji (npm's ``@iconify-json`` packages), ``imagenet.json`` (the English names of
    the classifier's thousand classes, in its order) and, where there is one, ``cldr`` (``cldr-annotations-full``).

    Raises:
        TrainingError: there is no data folder.
        IconsError: there are no pictures in it, or a file of it cannot be read.
        SpeechError: the package that speaks is not installed.
    """
    from core.training.space.shipping import ship

    folder = run.folder()
    among = concepts()[: size.concepts]
    sets = icon_sets(folder, _named(among))
    classes = corpus.classes(folder / CLASSES)
    others = {language: corpus.everyday(folder, language, among, run.seed)[: size.words] for language in size.languages}
    words = corpus.write(among, [*classes, *(w for some in others.values() for w in some)], run.part(0, 0.1, "words"))
    shown, describe = _pictures(sets, among, words, classes, run.seed, run.part(0.1, 0.25, "pictures"))
    spoken, sounds = _speech(among, others, words, size, run.seed, run.part(0.25, 0.45, "speech"))
    held = np.array([one.held_out for one in among])
    learnt = _listen(run, size, spoken, sounds, words, held)
    partly, whole = (
        _meet(run, size, stage, learnt, spoken, words, shown, describe, without)
        for stage, without in (("held out", held), ("all", held & False))
    )
    ship(run.out, whole, partly.heads, describe, _unseen(partly, spoken, words, shown, describe, held), _about(sets))


def _named(among: Sequence[Concept]) -> dict[str, str]:
    """English name with hyphens to code point."""
    return {one.names["en"].replace("\u2019", "").replace(".", "").replace(" ", "-"): one.code for one in among}


def _about(sets: Sequence[Icons]) -> dict[str, object]:
    pictures = [{"name": one.name, "licence": one.licence, "author": one.author} for one in sets]
    return {"languages": list(LANGUAGES), "spoken": list(SPOKEN), "pictures": pictures}


def _pictures(
    sets: Sequence[Icons], among: Sequence[Concept], words: Words, classes: Sequence[str], seed: int, report: Report
) -> tuple[Shown, Describer]:
    from core.encoders.image_lite import open_lite
    from core.encoders.places import Places

    encoder = open_lite(Places.usual(), {})
    shown = together([show(one.drawings, among, encoder, 1, seed, report) for one in sets])
    held = np.array([one.held_out for one in among])
    named = {str(at): words.vectors[words.rows[name]] for at, name in enumerate(classes)}
    return shown, describer(shown.only(~held[shown.concepts]), Places.usual(), named)


def _speech(
    among: Sequence[Concept], others: Mapping[str, Sequence[str]], words: Words, size: Size, seed: int, report: Report
) -> tuple[Spoken, NDArray[np.uint8]]:
    """Utterances of all names and other words, and which speech sounds each has."""
    from core.training.space.voices import pronounce

    parts, said = [], []
    for at, language in enumerate(size.languages):
        random = np.random.default_rng([seed, at])
        names = {one.names[language]: number for number, one in enumerate(among)}
        orders = corpus.orders(sorted(names), language, size.voices, random)
        orders += corpus.orders(others[language], language, 1, random)
        parts.append(corpus.hear(orders, names, words, random))
        said += pronounce([(one.text, SPOKEN[language]) for one in orders])
        report((at + 1) / len(size.languages), f"language {at + 1} of {len(size.languages)}")
    return corpus.joined(parts), speech_sounds(said, 1_200)


def _listen(
    run: TrainingRun,
    size: Size,
    spoken: Spoken,
    sounds: NDArray[np.uint8],
    words: Words,
    without: NDArray[np.bool_],
) -> Listening:
    """The network that listens, without some concepts."""
    from core.training.space.fitting import LISTEN, listen

    kept = _kept(spoken, without)
    plan = replace(run.plan(LISTEN), epochs=size.listen)
    report = run.part(0.45, 0.85, "listening")
    return listen(spoken.only(kept), words, sounds[kept], plan, run.checkpoints / "listen", report)


def _kept(spoken: Spoken, without: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Rows of the utterances that mean none of the concepts."""
    return np.flatnonzero((spoken.concepts < 0) | ~without[spoken.concepts])


def _meet(
    run: TrainingRun,
    size: Size,
    stage: str,
    learnt: Listening,
    spoken: Spoken,
    words: Words,
    shown: Shown,
    describe: Describer,
    without: NDArray[np.bool_],
) -> Fitted:
    """The heads, without some concepts."""
    from core.training.space.fitting import MEET, meet, meetings

    rows = _kept(spoken, without)
    others = np.random.default_rng(run.seed).random(len(rows)) < OTHERS
    some = spoken.only(rows[(spoken.concepts[rows] >= 0) | others])
    part = shown.only(~without[shown.concepts])
    found = meetings(some, words, part, describe, learnt.listener, run.seed)
    plan = replace(run.plan(MEET), epochs=size.meet)
    report = run.part(0.85, 0.92, stage) if without.any() else run.part(0.92, 1.0, stage)
    return meet(found, learnt, plan, run.checkpoints / f"meet {stage}", report)


def _unseen(
    fitted: Fitted, spoken: Spoken, words: Words, shown: Shown, describe: Describer, held: NDArray[np.bool_]
) -> dict[str, tuple[NDArray[np.float32], NDArray[np.int64]]]:
    """What the held-out concepts look, read and sound like, where the fit without them places it."""
    from core.training.space.fitting import heard, placed

    pictures = shown.only(held[shown.concepts])
    sounds = spoken.only(np.flatnonzero((spoken.concepts >= 0) & held[spoken.concepts]))
    voices = heard(fitted.listener, sounds.pictures.astype(np.float32) / 255.0, sounds.lengths)
    names = words.vectors[words.names[held].ravel()]
    return {
        "image": (placed(fitted.heads, "image", describe(pictures.vectors)), pictures.concepts),
        "text": (placed(fitted.heads, "text", names), np.repeat(np.flatnonzero(held), words.names.shape[1])),
        "audio": (placed(fitted.heads, "audio", voices), sounds.concepts),
    }

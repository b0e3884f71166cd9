"""What a word is known by, and the exercises that ask for it."""

from collections.abc import Mapping
from enum import StrEnum


class Modality(StrEnum):
    """A way to know a word; each has its own memory. `WHOLE` is the card itself, which says when it comes back."""

    WHOLE = ""
    PICTURE = "picture"
    SOUND = "sound"
    READING = "reading"
    WRITING = "writing"
    SPEAKING = "speaking"


class Exercise(StrEnum):
    """What a card asks for; `FLIP` shows an imported card as its author laid it out."""

    PICTURE_WORD = "picture-word"
    SOUND_WORD = "sound-word"
    WORD_PICTURE = "word-picture"
    WORD_MEANING = "word-meaning"
    TYPED = "typed"
    DICTATION = "dictation"
    CLOZE = "cloze"
    SPEAK = "speak"
    CONTRAST = "contrast"
    FLIP = "flip"


ASKS: Mapping[Exercise, Modality] = {
    Exercise.PICTURE_WORD: Modality.PICTURE,
    Exercise.SOUND_WORD: Modality.SOUND,
    Exercise.WORD_PICTURE: Modality.READING,
    Exercise.WORD_MEANING: Modality.READING,
    Exercise.TYPED: Modality.WRITING,
    Exercise.DICTATION: Modality.WRITING,
    Exercise.CLOZE: Modality.WRITING,
    Exercise.SPEAK: Modality.SPEAKING,
    Exercise.CONTRAST: Modality.SOUND,
    Exercise.FLIP: Modality.READING,
}

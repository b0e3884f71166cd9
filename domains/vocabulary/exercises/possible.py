"""Which exercises a note's material allows."""

from domains.vocabulary.exercises.gaps import has_gap
from domains.vocabulary.modality import Exercise
from domains.vocabulary.views import NoteFacts

LONGEST_TYPED = 60


def possible(note: NoteFacts) -> frozenset[Exercise]:
    """What can be asked about a note; never empty, since any card can be turned over.

    An imported card is shown as its author laid it out. `Exercise.CONTRAST` also needs a word that sounds nearly the
    same (`distractors.partner`), and `Exercise.SPEAK` a microphone: whoever chooses leaves them out where they lack.
    """
    if note.fields or not note.word.strip():
        return frozenset({Exercise.FLIP})
    return frozenset(_seen(note) | _heard(note) | _read(note) | _written(note)) or frozenset({Exercise.FLIP})


def explained(note: NoteFacts) -> bool:
    """Whether the note says what its word means in other words."""
    return bool(note.meaning.strip()) and note.meaning.strip() != note.word.strip()


def heard(note: NoteFacts) -> str | None:
    """The sound of a note: a person's recording before a machine's."""
    return note.own_sound or note.sound


def _seen(note: NoteFacts) -> set[Exercise]:
    return {Exercise.PICTURE_WORD, Exercise.WORD_PICTURE} if note.picture else set()


def _heard(note: NoteFacts) -> set[Exercise]:
    if not heard(note):
        return set()
    contrast = {Exercise.CONTRAST} if note.ipa else set()
    dictation = {Exercise.DICTATION} if _short(note.word) else set()
    return {Exercise.SOUND_WORD, Exercise.SPEAK, *contrast, *dictation}


def _read(note: NoteFacts) -> set[Exercise]:
    return {Exercise.WORD_MEANING} if explained(note) else set()


def _written(note: NoteFacts) -> set[Exercise]:
    typed = {Exercise.TYPED} if _short(note.word) and (note.picture or explained(note)) else set()
    return typed | ({Exercise.CLOZE} if has_gap(note.example) else set())


def _short(word: str) -> bool:
    return len(word) <= LONGEST_TYPED

"""From a note and an exercise to the question that a page asks."""

from collections.abc import Callable, Mapping, Sequence
from random import Random

from domains.vocabulary.exercises.distractors import partner
from domains.vocabulary.exercises.forms import alternatives
from domains.vocabulary.exercises.gaps import gapped, missing
from domains.vocabulary.exercises.possible import explained, heard
from domains.vocabulary.modality import ASKS, Exercise
from domains.vocabulary.views import NoteFacts, Option, Question

OPTIONS = 4


def question(note: NoteFacts, exercise: Exercise, distractors: Sequence[NoteFacts] = (), seed: int = 0) -> Question:
    """What is asked; a pure function of its arguments.

    Options are the answer and at most three distractors, shuffled by the seed. Without any distractor nothing can be
    chosen: ``options`` is empty, and the learner recalls the answer and turns the card. The text of an option is its
    answer, also where a picture is shown: it is what a screen reader says of it. A contrast without a partner that
    sounds otherwise becomes `Exercise.SOUND_WORD`. The front and back of `Exercise.FLIP` are laid out by whoever keeps
    the note types.

    Args:
        note: The word that is asked for.
        exercise: One of `possible(note)`.
        distractors: Wrong answers, nearest first; for a contrast, the other word of the pair.
        seed: Of this turn.
    """
    if exercise is Exercise.CONTRAST:
        return _contrast(note, distractors, seed)
    return _MAKERS.get(exercise, _turned)(note, exercise, distractors, seed)


Maker = Callable[[NoteFacts, Exercise, Sequence[NoteFacts], int], Question]


def _word(note: NoteFacts) -> Mapping[str, object]:
    return {"answer": note.word, "accepted": alternatives((note.word, *note.accepted)), "language": note.language}


def _named(note: NoteFacts, exercise: Exercise, distractors: Sequence[NoteFacts], seed: int) -> Question:
    """Picture or sound to word."""
    seen = exercise is Exercise.PICTURE_WORD
    return Question(
        exercise,
        ASKS[exercise],
        picture=note.picture if seen else None,
        sound=None if seen else heard(note),
        options=_shuffled([Option(each.id, each.word) for each in (note, *distractors)], seed),
        **_word(note),  # type: ignore[arg-type]
    )


def _understood(note: NoteFacts, exercise: Exercise, distractors: Sequence[NoteFacts], seed: int) -> Question:
    """Word to picture or meaning."""
    pictured = exercise is Exercise.WORD_PICTURE
    options = [Option(each.id, _meant(each), each.picture if pictured else None) for each in (note, *distractors)]
    answer = _meant(note)
    return Question(
        exercise,
        ASKS[exercise],
        text=note.word,
        options=_shuffled(options, seed),
        answer=answer,
        accepted=alternatives((answer,)),
        language=note.known if explained(note) else note.language,
    )


def _typed(note: NoteFacts, exercise: Exercise, _distractors: Sequence[NoteFacts], _seed: int) -> Question:
    meaning = note.meaning if explained(note) else ""
    return Question(exercise, ASKS[exercise], text=meaning, picture=note.picture, **_word(note))  # type: ignore[arg-type]


def _heard(note: NoteFacts, exercise: Exercise, _distractors: Sequence[NoteFacts], _seed: int) -> Question:
    return Question(exercise, ASKS[exercise], sound=heard(note), **_word(note))  # type: ignore[arg-type]


def _cloze(note: NoteFacts, exercise: Exercise, _distractors: Sequence[NoteFacts], _seed: int) -> Question:
    form = missing(note.example, note.word)
    accepted = alternatives((form, *note.accepted) if form == note.word else (form,))
    text = gapped(note.example)
    return Question(
        exercise, ASKS[exercise], text, note.picture, answer=form, accepted=accepted, language=note.language
    )


def _spoken(note: NoteFacts, exercise: Exercise, _distractors: Sequence[NoteFacts], _seed: int) -> Question:
    """Read, and seen; heard only afterwards, or there would be nothing to recall."""
    return Question(exercise, ASKS[exercise], note.word, note.picture, **_word(note))  # type: ignore[arg-type]


def _contrast(note: NoteFacts, distractors: Sequence[NoteFacts], seed: int) -> Question:
    other = partner(note, distractors)
    if other is None:
        return _named(note, Exercise.SOUND_WORD, distractors, seed)
    options = _shuffled([Option(each.id, each.word, each.picture) for each in (note, other)], seed)
    asked = Exercise.CONTRAST
    return Question(
        asked,
        ASKS[asked],
        sound=heard(note),
        options=options,
        contrast=other.word,
        **_word(note),  # type: ignore[arg-type]
    )


def _turned(note: NoteFacts, _exercise: Exercise, _distractors: Sequence[NoteFacts], _seed: int) -> Question:
    asked = Exercise.FLIP
    return Question(asked, ASKS[asked], text=note.word, **_word(note))  # type: ignore[arg-type]


def _meant(note: NoteFacts) -> str:
    return note.meaning if explained(note) else note.word


def _shuffled(options: Sequence[Option], seed: int) -> tuple[Option, ...]:
    if len(options) < 2:
        return ()
    kept = list(options[:OPTIONS])
    Random(seed).shuffle(kept)  # noqa: S311 - variety, not secrecy
    return tuple(kept)


_MAKERS: Mapping[Exercise, Maker] = {
    Exercise.PICTURE_WORD: _named,
    Exercise.SOUND_WORD: _named,
    Exercise.WORD_PICTURE: _understood,
    Exercise.WORD_MEANING: _understood,
    Exercise.TYPED: _typed,
    Exercise.DICTATION: _heard,
    Exercise.CLOZE: _cloze,
    Exercise.SPEAK: _spoken,
}

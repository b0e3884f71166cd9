"""Wrong answers worth offering: nearest in the confusability graph first, and never one that would be right."""

from collections.abc import Iterable, Sequence
from random import Random

from domains.vocabulary.exercises.forms import cores
from domains.vocabulary.exercises.possible import heard
from domains.vocabulary.modality import Exercise
from domains.vocabulary.views import NoteFacts

WANTED = 3
LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2")


def distractors(
    note: NoteFacts,
    exercise: Exercise,
    neighbours: Sequence[NoteFacts],
    others: Iterable[NoteFacts] = (),
    seed: int = 0,
    wanted: int = WANTED,
) -> tuple[NoteFacts, ...]:
    """Up to ``wanted`` notes to stand beside the right answer, the nearest first.

    The nearest neighbour always stands there; the rest are drawn from the next few, so that the same card does not
    show the same options for ever. What the graph does not give is filled up from the deck: by level and topic.

    Args:
        note: The word that is asked for.
        exercise: Decides what an option must have: a picture, a meaning.
        neighbours: Notes near it in the graph, nearest first (`confusability.neighbours.near`).
        others: Any other notes of the deck.
        seed: Of this turn.
        wanted: How many.
    """
    lot = Random(seed)  # noqa: S311 - variety, not secrecy
    near = _fitting(note, exercise, neighbours)
    drawn = near[:1] + lot.sample(near[1 : 2 * wanted], min(wanted - 1, len(near[1 : 2 * wanted])))
    ranked = sorted(drawn, key=near.index)
    if len(ranked) < wanted:
        ranked += _padding(note, _fitting(note, exercise, others, ranked), lot)[: wanted - len(ranked)]
    return tuple(ranked[:wanted])


def partner(note: NoteFacts, candidates: Sequence[NoteFacts]) -> NoteFacts | None:
    """The word that makes a minimal pair with this one, nearest first; None where it would be heard the same."""
    fitting = [each for each in _fitting(note, Exercise.CONTRAST, candidates) if heard(each)]
    return fitting[0] if fitting else None


def rivals(note: NoteFacts, other: NoteFacts, exercise: Exercise) -> bool:
    """Whether the other may stand beside the note as a wrong answer: no synonym, no homophone where it is heard."""
    if other.id == note.id or not other.word.strip() or _words(note) & _words(other):
        return False
    if synonyms(note, other) or (note.concept and note.concept == other.concept):
        return False
    if note.picture and note.picture == other.picture:
        return False
    if exercise in (Exercise.SOUND_WORD, Exercise.CONTRAST) and _same_sound(note, other):
        return False
    return bool(_shows(other, exercise))


def synonyms(note: NoteFacts, other: NoteFacts) -> bool:
    """Whether one meaning of both is the same."""
    return bool(cores((note.meaning,), note.known) & cores((other.meaning,), other.known))


def _fitting(
    note: NoteFacts, exercise: Exercise, candidates: Iterable[NoteFacts], taken: Sequence[NoteFacts] = ()
) -> list[NoteFacts]:
    """Those that may stand there, none of them a synonym of another."""
    found: list[NoteFacts] = []
    for each in candidates:
        if rivals(note, each, exercise) and all(rivals(each, other, exercise) for other in (*taken, *found)):
            found.append(each)
    return found


def _shows(other: NoteFacts, exercise: Exercise) -> str | None:
    if exercise is Exercise.WORD_PICTURE:
        return other.picture
    return other.meaning if exercise is Exercise.WORD_MEANING else other.word


def _words(note: NoteFacts) -> frozenset[str]:
    return cores((note.word, *note.accepted), note.language)


def _same_sound(note: NoteFacts, other: NoteFacts) -> bool:
    return bool(note.ipa) and note.ipa.strip("/[] ") == other.ipa.strip("/[] ")


def _padding(note: NoteFacts, candidates: list[NoteFacts], lot: Random) -> list[NoteFacts]:
    """Same topic first, then the nearest level, otherwise by lot."""
    lot.shuffle(candidates)
    return sorted(candidates, key=lambda each: (not set(note.tags) & set(each.tags), _apart(note.level, each.level)))


def _apart(first: str, second: str) -> int:
    known = first in LEVELS and second in LEVELS
    return abs(LEVELS.index(first) - LEVELS.index(second)) if known else 1

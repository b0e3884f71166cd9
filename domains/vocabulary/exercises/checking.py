"""How near an answer came, and which rating it suggests; the learner decides."""

from collections.abc import Mapping, Sequence

from domains.vocabulary.exercises.differing import MISSING, SAME, pieces
from domains.vocabulary.exercises.forms import cores, keys, parted, plain, shown
from domains.vocabulary.exercises.nearness import apart, near
from domains.vocabulary.exercises.rating import AGAIN, GOOD, HARD, easy_or_good
from domains.vocabulary.modality import Exercise
from domains.vocabulary.views import NoteFacts, Piece, Question, Right, Verdict

UNGRADED = frozenset({Exercise.FLIP, Exercise.SPEAK})
LONGEST = 200
Notes = Mapping[int, NoteFacts]


def check(
    question: Question,
    text: str = "",
    chosen: int | None = None,
    notes: Notes | None = None,
    duration_ms: int | None = None,
) -> Verdict:
    """How near an answer came.

    Args:
        question: What was asked.
        text: What was typed; more than 200 characters are cut.
        chosen: The note of the option that was chosen.
        notes: Other words of the deck by id, those that are near at least: a slip that is one of them is wrong.
        duration_ms: How long the answer took; a quick right one suggests "easy".

    Returns:
        A verdict; its ``confused_with`` is a **note**, whose card the caller names.
    """
    if question.exercise in UNGRADED:
        return Verdict(Right.NONE, GOOD, sentence="Compare for yourself, then say how well you knew it.")
    if question.options and not text:
        return _picked(question, chosen, duration_ms)
    if not question.options and not text and question.exercise in _RECALLED:
        return Verdict(Right.NONE, GOOD, sentence="Say how well you knew it.")
    return _typed(question, text[:LONGEST], notes or {}, duration_ms)


_RECALLED = frozenset(
    {Exercise.PICTURE_WORD, Exercise.SOUND_WORD, Exercise.WORD_PICTURE, Exercise.WORD_MEANING, Exercise.CONTRAST}
)


def _picked(question: Question, chosen: int | None, duration_ms: int | None) -> Verdict:
    option = next((each for each in question.options if each.note == chosen), None)
    if option is not None and option.text == question.answer:
        return Verdict(Right.RIGHT, easy_or_good(question, duration_ms), (Piece(SAME, question.answer),))
    missed = (Piece(MISSING, question.answer),)
    if option is None:
        return Verdict(Right.WRONG, AGAIN, missed, sentence="No answer was chosen.")
    return Verdict(Right.WRONG, AGAIN, missed, option.note, f"You chose “{option.text}”.")


def _typed(question: Question, text: str, notes: Notes, duration_ms: int | None) -> Verdict:
    if not shown(text, question.language):
        return Verdict(Right.WRONG, AGAIN, (Piece(MISSING, question.answer),), sentence="No answer was typed.")
    meant = question.accepted or (question.answer,)
    exact = next((each for each in meant if _agree(each, text, question.language)), None)
    if exact is not None:
        return _agreed(question, exact, text, duration_ms)
    other = _another_word(question, text, notes)
    if other is not None:
        return _another(question, text, other, notes, duration_ms)
    return _nearly(question, meant, text)


def _agree(meant: str, text: str, language: str) -> bool:
    """The same word, whatever its article."""
    one, two = parted(meant, language)[1], parted(text, language)[1]
    return plain(meant, language) == plain(text, language) or plain(one, language) == plain(two, language)


def _agreed(question: Question, meant: str, text: str, duration_ms: int | None) -> Verdict:
    language = question.language
    article, given = parted(meant, language)[0], parted(text, language)[0]
    if article and given and article != given:
        sentence = f"The word is right, but its article is “{article}”."
        return Verdict(Right.NEAR, HARD, pieces(meant, text, language), sentence=sentence)
    rating = easy_or_good(question, duration_ms)
    return Verdict(Right.RIGHT, rating, (Piece(SAME, meant),), sentence=_also(question, meant))


def _also(question: Question, meant: str) -> str:
    same = plain(meant, question.language) == plain(question.answer, question.language)
    whole = meant in question.answer or _agree(question.answer, meant, question.language)
    return "" if same or whole else f"“{question.answer}” is right as well."


def _another_word(question: Question, text: str, notes: Notes) -> NoteFacts | None:
    """Another word of the deck that was typed."""
    given, language = keys(text, question.language), question.language
    for note in notes.values():
        words = (note.word, *note.accepted)
        if any(not given.isdisjoint(keys(word, language)) for word in words) and not _is_asked(question, note):
            return note
    return None


def _is_asked(question: Question, note: NoteFacts) -> bool:
    return note.word == question.answer


def _another(question: Question, text: str, other: NoteFacts, notes: Notes, duration_ms: int | None) -> Verdict:
    """A synonym where the meaning was asked is right, a homophone where the sound was asked is near."""
    language = question.language
    if cores((question.text,), other.known) & cores((other.meaning,), other.known):
        sentence = f"That is right as well; here “{question.answer}” was meant."
        return Verdict(Right.RIGHT, easy_or_good(question, duration_ms), (Piece(SAME, other.word),), sentence=sentence)
    diff = pieces(question.answer, text, language)
    asked = next((note for note in notes.values() if _is_asked(question, note)), None)
    if question.sound and asked is not None and asked.ipa and asked.ipa == other.ipa:
        return Verdict(Right.NEAR, HARD, diff, sentence=f"It sounds the same, but “{question.answer}” was meant.")
    known = f", which means “{other.meaning}”" if other.meaning and other.meaning != other.word else ""
    return Verdict(Right.WRONG, AGAIN, diff, other.id, f"“{other.word}” is another word{known}.")


def _nearly(question: Question, meant: Sequence[str], text: str) -> Verdict:
    language = question.language
    nearest = min(meant, key=lambda each: apart(each, text, language))
    drawn = parted(nearest, language)[1] if not parted(text, language)[0] else nearest
    diff = pieces(drawn, text, language)
    why = near(nearest, text, language)
    if why:
        return Verdict(Right.NEAR, HARD, diff, sentence=why)
    return Verdict(Right.WRONG, AGAIN, diff)
